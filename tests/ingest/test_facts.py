"""Facts: a batch is whole or absent, and the same rows are always the same batch."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from liantu.ingest.facts import BatchWriter
from liantu.ingest.mapping import RowMapper
from liantu.ingest.read_back import read_row
from liantu.ingest.sources import shipped
from tests.factories import copy_of_demo, firm

SOURCE = shipped()["register"]
ROWS = [firm("甲公司", short="甲"), firm("乙公司", segment="叶片", 企业类型="民营")]


def written(root: Path, rows: list[dict[str, str]], *, file: str = "a.csv", on: str = "") -> str:
    """Write rows as a batch and return its id."""
    writer = BatchWriter(root, SOURCE, on)
    mapper = RowMapper(SOURCE, SOURCE.tables[0], file, "")
    for number, row in enumerate(rows, start=2):
        taken = mapper.facts(number, lambda name, row=row: row.get(name, ""))  # type: ignore[misc]
        writer.add(file, "", number, dict(row), taken)
    return writer.close()


def test_the_same_rows_are_the_same_batch(tmp_path: Path) -> None:
    first = written(tmp_path / "one", ROWS)
    assert written(tmp_path / "two", ROWS) == first
    assert written(tmp_path / "one", ROWS) == first
    assert [path.name for path in (tmp_path / "one").iterdir()] == [first]


@pytest.mark.parametrize(
    "change",
    [
        {"rows": ROWS[:1]},
        {"rows": [*ROWS[::-1]]},
        {"rows": [ROWS[0], {**ROWS[1], "备注": "新"}]},
        {"file": "b.csv"},
        {"on": "2026-01-01"},
    ],
)
def test_other_rows_file_or_date_are_another_batch(
    tmp_path: Path, change: dict[str, object]
) -> None:
    asked = {"rows": ROWS, **change}
    assert written(tmp_path, asked.pop("rows"), **asked) != written(tmp_path, ROWS)  # type: ignore[arg-type]


def test_a_batch_holds_parquet_only_and_every_row_opens(tmp_path: Path) -> None:
    batch = written(tmp_path, ROWS)
    names = sorted(path.name for path in (tmp_path / batch).iterdir())
    assert names == [
        "link-LOCATED_IN.parquet",
        "link-MAKES.parquet",
        "node-Enterprise.parquet",
        "origins.parquet",
        "rows.parquet",
    ]
    assert read_row(tmp_path, batch, "a.csv", "", 3) == ROWS[1]
    assert read_row(tmp_path, batch, "a.csv", "", 4) is None
    assert read_row(tmp_path, "0" * 16, "a.csv", "", 3) is None


def test_every_row_keeps_source_batch_file_sheet_row_and_date(tmp_path: Path) -> None:
    batch = written(tmp_path, ROWS, on="2026-01-01")
    with duckdb.connect() as base:
        rows = base.execute(
            "SELECT o.source, o.batch, o.file, o.sheet, f.row, o.observed_on::VARCHAR, o.citation "
            "FROM read_parquet($facts) f JOIN read_parquet($origins) o ON o.id = f.origin",
            {
                "facts": str(tmp_path / batch / "node-Enterprise.parquet"),
                "origins": str(tmp_path / batch / "origins.parquet"),
            },
        ).fetchall()
    place = ("register", batch, "a.csv", "")
    assert sorted(rows) == [(*place, row, "2026-01-01", "report-penglai") for row in (2, 3)]


def test_an_unfinished_batch_is_hidden_and_can_be_dropped(tmp_path: Path) -> None:
    writer = BatchWriter(tmp_path, SOURCE, "")
    mapper = RowMapper(SOURCE, SOURCE.tables[0], "a.csv", "")
    writer.add("a.csv", "", 2, dict(ROWS[0]), mapper.facts(2, lambda name: ROWS[0].get(name, "")))
    assert all(path.name.startswith(".") for path in tmp_path.iterdir())
    writer.drop()
    assert list(tmp_path.iterdir()) == []


def test_every_record_of_the_demo_opens_to_its_row(tmp_path: Path) -> None:
    """What a page shows as evidence can be read back, cell by cell."""
    home = copy_of_demo(tmp_path)
    active = home.ledger.active()
    assert active is not None
    folder = home.snapshot(active.id)
    with duckdb.connect() as base:
        files = [str(path) for path in folder.glob("*/*.parquet")]
        records = {
            record
            for (listed,) in base.execute(
                "SELECT records FROM read_parquet($files, union_by_name = true)", {"files": files}
            ).fetchall()
            for record in listed
        }
        origins = {
            row[0]: row[1:]
            for row in base.execute(
                "SELECT id, batch, file, sheet, source FROM read_parquet($p)",
                {"p": str(folder / "origins.parquet")},
            ).fetchall()
        }
    home.ledger.close()
    sample = sorted(one for one in records if origins[one.rpartition(":")[0]][3] != "divisions")
    assert len(sample) > 150
    for record in sample[::10]:
        origin, _, row = record.rpartition(":")
        batch, file, sheet, _ = origins[origin]
        cells = read_row(home.facts, batch, file, sheet, int(row))
        assert cells
        assert json.dumps(cells, ensure_ascii=False)
