"""Units of figures, and how many of one are one of another.

A column may be in another unit than the property that it gives (``unit: 亿元`` for one in
万元), and a cell may say its own (``3.5亿元``, ``51%``): both are turned, none is guessed.
"""

from __future__ import annotations

import math
from decimal import Decimal

from liantu.graph.model import Property

# Of one kind by one measure; areas in thirds of a square metre, of which a 亩 has 2,000.
FACTORS: dict[str, dict[str, float]] = {
    "money": {"元": 1, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "千万元": 1e7, "亿元": 1e8},
    "dollars": {"美元": 1, "万美元": 1e4, "百万美元": 1e6, "亿美元": 1e8},
    "length": {"米": 1, "m": 1, "公里": 1e3, "千米": 1e3, "km": 1e3, "海里": 1852},
    "mass": {"吨": 1, "千吨": 1e3, "万吨": 1e4, "百万吨": 1e6, "亿吨": 1e8},
    "power": {"千瓦": 1, "kW": 1, "兆瓦": 1e3, "MW": 1e3, "万千瓦": 1e4, "吉瓦": 1e6, "GW": 1e6},
    "load": {"千伏安": 1, "kVA": 1, "兆伏安": 1e3, "MVA": 1e3, "万千伏安": 1e4},
    "area": {"平方米": 3, "亩": 2e3, "公顷": 3e4, "万平方米": 3e4, "平方公里": 3e6},
    "share": {"%": 1, "％": 1, "‰": 0.1, "小数": 100},
    "people": {"人": 1, "名": 1, "万人": 1e4},
    "pieces": {"个": 1, "家": 1, "万个": 1e4},
}
PLAIN = "小数"  # what a share without a unit is in
KINDS = {unit: kind for kind, units in FACTORS.items() for unit in units}
SIGNS = tuple(sorted(KINDS, key=lambda unit: (-len(unit), unit)))  # the longest first


def own_unit(spec: Property) -> str:
    """Return the unit that a property is in: its own, or that of a share from 0 to 1."""
    return spec.unit or (PLAIN if spec.maximum == 1 else "")


def scale_of(unit: str, own: str) -> float | None:
    """Return by what a figure in ``unit`` is multiplied to be in ``own``, None if by nothing.

    >>> scale_of('亿元', '万元'), scale_of('%', '小数'), scale_of('公里', '万元')
    (10000.0, 0.01, None)
    """
    if unit == own:
        return 1.0
    kind = KINDS.get(unit)
    if kind is None or kind != KINDS.get(own):
        return None
    return FACTORS[kind][unit] / FACTORS[kind][own]


def scaled(figure: str, scale: float) -> float:
    """Return a figure in another unit, exact where the scale is a power of ten.

    >>> scaled('12.3', 0.01)
    0.123
    """
    power = power_of(scale)
    if power is None:
        return float(figure) * scale
    return float(Decimal(figure).scaleb(power)) if power else float(figure)


def power_of(scale: float) -> int | None:
    """Return the power of ten that a scale is, None where it is none."""
    power = round(math.log10(scale)) if scale > 0 else 0
    return power if math.isclose(10.0**power, scale, rel_tol=1e-12) else None


def split_unit(text: str) -> tuple[str, str]:
    """Return the figure and the unit that a cell says, the unit empty where it says none.

    >>> split_unit('3.5 亿元'), split_unit('12')
    (('3.5', '亿元'), ('12', ''))
    """
    for sign in SIGNS:
        if sign != PLAIN and text.endswith(sign):
            return text.removesuffix(sign).rstrip(), sign
    return text, ""
