"""What is said of a value that cannot be used: its name, what was given, what may be given."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from liantu.errors import UsageError
from liantu.locale import text

LONGEST_SHOWN = 60  # signs of a value that a message repeats
MOST_NAMED = 40  # allowed values that a message lists


def shown(value: object) -> str:
    """Return a value as a message repeats it; of one that is no text or number its type alone."""
    said = str(value) if isinstance(value, (str, int, float)) else type(value).__name__
    return said if len(said) <= LONGEST_SHOWN else f"{said[:LONGEST_SHOWN]}…"


def one_of(values: Iterable[object]) -> str:
    """Return that a value is one of some, in the language in use."""
    known = iter(values)
    named = ", ".join(str(one) for one in islice(known, MOST_NAMED))
    return text("spec.allowed.one_of", values=named + (" …" if next(known, None) else ""))


def unknown_value(name: str, given: object, known: Iterable[object]) -> UsageError:
    """Return the mistake of a value that is none of those there are."""
    return UsageError(
        "value_choice", where=name, name=name, given=shown(given), allowed=one_of(known)
    )


def wrong_value(name: str, given: object, allowed: str) -> UsageError:
    """Return the mistake of a value that is not what ``allowed`` says."""
    return UsageError("value_wrong", where=name, name=name, given=shown(given), allowed=allowed)


def missing_value(name: str, allowed: str) -> UsageError:
    """Return the mistake of a value that has to be given."""
    return UsageError("value_missing", where=name, name=name, allowed=allowed)


def out_of_range(
    name: str, given: object, least: float, most: float, *, whole: bool = False
) -> UsageError:
    """Return the mistake of a number that is none, or not within its bounds."""
    kind = "integer" if whole else "number"
    return wrong_value(name, given, text(f"spec.allowed.{kind}_within", least=least, most=most))


def wrong_count(name: str, given: int, least: int, most: int) -> UsageError:
    """Return the mistake of a parameter that was given too often or too rarely."""
    said = text("spec.allowed.times", least=least, most=most)
    return UsageError("value_count", where=name, name=name, given=given, allowed=said)


def unknown_field(name: str, known: Iterable[object]) -> UsageError:
    """Return the mistake of a field that there is not."""
    return UsageError("value_extra", where=name, name=shown(name), allowed=one_of(known))
