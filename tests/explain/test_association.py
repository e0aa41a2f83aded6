"""The leave-out difference and its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain.estimation.association import leave_out


@st.composite
def groups(draw):
    n = draw(st.integers(4, 80))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    mentioned = np.arange(n) < draw(st.integers(2, n - 2))
    return random.choice([-100.0, 0.0, 100.0], n), random.uniform(0.2, 5, n), mentioned


@settings(deadline=None)
@given(groups())
def test_it_is_the_index_of_all_minus_the_index_without(drawn):
    value, weight, mentioned = drawn
    found = leave_out(value, weight, mentioned)
    without = np.average(value[~mentioned], weights=weight[~mentioned])
    assert found.raw == pytest.approx(np.average(value, weights=weight) - without, abs=1e-9)
    assert found.index_without == pytest.approx(without)
    assert -100 - 1e-9 <= found.index_with <= 100 + 1e-9
    assert found.low <= found.raw <= found.high


@settings(deadline=None)
@given(groups(), st.floats(1e-3, 1e3))
def test_order_of_rows_and_scale_of_weights_change_nothing(drawn, factor):
    value, weight, mentioned = drawn
    order = np.random.default_rng(1).permutation(len(value))
    first = leave_out(value, weight, mentioned)
    second = leave_out(value[order], factor * weight[order], mentioned[order])
    assert (second.raw, second.low, second.high) == pytest.approx(
        (first.raw, first.low, first.high), abs=1e-6
    )


@settings(deadline=None)
@given(groups())
def test_doubling_every_row_keeps_the_centre_and_narrows_the_interval(drawn):
    value, weight, mentioned = drawn
    once = leave_out(value, weight, mentioned)
    twice = leave_out(np.tile(value, 2), np.tile(weight, 2), np.tile(mentioned, 2))
    assert twice.raw == pytest.approx(once.raw, abs=1e-9)
    assert twice.high - twice.low <= once.high - once.low + 1e-9


@pytest.mark.parametrize("weighted", [False, True])
def test_the_interval_is_as_wide_as_the_bootstraps(weighted):
    random = np.random.default_rng(5)
    n = 2000
    mentioned = random.random(n) < 0.15
    value = np.where(
        random.random(n) < np.where(mentioned, 0.6, 0.3), -100.0, random.choice([0.0, 100.0], n)
    )
    weight = np.where(value < 0, 2.0, 1.0) if weighted else np.ones(n)
    found = leave_out(value, weight, mentioned)
    drawn = []
    for _ in range(1500):
        at = random.integers(0, n, n)
        drawn.append(leave_out(value[at], weight[at], mentioned[at]).raw)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(np.std(drawn), rel=0.07)
