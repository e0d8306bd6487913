"""A profile: every fact with its row, links with distance and bearing, ids of old."""

from __future__ import annotations

import pytest

from liantu.errors import NotFound
from liantu.graph.stores import Store
from liantu.queries.profile import Profile, profile
from liantu.queries.search import search


def of(store: Store, text: str) -> Profile:
    return profile(store, search(store, text).hits[0].id)


def test_every_fact_names_file_and_row(demo_store: Store) -> None:
    found = of(demo_store, "上海电气")
    assert {fact.name for fact in found.facts} >= {"name", "short_name", "place", "ownership"}
    for fact in found.facts:
        assert [(one.file, one.row) for one in fact.evidence] == [("企业名录.csv", 4)]


def test_the_neighbours_of_shanghai_electric(demo_store: Store) -> None:
    found = of(demo_store, "上海电气")
    near = {
        (one.other_name, dict(one.as_dict()["properties"]).get("distance"))
        for one in found.neighbours
        if one.kind in ("NEAR", "SHIPS_VIA")
    }
    assert ("大金重工(蓬莱)", 1.0) in near
    assert ("东方电气(蓬莱)", 1.0) in near
    assert ("烟台港集团蓬莱港有限公司", 5.0) in near


def test_a_reports_wording_is_not_supply(demo_store: Store) -> None:
    kinds = {one.kind for one in of(demo_store, "上海电气").neighbours}
    assert "REPORTED_RELATION" in kinds
    assert "SUPPLIES" not in kinds


def test_two_rows_about_one_firm_are_one_node(demo_store: Store) -> None:
    found = of(demo_store, "大金重工")
    made = sorted(one.other_name for one in found.neighbours if one.kind == "MAKES")
    assert made == ["单桩基础", "塔筒"]
    notes = next(fact for fact in found.facts if fact.name == "notes")
    assert len(notes.evidence) == 2
    assert len(notes.value) == 4


def test_a_link_said_by_two_sources_names_both(demo_store: Store) -> None:
    leads = [one for one in of(demo_store, "巨涛重工").neighbours if one.kind == "LEADS"]
    assert len(leads) == 1
    assert sorted({one.source for one in leads[0].evidence}) == ["chain", "register"]


@pytest.mark.parametrize("id", ["ent:none", "", "x", "ent:n-0000000000000000", "DataVersion"])
def test_an_unknown_id_is_not_found(demo_store: Store, id: str) -> None:
    with pytest.raises(NotFound):
        profile(demo_store, id)
