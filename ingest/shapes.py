"""How the rows of a table are brought into shape before they are mapped, as a source says it.

    header of one or two lines → merged cells filled down → cells of a declared form → made columns

Everything here is declared in the source's YAML; nothing is found out from the data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liantu.graph.identity import short_key
from liantu.ingest.places import city_by_reading

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
CELL_FORMS = frozenset({"excel_date"})
FILE = "@file"  # the file's name without its suffix, as a column
EXCEL_DAY = dt.date(1899, 12, 30)  # day 0 of Excel's count from 1 March 1900 on
Row = Callable[[str], str]


@dataclass(frozen=True)
class Made:
    """A column that is made of others: ``form`` says how.

    ``text`` fills the placeholders of a template, ``lower`` does so in small letters,
    ``first`` takes the first column that is not empty, ``key`` makes an id of several
    columns, ``city`` turns a city's pinyin into its name, ``lookup`` and ``collect``
    read other parts of a JSON file.
    """

    name: str
    form: str
    columns: tuple[str, ...]
    text: str = ""
    lookup: tuple[tuple[str, str], ...] = ()

    @property
    def from_tree(self) -> bool:
        """Whether it is read from the whole of a JSON file, not from a row."""
        return self.form in ("collect", "lookup")

    def value(self, row: Row) -> str:
        """Return the cell of one row; empty where something that it needs is empty."""
        found = [row(column) for column in self.columns]
        if self.form == "first":
            return next((one for one in found if one), "")
        if not all(found):
            return ""
        if self.form == "key":
            return short_key(found)
        if self.form == "city":
            return city_by_reading(found[0]) or found[0]
        filled = PLACEHOLDER.sub(lambda hit: row(hit[1]), self.text)
        return filled.lower() if self.form == "lower" else filled


@dataclass(frozen=True)
class Shape:
    """What a table rule says of the form of its sheet."""

    header_rows: int = 1
    fill_down: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    made: tuple[Made, ...] = ()
    walk: tuple[str, ...] = ()

    def columns(self) -> set[str]:
        """Return every column that the shape reads."""
        found = {name for name, _ in self.cells} | set(self.fill_down)
        return found.union(*(one.columns for one in self.made))

    @property
    def lists(self) -> set[str]:
        """The lists of a JSON file that are looked up in."""
        told = [dict(one.lookup) for one in self.made if one.form == "lookup"]
        return {one["list"].partition(".")[0] for one in told}

    @property
    def plain(self) -> bool:
        """Whether rows are taken as they stand."""
        return self.header_rows == 1 and not (self.fill_down or self.cells or self.made)


def made_of(name: str, raw: object) -> Made:
    """Read a made column from YAML; raises ValueError saying what is wrong."""
    if isinstance(raw, str):
        return Made(name, "text", tuple(PLACEHOLDER.findall(raw)), raw)
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ValueError(f"column {name} must be a text or one of {', '.join(MAKERS)}")
    ((form, told),) = raw.items()
    if form == "lower" and isinstance(told, str):
        return Made(name, form, tuple(PLACEHOLDER.findall(told)), told)
    if form == "city" and isinstance(told, str):
        return Made(name, form, (told,))
    if form in ("first", "key", "collect") and isinstance(told, list) and told:
        words = tuple(str(one) for one in told)
        return Made(name, form, () if form == "collect" else words, lookup=tuple(enumerated(words)))
    if form == "lookup" and isinstance(told, Mapping) and set(told) == LOOKUP:
        pairs = tuple((str(key), str(value)) for key, value in told.items())
        return Made(name, form, (str(told["by"]),), lookup=pairs)
    raise ValueError(f"column {name}: {form!r} is not written like that")


LOOKUP = frozenset({"list", "by", "key", "take"})
MAKERS = ("lower", "first", "key", "city", "collect", "lookup")


def enumerated(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return words with their place as text."""
    return [(str(at), word) for at, word in enumerate(words)]


def excel_date(text: str) -> str:
    """Return a day number of Excel as ISO text; any other text stays as it is.

    >>> excel_date('46348')
    '2026-11-22'
    """
    if not re.fullmatch(r"\d{1,7}(\.0+)?", text) or not 61 <= int(float(text)) <= 2_958_465:
        return text
    if re.fullmatch(r"(19|20)\d{2}", text):  # a year stays a year
        return text
    return (EXCEL_DAY + dt.timedelta(days=int(float(text)))).isoformat()
