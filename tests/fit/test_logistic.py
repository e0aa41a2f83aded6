"""Corrections are where data and prior pull equally, and depend on no choice of axes."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.fit.logistic import (
    FEELING_SHIFT,
    FEELING_SLOPE,
    FEELING_WEIGHTS,
    OWN_SHIFT,
    OWN_SLOPE,
    SHIFT,
    SLOPE,
    WEIGHTS,
    fit_feelings,
    fit_mentions,
    probability,
)


@pytest.fixture
def world():
    rng = np.random.default_rng(3)
    logit = rng.normal(size=(12, 3))
    seen = rng.normal(size=(12, 3, 5))
    truth = logit + seen[:, :, 0] + rng.normal(size=(12, 3)) > 0.4
    return logit, seen, truth


def test_mentions_rest_where_labels_and_prior_pull_equally(world):
    logit, seen, truth = world
    fit = fit_mentions(logit, seen, truth)
    pull = truth - probability(fit.logits(logit, seen))
    apart = seen - seen.mean(0)
    scale = np.sqrt((apart**2).sum(2).mean(0))
    weights = WEIGHTS**2 * np.einsum("nk,nkh->kh", pull, apart) / (scale**2)[:, None]
    shift = SHIFT**2 * pull.sum() + OWN_SHIFT**2 * pull.sum(0)
    slope = SLOPE**2 * (pull * logit).sum() + OWN_SLOPE**2 * (pull * logit).sum(0)
    centred = fit.shift[:-1] + (fit.weights[:-1] * seen.mean(0)).sum(1)
    assert fit.weights[:-1] == pytest.approx(weights, abs=1e-3)
    assert centred == pytest.approx(shift, abs=1e-3)
    assert fit.slope[:-1] - 1 == pytest.approx(slope, abs=1e-3)
    assert fit.shift[-1] == pytest.approx(SHIFT**2 * pull.sum(), abs=1e-3)
    assert fit.slope[-1] - 1 == pytest.approx(SLOPE**2 * (pull * logit).sum(), abs=1e-3)
    assert not fit.weights[-1].any()


def test_feelings_rest_where_labels_and_prior_pull_equally():
    rng = np.random.default_rng(5)
    told, seen = np.log(rng.dirichlet(np.ones(4), 15)), rng.normal(size=(15, 6))
    truth = rng.integers(0, 4, 15)
    fit = fit_feelings(told, seen, truth)
    raised = np.exp(fit.logits(told, seen))
    pull = np.eye(4)[truth] - raised / raised.sum(1, keepdims=True)
    apart = seen - seen.mean(0)
    scale = (apart**2).sum(1).mean()
    weights = FEELING_WEIGHTS**2 * apart.T @ pull / scale
    assert fit.weights == pytest.approx(weights, abs=1e-3)
    assert fit.shift + seen.mean(0) @ fit.weights == pytest.approx(
        FEELING_SHIFT**2 * pull.sum(0), abs=1e-3
    )
    assert fit.slope - 1 == pytest.approx(FEELING_SLOPE**2 * (pull * told).sum(), abs=1e-3)


def test_turned_moved_and_stretched_states_teach_the_same(world):
    logit, seen, truth = world
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(5, 5)))[0]
    other = 7 * seen @ turn + 3
    before = fit_mentions(logit, seen, truth).logits(logit, seen)
    after = fit_mentions(logit, other, truth).logits(logit, other)
    assert after == pytest.approx(before, abs=1e-2)
    twisted = fit_mentions(logit, seen**3, truth).logits(logit, seen**3)
    assert twisted != pytest.approx(before, abs=1e-2)


def test_a_label_that_was_expected_changes_little_and_a_surprise_much():
    logit, seen = np.full((6, 1), 5.0), np.zeros((6, 1, 2))
    expected = fit_mentions(logit, seen, np.ones((6, 1), bool)).logits(logit, seen)
    surprised = fit_mentions(logit, seen, np.zeros((6, 1), bool)).logits(logit, seen)
    assert expected == pytest.approx(logit, abs=0.1)
    assert (surprised < 1).all()


def test_without_a_feeling_nothing_is_learned():
    fit = fit_feelings(np.zeros((0, 4)), np.zeros((0, 3)), np.zeros(0, int))
    told, seen = np.log([[0.1, 0.2, 0.3, 0.4]]), np.ones((1, 3))
    assert (fit.logits(told, seen) == told).all()
