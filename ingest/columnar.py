"""The rows of one sheet as columns: staged, checked and mapped by SQL.

    stage → which rows are sure → the others to the row mapper → facts of the sure ones

The cells lie in a table of the batch's working database (``n`` is the row's number,
``c0`` … its texts). What SQL cannot do is done once per distinct value: the division
of a place, the pinyin of a name.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph import pinyin
from liantu.graph.identity import normalise
from liantu.ingest import places, sqltext
from liantu.ingest.compiled import Compiled, Facts, NotColumnar
from liantu.ingest.longfile import LongSheet
from liantu.ingest.matching import Matched

GROUP = 16_384  # rows of which the canonical text is fetched at once
TABLE = {"n": "BIGINT"}
Surplus = tuple[int, list[str]]


class ColumnSheet:
    """One sheet's rows in a table of a working database."""

    def __init__(
        self, base: duckdb.DuckDBPyConnection, table: str, one: Matched, compiled: Compiled
    ) -> None:
        self.base, self.table, self.one, self.compiled = base, table, one, compiled
        self.names = [name for name in one.header if name]
        self.columns = [f"c{at}" for at in range(len(one.header))]
        self.surplus: list[Surplus] = []  # rows with cells beyond the header

    # -- staging ---------------------------------------------------------------

    def stage(self, work: Path) -> None:
        """Bring the sheet's rows into the table; ``work`` takes a passing file."""
        sheet = self.one.sheet
        if isinstance(sheet, LongSheet):
            if not (sheet.plain and self._stage_plain(sheet, work)):
                self._stage_rows(work)
            sheet.check()
        else:
            self._stage_rows(work)

    def _stage_plain(self, sheet: LongSheet, work: Path) -> bool:
        """Read lines as rows, by columns; say no where one is not as long as the header."""
        path = sheet.path
        if sheet.codec != "utf-8-sig":
            path = work / f"{self.table}.csv"
            with (
                sheet.path.open(encoding=sheet.codec, newline="") as old,
                path.open("w", encoding="utf-8", newline="") as new,
            ):
                shutil.copyfileobj(old, new, 2**22)
        bound = sqltext.Bound()
        texts = ", ".join(
            f"coalesce({sqltext.stripped(one, bound)}, '') AS {one}" for one in self.columns
        )
        some = " OR ".join(f"{one} <> ''" for one in self.columns)
        types = ", ".join(f"'{one}': 'VARCHAR'" for one in self.columns)
        try:
            self.base.execute(
                f"CREATE TABLE {self.table} AS SELECT * FROM (SELECT row_number() OVER () + $above "
                f"AS n, {texts} FROM read_csv($path, columns = {{{types}}}, header = false, "
                "auto_detect = false, delim = $delimiter, quote = '', escape = '', "
                "skip = $above, max_line_size = 1000000, new_line = $ending)) "
                f"WHERE {some}",
                {
                    "path": str(path),
                    "delimiter": sheet.delimiter,
                    "above": self.one.header_row,
                    "ending": sheet.ending,
                    **bound.values,
                },
            )
        except duckdb.Error:
            self.base.execute(f"DROP TABLE IF EXISTS {self.table}")
            return False
        finally:
            if path != sheet.path:
                path.unlink()
        return True

    def _stage_rows(self, work: Path) -> None:
        self.load(
            work, self.table, {**TABLE, **dict.fromkeys(self.columns, "VARCHAR")}, self._rows()
        )

    def _rows(self) -> Iterator[list[Any]]:
        width = len(self.columns)
        for number, texts in self.one.sheet.after(self.one.header_row):
            if len(texts) > width and any(texts[width:]):
                self.surplus.append((number, texts))
                continue
            if any("\0" in text for text in texts):
                raise NotColumnar("NUL")
            yield [number, *texts[:width], *[""] * (width - len(texts))]

    def load(
        self, work: Path, table: str, columns: dict[str, str], rows: Iterable[Iterable[Any]]
    ) -> None:
        """Make a table of rows by way of a passing file."""
        path = work / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        named = ", ".join(
            name if kind != "VARCHAR" else f"coalesce({name}, '') AS {name}"
            for name, kind in columns.items()
        )
        self.base.execute(
            f"CREATE TABLE {table} AS SELECT {named} FROM read_csv($path, "
            f"columns = {{{types}}}, header = false, auto_detect = false, delim = ',', "
            "quote = '\"', escape = '\"', new_line = '\\r\\n', parallel = false, "
            "max_line_size = 100000000)",
            {"path": str(path)},
        )
        path.unlink()

    # -- which rows are sure ---------------------------------------------------

    def settle(self, work: Path) -> None:
        """Find out which rows are sure, and what their places and names come to."""
        self._places(work)
        self._forms(work)
        rows = self._joined(self.table, spoken=False)
        self._make(
            f"CREATE TABLE {self.table}_unsure AS SELECT c.n FROM {rows} "
            f"WHERE ({self.compiled.sure}) IS NOT TRUE"
        )
        self._spoken(work)

    def _places(self, work: Path) -> None:
        for alias, (text, adcode, city) in self.compiled.places.items():
            found = self.base.execute(f"SELECT DISTINCT {text} FROM {self.table} c").fetchall()
            self.load(
                work,
                f"{self.table}_{alias}",
                {"text": "VARCHAR", "adcode": "VARCHAR"},
                _divisions((row[0] for row in found), adcode=adcode, city=city),
            )

    def _forms(self, work: Path) -> None:
        """Bring every distinct name into its form: by SQL where that is sure, else one by one."""
        if not self.compiled.forms:
            return
        bound = self.compiled.bound
        every = " UNION ALL ".join(
            f"SELECT {text} AS text FROM {self.table} c" for text in self.compiled.forms
        )
        self._make(
            f"CREATE TABLE {self.table}_forms AS SELECT text, CASE "
            f"WHEN {sqltext.is_named('text', bound)} THEN {sqltext.normal('text', bound)} END "
            f"AS form FROM (SELECT DISTINCT text FROM ({every}) WHERE text <> '')"
        )
        rest = self.base.execute(
            f"SELECT text FROM {self.table}_forms WHERE form IS NULL"
        ).fetchall()
        columns = {"text": "VARCHAR", "form": "VARCHAR"}
        self.load(work, f"{self.table}_rest", columns, ((one, normalise(one)) for (one,) in rest))
        self.base.execute(
            f"DELETE FROM {self.table}_forms WHERE form IS NULL; "
            f"INSERT INTO {self.table}_forms SELECT * FROM {self.table}_rest"
        )

    def _spoken(self, work: Path) -> None:
        for one in self.compiled.spoken:
            text = f"SELECT DISTINCT {one.text} FROM {self._sure()} AND ({one.text}) IS NOT NULL"
            found = self._make(text).fetchall()
            read = ((row[0], *pinyin.readings(row[0])) for row in found)
            columns = {"text": "VARCHAR", "full_reading": "VARCHAR", "initials": "VARCHAR"}
            passing = f"{self.table}_{one.alias}"
            self.load(work, passing, columns, (row for row in read if len(row) == 3))

    def doubt(self, rows: Iterable[int]) -> None:
        """Let the row mapper see some rows that were sure."""
        if numbers := list(rows):
            self.base.execute(
                f"INSERT INTO {self.table}_unsure SELECT unnest($n) EXCEPT "
                f"SELECT n FROM {self.table}_unsure",
                {"n": numbers},
            )

    def unsure(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows that the row mapper has to see, in their order."""
        found = self.base.cursor().execute(
            f"SELECT n, {', '.join(self.columns)} FROM {self.table} SEMI JOIN {self.table}_unsure "
            "USING (n) ORDER BY n"
        )
        while rows := found.fetchmany(1000):
            for number, *texts in rows:
                yield number, self.cells(texts)

    def cells(self, texts: list[str]) -> dict[str, str]:
        """Return a row's texts by the name of their column."""
        return {name: text for name, text in zip(self.one.header, texts, strict=False) if name}

    def count(self) -> int:
        """Return the number of rows, without those with surplus cells."""
        return int(self.base.execute(f"SELECT count(*) FROM {self.table}").fetchall()[0][0])

    def set_aside(self, numbers: Iterable[int]) -> None:
        """Take rows out that were not accepted."""
        numbers = list(numbers)
        if numbers:
            self.base.execute(
                f"DELETE FROM {self.table} WHERE n IN (SELECT unnest($numbers))",
                {"numbers": numbers},
            )

    # -- what is written -------------------------------------------------------

    def canonical(self) -> Iterator[str]:
        """Yield the canonical text of the accepted rows, in their order, in pieces."""
        order = sorted((name, at) for at, name in enumerate(self.one.header) if name)
        parts = " || ".join(f"length(c{at}) || ':' || c{at}" for _, at in order)
        first, last = self._make(f"SELECT min(n), max(n) FROM {self.table}").fetchall()[0]
        for start in range(first // GROUP, last // GROUP + 1) if last else ():
            found = self.base.execute(
                f"SELECT string_agg(n || '|' || {parts}, chr(10) ORDER BY n) || chr(10) "
                f"FROM {self.table} WHERE n >= $start AND n < $end",
                {"start": start * GROUP, "end": (start + 1) * GROUP},
            ).fetchall()
            if found[0][0]:
                yield found[0][0]

    def origins(self) -> list[tuple[str, str, int]]:
        """Return the citations and own dates of the sure rows with the first row of each."""
        citation, observed = self.compiled.citation, self.compiled.observed
        found = self._make(
            f"SELECT {citation}, {observed}, min(c.n) FROM {self._sure()} GROUP BY 1, 2"
        )
        return [(row[0], row[1], int(row[2])) for row in found.fetchall()]

    def pieces(self, rows: int) -> Iterator[str]:
        """Yield the name of a table with the next of the sure rows, of ``rows`` numbers at most.

        Beside it lie the texts that were looked up, as far as these rows have them. What is
        written of a piece takes the memory of a piece, however long the sheet is.
        """
        first, last = self.base.execute(f"SELECT min(n), max(n) FROM {self.table}").fetchall()[0]
        piece = f"{self.table}_piece"
        for start in range(first, last + 1, rows) if last else ():
            self.base.execute(
                f"CREATE TABLE {piece} AS SELECT c.* FROM {self.table} c "
                f"ANTI JOIN {self.table}_unsure u ON u.n = c.n "
                "WHERE c.n >= $start AND c.n < $end",
                {"start": start, "end": start + rows},
            )
            made = [piece, *self._looked_up(piece)]
            yield piece
            for table in made:
                self.base.execute(f"DROP TABLE {table}")

    def _looked_up(self, piece: str) -> list[str]:
        """Make the tables of a piece's own places, forms and readings; return their names."""
        plain, compiled = f"{piece} c", self.compiled
        asked = {alias: [(text, plain)] for alias, (text, _, _) in compiled.places.items()}
        if compiled.forms:
            asked["forms"] = [(text, plain) for text in compiled.forms]
        for one in compiled.spoken:
            asked[one.alias] = [(one.text, self._joined(piece, spoken=False))]
        for name, texts in asked.items():
            every = " UNION ALL ".join(f"SELECT {text} AS text FROM {rows}" for text, rows in texts)
            self._make(
                f"CREATE TABLE {piece}_{name} AS SELECT * FROM {self.table}_{name} "
                f"SEMI JOIN ({every}) USING (text)"
            )
        return [f"{piece}_{name}" for name in asked]

    def facts(
        self, one: Facts, columns: dict[str, str], origins: str, piece: str
    ) -> tuple[str, dict[str, Any]]:
        """Return the SELECT of one kind's facts of a piece, in the given columns, and its values.

        ``origins`` is a table of citation, observed and origin.
        """
        row = {**one.columns, "origin": "w.origin", "row": "c.n"}
        listed = ", ".join(
            f'CAST({row.get(name, "NULL")} AS {kind}) AS "{name}"' for name, kind in columns.items()
        )
        text = (
            f"SELECT {listed} FROM {self._joined(piece, spoken=True)} JOIN {origins} w "
            f"ON w.citation = {self.compiled.citation} AND w.observed = {self.compiled.observed} "
            f"WHERE {one.when}"
        )
        return text, self.compiled.bound.used(text)

    def held(self, origins: str, piece: str) -> tuple[str, dict[str, Any]]:
        """Return the SELECT of a piece's rows as the file holds them; see :meth:`facts`."""
        bound = self.compiled.bound
        pairs = [(at, name) for at, name in enumerate(self.one.header) if name]
        cells = " || ', ' || ".join(
            f"{bound(json.dumps(name, ensure_ascii=False) + ': ')} || to_json(c.c{at})"
            for at, name in pairs
        )
        text = (
            f"SELECT w.origin, c.n AS row, '{{' || {cells} || '}}' AS cells "
            f"FROM {piece} c JOIN {origins} w "
            f"ON w.citation = {self.compiled.citation} AND w.observed = {self.compiled.observed}"
        )
        return text, bound.used(text)

    def _joined(self, table: str, *, spoken: bool) -> str:
        """The rows ``c`` of the sheet or a piece of it with what was looked up of their texts."""
        text = f"{table} c"
        for alias, (column, _, _) in self.compiled.places.items():
            text += f" LEFT JOIN {table}_{alias} {alias} ON {alias}.text = {column}"
        for column, alias in self.compiled.forms.items():
            text += f" LEFT JOIN {table}_forms {alias} ON {alias}.text = {column}"
        for one in self.compiled.spoken if spoken else ():
            text += f" LEFT JOIN {table}_{one.alias} {one.alias} ON {one.alias}.text = {one.text}"
        return text

    def _sure(self) -> str:
        rows = self._joined(self.table, spoken=False)
        return f"{rows} ANTI JOIN {self.table}_unsure u ON u.n = c.n WHERE true"

    def _make(self, text: str) -> duckdb.DuckDBPyConnection:
        return self.base.execute(text, self.compiled.bound.used(text))


def _divisions(texts: Iterable[str], *, adcode: bool, city: bool) -> Iterator[tuple[str, str]]:
    """The texts that mean one division, each with its code."""
    for text in texts:
        if not text or (adcode and text not in places.divisions()):
            continue
        hits = places.find_adcodes(text, city=city)
        if len(hits) == 1:
            yield text, hits[0]
