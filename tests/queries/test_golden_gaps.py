"""The golden case through the whole path: files, load, store, gap finder."""

from __future__ import annotations

import json

import pytest

from liantu.graph.stores import Store
from liantu.queries.gaps import GapReport, find_gaps
from liantu.queries.gaps.reports import Finding
from tests.queries.golden import golden_settings, rows, segment

NEAR = {"rel": 1e-7, "abs": 1e-8}
PARTS = {
    "N1": "N_demand", "N2": "N_essential", "N3": "N_external", "N4": "N_critical",
    "F1": "F_density", "F2": "F_inputs", "V_reach": "V_reach", "V_scarcity": "V_scarcity",
}  # fmt: skip
REASONS = {
    "single_maker": "W_single_maker",
    "self_sufficiency": "W_self_sufficiency<0.5",
    "size": "W_no_above_scale_firm",
    "suppliers": "FRAGILE_n_eff<1.5",
}
CODES = {
    "supplies": "already_supplies_region",
    "family": "parent_or_sibling_local",
    "sales": "customer_colocation",
    "signal": "expansion_signal",
    "size": "above_scale",
}


@pytest.fixture(scope="module")
def report(golden_store: Store) -> GapReport:
    return find_gaps(golden_store, "golden", assume_complete=True, settings=golden_settings())


def finding(report: GapReport, product: str) -> Finding:
    return report.by_segment[f"seg:golden/{segment(product)}"]


def number(text: str) -> float | None:
    return float(text) if text else None


def near(value: float | None, text: str) -> bool:
    expected = number(text)
    if expected is None or value is None:
        return expected is value
    return value == pytest.approx(expected, **NEAR)


def test_kinds_and_figures(report: GapReport) -> None:
    assert report.measure == "output"
    for row in rows("out_status.csv"):
        one = finding(report, row["product"])
        present = row["kind"] == "PRESENT"
        assert ("PRESENT" if one.makers else one.code) == row["kind"], row["product"]
        assert present == bool(one.makers)
        assert len(one.makers) == int(row["n_local"])
        assert one.figures["consumers"] == int(row["consumers"])
        for name, column in (
            ("made", "x_local"), ("needed", "need"), ("balance", "balance"),
            ("self_sufficiency", "self_suff"), ("outside_share", "ext_share"),
            ("suppliers", "n_eff_suppliers"),
        ):  # fmt: skip
            assert near(one.figures[name], row[column]), (row["product"], name)


def test_why_present_segments_are_weak_or_fragile(report: GapReport) -> None:
    weak = {row["product"]: {*row["reasons"].split("|")} for row in rows("out_weak.csv")}
    for row in rows("out_status.csv"):
        one = finding(report, row["product"])
        if one.makers:
            said = {REASONS[code] for code in one.reasons if code in REASONS}
            kinds = {verdict.kind for verdict in one.verdicts}
            said |= {"UNMATCHED_buys_outside>=50%"} if "UNMATCHED" in kinds else set()
            assert said == weak.get(row["product"], set()), row["product"]


def test_scores_part_by_part(report: GapReport) -> None:
    for row in rows("out_gaps_ranked.csv"):
        score = finding(report, row["product"]).score
        assert score is not None
        parts = {part.name: part.value for axis in score.axes for part in axis.parts}
        for name, column in PARTS.items():
            assert near(parts[name], row[column]), (row["product"], name)
        assert near(score.points, row["score"]), row["product"]
        assert near(score.confidence.value, row["confidence"])
        for axis in score.axes:
            assert near(axis.value, row[axis.name])
            assert near(axis.points, row[f"pts_{axis.name}"])
            assert sum(value.value is not None for value in axis.parts) == int(
                row[f"{axis.name}_parts"]
            )


def test_order_and_how_sure_it_is(report: GapReport) -> None:
    (ranked,) = report.rankings
    expected = rows("out_gaps_ranked.csv")
    assert [one.rpartition("/")[2] for one in ranked.ranked] == [
        segment(row["product"]) for row in expected
    ]
    for row in expected:
        one = f"seg:golden/{segment(row['product'])}"
        for prefix, rank, found in (
            ("smaa", "rank", ranked.free[one]), ("csmaa", "crank", ranked.ordered[one]),
        ):  # fmt: skip
            assert near(found.first, row[f"{prefix}_first"])
            assert near(found.top3, row[f"{prefix}_top3"])
            assert (found.low, found.high) == (int(row[f"{rank}_p05"]), int(row[f"{rank}_p95"]))


def test_target_enterprises_with_their_evidence(report: GapReport) -> None:
    expected: dict[str, list[tuple[str, str, dict[str, float]]]] = {}
    for row in rows("out_targets.csv"):
        evidence = json.loads(row["evidence"])
        expected.setdefault(row["product"], []).append((row["firm"], row["score"], evidence))
    for product, firms in expected.items():
        found = list(finding(report, product).targets)
        assert [one.name for one in found] == [name for name, _, _ in firms]
        for one, (_, points, evidence) in zip(found, firms, strict=True):
            assert near(one.points, points)
            assert {CODES[piece.code]: piece.points for piece in one.pieces} == pytest.approx(
                evidence, rel=1e-5
            )
            assert all(piece.evidence for piece in one.pieces)
