"""The three models: against statsmodels, the bootstrap, the truth, and each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.miscmodels.ordinal_model import OrderedModel

from cxnlp.errors import ExplainError
from cxnlp.explain.estimation.adjusted import linear_figures
from cxnlp.explain.estimation.choice import MODELS, categorical_figures
from cxnlp.explain.estimation.multinomial import fit_multinomial
from cxnlp.explain.estimation.ordinal import fit_ordinal
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
EFFECTS = np.array([0.4, -3.0, 0.0, 2.0])  # a segment; costs, innocent, earns: of the latent liking


def world(n, seed):
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), random.random((n, 4)) < [0.5, 0.2, 0.05, 0.25]]).astype(float)
    x[:, 3] = np.maximum(x[:, 3], x[:, 2] * (random.random(n) < 0.6))
    latent = 7.5 + x[:, 1:] @ EFFECTS + 1.7 * random.standard_normal(n)
    score = np.clip(np.round(latent), 0, 10)
    return x, NPS.value(score), score, np.ones(n)


def truth():
    """Return effect and net of the three issues by taking each away from the latent liking."""
    random = np.random.default_rng(9)
    n = 400_000
    x = world(n, 9)[0]
    noise = 1.7 * random.standard_normal(n)

    def mean(at, set_to):
        changed = x.copy()
        if set_to is not None:
            changed[:, at] = set_to
        return NPS.value(np.clip(np.round(7.5 + changed[:, 1:] @ EFFECTS + noise), 0, 10)).mean()

    effect = [mean(at, 1) - mean(at, 0) for at in (2, 3, 4)]
    return np.array(effect), np.array([mean(at, None) - mean(at, 0) for at in (2, 3, 4)])


def figures(model, x, value, score, weight):
    linear = linear_figures(x, value, weight, 2)
    if model == "linear":
        return linear
    return categorical_figures(model, x, value, score, weight, 2, linear)


def test_fits_equal_statsmodels():
    x, value, score, weight = world(1500, 1)
    category = np.unique(score, return_inverse=True)[1]
    theirs = OrderedModel(pd.Series(category), x[:, 1:], distr="logit").fit(method="bfgs", disp=0)
    ours = fit_ordinal(x[:, 1:], category, weight).parameter
    np.testing.assert_allclose(ours[-4:], np.asarray(theirs.params)[:4], atol=0.03)
    bands = np.unique(value, return_inverse=True)[1]
    theirs = sm.MNLogit(bands, x).fit(disp=0)
    ours = fit_multinomial(x[:, 1:], bands, weight).parameter.reshape(2, 5)
    np.testing.assert_allclose(ours, np.asarray(theirs.params).T, atol=0.06)


@pytest.mark.parametrize("model", MODELS)
def test_errors_are_those_of_the_bootstrap(model):
    data = world(700, 2)
    found = figures(model, *data)
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(80):
        at = random.integers(0, 700, 700)
        each = figures(model, *(part[at] for part in data))
        drawn.append([each.effect, each.net])
    spread = np.std(drawn, axis=0)
    np.testing.assert_allclose([found.effect_error, found.net_error], spread, rtol=0.3)


def test_intervals_of_net_cover_what_taking_the_issue_away_would_show():
    true = truth()[1]
    hits = {model: [] for model in MODELS}
    for seed in range(80):
        data = world(500, 100 + seed)
        for model in MODELS:
            found = figures(model, *data)
            hits[model].append(np.abs(found.net - true) <= 1.97 * found.net_error)
    assert all(0.91 <= np.mean(each) <= 0.99 for each in hits.values()), {
        model: np.mean(each, axis=0) for model, each in hits.items()
    }


@pytest.mark.parametrize("model", ["ordinal", "multinomial"])
def test_those_who_all_gave_one_score_get_no_wild_figure(model):
    x, _, score, weight = world(300, 3)
    score = np.where(x[:, 2] == 1, 0.0, score)
    found = figures(model, x, NPS.value(score), score, weight)
    assert np.isfinite(found.effect).all()
    assert np.abs(found.effect).max() <= 200
    assert found.net[0] < 0


def test_scores_of_too_many_values_are_refused_in_words():
    x, _, score, weight = world(300, 3)
    noisy = score + np.random.default_rng(0).random(300)
    with pytest.raises(ExplainError, match="at most 15"):
        figures("ordinal", x, noisy, noisy, weight)
