"""What ingest has to say of a row: set aside, waiting, or a warning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from liantu.locale import text


@dataclass(frozen=True)
class Note:
    """One thing to tell a clerk: what, where (file, sheet, row, column), and what to do."""

    code: str
    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    batch: str = ""

    @property
    def message(self) -> str:
        """What is wrong, in the language in use."""
        return text(f"row.{self.code}", **self.values)

    @property
    def remedy(self) -> str:
        """What to do about it, in the language in use."""
        return text(f"row.{self.code}.remedy", **self.values)

    def as_dict(self) -> dict[str, Any]:
        """The one JSON shape of a note."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
        }


class Reject(Exception):
    """Raised inside the mapping of a row to set the whole row aside."""

    def __init__(self, code: str, column: str, **values: Any) -> None:
        self.code, self.column, self.values = code, column, values
        super().__init__(code)
