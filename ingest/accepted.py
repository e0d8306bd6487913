"""Which batches a load leaves in force: what it adds, and what that ends.

A full delivery ends the one before it, with the corrections of that, and the changes that
are older than its latest day (all of them where it names no day). Changes and corrections
end nothing: what they replace is decided row by row when the version is merged. A delivery
that is in force already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from liantu.errors import InputError, LiantuError
from liantu.graph.deliveries import Delivered, delivered, last_day
from liantu.home import Home
from liantu.ingest.batches import Delivery
from liantu.ledger import Batch, VersionRow

ORDER = ("full", "changes", "corrections")


@dataclass
class Accepted:
    """The batches in force while a load adds its own."""

    home: Home
    places: dict[str, tuple[str, str]]  # source and view of each batch
    told: dict[str, Delivered] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Home, active: VersionRow | None) -> Accepted:
        """Begin with the batches of a version."""
        held: list[Batch] = home.ledger.batches(active.batches if active else [])
        places = {one.id: (one.source, one.view) for one in held}
        return cls(home, places, {one: delivered(home.facts / one) for one in places})

    def add(
        self,
        deliveries: list[Delivery],
        refuse: Callable[[Delivery, LiantuError], None],
        hold: Callable[[Delivery, list[str]], bool],
    ) -> None:
        """Add deliveries, full ones first; ``hold`` says of a full one that it has to wait.

        What cannot be added is handed to ``refuse``, and loses its batch either way.
        """
        for one in sorted(deliveries, key=lambda at: ORDER.index(at.form)):
            if not one.batch or one.batch in self.places:
                continue
            try:
                ended = self._ended(one)
            except InputError as error:
                refuse(one, error)
                one.batch = ""
                continue
            if one.form == "full" and hold(one, sorted(ended)):
                one.batch, one.accepted = "", 0
                continue
            for batch in ended:
                del self.places[batch]
            self.places[one.batch] = one.place
            self.told[one.batch] = delivered(self.home.facts / one.batch)

    def _ended(self, one: Delivery) -> set[str]:
        """Return what a delivery ends; raises InputError for one that comes too late."""
        own = [batch for batch, place in self.places.items() if place == one.place]
        if one.form == "full":
            return self._ended_by_full(one, own)
        if one.form == "changes":
            self._check_changes(one, own)
            return set()
        return self._ended_by_corrections(one, own)

    def _ended_by_full(self, one: Delivery, own: list[str]) -> set[str]:
        day = last_day(self.home.facts / one.batch)
        ended = {
            batch
            for batch in own
            if self.told[batch].form == "full"
            or (self.told[batch].form == "changes" and (not day or self.told[batch].on < day))
        }
        return ended | {batch for batch in own if self.told[batch].of in ended}

    def _check_changes(self, one: Delivery, own: list[str]) -> None:
        new = delivered(self.home.facts / one.batch)
        where = one.matches[0].document.name
        for batch in own:
            held = self.told[batch]
            if held.form == "full" and last_day(self.home.facts / batch) > new.on:
                day = last_day(self.home.facts / batch)
                raise InputError("changes_older", where=where, day=new.on, full=day)
            if held.form == "changes" and (held.on, held.sequence) == (new.on, new.sequence):
                raise InputError("changes_same_day", where=where, day=new.on, sequence=new.sequence)

    def _ended_by_corrections(self, one: Delivery, own: list[str]) -> set[str]:
        where = one.matches[0].document.name
        if one.of not in self.places:
            raise InputError("corrections_outdated", where=where, batch=one.of)
        new = delivered(self.home.facts / one.batch)
        tried = {(row[3], row[4], row[5]) for row in new.corrected}
        before = [batch for batch in own if self.told[batch].of == one.of]
        ended = {batch for batch in before if self.told[batch].taken <= tried}
        for batch in before:
            both = self.told[batch].taken & tried
            if both and batch not in ended:
                file, _, row = min(both)
                raise InputError("corrections_again", where=where, file=file, row=row)
        return {batch for batch in ended if self.told[batch].taken}
