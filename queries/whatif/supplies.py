"""What buyers of a region can no longer buy as it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase


@dataclass(frozen=True)
class LostSupply:
    """A buyer that loses suppliers of a segment; ``left`` are its other recorded ones.

    ``makers`` counts the makers of the segment that are left in the region, which it is not
    recorded to buy from. What nobody recorded cannot be told: it may have more sources.
    """

    buyer: str
    buyer_name: str
    segment: str
    name: str
    lost: tuple[str, ...]
    left: tuple[str, ...]
    makers: int
    links: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the loss by name."""
        return {
            "buyer": {"id": self.buyer, "name": self.buyer_name},
            "segment": {"id": self.segment, "name": self.name},
            "lost": list(self.lost),
            "left": list(self.left),
            "makers_here": self.makers,
            "links": list(self.links),
        }


def lost_supplies(before: Situation, after: Situation) -> tuple[LostSupply, ...]:
    """Return what buyers lose, those without another recorded supplier first.

    A buyer that is itself gone loses nothing; nor does one that buys the same again.
    """
    if before.purchases is after.purchases:
        return ()
    kept = {(one.supplier, one.buyer, one.segment) for one in after.purchases.rows}
    gone = {one.id for makers in before.here.values() for one in makers}
    gone -= {one.id for makers in after.here.values() for one in makers}
    lost: dict[tuple[str, str], list[Purchase]] = {}
    left: dict[tuple[str, str], list[Purchase]] = {}
    for row in after.purchases.rows:
        left.setdefault((row.buyer, row.segment), []).append(row)
    for row in before.purchases.rows:
        there = row.segment in after.nodes and row.buyer not in gone
        if there and (row.supplier, row.buyer, row.segment) not in kept:
            lost.setdefault((row.buyer, row.segment), []).append(row)
    found = [
        LostSupply(
            buyer,
            rows[0].buyer_name or buyer,
            segment,
            after.name(segment),
            tuple(dict.fromkeys(row.supplier_name or row.supplier for row in rows)),
            tuple(
                dict.fromkeys(r.supplier_name or r.supplier for r in left.get((buyer, segment), ()))
            ),
            len(after.here.get(segment, ())),
            tuple(sorted(row.link for row in rows)),
        )
        for (buyer, segment), rows in lost.items()
    ]
    return tuple(sorted(found, key=lambda o: (len(o.left), after.order[o.segment], o.buyer)))
