"""FRAGILE 堵点、卡点: what is bought hangs on too few, or one firm's end stops a final product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liantu.locale import text
from liantu.queries.gaps.counts import part_at
from liantu.queries.gaps.findings import Because, Verdict
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase, Purchases
from liantu.queries.risk.andor import SinglePoint

KIND = "FRAGILE"


def judge(situation: Situation, segment: str) -> Verdict | None:
    """Return the verdict where any of its reasons holds, of absent segments too.

    Reasons are N_eff below the setting, one outside region that sells at least its share
    of what is bought here, and a firm that is the segment's last source and whose end
    stops a final product. The last is doubtful where no purchase of it is recorded and
    enterprises may be missing.
    """
    rules = situation.settings.fragile
    bought, level = situation.purchases, rules.level
    found = bought.concentration(segment)
    first, share = bought.kept(("one_region", level, segment), lambda: _one(bought, level, segment))
    points = _points(situation, segment) if rules.single_points else ()
    holds = {
        "suppliers": found.n_eff is not None and found.n_eff < rules.suppliers,
        "one_region": share is not None and share >= rules.one_region,
        "single_point": bool(points),
    }
    reasons = tuple(code for code, true in holds.items() if true)
    if not reasons:
        return None
    finals = sorted({one for point in points for one in point.final_lost}, key=situation.order.get)  # type: ignore[arg-type]
    words: dict[str, Any] = {
        "name": situation.name(segment),
        "suppliers": f"{found.n_eff:.2f}" if found.n_eff else "–",
        "recorded": len(situation.purchases.of(segment)),
        "region": _region(situation, first),
        "share": f"{share:.1%}" if share is not None else "–",
        "firms": "、".join(situation.firm(point.firm) for point in points),
        "finals": situation.names(finals),
    }
    rows = situation.purchases.of(segment)
    nodes = _nodes(segment, points, rows, finals)
    because = Because(
        "；".join(text(f"gap.FRAGILE.{code}", **words) for code in reasons),
        nodes,
        tuple(sorted(one.link for one in rows)),
    )
    doubtful = reasons == ("single_point",) and not rows and situation.is_doubtful
    unless = "；".join(text(f"gap.FRAGILE.{code}.unless", **words) for code in reasons)
    return Verdict(KIND, because, unless, doubtful, reasons)


def _nodes(
    segment: str, points: Iterable[SinglePoint], rows: Iterable[Purchase], finals: Iterable[str]
) -> tuple[str, ...]:
    """Return what it rests on: firms, suppliers, and every product lost on the way to the end."""
    firms, sellers = [one.firm for one in points], [one.supplier for one in rows]
    lost = [product for one in points for product in one.lost]
    return tuple(dict.fromkeys([segment, *firms, *sellers, *finals, *lost]))


def _points(situation: Situation, segment: str) -> tuple[SinglePoint, ...]:
    """Return the firms that are the segment's last source and whose end stops a final product."""
    found = situation.stoppers.get(segment, ())
    if not found:
        return ()
    sources = {one.id for one in situation.here.get(segment, ())}
    sources |= situation.purchases.outside(segment)
    return tuple(one for one in found if one.firm in sources)


def _region(situation: Situation, path: str) -> str:
    if not path:
        return ""
    return situation.purchases.kept(("region", path), lambda: situation.region_name(path))


def _one(bought: Purchases, level: str, segment: str) -> tuple[str, float | None]:
    """Return the outside region that sells most of it to here, and its share of all purchases."""
    sold: dict[str, float] = {}
    total = 0.0
    for one in bought.of(segment):
        weight = bought.weight(one)
        total += weight
        parts = {part_at(path, level) for path in one.paths} - {None}
        if not one.local and len(parts) == 1:
            name = str(parts.pop())
            sold[name] = sold.get(name, 0.0) + weight
    if not total or not sold:
        return "", None
    first = min(sold, key=lambda one: (-sold[one], one))
    return first, sold[first] / total
