"""Pages of a list by a cursor, which says after what the next page begins.

A cursor holds for one data version and one question: another version may order otherwise
what comes after, so that its cursor is refused and not guessed at. That of a list of the
ledger holds for its question.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from typing import Any, overload

from flask import g, request, url_for

from liantu.errors import UsageError
from liantu.refusing import out_of_range
from liantu.web import context

# What changes how a page is shown, not which records are on which page; a version is named apart.
BESIDE = frozenset({"cursor", "limit", "fields", "evidence", "lang", "start", "version", "as_of"})
LONGEST = 2000
# Lists of the ledger: no data version orders them.
OF_LEDGER = frozenset({"api.review", "audit.as_json", "cypher_api.log", "deliver_api.rejected"})


@overload
def whole(name: str, default: int, least: int, most: int) -> int: ...
@overload
def whole(name: str, default: None, least: int, most: int) -> int | None: ...
def whole(name: str, default: int | None, least: int, most: int) -> int | None:
    """Return a whole number of the address; raises UsageError for none or one out of range."""
    given = request.args.get(name, "")
    if not given:
        return default
    found = _number(given)
    if found is None or not least <= found <= most:
        raise out_of_range(name, given, least, most, whole=True)
    return found


def _number(given: str) -> int | None:
    """Return a whole number, which JSON also writes as 2.0; None for anything else."""
    plainly = given.removesuffix(".0")
    return int(plainly) if re.fullmatch("[0-9]{1,11}", plainly) else None


def after() -> str:
    """Return after what this page begins; empty for the first.

    Raises UsageError for what is no cursor, and for one of another version or question.
    """
    given = request.args.get("cursor", "")
    if not given:
        return ""
    found = _read(given)
    version, question, key = (found.get(name) for name in "vqk")
    if not all(isinstance(one, str) for one in (version, question, key)):
        raise UsageError("cursor_none", where="cursor")
    if version != _version():
        raise UsageError("cursor_stale", where="cursor", version=str(version))
    if question != _question():
        raise UsageError("cursor_other", where="cursor")
    return str(key)


def start(most: int) -> int:
    """Return how many records come before this page: by its cursor, else by ``start``."""
    given = after()
    if not given:
        return whole("start", 0, 0, most)
    found = _number(given)
    if found is None or found > most:
        raise UsageError("cursor_none", where="cursor")
    return found


def next_page(key: str | int) -> str:
    """Return the address of the page that begins after a key."""
    found = {"v": _version(), "q": _question(), "k": str(key)}
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    values: dict[str, Any] = {
        name: request.args.getlist(name) for name in request.args if name not in ("cursor", "start")
    }
    values |= request.view_args or {}
    address = url_for(str(request.endpoint), **values, cursor=cursor)
    return _suffixed(address)


def following(begin: int, shown: int, total: int) -> str | None:
    """Return the address of the page after ``shown`` records of ``total``; None at the end."""
    return next_page(begin + shown) if shown and begin + shown < total else None


def _suffixed(address: str) -> str:
    suffix = request.environ.get("liantu.form", "")
    if not suffix:
        return address
    path, mark, query = address.partition("?")
    return f"{path}.{suffix}{mark}{query}"


def _read(given: str) -> dict[str, Any]:
    try:
        if len(given) > LONGEST:
            raise ValueError(given)
        padded = given + "=" * (-len(given) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise UsageError("cursor_none", where="cursor") from None
    if not isinstance(found, dict):
        raise UsageError("cursor_none", where="cursor")
    return found


def _version() -> str:
    """Return the data version that this page is of; empty where it is of none."""
    return "" if request.endpoint in OF_LEDGER else context.store().data_version


def _question() -> str:
    """Return a hash of what is asked, whatever the page."""
    if "question" not in g:
        asked = sorted(
            (name, value)
            for name in request.args
            if name not in BESIDE
            for value in request.args.getlist(name)
        )
        path = sorted((request.view_args or {}).items())
        text = json.dumps([request.endpoint, path, asked], ensure_ascii=False, default=str)
        g.question = hashlib.sha256(text.encode()).hexdigest()[:16]
    return str(g.question)
