"""JSON as sheets: an array or lines of objects as they stand, a nested file by a walk.

Numbers keep their digits as text, so that a code of 18 digits stays one. A walk goes
down through nested lists by the names that a source gives; each mapping at its end is
one record, which has its own keys as columns, those of a level above as ``LEVEL.key``,
those of the top as ``/key``, its place in its list as ``#`` (``LEVEL.#``) and its number
in the file as ``@row``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from liantu.errors import InputError
from liantu.ingest.rules import TableRule
from liantu.ingest.shapes import Made

ROW = "@row"  # the number of a record, as a column
DEPTH = 64  # of nested lists and mappings, more than any table of records has
Record = dict[str, str]


class Twice(ValueError):
    """Raised for a mapping that names a key twice."""


def read_json(text: str, where: str) -> Any:
    """Read one JSON document; raises InputError with line and column of what is wrong."""
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        raise InputError("json", where=place, reason=error.msg) from error
    except (ValueError, RecursionError) as error:
        raise InputError("json", where=where, reason=_reason(error)) from error


def read_lines(text: str, where: str) -> list[tuple[int, Any]]:
    """Read JSON lines as (line number, mapping); raises InputError with the line."""
    found: list[tuple[int, Any]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _loads(line)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else _reason(error)
            raise InputError("json", where=f"{where}:{number}", reason=reason) from error
        if not isinstance(value, dict):
            raise InputError("json_line", where=f"{where}:{number}")
        found.append((number, value))
    return found


def _loads(text: str) -> Any:
    found = json.loads(
        text,
        parse_float=str,
        parse_int=str,
        parse_constant=_refuse,
        object_pairs_hook=_pairs,
    )
    _check_depth(found)
    return found


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON number")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise Twice(f"key {next(one for one in names if names.count(one) > 1)!r} stands twice")
    return found


def _check_depth(tree: Any) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > DEPTH:
            raise RecursionError
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]


def cell(value: Any) -> str:
    """Return a JSON value as a cell's text; a list or mapping as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


def flat(mapping: dict[str, Any], prefix: str = "") -> Record:
    """Return a mapping's values by name, those of inner mappings as ``outer.inner``."""
    found: Record = {}
    for name, value in mapping.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = cell(value)
    return found


def table(records: Iterable[tuple[int, Record]]) -> list[tuple[int, list[str]]]:
    """Return records as rows below a header row of number 0, columns as first met."""
    records = list(records)
    header: dict[str, int] = {}
    for _, record in records:
        for name in record:
            header.setdefault(name, len(header))
    rows = [(0, list(header))]
    for number, record in records:
        rows.append((number, [record.get(name, "") for name in header]))
    return [row for row in rows if any(row[1])]


def is_records(data: Any) -> bool:
    """Say whether a document is an array of mappings, each of them a row."""
    return isinstance(data, list) and bool(data) and all(isinstance(one, dict) for one in data)


def records(
    data: Any, rule: TableRule, elsewhere: Collection[str] = ()
) -> Iterator[tuple[int, Record]]:
    """Yield the records of a nested document that a table rule walks to, numbered from 1.

    Lists ``elsewhere``, which other rules walk through, are no cells of a record.
    """
    wanted = rule.columns()
    left_out = set(elsewhere) - wanted
    extra = [one for one in rule.shape.made if one.from_tree]
    lists = {one.name: _index(data, one) for one in extra if one.form == "lookup"}
    collected = {
        one.name: cell([cell(v) for v in _collect(data, [word for _, word in one.lookup])])
        for one in extra
        if one.form == "collect"
    }
    top = data if isinstance(data, dict) else {}
    above = {f"/{name}": text for name, text in flat(_leaves(top)).items()}
    above = {name: text for name, text in above.items() if name in wanted} | collected
    for number, found in enumerate(_walk(data, list(rule.shape.walk), above, wanted), start=1):
        if ROW in wanted:
            found[ROW] = str(number)
        for one in extra:
            if one.form == "lookup":
                found[one.name] = lists[one.name].get(found.get(one.columns[0], ""), "")
        yield number, {name: text for name, text in found.items() if name not in left_out}


def _walk(tree: Any, levels: list[str], above: Record, wanted: set[str]) -> Iterator[Record]:
    if not levels:
        for record in tree if isinstance(tree, list) else [tree]:
            if isinstance(record, dict):
                yield above | flat(record)
        return
    for index, one in enumerate(_inside(tree, levels[0]), start=1):
        if len(levels) == 1:
            own = flat(one) if isinstance(one, dict) else {".": cell(one)}
            yield above | own | ({"#": str(index)} if "#" in wanted else {})
            continue
        named = {f"{levels[0]}.{name}": text for name, text in flat(_leaves(one)).items()}
        named[f"{levels[0]}.#"] = str(index)
        here = above | {name: text for name, text in named.items() if name in wanted}
        yield from _walk(one, levels[1:], here, wanted)


def _inside(tree: Any, name: str) -> list[Any]:
    """The items of the list under a name; a single mapping counts as a list of one."""
    found: list[Any] = []
    for one in tree if isinstance(tree, list) else [tree]:
        value = one.get(name) if isinstance(one, dict) else None
        found += value if isinstance(value, list) else [value] if value is not None else []
    return found


def _leaves(tree: Any) -> dict[str, Any]:
    if not isinstance(tree, dict):
        return {}
    return {name: value for name, value in tree.items() if not isinstance(value, list)}


def _collect(tree: Any, names: list[str]) -> list[Any]:
    found = [tree]
    for name in names:
        found = [inner for one in found for inner in _inside(one, name)]
    return found


def _index(data: Any, one: Made) -> dict[str, str]:
    """What a look-up takes, by its key; chained through the names of other lists with dots."""
    told = dict(one.lookup)
    found: dict[str, str] = {}
    for item in _collect(data, told["list"].split(".")):
        if isinstance(item, dict):
            found.setdefault(cell(item.get(told["key"])), cell(item.get(told["take"])))
    return found
