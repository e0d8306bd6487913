"""What to tell a clerk of links that wait, and of cycles in a chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx

from liantu.graph.delta import IS, TOUCHED
from liantu.graph.model import model
from liantu.graph.tables import Waiting, node_file
from liantu.ingest.checks import nearest
from liantu.ingest.findings import Note

MANY_NAMES = 20_000  # from which on only the likely ones are weighed
WEIGHED = 1_000  # names weighed then
MOST_PAIRS = 60  # pairs of signs of a text that are looked for


def waiting_notes(
    waiting: Iterable[Waiting], tables: Path, held: Sequence[Note] = ()
) -> list[Note]:
    """Return one note per waiting link, with the nearest known names.

    ``held`` are the notes of the version before. Where the tables were merged onto that
    version, a link that waited then is held against the names that were near and those
    of changed rows only.
    """
    onto = (tables / TOUCHED).is_dir()
    before = {_same(one) for one in held if onto}
    near_before = {name for one in held for name in one.values.get("nearest", ())}
    names: dict[tuple[tuple[str, ...], str, bool], Names] = {}
    published = _published(tables)
    notes: list[Note] = []
    for one in waiting:
        kinds = one.kinds or ((model().kind_of(one.exact) or "Enterprise"),)
        scope = one.scope or _scope(one.exact)
        values: dict[str, Any] = {
            "text": one.text,
            "kinds": " / ".join(model().nodes[kind].label.zh for kind in kinds),
            "link": model().links[one.link].label.zh,
            "hits": ", ".join(one.hits),
        }
        code = "waiting" if one.reason == "unknown" else f"waiting_{one.reason}"
        if one.reason == "self" and one.source in published:
            code = "waiting_own"
        note = Note(code, one.file, one.sheet, one.row, one.column, values, batch=one.batch)
        known = _same(note) in before
        if (kinds, scope, known) not in names:
            some = near_before if known else None
            names[kinds, scope, known] = Names(tables, kinds, scope, some)
        near = names[kinds, scope, known].nearest(one.text.rpartition("/")[2])
        values |= {"nearest": near, "near": "、".join(near) or "–"}
        notes.append(note)
    for some_names in names.values():
        some_names.close()
    return notes


def _same(note: Note) -> tuple[object, ...]:
    """What tells one waiting link from another, whatever names are near."""
    said = (note.values.get(name, "") for name in ("text", "kinds", "link", "hits"))
    return (note.code, note.batch, note.file, note.sheet, note.row, note.column, *said)


def _published(tables: Path) -> set[str]:
    """Return the sources that are published tables: what they state is not for a clerk to mend."""
    with duckdb.connect() as base:
        rows = base.execute(
            "SELECT DISTINCT source FROM read_parquet($f) WHERE role = 'reference'",
            {"f": str(tables / "origins.parquet")},
        ).fetchall()
    return {row[0] for row in rows}


def _scope(exact: str) -> str:
    return exact.partition(":")[2].rpartition("/")[0]


class Names:
    """The names of some kinds, among which the nearest to a text are looked for.

    All of them, or with ``near_before`` those that were near and those of changed rows. Of
    many only those that share most pairs of signs with the text are weighed: weighing a
    million takes two seconds for each text.
    """

    def __init__(
        self, tables: Path, kinds: Sequence[str], scope: str, near_before: set[str] | None
    ) -> None:
        self._base = duckdb.connect()
        self._base.execute("CREATE TABLE every (name VARCHAR)")
        for kind in kinds:
            self._add(tables, kind, scope, near_before)
        self._base.execute(
            "CREATE TABLE names AS SELECT DISTINCT name FROM every WHERE name <> '' ORDER BY name"
        )
        (count,) = self._base.execute("SELECT count(*) FROM names").fetchall()[0]
        self._few = self._all() if count <= MANY_NAMES else None

    def nearest(self, word: str) -> list[str]:
        """Return up to three names, best first."""
        return nearest(word, self._alike(word) if self._few is None else self._few)

    def close(self) -> None:
        """Let the names go."""
        self._base.close()

    def _all(self) -> list[str]:
        return [name for (name,) in self._base.execute("SELECT name FROM names").fetchall()]

    def _alike(self, word: str) -> list[str]:
        pairs = sorted({word[at : at + 2] for at in range(max(len(word) - 1, 1))})[:MOST_PAIRS]
        shared = " + ".join(f"contains(name, $p{n})::INTEGER" for n in range(len(pairs)))
        rows = self._base.execute(
            f"SELECT name FROM (SELECT name, {shared} AS shared FROM names) WHERE shared > 0 "  # noqa: S608 (numbered parameters)
            "ORDER BY shared DESC, abs(length(name) - $length), name LIMIT $most",
            {f"p{n}": pair for n, pair in enumerate(pairs)}
            | {"length": len(word), "most": WEIGHED},
        ).fetchall()
        return [name for (name,) in rows]

    def _add(self, tables: Path, kind: str, scope: str, near_before: set[str] | None) -> None:
        path = tables / node_file(kind)
        if not path.is_file():
            return
        properties = model().nodes[kind].properties
        values: dict[str, Any] = {"path": str(path)}
        wanted = ["stub IS NOT TRUE"] if "stub" in properties else []
        if scope and "chain_id" in properties:
            wanted.append("chain_id = $scope")
            values["scope"] = scope
        text = "SELECT * FROM read_parquet($path)"
        if near_before is not None:
            text += " WHERE name IN (SELECT unnest($near))"
            values["near"] = sorted(near_before)
            if (changed := tables / IS / node_file(kind)).is_file():
                text += " UNION ALL BY NAME SELECT * FROM read_parquet($changed)"
                values["changed"] = str(changed)
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        for column in ("name", "short_name"):
            if column in properties:
                insert = f"INSERT INTO every SELECT {column} FROM ({text}){where}"  # noqa: S608 (fixed names)
                self._base.execute(insert, values)


def cycle_notes(tables: Path, chains: Sequence[str]) -> list[Note]:
    """Return one warning per group of segments that are inputs of each other."""
    links, nodes = (
        tables / part
        for part in ("links/UPSTREAM_OF.Segment.Segment.parquet", "nodes/Segment.parquet")
    )
    if not chains or not links.is_file():
        return []
    with duckdb.connect() as base:
        rows = base.execute(
            'SELECT u."from", u."to", a.name, b.name, u.records[1] FROM read_parquet($links) u '
            'JOIN read_parquet($nodes) a ON a.id = u."from" '
            'JOIN read_parquet($nodes) b ON b.id = u."to" '
            "WHERE list_contains($chains, a.chain_id)",
            {"links": str(links), "nodes": str(nodes), "chains": list(chains)},
        ).fetchall()
        origins = dict(
            base.execute(
                "SELECT id, file FROM read_parquet($path)",
                {"path": str(tables / "origins.parquet")},
            ).fetchall()
        )
    graph: nx.DiGraph[str] = nx.DiGraph()
    for start, end, *rest in rows:
        graph.add_edge(start, end, names=rest[:2], record=rest[2])
    notes = []
    for group in nx.strongly_connected_components(graph):
        if len(group) > 1:
            path = nx.find_cycle(graph.subgraph(sorted(group)))
            names = [graph.edges[edge[0], edge[1]]["names"][0] for edge in path]
            origin, _, row = graph.edges[path[0][0], path[0][1]]["record"].rpartition(":")
            values = {"cycle": " → ".join([*names, names[0]])}
            notes.append(Note("cycle", origins.get(origin, ""), "", int(row), "inputs", values))
    return sorted(notes, key=lambda note: (note.file, note.row or 0))
