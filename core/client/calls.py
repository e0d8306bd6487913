"""Requests with a token: tried again where that helps, errors as exceptions with their remedy."""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

AGAIN = frozenset({429, 503})
LONGEST_WAIT = 60.0  # seconds before another try
ROOT = "/api/v1"


class ApiError(Exception):
    """An answer that is an error: ``status``, ``code``, ``where`` and what to do about it.

    ``near`` holds, for an unknown id, ids that may have been meant, with their names.
    """

    def __init__(self, status: int, found: Mapping[str, Any], retry_after: float | None) -> None:
        self.status, self.retry_after = status, retry_after
        self.code = str(found.get("code", ""))
        self.message = str(found.get("message", "")) or f"HTTP {status}"
        self.where = str(found.get("where", ""))
        self.remedy = str(found.get("remedy", ""))
        self.near: list[dict[str, str]] = list(found.get("near") or ())
        where = f" ({self.where})" if self.where else ""
        super().__init__(f"{status} {self.message}{where} {self.remedy}".rstrip())


class Unreachable(Exception):
    """No answer came: no server, no way to it, or it broke off."""


class _Stay(HTTPRedirectHandler):
    """Follows nothing: a token goes to the server that it was meant for, and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Reply:
    """One answer as it came."""

    status: int
    headers: Message[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class Calls:
    """A server, a token, and how patient one is."""

    def __init__(self, url: str, token: str, lang: str, timeout: float, retries: int) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"http://host:port or https://host expected, not {url!r}")
        self.url = url.rstrip("/")
        self.timeout, self.retries, self.lang = timeout, retries, lang
        self._token = token
        self._opener: OpenerDirector = build_opener(_Stay)

    def __repr__(self) -> str:
        return f"Calls({self.url!r})"  # without the token

    def address(self, path: str, asked: Mapping[str, Any] | None = None) -> str:
        """Return the whole address of a path of the API; it never names another server."""
        found = self.url + (path if path.startswith("/api/") else f"{ROOT}/{path.lstrip('/')}")
        before = urlsplit(found).query
        own = {} if "lang" in parse_qs(before) else {"lang": self.lang}  # of a next page's address
        text = urlencode(_told({**own, **(asked or {})}), doseq=True, quote_via=quote)
        mark = "&" if before else "?"
        return f"{found}{mark}{text}" if text else found

    def call(
        self,
        path: str,
        asked: Mapping[str, Any] | None = None,
        *,
        accept: str = "application/json",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        again: bool = True,
    ) -> Reply:
        """Return an answer; raises ApiError and Unreachable.

        ``again`` says that asking twice does no harm: passing errors and answers of 429 and
        503 are then tried again, no sooner than the server says.
        """
        given = {"Accept": accept, "Accept-Encoding": "gzip", **(headers or {})}
        if self._token:
            given["Authorization"] = f"Bearer {self._token}"
        address = self.address(path, asked)
        for turn in range(self.retries + 1):
            last = turn == self.retries or not again
            try:
                return self._once(Request(address, data=body, headers=given))  # noqa: S310
            except ApiError as error:
                if error.status not in AGAIN or last:
                    raise
                wait = error.retry_after
            except (URLError, OSError, HTTPException) as error:
                if last:
                    raise Unreachable(f"{self.url}: {error}") from error
                wait = None
            time.sleep(_wait(turn, wait))
        raise AssertionError  # the last turn returns or raises

    def _once(self, request: Request) -> Reply:
        try:
            with self._opener.open(request, timeout=self.timeout) as found:
                return Reply(found.status, found.headers, _body(found.read(), found.headers))
        except HTTPError as error:
            with error:
                body = _body(error.read(), error.headers)
            raise ApiError(error.code, _error(body), _seconds(error.headers)) from None


def _told(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked as an address has it: True as 1, nothing for None, False and ""."""
    found: dict[str, Any] = {}
    for name, value in asked.items():
        if value is None or value is False or value == "":
            continue
        found[name.rstrip("_")] = "1" if value is True else value
    return found


def _body(body: bytes, headers: Message[str, str]) -> bytes:
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body


def _error(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(headers: Message[str, str]) -> float | None:
    given = headers.get("Retry-After", "")
    return float(given) if given.isascii() and given.isdigit() else None


def _wait(turn: int, told: float | None) -> float:
    """Return how long to wait: what the server says, else longer each time and by chance."""
    own = 0.25 * float(2**turn) * (0.5 + random.random())  # noqa: S311 (no secret)
    return min(LONGEST_WAIT, max(told, own / 10) if told is not None else own)
