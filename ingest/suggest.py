"""From an enterprise's own words to segments: suggestions with their evidence.

The words looked for are the names and aliases of segments and of the products
under them. Each hit tells the word, the field and the row it stands in; nothing
becomes a link until a person accepts it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.tables import node_file
from liantu.ingest.names import simplify

FIELDS = ("business_scope", "products", "name", "short_name", "aliases")
WEIGHTS = {"products": 0.9, "business_scope": 0.75, "name": 0.6, "short_name": 0.5, "aliases": 0.5}
ASKED = 0.4
SURE = 0.95  # no number of words makes more of it than this
ITEMS = re.compile(r"[;；。\n]+")
JOINED = re.compile(r"[与及和、/]|或")
ADJECTIVES = ("海上", "海工用", "大型", "大件", "重型", "特种")
MAKING = re.compile(r"制造|生产|加工|研发|开发|铸造|锻造|施工|运营|建造")
OTHER = re.compile(r"销售|批发|零售|租赁|维修|代理|进出口|咨询|拆除|回收|敷设|安装|运输")
EXCLUDED = re.compile(r"不含|除外|不得|不包括")
FETCH = 5_000


@dataclass(frozen=True)
class Term:
    """A word that points to segments; ``weight`` is lower for a part of a name."""

    word: str
    segments: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Hit:
    """One word of an enterprise that points to a segment, with the row it was read in."""

    code: str
    word: str
    field: str
    text: str
    weight: float
    row: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the hit as a reason of a question."""
        values = {"word": self.word, "field": self.field, "text": self.text, **self.row}
        return {"code": self.code, "values": values | {"weight": round(self.weight, 2)}}


@dataclass(frozen=True)
class Suggestion:
    """An enterprise, a segment that it may make, and why."""

    enterprise: str
    name: str
    place: str
    segment: str
    segment_name: str
    chain_name: str
    confidence: float
    hits: tuple[Hit, ...]


def suggestions(
    tables: Path, only: Sequence[str] | None = None, *, known: bool = False
) -> Iterator[Suggestion]:
    """Yield the suggestions of a version's merged tables, for some enterprises or for all.

    What is recorded already is left out, unless ``known``.
    """
    enterprises, segments = (tables / node_file(kind) for kind in ("Enterprise", "Segment"))
    if not enterprises.is_file() or not segments.is_file() or only == []:
        return
    with duckdb.connect() as base:
        names = _segments(base, tables)
        finder = Finder(terms(names, _products(base, tables)))
        makes = set() if known else _makes(base, tables, only)
        origins = _origins(base, tables)
        for row in _rows(base, enterprises, only):
            for segment, hits in finder.find(row, origins).items():
                confidence = _combined(hits)
                if confidence >= ASKED and (row["id"], segment) not in makes:
                    name, chain = names[segment][0], names[segment][2]
                    yield Suggestion(
                        row["id"],
                        row["name"],
                        row["adcode"] or "",
                        segment,
                        name,
                        chain,
                        confidence,
                        tuple(hits),
                    )


