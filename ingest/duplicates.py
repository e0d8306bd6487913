"""Likely duplicates among many: pairs that share a block, scored with reasons.

Every name gives a few keys; only pairs that share one are compared. A key that
too many bear is narrowed to one city, and dropped where even there too many do;
how many were dropped is told, so that nothing is passed over in silence.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.ingest.likeness import ASKED, COMMON, Firm, Likeness, likeness
from liantu.ingest.names import Name, parse

KINDS = ("Enterprise", "PartyOrganization", "University")
CROWD = 200  # organisations that may share a key before it is narrowed
FETCH = 10_000
COLUMNS = ("id", "name", "short_name", "aliases", "former_names", "code", "adcode", "stock_code")
TYPES = {"aliases": "VARCHAR[]", "former_names": "VARCHAR[]"}


@dataclass(frozen=True)
class Pair:
    """Two organisations that may be one; facts under ``a`` would go to ``b``."""

    a: Firm
    b: Firm
    likeness: Likeness
    ended: str = ""  # which of them ended, where it is a question of a rename


@dataclass
class Told:
    """What a search compared: counts for the ledger and the bench."""

    organisations: int = 0
    keys: int = 0
    compared: int = 0
    too_common: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


def keys(name: Name) -> set[str]:
    """Return the keys of one name.

    Its first two signs, and its core with one of them wrong, missing or both
    exchanged: together they meet any single slip. ``F:`` is the whole name.
    """
    core = name.core
    found = {f"F:{name.text}"}
    if len(core) >= 2:
        found |= {f"p:{core[:2]}", f"s:{core}"}
    if len(core) >= 3:
        head, second, rest = core[0], core[1], core[2:]
        found |= {f"s:{second}{rest}", f"s:{head}{rest}"}
        found |= {
            f"x:{''.join(sorted(core[:2]))}{rest}",
            f"y:{head}{''.join(sorted(core[1:3]))}{core[3:]}",
        }
    return found


def keys_of(firm: Firm) -> set[str]:
    """Return the keys of every name of an organisation, and of its stock code."""
    found = {f"F:{firm.stock_code}"} if firm.stock_code else set()
    for name in (firm.name, *firm.others(), *firm.former_names):
        found |= keys(parse(name, firm.kind))
    return found


class Search:
    """One search over a table of organisations of one kind (Parquet, columns of the node kind).

    ``left`` are the ids to be compared with all; without it all are compared with all.
    """

    def __init__(
        self, kind: str, table: Path, left: Sequence[str] | None = None, *, asked: float = ASKED
    ) -> None:
        self.kind, self.asked, self.told = kind, asked, Told()
        self.base = duckdb.connect()
        self._firms(table)
        self.base.execute(
            "CREATE TABLE picked AS SELECT unnest($left::VARCHAR[]) AS id", {"left": left or []}
        )
        chosen = "true" if left is None else "id IN (SELECT id FROM picked)"
        self.base.execute(
            f"ALTER TABLE firms ADD COLUMN chosen BOOLEAN; UPDATE firms SET chosen = {chosen}"
        )
        self._keys()

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs whose likeness is worth a question; ``told`` counts on the way."""
        borne = dict(self.base.execute("SELECT brand, c FROM brands").fetchall())
        cursor = self.base.execute(PAIRS)
        while rows := cursor.fetchmany(FETCH):
            for row in rows:
                self.told.compared += 1
                half = len(COLUMNS)
                a, b = _kept_last(self._firm(row[:half]), self._firm(row[half:]))
                found = likeness(a, b, borne)
                if found.score >= self.asked:
                    yield Pair(a, b, found)

    def close(self) -> None:
        """Give the memory back."""
        self.base.close()

    def _firms(self, table: Path) -> None:
        described = self.base.execute(
            "DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(table)}
        ).fetchall()
        known = {row[0] for row in described}
        columns = ", ".join(
            name if name in known else f"CAST(NULL AS {TYPES.get(name, 'VARCHAR')}) AS {name}"
            for name in COLUMNS
        )
        self.base.execute(
            f"CREATE TABLE firms AS SELECT row_number() OVER (ORDER BY id) AS n, {columns} "
            "FROM read_parquet($path) WHERE name IS NOT NULL",
            {"path": str(table)},
        )

    def _keys(self) -> None:
        """Write the keys of every name, and count what bears each of them."""
        with tempfile.TemporaryDirectory(prefix="liantu-") as folder:
            path = Path(folder) / "keys.tsv"
            with path.open("w", encoding="utf-8") as stream:
                cursor = self.base.execute(f"SELECT n, {', '.join(COLUMNS)} FROM firms ORDER BY n")
                while rows := cursor.fetchmany(FETCH):
                    self.told.organisations += len(rows)
                    for number, *row in rows:
                        found = self._of(self._firm(row))
                        stream.writelines(f"{number}\t{key}\n" for key in found)
            self.base.execute(
                "CREATE TABLE keys AS SELECT * FROM read_csv($path, delim='\t', header=false, "
                "columns={'n': 'BIGINT', 'key': 'VARCHAR'}, quote='', escape='', "
                "auto_detect=false)",
                {"path": str(path)},
            )
        self.base.execute(BLOCKS)
        counted = self.base.execute(
            "SELECT (SELECT count(*) FROM keys), (SELECT count(*) FROM crowded)"
        )
        self.told.keys, self.told.too_common = counted.fetchall()[0]

    def _of(self, firm: Firm) -> set[str]:
        return keys_of(firm) | {f"B:{firm.parts.brand}"}

    def _firm(self, row: Sequence[Any]) -> Firm:
        one, name, short, aliases, formers, code, adcode, stock = row
        return Firm(
            one,
            name,
            self.kind,
            short or "",
            tuple(aliases or ()),
            tuple(formers or ()),
            code or "",
            adcode or "",
            stock or "",
        )


