"""Random graphs over the vocabulary, as merged tables and as versions of a data folder."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from liantu.graph.merge import Merged
from liantu.graph.model import LinkKind, NodeKind, Property, model
from liantu.graph.stores.embedded import build
from liantu.graph.tables import DUCKDB_TYPES, ORIGIN_COLUMNS
from liantu.home import Home
from liantu.ingest.accept import version_row
from liantu.ledger import now

ADCODES = ("100000", "370000", "370600", "370614", "440000")
PATHS = {
    "100000": "100000",
    "370000": "100000/370000",
    "370600": "100000/370000/370600",
    "370614": "100000/370000/370600/370614",
    "440000": "100000/440000",
}
WORDS = (
    "蓬莱", "巨涛重工", "大金海洋", "塔筒", "风电安装船", "𠮷野", "Ａ１", "（集团）",
    "o'neil", '"引号"',
    "back\\slash", "`tick`", "$id", "{x}", "a|b", "é", "é", "🚢", "\u200b零宽", "tab\there",
    "\u2028", "%", "//", "-- ", "null", "NULL", " 前后 ", "ﬀ", "İ", "ß",
)  # fmt: skip
FEW = ("Region", "Chain", "Segment", "Enterprise", "Indicator")
Row = dict[str, Any]


class Graph:
    """Rows of every kind, or of the ``kinds`` named; ``mutate`` gives a later version of it."""

    def __init__(
        self, seed: int, words: Iterable[str] = (), *, most: int = 3, kinds: Iterable[str] = ()
    ) -> None:
        self.random = random.Random(seed)
        self.words = [*WORDS, *words]
        self.most = most
        self.as_of = "2026-11-01"
        self.origins = [self._origin(number) for number in range(3)]
        chosen = [*kinds] or [*model().nodes]
        self.nodes: dict[str, dict[str, Row]] = {name: {} for name in chosen}
        self.links: dict[tuple[str, str, str], dict[tuple[str, str, str], Row]] = {}
        for name in chosen:
            for _ in range(self.random.randint(1, most)):
                self.add_node(model().nodes[name])
        for link in model().links.values():
            for start, end in link.ends:
                if not {start, end} <= {*chosen}:
                    continue
                for _ in range(self.random.randint(1, most)):
                    self.add_link(link, start, end)
        self._cycle()

    def ids(self) -> list[str]:
        return [one for rows in self.nodes.values() for one in rows]

    def add_node(self, kind: NodeKind) -> None:
        row = {name: self._value(one) for name, one in kind.properties.items()}
        if kind.name == "Region":
            free = [one for one in ADCODES if f"reg:{one}" not in self.nodes["Region"]]
            if not free:
                return
            row |= {"adcode": free[0], "path": PATHS[free[0]]}
            key = free[0]
        else:
            key = f"{self._pick(('n', '海', 'x/y'))}-{self.random.getrandbits(40):010x}"
        words = [self._pick(self.words) for _ in range(self.random.randint(0, 3))]
        name = f"{kind.prefix}:{key}"
        self.nodes[kind.name][name] = {
            "id": name, "search": "|".join(words), **self._system(), **row,
        }  # fmt: skip

    def add_link(self, kind: LinkKind, start: str, end: str) -> None:
        a, b = self._pick([*self.nodes[start]]), self._pick([*self.nodes[end]])
        if a == b and not kind.allows_self:
            return
        for _ in range(self.random.choice((1, 1, 2))):  # parallel ones, too
            key = f"{self.random.getrandbits(64):016x}"
            values = {name: self._value(one) for name, one in kind.properties.items()}
            row = {"from": a, "to": b, "key": key, **self._system(), **values}
            self.links.setdefault((kind.name, start, end), {})[(a, b, key)] = row

    def mutate(self) -> None:
        """End, change and add some of everything."""
        for name, rows in self.nodes.items():
            for one in [*rows]:
                if len(rows) > 1 and self.random.random() < 0.15:
                    del rows[one]
                elif self.random.random() < 0.2:
                    fixed = {key: rows[one][key] for key in ("adcode", "path") if name == "Region"}
                    kind = model().nodes[name]
                    rows[one] |= {key: self._value(p) for key, p in kind.properties.items()} | fixed
            if self.random.random() < 0.3:
                self.add_node(model().nodes[name])
        known = set(self.ids())
        for (name, start, end), rows in self.links.items():
            for one in [*rows]:
                if not {one[0], one[1]} <= known or self.random.random() < 0.1:
                    del rows[one]
                elif self.random.random() < 0.2:
                    kind = model().links[name]
                    rows[one] |= {key: self._value(p) for key, p in kind.properties.items()}
            if self.random.random() < 0.3:
                self.add_link(model().links[name], start, end)

    def write(self, folder: Path) -> Merged:
        """Write the tables as a merge does."""
        (folder / "nodes").mkdir(parents=True)
        (folder / "links").mkdir()
        with duckdb.connect() as base:
            _write(base, folder / "origins.parquet", ORIGIN_COLUMNS, self.origins)
            known = self.ids()
            former = [{"id": "ent:n-former", "node": known[0]}]
            columns = {"id": "VARCHAR", "node": "VARCHAR"}
            _write(base, folder / "former_ids.parquet", columns, former)
            for name in self.nodes:
                kind = model().nodes[name]
                typed = {key: DUCKDB_TYPES[one] for key, one in kind.columns.items()}
                rows = [row for _, row in sorted(self.nodes[name].items())]
                _write(base, folder / "nodes" / f"{name}.parquet", typed, rows)
            for (name, start, end), found in self.links.items():
                if found:
                    columns = {"from": "VARCHAR", "to": "VARCHAR"}
                    for key, one in model().links[name].columns.items():
                        columns[key] = DUCKDB_TYPES[one]
                    path = folder / "links" / f"{name}.{start}.{end}.parquet"
                    _write(base, path, columns, [row for _, row in sorted(found.items())])
        counts: dict[str, int] = {}
        for (name, _, _), found in self.links.items():
            counts[name] = counts.get(name, 0) + len(found)
        nodes = {name: len(rows) for name, rows in self.nodes.items()}
        return Merged(folder, nodes, counts, (), self.as_of)

    def _cycle(self) -> None:
        """Hang segments on one chain, in a circle of inputs with a pair that goes both ways."""
        segments, chain = [*self.nodes["Segment"]], next(iter(self.nodes["Chain"]))
        self.nodes["Chain"][chain] |= {"adcode": "100000", "chain_id": chain.partition(":")[2]}
        pairs = [*zip(segments, segments[1:] + segments[:1], strict=True)]
        pairs += [(b, a) for a, b in pairs[:1]]
        kinds = model().links
        for a, b in pairs:
            if a != b:
                self._join(kinds["UPSTREAM_OF"], "Segment", "Segment", a, b)
        for one in segments:
            self._join(kinds["PART_OF"], "Segment", "Chain", one, chain)

    def _join(self, kind: LinkKind, start: str, end: str, a: str, b: str) -> None:
        key = f"{self.random.getrandbits(64):016x}"
        values = {name: self._value(one) for name, one in kind.properties.items()}
        row = {"from": a, "to": b, "key": key, **self._system(), **values}
        self.links.setdefault((kind.name, start, end), {})[(a, b, key)] = row

    def _origin(self, number: int) -> Row:
        return {
            "id": f"0123456789abcde{number}.{number}",
            "source": self._pick(("register", "candidates", "chain")),
            "role": self._pick(("register", "candidates")),
            "precedence": number,
            "home": self._pick(("", "370614")),
            "batch": f"0123456789abcde{number}",
            "file": self._pick(("企业名录.csv", "a.xlsx")),
            "sheet": self._pick(("", "表1")),
            "observed_on": self._pick((None, dt.date(2026, 10, 1), dt.date(2020, 2, 29))),
            "citation": self._pick((None, "年报")),
        }

    def _system(self) -> Row:
        count = self.random.randint(1, 3)
        records = [f"{self._pick(self.origins)['id']}:{self.random.randint(1, 99)}"] * count
        reported = json.dumps([{"name": self._pick(self.words)}] * count, ensure_ascii=False)
        return {
            "sources": sorted({self._pick(("register", "chain", "伙伴"))}),
            "records": records,
            "reported": reported if count > 1 else None,
        }

    def _value(self, spec: Property) -> Any:
        if not spec.required and self.random.random() < 0.3:
            return None
        if spec.name == "adcode":
            return self._pick(ADCODES)
        if spec.type == "integer":
            return self._pick((0, 1, -1, 7, 2026, 2**53, 2**62))
        if spec.type == "number":
            return self._pick((0.0, 1.0, -0.5, 0.1, 1e18, 1e-9, 123456789.25))
        if spec.type == "boolean":
            return self.random.random() < 0.5
        if spec.type == "date":
            return self._pick((dt.date(2026, 2, 28), dt.date(1949, 10, 1), dt.date(2000, 2, 29)))
        if spec.type == "list":
            return [self._pick(self.words) for _ in range(self.random.randint(0, 3))]
        if spec.allowed:
            return self._pick(spec.allowed)
        return self._pick(self.words)

    def _pick(self, values: Any) -> Any:
        return values[self.random.randrange(len(values))]


def _write(
    base: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], rows: list[Row]
) -> None:
    lines = path.with_suffix(".ndjson")
    lines.write_text("".join(json.dumps(row, default=str) + "\n" for row in rows), "utf-8")
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    found = base.sql(
        f"SELECT * FROM read_json($file, columns = {{{typed}}}, format = 'nd')",
        params={"file": str(lines)},
    )
    found.write_parquet(str(path))
    lines.unlink()


def add_version(home: Home, graph: Graph, version: str) -> Path:
    """Give a data folder a version that holds ``graph``, and make it the active one."""
    folder = home.snapshot(version)
    merged = graph.write(folder)
    build(folder / "graph.lbug", merged, version)
    hold(home, merged, version)
    return folder


def hold(home: Home, merged: Merged, version: str) -> None:
    """Write a version that lies in its folder down in the ledger, and make it the active one."""
    with home.ledger.session() as session:
        session.add(version_row(version, now(), merged, [], [], ()))
    home.ledger.switch(version, "load")
