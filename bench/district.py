"""A made-up district of any size, as the merged tables of one data version."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from liantu.graph.merge import Merged
from liantu.graph.model import model
from liantu.graph.tables import DUCKDB_TYPES, ORIGIN_COLUMNS

SEGMENTS = 300
REGIONS = 500


class Made:
    """A district of ``rows`` enterprises as merged tables; ``changed`` of them are renamed."""

    def __init__(
        self, folder: Path, rows: int, *, changed: int = 0, kinds: Iterable[str] = ()
    ) -> None:
        self.folder, self.rows, self.changed = folder, rows, changed
        self.kinds = {*kinds}  # of links; all if none is named
        self.nodes: dict[str, int] = {}
        self.links: dict[str, int] = {}
        (folder / "nodes").mkdir(parents=True)
        (folder / "links").mkdir()
        with duckdb.connect() as self.base:
            self.base.execute("SELECT setseed(0.5)").fetchall()
            self._make()

    @property
    def merged(self) -> Merged:
        return Merged(self.folder, self.nodes, self.links, (), "2026-11-01")

    def _make(self) -> None:
        origin = {
            "id": "'bench.0'", "source": "'register'", "role": "'register'", "precedence": "1",
            "home": "''", "batch": "'bench'", "file": "'名录.csv'", "sheet": "''",
            "observed_on": "DATE '2026-11-01'", "citation": "''",
        }  # fmt: skip
        self._write("origins", 1, origin, ORIGIN_COLUMNS)
        self._write("former_ids", 0, {"id": "''", "node": "''"}, {"id": "V", "node": "V"})
        self._node("Region", REGIONS, "'reg:' || (100000 + i)", {
            "adcode": "'' || (100000 + i)", "name": "'区' || i", "full_name": "'省市区' || i",
            "path": "'100000/' || (100000 + i)", "level": "'县'",
        })  # fmt: skip
        self._node("Chain", 10, "'chain:c' || i", {
            "chain_id": "'c' || i", "name": "'产业链' || i", "adcode": "'' || (100000 + i)",
        })  # fmt: skip
        self._node("Segment", SEGMENTS, "'seg:c' || (i % 10) || '/s' || i", {
            "chain_id": "'c' || (i % 10)", "segment_id": "'s' || i", "name": "'环节' || i",
            "position": "'中游'", "importance": "'core'", "rank": "i",
        })  # fmt: skip
        renamed = f"CASE WHEN i < {self.changed} THEN '改名' ELSE '企业' END"
        self._node("Enterprise", self.rows, self.ent("i"), {
            "name": f"{renamed} || '测试装备制造有限公司' || i", "short_name": "'装备' || i",
            "adcode": f"'' || (100000 + i % {REGIONS})", "place": "'烟台市'",
            "ownership": "'民营'", "employees": "i % 5000", "capital": "i * 1.5",
            "operating": "i % 50 <> 0", "tags": "['专精特新', '规上']",
            "founded": "DATE '2000-01-01' + CAST(i % 9000 AS INTEGER)",
        })  # fmt: skip
        any_ent = self.ent(f"((i * 7919 + 13 * (i % 31) + 1) % {self.rows})")
        near = self.ent(f"((i * 31 + 7) % {self.rows})")
        segment = f"(i * 17 + i % 7) % {SEGMENTS}"
        segment_id = f"'seg:c' || (({segment}) % 10) || '/s' || ({segment})"
        self._link(
            "LOCATED_IN",
            "Enterprise",
            "Region",
            self.rows,
            self._own(1),
            f"'reg:' || (100000 + i % {REGIONS})",
            {},
        )
        self._link(
            "MAKES",
            "Enterprise",
            "Segment",
            self.rows * 2,
            self._own(2),
            segment_id,
            {"stage": "'投产'"},
        )
        self._link(
            "SUPPLIES",
            "Enterprise",
            "Enterprise",
            self.rows * 4,
            self._own(4),
            any_ent,
            {
                "product": f"'环节' || (i % {SEGMENTS})",
                "amount": "i * 0.5",
                "year": "2025",
                "basis": "'documented'",
            },
        )
        self._link(
            "NEAR",
            "Enterprise",
            "Enterprise",
            self.rows * 2,
            self._own(2),
            near,
            {"distance": "i % 50 + 0.5"},
        )
        self._link("OWNS", "Enterprise", "Enterprise", self.rows, self._own(1), any_ent, {})
        self._link(
            "PART_OF",
            "Segment",
            "Chain",
            SEGMENTS,
            "'seg:c' || (i % 10) || '/s' || i",
            "'chain:c' || (i % 10)",
            {},
        )
        self._link(
            "UPSTREAM_OF",
            "Segment",
            "Segment",
            SEGMENTS,
            "'seg:c' || (i % 10) || '/s' || i",
            f"'seg:c' || (i % 10) || '/s' || ((i + 10) % {SEGMENTS})",
            {"need": "'essential'"},
        )

    def ent(self, number: str) -> str:
        return f"'ent:n-' || printf('%016x', CAST({number} AS BIGINT))"

    def _own(self, each: int) -> str:
        return self.ent(f"i // {each}")

    def _node(self, kind: str, count: int, key: str, values: dict[str, str]) -> None:
        system = {
            "id": key, "search": "'装备' || i || '|测试装备制造有限公司' || i",
            "sources": "['register']", "records": "['bench.0:' || i]",
        }  # fmt: skip
        types = {name: DUCKDB_TYPES[one] for name, one in model().nodes[kind].columns.items()}
        self.nodes[kind] = self._write(f"nodes/{kind}", count, system | values, types)

    def _link(
        self, kind: str, start: str, end: str, count: int, a: str, b: str, values: dict[str, str]
    ) -> None:
        if self.kinds and kind not in self.kinds:
            return
        system = {
            "from": a, "to": b, "key": "substr(md5('" + kind + "' || i), 1, 16)",
            "sources": "['register']", "records": "['bench.0:' || i]",
        }  # fmt: skip
        types = {"from": "VARCHAR", "to": "VARCHAR"} | {
            name: DUCKDB_TYPES[one] for name, one in model().links[kind].columns.items()
        }
        self.links[kind] = self._write(f"links/{kind}.{start}.{end}", count, system | values, types)

    def _write(self, name: str, count: int, values: dict[str, str], types: dict[str, str]) -> int:
        columns = ", ".join(
            f'CAST({values.get(one, "NULL")} AS {kind if kind != "V" else "VARCHAR"}) AS "{one}"'
            for one, kind in types.items()
        )
        loops = 'WHERE "from" <> "to"' if "from" in types else ""
        found = self.base.sql(f"SELECT * FROM (SELECT {columns} FROM range({count}) t(i)) {loops}")
        found.write_parquet(str(self.folder / f"{name}.parquet"), compression="zstd")
        path = str(self.folder / f"{name}.parquet")
        rows = self.base.execute("SELECT count(*) FROM read_parquet($f)", {"f": path}).fetchall()
        return int(rows[0][0])
