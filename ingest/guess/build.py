"""A draft as a source: the YAML that an office's own file in ``sources/`` holds."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from liantu.graph.model import LinkKind, NodeKind, Property, model
from liantu.ingest.guess.choices import (
    ADCODE,
    ANY,
    CITATION,
    CITY,
    FROM,
    OBSERVED,
    PINYIN,
    PLACE,
    PLACES,
    TO,
    kinds_at,
    parse,
    settable,
)
from liantu.ingest.guess.draft import ColumnDraft, Draft, TableDraft
from liantu.ingest.guess.values import is_date
from liantu.ingest.guess.words import scale_of
from liantu.ingest.shapes import excel_date

PRECEDENCE = {"register": 15, "report": 30, "candidates": 40, "reference": 60, "unsourced": 95}
NODE = "row"  # what a row's own node is called within its table


def yaml_of(draft: Draft) -> str:
    """Return the YAML of a draft, commented by its label; values are written by the library."""
    writer = YAML()
    writer.allow_unicode = True
    writer.width = 110
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.representer.ignore_aliases = lambda _data: True
    built = _source(draft)
    built.yaml_set_start_comment(_comment(f"{draft.label}，按 {draft.file} 的表头建立"))
    stream = io.StringIO()
    writer.dump(built, stream)
    return stream.getvalue()


def _source(draft: Draft) -> CommentedMap:
    observed = {c.name for t in draft.read for c in t.columns if c.what == OBSERVED}
    match = _flow({"format": "table", **({"file": draft.pattern} if draft.pattern else {})})
    return CommentedMap(
        {
            "id": draft.id,
            "label": _flow({"zh": draft.label, "en": draft.label}),
            "role": draft.role,
            "precedence": PRECEDENCE.get(draft.role, 50),
            "delivery": "full" if draft.full else "changes",
            **({"observed_column": sorted(observed)[0]} if observed else {}),
            "match": match,
            "tables": CommentedSeq([_table(draft, table) for table in draft.read]),
        }
    )


def headers_of(table: TableDraft, more: bool = False) -> list[str]:
    """Return the columns by which a table is known: those that are read, or every one (``more``).

    A code that may be empty is none of them: a row without it would be set aside.
    """
    kind = model().nodes.get(table.subject)
    coded = {part for way in kind.identity for part in way} - {"name"} if kind else set()
    return [
        one.name
        for one in table.columns
        if (one.what or (more and one.seen.values)) and one.what not in coded
    ]


def _table(draft: Draft, table: TableDraft) -> CommentedMap:
    made, place = _place(table)
    built: dict[str, Any] = {"id": table.seen.sheet or draft.label}
    if table.seen.sheet:
        built["sheet"] = table.seen.sheet
    if table.seen.lines == 2:
        built["header_rows"] = 2
    built["headers"] = _flow(headers_of(table, draft.strict))
    read = [one for one in table.columns if one.what]
    filled = [one.name for one in read if one.name in table.seen.merged]
    if filled:
        built["fill_down"] = _flow(filled)
    counted = {one.name: "excel_date" for one in read if _counts_days(table, one)}
    if counted:
        built["cells"] = _flow(counted)
    if made:
        built["columns"] = CommentedMap(made)
    if (origin := table.column(CITATION)) is not None:
        built["citation"] = origin.name
    if unread := [one.name for one in table.columns if not one.what]:
        built["ignore"] = _flow(unread)
    if table.subject in model().links:
        built["links"] = CommentedSeq([_edge(table)])
        _draw(built["links"], [_edge_words(table)])
        return CommentedMap(built)
    node: dict[str, Any] = {"as": NODE, "kind": table.subject}
    if place:
        node["place"] = _flow(place)
    node["set"] = _values(table, model().nodes[table.subject])
    built["nodes"] = CommentedSeq([CommentedMap(node)])
    links = [one for one in table.columns if parse(one.what).link]
    if links:
        built["links"] = CommentedSeq([_link(table.subject, one) for one in links])
        _draw(built["links"], [_words(table.subject, one) for one in links])
    return CommentedMap(built)


def _place(table: TableDraft) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the made column and the place of a table whose columns say where a node is."""
    found = [one for one in table.columns if one.what in PLACES]
    if not found:
        return {}, {}
    first = found[0]
    if first.what == ADCODE:
        return {}, {"adcode": first.name}
    made = _free(table, "所在地")
    if first.what == PINYIN:
        return {made: _flow({"city": first.name})}, {"column": made, "level": "city"}
    if len(found) == 1:
        return {}, {"column": first.name, **({"level": "city"} if first.what == CITY else {})}
    parts = [one.name for one in found if one.what in (PLACE, CITY)]
    return {made: "".join(f"{{{part}}}" for part in parts)}, {"column": made}


