"""The log of requests, written off the way of the requests, and its page.

``Recorder`` keeps what was answered in memory and a thread of its own brings it into the
ledger every few seconds; ``liantu serve`` starts it and writes the rest when it ends.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, g, jsonify, render_template, request
from flask import url_for as address_of

from liantu.errors import LiantuError
from liantu.home import Home
from liantu.ledger.usage import Use, forget, note, usage
from liantu.refusing import unknown_value
from liantu.settings import settings
from liantu.web import access
from liantu.web.context import home

bp = Blueprint("usage", __name__)

EVERY = 3.0  # seconds between two writings
MOST = 50_000  # requests that wait for the ledger; what is more is counted and left out
BATCH = 1000  # written in one transaction
DAYS = (1, 7, 30)
LONGEST = 80


class Recorder:
    """Requests on their way into the ledger, from any thread."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.lost = 0
        self._waiting: deque[dict[str, Any]] = deque()
        self._writing = threading.Lock()
        self._swept = 0.0

    def add(self, row: dict[str, Any]) -> None:
        """Keep a request until it is written."""
        if len(self._waiting) < MOST:
            self._waiting.append(row)
        else:
            self.lost += 1

    def flush(self) -> None:
        """Write what waits; forget what is older than the setting says, once an hour."""
        with self._writing:
            while rows := [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]:
                note(self.home.ledger, rows)
            if time.monotonic() - self._swept > 3600 or not self._swept:
                self._swept = time.monotonic()
                forget(self.home.ledger, datetime.now(UTC) - timedelta(days=settings().usage_days))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Write every few seconds until the end, and what is left then."""
        ended = threading.Event()

        def work() -> None:
            while not ended.wait(EVERY):
                self._try()

        thread = threading.Thread(target=work, name="usage", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(timeout=10)
            self._try()

    def _try(self) -> None:
        try:
            self.flush()
        except LiantuError as error:  # the log is worth less than the answers
            print(f"usage: {error.message}", file=sys.stderr)  # noqa: T201


def install(app: Flask, home: Home) -> None:
    """Note every request that is answered, those of the pages' own files left out."""
    app.extensions["liantu.usage"] = Recorder(home)
    app.before_request(_begin)
    app.after_request(_end)


def recorder(app: Flask) -> Recorder:
    """Return what keeps the requests of an application."""
    return cast(Recorder, app.extensions["liantu.usage"])


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint in (None, "static") or not settings().usage_days:
        return response
    asking = access.principal() if "principal" in g else access.Principal("anonymous")
    row = {
        "at": datetime.now(UTC).replace(microsecond=0),
        "kind": asking.kind,
        "name": asking.name[:100],
        "who": asking.id[:32],
        "endpoint": str(request.endpoint)[:LONGEST],
        "method": request.method[:10],
        "status": response.status_code,
        "ms": 0.0,
        "bytes": 0,
        "rows": g.get("rows"),
    }
    keep, began = recorder(current_app._get_current_object()), g.get("began", time.perf_counter())  # type: ignore[attr-defined]
    size = response.calculate_content_length()
    if size is None and request.method != "HEAD":
        response.response = _counted(cast("Iterable[bytes]", response.response), row)
    else:
        row["bytes"] = size or 0

    def ended() -> None:
        row["ms"] = (time.perf_counter() - began) * 1000
        keep.add(row)

    response.call_on_close(ended)
    return response


def _counted(pieces: Iterable[bytes], row: dict[str, Any]) -> Iterator[bytes]:
    for piece in pieces:
        row["bytes"] += len(piece)
        yield piece


@bp.get("/admin/usage")
def page() -> str:
    """Show who asked what how often, how long it took and how much was given."""
    days, found = _found()
    asked = {name: request.args.get(name, "") for name in ("who", "of")}
    given = {name: value for name, value in asked.items() if value}
    return render_template(
        "usage.html",
        rows=found,
        days=days,
        spans=DAYS,
        asked=asked,
        given=given,
        total=sum(one.requests for one in found),
        kept=settings().usage_days,
        limits={name: getattr(settings(), f"rate_{name}") for name in ("token", "user", "address")},
        json_url=address_of("usage.as_json", days=days, **given),  # type: ignore[arg-type]
    )


@bp.get("/api/v1/admin/usage")
def as_json() -> Response:
    """Return who asked what how often: requests, errors, p95 in ms, bytes, rows."""
    days, found = _found()
    return jsonify({"days": days, "usage": [one.as_dict() for one in found]})


def _found() -> tuple[int, list[Use]]:
    given = request.args.get("days", "") or str(DAYS[0])
    if given not in [str(one) for one in DAYS]:
        raise unknown_value("days", given, DAYS)
    recorder(current_app._get_current_object()).flush()  # type: ignore[attr-defined]
    since = datetime.now(UTC) - timedelta(days=int(given))
    who, endpoint = (request.args.get(name, "").strip()[:100] for name in ("who", "of"))
    return int(given), usage(home().ledger, since, who, endpoint)
