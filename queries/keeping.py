"""What is worked out once for a store: the latest of it is kept, with the queries it came from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from liantu.graph.stores import Store
from liantu.queries.recording import Note, noted, replay

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by store and key, at most so many of a store; the oldest go first.

    Whoever asks for a value hears of the queries that it came from, kept or not. Two who
    ask for the same at once may both work it out.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._stores: WeakKeyDictionary[Store, dict[Hashable, tuple[T, tuple[Note, ...]]]] = (
            WeakKeyDictionary()
        )

    def held(self, store: Store, key: Hashable) -> T | None:
        """Return what is kept, None where nothing is."""
        with self._lock:
            found = self._stores.get(store, {}).get(key)
        if found is None:
            return None
        replay(found[1])
        return found[0]

    def keep(self, store: Store, values: Mapping[Hashable, T], notes: tuple[Note, ...]) -> None:
        """Keep values that came from the same queries."""
        with self._lock:
            kept = self._stores.setdefault(store, {})
            kept.update({key: (value, notes) for key, value in values.items()})
            for old in list(kept)[: max(0, len(kept) - self._most)]:
                del kept[old]

    def of(self, store: Store, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept, or make and keep it."""
        found = self.held(store, key)
        if found is not None:
            return found
        made, notes = noted(make)
        self.keep(store, {key: made}, notes)
        return made
