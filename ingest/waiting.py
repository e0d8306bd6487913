"""What to tell a clerk of links that wait, and of cycles in a chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import networkx as nx

from liantu.graph.delta import IS, TOUCHED
from liantu.graph.model import model
from liantu.graph.tables import Waiting, node_file
from liantu.graph.working import working_database
from liantu.ingest.checks import nearest
from liantu.ingest.findings import Note

MANY_NAMES = 20_000  # from which on only the likely ones are weighed
WEIGHED = 1_000  # names weighed then
MOST_PAIRS = 60  # pairs of signs of a text that are looked for
TOGETHER = 500  # texts whose pairs are looked for in one pass over the names
TELLING = 0.01  # the share of names up to which a pair of signs tells them apart
PAIRS_OF_NAMES = (  # of every so many-th name: a name of one sign counts as a pair
    "SELECT id, unnest(list_distinct(list_transform(range(1, greatest(length(name), 2)), "
    "lambda i: substr(name, i, 2)))) AS pair FROM names WHERE id % $some = 0"
)
Scope = tuple[tuple[str, ...], str, bool]  # kinds, chain, whether it waited before


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
    asked: dict[Scope, list[tuple[Note, str]]] = {}
    published = _published(tables)
    notes: list[Note] = []
    for one in waiting:
        kinds = one.kinds or ((model().kind_of(one.exact) or "Enterprise"),)
        note = _note(one, kinds, published)
        notes.append(note)
        scope = (kinds, one.scope or _scope(one.exact), _same(note) in before)
        asked.setdefault(scope, []).append((note, one.text.rpartition("/")[2]))
    for (kinds, scoped, known), some in asked.items():
        near = _near(tables, kinds, scoped, near_before if known else None, [w for _, w in some])
        for note, word in some:
            note.values.update(nearest=near[word], near="、".join(near[word]) or "–")
    return notes


def _note(one: Waiting, kinds: Sequence[str], published: set[str]) -> Note:
    values: dict[str, Any] = {
        "text": one.text,
        "kinds": " / ".join(model().nodes[kind].label.zh for kind in kinds),
        "link": model().links[one.link].label.zh,
        "hits": ", ".join(one.hits),
    }
    code = "waiting" if one.reason == "unknown" else f"waiting_{one.reason}"
    if one.reason == "self" and one.source in published:
        code = "waiting_own"
    return Note(code, one.file, one.sheet, one.row, one.column, values, batch=one.batch)


def _near(
    tables: Path, kinds: Sequence[str], scope: str, near_before: set[str] | None, words: list[str]
) -> dict[str, list[str]]:
    with TemporaryDirectory(dir=tables) as spill, working_database(Path(spill)) as base:
        return Names(base, tables, kinds, scope, near_before).nearest(words)


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
    """The names of some kinds, among which the nearest to some texts are looked for.

    All of them, or with ``near_before`` those that were near and those of changed rows. Of
    many only those are weighed that share pairs of signs with a text which few names have:
    weighing two million takes three seconds for each text, and nearly every name of a firm
    ends in the same signs. The pairs of all texts are looked for at once.
    """

    def __init__(
        self,
        base: duckdb.DuckDBPyConnection,
        tables: Path,
        kinds: Sequence[str],
        scope: str,
        near_before: set[str] | None,
    ) -> None:
        self._base = base
        self._base.execute("CREATE TABLE every (name VARCHAR)")
        for kind in kinds:
            self._add(tables, kind, scope, near_before)
        self._base.execute(
            "CREATE TABLE names AS SELECT name, (row_number() OVER (ORDER BY name))::INTEGER AS id "
            "FROM (SELECT DISTINCT name FROM every WHERE name <> '')"
        )
        self._base.execute("DROP TABLE every")
        (self._count,) = self._base.execute("SELECT count(*) FROM names").fetchall()[0]

    def nearest(self, words: Sequence[str]) -> dict[str, list[str]]:
        """Return up to three names for each text, best first."""
        wanted = sorted(set(words))
        if self._count <= MANY_NAMES:
            rows = self._base.execute("SELECT name FROM names ORDER BY name").fetchall()
            every = [name for (name,) in rows]
            return {word: nearest(word, every) for word in wanted}
        found: dict[str, list[str]] = {}
        for at in range(0, len(wanted), TOGETHER):
            found |= self._alike(wanted[at : at + TOGETHER])
        return found

    def _alike(self, words: Sequence[str]) -> dict[str, list[str]]:
        pairs = {word: sorted(_pairs(word))[:MOST_PAIRS] for word in words}
        common = self._share(sorted({pair for some in pairs.values() for pair in some}))
        rows = [(word, pair) for word, some in pairs.items() for pair in _telling(some, common)]
        self._base.execute("CREATE OR REPLACE TABLE wanted (word VARCHAR, pair VARCHAR)")
        self._base.execute(
            "INSERT INTO wanted SELECT unnest($words), unnest($pairs)",
            {"words": [word for word, _ in rows], "pairs": [pair for _, pair in rows]},
        )
        alike = self._base.execute(
            f"WITH found AS ({PAIRS_OF_NAMES}), "  # noqa: S608 (a fixed text)
            "counted AS (SELECT word, id, count(*) AS shared FROM found JOIN wanted USING (pair) "
            "GROUP BY word, id) SELECT word, name FROM counted JOIN names USING (id) "
            "QUALIFY row_number() OVER (PARTITION BY word ORDER BY shared DESC, "
            "abs(length(name) - length(word)), name) <= $most ORDER BY word, name",
            {"some": 1, "most": WEIGHED},
        ).fetchall()
        names: dict[str, list[str]] = {word: [] for word in words}
        for word, name in alike:
            names[word].append(name)
        return {word: nearest(word, some) for word, some in names.items()}

    def _share(self, pairs: Sequence[str]) -> dict[str, float]:
        """Return in what share of the names each pair is, by some twenty thousand of them."""
        some = self._count // MANY_NAMES
        rows = self._base.execute(
            f"SELECT pair, count(*) FROM ({PAIRS_OF_NAMES}) WHERE pair IN "  # noqa: S608 (a fixed text)
            "(SELECT unnest($pairs)) GROUP BY pair",
            {"some": some, "pairs": list(pairs)},
        ).fetchall()
        return {pair: count * some / self._count for pair, count in rows}

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


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(max(len(word) - 1, 1))}


def _telling(pairs: Sequence[str], share: Mapping[str, float]) -> list[str]:
    """Return the pairs that few names have; the rarest one where all are common."""
    few = [pair for pair in pairs if share.get(pair, 0.0) <= TELLING]
    return few or sorted(pairs, key=lambda pair: (share.get(pair, 0.0), pair))[:1]


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
