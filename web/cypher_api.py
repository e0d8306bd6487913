"""Read-only Cypher for those with the right: ask, see what runs, stop it, look at the log."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, jsonify, request

from liantu.errors import LiantuError, NotFound
from liantu.graph.stores.base import Store
from liantu.home import Home
from liantu.ledger.query_log import log_query, logged
from liantu.queries.cypher import read
from liantu.queries.cypher.reading import MOST_ROWS
from liantu.queries.cypher.run import Answer, Runner
from liantu.refusing import out_of_range, unknown_field, wrong_value
from liantu.settings import settings
from liantu.web import access
from liantu.web.answers.paging import following, start, whole
from liantu.web.context import home, store, words
from liantu.web.published import withheld

bp = Blueprint("cypher_api", __name__, url_prefix="/api/v1/cypher")

EXTENSION = "liantu.cypher"
ROWS = 1_000  # rows of an answer unless the one who asks says otherwise
NAME = re.compile(r"[\w-]{1,40}\Z", re.ASCII)
FIELDS = frozenset({"query", "parameters", "limit", "timeout", "id"})


def install(app: Flask, folder: Home) -> None:
    """Give an application the processes that run Cypher; none starts before one is asked."""
    app.extensions[EXTENSION] = Runner(folder.root)


def runner() -> Runner:
    """Return what runs Cypher in this application."""
    return cast(Runner, current_app.extensions[EXTENSION])


def ask(
    text: str,
    given: Mapping[str, Any],
    rows: int = ROWS,
    seconds: float | None = None,
    name: str = "",
) -> Answer:
    """Read and run a text for who asks, and write it into the log.

    ``rows`` is at most 100,000, ``seconds`` at most the limit of every query. Raises
    Refused with line and column, Busy, Stopped, or UsageError with what the store said.
    """
    used = store()
    begun, outcome, found = time.monotonic(), "ok", 0
    most, hidden = settings().query_seconds, withheld()
    try:
        reading = read(text, given, used.dialect, rows, hidden)
        answer = runner().run(
            reading,
            used.data_version,
            min(seconds or most, most),
            file=_file(used),
            hidden=hidden,
            name=name or secrets.token_hex(8),
            gone=_gone(),
        )
        outcome, found = "cut" if answer.cut else "ok", len(answer.rows)
    except LiantuError as error:
        outcome = error.key
        raise
    finally:
        who = access.principal().who()
        took = time.monotonic() - begun
        log_query(home().ledger, who, text, used.data_version, found, took, outcome)
    return answer


@bp.post("")
def run() -> Response:
    """Return the rows of a text of read-only Cypher."""
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        raise wrong_value("body", asked, '{"query": "MATCH … RETURN …"}')
    return _answered(asked)


@bp.get("")
def run_short() -> Response:
    """Return the rows of a short text, which the address holds."""
    asked: dict[str, Any] = {
        name: request.args[name] for name in FIELDS if request.args.get(name, "") != ""
    }
    try:
        if "parameters" in asked:
            asked["parameters"] = json.loads(asked["parameters"])
        for name in ("limit", "timeout"):
            if name in asked:
                asked[name] = float(asked[name]) if name == "timeout" else int(asked[name])
    except ValueError as error:
        raise wrong_value("parameters", str(error), words("spec.allowed.object")) from error
    return _answered(asked)


@bp.get("/running")
def running() -> Response:
    """Return the names of the texts of the one who asks that run now."""
    begin = own("")
    mine = [name.removeprefix(begin) for name in runner().running() if name.startswith(begin)]
    return jsonify({"running": mine})


@bp.delete("/running/<name>")
def stop(name: str) -> Response:
    """End a text of the one who asks; raises NotFound where none runs under that name."""
    if not runner().stop(own(name)):
        raise NotFound("cypher_not_running", where=name)
    return jsonify({"stopped": name})


@bp.get("/log")
def log() -> Response:
    """Return what was asked, by whom, how long it took and how it ended, newest first."""
    begin, limit = start(10**9), whole("limit", 100, 1, 1_000)
    name = request.args.get("name", "").replace("\x00", "")
    count, rows = logged(home().ledger, begin, limit, name)
    more = following(begin, limit, count)
    return jsonify({"count": count, "queries": [row.as_dict() for row in rows], "next": more})


def _answered(asked: Mapping[str, Any]) -> Response:
    if unknown := sorted(set(asked) - FIELDS):
        raise unknown_field(unknown[0], sorted(FIELDS))
    text, given = asked.get("query"), asked.get("parameters") or {}
    if not isinstance(text, str) or not isinstance(given, dict):
        where = "parameters" if isinstance(text, str) else "query"
        raise wrong_value(where, asked.get(where), words(f"cypher.allowed.{where}"))
    rows = _number(asked, "limit", ROWS, 1, MOST_ROWS)
    seconds = _number(asked, "timeout", settings().query_seconds, 0.1, 3_600)
    name = asked.get("id", "")
    if not isinstance(name, str) or (name and not NAME.match(name)):
        raise wrong_value("id", name, "a–z 0–9 _ - (1–40)")
    answer = ask(text, given, int(rows), seconds, own(name) if name else "")
    return jsonify(
        {
            "data_version": store().data_version,
            "columns": list(answer.columns),
            "rows": answer.rows,
            "cut": answer.cut,
            "seconds": round(answer.seconds, 3),
        }
    )


def own(name: str) -> str:
    """Return a name that nobody else can stop."""
    who = access.principal()
    return f"{who.kind}/{who.id}/{name}"


def _file(used: Store) -> Path | None:
    path = home().snapshot(used.data_version) / "graph.lbug"
    return None if used.dialect == "neo4j" or not path.is_file() else path


def _gone() -> Callable[[], bool]:
    said = request.environ.get("waitress.client_disconnected")
    return cast(Callable[[], bool], said) if callable(said) else lambda: False


def _number(asked: Mapping[str, Any], name: str, usual: float, least: float, most: float) -> float:
    found = asked.get(name, usual)
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not least <= found <= most:
        raise out_of_range(name, found, least, most)
    return found
