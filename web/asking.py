"""What a page of Cypher shows: the parameters of a text, the rows as cells, files, the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from liantu.errors import LiantuError
from liantu.graph.model import model
from liantu.queries.catalogue import TYPES
from liantu.queries.cypher.functions import AGGREGATES, FUNCTIONS, OF_ENTITIES
from liantu.queries.cypher.patterns import FURTHEST
from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.cypher.run import MEMORY_MIB, MOST_AT_ONCE, Answer
from liantu.queries.cypher.scan import LONGEST, TOKEN
from liantu.queries.cypher.scope import UNASKED
from liantu.refusing import unknown_value, wrong_value
from liantu.settings import settings
from liantu.web.answers.forms import MIME
from liantu.web.answers.shapes import Shape
from liantu.web.answers.tables import table_of
from liantu.web.answers.writing import WRITERS
from liantu.web.context import lang, words
from liantu.web.published import withheld

PARAM = re.compile(r"\$([A-Za-z_]\w{0,63})")
MOST_PARAMS = 30
SHOWN = 500  # rows on a page; a file has all
MOST_LINKED = 20  # nodes that one cell links to
UNTOLD = frozenset({"sources", "records", "key"})  # of a link in a cell
OPENED = 50  # nodes that one link opens in the explorer
FILES = ("csv", "xlsx", "parquet", "jsonl")
TABLE = Shape("rows", columns="columns")


@dataclass(frozen=True)
class Cell:
    """A cell of a page: nodes to link to, a link with its kind, or a plain value."""

    value: Any = None
    nodes: tuple[dict[str, str], ...] = ()
    more: int = 0
    link: str = ""
    number: bool = False


def params_in(text: str) -> list[str]:
    """Return the names of ``$parameters`` of a text, those in quotes and comments left out."""
    kept = (" " if one.lastgroup in ("text", "comment") else one[0] for one in TOKEN.finditer(text))
    return list(dict.fromkeys(PARAM.findall("".join(kept))))[:MOST_PARAMS]


def typed(name: str, value: str, kind: str) -> Any:
    """Return what a field holds as the type that was chosen; raises UsageError."""
    try:
        if kind == "integer":
            return int(value)
        if kind == "number":
            found = float(value)
            if found != found or found in (float("inf"), float("-inf")):
                raise ValueError(value)
            return found
        if kind == "boolean":
            return {"true": True, "false": False}[value.strip().lower()]
    except (ValueError, KeyError) as error:
        raise wrong_value(name, value, words(f"cypher.type.{kind}")) from error
    if kind == "list":
        return [part.strip() for part in re.split("[,，]", value) if part.strip()]
    return value


def fields(names: Iterable[str], values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the fields of parameters, filled with what a form or an address gave."""
    found = []
    for name in names:
        kind = values.get(f"t.{name}", "string")
        kind = kind if kind in TYPES else "string"
        found.append({"name": name, "type": kind, "value": values.get(f"p.{name}", "")})
    return found


