"""Queries that people save: what is checked before, and how a saved one becomes a query.

A text is taken when the fence of :mod:`liantu.queries.cypher` takes it, for both stores,
with values of the types that its parameters have. It is read again each time it is run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from liantu.errors import UsageError
from liantu.ledger.named import NamedRow
from liantu.queries.catalogue import TYPES, Param, Query, queries
from liantu.queries.cypher import Reading, read

NAME = re.compile(r"[\w-]{1,60}\Z")
PARAM = re.compile(r"[A-Za-z_]\w{0,63}\Z", re.ASCII)
LONGEST_DOC = 500
LONGEST_MEANING = 200
SAMPLES: Mapping[str, Any] = {
    "string": "a",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "list": ["a"],
}
FITS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
}
Hidden = frozenset[tuple[str, str]]


def named_as(name: str) -> str:
    """Return a name as it is kept; raises UsageError for one that cannot be used."""
    found = unicodedata.normalize("NFC", name.strip())
    if not NAME.match(found) or found in queries():
        raise UsageError("named_name", where=name[:60], name=name[:60])
    return found


def doc_as(doc: str) -> str:
    """Return the sentence of a query on one line; raises UsageError for none or a long one."""
    found = " ".join("".join(one if one.isprintable() else " " for one in doc).split())
    if not found or len(found) > LONGEST_DOC:
        raise UsageError("named_doc", where="doc")
    return found


def params_as(asked: Sequence[Any]) -> list[dict[str, Any]]:
    """Return parameters with name, type, meaning and default; raises UsageError."""
    found: dict[str, dict[str, Any]] = {}
    for one in asked:
        if not isinstance(one, Mapping) or set(one) - {"name", "type", "meaning", "default"}:
            raise _params("name, type, meaning, default")
        name, kind = one.get("name"), one.get("type", "string")
        meaning, default = one.get("meaning", ""), one.get("default")
        if not isinstance(name, str) or not PARAM.match(name) or name in found:
            raise _params(str(name)[:60])
        if kind not in TYPES or not isinstance(meaning, str) or len(meaning) > LONGEST_MEANING:
            raise _params(f"{name}: {str(kind)[:40]}")
        if default is not None and not _fits(default, kind):
            raise _params(f"{name} = {str(default)[:40]}: {kind}")
        found[name] = {"name": name, "type": kind, "meaning": meaning, "default": default}
    return list(found.values())


def _fits(value: Any, kind: str) -> bool:
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, FITS[kind])


def _params(problem: str) -> UsageError:
    return UsageError("named_params", where="params", problem=problem)


def accepted(text: str, params: Sequence[Mapping[str, Any]], hidden: Hidden = frozenset()) -> None:
    """Let a text pass that the fence takes with its parameters; raises Refused with the place."""
    sample(text, params, "embedded", hidden)
    sample(text, params, "neo4j", hidden)


def sample(
    text: str, params: Sequence[Mapping[str, Any]], dialect: str, hidden: Hidden = frozenset()
) -> Reading:
    """Read a text with its defaults, and with a value of the type where there is none."""
    given = {
        one["name"]: SAMPLES[one["type"]] if one.get("default") is None else one["default"]
        for one in params
    }
    return read(text, given, dialect, hidden=hidden)


def query_of(row: NamedRow) -> Query:
    """Return a saved query as one of the catalogue, to be listed and bound like those."""
    params = tuple(
        Param(one["name"], one["type"], one.get("meaning") or "–", one.get("default"))
        for one in row.params
    )
    columns = sample(row.text, row.params, "embedded").columns
    return Query(row.name, row.doc, params, columns, {"embedded": row.text})
