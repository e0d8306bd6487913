"""Rows about one thing become one node, whoever says it and in whatever order it came."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from liantu.graph.merge import Decision
from tests.graph.conftest import Batch, Merge, View, row
from tests.graph.test_identity import with_check_digit

CODE = with_check_digit("9137061400000000X")
OTHER = with_check_digit("9137061400000001X")


def said(view: View, name: str, value: str) -> list[object]:
    """What each row said of a property, strongest first."""
    return [one[value] for one in json.loads(view.nodes()[name]["reported"])]


def test_a_firm_on_several_rows_is_one_node(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲公司", 人数="5"), row("甲公司", 资本="7"), row("乙公司")))
    assert sorted(view.nodes()) == ["乙公司", "甲公司"]
    found = view.nodes()["甲公司"]
    assert (found["employees"], found["capital"]) == (5, 7.0)
    assert len(found["records"]) == 2
    assert view.nodes()["乙公司"]["reported"] is None


def test_the_source_of_stronger_precedence_wins(batch: Batch, merged: Merge) -> None:
    weak = batch(row("甲公司", 人数="1", 资本="9"), source="report", precedence=30, on="2026-09-09")
    strong = batch(row("甲公司", 人数="2"), source="register", precedence=10)
    view = merged(weak, strong)
    found = view.nodes()["甲公司"]
    assert found["employees"] == 2
    assert found["capital"] == 9.0  # what only the weaker one knows
    assert found["sources"] == ["register", "report"]
    assert said(view, "甲公司", "employees") == [2, 1]
    assert [record.rpartition(":")[2] for record in found["records"]] == ["2", "2"]


def test_of_equal_precedence_the_later_date_wins(batch: Batch, merged: Merge) -> None:
    old = batch(row("甲公司", 人数="1"), source="a", on="2024-01-01")
    new = batch(row("甲公司", 人数="2"), source="b", on="2025-01-01")
    undated = batch(row("甲公司", 人数="3"), source="c")
    assert merged(old, new, undated).nodes()["甲公司"]["employees"] == 2


def test_a_rows_own_date_comes_before_the_deliverys(batch: Batch, merged: Merge) -> None:
    rows = row("甲公司", 人数="1", 日期="2026-02-01"), row("甲公司", 人数="2")
    view = merged(batch(*rows, on="2026-01-01"))
    assert view.nodes()["甲公司"]["employees"] == 1
    assert view.merged.as_of == "2026-02-01"


def test_without_dates_the_earlier_row_wins(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲公司", 人数="1"), row("甲公司", 人数="2")))
    assert view.nodes()["甲公司"]["employees"] == 1
    assert view.merged.as_of == ""


def test_lists_are_joined_in_order_each_item_once(batch: Batch, merged: Merge) -> None:
    weak = batch(row("甲公司", 标签="丙;甲"), source="report", precedence=30)
    strong = batch(row("甲公司", 标签="甲;乙"), row("甲公司", 标签="丁"), source="register")
    assert merged(weak, strong).nodes()["甲公司"]["tags"] == ["甲", "乙", "丁", "丙"]


def test_the_order_of_batches_changes_nothing(batch: Batch, merged: Merge) -> None:
    batches = [
        batch(row("甲公司", 人数="1", 供给="乙"), source="a", precedence=20),
        batch(row("乙公司", 简称="乙"), source="b"),
        batch(row("甲公司", 人数="3", 代码=CODE), source="c", on="2026-01-01"),
    ]
    views = [merged(*order) for order in itertools.permutations(batches)]
    tables = [content(view) for view in views]
    assert all(one == tables[0] for one in tables)


def content(view: View) -> list[bytes]:
    files = sorted(path for path in view.merged.folder.rglob("*.parquet"))
    return [path.read_bytes() for path in files]


def test_one_name_in_two_regions_is_two_firms(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲公司", 人数="1"), row("甲公司", "宁波市", 人数="2")))
    assert view.merged.nodes["Enterprise"] == 2


def test_a_code_learnt_later_becomes_the_id(batch: Batch, merged: Merge) -> None:
    named = batch(row("甲公司", 人数="5"), row("乙公司", 供给="甲公司"), source="a")
    before = merged(named).nodes()["甲公司"]["id"]
    coded = batch(row("甲公司", 代码=CODE), source="b")
    view = merged(named, coded)
    found = view.nodes()["甲公司"]
    assert (found["id"], found["employees"]) == (f"ent:{CODE}", 5)
    assert view.former() == {before: f"ent:{CODE}"}
    assert [link["to"] for link in view.supplies()] == [f"ent:{CODE}"]


def test_a_name_with_two_codes_is_two_firms_and_the_name_stays_apart(
    batch: Batch, merged: Merge
) -> None:
    view = merged(batch(row("甲公司", 代码=CODE), row("甲公司", 代码=OTHER), row("甲公司")))
    assert view.merged.nodes["Enterprise"] == 3
    assert view.former() == {}


def test_a_decision_joins_two_names_and_keeps_the_old_one_searchable(
    batch: Batch, merged: Merge
) -> None:
    one = merged(batch(row("旧名公司", 人数="5"))).nodes()["旧名公司"]["id"]
    renamed = batch(row("新名公司", 人数="6"), row("乙公司", 供给="旧名公司"))
    new = merged(renamed).nodes()["新名公司"]["id"]
    view = merged(renamed, decisions=[Decision(new, one, "旧名公司")])
    found = view.nodes()["新名公司"]
    assert found["id"] == one
    assert found["former_names"] == ["旧名公司"]
    assert "旧名公司" in found["search"].split("|")
    assert view.former() == {new: one}
    assert [link["to"] for link in view.supplies()] == [one]


def test_a_link_end_is_found_by_name_short_name_and_alias(batch: Batch, merged: Merge) -> None:
    firms = batch(row("蓬莱甲有限公司", 简称="甲", 别名="老甲;甲厂"), source="a")
    words = ["蓬莱甲有限公司", "甲", "老甲", "蓬莱甲有限责任公司", " 甲 "]
    links = batch(*(row(f"乙{n}", 供给=word) for n, word in enumerate(words)), source="b")
    view = merged(firms, links)
    assert {link["to"] for link in view.supplies()} == {view.nodes()["蓬莱甲有限公司"]["id"]}
    assert len(view.supplies()) == len(words)
    assert view.merged.waiting == ()


def test_a_name_comes_before_a_short_name(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲"), row("甲集团", 简称="甲"), row("乙", 供给="甲")))
    assert [link["to"] for link in view.supplies()] == [view.nodes()["甲"]["id"]]


def test_an_ambiguous_name_waits_and_names_its_hits(batch: Batch, merged: Merge) -> None:
    rows = row("甲一公司", 简称="甲"), row("甲二公司", 简称="甲"), row("乙", 供给="甲")
    view = merged(batch(*rows))
    assert view.supplies() == []
    (one,) = view.merged.waiting
    assert (one.reason, one.text, one.column, one.row) == ("ambiguous", "甲", "供给", 4)
    assert list(one.hits) == sorted(view.nodes()[name]["id"] for name in ("甲一公司", "甲二公司"))


def test_the_sources_home_region_is_preferred(batch: Batch, merged: Merge) -> None:
    firms = batch(row("甲公司"), row("甲公司", "宁波市"), source="firms")
    near = [found["id"] for found in View(merged(firms).merged).nodes().values()]
    assert near
    for home, place in (("370614", "370614"), ("370600", "370614"), ("330000", "330200")):
        view = merged(firms, batch(row("乙", 供给="甲公司"), source="links", home=home))
        ids = {
            found["adcode"]: found["id"] for found in read_all(view) if found["name"] == "甲公司"
        }
        assert [link["to"] for link in view.supplies()] == [ids[place]]
    view = merged(firms, batch(row("乙", 供给="甲公司"), source="links"))
    assert [one.reason for one in view.merged.waiting] == ["ambiguous"]


def read_all(view: View) -> list[dict[str, object]]:
    from tests.graph.conftest import read

    return read(view.merged.folder / "nodes" / "Enterprise.parquet")


def test_an_unknown_end_waits_and_is_joined_when_it_arrives(batch: Batch, merged: Merge) -> None:
    early = batch(row("乙", 供给="甲公司"), source="a")
    view = merged(early)
    assert view.supplies() == []
    (one,) = view.merged.waiting
    assert (one.reason, one.link, one.text, one.kinds) == (
        "unknown",
        "SUPPLIES",
        "甲公司",
        ("Enterprise",),
    )
    assert (one.source, one.file, one.sheet, one.row) == ("a", "a.csv", "", 2)
    later = merged(early, batch(row("甲公司"), source="b"))
    assert later.merged.waiting == ()
    assert len(later.supplies()) == 1


def test_a_firm_known_under_two_names_does_not_supply_itself(batch: Batch, merged: Merge) -> None:
    view = merged(batch(row("甲公司", 简称="甲", 供给="甲")))
    assert view.supplies() == []
    assert [one.reason for one in view.merged.waiting] == ["self"]


def test_links_of_another_product_or_year_are_parallel(batch: Batch, merged: Merge) -> None:
    rows = [
        row("甲", 供给="乙", 产品="塔筒", 年份="2024", 金额="1"),
        row("甲", 供给="乙", 产品="塔筒", 年份="2025", 金额="2"),
        row("甲", 供给="乙", 产品="叶片", 年份="2025", 金额="3"),
        row("甲", 供给="乙", 产品="叶片", 年份="2025", 金额="4"),
        row("乙"),
    ]
    view = merged(batch(*rows))
    amounts = {(one["product"], one["year"]): one["amount"] for one in view.supplies()}
    assert amounts == {("塔筒", 2024): 1.0, ("塔筒", 2025): 2.0, ("叶片", 2025): 3.0}
    assert len({one["key"] for one in view.supplies()}) == 3
    (double,) = [one for one in view.supplies() if one["product"] == "叶片"]
    assert [one["amount"] for one in json.loads(double["reported"])] == [3.0, 4.0]
    assert len(double["records"]) == 2


def test_a_version_of_nothing_but_one_row(batch: Batch, merged: Merge, tmp_path: Path) -> None:
    view = merged(batch(row("甲公司", place="")))
    assert view.merged.nodes == {"Enterprise": 1}
    assert view.merged.links == {}
    assert view.nodes()["甲公司"]["adcode"] is None
