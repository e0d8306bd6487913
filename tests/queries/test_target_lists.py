"""Predicted links, ways in, matches, similar firms and screens, on the golden case."""

from __future__ import annotations

from math import sqrt

import pytest

from liantu.errors import NotFound, UsageError
from liantu.graph.stores import Store
from liantu.queries.gaps import find_gaps, gap_settings
from liantu.queries.gaps.lists import Lists, as_table, lists
from liantu.queries.gaps.predicted import predicted
from liantu.queries.gaps.trade import Trade
from liantu.queries.gaps.way_in import Ways, way_in
from liantu.queries.risk.l3 import scores
from liantu.queries.screening import screen_of, screening
from liantu.queries.similar import similar
from tests.queries.golden import golden_settings, rows

AREA = "370000/370600/370614"


@pytest.fixture(scope="module")
def ids(golden_store: Store) -> dict[str, str]:
    found = golden_store.run("MATCH (e:Enterprise) RETURN e.name, e.id", {}).rows
    return {str(name): str(one) for name, one in found}


@pytest.fixture(scope="module")
def both(golden_store: Store) -> Lists:
    return lists(golden_store, "golden", "", golden_settings(), assume_complete=True)


def test_l3_around_a_buyer_is_that_of_the_whole_graph(
    golden_store: Store, ids: dict[str, str]
) -> None:
    edges = [(ids[row["supplier"]], ids[row["buyer"]]) for row in rows("in_supplies.csv")]
    whole = scores(edges)
    found = predicted(Trade(golden_store), ids.values(), [ids["H5"]])
    expected = {
        (a if b == ids["H5"] else b): value
        for (a, b), value in whole.items()
        if ids["H5"] in (a, b)
    }
    assert expected
    assert {one: likely.value for one, likely in found.likely.items()} == pytest.approx(expected)


def test_a_predicted_link_is_a_piece_with_its_path(
    golden_store: Store, ids: dict[str, str]
) -> None:
    report = find_gaps(golden_store, "golden", assume_complete=True, settings=gap_settings())
    pieces = {
        (target.name, piece.said): piece
        for one in report.findings
        for target in one.targets
        for piece in target.pieces
        if piece.code == "predicted"
    }
    piece = pieces["B5", "B5 – H4 – H5 – H3"]
    assert (piece.points, len(piece.evidence)) == (0.2, 3)


def test_ways_in_go_over_recorded_links_shortest_first(
    golden_store: Store, ids: dict[str, str]
) -> None:
    found, scope = way_in(golden_store, ids["A3"], "370614", gap_settings().way_in)
    told = [[(hop.kind, hop.forward, hop.end_name) for hop in way.hops] for way in found.ways[:2]]
    assert told == [
        [("OWNS", False, "PX"), ("OWNS", True, "H4")],
        [("OWNS", False, "PX"), ("SUPPLIES", True, "H1")],
    ]
    assert [way.length for way in found.ways] == sorted(way.length for way in found.ways)
    assert all(hop.evidence for way in found.ways for hop in way.hops)
    assert scope["data_version"] == golden_store.data_version
    assert way_in(golden_store, ids["H1"], "370614", gap_settings().way_in)[0].here
    with pytest.raises(NotFound):
        way_in(golden_store, "ent:none", "370614", gap_settings().way_in)


def test_what_is_not_read_is_said(golden_store: Store, ids: dict[str, str]) -> None:
    rules = gap_settings().way_in
    hubs = Ways(golden_store, AREA, rules.model_copy(update={"most_links": 1})).of(ids["A3"])
    assert (hubs.ways, hubs.hubs) == ((), ("PX",))
    few = Ways(golden_store, AREA, rules.model_copy(update={"reads": 1})).of(ids["A3"])
    assert (few.ways, few.unread) == ((), 1)


def test_two_lists_are_kept_apart(both: Lists) -> None:
    (match,) = both.match
    assert (match.name, match.recorded, match.total) == ("环节-cathode", 2, 1)
    (pair,) = match.listed
    assert (pair.maker.name, pair.buyer.name, pair.buyer.amount, pair.known) == (
        "H2",
        "H1",
        140,
        True,
    )
    assert [bought.supplier_name for bought in pair.buyer.bought] == ["PX"]
    gaps = {one.finding.segment: one for one in both.recruit}
    assert "seg:golden/cathode" not in gaps  # WEAK too, yet nobody is recruited for it
    separator = gaps["seg:golden/separator"]
    assert [target.name for target, _ in separator.targets][:2] == ["A1", "B4"]
    assert separator.targets[0][1].ways[0].hops[0].kind == "SUPPLIES"
    header, table = as_table(both)
    assert all(len(row) == len(header) for row in table)


def test_similar_firms_share_products_and_partners(
    golden_store: Store, ids: dict[str, str]
) -> None:
    found = similar(golden_store, ids["A1"])
    first = found.listed[0]
    # A1 and B4 make separator alone; A1 sells to H1 and B5, B4 to H1
    assert (first.name, first.products.share, first.partners.share) == ("B4", 1.0, 0.5)
    assert first.value == 0.75
    assert first.partners.names == ((ids["H1"], "H1"),)
    assert first.partners.evidence


def test_a_screen_holds_what_its_filters_say(golden_store: Store) -> None:
    def names(**filters: object) -> list[str]:
        return [row.name for row in screening(golden_store, screen_of(filters)).rows]

    firms = rows("in_firms.csv")
    large = [row["firm"] for row in firms if row["active"] == "1" and int(row["employees"]) >= 900]
    assert sorted(names(employees_from=900)) == sorted(large)
    assert names(employees_from=900, by="employees")[:2] == ["PX", "H5"]
    assert sorted(names(chain="golden", segment="separator", side="out")) == ["A1", "A2", "B4"]
    assert sorted(names(chain="golden", segment="separator", supplies=True)) == ["A1", "B4"]
    assert "A5" in names(closed="1", segment="separator", chain="golden")
    year = {row["firm"] for row in rows("in_signals.csv") if int(row["year"]) >= 2025}
    assert set(names(signals=2025, closed="1")) == year
    page = screening(golden_store, screen_of({"by": "employees"}), 1, 2)
    assert [row.name for row in page.rows] == ["H5", "B1"]
    assert page.total == sum(row["active"] == "1" for row in firms)
    with pytest.raises(UsageError):
        screen_of({"employees_from": "many"})


def test_a_path_of_three_sales_is_weighed_against_the_well_connected() -> None:
    edges = [("x", "u"), ("u", "v"), ("v", "y"), ("u", "w")]
    assert scores(edges, {"y"})["x", "y"] == pytest.approx(1 / sqrt(3 * 2))
