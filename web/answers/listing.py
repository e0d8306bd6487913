"""A list that is read page by page: one page as JSON, all of it as a table.

A table without ``limit`` is read to its end while it is sent, so that neither its length
nor that of the graph needs memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from liantu.web.answers.chosen import check, fields, pick
from liantu.web.answers.paging import next_page, whole
from liantu.web.answers.tables import Column, Record, Table, columns_of

PAGE, MOST = 100, 1000  # records of a page
STREAMED = 10_000  # records that are read at once for a table
Read = Callable[[str, int], Sequence[Record]]  # at most so many records that come after a key


@dataclass(frozen=True)
class Listing:
    """A list with its columns (name, type) and the function that reads on from a key.

    ``key`` tells under which key a record is, so that the next page begins behind it.
    """

    name: str
    head: dict[str, Any]
    columns: Sequence[tuple[str, str]]
    read: Read
    key: Callable[[Record], str]
    after: str
    limit: int | None

    def page(self) -> dict[str, Any]:
        """Return one page with the address of the next."""
        wanted = self._wanted()
        size = self.limit or PAGE
        found = self.read(self.after, size + 1)
        records = found[:size]
        more = next_page(self.key(records[-1])) if len(found) > size else None
        told = [pick(one, wanted) if wanted else one for one in records]
        return {**self.head, self.name: told, "next": more}

    def table(self) -> Table:
        """Return all that follows, or as much as ``limit`` says, as a table."""
        wanted = self._wanted()
        columns = columns_of(self.columns)
        if wanted:
            kept = [one for one in columns if _under(one, wanted)]
            columns = tuple(kept)
        head = {name: str(value) for name, value in self.head.items() if name == "data_version"}
        return Table(columns, lambda: self._records(wanted), head)

    def _records(self, wanted: Sequence[str]) -> Iterator[Record]:
        after, left = self.after, self.limit
        while left is None or left > 0:
            size = STREAMED if left is None else min(STREAMED, left)
            records = self.read(after, size)
            for one in records:
                yield pick(one, wanted) if wanted else one
            if len(records) < size:
                return
            after = self.key(records[-1])
            left = None if left is None else left - len(records)

    def _wanted(self) -> tuple[str, ...]:
        wanted = fields()
        names = [name for name, _ in self.columns]
        parents = {name.partition(".")[0] for name in names if "." in name}
        check(wanted, [*names, *parents])
        return wanted


def _under(column: Column, wanted: Sequence[str]) -> bool:
    return any(column.name == one or column.name.startswith(f"{one}.") for one in wanted)


def limit_of() -> int | None:
    """Return the limit of the address; None where it gives none."""
    return whole("limit", None, 1, MOST)
