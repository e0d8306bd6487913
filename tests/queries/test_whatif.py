"""What-if: changes of small made-up chains, of the golden case, and saved scenarios."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liantu.errors import UsageError
from liantu.graph.stores import Node, Store
from liantu.queries.gaps import gap_settings, report
from liantu.queries.gaps.counts import MakerCounts
from liantu.queries.gaps.findings import Coverage, Scope
from liantu.queries.gaps.situation import Situation
from liantu.queries.purchases import Purchase, Purchases
from liantu.queries.whatif import Answer, Base, answer, apply, scenario, what_if
from liantu.queries.whatif.changes import as_dicts, read_scenario
from liantu.queries.whatif.draft import Supposed
from tests.queries.golden import golden_settings

AREA, AWAY = "370000/370600/370614", "330000/330200"
DAY = "2026-11-22"


def maker(name: str, segment: str, output: float | None = 100.0) -> Supposed:
    return Supposed(
        f"ent:{name}", name, "", "", AREA, f"{name}/{segment}", (), True,
        (("employees", 10),), None, output, None, None, DAY,  # type: ignore[arg-type]
    )  # fmt: skip


@st.composite
def situations(draw: Any) -> Situation:
    """A chain without cycles, up to six segments, some with makers, some bought."""
    size = draw(st.integers(2, 6))
    ids = [f"seg:toy/s{one}" for one in range(size)]
    template: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    template.add_nodes_from(ids)
    for end in range(1, size):
        for start in draw(st.sets(st.integers(0, end - 1), max_size=3)):
            need = draw(st.sampled_from(["essential", "useful"]))
            share = draw(st.sampled_from([None, 0.1, 0.5]))
            template.add_edge(
                ids[start], ids[end], key=f"{start}>{end}", need=need, cost_share=share
            )
    here = {}
    for number, one in enumerate(ids):
        count = draw(st.integers(0, 2))
        if count:
            here[one] = tuple(maker(f"甲{number}{n}", one) for n in range(count))
    rows = []
    for number in draw(st.sets(st.integers(0, size - 1), max_size=3)):
        seller = draw(st.integers(0, 1))
        rows.append(
            Purchase(ids[number], f"ent:out{seller}", f"外{seller}", "ent:buyer", "买方", 5.0, 2025,
                     f"buy{number}", (), (AWAY,), False)
        )  # fmt: skip
    nothing = np.zeros((1, size), np.int64)
    return Situation(
        chain=Node("chain:toy", "Chain", {"chain_id": "toy"}),
        scope=Scope("toy", "370614", "", DAY, True),
        settings=gap_settings(),
        segments=tuple(Node(one, "Segment", {"name": one[-2:]}) for one in ids),
        template=template,
        here=here,
        counts=MakerCounts((AREA,), tuple(ids), nothing, nothing),
        coverage=Coverage(0, None, "", "", "", (), ()),
        purchases=Purchases(tuple(rows), len(rows)),
        area=AREA,
    )


def asked(situation: Situation, *changes: dict[str, Any]) -> Answer:
    return answer(Base(situation, report(situation)), scenario(list(changes)))


def plainly(situation: Situation) -> str:
    return json.dumps(report(situation).as_dict(), ensure_ascii=False, sort_keys=True)


@settings(max_examples=25, deadline=None)
@given(situations(), st.data())
def test_removing_then_adding_a_firm_is_the_identity(situation: Situation, data: Any) -> None:
    firms = sorted({one.id for makers in situation.here.values() for one in makers})
    firms += sorted({one.supplier for one in situation.purchases.rows})
    before = plainly(situation)
    if firms:
        firm = data.draw(st.sampled_from(firms))
        there_and_back = [{"do": "remove_firm", "firm": firm}, {"do": "add_firm", "firm": firm}]
        assert plainly(apply(situation, scenario(there_and_back))) == before
        assert asked(situation, *there_and_back).changed == ()
    new = [
        {"do": "add_firm", "firm": "新", "makes": [{"segment": "s0"}]},
        {"do": "remove_firm", "firm": "新"},
    ]
    assert plainly(apply(situation, scenario(new))) == before
    assert plainly(situation) == before  # what it began with stays as it is


@settings(max_examples=40, deadline=None)
@given(situations(), st.data())
def test_adding_a_maker_removes_the_absence_and_is_the_reason_of_the_rest(
    situation: Situation, data: Any
) -> None:
    absent = [one.id for one in situation.segments if one.id not in situation.here]
    if not absent:
        return
    segment = data.draw(st.sampled_from(absent))
    output = data.draw(st.sampled_from([None, 50.0]))
    making = {"segment": segment} | ({"output": output} if output else {})
    found = asked(situation, {"do": "add_firm", "firm": "新", "makes": [making]})
    after = found.after.report.by_segment[segment]
    assert after.makers
    assert not {one.kind for one in after.verdicts} & {"BREAK", "MISSING_INPUT", "EXTENSION"}
    for one in found.changed:
        if one.way != "moved" and one.segment != segment:
            before, now = one.before, one.after
            assert before is not None
            assert now is not None
            assert segment in {*before.nodes, *now.nodes}, (one.name, before.kinds, now.kinds)
            assert segment in one.causes


def line() -> Situation:
    """Ore is bought elsewhere, mid and end are made here, gear is absent and useful to end."""
    ids = [f"seg:toy/{one}" for one in ("ore", "gear", "mid", "end")]
    template: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    template.add_nodes_from(ids)
    for start, end, need in ((0, 2, "essential"), (2, 3, "essential"), (1, 3, "useful")):
        template.add_edge(ids[start], ids[end], key=f"{start}>{end}", need=need, cost_share=0.2)
    counts = np.zeros((2, 4), np.int64)
    counts[1, 1] = 3
    rows = (
        Purchase(ids[0], "ent:mine", "矿山", "ent:乙", "乙", 8.0, 2025, "b1", (), (AWAY,)),
        Purchase(ids[0], "ent:mine", "矿山", "ent:丙", "丙", 2.0, 2025, "b2", (), (AWAY,)),
        Purchase(ids[0], "ent:other", "别矿", "ent:丙", "丙", 2.0, 2025, "b3", (), ("310000",)),
    )
    return Situation(
        chain=Node("chain:toy", "Chain", {"chain_id": "toy"}),
        scope=Scope("toy", "370614", "", DAY, True),
        settings=gap_settings(),
        segments=tuple(Node(one, "Segment", {"name": one[8:]}) for one in ids),
        template=template,
        here={ids[2]: (maker("乙", ids[2]),), ids[3]: (maker("丙", ids[3]), maker("丁", ids[3]))},
        counts=MakerCounts((AREA, AWAY), tuple(ids), counts, counts * 0),
        coverage=Coverage(3, None, "", "", "", (), ()),
        purchases=Purchases(rows, 3),
        area=AREA,
    )


def test_a_city_that_is_cut_off() -> None:
    found = asked(line(), {"do": "cut_off", "region": "330200"})
    assert [(one.buyer_name, one.left) for one in found.lost] == [("乙", ()), ("丙", ("别矿",))]
    assert found.after.situation.elsewhere("seg:toy/gear") == 0
    assert found.of("closed") == ()  # what is lost is never a success
    with pytest.raises(UsageError) as caught:
        asked(line(), {"do": "cut_off", "region": "370600"})
    assert caught.value.key == "whatif_cut_self"


def test_a_firm_that_leaves_sells_from_where_it_is() -> None:
    situation = line()
    sold = Purchase(
        "seg:toy/mid", "ent:乙", "乙", "ent:丙", "丙", 4.0, 2025, "b4", (), (AREA,), True
    )
    situation = replace(situation, purchases=Purchases((*situation.purchases.rows, sold), 4))
    found = asked(situation, {"do": "move_firm", "firm": "乙", "to": "330200"})
    assert found.after.situation.purchases.outside_share("seg:toy/mid") == 1.0
    assert found.after.report.by_segment["seg:toy/mid"].kind == "MISSING_INPUT"
    assert (found.before_figures.jobs, found.after_figures.jobs) == (30, 20)
    assert [one.segment for one in found.of("opened")] == ["seg:toy/mid"]
    back = {"do": "move_firm", "firm": "ent:乙", "to": "370614"}
    assert asked(situation, {"do": "remove_firm", "firm": "丁"}).after_figures.firms == 2
    with pytest.raises(UsageError):
        asked(situation, {"do": "remove_firm", "firm": "乙"}, back)


def test_links_and_segments_change_the_chain() -> None:
    found = asked(
        line(),
        {"do": "add_segment", "id": "bolt", "name": "螺栓"},
        {"do": "add_input", "input": "bolt", "output": "end"},
        {"do": "remove_input", "input": "gear", "output": "end"},
        {"do": "remove_segment", "segment": "ore"},
        {"do": "add_supply", "supplier": "矿山", "buyer": "丙", "segment": "bolt", "amount": 3.0},
    )
    kinds = {one.segment: one.kind for one in found.after.report.findings}
    assert kinds["seg:toy/bolt"] == "MISSING_INPUT"
    assert kinds["seg:toy/gear"] == "BLANK"
    assert "seg:toy/ore" not in kinds
    assert {one.segment: one.way for one in found.changed}["seg:toy/ore"] == "other"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"do": "fly"}, "whatif_do"),
        ({"do": "add_firm", "firm": ""}, "whatif_change"),
        ({"do": "add_supply", "supplier": "矿山", "buyer": "丙", "segment": "ore", "amount": -1.0},
         "whatif_change"),
        ({"do": "add_firm", "firm": "新", "makes": [{"segment": "no"}]}, "whatif_segment"),
        ({"do": "add_firm", "firm": "丙", "makes": [{"segment": "ore"}]}, "whatif_firm_here"),
        ({"do": "add_firm", "firm": "丙"}, "whatif_firm_gone"),
        ({"do": "remove_firm", "firm": "没有"}, "whatif_firm"),
        ({"do": "cut_off", "region": "999999"}, "whatif_region"),
        ({"do": "move_firm", "firm": "乙", "to": "370614"}, "whatif_move_there"),
        ({"do": "remove_supply", "supplier": "矿山", "segment": "end"}, "whatif_supply_none"),
        ({"do": "add_supply", "supplier": "矿山", "buyer": "丁", "segment": "ore"}, "whatif_firm"),
        ({"do": "add_input", "input": "ore", "output": "mid"}, "whatif_input_there"),
        ({"do": "remove_input", "input": "ore", "output": "end"}, "whatif_input_none"),
    ],
)  # fmt: skip
def test_a_change_that_makes_no_sense_is_refused_with_its_place(
    change: dict[str, Any], key: str
) -> None:
    first = {"do": "remove_firm", "firm": "丁"}
    with pytest.raises(UsageError) as caught:
        asked(line(), first, change)
    assert caught.value.key == key
    assert "2" in caught.value.where


def test_a_scenario_is_read_from_yaml_and_written_as_it_was() -> None:
    words = "changes:\n  - {do: add_firm, firm: 新, makes: [{segment: ore, output: 12}]}\n"
    changes = read_scenario(words, "scenario.yml")
    assert as_dicts(changes) == [
        {"do": "add_firm", "firm": "新", "makes": [{"segment": "ore", "output": 12.0}]}
    ]
    assert scenario(as_dicts(changes)) == changes


def test_the_golden_case(golden_store: Store) -> None:
    def ask(*changes: dict[str, Any]) -> Answer:
        return what_if(
            golden_store, "golden", scenario(list(changes)),
            assume_complete=True, settings=golden_settings(),
        )  # fmt: skip

    come = {"do": "add_firm", "firm": "新厂", "makes": [{"segment": "separator", "output": 500.0}]}
    found = ask(come)
    assert (found.before_figures.gaps, found.after_figures.gaps) == (7, 6)
    assert [one.segment for one in found.of("closed")] == ["seg:golden/separator"]
    assert json.dumps(ask(come).as_dict()) == json.dumps(found.as_dict())
    assert ask().changed == ()
    lost = ask({"do": "remove_firm", "firm": "H1"})
    assert (lost.before_figures.jobs, lost.after_figures.jobs) == (4060, 3160)
    assert {one.buyer_name for one in lost.lost} == {"H3", "H4"}
    assert lost.of("closed") == ()
