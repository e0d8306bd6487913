"""How often one may ask: per token, per account, else per address, in a sliding minute.

Counts are of this process. Every answer of the API says what is left; who asks too much
hears when to come back. Tokens that open nothing count for their address. Counted here and
not by ``limits``, whose storage in memory starts a thread for each request.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import cast

from flask import Flask, Response, current_app, g, request

from liantu.errors import TooMany
from liantu.settings import settings
from liantu.web import access

WINDOW = 60  # seconds
MISSES = 60  # tokens that open nothing, from one address in a minute
MOST_KEYS = 10_000  # after which those of past minutes are swept away


@dataclass(frozen=True)
class Left:
    """Whether one more was let through, how many more would be, and when it is all again (s)."""

    passed: bool
    remaining: int
    reset: int


class Minutes:
    """Counts of this minute and the one before; the latter weighs as much as is left of it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._seen: dict[str, tuple[int, int, int]] = {}  # minute, count, count of the one before

    def hit(self, key: str, most: int, *, count: bool = True) -> Left:
        """Count one request if it is within ``most`` in a minute, or only look."""
        at = self._clock()
        minute, gone = divmod(at, WINDOW)
        with self._lock:
            now, before = self._of(key, int(minute))
            used = now + before * (1 - gone / WINDOW)
            passed = used + 1 <= most
            if passed and count:
                now, used = now + 1, used + 1
                self._seen[key] = (int(minute), now, before)
            if len(self._seen) > MOST_KEYS:
                kept = {one: row for one, row in self._seen.items() if row[0] >= int(minute) - 1}
                self._seen = kept
        wait = WINDOW - gone
        if before and not passed and now + 1 <= most:  # what weighs from before gets lighter
            wait = WINDOW * (1 - (most - 1 - now) / before) - gone
        return Left(passed, max(0, math.floor(most - used)), min(WINDOW, max(1, math.ceil(wait))))

    def _of(self, key: str, minute: int) -> tuple[int, int]:
        of, now, before = self._seen.get(key, (minute, 0, 0))
        if of == minute:
            return now, before
        return 0, now if of == minute - 1 else 0


def install(app: Flask) -> None:
    """Count every request, those of the pages' own files left out; after the rights are known."""
    app.before_request(check)
    app.after_request(told)


def install_first(app: Flask) -> None:
    """Refuse an address that keeps on trying tokens before its token is looked up."""
    app.extensions["liantu.minutes"] = Minutes()
    app.before_request(_misses)


def check() -> None:
    """Count this request; raises TooMany."""
    most, key = _limit()
    if request.endpoint == "static" or not most:
        return
    found = _minutes().hit(key, most)
    g.limit = (most, found)
    if not found.passed:
        raise TooMany("rate", where=request.path, retry_after=found.reset, most=most)


def told(response: Response) -> Response:
    """Say in the head of an answer of the API what is left; count a token that opens nothing."""
    if response.status_code == 401 and access.bearer() is not None:
        _minutes().hit(_miss(), MISSES)
    if "limit" in g and request.path.startswith("/api/"):
        most, found = g.limit
        response.headers["RateLimit-Policy"] = f"{most};w={WINDOW}"
        for name in ("RateLimit", "X-RateLimit"):
            response.headers[f"{name}-Limit"] = str(most)
            response.headers[f"{name}-Remaining"] = str(found.remaining)
            response.headers[f"{name}-Reset"] = str(found.reset)
    return response


def _misses() -> None:
    if access.bearer() is not None:
        found = _minutes().hit(_miss(), MISSES, count=False)
        if not found.passed:
            g.principal = access.Principal("anonymous")  # nobody looks the token up any more
            raise TooMany("rate", where=request.path, retry_after=found.reset, most=MISSES)


def _limit() -> tuple[int, str]:
    """Return how many requests in a minute, and of whom; 0 is no limit."""
    asking, chosen = access.principal(), settings()
    if asking.kind == "token":
        return chosen.rate_token, f"token:{asking.id}"
    if asking.kind == "user":
        return chosen.rate_user, f"user:{asking.id}"
    return chosen.rate_address, f"address:{request.remote_addr or ''}"


def _miss() -> str:
    return f"miss:{request.remote_addr or ''}"


def _minutes() -> Minutes:
    return cast(Minutes, current_app.extensions["liantu.minutes"])
