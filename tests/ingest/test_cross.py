"""Checks over several rows: the group is set aside, or there is a warning."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from liantu.home import Home
from liantu.ingest.batches import COLUMNAR_ROWS, Delivery, deliver
from liantu.ingest.cross import broken_between
from liantu.ingest.matching import match
from liantu.ingest.readers import read_file
from liantu.ingest.sources import read_sources, shipped
from tests.factories import chain, table
from tests.graph.conftest import read
from tests.ingest.test_deliveries import OWNED, OWNERS

SHARES = """
    checks:
      - {sum: 比例, by: [股东, 年份], max: 100, level: LEVEL}
"""


def delivered(home: Home, inbox: Path, text: str, path: Path) -> Delivery:
    (inbox / "sources").mkdir(exist_ok=True)
    (inbox / "sources" / "owners.yml").write_text(text, encoding="utf-8")
    source = read_sources(inbox / "sources")["owners"]
    found = Delivery(source, "", "", [match(read_file(path), [source])])
    deliver(found, home.facts, "")
    return found


@pytest.mark.parametrize("more", [0, COLUMNAR_ROWS])
def test_shares_of_one_enterprise_over_a_hundred_set_all_their_rows_aside(
    empty: Home, inbox: Path, more: int
) -> None:
    """By rows and by columns alike; what is said twice counts once."""
    rows = [("甲", "丁", "60"), ("乙", "丁", "50"), ("甲", "戊", "60"), ("甲", "戊", "60")]
    rows += [(f"股东{n}", f"企业{n}", "100") for n in range(more)]
    found = delivered(empty, inbox, OWNERS, table(inbox / "股权.csv", OWNED, rows))
    assert [(one.row, one.code, one.column) for one in found.rejects] == [
        (2, "sum_aside", "持股比例"),
        (3, "sum_aside", "持股比例"),
    ]
    assert (found.read, found.accepted) == (4 + more, 2 + more)
    assert "「丁」" in found.rejects[0].message
    assert all(one in found.rejects[0].message for one in ("110%", "100%", "2、3"))
    assert len(read(empty.facts / found.batch / "link-OWNS.parquet")) == 2 + more
    again = Delivery(found.source, "", "", found.matches)
    deliver(again, empty.facts, "")
    assert (again.batch, again.rejects) == (found.batch, found.rejects)


@pytest.mark.parametrize(("level", "aside"), [("error", [2, 3]), ("warning", [])])
def test_a_table_says_what_its_rows_add_up_to(
    empty: Home, inbox: Path, level: str, aside: list[int]
) -> None:
    rows = [("甲", "丁", "60", "2024"), ("甲", "戊", "50", "2024"), ("甲", "己", "90", "2025")]
    path = table(inbox / "股权.csv", [*OWNED, "年份"], rows)
    found = delivered(empty, inbox, OWNERS + SHARES.replace("LEVEL", level)[1:], path)
    assert [one.row for one in found.rejects] == aside
    told = found.rejects or [one for one in found.notes if one.code == "sum_broken"]
    assert told[0].values["group"] == "甲 · 2024"
    assert (told[0].values["total"], told[0].values["bound"]) == ("110", "100")


def test_cost_shares_of_a_segment_over_one_are_a_warning(empty: Home, inbox: Path) -> None:
    inputs = [{"id": "a", "cost_share": 0.7}, {"id": "b", "cost_share": 0.6}]
    path = chain(inbox, "toys", "玩具", {"a": [], "b": [], "shop": inputs})
    source = shipped()["chain"]
    found = Delivery(source, "toys", "", [match(read_file(path), [source])])
    deliver(found, empty.facts, "")
    (told,) = [one for one in found.notes if one.code == "sum_broken"]
    assert (told.values["group"], told.values["total"]) == ("环节-shop", "1.3")
    assert found.rejects == []


def test_what_only_several_sources_break_is_told_of_the_version(tmp_path: Path) -> None:
    for folder in ("links", "nodes"):
        (tmp_path / folder).mkdir()
    with duckdb.connect() as base:
        base.sql(
            "SELECT * FROM (VALUES ('ent:a', 'ent:c', ['x'], 60::DOUBLE), "
            "('ent:b', 'ent:c', ['y'], 50.0), ('ent:a', 'ent:d', ['y'], 90.0), "
            "('ent:b', 'ent:d', ['y'], 90.0)) "
            't("from", "to", sources, percentage)'
        ).write_parquet(str(tmp_path / "links" / "OWNS.Enterprise.Enterprise.parquet"))
        base.sql(
            "SELECT * FROM (VALUES ('ent:c', '丙'), ('ent:d', '丁')) t(id, name)"
        ).write_parquet(str(tmp_path / "nodes" / "Enterprise.parquet"))
    (told,) = broken_between(tmp_path, {"y": "股权.csv"})
    assert (told.file, told.values["group"], told.values["total"]) == ("股权.csv", "丙", "110%")
    assert broken_between(tmp_path, {"z": "别的.csv"}) == []
