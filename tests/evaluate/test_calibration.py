"""Predicted against observed."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.evaluate.calibration import MASS, WIDTH, calibration_error, reliability


def test_a_calibrated_model_has_almost_no_error() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(200_000)
    errors = calibration_error(reliability(p, rng.random(200_000) < p))
    assert max(errors.values()) < 0.01


def test_the_error_is_the_mean_gap() -> None:
    """Guo et al. 2017, eq. 5, by hand: half say 0.95 and are right in 3 of 4, half 0.15, never."""
    p = [0.95] * 4 + [0.15] * 4
    right = [True, True, True, False] + [False] * 4
    errors = calibration_error(reliability(p, right))
    assert errors == pytest.approx({WIDTH: 0.5 * 0.2 + 0.5 * 0.15, MASS: 0.5 * 0.2 + 0.5 * 0.15})


def test_every_answer_is_in_one_bin_of_each_kind() -> None:
    p = np.random.default_rng(1).beta(8, 1, 997)
    table = reliability(np.append(p, [0.0, 1.0]), np.ones(999, bool))
    assert table.groupby("bins")["n"].sum().tolist() == [999, 999]
    mass = table[table["bins"] == MASS]["n"]
    assert mass.max() <= 101
    assert mass.min() >= 99


def test_bins_of_equal_mass_do_not_part_equal_probabilities() -> None:
    p = np.repeat([0.2, 0.7], [37, 63])
    one = reliability(p, np.arange(100) % 2 == 0)
    other = reliability(p[::-1], (np.arange(100) % 2 == 0)[::-1])
    assert one.equals(other)
    assert one[one["bins"] == MASS]["n"].tolist() == [37, 63]


def test_nothing_has_no_bins() -> None:
    assert reliability([], []).empty
    assert calibration_error(reliability([], [])) == {}
