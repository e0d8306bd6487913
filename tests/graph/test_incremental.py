"""A version merged onto another one, and its edited file, are those made from all facts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import ladybug
import pytest

from liantu.graph.compare import compare
from liantu.graph.delta import Delta
from liantu.graph.incremental import Onto
from liantu.graph.merge import Decision, Merged, merge
from liantu.graph.model import model
from liantu.graph.stores import EmbeddedStore
from liantu.graph.stores.embedded import build
from liantu.graph.stores.embedded_ddl import link_copies, node_copies, table_statements
from liantu.graph.stores.embedded_edit import edit
from liantu.graph.stores.joined import SPLITTING
from liantu.queries.catalogue import run
from tests.graph.conftest import Batch, Row, read, row
from tests.graph.test_identity import with_check_digit

FIRMS = [f"{sign}公司" for sign in "甲乙丙丁戊己庚辛"]
PLACES = ["烟台市蓬莱区", "烟台市", ""]
CODES = [with_check_digit(f"91370614000000{n}0X") for n in range(1, 5)]
SOURCES = [("register", 10), ("report", 20), ("list", 20)]


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        str(one.relative_to(folder)): read(one)
        for one in sorted(folder.rglob("*.parquet"))
        if ".touched" not in one.parts
    }


def drawn_row(drawn: random.Random) -> Row:
    cells = {"人数": str(drawn.randint(1, 3)), "简称": drawn.choice(["", "甲", "乙"])}
    cells |= {"代码": drawn.choice([*CODES, "", "", ""]), "产品": drawn.choice(["", "钢"])}
    cells |= {"变更": drawn.choice(["", "", "", "注销"])}
    cells |= {
        "供给": drawn.choice(["", "甲", *FIRMS]),
        "别名": drawn.choice(["", "老厂", "丙公司"]),
    }
    return row(drawn.choice(FIRMS), drawn.choice(PLACES), **cells)


def drawn_batch(batch: Batch, drawn: random.Random, rows: int) -> Path:
    taken = []
    while len(taken) < rows:
        one = drawn_row(drawn)
        if one["供给"] != one["名称"]:
            taken.append(one)
    source, precedence = drawn.choice(SOURCES)
    if drawn.random() < 0.5:
        return batch(*taken, source=source, precedence=precedence, on="2026-02-01", changes=rows)
    return batch(*taken, source=source, precedence=precedence, on=drawn.choice(["", "2026-01-01"]))


def held(path: Path) -> dict[str, list[str]]:
    """Everything that a snapshot's file holds, as text in a fixed order."""
    store = EmbeddedStore(path)
    nodes = store.run("MATCH (n) RETURN n", {}).rows
    links = store.run("MATCH (a)-[r]->(b) RETURN a.id, r, b.id", {}).rows
    version = store.run("MATCH (v:DataVersion) RETURN v.id, v.as_of", {}).rows
    store.close()
    return {"nodes": sorted(map(repr, nodes)), "links": sorted(map(repr, links))} | {
        "version": [repr(one) for one in version]
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_merge_onto_another_version_is_the_whole_merge(
    batch: Batch, tmp_path: Path, seed: int
) -> None:
    drawn = random.Random(seed)
    first = [drawn_batch(batch, drawn, drawn.randint(2, 6)) for _ in range(3)]
    before = list(dict.fromkeys(first))
    after = [*before[drawn.randint(0, 1) :], drawn_batch(batch, drawn, drawn.randint(1, 2))]
    after = list(dict.fromkeys(after))
    decisions = [Decision("ent:n-0", "ent:n-1", "旧名")] if drawn.random() < 0.3 else []
    old = merge(before, decisions, tmp_path / "old")
    whole = merge(after, decisions, tmp_path / "whole")
    found = Onto(old.folder, before, after, decisions, tmp_path / "onto").run()
    assert tables(found.folder) == tables(whole.folder)
    assert (found.nodes, found.links, found.as_of) == (whole.nodes, whole.links, whole.as_of)
    assert sorted(found.waiting, key=repr) == sorted(whole.waiting, key=repr)
    assert compare(old.folder, found.folder) == compare(old.folder, whole.folder)
    with Delta(old.folder, found.folder) as narrow, Delta(old.folder, whole.folder) as wide:
        assert narrow.steps == wide.steps


def merged_pair(batch: Batch, tmp_path: Path) -> tuple[Merged, Merged]:
    firms = [
        row(f"{name}{n}", 供给=FIRMS[0] + str(n + 1), 人数="1") for name in FIRMS for n in range(20)
    ]
    base = batch(*firms, source="register", precedence=20)
    change = batch(
        row(f"{FIRMS[1]}3", 人数="7", 标签="新", 成立="2001-02-03"),
        row("新公司", 供给=f"{FIRMS[2]}4", 金额="2"),
        source="report",
        precedence=10,
        on="2026-01-01",
    )
    old = merge([base], [], tmp_path / "old")
    return old, Onto(old.folder, [base], [base, change], [], tmp_path / "new").run()


def test_an_edited_file_holds_what_a_built_one_does(batch: Batch, tmp_path: Path) -> None:
    old, new = merged_pair(batch, tmp_path)
    build(old.folder / "graph.lbug", old, "one")
    assert edit(tmp_path / "edited.lbug", old.folder, new, "two")
    build(tmp_path / "built.lbug", new, "two")
    assert held(tmp_path / "edited.lbug") == held(tmp_path / "built.lbug")
    assert edit(tmp_path / "back.lbug", old.folder, old, "one")
    assert held(tmp_path / "back.lbug") == held(old.folder / "graph.lbug")


def build_as_before(path: Path, merged: Merged, version: str) -> None:
    """Make a file as it was while links kept lists."""
    texts, lists = (f"`sources` {one}, `records` {one}" for one in ("STRING", "STRING[]"))
    base = ladybug.Database(str(path))
    connection = ladybug.Connection(base)
    made = [one.replace(texts, lists) for one in table_statements(model()) if one != SPLITTING]
    links = dict.fromkeys((merged.folder / "links").iterdir(), 0)
    copies = [one for one, _ in link_copies(model(), links)]
    for statement in (*made, *node_copies(model(), merged.folder), *copies):
        connection.execute(statement)
    values = {"id": version, "as_of": merged.as_of}
    connection.execute("CREATE (:DataVersion {id: $id, as_of: $as_of})", values)
    connection.close()
    base.close()


def test_a_file_made_before_is_read_as_it_was_and_not_edited(batch: Batch, tmp_path: Path) -> None:
    old, new = merged_pair(batch, tmp_path)
    build_as_before(old.folder / "graph.lbug", old, "one")
    build(tmp_path / "built.lbug", old, "one")
    assert held(old.folder / "graph.lbug") == held(tmp_path / "built.lbug")
    stores = [EmbeddedStore(old.folder / "graph.lbug"), EmbeddedStore(tmp_path / "built.lbug")]
    assert [one.dialect for one in stores] == ["lists", "embedded"]
    ids = [one["id"] for one in read(old.folder / "nodes" / "Enterprise.parquet")]
    before, after = (run(one, "partners_of", ids=ids) for one in stores)
    assert before == after
    assert before.rows
    for one in stores:
        one.close()
    assert not edit(tmp_path / "edited.lbug", old.folder, new, "two")
    assert list(tmp_path.glob("edited*")) == []


def test_an_edit_that_does_not_come_out_right_leaves_no_file(batch: Batch, tmp_path: Path) -> None:
    """The file to be edited holds more than its tables say."""
    old, new = merged_pair(batch, tmp_path)
    build(old.folder / "graph.lbug", Merged(new.folder, {}, {}, (), ""), "one")
    assert not edit(tmp_path / "edited.lbug", old.folder, new, "two")
    assert list(tmp_path.glob("edited*")) == []


def test_a_table_that_nothing_touches_is_taken_over(batch: Batch, tmp_path: Path) -> None:
    base = batch(*[row(f"甲{n}", 供给=f"甲{n + 1}") for n in range(20)])
    change = batch(row("甲3", 人数="9"), source="report")
    old = merge([base], [], tmp_path / "old")
    onto = Onto(old.folder, [base], [base, change], [], tmp_path / "new")
    assert onto.worthwhile()
    new = onto.run()
    name = "links/SUPPLIES.Enterprise.Enterprise.parquet"
    assert (new.folder / name).samefile(old.folder / name)
    assert not Onto(old.folder, [], [base], [], tmp_path / "all").worthwhile()
