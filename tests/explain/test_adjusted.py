"""Adjusted figures and their influence values: standardisation, the bootstrap, laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain.estimation.adjusted import linear_figures
from cxnlp.explain.estimation.least_squares import least_squares


def data(n=400, seed=0):
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), random.random((n, 4)) < [0.5, 0.1, 0.2, 0.4]]).astype(float)
    x[:, 3] = np.maximum(x[:, 3], x[:, 2] * (random.random(n) < 0.5))
    y = x @ [10, 5, -40, 0, 20] + random.normal(0, 20, n) * (1 + x[:, 2])
    return x, y, random.uniform(0.3, 3, n)


def test_net_is_the_mean_now_minus_the_mean_prediction_without():
    x, y, weight = data()
    fit, found = least_squares(x, y[:, None], weight), linear_figures(x, y, weight, 2)
    for at in range(3):
        without = x.copy()
        without[:, 2 + at] = 0
        never = np.average(without @ fit.coefficient[:, 0], weights=weight)
        assert found.net[at] == pytest.approx(np.average(y, weights=weight) - never)


def test_influence_values_square_to_the_robust_errors():
    x, y, weight = data()
    found, fit = linear_figures(x, y, weight, 2), least_squares(x, y[:, None], weight)
    np.testing.assert_allclose(
        np.sqrt(np.square(found.effect_influence).sum(axis=0)), fit.error[2:, 0], rtol=1e-9
    )


@pytest.mark.parametrize("figure", ["effect", "net"])
def test_errors_are_those_of_the_bootstrap(figure):
    x, y, weight = data(1500, 1)
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(400):
        at = random.integers(0, len(x), len(x))
        drawn.append(getattr(linear_figures(x[at], y[at], weight[at], 2), figure))
    found = getattr(linear_figures(x, y, weight, 2), f"{figure}_error")
    np.testing.assert_allclose(found, np.std(drawn, axis=0), rtol=0.12)


def test_influence_values_say_what_one_more_row_would_do():
    x, y, weight = data(2000)
    found = linear_figures(x, y, weight, 2)
    heavier = weight.copy()
    heavier[7] *= 1.001
    moved = linear_figures(x, y, heavier, 2)
    for figure in ("effect", "net"):
        change = getattr(moved, figure) - getattr(found, figure)
        np.testing.assert_allclose(
            change, 0.001 * getattr(found, f"{figure}_influence")[7], rtol=0.02, atol=1e-9
        )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.floats(1e-3, 1e3))
def test_order_scale_of_weights_and_doubling(seed, factor):
    x, y, weight = data(150, seed)
    found = linear_figures(x, y, weight, 2)
    order = np.random.default_rng(seed).permutation(len(x))
    moved = linear_figures(x[order], y[order], factor * weight[order], 2)
    twice = linear_figures(np.tile(x, (2, 1)), np.tile(y, 2), np.tile(weight, 2), 2)
    for figure in ("effect", "effect_error", "net", "net_error"):
        np.testing.assert_allclose(getattr(moved, figure), getattr(found, figure), rtol=1e-7)
    for figure in ("effect", "net"):
        np.testing.assert_allclose(getattr(twice, figure), getattr(found, figure), rtol=1e-7)
        assert (getattr(twice, f"{figure}_error") < getattr(found, f"{figure}_error")).all()