class Finder:
    """Finds the words of a lexicon in the fields of enterprises, the longest word first."""

    def __init__(self, lexicon: Iterable[Term]) -> None:
        self.terms = {term.word: term for term in lexicon}
        longest = sorted(self.terms, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def find(self, row: Mapping[str, Any], origins: Mapping[str, Any]) -> dict[str, list[Hit]]:
        """Return the hits of an enterprise by segment, the best of each word and field."""
        found: dict[str, dict[tuple[str, str], Hit]] = {}
        for field in FIELDS:
            value = row.get(field)
            for text in value if isinstance(value, list) else [value] if value else []:
                for code, word, around, weight in self._in(field, simplify(str(text))):
                    term = self.terms[word]
                    place = _place(row, field, str(text), origins)
                    for segment in term.segments:
                        hit = Hit(code, word, field, around, weight / len(term.segments), place)
                        best = found.setdefault(segment, {})
                        old = best.get((field, word))
                        if old is None or old.weight < hit.weight:
                            best[field, word] = hit
        return {
            segment: sorted(hits.values(), key=lambda one: (-one.weight, one.word))
            for segment, hits in found.items()
        }

    def _in(self, field: str, text: str) -> Iterator[tuple[str, str, str, float]]:
        for item in ITEMS.split(text):
            if EXCLUDED.search(item):
                continue
            scope = field == "business_scope"
            for hit in self.pattern.finditer(item):
                weight = WEIGHTS[field] * self.terms[hit[0]].weight
                code = "word"
                after = item[hit.end() : hit.end() + 2]
                other = OTHER.match(after) or (OTHER.search(item) and not MAKING.search(item))
                if scope and other:
                    weight, code = weight * 0.5, "word_traded"
                yield code, hit[0], item.strip()[:120], weight


def terms(
    segments: Mapping[str, tuple[str, Sequence[str], str]], products: Iterable[tuple[str, str]]
) -> list[Term]:
    """Return the lexicon: names and aliases of segments and products, and the parts of names.

    ``segments`` gives name, aliases and chain by id, ``products`` name and segment.
    """
    found: dict[str, dict[str, float]] = {}

    def add(word: str, segment: str, weight: float) -> None:
        word = simplify(word).strip()
        if len(word) >= 2:
            held = found.setdefault(word, {})
            held[segment] = max(weight, held.get(segment, 0))

    for one, (name, aliases, _) in segments.items():
        for word in (name, *aliases):
            add(word, one, 1.0)
        parts = JOINED.split(name)
        for part in parts:
            add(part, one, 0.9 if len(parts) > 1 else 1.0)
            for adjective in ADJECTIVES:
                if part.startswith(adjective) and len(part) - len(adjective) >= 2:
                    add(part.removeprefix(adjective), one, 0.75)
    for name, one in products:
        add(name, one, 1.0)
    return [
        Term(word, tuple(sorted(held)), max(held.values())) for word, held in sorted(found.items())
    ]


def _combined(hits: Sequence[Hit]) -> float:
    left = 1.0
    for hit in hits:
        left *= 1 - hit.weight
    return round(min(SURE, 1 - left), 2)


def _segments(
    base: duckdb.DuckDBPyConnection, tables: Path
) -> dict[str, tuple[str, list[str], str]]:
    rows = base.execute(
        "SELECT s.id, s.name, s.aliases, c.name FROM read_parquet($segments) s "
        "LEFT JOIN read_parquet($chains) c ON c.chain_id = s.chain_id",
        {
            "segments": str(tables / "nodes" / "Segment.parquet"),
            "chains": str(tables / "nodes" / "Chain.parquet"),
        },
    ).fetchall()
    return {one: (name, list(aliases or ()), chain or "") for one, name, aliases, chain in rows}


def _products(base: duckdb.DuckDBPyConnection, tables: Path) -> list[tuple[str, str]]:
    links, nodes = (
        tables / part for part in ("links/PART_OF.Product.Segment.parquet", "nodes/Product.parquet")
    )
    if not links.is_file() or not nodes.is_file():
        return []
    return base.execute(
        'SELECT p.name, l."to" FROM read_parquet($links) l '
        'JOIN read_parquet($nodes) p ON p.id = l."from"',
        {"links": str(links), "nodes": str(nodes)},
    ).fetchall()


def _makes(
    base: duckdb.DuckDBPyConnection, tables: Path, only: Sequence[str] | None
) -> set[tuple[str, str]]:
    path = tables / "links" / "MAKES.Enterprise.Segment.parquet"
    if not path.is_file():
        return set()
    query = 'SELECT "from", "to" FROM read_parquet($path)'
    given: dict[str, Any] = {"path": str(path)}
    if only is not None:
        query += ' WHERE "from" IN (SELECT unnest($only::VARCHAR[]))'
        given["only"] = list(only)
    return set(base.execute(query, given).fetchall())


def _origins(base: duckdb.DuckDBPyConnection, tables: Path) -> dict[str, dict[str, Any]]:
    cursor = base.execute(
        "SELECT id, batch, file, sheet, observed_on, citation FROM read_parquet($path)",
        {"path": str(tables / "origins.parquet")},
    )
    return {
        one: {
            "batch": batch,
            "file": file,
            "sheet": sheet or "",
            "observed_on": str(observed or ""),
            "citation": citation or "",
        }
        for one, batch, file, sheet, observed, citation in cursor.fetchall()
    }


def _rows(
    base: duckdb.DuckDBPyConnection, path: Path, only: Sequence[str] | None
) -> Iterator[dict[str, Any]]:
    columns = ("id", "adcode", "records", "reported", *FIELDS)
    query = f"SELECT {', '.join(columns)} FROM read_parquet($path)"  # noqa: S608 (fixed names)
    given: dict[str, Any] = {"path": str(path)}
    if only is not None:
        query += " WHERE id IN (SELECT unnest($only::VARCHAR[]))"
        given["only"] = list(only)
    with base.cursor() as cursor:
        cursor.execute(query + " ORDER BY id", given)
        while rows := cursor.fetchmany(FETCH):
            yield from (dict(zip(columns, row, strict=True)) for row in rows)


def _place(
    row: Mapping[str, Any], field: str, text: str, origins: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the row of the delivery that says a text."""
    records = row["records"]
    said = json.loads(row["reported"]) if row["reported"] else []
    index = next(
        (
            number
            for number, one in enumerate(said)
            if text == one.get(field) or text in (one.get(field) or ())
        ),
        0,
    )
    origin, _, number = records[index].rpartition(":")
    return {**origins.get(origin, {}), "row": int(number)}
