"""Kinds of presence on situations small enough to work out by hand, and laws of the score."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.graph.stores import Store
from liantu.queries.gaps import find_gaps, report
from liantu.queries.gaps.reports import Finding
from liantu.queries.gaps.signals import signal_day
from liantu.queries.gaps.situation import Situation, Support
from tests.queries.golden import golden_settings
from tests.queries.made import AREA, Inputs, bought, made, maker

PAIR: Inputs = {"a": [], "b": [("a", True, 0.5)]}
TWO = (maker("甲"), maker("乙"))


def of(situation: Situation, segment: str) -> Finding:
    return report(situation).by_segment[segment]


def test_a_third_of_what_is_needed_is_weak_and_half_is_not() -> None:
    def kind(output: float) -> str:
        makers = {"a": (maker("甲", made_output=output), maker("乙", made_output=0.0))}
        users = {"b": (maker("丙", made_output=100.0), maker("丁", made_output=0.0))}
        return of(made(PAIR, makers | users), "a").kind

    assert kind(24) == "WEAK"  # of 50 that are needed
    assert kind(25) == "PRESENT"


def test_small_makers_are_weak_only_where_the_size_of_all_is_known() -> None:
    def reasons(*sizes: bool | None) -> tuple[str, ...]:
        makers = [maker(f"企业{n}", above_size=size) for n, size in enumerate(sizes)]
        return of(made({"a": []}, {"a": makers}), "a").reasons

    assert reasons(False, False) == ("size",)
    assert reasons(False, None) == ()
    assert reasons(False, True) == ()


def test_half_from_one_outside_province_is_fragile() -> None:
    purchases = [bought("a", "南", 50, "330000/330200"), bought("a", "西", 50, "610000/610100")]
    found = of(made({"a": []}, {"a": TWO}, purchases=purchases), "a")
    assert found.kind == "FRAGILE"
    assert found.reasons == ("one_region",)
    assert "UNMATCHED" in found.also
    assert found.figures["suppliers"] == pytest.approx(2)
    spread = [bought("a", f"供{n}", 25, f"{n}10000/{n}10100") for n in (3, 4, 5, 6)]
    assert of(made({"a": []}, {"a": TWO}, purchases=spread), "a").kind == "UNMATCHED"


def test_an_absent_segment_that_is_bought_from_one_firm_is_fragile_too() -> None:
    users = {"b": (*TWO, maker("丙"))}
    found = of(made(PAIR, users, purchases=[bought("a", "南", 10)]), "a")
    assert (found.kind, found.also) == ("MISSING_INPUT", ("FRAGILE",))
    assert {"suppliers", "one_region", "single_point"} == {*found.reasons}


def test_buying_here_is_matched() -> None:
    local = [bought("a", "甲", 60, AREA), bought("a", "乙", 60, AREA), bought("a", "南", 40)]
    assert of(made({"a": []}, {"a": TWO}, purchases=local), "a").kind == "PRESENT"


def test_more_and_fewer_than_elsewhere_where_enough_regions_are_compared() -> None:
    others = {f"{n}0000/{n}0100/{n}0101": {"a": 2, "b": 9} for n in range(11, 41)}
    few = {key: others[key] for key in list(others)[:20]}
    makers = {"a": [maker(f"多{n}") for n in range(40)], "b": TWO}
    apart: Inputs = {"a": [], "b": []}
    report_ = report(made(apart, makers, elsewhere=others))
    assert [one.kind for one in report_.findings] == ["STRENGTH", "WEAK"]
    assert report_.findings[1].reasons == ("location",)
    assert [one.kind for one in report(made(apart, makers, elsewhere=few)).findings] == [
        "PRESENT", "PRESENT",
    ]  # fmt: skip


def test_a_need_that_nobody_meets_is_a_support_gap() -> None:
    bank = Support("ent:甲", "Bank", "bank:x", "银行", "link", "金融机构")
    needs = {"a": ("金融机构", "园区")}
    found = of(made({"a": []}, {"a": TWO}, needs=needs, supports=[bank]), "a")
    assert (found.kind, found.reasons) == ("SUPPORT", ("园区",))


def test_open_points_of_party_coverage_stand_beside_the_grade() -> None:
    situation = replace(made({"a": []}, {"a": TWO}), party={"ent:甲": ("PB1_SHOULD_BUILD",)})
    found = of(situation, "a")
    assert (found.kind, found.also) == ("PRESENT", ("PARTY",))
    assert found.reasons == ("PB1_SHOULD_BUILD",)
    assert "应建未建" in found.verdicts[1].because.text


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2025 新厂", "2025-12-31"),
        ("2026 招聘", "2026-11-22"),
        ("2025-06 融资", "2025-06-30"),
        ("2025年6月3日 备案", "2025-06-03"),
        ("扩产", ""),
        ("2025-13 错", ""),
    ],
)
def test_a_signal_begins_with_its_day(said: str, day: str) -> None:
    assert signal_day(said, "2026-11-22") == day


NAMES = ["a", "b", "c", "d", "e"]
CHAINS = st.fixed_dictionaries(
    {
        name: st.lists(
            st.tuples(
                st.sampled_from(NAMES), st.booleans(), st.none() | st.floats(0.01, 1.0)
            ),
            max_size=3, unique_by=lambda one: one[0],
        )
        for name in NAMES
    }
)  # fmt: skip
MAKERS = st.fixed_dictionaries(
    {name: st.lists(st.floats(0, 100), max_size=2) for name in NAMES}
).map(
    lambda found: {
        name: [maker(f"{name}{n}", made_output=x) for n, x in enumerate(made_)]
        for name, made_ in found.items()
    }
)


@settings(max_examples=40, deadline=None)
@given(CHAINS, MAKERS)
def test_points_add_up_and_names_do_not_matter(chain: Inputs, makers: dict[str, list]) -> None:  # type: ignore[type-arg]
    found = report(made(chain, makers))
    for one in found.findings:
        if one.score:
            parts = [part.points for axis in one.score.axes for part in axis.parts]
            assert sum(parts) == pytest.approx(one.score.points, abs=1e-9)
            assert 0 <= one.score.points <= 100
    other = {name: f"x{name}" for name in NAMES}  # the same order of names
    renamed = {
        other[name]: [(other[one], *rest) for one, *rest in inputs]
        for name, inputs in chain.items()
    }
    again = report(made(renamed, {other[name]: found for name, found in makers.items()}))  # type: ignore[arg-type]
    assert [one.code for one in again.findings] == [one.code for one in found.findings]
    for before, after in zip(found.rankings, again.rankings, strict=True):
        assert after.ranked == tuple(other[one] for one in before.ranked)
        assert [*after.free.values()] == [*before.free.values()]


def test_equal_versions_give_equal_bytes(golden_store: Store) -> None:
    one, two = (
        json.dumps(find_gaps(golden_store, "golden", settings=golden_settings()).as_dict())
        for _ in range(2)
    )
    assert one == two


def test_a_parent_region_counts_what_its_parts_count(golden_store: Store) -> None:
    def makers(region: str) -> dict[str, set[str]]:
        found = find_gaps(golden_store, "golden", region=region, assume_complete=True)
        return {one.segment: {maker.id for maker in one.makers} for one in found.findings}

    parts = [makers(region) for region in ("370614", "370681", "370683")]
    whole = makers("370600")
    assert whole == {segment: set().union(*(part[segment] for part in parts)) for segment in whole}
