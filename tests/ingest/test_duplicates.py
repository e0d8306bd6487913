"""Pairs among many: who meets whom, and what is told of crowds."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from liantu.ingest import duplicates
from liantu.ingest.duplicates import Search


def table(folder: Path, *firms: tuple[str, ...]) -> Path:
    """Write (id, name, adcode, code) as the table of a node kind."""
    path = folder / "Enterprise.parquet"
    with duckdb.connect() as base:
        base.execute("CREATE TABLE t (id VARCHAR, name VARCHAR, adcode VARCHAR, code VARCHAR)")
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", [(*one, None)[:4] for one in firms])
        base.sql("SELECT * FROM t").write_parquet(str(path))
    return path


def met(path: Path, left: list[str] | None = None) -> set[tuple[str, str]]:
    search = Search("Enterprise", path, left)
    found = {(pair.a.id, pair.b.id) for pair in search.pairs()}
    search.close()
    return found


FIRMS = [
    ("ent:n-1", "烟台鲁恒海洋装备有限公司", "370614"),
    ("ent:n-2", "煙臺魯恆海洋裝備有限公司", "370614"),
    ("ent:n-3", "蓬莱瀚澜新材料有限公司", "370614"),
    ("ent:n-4", "蓬莱翰澜新材料有限公司", "370614"),
    ("ent:n-5", "鲁恒海洋装备有限公司", "210200"),
]


def test_pairs_are_found_once_and_only_within_reach(tmp_path: Path) -> None:
    assert met(table(tmp_path, *FIRMS)) == {("ent:n-2", "ent:n-1"), ("ent:n-4", "ent:n-3")}


def test_only_the_chosen_are_compared(tmp_path: Path) -> None:
    assert met(table(tmp_path, *FIRMS), ["ent:n-4"]) == {("ent:n-4", "ent:n-3")}
    assert met(table(tmp_path, *FIRMS), []) == set()


def test_the_id_with_a_code_stays(tmp_path: Path) -> None:
    coded = ("ent:91", "烟台鲁恒海洋装备有限公司", "370614", "91")
    assert met(table(tmp_path, coded, FIRMS[1])) == {("ent:n-2", "ent:91")}


def test_a_crowd_is_narrowed_to_its_city_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "CROWD", 3)
    monkeypatch.setattr(duplicates, "BLOCKS", duplicates.BLOCKS.replace(" 200", " 3"))
    names = [f"鲁恒{trade}有限公司" for trade in ("贸易", "物流", "食品", "纺织", "化工")]
    crowd = [(f"ent:n-c{i}", name, "370614") for i, name in enumerate(names)]
    search = Search("Enterprise", table(tmp_path, *FIRMS, *crowd))
    pairs = {(pair.a.id, pair.b.id) for pair in search.pairs()}
    assert search.told.too_common == 1
    assert ("ent:n-2", "ent:n-1") in pairs  # they meet by their whole core too
    search.close()
