"""The tag of an answer, known before the answer: unchanged answers cost next to nothing.

What decides an answer of the graph: the data version, the settings and the office's
exceptions, what is asked, in which language and form, for whom, what is published, and
this program. Answers that the ledger or the clock changes too get their tag from their
bytes (:mod:`liantu.web.guard`).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from flask import Response, g, request

from liantu.errors import LiantuError
from liantu.queries.gaps import gap_settings
from liantu.web import context
from liantu.web.answers.shapes import SHAPES
from liantu.web.published import audience

READ = ("GET", "HEAD")
TOLD = (".py", ".cypher", ".yml")


def unchanged() -> Response | None:
    """Answer 304 where the one who asks already has this very answer."""
    shape = SHAPES.get(request.endpoint or "")
    if shape is None or not shape.fixed or request.method not in READ:
        return None
    try:
        g.tag = _tag()
    except LiantuError:
        return None  # the view says what is wrong
    held = request.if_none_match
    if held.star_tag or not held.contains_weak(g.tag):
        return None
    found = Response(status=304)
    found.set_etag(g.tag, weak=True)
    return found


def _tag() -> str:
    asked = sorted((name, request.args.getlist(name)) for name in request.args)
    row = context.snapshots().version(context.version())
    decided = (
        row.id,
        context.standing(),
        gap_settings(context.home().root).version,
        request.path,
        asked,
        context.lang(),
        g.get("form", "json"),
        audience(),
        program(),
    )
    return hashlib.sha256(json.dumps(decided, default=str).encode()).hexdigest()[:32]


def tagged(response: Response) -> Response:
    """Put the tag on an answer, and say what it depends on."""
    if not request.path.startswith("/api/v1") or request.endpoint not in SHAPES:
        return response
    form = g.get("form", "json")
    response.vary.update(("Accept", "Accept-Language", "Authorization", "Cookie"))
    if "tag" in g and response.status_code == 200:
        response.set_etag(g.tag, weak=True)
    if response.status_code == 200 and form != "json":
        response.headers["Cache-Control"] = "private, no-cache"
        stem = request.path.rpartition("/")[2]
        safe = "".join(one for one in stem if one.isascii() and (one.isalnum() or one in "-_"))
        name = f'attachment; filename="{safe or "liantu"}.{form}"'
        response.headers["Content-Disposition"] = name
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@cache
def program() -> str:
    """Return a hash of everything in this program that decides an answer."""
    found = hashlib.sha256()
    for room in ("liantu", *(f"liantu.{one}" for one in ("graph", "ingest", "queries", "web"))):
        for one in _walk(files(room)):
            found.update(one.read_bytes())
    return found.hexdigest()[:16]


def _walk(folder: Traversable) -> list[Traversable]:
    inner = sorted(folder.iterdir(), key=lambda one: one.name)
    found = [one for one in inner if one.is_file() and one.name.endswith(TOLD)]
    for one in inner:
        if one.is_dir() and one.name not in ("static", "demo", "__pycache__"):
            found += _walk(one)
    return found
