"""Logistic regression, held-out predictions, the area under the ROC curve."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.explain.estimation.logistic import (
    PRIOR,
    auc_parts,
    calibrated_held_out,
    calibration_line,
    fit_logistic,
    folds,
    held_out,
    log_odds,
    probability,
    scores_of,
)

TRUE = np.array([2.0, -1.0, 0.0, 1.5])


def world(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = (random.random((n, 4)) < 0.25).astype(float)
    y = random.random(n) < probability(-0.7 + x @ TRUE)
    return x, y, random.choice([0.5, 1.0, 2.0], n)


def test_the_fit_is_where_the_penalised_likelihood_is_flat() -> None:
    from scipy.optimize import minimize

    x, y, weight = world(400, 0)
    w = weight / weight.mean()

    def loss(b: np.ndarray) -> float:
        eta = b[0] + x @ b[1:]
        return float(-w @ (y * eta - np.logaddexp(0, eta)) + b[1:] @ b[1:] / (2 * PRIOR**2))

    found = minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-8})
    assert fit_logistic(x, y, weight) == pytest.approx(found.x, abs=1e-5)


def test_an_issue_that_only_one_side_mentions_has_a_finite_coefficient() -> None:
    x = np.r_[np.ones((20, 1)), np.zeros((80, 1))]
    y = np.arange(100) < 30
    assert 1 < fit_logistic(x, y, np.ones(100))[1] < 8


def test_weights_count_as_copies() -> None:
    x, y, _ = world(200, 1)
    count = np.random.default_rng(2).integers(1, 4, 200)
    copies = np.repeat(np.arange(200), count)
    # Scaled to a mean of one, weights would meet a prior of another strength; so without one.
    weighed = fit_logistic(x, y, count.astype(float), prior=1e4)
    copied = fit_logistic(x[copies], y[copies], np.ones(len(copies)), prior=1e4)
    assert weighed == pytest.approx(copied, abs=1e-5)


def test_a_row_is_predicted_by_the_others() -> None:
    x, y, weight = world(300, 3)
    fold = folds(np.arange(300), y)
    plain = held_out(x, y, weight, fold)
    turned = y.copy()
    turned[fold == 0] = ~turned[fold == 0]
    assert held_out(x, turned, weight, fold)[fold == 0] == pytest.approx(plain[fold == 0])
    calibrated = calibrated_held_out(x, y, weight, fold)
    again = calibrated_held_out(x, turned, weight, fold)
    assert again[fold == 0] == pytest.approx(calibrated[fold == 0])


def test_held_out_probabilities_are_calibrated() -> None:
    x, y, weight = world(4000, 4)
    p = calibrated_held_out(x, y, weight, folds(np.arange(4000), y))
    intercept, slope = calibration_line(log_odds(p), y, weight)
    assert slope == pytest.approx(1, abs=0.12)
    assert intercept == pytest.approx(0, abs=0.12)
    assert np.average(p, weights=weight) == pytest.approx(np.average(y, weights=weight), abs=0.01)


def test_the_line_notices_what_is_too_sure() -> None:
    x, y, weight = world(3000, 5)
    true = -0.7 + x @ TRUE
    assert calibration_line(2 * true, y, weight)[1] == pytest.approx(0.5, abs=0.08)
    assert calibration_line(true - 1, y, weight)[0] == pytest.approx(1, abs=0.2)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    x, y, weight = world(120, 6)
    score = scores_of(x, fit_logistic(x, y, weight))
    pairs = weight[y][:, None] * weight[~y]
    gap = score[y][:, None] - score[~y]
    share = (pairs * ((gap > 0) + 0.5 * (gap == 0))).sum() / pairs.sum()
    assert auc_parts(score, y, weight)[0] == pytest.approx(share)


def test_the_interval_of_the_area_covers() -> None:
    x, y, _ = world(100_000, 7)
    score = x @ TRUE
    truth = auc_parts(score, y, np.ones(len(y)))[0]
    random, hits = np.random.default_rng(8), 0
    for _ in range(300):
        at = random.integers(0, len(y), 200)
        area, influence = auc_parts(score[at], y[at], np.ones(200))
        hits += abs(area - truth) <= 1.96 * np.sqrt(influence @ influence)
    assert 0.92 <= hits / 300 <= 0.98


def test_folds_follow_the_ids_and_share_out_both_outcomes() -> None:
    random = np.random.default_rng(9)
    ids, y = random.permutation(200), random.random(200) < 0.2
    fold = folds(ids, y)
    order = random.permutation(200)
    assert (folds(ids[order], y[order]) == fold[order]).all()
    assert np.ptp(np.bincount(fold[y])) <= 1