def given(asked: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Return the parameters that fields hold."""
    return {one["name"]: typed(one["name"], one["value"], one["type"]) for one in asked}


def shown_rows(answer: Answer) -> list[list[Cell]]:
    """Return the rows that a page shows, each cell as text and links."""
    return [[cell(value) for value in row] for row in answer.rows[:SHOWN]]


def cell(value: Any) -> Cell:
    """Return one cell as people read it."""
    items = value if isinstance(value, list) else [value]
    if items and all(map(_is_node, items)):
        found = nodes_in(items)
        return Cell(nodes=tuple(found[:MOST_LINKED]), more=max(0, len(found) - MOST_LINKED))
    if isinstance(value, dict) and "kind" in value:
        told = {
            key: one
            for key, one in value.get("properties", {}).items()
            if one is not None and key not in UNTOLD
        }
        return Cell(_short(told) if told else "", link=str(value["kind"]))
    if isinstance(value, dict) or (isinstance(value, list) and any(map(_nested, value))):
        return Cell(_short(value))
    return Cell(value, number=isinstance(value, (int, float)) and not isinstance(value, bool))


def _is_node(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and value.get("kind") in model().nodes


def _nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _short(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False, default=str)
    return told if len(told) <= 300 else f"{told[:300]}…"


def nodes_in(values: Iterable[Any]) -> list[dict[str, str]]:
    """Return the nodes among values, also those within lists, each once, by id and name."""
    found: dict[str, dict[str, str]] = {}
    for value in values:
        if isinstance(value, list):
            found |= {one["id"]: one for one in nodes_in(value)}
        elif _is_node(value):
            name = str(value.get("properties", {}).get("name") or value["id"])
            found[value["id"]] = {"id": value["id"], "name": name, "kind": value["kind"]}
    return list(found.values())


def ids_of(answer: Answer) -> list[str]:
    """Return the ids of the first nodes of an answer, as many as the explorer opens at once."""
    found: dict[str, None] = {}
    for row in answer.rows:
        for value in row:
            ids = [one["id"] for one in nodes_in([value])]
            if isinstance(value, str) and not ids and model().kind_of(value):
                ids = [value]
            found |= dict.fromkeys(ids)
        if len(found) >= OPENED:
            break
    return list(found)[:OPENED]


def file_of(answer: Answer, form: str, version: str, name: str) -> Response:
    """Return the rows of an answer as a file; raises UsageError for a form there is not."""
    if form not in FILES:
        raise unknown_value("as", form, FILES)
    told = {"data_version": version, "columns": list(answer.columns), "rows": answer.rows}
    response = Response(WRITERS[form](table_of(told, TABLE)), mimetype=MIME[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["X-Liantu-Cut"] = "1" if answer.cut else "0"
    return response


def problem_of(error: LiantuError, text: str) -> dict[str, Any]:
    """Return an error with its place in a text: the line, and what stands before the column."""
    line, column = getattr(error, "line", 0), getattr(error, "column", 0)
    lines = text.split("\n")
    said = lines[line - 1] if 0 < line <= len(lines) else ""
    start = max(0, column - 61)
    return {
        "message": error.message,
        "remedy": error.remedy,
        "line": line if text.strip() else 0,
        "column": column,
        "before": said[start : column - 1],
        "at": said[column - 1 : column + 60],
    }


def schema() -> dict[str, Sequence[dict[str, Any]]]:
    """Return kinds with their properties, those left out that the one who asks does not get."""
    hidden = withheld()

    def kinds(known: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "label": kind.label.text(lang()),
                "ends": [f"{a} → {b}" for a, b in getattr(kind, "ends", ())],
                "properties": [
                    (key, one.type, one.label.text(lang()))
                    for key, one in kind.properties.items()
                    if (name, key) not in hidden and key not in UNASKED
                ],
            }
            for name, kind in known.items()
        ]

    return {"nodes": kinds(model().nodes), "links": kinds(model().links)}


def functions() -> dict[str, list[str]]:
    """Return the functions that may be called, by sort."""
    names = {"tolower": "toLower", "toupper": "toUpper"}
    plain = [names.get(one, one) for one in FUNCTIONS if one not in AGGREGATES]
    return {"aggregates": sorted(AGGREGATES), "values": plain, "entities": list(OF_ENTITIES)}


def caps() -> dict[str, object]:
    """Return the limits of a text and its answer."""
    return {
        "signs": LONGEST,
        "seconds": f"{settings().query_seconds:g}",
        "rows": MOST_ROWS,
        "shown": SHOWN,
        "memory": MEMORY_MIB,
        "once": MOST_AT_ONCE,
        "hops": FURTHEST,
    }


def values() -> Mapping[str, str]:
    """Return what the form or the address of this request gave, without signs no text has."""
    held = request.form if request.method == "POST" else request.args
    return {name: held[name].replace("\x00", "").replace("\r\n", "\n") for name in held}


def fields_of(held: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the fields of the parameters of a text, ``q`` of a form or an address."""
    return fields(params_in(held.get("q", "")), held)
