"""The pages of named queries: those that come with the program, and those that were saved."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from liantu.errors import LiantuError
from liantu.graph.stores import Table
from liantu.ledger.named import NamedRow, mark, versions_of
from liantu.ledger.named import named as rows_of
from liantu.queries import catalogue
from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.cypher.run import Answer
from liantu.queries.saved import query_of
from liantu.web import asking, named
from liantu.web.context import home, lang, store
from liantu.web.cypher_api import NAME, ROWS, own
from liantu.web.cypher_page import explore_url, shown

bp = Blueprint("queries_page", __name__)


@bp.get("/queries")
def index() -> str:
    """List the queries, those whose name or sentence holds every word of ``find``."""
    wanted = asking.values().get("find", "")[:100]
    parts = wanted.lower().split()

    def fits(name: str, doc: str) -> bool:
        return all(part in f"{name} {doc}".lower() for part in parts)

    saved = [row for row in rows_of(home().ledger) if fits(row.name, row.doc)]
    removed = [row for row in rows_of(home().ledger, removed=True) if fits(row.name, row.doc)]
    return render_template(
        "queries.html",
        wanted=wanted,
        saved=saved,
        removed=removed,
        builtin=[
            one for one in catalogue.queries().values() if fits(one.name, f"{one.doc} {one.doc_zh}")
        ],
        maker=named.maker,
        json_url=url_for("api.queries"),
    )


@bp.get("/queries/<name>")
def page(name: str) -> Response:
    """Show a query with a form of its parameters; with ``p.NAME`` in the address filled in."""
    return _page(name)


@bp.post("/queries/<name>")
def run(name: str) -> Response:
    """Run a query with the values of the form; ``as`` gives the rows as a file."""
    values = asking.values()
    form = values.get("as", "")
    row, query = _found(name, values.get("v", ""))
    given = {p.name: values[f"p.{p.name}"] for p in query.params if f"p.{p.name}" in values}
    id = values.get("id", "")
    try:
        most = MOST_ROWS if form else ROWS
        answer = (
            named.run(row, given, most, own(id) if NAME.match(id) else "")
            if row
            else _built_in(query, given, most)
        )
    except LiantuError as error:
        return _page(name, error=error)
    if form:
        return asking.file_of(answer, form, store().data_version, "query")
    return _page(name, answer)


@bp.post("/queries")
def save() -> Response | Redirect:
    """Save the text of the Cypher page under a name."""
    values = asking.values()
    asked = asking.fields_of(values)
    try:
        params = [
            {
                "name": one["name"],
                "type": one["type"],
                "default": asking.typed(**_value(one)) if one["value"] else None,
            }
            for one in asked
        ]
        row = named.keep(values.get("name", ""), values.get("doc", ""), params, values.get("q", ""))
    except LiantuError as error:
        return shown(values.get("q", ""), asked, error=error)
    return redirect(url_for("queries_page.page", name=row.name, saved=row.version), 303)


@bp.post("/queries/<name>/remove")
def remove(name: str) -> Redirect:
    """Remove a saved query."""
    mark(home().ledger, named.saved_row(name).name, True)
    return redirect(url_for("queries_page.index"), 303)


@bp.post("/queries/<name>/restore")
def restore(name: str) -> Redirect:
    """Undo the removal of a saved query."""
    mark(home().ledger, name.replace("\x00", ""), False)
    return redirect(url_for("queries_page.page", name=name), 303)


def _value(one: dict[str, str]) -> dict[str, str]:
    return {"name": one["name"], "value": one["value"], "kind": one["type"]}


def _found(name: str, version: str) -> tuple[NamedRow | None, catalogue.Query]:
    if name in catalogue.queries():
        return None, catalogue.query(name)
    row = named.saved_row(name, named.whole_version(version))
    return row, query_of(row)


def _built_in(query: catalogue.Query, given: dict[str, Any], most: int) -> Answer:
    bound = catalogue.bind(query, given)
    table: Table = catalogue.run(store(), query.name, **bound)
    rows = [[catalogue.plain(value) for value in row] for row in table.rows]
    return Answer(tuple(table.columns), rows[:most], len(rows) > most, 0.0)


def _page(name: str, answer: Answer | None = None, error: LiantuError | None = None) -> Response:
    values = asking.values()
    row, query = _found(name, values.get("v", ""))
    history = versions_of(home().ledger, name) if row else []
    text = query.text(store().dialect)
    told = {
        "query": query,
        "row": row,
        "history": history,
        "fields": [_field(one, values) for one in query.params],
        "text": text,
        "answer": answer,
        "rows": asking.shown_rows(answer) if answer else [],
        "explore_url": explore_url(answer) if answer else "",
        "problem": asking.problem_of(error, text if row else "") if error else None,
        "files": asking.FILES,
        "caps": asking.caps(),
        "maker": named.maker,
        "saved": values.get("saved", ""),
        "run_id": secrets.token_hex(8),
        "prefill": {f"t.{one.name}": one.type for one in query.params},
    }
    response = make_response(render_template("query.html", **told))
    response.status_code = error.status if error else 200
    return response


def _field(one: catalogue.Param, values: Any) -> dict[str, Any]:
    usual = one.default
    if isinstance(usual, bool):
        usual = str(usual).lower()
    elif isinstance(usual, list):
        usual = ",".join(map(str, usual))
    value = values.get(f"p.{one.name}", "" if usual is None else str(usual))
    return {"name": one.name, "type": one.type, "value": value, "meaning": one.told(lang())}
