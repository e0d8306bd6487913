"""The index of words: what is found does not depend on how it was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest

from liantu.graph.index import has_index, mend, write_index
from liantu.graph.index_onto import make_index
from liantu.graph.pinyin import readings
from liantu.graph.tables import node_file
from liantu.queries.finding import find
from liantu.queries.words import Index

PRODUCTS = ("塔筒", "海缆")


def tables(folder: Path, count: int, *, renamed: int = 0, gone: int = 0) -> Path:
    """Made tables: ``renamed`` firms bear another name, the last ``gone`` are not there."""
    (folder / "nodes").mkdir(parents=True)
    names = [
        f"{'改名' if n < renamed else '蓬莱'}大金重工{chr(0x4E00 + n)}" for n in range(count - gone)
    ]
    rows = [
        (f"ent:n-{n:016x}", name, "|".join({name, *readings(name)}), [PRODUCTS[n % 2]])
        for n, name in enumerate(names)
    ]
    base = duckdb.connect()
    base.execute(
        "CREATE TABLE e (id VARCHAR, name VARCHAR, search VARCHAR, products VARCHAR[], "
        "adcode VARCHAR, place VARCHAR)"
    )
    base.executemany("INSERT INTO e VALUES (?, ?, ?, ?, '370614', '蓬莱')", rows)
    base.table("e").write_parquet(str(folder / node_file("Enterprise")))
    return folder


def ids(index: Index, text: str, region: str = "") -> list[str]:
    found = find(index, text, region=region)
    return [told["id"] for told, _, _, _ in found.page(0, 1000)]


@pytest.mark.parametrize(
    "text", ["大金", "改名", "蓬莱大金重工一", "djzg", "塔筒", "大重金工", "penglai"]
)
def test_an_index_onto_another_finds_the_same(tmp_path: Path, text: str) -> None:
    old = tables(tmp_path / "old", 120)
    write_index(old)
    new = tables(tmp_path / "new", 120, renamed=2, gone=2)
    make_index(new, old)
    assert (new / "search" / "over").is_dir()
    later = tables(tmp_path / "later", 120, renamed=1, gone=1)
    make_index(later, new)
    for folder in (new, later):
        whole = tmp_path / f"{folder.name}-whole"
        shutil.copytree(folder / "nodes", whole / "nodes")
        write_index(whole)
        assert ids(Index(folder), text) == ids(Index(whole), text)
        assert find(Index(folder), text).total == find(Index(whole), text).total


def test_a_slip_is_only_looked_for_where_nothing_is_so_named(tmp_path: Path) -> None:
    index = Index(write_index(tables(tmp_path, 30)).parent)
    levels = [level for *_, level in find(index, "蓬莱大金重公").page(0, 5)]
    assert set(levels) == {4}
    assert {level for *_, level in find(index, "蓬莱大金").page(0, 5)} == {1}
    assert ids(index, "蓬莱大金重工一")[0] == "ent:n-0000000000000000"


def test_a_missing_index_is_made_and_one_of_another_form_replaced(tmp_path: Path) -> None:
    folder = tables(tmp_path, 3)
    assert not has_index(folder)
    assert mend(folder)
    (folder / "search" / "index.json").write_text('{"form": 0}', encoding="utf-8")
    assert not has_index(folder)
    assert mend(folder)
    assert has_index(folder)
    assert ids(Index(folder), "塔筒") == ["ent:n-0000000000000000", "ent:n-0000000000000002"]
    assert np.load(folder / "search" / "base" / "place.npy").tolist() == [370614] * 3
