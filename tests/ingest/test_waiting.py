"""Near names of a text that waits: of many names the likely ones are weighed, not all."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from liantu.graph.working import working_database
from liantu.ingest import waiting
from liantu.ingest.waiting import Names

SIGNS = [chr(0x4E00 + 37 * n) for n in range(40)]
FIRMS = [f"登州{a}{b}食品有限公司" for a in SIGNS for b in SIGNS]
FEW = ["登州海食品", "港", "登州市葡萄酒厂"]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "nodes").mkdir()
    with duckdb.connect() as base:
        base.execute("CREATE TABLE names (name VARCHAR, short_name VARCHAR, stub BOOLEAN)")
        base.executemany("INSERT INTO names VALUES (?, '', false)", [[n] for n in [*FIRMS, *FEW]])
        base.execute(f"COPY names TO '{tmp_path}/nodes/Enterprise.parquet'")
    return tmp_path


def _nearest(tables: Path, words: list[str]) -> dict[str, list[str]]:
    with working_database(tables / "spill") as base:
        return Names(base, tables, ("Enterprise",), "", None).nearest(words)


def test_names_that_are_alike_are_found_among_many(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [FIRMS[7][:-2], FIRMS[700].replace("食品", "食口"), "登州葡萄酒厂", "港"]
    monkeypatch.setattr(waiting, "MANY_NAMES", 100)
    many = _nearest(tables, words)
    assert many[words[0]][0] == FIRMS[7]
    assert many[words[1]][0] == FIRMS[700]
    assert many[words[2]][0] == "登州市葡萄酒厂"
    assert many["港"] == ["港"]


def test_a_text_of_which_every_part_is_common_still_finds_names(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MANY_NAMES", 100)
    found = _nearest(tables, ["有限公司", "与谁都不同"])
    assert len(found["有限公司"]) == 3
    assert found["与谁都不同"] == []


def test_few_names_are_all_weighed(tables: Path) -> None:
    assert _nearest(tables, [FIRMS[7][:-2]])[FIRMS[7][:-2]][0] == FIRMS[7]
