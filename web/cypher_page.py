"""The page of Cypher: a text, its parameters, the rows; what may be asked stands beside it.

Everything is a form that is sent: without script too a text runs, and its rows are had as
files. With script a running text can be stopped from the page.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for

from liantu.errors import LiantuError
from liantu.queries.catalogue import TYPES
from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.cypher.run import Answer
from liantu.web import asking
from liantu.web.context import store
from liantu.web.cypher_api import NAME, ROWS, ask, own

bp = Blueprint("cypher_page", __name__)

EXAMPLES = {
    "makers": "MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)\nWHERE s.name CONTAINS '塔筒'\n"
    "RETURN e, m.output AS output, s\nORDER BY output DESC\nLIMIT 50",
    "counts": "MATCH (e:Enterprise)-[:MAKES]->(s:Segment)\n"
    "RETURN s.name AS segment, count(DISTINCT e) AS firms\nORDER BY firms DESC\nLIMIT 20",
    "missing": "MATCH (s:Segment)\nWHERE NOT EXISTS { MATCH (:Enterprise)-[:MAKES]->(s) }\n"
    "RETURN s\nORDER BY s.name\nLIMIT 100",
    "upstream": "MATCH p = (e:Enterprise)-[:SUPPLIES*1..3]->(t:Enterprise)\n"
    "WHERE t.name CONTAINS $name\nRETURN nodes(p) AS way, length(p) AS steps\nLIMIT 50",
}


@bp.get("/cypher")
def page() -> Response:
    """Show the editor; ``q``, ``p.NAME`` and ``t.NAME`` of the address fill it in."""
    values = asking.values()
    return shown(values.get("q", ""), asking.fields_of(values))


@bp.post("/cypher")
def run() -> Response:
    """Run the text of the form; ``as`` gives the rows as a file."""
    values = asking.values()
    text, form = values.get("q", ""), values.get("as", "")
    asked = asking.fields_of(values)
    if new := [one["name"] for one in asked if f"p.{one['name']}" not in values]:
        return shown(text, asked, wanted=new)
    name = values.get("id", "")
    try:
        answer = ask(
            text,
            asking.given(asked),
            MOST_ROWS if form else ROWS,
            name=own(name) if NAME.match(name) else "",
        )
    except LiantuError as error:
        return shown(text, asked, error=error)
    if form:
        return asking.file_of(answer, form, store().data_version, "cypher")
    return shown(text, asked, answer)


def shown(
    text: str,
    asked: list[dict[str, str]],
    answer: Answer | None = None,
    error: LiantuError | None = None,
    wanted: list[str] | None = None,
) -> Response:
    """Return the page with a text, and with its rows or what is wrong with it."""
    values = asking.values()
    told: dict[str, Any] = {
        "save_as": values.get("name", "")[:60],
        "save_doc": values.get("doc", "")[:500],
        "text": text,
        "fields": asked,
        "types": TYPES,
        "examples": EXAMPLES,
        "schema": asking.schema(),
        "functions": asking.functions(),
        "caps": asking.caps(),
        "answer": answer,
        "rows": asking.shown_rows(answer) if answer else [],
        "explore_url": explore_url(answer) if answer else "",
        "problem": asking.problem_of(error, text) if error else None,
        "wanted": wanted or [],
        "files": asking.FILES,
        "run_id": secrets.token_hex(8),
    }
    response = make_response(render_template("cypher.html", **told))
    response.status_code = error.status if error else 200
    return response


def explore_url(answer: Answer) -> str:
    """Return the address that opens the nodes of an answer; empty where there are none."""
    ids = asking.ids_of(answer)
    return url_for("explore.page", id=ids) if ids else ""
