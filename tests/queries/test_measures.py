"""What is counted at each segment, and the firms behind every count."""

from __future__ import annotations

import pytest

from liantu.graph.stores import Store
from liantu.queries.folding import group
from liantu.queries.gaps import gap_settings, report
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.reach import around
from liantu.queries.gaps.situation import Situation
from liantu.queries.measures import SUMS, firms, measures
from tests.queries.made import made, maker

TOWER, TURBINE = "seg:offshore-wind/tower", "seg:offshore-wind/turbine"


@pytest.fixture(scope="module")
def penglai(demo_store: Store) -> Situation:
    return look(demo_store, "offshore-wind", "", gap_settings(), assume_complete=False)


def test_every_count_opens_to_as_many_firms_with_their_rows(penglai: Situation) -> None:
    found = measures(penglai, report(penglai))

    assert [*found] == ["here", "city", "province", "country", "listed", "specialised"]
    for name, measure in found.items():
        for segment, figure in measure.figures.items():
            behind = firms(penglai, segment, name)
            assert len(behind) == (figure.value or 0), (name, segment)
            assert all(one.evidence for one in behind)


def test_a_wider_division_counts_at_least_as_many(penglai: Situation) -> None:
    found = measures(penglai, report(penglai))

    for segment in found["here"].figures:
        near, far = (
            [found[one].figures[segment].value or 0 for one in order]
            for order in (("here", "city", "province"), ("city", "province", "country"))
        )
        assert all(a <= b for a, b in zip(near, far, strict=True))
    assert (found["here"].figures[TURBINE].value, found["country"].figures[TURBINE].value) == (1, 4)


def test_what_is_not_recorded_is_not_known_and_never_zero(penglai: Situation) -> None:
    graded = report(penglai)
    found = measures(penglai, graded)

    unknown = [one.segment for one in graded.findings if one.kind == "UNKNOWN"]
    assert len(unknown) == 29
    assert {found["here"].figures[one].value for one in unknown} == {None}
    assert 0 not in [one.value for one in found["country"].figures.values()]
    complete = look(
        penglai.store, "offshore-wind", "", gap_settings(), assume_complete=True  # type: ignore[arg-type]
    )  # fmt: skip
    assured = measures(complete, report(complete))
    assert {assured["here"].figures[one].value for one in unknown} == {0}


def test_a_sum_adds_what_is_known_and_counts_what_is_not() -> None:
    known = maker("甲")
    object.__setattr__(known, "known", (("employees", 120),))
    situation = made({"a": [], "b": []}, {"a": [known, maker("乙")], "b": [maker("丙")]})

    found = measures(situation, report(situation))

    assert [*found] == ["here", "city", "province", "country", "employees"]
    assert not {*found} & {*SUMS[1:]}
    figure = found["employees"].figures["a"]
    assert (figure.value, figure.unknown, figure.share, figure.step) == (120, 1, 1.0, 1)
    assert found["employees"].figures["b"].value is None


def test_a_scale_has_the_same_step_for_the_same_value() -> None:
    many = {
        f"s{i}": [maker(f"{i}-{j}") for j in range(size)]
        for i, size in enumerate([1] * 9 + [2, 3, 40])
    }
    situation = made({one: [] for one in many}, many)

    here = measures(situation, report(situation))["here"]

    steps = {one.value: one.step for one in here.figures.values()}
    assert len({one.step for one in here.figures.values() if one.value == 1}) == 1
    assert steps[1] < steps[2] <= steps[3] <= steps[40]
    assert [low for _, low, _ in here.steps] == sorted(low for _, low, _ in here.steps)


def test_upstream_and_downstream_end_in_cycles() -> None:
    situation = made(
        {
            "a": [("c", True, None)],
            "b": [("a", True, None)],
            "c": [("b", True, None)],
            "d": [("c", True, None)],
            "e": [],
        },
        {},
    )  # fmt: skip

    assert around(situation.template, "b") == ({"a", "c"}, {"a", "c", "d"})
    assert around(situation.template, "e") == (frozenset(), frozenset())


def test_a_group_counts_each_firm_once_and_names_the_worst_grade() -> None:
    one = maker("甲")
    situation = made(
        {"a": [], "b": [("a", True, None)], "c": [("b", True, None)]},
        {"a": [one, maker("乙")], "c": [one, maker("丙")]},
    )

    found = group(report(situation).findings)

    assert found.firms == ("ent:甲", "ent:乙", "ent:丙")
    assert (found.worst, found.unknown) == ("BREAK", 0)
    assert sum(found.counts.values()) == 3
