"""Concentration of purchases: how much hangs on few suppliers, and how much on outside ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Concentration:
    """The concentration of the recorded purchases of one product.

    ``hhi`` = Σ s² of the suppliers' shares s, in 1/n … 1; ``n_eff`` = 1/hhi, the
    number of equal suppliers that would be as concentrated; ``top_share`` the largest
    share; ``outside_share`` the share of outside suppliers. ``recorded`` is the number
    of suppliers with a known amount, ``without_amount`` the number with an unknown one,
    which no share can count. All shares are None where no amount is known.
    """

    hhi: float | None
    n_eff: float | None
    top_share: float | None
    outside_share: float | None
    recorded: int
    without_amount: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name; what is unknown is null."""
        return asdict(self)


def concentration(
    amounts: Mapping[str, float | None], outside: Collection[str] = frozenset()
) -> Concentration:
    """Return the concentration of purchases of one product by supplier.

    ``amounts`` are purchases per supplier in one unit, ≥ 0, None where unknown;
    ``outside`` names the suppliers that are not of the region. The index is that of
    Herfindahl and Hirschman (Hirschman 1964, https://www.jstor.org/stable/1818582).
    """
    known = {supplier: amount for supplier, amount in amounts.items() if amount is not None}
    unknown = len(amounts) - len(known)
    total = sum(known.values())
    if total <= 0:
        return Concentration(None, None, None, None, len(known), unknown)
    shares = {supplier: amount / total for supplier, amount in known.items()}
    hhi = sum(share**2 for share in shares.values())
    bought = sum(share for supplier, share in shares.items() if supplier in outside)
    return Concentration(hhi, 1 / hhi, max(shares.values()), bought, len(known), unknown)
