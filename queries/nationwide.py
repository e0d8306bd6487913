"""What is known of a chain's makers in the whole country, read once for every region.

The standing of makers by segment (listed, with the tag 专精特新), and the makers of the
segments that hold others, whom a sum of the parts would count twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liantu.queries.catalogue import run
from liantu.queries.evidence import origins
from liantu.queries.gaps.counts import KEPT
from liantu.queries.gaps.looking import is_active
from liantu.queries.gaps.situation import Situation
from liantu.queries.keeping import Kept
from liantu.queries.purchases import inside

TAG = "专精特新"
COUNTED = ("makers", "listed", "unlisted", "tagged", "untagged")
SAID = {
    "listed": {"yes": "listed", "no": "unlisted"},
    "tagged": {"yes": "tagged", "no": "untagged"},
}
Flags = Mapping[str, Mapping[str, int]]
Rows = Mapping[str, tuple[Mapping[str, Any], ...]]
_flags: Kept[Flags] = Kept(KEPT)
_held: Kept[Rows] = Kept(KEPT)


def flags(situation: Situation) -> Flags:
    """Return the standings by segment of a chain."""
    store = situation.store
    assert store is not None

    def read() -> Flags:
        known = origins(store)
        stale = sorted(situation.outdated | known.hearsay) if situation.outdated else [""]
        hearsay = sorted(known.unsourced) or [""]
        asked = {"chain": situation.chain.id, "hearsay": hearsay, "stale": stale, "tag": TAG}
        rows: dict[str, dict[str, int]] = {}
        for row in run(store, "maker_flags", **asked).dicts():
            told = rows.setdefault(row["segment"], dict.fromkeys(COUNTED, 0))
            told["makers"] += row["makers"]
            for flag, names in SAID.items():
                if row[flag]:
                    told[names[row[flag]]] += row["makers"]
        return rows | {one: _standing(makers) for one, makers in held(situation).items()}

    return _flags.of(store, (situation.chain.id, situation.outdated), read)


def held(situation: Situation) -> Rows:
    """Return the active makers of each segment that holds others, a row for each place."""
    store = situation.store
    if store is None or not situation.nesting:
        return {}

    def read() -> Rows:
        known = origins(store)
        every = sorted({*situation.order} & {one for pair in situation.nesting for one in pair})
        rows = run(store, "segment_firms", segments=every).dicts()
        active = [row for row in rows if is_active(row, known, situation.outdated)]
        by_segment: dict[str, list[Mapping[str, Any]]] = {}
        for row in active:
            by_segment.setdefault(row["segment"], []).append(row)
        return {
            one: tuple(
                row for inner in (one, *within(situation, one)) for row in by_segment.get(inner, ())
            )
            for one in holders(situation)
        }

    return _held.of(store, (situation.chain.id, situation.outdated), read)


def inside_of(rows: Iterable[Mapping[str, Any]], area: str) -> int:
    """Return how many different firms of some rows lie in an area; an empty one is the country."""
    return len({row["enterprise"] for row in rows if not area or inside(row["path"] or "", area)})


def _standing(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the standings of some makers, each counted once."""
    found = {row["enterprise"]: row for row in rows}.values()
    return {
        "makers": len(found),
        "listed": sum(row["listed"] is True for row in found),
        "unlisted": sum(row["listed"] is False for row in found),
        "tagged": sum(TAG in (row["tags"] or ()) for row in found),
        "untagged": sum(bool(row["tags"]) and TAG not in row["tags"] for row in found),
    }


def holders(situation: Situation) -> tuple[str, ...]:
    """Return the segments that hold others, in the chain's order."""
    outer = {other for _, other in situation.nesting} & {*situation.order}
    return tuple(sorted(outer, key=situation.order.__getitem__))


def within(situation: Situation, segment: str) -> tuple[str, ...]:
    """Return the segments that lie in another, however deep, in the chain's order."""
    known = situation.order
    return tuple(sorted(situation.inner(segment) & {*known}, key=known.__getitem__))
