"""Leaving out, sweeping and editing: each held to what it says of itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from liantu.errors import UsageError
from liantu.graph.stores import Store
from liantu.locale import catalogue
from liantu.queries.complexity.matrices import density, proximity
from liantu.queries.gaps import find_gaps, gap_settings
from liantu.queries.gaps.backtest import Density, Inputs, left_out
from liantu.queries.gaps.editing import edited, fields, own_values
from liantu.queries.gaps.looking import look
from liantu.queries.gaps.settings import checked, defaults, overlaid
from liantu.queries.gaps.sweep import sweep
from tests.queries.golden import golden_settings

TABLES = arrays(np.float64, (7, 5), elements=st.sampled_from([0.0, 1.0]))


@given(there=TABLES, shares=arrays(np.float64, (5, 5), elements=st.sampled_from([0.0, 0.5, 1.0])))
@hypothesis(max_examples=25)
def test_hiding_a_segment_is_the_table_without_it(there: np.ndarray, shares: np.ndarray) -> None:
    np.fill_diagonal(shares, 0.0)
    for region, hidden in list(np.argwhere(there))[:6]:
        without = there.copy()
        without[region, hidden] = 0.0
        expected = density(without, proximity(without, 0))[region]
        np.testing.assert_allclose(Density(there).without(region, hidden), expected, atol=1e-9)
        total = shares.sum(axis=1)
        met = np.divide(shares @ without[region], total, out=np.full(5, np.nan), where=total > 0)
        np.testing.assert_allclose(Inputs(there, shares).without(region, hidden), met, atol=1e-9)


def test_what_goes_together_is_found_and_noise_is_not() -> None:
    regions = np.arange(40)[:, None] % 4
    blocks = (regions == np.arange(60)[None] % 4).astype(np.int64)  # four kinds of region
    blocks[::3, ::5] = 0
    found = left_out(blocks, np.zeros((60, 60)), gap_settings())
    (density_alone,) = found.tried
    assert density_alone.name == "F1"
    assert density_alone.tenth > 3 * density_alone.tenth_base
    few = left_out(blocks[:20], np.zeros((60, 60)), gap_settings())
    assert "20" in few.refused
    assert not few.tried


def test_a_score_that_tells_nothing_does_as_well_as_chance() -> None:
    rules = golden_settings()
    table = np.ones((6, 9), dtype=np.int64)
    table[:, 4:] = 0
    shares = np.full((9, 9), 0.1)
    np.fill_diagonal(shares, 0.0)
    shares[:, :4] = 0.0  # no input that is here costs anything: F2 is 0 throughout
    shares[4:, 4:] = 0.1
    few = rules.score.density.model_copy(update={"products": 99})
    small = rules.model_copy(update={"score": rules.score.model_copy(update={"density": few})})
    (tried,) = left_out(table, shares, small).tried
    assert tried.top3 == pytest.approx(tried.top3_base)
    assert tried.tenth == pytest.approx(tried.tenth_base)


def test_a_sweep_is_what_the_gap_finder_says_under_each_value(golden_store: Store) -> None:
    used = golden_settings()
    situation = look(golden_store, "golden", "", used, assume_complete=True)
    before = find_gaps(golden_store, "golden", assume_complete=True, settings=used)
    steps = sweep(situation)
    assert any(one.graded for one in steps)
    for one in (one for one in steps if one.graded or one.also):
        group, _, name = one.threshold.partition(".")
        other = checked(overlaid(used.model_dump(), {group: {name: one.value}}))
        after = find_gaps(golden_store, "golden", assume_complete=True, settings=other)
        graded = [
            a.segment for a, b in zip(before.findings, after.findings, strict=True)
            if a.kind != b.kind
        ]  # fmt: skip
        assert list(one.graded) == graded


def test_every_setting_can_be_read_written_and_refused() -> None:
    used = gap_settings()
    listed = fields(used)
    assert edited(used, {one.path: one.text for one in listed}) == used
    assert own_values(used) == {}
    assert all(f"setting.{one.key}" in catalogue() for one in listed)
    assert all(f"setting.{one.key}.meaning" in catalogue() for one in listed)
    other = edited(used, {"targets.close": "", "fragile.level": "city", "months": "24"})
    assert own_values(other) == {
        "months": 24, "fragile": {"level": "city"}, "targets": {"close": None},
    }  # fmt: skip
    assert checked(overlaid(defaults(), own_values(other))) == other
    for path, text in (
        ("months", "0"),
        ("months", "2.5"),
        ("doubt.p_none", "nan"),
        ("way_in.lengths", "OWNS 1"),
        ("x", "1"),
    ):
        with pytest.raises(UsageError):
            edited(used, {path: text})
