"""Hygiene, performance, delight, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain.drivers.roles import KINDS, ROLES, classify, role_table
from cxnlp.explain.drivers.table import driver_table, fit_models
from cxnlp.explain.sample.responses import Sample

ISSUES = ("billing", "speed", "surprise")
COSTS, EARNS = np.array([60, 40, 10.0]), np.array([5, 40, 45.0])


def world(n, seed=0):
    random = np.random.default_rng(seed)
    negative, positive = random.random((2, n, 3)) < 0.15
    value = 20 - negative @ COSTS + positive @ EARNS + random.normal(0, 60, n)
    mentioned = {"negative": negative, "positive": positive, "any": negative | positive}
    segments = pd.DataFrame(index=range(n))
    return Sample(
        np.arange(n).astype(object), value, value, np.ones(n), ISSUES, mentioned, segments
    )


def roles(of):
    models, names = fit_models(of, 10), {issue: issue.title() for issue in of.issues}
    table = driver_table(of, names, models, 10, 0.95)
    return role_table(table, models.get("negative"), names, 0.95).set_index("issue")


def test_with_many_responses_the_roles_are_found():
    table = roles(world(20_000))
    assert list(table.reset_index()) == list(ROLES)
    assert table["role"].tolist() == ["hygiene", "performance", "delight"]
    assert table["name"].tolist() == ["Billing", "Speed", "Surprise"]
    chances = table[[f"p_{kind}" for kind in KINDS]]
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    np.testing.assert_allclose(table["penalty"], COSTS, atol=5)
    np.testing.assert_allclose(table["reward"], EARNS, atol=5)


def test_chances_are_those_of_repeated_samples():
    kinds = []
    for seed in range(150):
        table = roles(world(400, 50 + seed))
        kinds.append(classify(table["penalty"].to_numpy(), table["reward"].to_numpy()) == 1)
    spread = np.mean(kinds, axis=0)[1]
    told = np.mean([roles(world(400, 300 + s)).loc["speed", "p_performance"] for s in range(60)])
    assert told == pytest.approx(spread, abs=0.25)
    assert 0.3 < told < 0.95


def test_with_few_responses_the_role_is_unclear():
    unclear = [roles(world(150, seed))["role"].eq("unclear").mean() for seed in range(10)]
    assert np.mean(unclear) > 0.3


def test_one_sign_alone_has_a_figure_and_no_role():
    of = world(500)
    positive = of.mentioned["positive"].copy()
    positive[:, 0] = False
    row = roles(replace(of, mentioned={**of.mentioned, "positive": positive})).loc["billing"]
    assert row["penalty"] > 0
    assert np.isnan(row["reward"])
    assert row["role"] == ""
    assert "positive mentions" in row["note"]
    assert len(roles(world(20))) == 0
