"""Finished views of chains, kept while nothing that they are made of has changed.

A view is named by all that it depends on: the store (and with it the data version), chain,
region, the settings in force, whether records are taken as complete, the office's exceptions
and the language. Nothing is ever thrown away because it may be old: what changed has another
name. The least lately used go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from liantu.queries.recording import Note, noted, replay
from liantu.web.panorama import ChainView

TEXTS = 6  # written pictures and tables that are kept with a view
MOST = 96  # views; one of a large district holds a few MB


class Kept:
    """The views that were lately asked for, safe for several threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = Lock()
        self._views: OrderedDict[Hashable, tuple[ChainView, tuple[Note, ...]]] = OrderedDict()

    def view(self, key: Hashable, make: Callable[[], ChainView]) -> ChainView:
        """Return the view of a key, made if it is not kept.

        Two who ask at once for what is not kept may both make it: neither waits for the other.
        """
        with self._lock:
            found = self._views.get(key)
            if found is not None:
                self._views.move_to_end(key)
                replay(found[1])
                return found[0]
        made, asked = noted(make)
        with self._lock:
            self._views[key] = (made, asked)
            while len(self._views) > self.most:
                self._views.popitem(last=False)
        return made


def written(view: ChainView, key: Hashable, write: Callable[[], str]) -> str:
    """Return a part of a page about a view as it was written for the same address before.

    For parts that depend on the view and the address alone: no form, nothing of a session.
    """
    found = view.texts.get(key)
    if found is None:
        made, asked = noted(write)
        found = view.texts[key] = made
        view.asked[key] = asked
        while len(view.texts) > TEXTS:
            first = next(iter(view.texts))
            view.texts.pop(first, None)
            view.asked.pop(first, None)
    else:
        replay(view.asked.get(key, ()))
    return found
