"""The catalogue: header, parameters, columns and text of every query hold together."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from liantu.errors import InputError, NotFound, UsageError
from liantu.graph.stores import Store
from liantu.queries.catalogue import answer, bind, listed_text, parse, queries, query, run

ROOT = Path(__file__).parents[2]
GIVEN: dict[str, Any] = {
    "chain": "chain:offshore-wind",
    "scheme": "海工装备产业链党建联盟",
    "indicator": "链上企业数",
    "adcode": "370614",
    "region": "reg:370614",
    "text": "shanghaidianqi",
    "segment": "seg:offshore-wind/turbine",
    "park": "park:none",
    "place": "370000",
    "source": "candidates",
    "after": "ent:",
    "by": "employees",
    "kind": "LOCATED_IN",
    "capital": -1,
    "chain_id": "offshore-wind",
    "least": -1,
    "listed": False,
    "most": -1,
    "operating": True,
    "output": -1,
    "side": "",
    "since": 0,
    "size": False,
    "tag": "",
}
LISTS: dict[str, list[str]] = {
    "chains": ["offshore-wind", "golden"],
    "kinds": ["MAKES", "LOCATED_IN"],
    "others": ["chain:offshore-wind", "reg:370600", "reg:370000"],
    "products": ["环节-cell"],
    "segments": ["seg:golden/separator", "seg:offshore-wind/tower"],
    "hearsay": [""],
    "unregistered": [""],
    "stale": [""],
    "ownership": [],
}
# The demo holds no purchases, owners and projects: these are asked of the golden case.
OF_GOLDEN = {
    "count_purchases_in", "makers_among", "outside_makers_among", "owned_by", "owners_of",
    "projects_for", "purchases_in", "sales_of", "sellers_to", "subsidiaries",
    "known_here", "made_by", "partners_of", "same_makes", "same_partners", "screen",
    "screen_count", "screen_sellers", "screen_sellers_count", "ties_in", "ties_out",
    "toward_here",
    "trade_counts", "trade_of",
}  # fmt: skip
GOLDEN = {"chain": "chain:golden", "area": "370000/370600/370614"}
MAY_BE_EMPTY = {
    "io_outputs",
    "io_segments",
    "io_table",
    "io_tables",
    "explore_chains",
    "explore_former",
    "explore_neighbours_in",
    "explore_places",
    "former_id",
    "link_counts_to",
    "links_to",
    "park_segments",
    "unplaced",
    "chain_nesting",
    "support_from",
    "support_to",
    "owned_by",
}
MAY_BE_EMPTY |= {  # of party_*, test_coverage.py has the rows
    f"party_{name}"
    for name in (
        *("builders", "chain_projects", "committees", "instructed", "mass", "organizations"),
        *("project_organizations", "projects", "reports", "staffs"),
    )
}
MAY_BE_EMPTY |= {"product_complexity", "region_outputs"}
MAY_BE_EMPTY |= {"io_requirements", "products_of_chain"}  # test_backward.py has the rows
MAY_BE_EMPTY |= {"ties_from", "ties_to"}
MAY_BE_EMPTY |= {
    "geo_parks",
    "chart_supplies",
    "chart_unplaced",
}  # test_geo.py and test_charts.py have the rows
MAY_BE_EMPTY |= {"chains_same", "chains_between"}  # test_together.py has the rows


@pytest.fixture(scope="module")
def shanghai(demo_store: Store) -> str:
    (row,) = run(demo_store, "search", text="shanghaidianqi").dicts()
    return str(row["node"].id)


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_query_returns_the_columns_of_its_header(
    demo_store: Store, golden_store: Store, shanghai: str, name: str
) -> None:
    found = query(name)
    here = {**GIVEN, **LISTS, "area": "370000/370600", "id": shanghai}
    here |= {"ids": [shanghai, "reg:370614"]}
    store = demo_store
    if name in OF_GOLDEN:
        store = golden_store
        named = run(store, "makers_in", chain="chain:golden", area="370000").dicts()
        ids = {row["name"]: row["enterprise"] for row in named}
        one = ids["A1" if name == "same_makes" else "H4"]
        here |= {**GOLDEN, "ids": [*ids.values()], "id": one, "text": ""}
    asked = {one.name: here[one.name] for one in found.params if one.name in here}
    table = run(store, name, **asked)
    assert table.columns == found.columns
    assert table.rows or name in MAY_BE_EMPTY


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_query_is_documented(name: str) -> None:
    assert f"## {name}\n" in (ROOT / "docs/reference/queries.md").read_text(encoding="utf-8")
    assert query(name).doc.endswith(".") and query(name).told("en") == query(name).doc
    assert query(name).told("zh").endswith("。")
    assert re.match(r"[一-鿿]|同 region_counts", query(name).told("zh"))


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_parameter_means_something_in_both_languages(name: str) -> None:
    """``// zh NAME: …`` stands under each parameter, in a file that differs on Neo4j too."""
    for param in query(name).params:
        assert re.search("[一-鿿]", param.told("zh")) and param.told("zh") != param.told("en")
        assert param.told("en") == param.meaning


