"""Saved queries of this data folder: found by name, saved, run behind the same fence as any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import process

from liantu.errors import LiantuError, NotFound
from liantu.ledger.named import NamedRow, named, save_query, versions_of
from liantu.queries.catalogue import Query, bind, queries
from liantu.queries.cypher.run import Answer
from liantu.queries.saved import accepted, doc_as, named_as, params_as, query_of
from liantu.refusing import out_of_range
from liantu.web import access
from liantu.web.context import home, words
from liantu.web.cypher_api import ROWS, ask
from liantu.web.published import withheld


def saved_row(name: str, version: int = 0) -> NamedRow:
    """Return a saved query in its newest version or another; raises NotFound."""
    rows = versions_of(home().ledger, name) if "\x00" not in name else []
    if not rows or rows[0].removed_at is not None:
        known = [*queries(), *(row.name for row in named(home().ledger))]
        near = ", ".join(str(hit[0]) for hit in process.extract(name, known, limit=3))
        raise NotFound("query_unknown", where=name, near=near)
    if not version:
        return rows[0]
    for row in rows:
        if row.version == version:
            return row
    raise NotFound("named_version", where=name, name=name, version=version)


def keep(name: str, doc: str, params: Sequence[Any], text: str) -> NamedRow:
    """Save a query as a new version; raises UsageError, or Refused with the place in the text."""
    named_so, said, kept = named_as(name), doc_as(doc), params_as(params)
    accepted(text, kept, withheld())
    who = access.principal()
    by = who.name if who.kind in ("user", "token") else ""
    return save_query(home().ledger, named_so, said, kept, text, by)


def run(row: NamedRow, given: Mapping[str, Any], rows: int = ROWS, name: str = "") -> Answer:
    """Run a saved query with parameters, texts being converted to their types."""
    return ask(row.text, bind(query_of(row), given), rows, name=name)


def listed() -> list[dict[str, Any]]:
    """Return the saved queries as the list of queries shows them."""
    return [told(row) for row in named(home().ledger) if _readable(row)]


def told(row: NamedRow) -> dict[str, Any]:
    """Return a saved query as JSON."""
    return {**query_of(row).as_dict(), "saved": row.as_dict()}


def _readable(row: NamedRow) -> bool:
    """Say whether the fence still takes a text: the vocabulary may have changed since."""
    try:
        query_of(row)
    except LiantuError:
        return False
    return True


def found(name: str) -> Query | NamedRow:
    """Return a query of the catalogue or a saved one; raises NotFound with near names."""
    return queries()[name] if name in queries() else saved_row(name)


def maker(row: NamedRow) -> str:
    """Return who saved a version, in words."""
    return row.made_by or words("queries.nobody")


def whole_version(asked: str) -> int:
    """Return the version that an address names, 0 where it names none; raises UsageError."""
    if not asked:
        return 0
    if not asked.isdecimal() or not 0 < int(asked[:9]) < 10**6:
        raise out_of_range("v", asked, 1, 10**6 - 1, whole=True)
    return int(asked)
