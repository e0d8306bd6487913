"""Which form an answer is given in: by the suffix of its address, or by ``Accept``.

An address may end in ``.csv`` and so on; an id that itself ends so is asked for with
``.json`` behind it. Where both are given the suffix counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from flask import Response, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from liantu.errors import NotAcceptable
from liantu.web.answers.chosen import chosen, fields
from liantu.web.answers.graphs import as_graphml
from liantu.web.answers.listing import Listing
from liantu.web.answers.shapes import SHAPES, Shape
from liantu.web.answers.tables import at, table_of
from liantu.web.answers.writing import WRITERS
from liantu.web.spec.answered import row_types

MIME = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/graphml+xml",
}
ALSO = {"application/x-ndjson": "jsonl", "application/x-jsonlines": "jsonl"}
ROOT = "/api/v1"
# What follows is a file's own name, or an address that ends so by itself.
OWN_SUFFIX = (f"{ROOT}/rows/", f"{ROOT}/openapi.", f"{ROOT}/explore/export/")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Suffixes:
    """Takes the suffix off an address of the API before it is looked for."""

    def __init__(self, app: Wsgi) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        stem, dot, suffix = path.rpartition(".")
        reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD")
        own = path.startswith(OWN_SUFFIX)
        if dot and suffix in MIME and reads and path.startswith(ROOT) and not own:
            environ["PATH_INFO"], environ["liantu.form"] = stem, suffix
        return self.app(environ, start)


def offered(shape: Shape | None) -> list[str]:
    """Return the forms of an endpoint's answers, JSON first."""
    if shape is None:
        return ["json"]
    return [one for one in MIME if one != "graphml" or shape.graph]


def agree() -> None:
    """Settle the form of this answer before it is worked out; raises NotAcceptable."""
    g.form = "json"
    if not request.path.startswith(ROOT):
        return
    if request.endpoint is None:
        _unknown_suffix()
    shape = SHAPES.get(request.endpoint or "")
    suffix = request.environ.get("liantu.form", "")
    forms = offered(shape)
    if suffix and request.endpoint:
        if suffix not in forms:
            raise _refused(f".{suffix}", forms)
        g.form = suffix
    elif shape is not None:
        g.form = _accepted(forms)


def _unknown_suffix() -> None:
    """Raise NotAcceptable where an address would be known without its suffix."""
    stem, dot, suffix = request.path.rpartition(".")
    adapter = current_app.create_url_adapter(request)
    if not dot or adapter is None or not suffix.isalnum():
        return
    with suppress(HTTPException):
        endpoint, _ = adapter.match(stem, request.method)
        raise _refused(f".{suffix}", offered(SHAPES.get(endpoint)))


def _accepted(forms: list[str]) -> str:
    """Return the form that ``Accept`` prefers; JSON where it does not say."""
    wanted = request.accept_mimetypes
    if not wanted:
        return "json"
    types = {MIME[one]: one for one in forms}
    types |= {mime: one for mime, one in ALSO.items() if one in forms}
    best = wanted.best_match(types)
    if best is None:
        raise _refused(str(wanted), forms)
    # A browser takes everything: among equals JSON comes first.
    return "json" if wanted["application/json"] >= wanted[best] else types[best]


def _refused(wanted: str, forms: list[str]) -> NotAcceptable:
    known = ", ".join(f".{one} {MIME[one]}" for one in forms)
    return NotAcceptable("form_none", where=request.path, wanted=wanted, known=known)


class Answers(DefaultJSONProvider):
    """Hands an answer over in the form that was settled; errors stay JSON."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return an answer of an endpoint as a response."""
        answer: Any = self._prepare_response_obj(args, kwargs)
        shape = SHAPES.get(request.endpoint or "")
        if shape is None or _is_error(answer):
            return _as_json(self, answer)
        if isinstance(answer, Listing):
            return _listed(answer, self)
        told = chosen(answer, shape)
        g.rows = len(found) if isinstance(found := at(told, shape.rows), list) else None
        form = g.get("form", "json")
        if form == "json":
            made = _as_json(self, told)
        elif form == "graphml":
            made = Response(as_graphml(told, shape), mimetype=MIME[form])
        else:
            table = table_of(told, shape, row_types(request.endpoint or ""), fields())
            made = Response(WRITERS[form](table), mimetype=MIME[form])
        return _with_next(made, told)


def _as_json(provider: DefaultJSONProvider, answer: Any) -> Response:
    return Response(f"{provider.dumps(answer)}\n", mimetype=MIME["json"])


def _listed(answer: Listing, provider: DefaultJSONProvider) -> Response:
    form = g.get("form", "json")
    if form == "json":
        told = answer.page()
        g.rows = len(told[answer.name])
        return _with_next(_as_json(provider, told), told)
    return Response(WRITERS[form](answer.table()), mimetype=MIME[form])


def _is_error(answer: Any) -> bool:
    return isinstance(answer, dict) and list(answer) == ["error"]


def _with_next(made: Response, told: Any) -> Response:
    """Say in the head of an answer where its next page is."""
    if isinstance(told, dict) and isinstance(told.get("next"), str):
        made.headers["Link"] = f'<{told["next"]}>; rel="next"'
    return made
