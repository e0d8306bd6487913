"""Facts of small sources, merged: who says what of whom, in rows that read like a register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from liantu.graph.merge import Decision, Merged, merge
from liantu.graph.tables import Waiting
from liantu.ingest.facts import BatchWriter
from liantu.ingest.mapping import RowMapper
from liantu.ingest.sources import read_sources

SOURCE = """\
id: {id}
label: {{zh: 测试, en: Test}}
role: register
precedence: {precedence}
home: "{home}"
observed_column: 日期
match: {{format: table, file: "*"}}
tables:
  - id: firms
    headers: [名称]
    citation: 来源
    ended: {{column: 变更, values: [注销]}}
    nodes:
      - as: firm
        kind: Enterprise
        place: {{column: 所在地}}
        set:
          name: 名称
          code: 代码
          short_name: 简称
          aliases: {{column: 别名, split: ";"}}
          tags: {{column: 标签, split: ";"}}
          employees: 人数
          capital: 资本
          lon: 经度
          lat: 纬度
          founded: 成立
          listed: 上市
    links:
      - kind: SUPPLIES
        from: firm
        to: {{kind: Enterprise, column: 供给}}
        set: {{product: 产品, amount: 金额, year: 年份}}
"""

Row = dict[str, str]
Batch = Callable[..., Path]


def row(name: str, place: str = "烟台市蓬莱区", **cells: str) -> Row:
    """Return a row about one firm."""
    return {"名称": name, "所在地": place, **cells}


@dataclass(frozen=True)
class View:
    """A merged version as plain rows."""

    merged: Merged

    def nodes(self, kind: str = "Enterprise") -> dict[str, dict[str, Any]]:
        """The nodes of a kind by name."""
        return {found["name"]: found for found in self.rows(kind)}

    def rows(self, kind: str = "Enterprise") -> list[dict[str, Any]]:
        """The nodes of a kind, also where two bear one name."""
        return read(self.merged.folder / "nodes" / f"{kind}.parquet")

    def waiting(self) -> list[Waiting]:
        """The links of supply that wait (places wait here too: no region is loaded)."""
        return [one for one in self.merged.waiting if one.link == "SUPPLIES"]

    def supplies(self) -> list[dict[str, Any]]:
        """The links of supply, in the order of the table."""
        return read(self.merged.folder / "links" / "SUPPLIES.Enterprise.Enterprise.parquet")

    def former(self) -> dict[str, str]:
        """Which id of old leads to which node."""
        rows = read(self.merged.folder / "former_ids.parquet")
        return {found["id"]: found["node"] for found in rows}


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file; none where there is no file."""
    if not path.is_file():
        return []
    with duckdb.connect() as base:
        found = base.execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
        names = [column[0] for column in found.description]
        return [dict(zip(names, one, strict=True)) for one in found.fetchall()]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """Write rows as a batch of a source: ``batch(row("甲"), source="register", precedence=5)``.

    With ``changes``, its sequence, the batch is a delivery of changes.
    """

    def write(
        *rows: Row,
        source: str = "register",
        precedence: int = 10,
        home: str = "",
        on: str = "",
        changes: int | None = None,
    ) -> Path:
        folder = tmp_path / "sources" / f"{source}-{precedence}-{home}"
        folder.mkdir(parents=True, exist_ok=True)
        text = SOURCE.format(id=source, precedence=precedence, home=home)
        (folder / "source.yml").write_text(text, encoding="utf-8")
        found = read_sources(folder)[source]
        facts = tmp_path / "facts"
        writer = BatchWriter(facts, found, on)
        mapper = RowMapper(found, found.tables[0], f"{source}.csv", "")
        for number, cells in enumerate(rows, start=2):
            taken = mapper.facts(number, lambda name, cells=cells: cells.get(name, ""))  # type: ignore[misc]
            writer.add(f"{source}.csv", "", number, dict(cells), taken)
        if changes is not None:
            writer.told = {"form": "changes", "sequence": changes}
        return facts / writer.close()

    return write


Merge = Callable[..., View]


@pytest.fixture
def merged(tmp_path: Path) -> Merge:
    """Merge batches, with decisions if need be, into a folder of its own."""
    count = iter(range(100))

    def run(*batches: Path, decisions: Sequence[Decision] = ()) -> View:
        return View(merge(batches, decisions, tmp_path / f"merged{next(count)}"))

    return run
