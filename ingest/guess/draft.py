"""A draft of a source: what each table and column is taken for, and why; a person corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liantu.graph.model import model
from liantu.ingest.guess.choices import PLACES
from liantu.ingest.guess.seen import SeenColumn, SeenTable


@dataclass(frozen=True)
class Reason:
    """Why something is guessed, or why nothing is: a code of the catalogue and its values."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnDraft:
    """What a column is taken for; ``what`` is a choice, empty for a column that is not read.

    ``unit`` is the file's unit of a number, ``split`` the separator of a list, ``chain`` the
    chain whose segments it names, ``words`` what the file's words mean among the allowed ones.
    A ``personal`` column can never be read. ``confidence`` is 0 to 1.
    """

    seen: SeenColumn
    what: str = ""
    reason: Reason = Reason("unknown")
    confidence: float = 0.0
    unit: str = ""
    split: str = ""
    chain: str = ""
    words: tuple[tuple[str, str], ...] = ()
    personal: bool = False

    @property
    def name(self) -> str:
        """The header, as a source names it."""
        return self.seen.name

    @property
    def samples(self) -> tuple[str, ...]:
        """Some values; none of what belongs to persons."""
        return () if self.personal else self.seen.samples


@dataclass(frozen=True)
class TableDraft:
    """What the rows of a table are: a node kind or a link kind, empty for a table not read."""

    seen: SeenTable
    subject: str
    reason: Reason
    confidence: float
    columns: tuple[ColumnDraft, ...]

    @property
    def placeless(self) -> bool:
        """Whether its nodes could have a place and no column says where they are."""
        kind = model().nodes.get(self.subject)
        placed = any(one.what in PLACES for one in self.columns)
        return kind is not None and "adcode" in kind.properties and not placed

    def column(self, what: str) -> ColumnDraft | None:
        """Return the first column that is taken for something."""
        return next((one for one in self.columns if one.what == what), None)


@dataclass(frozen=True)
class Draft:
    """A source as it would be written; ``pattern`` is a file name where headers do not tell."""

    id: str
    label: str
    role: str
    full: bool
    tables: tuple[TableDraft, ...]
    file: str
    pattern: str = ""
    strict: bool = False  # every column of the file is asked for, also those that are not read

    @property
    def read(self) -> tuple[TableDraft, ...]:
        """The tables that are read."""
        return tuple(one for one in self.tables if one.subject)

    def with_table(self, at: int, table: TableDraft) -> Draft:
        """Return the draft with one table replaced."""
        tables = [*self.tables[:at], table, *self.tables[at + 1 :]]
        return replace(self, tables=tuple(tables))
