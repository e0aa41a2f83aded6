"""Importance, net and q as the tables show them: sums, signs, how often an innocent is called."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain.drivers.explained import explained_share
from cxnlp.explain.drivers.shares import RARE as RARE_ONES
from cxnlp.explain.drivers.shares import SHARES, importance_table
from cxnlp.explain.drivers.table import driver_table, fit_models
from tests.explain.worlds import GUILTY, INNOCENT, sample


def made(of, min_mentions=10):
    models, names = fit_models(of, min_mentions), {issue: issue.title() for issue in of.issues}
    shares = importance_table(of, names, models["negative"], 0.95)
    drivers = driver_table(of, names, models, min_mentions, 0.95, shares)
    return models, shares, drivers.set_index(["issue", "feeling"])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("segments", [False, True])
def test_importances_add_up_to_the_explained_share(weighted, segments):
    of = sample(400, 3, weighted=weighted)
    of.mentioned["negative"][::22, of.issues.index("liked")] = True
    if segments:
        plan = np.random.default_rng(0).choice(["basic", "pro", "plus"], len(of))
        of = replace(of, segments=pd.DataFrame({"plan": plan}))
    models, shares, drivers = made(of, min_mentions=20)
    whole = explained_share(of, models["negative"], 0.95).within.value
    assert shares["importance"].sum() == pytest.approx(whole, abs=1e-9)
    pooled = shares[shares["issue"] == ""]
    assert pooled["name"].tolist() == ([] if weighted else [RARE_ONES])
    pooled_share = pooled["importance"].sum()
    assert drivers["importance"].sum() == pytest.approx(whole - pooled_share, abs=1e-9)
    assert drivers.loc[drivers["importance"].notna()].index.unique("feeling").tolist() == ["any"]
    assert list(shares) == list(SHARES)


def test_a_response_that_decides_a_coefficient_alone_breaks_no_sum():
    of = sample(300, 4)
    alone = np.where(np.arange(300) < 200, "a", "b")
    of = replace(of, segments=pd.DataFrame({"plan": alone}))
    of.mentioned["negative"][:, 3] = np.arange(300) == 7
    models = fit_models(of, 1)
    shares = importance_table(of, {}, models["negative"], 0.95)
    assert models["negative"].fit.set_aside.any()
    whole = explained_share(of, models["negative"], 0.95).within.value
    assert shares["importance"].sum() == pytest.approx(whole, abs=1e-6)


def test_net_has_the_sign_of_effect_and_is_it_times_share():
    _, _, drivers = made(sample(500, 5))
    shown = drivers.dropna(subset=["net"])
    np.testing.assert_allclose(shown["net"], shown["effect"] * shown["share"])
    assert (shown["net_low"] < shown["net"]).all()
    assert (shown["net"] < shown["net_high"]).all()
    assert drivers.loc[(GUILTY, "negative"), "net_high"] < 0


def test_q_is_of_one_family_and_an_innocent_is_rarely_called_a_driver():
    called, guilty = [], []
    for seed in range(250):
        drivers = made(sample(400, seed))[2]
        signed = drivers[drivers.index.get_level_values("feeling") != "any"]
        assert drivers["q"].notna().sum() == signed["effect"].notna().sum()
        called.append(signed.loc[(INNOCENT, "negative"), "q"] < 0.05)
        guilty.append(signed.loc[(GUILTY, "negative"), "q"] < 0.05)
    assert np.mean(called) <= 0.085
    assert np.mean(guilty) == 1
