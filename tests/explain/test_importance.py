"""Importance: relaimpo's figures, sums, intervals, and orders drawn or all taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain.estimation import importance
from cxnlp.explain.estimation.importance import lmg
from tests.explain.swiss import SWISS


def world(n, seed, groups=4, effects=(2.0, 0.0, -1.0, 0.5)):
    """Groups of two columns that come together; the second group goes with nothing of itself."""
    random = np.random.default_rng(seed)
    segment = random.random(n) < 0.4
    said = random.random((n, 2 * groups)) < 0.2
    said[:, 2] |= said[:, 0] & (random.random(n) < 0.5)
    x = np.column_stack([np.ones(n), segment, said]).astype(float)
    own = np.zeros(2 * groups)
    own[0 : 2 * len(effects) : 2] = effects
    y = x @ [7, 1, *own] + random.normal(0, 1.5, n)
    return x, y, random.uniform(0.5, 2, n), [(2 + 2 * g, 3 + 2 * g) for g in range(groups)]


def args(n, seed):
    x, y, weight, groups = world(n, seed)
    return x, y, weight, 2, groups


def test_figures_of_relaimpo_on_swiss():
    """calc.relimp(lm(Fertility ~ ., swiss), type = "lmg") of relaimpo 2.2, and with weights."""
    x, y = np.column_stack([np.ones(47), SWISS[:, 1:]]), SWISS[:, 0]
    each = [(at,) for at in range(1, 6)]
    found = lmg(x, y, np.ones(47), 1, each, adjusted=False)
    theirs = [0.0570912207681, 0.1711730289002, 0.2601346786244, 0.1055701503735, 0.1127659229265]
    np.testing.assert_allclose(found.value, theirs, atol=1e-8)
    assert found.total == pytest.approx(0.706735001593, abs=1e-8)
    found = lmg(x, y, 1.0 + np.arange(1, 48) % 3, 1, each, adjusted=False)
    theirs = [0.0518208063017, 0.1549452302086, 0.2559770835712, 0.1019573530969, 0.1296324182449]
    np.testing.assert_allclose(found.value, theirs, atol=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(1e-2, 1e2))
def test_laws(seed, factor):
    x, y, weight, groups = world(120, seed)
    found = lmg(x, y, weight, 2, groups)
    assert found.value.sum() == pytest.approx(found.total, abs=1e-9)
    order = np.random.default_rng(seed).permutation(len(x))
    moved = lmg(x[order], y[order], factor * weight[order], 2, groups[::-1])
    np.testing.assert_allclose(moved.value[::-1], found.value, atol=1e-9)
    np.testing.assert_allclose(moved.error[::-1], found.error, atol=1e-9)
    plain = lmg(x, y, weight, 2, groups, adjusted=False)
    assert (plain.value > 0).all()
    twice = (np.tile(x, (2, 1)), np.tile(y, 2), np.tile(weight, 2))
    doubled = lmg(*twice, 2, groups, adjusted=False)
    np.testing.assert_allclose(doubled.value, plain.value, atol=1e-9)
    assert (doubled.error < plain.error).all()


def test_drawn_orders_agree_with_all_orders_within_the_error_told(monkeypatch):
    x, y, weight, groups = world(400, 3, groups=6)
    exact = lmg(x, y, weight, 2, groups)
    monkeypatch.setattr(importance, "MOST_ORDERS", 10)
    far = []
    for seed in range(20):
        drawn = lmg(x, y, weight, 2, groups, seed=seed)
        assert drawn.value.sum() == pytest.approx(exact.total, abs=1e-9)
        far.append((drawn.value - exact.value) / drawn.drawn_error)
    assert exact.drawn_error.max() == 0
    assert 0.6 < np.std(far) < 1.4
    assert drawn.drawn_error.max() < 0.001


def test_columns_that_cannot_be_told_apart_share_and_break_nothing():
    x, y, weight, groups = world(400, 5)
    both = np.column_stack([x, x[:, 2:4], np.zeros(400)])
    found = lmg(both, y, weight, 2, [*groups, (10, 11), (12,)])
    alone = lmg(x, y, weight, 2, groups)
    assert found.total == pytest.approx(alone.total, abs=1e-6)
    assert found.value[0] == pytest.approx(found.value[4], abs=1e-3)
    assert found.value[5] == pytest.approx(0, abs=1e-9)


def test_errors_are_those_of_repeated_samples_and_intervals_cover():
    truth = lmg(*args(400_000, 1)).value
    drawn = [lmg(*args(400, 100 + seed)) for seed in range(250)]
    values = np.asarray([each.value for each in drawn])
    errors = np.asarray([each.error for each in drawn])
    np.testing.assert_allclose(errors.mean(axis=0), values.std(axis=0), rtol=0.2)
    hits = np.abs(values - truth) <= 1.96 * errors
    assert 0.92 <= hits.mean() <= 0.975
    assert (hits.mean(axis=0) > 0.88).all()
