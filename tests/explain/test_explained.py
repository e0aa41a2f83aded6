"""The explained share: against statsmodels, the bootstrap and the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from cxnlp.explain.drivers.explained import explained_share
from cxnlp.explain.drivers.table import fit_models
from tests.explain.test_drivers import taken
from tests.explain.worlds import sample


def share(of, min_mentions=2):
    return explained_share(of, fit_models(of, min_mentions)["negative"], 0.95)


def test_it_is_the_adjusted_r_squared_of_statsmodels():
    of = sample(400, 1)
    signs = np.column_stack([of.mentioned[sign] for sign in ("negative", "positive")])
    x = sm.add_constant(signs[:, signs.any(axis=0)].astype(float))
    assert share(of).within.value == pytest.approx(sm.OLS(of.score, x).fit().rsquared_adj)


def test_out_of_sample_predicts_each_response_by_the_others():
    of = sample(60, 2)
    design = fit_models(of, 2)["negative"].design.x
    others, means = [], []
    for at in range(60):
        rest = np.arange(60) != at
        fit = sm.OLS(of.score[rest], design[rest]).fit()
        others.append(of.score[at] - design[at] @ fit.params)
        means.append(of.score[at] - of.score[rest].mean())
    found = share(of).out_of_sample
    assert found == pytest.approx(1 - np.mean(np.square(others)) / np.mean(np.square(means)))


def test_the_interval_is_as_wide_as_the_bootstraps():
    of = sample(1000, 3, weighted=True)
    random = np.random.default_rng(0)
    drawn = [share(taken(of, random.integers(0, 1000, 1000))).within.value for _ in range(300)]
    found = share(of).within
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(np.std(drawn), rel=0.15)


def test_it_covers_the_truth_and_nothing_where_there_is_nothing():
    truth = share(sample(300_000, 4)).within.value
    hits, none = [], []
    for seed in range(200):
        of = sample(300, 100 + seed)
        found = share(of).within
        hits.append(found.low <= truth <= found.high)
        noise = np.random.default_rng(seed).permutation(of.score)
        none.append(share(replace(of, score=noise)).within.low == 0)
    assert 0.92 <= np.mean(hits) <= 0.985
    assert np.mean(none) >= 0.93


def test_scaling_the_weights_changes_nothing():
    of = sample(300, 5, weighted=True)
    first, second = share(of), share(replace(of, weight=9 * of.weight))
    assert first.within.high == pytest.approx(second.within.high)
    assert first.out_of_sample == pytest.approx(second.out_of_sample)
