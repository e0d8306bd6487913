"""Which queries of the catalogue were asked, for a page that tells what its figures come from.

:func:`liantu.queries.catalogue.run` notes each query where somebody listens. What is kept
between questions keeps the notes of how it was made too, and gives them again: a figure out
of a store of finished ones comes from the same queries as when it was new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
Note = tuple[str, Mapping[str, Any]]  # the name of a query and what its parameters were


class Notes:
    """Notes in the order in which they came."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._again: set[int] = set()
        self._held: list[tuple[Note, ...]] = []  # so that no other has the same id

    def add(self, note: Note) -> None:
        """Add a note."""
        self.notes.append(note)

    def again(self, notes: tuple[Note, ...]) -> None:
        """Add notes that were kept, once however often they are given."""
        if notes and id(notes) not in self._again:
            self._again.add(id(notes))
            self._held.append(notes)
            self.notes.extend(notes)


listening: ContextVar[Notes | None] = ContextVar("listening", default=None)


def note(name: str, bound: Mapping[str, Any]) -> None:
    """Tell whoever listens that a query is asked."""
    if (heard := listening.get()) is not None:
        heard.add((name, bound))


def replay(notes: tuple[Note, ...]) -> None:
    """Tell whoever listens of queries that were asked when something kept was made."""
    if (heard := listening.get()) is not None:
        heard.again(notes)


def noted(make: Callable[[], T]) -> tuple[T, tuple[Note, ...]]:
    """Return what a function makes, with the queries that it asked; who listened hears of them."""
    inner = Notes()
    token = listening.set(inner)
    try:
        made = make()
    finally:
        listening.reset(token)
    notes = tuple(inner.notes)
    replay(notes)
    return made, notes


def unheard(make: Callable[[], T]) -> T:
    """Return what a function makes, nobody hearing what it asks.

    For what every page has (its header, the files of its records), kept or not.
    """
    token = listening.set(None)
    try:
        return make()
    finally:
        listening.reset(token)


class noted_property(Generic[T]):  # noqa: N801 (used as a decorator)
    """A property that is worked out once, and tells each time what was asked for it."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> T:
        """Return the value, made where it is not kept."""
        held = instance.__dict__
        if self._name not in held:
            value, notes = noted(lambda: self._make(instance))
            held[f"{self._name} asked"] = notes
            held[self._name] = value
        else:
            replay(held.get(f"{self._name} asked", ()))
        return cast(T, held[self._name])

    def __set__(self, instance: Any, value: T) -> None:
        """Take a value; that there is this method lets each question come here."""
        instance.__dict__[self._name] = value
