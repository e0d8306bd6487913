"""What an unknown id may have meant, for the JSON of an error: ids with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from flask import request
from rapidfuzz import process

from liantu.errors import LiantuError, NotFound
from liantu.ingest.delivering import sources
from liantu.ledger.named import named
from liantu.queries.catalogue import queries, run
from liantu.queries.profile import name_of
from liantu.web import access
from liantu.web.context import home, lang, store
from liantu.web.timeline import NEAR, meant

Near = list[dict[str, str]]
OPEN = frozenset({"Chain", "Segment", "Region"})  # told to a token of another region too
LONGEST = 200  # signs of an id that are looked at


def near(error: LiantuError) -> Near | None:
    """Return the ids nearest to an unknown one with their names; None for another error."""
    find = KINDS.get(error.key) if isinstance(error, NotFound) else None
    if find is None:
        return None
    with suppress(LiantuError):  # nothing loaded, or the store cannot be had
        return find(error.where[:LONGEST].replace("\x00", ""))
    return []


def _nodes(prefix: str) -> Callable[[str], Near]:
    def found(wanted: str) -> Near:
        text = wanted if wanted.startswith(prefix) else prefix + wanted
        bound = access.principal().region
        return [
            {"id": one.id.removeprefix(prefix), "name": one.name}
            for one in meant(text)
            if not bound or one.kind in OPEN
        ]

    return found


def _segments(wanted: str) -> Near:
    """Return segments as the address names them: of its chain by their own part of the id."""
    own = f"seg:{(request.view_args or {}).get('chain_id', '')}/"
    if "/" in wanted or own == "seg:/":
        return _nodes("")(wanted)
    found = _nodes("")(own + wanted)
    return [{**one, "id": one["id"][len(own) :]} for one in found if one["id"].startswith(own)]


def _chains(wanted: str) -> Near:
    nodes = [row["chain"] for row in run(store(), "chains").dicts()]
    known = {str(one.properties["chain_id"]): name_of(one) for one in nodes}
    return _alike(wanted.removeprefix("chain:"), known)


def _queries(wanted: str) -> Near:
    known = {one.name: one.told(lang()) for one in queries().values()}
    return _alike(wanted, known | {row.name: row.doc for row in named(home().ledger)})


def _sources(wanted: str) -> Near:
    return _alike(wanted, {name: one.label.text(lang()) for name, one in sources(home()).items()})


def _alike(wanted: str, known: Mapping[str, str]) -> Near:
    hits = process.extract(wanted, [*known], limit=NEAR)
    return [{"id": hit[0], "name": known[hit[0]]} for hit in hits]


KINDS: Mapping[str, Callable[[str], Near]] = {
    "chain_unknown": _chains,
    "deliver_source": _sources,
    "node_unknown": _nodes(""),
    "query_unknown": _queries,
    "region_unknown": _nodes("reg:"),
    "segment_unknown": _segments,
}
