"""Correction beside the example that ValidMLInference 1.4.0 prints in its README.

(K. Kurczynski, T. Christensen, S. Hansen; the package needs jax, so its figures stand here.) A
binary label is wrong in one row of five; the true effect is 2. Least squares gives 1.2076, their
one-step estimator, which needs no audit but a model of the errors, 1.8286 (1.615 to 2.042).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain.correction.audit import Audit, take_rows
from cxnlp.explain.correction.design import pair_designs
from cxnlp.explain.correction.drivers import correct
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import t_quantile

THEIR_OLS = (1.392265, 1.207589)
THEIR_ERRORS = (0.055828, 0.078643)
THEIR_ONE_STEP = (1.615048, 2.042228)
N, TRUE_EFFECT = 1000, 2.0


def example():
    """Return their data, drawn as they draw them (NumPy's legacy generator, seed 42)."""
    random = np.random.RandomState(42)
    truth = random.binomial(1, 0.5, N)
    wrong = random.binomial(1, 0.2, N).astype(bool)
    seen = np.where(wrong, 1 - truth, truth)
    y = 1.0 + TRUE_EFFECT * truth + random.normal(0, 1, N)
    return y, seen.astype(bool)[:, None], truth.astype(bool)[:, None]


def corrected(rows):
    y, seen, truth = example()
    nobody = np.zeros_like(seen)
    who = {"negative": seen, "positive": nobody, "any": seen}
    of = Sample(
        np.arange(N).astype(object), y, y, np.ones(N), ("label",), who, pd.DataFrame(index=range(N))
    )
    real = {"negative": truth[rows], "positive": nobody[rows], "any": truth[rows]}
    audit = Audit(take_rows(of, rows), rows, np.ones(len(rows)), real, np.arange(len(rows)))
    return correct(of, audit, pair_designs(of, audit, build_design(of, ("negative",), 10)))


def test_uncorrected_it_is_their_least_squares_to_the_printed_digits():
    found = corrected(np.arange(300))
    assert found.naive.effect[0] == pytest.approx(THEIR_OLS[1], abs=5e-7)
    y, seen, _ = example()
    assert y[~seen[:, 0]].mean() == pytest.approx(THEIR_OLS[0], abs=5e-7)
    # Theirs is White's (HC0), ours HC3: a little wider.
    assert found.naive.effect_error[0] == pytest.approx(THEIR_ERRORS[1], rel=0.01)


@pytest.mark.parametrize("figure", ["effect", "calibrated"])
def test_corrected_it_agrees_with_their_one_step_and_covers_the_truth(figure):
    found = getattr(corrected(np.arange(0, N, 2)), figure)
    half = t_quantile(0.95, float(found.df[0])) * found.error[0]
    low, high = found.value[0] - half, found.value[0] + half
    assert low < TRUE_EFFECT < high
    assert THEIR_ONE_STEP[0] < found.value[0] < THEIR_ONE_STEP[1] + 0.15
    assert high - low < 2 * np.ptp(THEIR_ONE_STEP)


def test_calibration_is_their_multiplicative_correction_where_its_assumptions_hold():
    """b = (I - f S^-1 A)^-1 b_ols [theirs: ols_bcm], f = P(seen and not true), S = mean of xx'.

    It holds where as many are missed as wrongly seen, so the audit is cut to be such.
    """
    y, seen, truth = (part.ravel() for part in example())
    alarms, misses = np.flatnonzero(seen & ~truth), np.flatnonzero(~seen & truth)
    few = min(len(alarms), len(misses))
    rows = np.setdiff1d(np.arange(N), np.concatenate([alarms[few:], misses[few:]]))
    rows = rows[np.argsort(rows)]
    found = corrected(rows)
    x = np.column_stack([np.ones(len(rows)), seen[rows]])
    gamma = np.linalg.solve(x.T @ x / len(rows), np.diag([0.0, 1.0]))
    whole = np.column_stack([np.ones(N), seen])
    ols = np.linalg.lstsq(whole, y, rcond=None)[0]
    theirs = np.linalg.solve(np.eye(2) - few / len(rows) * gamma, ols)
    assert found.calibrated.value[0] == pytest.approx(theirs[1], rel=1e-8)
