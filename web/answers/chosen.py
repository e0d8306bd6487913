"""What of an answer is asked for: ``fields=a,b.c``, and ``evidence=1`` for units and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from rapidfuzz import process

from liantu.errors import UsageError
from liantu.graph.model import model
from liantu.locale import text
from liantu.queries.sheets import SHARE_NAMES, UNITS, column
from liantu.web.answers.provenance import with_rows
from liantu.web.answers.shapes import Shape
from liantu.web.answers.tables import Record, at, flatten, records_of
from liantu.web.context import flag, store

NEAR = 5
OWN_UNIT = frozenset({"unit", "units"})
BY_MEASURE = frozenset({"balance"})  # of outputs or of makers, as the answer's measure says


def chosen(answer: Any, shape: Shape) -> Any:
    """Return an answer with no more of its rows than asked for, and with evidence if asked."""
    wanted = fields()
    if flag("evidence"):
        answer = with_evidence(answer, shape)
    if not wanted:
        return answer
    records = records_of(answer, shape)
    known = dict.fromkeys(name for one in records for name in (*one, *flatten(one)))
    check(wanted, known)
    if shape.columns:
        rows = [[one[name] if name in one else at(one, name) for name in wanted] for one in records]
        return _put(_put(answer, shape.columns, list(wanted)), shape.rows, rows)
    return _put(answer, shape.rows, [pick(one, wanted) for one in records])


def fields() -> tuple[str, ...]:
    """Return the fields that the address asks for, each once; none where it asks for all."""
    given = ",".join(request.args.getlist("fields"))
    return tuple(dict.fromkeys(one.strip() for one in given.split(",") if one.strip()))


def check(wanted: Iterable[str], known: Iterable[str]) -> None:
    """Raise UsageError for a field that there is not, naming those most like it.

    Where nothing is known, as of an answer without rows, nothing is refused.
    """
    names = list(known)
    for name in wanted:
        if names and name not in names:
            near = [hit[0] for hit in process.extract(name, names, limit=NEAR)]
            raise UsageError("field_unknown", where="fields", field=name, near=", ".join(near))


def pick(record: Mapping[str, Any], wanted: Sequence[str]) -> Record:
    """Return some fields of a record, those with dotted names in their places."""
    found: Record = {}
    for name in wanted:
        if name in record:
            found[name] = record[name]
            continue
        *path, last = name.split(".")
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = at(record, name)
    return found


def _put(answer: Any, path: str, value: Any) -> Any:
    """Return an answer with another value at a path."""
    if path in ("", "."):
        return value[0] if path == "." else value
    name, _, rest = path.partition(".")
    return {**answer, name: _put(answer[name], rest, value) if rest else value}


def with_evidence(answer: Any, shape: Shape) -> Any:
    """Return an answer with the units of its figures and the rows of files of each record."""
    records = records_of(answer, shape)
    if not shape.columns:
        beside = [one for one in shape.graph or () if one != shape.rows]
        beside = [one for one in beside if isinstance(answer.get(one), list)]
        records, *others = with_rows(store, records, *(answer[one] for one in beside))
        answer = _put(answer, shape.rows, records)
        if beside:
            answer = {**answer, **dict(zip(beside, others, strict=True))}
    if isinstance(answer, dict):
        answer = {**answer, "units": _units(records)}
    return answer


def _units(records: Iterable[Record]) -> dict[str, str]:
    """Return the units of the fields that are properties of the vocabulary or figures."""
    known = {name: column(name).unit for name in UNITS if name not in BY_MEASURE}
    known |= dict.fromkeys(SHARE_NAMES.split(), text("sheet.unit.share"))
    of_nodes = [one.properties for one in model().nodes.values()]
    for specs in (*of_nodes, *(one.properties for one in model().links.values())):
        for spec in specs.values():
            if spec.unit:
                known.setdefault(spec.name, spec.unit)
    names = dict.fromkeys(name for one in records for name in flatten(one))
    last = {name: name.rpartition(".")[2] for name in names}
    return {name: known[own] for name, own in last.items() if own in known and own not in OWN_UNIT}
