"""Every error as a page or, under ``/api/``, as the one JSON shape; never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from liantu.errors import (
    LiantuError,
    NotAllowed,
    NotFound,
    NotKnown,
    StoreFull,
    TooMany,
    UsageError,
)

Near = Callable[[LiantuError], list[dict[str, str]] | None]
NEAR = "liantu_near"
KEYS = {404: "page_unknown", 405: "method", 413: "body_too_large", 415: "media_type"}


def install(app: Flask, near: Near) -> None:
    """Let one function answer for every error; ``near`` tells what an unknown id may mean."""
    app.extensions[NEAR] = near
    app.register_error_handler(LiantuError, answer)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def as_json() -> bool:
    """Say whether the one who asks wants JSON: everything under ``/api/``, and every token."""
    return request.path.startswith("/api/") or _bearer()


def _bearer() -> bool:
    return request.headers.get("Authorization", "").lower().startswith("bearer")


def answer(error: LiantuError) -> Response:
    """Return an error as a page or as JSON, with the headers that belong to it."""
    if error.status >= 500:
        _log("error", error)
    if error.key == "login_needed" and request.method == "GET" and not as_json():
        came = request.full_path.rstrip("?")
        return cast(Response, redirect(url_for("login.form", next=None if came == "/" else came)))
    answer = _answer(error, error.status)
    if isinstance(error, NotKnown):
        problem = ' error="invalid_token"' if error.key.startswith("token_") else ""
        answer.headers["WWW-Authenticate"] = f"Bearer{problem}"
    if isinstance(error, (TooMany, StoreFull)):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _csrf(_error: CSRFError) -> Response:
    return _answer(UsageError("csrf", where=request.path), 400)


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error  # a redirect
    if status >= 500:
        return _unexpected(error)
    key = KEYS.get(status)
    if status == 404:
        found: LiantuError = NotFound("page_unknown", where=request.path)
    elif status == 403:
        found = NotAllowed("read_only", where=request.path)
    elif key:
        found = UsageError(key, where=request.path)
    else:
        found = UsageError("bad_request", where=request.path, problem=str(status))
    response = _answer(found, status)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _unexpected(error: BaseException) -> Response:
    _log("unexpected", error)
    where = f"{request.path} · {g.get('request_id', '–')}"
    return _answer(LiantuError("internal", where=where, code="internal"), 500)


def _answer(error: LiantuError, status: int) -> Response:
    if as_json():
        response = jsonify(_told(error))
    else:
        try:
            response = make_response(render_template("error.html", error=error, status=status))
        except Exception as broken:  # the page of an error must not raise another
            _log("error page", broken)
            response = make_response(f"{error.message}\n{error.remedy}\n")
            response.mimetype = "text/plain"
    response.status_code = status
    return response


def _told(error: LiantuError) -> dict[str, Any]:
    """Return the one shape of an error, an unknown id's with what is near it."""
    told = error.as_dict()
    near: Near = current_app.extensions[NEAR]
    try:
        found = near(error)
    except Exception as broken:  # the answer of an error must not raise another
        _log("near", broken)
        found = []
    if found is not None:
        told["error"]["near"] = found
    return told


def _log(event: str, error: BaseException) -> None:
    """Write one JSON line to standard error, where standard output stays clean."""
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    logger.error(
        event,
        request_id=g.get("request_id", ""),
        method=request.method,
        path=request.path,
        error=repr(error),
        exc_info=error,
    )
