"""Passwords: what one must be like, argon2id hashes, and never more than two worked out at once."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from liantu.errors import TooMany, UsageError

SHORTEST, LONGEST = 10, 200  # characters
# Of the passwords that are tried first, those that are long enough.
OFTEN = frozenset(
    {
        *("qwertyuiop", "1q2w3e4r5t", "1qaz2wsx3edc", "qwerty12345", "zxcvbnm123", "welcome123"),
        *("password12", "password123", "password1234", "passw0rd123", "p@ssw0rd123", "admin12345"),
        *("administrator", "iloveyou123", "abcd123456", "abc1234567", "a123456789", "admin123456"),
        *("woaini1314", "woaini520520", "woaini5201314", "qwe123456789", "asd123456789"),
    }
)
AT_ONCE = 2  # each takes 64 MiB and some 100 ms
WAIT = 5.0  # seconds for one of them to end
_turns = threading.BoundedSemaphore(AT_ONCE)
_hasher = PasswordHasher()


def check_rules(password: str, name: str) -> None:
    """Raise UsageError for a password that is too short, too long, or easily guessed."""
    given = normal(password)
    if not SHORTEST <= len(given) <= LONGEST:
        raise UsageError("password_length", where="password", least=SHORTEST, most=LONGEST)
    plain = given.lower()
    if len(set(given)) < 4 or given.isdigit() or name in plain or plain in OFTEN:
        raise UsageError("password_easy", where="password")


def hashed(password: str) -> str:
    """Return the argon2id hash of a password with its salt and parameters."""
    with _turn():
        return _hasher.hash(normal(password))


def right(password: str, kept: str) -> bool:
    """Say whether a password is the one of a hash; takes as long where it is not.

    An empty hash stands for no account: that takes as long too.
    """
    with _turn():
        try:
            found = _hasher.verify(kept or _nobody(), normal(password)[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return found and bool(kept)


def outdated(kept: str) -> bool:
    """Say whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(kept)


def normal(password: str) -> str:
    """Return a password as keyboards of all kinds would type it."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody's password, of which nobody knows the words")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT):
        raise TooMany("login_busy", where="login", retry_after=int(WAIT))
    try:
        yield
    finally:
        _turns.release()
