"""The words of one data version, sorted, so that a search among a million names is quick.

    tables of a version ──▶ search/base/    every node, in the order in which hits are listed
    tables that differ  ──▶ search/over/    nodes that changed since, beside the same base

One folder holds plain arrays, read in place (:mod:`liantu.queries.words`):

    words.bin, words_at, words_doc   every word, sorted by its bytes, and the node it belongs to
    own, own_at                      the same words by node
    grams, grams_at, grams_doc       pairs of neighbouring signs and the nodes that have them
    told.bin, told_at                what a list of hits shows of a node, as JSON
    place                            the division code of a node, 0 where it has none

Nodes are numbered by kind, length of name, name and id: the smaller number is the better
hit, and no answer depends on how the index was made. Names come from the checked model.
"""

# ruff: noqa: S608 (names of the checked vocabulary and our own tables; values are bound)
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from liantu.graph.identity import normalise
from liantu.graph.model import NodeKind, model
from liantu.graph.tables import node_file, quoted
from liantu.graph.working import working_database

FOLDER, BASE, OVER = "search", "base", "over"
FORM = 1  # of the files; an index of another form is made anew
LARGE = 20_000  # nodes; the index of fewer is made in a moment, when it is first asked
CHUNK = 50_000  # texts that are joined at once
SIGN = 21  # bits of a sign in a pair
FIRST_KINDS = (
    "Enterprise", "Segment", "Product", "Chain", "Alliance", "PartyOrganization", "Bank",
    "University", "Project", "Park", "Region",
)  # fmt: skip
DETAILS = ("place", "full_name", "position")


def index_folder(version: Path) -> Path:
    """Return where the index of a version's folder lies, which may not exist."""
    return version / FOLDER