@pytest.mark.parametrize("name", sorted(queries()))
def test_a_query_has_an_order(name: str) -> None:
    body = query(name).texts["embedded"]
    unique = name in {"chain", "region", "node", "former_id"}
    assert unique or "ORDER BY" in body


def test_a_text_is_bound_by_its_type() -> None:
    assert bind(query("search"), {"text": "x", "limit": "7"}) == {"text": "x", "limit": 7}
    assert bind(query("search"), {"text": "x"})["limit"] == 200
    assert bind(query("nodes"), {"ids": "a,b"}) == {"ids": ["a", "b"]}


@pytest.mark.parametrize("given", [{}, {"text": "x", "limit": "many"}, {"text": "x", "other": "y"}])
def test_a_wrong_parameter_is_named(given: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        bind(query("search"), given)
    assert "search" in caught.value.message
    assert "text, limit" in caught.value.remedy


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(NotFound) as caught:
        query("chain_maker")
    assert "chain_makers" in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n) RETURN n",
        "// A sentence.\nMATCH (n) RETURN n",
        "// A sentence.\n// returns: n\nMATCH (n {id: $id}) RETURN n",
        "// A sentence.\n// param id: string, an id\n// returns: n\nMATCH (n) RETURN n",
        "// A sentence.\n// param id: uuid, an id\n// returns: n\nMATCH (n {id: $id}) RETURN n",
        "// A sentence.\n// parameter id\n// returns: n\nMATCH (n {id: $id}) RETURN n",
        "// A sentence.\n// zh id: 编号\n// param id: string, an id\n// returns: n\n"
        "MATCH (n {id: $id}) RETURN n",
    ],
)
def test_a_header_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse("bad.cypher", text)
    assert caught.value.where == "bad.cypher"


def test_an_answer_has_a_stable_shape(demo_store: Store) -> None:
    found = query("makers")
    bound = {"segment": "seg:offshore-wind/tower"}
    shown = answer(demo_store, found, bound, run(demo_store, "makers", **bound))
    assert list(shown) == ["name", "params", "data_version", "columns", "rows"]
    assert ("大金重工(蓬莱)" in [row[1] for row in shown["rows"]]) is True


def test_only_the_embedded_store_splits_texts() -> None:
    split = {name for name, one in queries().items() if "items(" in one.text("embedded")}
    assert {"makers_in", "maker_counts_dated", "trade_of"} <= split
    for one in queries().values():
        assert "items(" not in one.text("neo4j") + one.text("lists")
    assert "UNWIND m.sources AS source" in query("makes_sources").text("lists")


def test_no_query_formats_a_value() -> None:
    for one in queries().values():
        for text in one.texts.values():
            assert "{}" not in text
            assert "%s" not in text


@pytest.mark.parametrize("items", [["a", "b"], [""], ["a,b", "c"], ["[x]"], ['["a"]'], ["a", ""]])
def test_a_list_written_as_one_text_reads_back(items: list[str]) -> None:
    given = {"ids": listed_text(items)}
    assert bind(query("nodes"), given)["ids"] == items


def test_a_list_in_json_that_is_none_goes_by_commas() -> None:
    assert bind(query("nodes"), {"ids": "[1, 2"})["ids"] == ["[1", " 2"]
    assert bind(query("nodes"), {"ids": "[1]"})["ids"] == ["[1]"]