def _free(table: TableDraft, name: str) -> str:
    taken = {one.name for one in table.columns}
    return name if name not in taken else _free(table, f"{name}_")


def _values(table: TableDraft, kind: NodeKind | LinkKind) -> CommentedMap:
    found: dict[str, Any] = {}
    specs = settable(kind)
    for column in table.columns:
        if column.what in specs:
            found[column.what] = _value(column, specs[column.what])
    return CommentedMap(dict(sorted(found.items(), key=lambda one: list(specs).index(one[0]))))


def _value(column: ColumnDraft, spec: Property) -> Any:
    told: dict[str, Any] = {"column": column.name}
    if spec.type == "list" and column.split:
        told["split"] = column.split
    if column.words:
        told["map"] = CommentedMap(column.words)
    scale = scale_of(spec.unit, column.unit) if spec.unit else 1.0
    if spec.type in ("number", "integer") and scale not in (None, 1.0):
        told["scale"] = int(scale) if float(scale or 0).is_integer() else scale
    if column.words:
        return CommentedMap(told)
    return _flow(told) if len(told) > 1 else column.name


def _link(subject: str, column: ColumnDraft) -> CommentedMap:
    choice = parse(column.what)
    kinds = kinds_at(subject, choice)
    where = "item.id" if column.split else column.name
    end: dict[str, Any]
    if kinds == ["Product"]:  # a product is known by its name: what is only listed is a stub
        end = {"kind": "Product", "identity": _flow({"name": where}), "stub": True}
    else:
        end = {"kind": _flow(kinds) if choice.other == ANY else kinds[0], "column": where}
    if column.chain and kinds == ["Segment"]:
        end["chain"] = column.chain
    built: dict[str, Any] = {"kind": choice.link}
    if column.split:
        built |= {"each": column.name, "split": column.split}
    start, stop = (NODE, _flow(end)) if choice.forward else (_flow(end), NODE)
    built |= {"from": start, "to": stop}
    if choice.word:
        said = model().links[choice.link].identity[0]
        built["set"] = _flow({said: _flow({"value": choice.word})})
    return CommentedMap(built)


def _edge(table: TableDraft) -> CommentedMap:
    """Build the link of a table whose rows are links; its ends may be of any kind allowed."""
    link = model().links[table.subject]
    built: dict[str, Any] = {"kind": link.name}
    for side, what, at in (("from", FROM, 0), ("to", TO, 1)):
        column = table.column(what)
        kinds = sorted({pair[at] for pair in link.ends})
        name = column.name if column else ""
        built[side] = _flow({"kind": kinds[0] if len(kinds) == 1 else _flow(kinds), "column": name})
    values = _values(table, link)
    if values:
        built["set"] = values
    return CommentedMap(built)


def _counts_days(table: TableDraft, column: ColumnDraft) -> bool:
    """Say whether a column of dates comes, in part, as Excel's count of days."""
    kind = model().nodes.get(table.subject) or model().links[table.subject]
    spec = settable(kind).get(column.what)
    if spec is None or spec.type != "date":
        return False
    return any(not is_date(text) and excel_date(text) != text for text in column.seen.values)


def _words(subject: str, column: ColumnDraft) -> str:
    choice = parse(column.what)
    other = "|".join(kinds_at(subject, choice))
    start, stop = (subject, other) if choice.forward else (other, subject)
    return f"(:{start})-[:{choice.link}]->(:{stop})"


def _edge_words(table: TableDraft) -> str:
    link = model().links[table.subject]
    sides = ["|".join(sorted({pair[at] for pair in link.ends})) for at in (0, 1)]
    return f"(:{sides[0]})-[:{link.name}]->(:{sides[1]})"


def _draw(found: CommentedSeq, pictures: list[str]) -> None:
    for at, picture in enumerate(pictures):
        found.yaml_set_comment_before_after_key(at, before=picture, indent=6)


def _comment(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:120]


def _flow(value: Mapping[str, Any] | list[Any]) -> CommentedMap | CommentedSeq:
    found = CommentedSeq(value) if isinstance(value, list) else CommentedMap(value)
    found.fa.set_flow_style()
    return found