def has_index(version: Path) -> bool:
    """Say whether a version's folder has an index of today's form."""
    try:
        said = json.loads((version / FOLDER / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(said.get("form") == FORM)


def write_index(tables: Path, out: Path | None = None) -> Path:
    """Write the index of merged tables beside them and return its folder."""
    folder = out or tables / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with working_database(folder / ".spill") as base:
        gather(base, tables)
        write_part(base, folder / BASE)
    finish(tables, folder)
    return folder


def is_large(tables: Path) -> bool:
    """Say whether tables have so many nodes that an index is made with them, not when asked."""
    files = [str(one) for one in (tables / "nodes").glob("*.parquet")]
    if not files:
        return False
    found = duckdb.execute(
        "SELECT sum(num_rows) FROM parquet_file_metadata($f)", {"f": files}
    ).fetchall()
    return int(found[0][0] or 0) >= LARGE


def mend(version: Path) -> bool:
    """Make the index of a version that has none; say no where it has no tables."""
    if not (version / "nodes").is_dir():
        return False
    building = version / f".search-{os.getpid()}"
    try:
        write_index(version, building)
        if not has_index(version):
            shutil.rmtree(version / FOLDER, ignore_errors=True)
            building.rename(version / FOLDER)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return True


def finish(tables: Path, folder: Path) -> None:
    """Write the divisions beside the parts, and last what says that the index is whole."""
    path = tables / node_file("Region")
    regions: dict[str, list[str]] = {}
    if path.is_file():
        found = duckdb.execute(
            "SELECT adcode, name, path FROM read_parquet($f) WHERE adcode IS NOT NULL",
            {"f": str(path)},
        ).fetchall()
        regions = {code: [name or code, where or code] for code, name, where in found}
    said = {"form": FORM, "regions": regions}
    (folder / "index.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(folder / ".spill", ignore_errors=True)


def kinds_in_order() -> list[str]:
    """Return every kind of node in the order in which hits are listed."""
    rest = [one for one in model().nodes if one not in FIRST_KINDS]
    return [*(one for one in FIRST_KINDS if one in model().nodes), *rest]


def gather(base: duckdb.DuckDBPyConnection, tables: Path, only: str = "") -> None:
    """Make the tables ``docs`` and ``words`` of the nodes, those of a table of ids if named."""
    base.execute(
        "CREATE TABLE seen (rank INTEGER, kind VARCHAR, id VARCHAR, name VARCHAR, "
        "place VARCHAR, search VARCHAR, products VARCHAR[], told VARCHAR)"
    )
    for rank, name in enumerate(kinds_in_order()):
        if (path := tables / node_file(name)).is_file():
            among = f" SEMI JOIN {quoted(only)} o ON o.id = n.id" if only else ""
            base.execute(
                f"INSERT INTO seen SELECT $rank, $kind, {picked(base, path, model().nodes[name])} "
                f"FROM read_parquet($f) n{among}",
                {"rank": rank, "kind": name, "f": str(path)},
            )
    base.execute(
        "CREATE TABLE docs AS SELECT CAST(row_number() OVER "
        "(ORDER BY rank, length(name), name, id) - 1 AS UINTEGER) AS doc, * FROM seen"
    )
    _products(base)
    base.execute(
        "CREATE TABLE words AS SELECT row_number() OVER (ORDER BY word, doc) - 1 AS n, * FROM ("
        "SELECT unnest(string_split(search, '|')) AS word, doc FROM docs WHERE search <> '' "
        "UNION SELECT p.word, d.doc FROM (SELECT doc, unnest(products) AS text FROM docs) d "
        "JOIN product_words p ON p.text = d.text) WHERE word <> ''"
    )


def picked(base: duckdb.DuckDBPyConnection, path: Path, kind: NodeKind) -> str:
    """Return the columns of ``seen`` after its kind, of a table that may lack some."""
    there = {one[0] for one in base.execute(
        "SELECT * FROM read_parquet($f) LIMIT 0", {"f": str(path)}
    ).description or ()}  # fmt: skip

    def column(name: str, kind: str = "VARCHAR") -> str:
        return f"n.{quoted(name)}" if name in there else f"NULL::{kind}"

    name = f"coalesce({column('name')}, n.id)"
    detail = ", ".join(column(one) for one in DETAILS)
    words = [one for one in kind.search if one in there and one != "name"]
    said = ", ".join(f"{quoted(one)} := n.{quoted(one)}" for one in words)
    shown = (
        f"struct_pack(id := n.id, name := {name}, detail := coalesce({detail}, ''), "
        f"adcode := coalesce({column('adcode')}, ''), "
        f"products := {column('products', 'VARCHAR[]')}"
        + (f", said := struct_pack({said})" if said else "")
        + ")"
    )
    return (
        f"n.id, {name}, {column('adcode')}, n.search, {column('products', 'VARCHAR[]')}, "
        f"CAST(to_json({shown}) AS VARCHAR)"
    )


def _products(base: duckdb.DuckDBPyConnection) -> None:
    """Make the table of product texts as they are searched: there are few beside the nodes."""
    base.execute("CREATE TABLE product_words (text VARCHAR, word VARCHAR)")
    found = base.execute("SELECT DISTINCT unnest(products) FROM docs").fetchall()
    texts = [one for (one,) in found if one]
    for first in range(0, len(texts), CHUNK):
        some = texts[first : first + CHUNK]
        base.execute(
            "INSERT INTO product_words SELECT unnest($texts), unnest($words)",
            {"texts": some, "words": [normalise(one) for one in some]},
        )


def write_part(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the arrays of ``docs`` and ``words``."""
    folder.mkdir()
    count = int(base.execute("SELECT count(*) FROM docs").fetchall()[0][0])
    owners = _column(base, "SELECT doc FROM words ORDER BY n", np.uint32)
    _save(folder, "words_doc", owners)
    _texts(base, folder, "words", "words", "n")
    _save(folder, "own", np.argsort(owners, kind="stable").astype(np.uint32))
    _save(folder, "own_at", _starts(np.bincount(owners, minlength=count)))
    _texts(base, folder, "told", "docs", "doc")
    places = "SELECT coalesce(TRY_CAST(place AS UINTEGER), 0) AS place FROM docs ORDER BY doc"
    _save(folder, "place", _column(base, places, np.uint32))
    _grams(base, folder)
    kinds = base.execute(
        "SELECT kind, min(doc), max(doc) + 1 FROM docs GROUP BY rank, kind ORDER BY rank"
    ).fetchall()
    (folder / "kinds.json").write_text(json.dumps(kinds), encoding="utf-8")
    keys = "SELECT doc, rank, length(name) AS long, name, id FROM docs ORDER BY doc"
    base.sql(keys).write_parquet(str(folder / "docs.parquet"), compression="zstd")


def _grams(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write which nodes have which pairs of signs, of the words that are not Latin alone."""
    base.execute(
        "CREATE TABLE grams AS SELECT DISTINCT "
        f"(CAST(ord(substr(word, i, 1)) AS UBIGINT) << {SIGN}) | ord(substr(word, i + 1, 1)) "
        "AS gram, doc FROM (SELECT word, doc, unnest(range(1, length(word))) AS i FROM words "
        "WHERE strlen(word) <> length(word))"
    )
    found = base.execute("SELECT gram, doc FROM grams ORDER BY gram, doc").fetchnumpy()
    grams, counts = np.unique(np.asarray(found["gram"], np.uint64), return_counts=True)
    _save(folder, "grams", grams)
    _save(folder, "grams_at", _starts(counts))
    _save(folder, "grams_doc", np.asarray(found["doc"], np.uint32))


def _texts(base: duckdb.DuckDBPyConnection, folder: Path, name: str, table: str, key: str) -> None:
    """Write the texts of a table's column one after the other, and where each begins."""
    column = quoted(name.removesuffix("s") if name == "words" else name)
    lengths = f"SELECT strlen({column}) FROM {table} ORDER BY {key}"
    at = _starts(_column(base, lengths, np.int64))
    _save(folder, f"{name}_at", at)
    with (folder / f"{name}.bin").open("wb") as file:
        for first in range(0, len(at) - 1, CHUNK):  # all at once would need their size twice
            (text,) = base.execute(
                f"SELECT string_agg({column}, '' ORDER BY {key}) FROM {table} "
                f"WHERE {key} >= $first AND {key} < $first + {CHUNK}",
                {"first": first},
            ).fetchall()[0]
            file.write(text.encode())


def _column(base: duckdb.DuckDBPyConnection, query: str, kind: type) -> npt.NDArray[np.generic]:
    found = base.execute(query).fetchnumpy()
    return np.asarray(next(iter(found.values())), dtype=kind)


def _starts(counts: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _save(folder: Path, name: str, values: npt.NDArray[np.generic]) -> None:
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def share(path: Path, target: Path) -> None:
    """Let ``target`` be the same file, or a copy where the disk has no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
