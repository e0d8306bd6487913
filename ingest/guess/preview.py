"""What the first rows of a file would become: nodes and links in words, and rows set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from liantu.graph.model import model
from liantu.ingest.batches import sheet_rows
from liantu.ingest.findings import Note, Reject
from liantu.ingest.guess.known import Known
from liantu.ingest.guess.save import Tried
from liantu.ingest.mapping import Fact, RowFacts, RowMapper
from liantu.ingest.matching import Matched
from liantu.ingest.places import full_name
from liantu.ingest.wording import value_text
from liantu.locale import language

SHOWN = 10  # rows as nodes and links
CHECKED = 2_000  # rows of a table that are tried
ASIDE = 50  # rows set aside that are listed
HIDDEN = frozenset({"adcode", "stub"})


@dataclass(frozen=True)
class NodeShown:
    """A node as people read it: its kind, its name and what else is said of it."""

    kind: str
    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LinkShown:
    """A link between two names; ``known`` says whether its far end is loaded, None if not asked."""

    kind: str
    start: str
    end: str
    end_kind: str
    known: bool | None


@dataclass(frozen=True)
class RowShown:
    """One row: what it becomes, or why it is set aside; ``notes`` are warnings."""

    row: int
    nodes: tuple[NodeShown, ...] = ()
    links: tuple[LinkShown, ...] = ()
    notes: tuple[Note, ...] = ()
    aside: Note | None = None


@dataclass(frozen=True)
class TableShown:
    """A table: its first rows, how many were tried, and those that would be set aside."""

    sheet: str
    rows: tuple[RowShown, ...]
    tried: int
    accepted: int
    aside: tuple[Note, ...]
    more: bool  # the table has further rows, which were not tried

    @property
    def set_aside(self) -> int:
        """The number of tried rows that would be set aside."""
        return self.tried - self.accepted


def previewed(tried: Tried, known: Known) -> tuple[TableShown, ...]:
    """Return what a draft makes of its file; nothing for a draft that does not fit it."""
    if tried.match is None or tried.source is None or tried.match.source.id != tried.source.id:
        return ()
    return tuple(_table(tried, one, known) for one in tried.match.tables)


def _table(tried: Tried, one: Matched, known: Known) -> TableShown:
    assert tried.source is not None
    file, private = tried.draft.file, _private(tried)
    mapper = RowMapper(tried.source, one.rule, file, one.sheet.name)
    shown: list[RowShown] = []
    aside: list[Note] = []
    count = 0
    rows = sheet_rows(one)
    for number, _, get in islice(rows, CHECKED):
        count += 1
        try:
            facts = mapper.facts(number, get)
        except Reject as reject:
            values = {} if reject.column in private else reject.values
            note = Note(reject.code, file, one.sheet.name, number, reject.column, values)
            aside.append(note)
            shown += [RowShown(number, aside=note)] if len(shown) < SHOWN else []
            continue
        if len(shown) < SHOWN:
            shown.append(_row(number, facts, known))
    more = next(rows, None) is not None
    kept = tuple(aside[:ASIDE])
    return TableShown(one.sheet.name, tuple(shown), count, count - len(aside), kept, more)


def _private(tried: Tried) -> set[str]:
    return {c.name for table in tried.draft.tables for c in table.columns if c.personal}


def _row(number: int, facts: RowFacts, known: Known) -> RowShown:
    names = {str(fact["nid"]): str(fact.get("name") or "") for _, fact in facts.nodes}
    nodes = tuple(_node(kind, fact) for kind, fact in facts.nodes if not fact.get("stub"))
    links = tuple(_link(kind, fact, names, known) for kind, fact in facts.links)
    return RowShown(number, nodes, links, tuple(facts.notes))


def _node(kind: str, fact: Fact) -> NodeShown:
    specs = model().nodes[kind].properties
    said = tuple(
        (specs[name].label.text(language.get()), value_text(value, specs[name].unit))
        for name, value in fact.items()
        if name in specs and name != "name" and name not in HIDDEN and value not in (None, "", [])
    )
    return NodeShown(kind, str(fact.get("name") or ""), said)


def _link(kind: str, fact: Fact, names: dict[str, str], known: Known) -> LinkShown:
    start, end = (_end(fact, side, names) for side in ("from", "to"))
    far = "from" if fact.get("to_id") in names else "to"
    kinds: Sequence[str] = fact.get(f"{far}_kinds") or ()
    given = str(fact.get(f"{far}_id") or "")
    if given.startswith("reg:"):
        return LinkShown(kind, start, end, "Region", True)
    there = model().kind_of(given) if given else None
    text, scope = str(fact.get(f"{far}_text") or ""), str(fact.get(f"{far}_scope") or "")
    asked = [known.has(one, text, scope) for one in kinds]
    found = True if True in asked else None if None in asked or not asked else False
    return LinkShown(kind, start, end, there or (kinds[0] if len(kinds) == 1 else ""), found)


def _end(fact: Fact, side: str, names: dict[str, str]) -> str:
    given = str(fact.get(f"{side}_id") or "")
    if given in names:
        return names[given]
    if given.startswith("reg:"):
        return full_name(given.removeprefix("reg:"))
    return str(fact.get(f"{side}_text") or given)