# A key of a crowd is narrowed to the city; one that is crowded even there is told and left out.
BLOCKS = f"""
CREATE TABLE brands AS SELECT substr(key, 3) AS brand, count(*) AS c FROM keys
    WHERE key LIKE 'B:%' GROUP BY 1 HAVING count(*) > {COMMON};
DELETE FROM keys WHERE key LIKE 'B:%';
CREATE TABLE sizes AS SELECT key, count(*) AS c FROM keys GROUP BY key HAVING count(*) > 1;
CREATE TABLE blocks AS SELECT k.n,
        CASE WHEN s.c > {CROWD} THEN k.key || '@' || left(coalesce(f.adcode, ''), 4)
            ELSE k.key END AS key,
        s.c > {CROWD} AS big, f.chosen, left(coalesce(f.adcode, ''), 4) AS city,
        f.code
    FROM keys k JOIN sizes s USING (key) JOIN firms f USING (n);
CREATE TABLE crowded AS SELECT key FROM blocks WHERE big GROUP BY key HAVING count(*) > {CROWD};
"""
PAIRS = f"""
WITH met AS (
    SELECT DISTINCT least(a.n, b.n) AS a, greatest(a.n, b.n) AS b
    FROM blocks a JOIN blocks b ON a.key = b.key AND a.n <> b.n
    WHERE a.chosen AND (a.n < b.n OR NOT b.chosen)
        AND a.key NOT IN (SELECT key FROM crowded)
        AND (a.code IS NULL OR b.code IS NULL OR a.code = b.code)
        AND (a.key LIKE 'F:%' OR a.city = '' OR b.city = '' OR a.city = b.city
            OR (left(a.city, 2) = left(b.city, 2)
                AND (a.city LIKE '%00' OR b.city LIKE '%00')))
)
SELECT {", ".join(f"x.{name}" for name in COLUMNS)}, {", ".join(f"y.{name}" for name in COLUMNS)}
FROM met JOIN firms x ON x.n = met.a JOIN firms y ON y.n = met.b ORDER BY met.a, met.b
"""


def _kept_last(a: Firm, b: Firm) -> tuple[Firm, Firm]:
    """Order two organisations so that the id of the second one stays: a code before none."""
    a, b = sorted((a, b), key=lambda one: (not one.code, one.id), reverse=True)
    return a, b
