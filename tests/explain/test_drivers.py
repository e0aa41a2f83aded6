"""Drivers: innocent issues, coverage, laws, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain.drivers.table import DRIVERS, driver_table, fit_models
from cxnlp.survey.values.scales import SCALES
from tests.explain.worlds import GUILTY, INNOCENT, LIKED, NPS, RARE, sample

NUMBERS = ("raw", "raw_low", "raw_high", "effect", "effect_low", "effect_high", "effect_score")


def drivers(of, min_mentions=10):
    names = {issue: issue.title() for issue in of.issues}
    table = driver_table(of, names, fit_models(of, min_mentions), min_mentions, 0.95)
    return table.set_index(["issue", "feeling"])


def taken(of, rows):
    return replace(
        of,
        response=np.arange(len(rows)).astype(object),
        value=of.value[rows],
        score=of.score[rows],
        weight=of.weight[rows],
        mentioned={feeling: who[rows] for feeling, who in of.mentioned.items()},
        segments=of.segments.iloc[rows].reset_index(drop=True),
    )


def covers(row, figure, truth):
    return row[f"{figure}_low"] <= truth <= row[f"{figure}_high"]


def test_raw_blames_the_innocent_and_effect_does_not():
    blamed, cleared = [], []
    for seed in range(250):
        row = drivers(sample(400, seed)).loc[(INNOCENT, "negative")]
        blamed.append(row["raw_high"] < 0)
        cleared.append(covers(row, "effect", 0))
    assert np.mean(blamed) > 0.9
    assert 0.91 <= np.mean(cleared) <= 0.98


@pytest.mark.parametrize(("scale", "weighted"), [("nps", False), ("nps", True), ("csat", False)])
def test_intervals_of_raw_and_effect_cover(scale, weighted):
    truth = drivers(sample(400_000, 1, SCALES[scale], weighted=weighted))
    shown = [(GUILTY, "negative"), (INNOCENT, "negative"), (LIKED, "positive"), (GUILTY, "any")]
    hits = {"raw": [], "effect": []}
    for seed in range(150):
        table = drivers(sample(300, 10_000 + seed, SCALES[scale], weighted=weighted))
        for figure, found in hits.items():
            found += [covers(table.loc[row], figure, truth.loc[row, figure]) for row in shown]
    assert all(0.93 <= np.mean(found) <= 0.98 for found in hits.values())


def test_effects_equal_statsmodels_coefficients():
    of = sample(500, 3)
    kept = [at for at, issue in enumerate(of.issues) if issue != RARE]
    columns = [of.mentioned["negative"][:, at] for at in kept if of.issues[at] != LIKED]
    columns.append(of.mentioned["positive"][:, of.issues.index(LIKED)])
    x = sm.add_constant(np.column_stack(columns).astype(float))
    table = drivers(of, min_mentions=20)
    rows = [(GUILTY, "negative"), (INNOCENT, "negative"), (LIKED, "positive")]
    for outcome, column in ((of.value, "effect"), (of.score, "effect_score")):
        theirs = sm.OLS(outcome, x).fit(cov_type="HC3")
        np.testing.assert_allclose(table.loc[rows, column], theirs.params[1:], rtol=1e-8)
    theirs = sm.OLS(of.value, x).fit(cov_type="HC3").conf_int()[1:]
    ours = table.loc[rows, ["effect_low", "effect_high"]]
    np.testing.assert_allclose(np.ptp(ours, axis=1), np.ptp(theirs, axis=1), rtol=0.06)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_order_of_rows_and_scale_of_weights_change_nothing(seed, weighted):
    of = sample(150, seed, weighted=weighted)
    order = np.random.default_rng(seed).permutation(len(of))
    moved = replace(taken(of, order), weight=3 * of.weight[order])
    first, second = drivers(of), drivers(moved).loc[lambda table: table.index]
    second = second.loc[first.index]
    pd.testing.assert_frame_equal(first, second, atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_doubling_every_row_moves_no_centre_and_narrows_every_interval(seed):
    of = sample(150, seed)
    once = drivers(of)
    twice = drivers(taken(of, np.tile(np.arange(len(of)), 2)), min_mentions=20).loc[once.index]
    shown = once["raw"].notna()
    for figure in ("raw", "effect"):
        centre = [f"{figure}_low", f"{figure}_high"]
        np.testing.assert_allclose(twice.loc[shown, figure], once.loc[shown, figure], atol=1e-6)
        width, narrow = (np.ptp(table.loc[shown, centre], axis=1) for table in (once, twice))
        assert (narrow <= width + 1e-9).all()


def test_what_cannot_be_told_apart_is_said_as_it_is():
    of = sample(500, 2)
    at, other = of.issues.index(GUILTY), of.issues.index(INNOCENT)
    for feeling in ("negative", "any"):
        of.mentioned[feeling][:, other] = ~of.mentioned[feeling][:, at]
    note = drivers(of).loc[(GUILTY, "negative"), "note"]
    assert note.endswith(f"{INNOCENT} (negative), mentioned by nearly all the other responses")
    thirds = np.arange(500) % 3
    for k, issue in enumerate((GUILTY, INNOCENT, RARE)):
        for feeling in ("negative", "any"):
            of.mentioned[feeling][:, of.issues.index(issue)] = thirds == k
    assert drivers(of).loc[(GUILTY, "negative"), "note"].endswith("several issues together")


def test_a_mixed_mention_counts_as_negative_and_as_positive():
    of = sample(500, 2)
    at = of.issues.index(GUILTY)
    of.mentioned["positive"][:, at] = of.mentioned["negative"][:, at]
    table = drivers(of)
    assert table.loc[(GUILTY, "negative"), "mentions"] == table.loc[(GUILTY, "any"), "mentions"]
    assert table.loc[(GUILTY, "positive"), "effect"] != table.loc[(GUILTY, "positive"), "effect"]
    assert "cannot be told apart" in table.loc[(GUILTY, "positive"), "note"]


@pytest.mark.parametrize("feeling", ["negative", "any"])
def test_too_rare_and_everywhere_are_refused_in_words(feeling):
    of = sample(300, 4)
    of.mentioned[feeling][:, of.issues.index(GUILTY)] = True
    table = drivers(of)
    for issue, words in ((RARE, "too few mentions"), (GUILTY, "every response mentions it")):
        row = table.loc[(issue, feeling)]
        assert row[list(NUMBERS)].isna().all()
        assert words in row["note"]
    assert table.loc[(INNOCENT, feeling), "effect"] < 100


@pytest.mark.parametrize("n", [0, 1, 2, 29])
def test_too_few_responses_are_refused_in_words(n):
    table = drivers(taken(sample(50, 0), np.arange(n)))
    assert len(table) == 12
    assert table[list(NUMBERS)].isna().all(axis=None)
    assert table["note"].str.contains("too few responses").all()


def test_scores_that_do_not_vary_are_refused_in_words():
    of = sample(100, 0)
    table = drivers(replace(of, value=np.full(100, 100.0)))
    assert table["note"].str.contains("count the same").all()


def test_one_response_that_outweighs_all_others_is_no_sample():
    of = sample(100, 0)
    table = drivers(replace(of, weight=np.where(np.arange(100) == 0, 1.0, 1e-9)))
    assert table["note"].str.contains("weights").all()


def test_columns_are_those_documented_and_the_most_harmful_come_first():
    of = sample(400, 0)
    table = drivers(of).reset_index()
    assert list(table[list(DRIVERS)]) == list(DRIVERS)
    raw = table["raw"].dropna()
    assert raw.is_monotonic_increasing
    assert table["raw"].iloc[len(raw) :].isna().all()
    assert table["share"].between(0, 1).all()
    assert NPS.index_range == (-100, 100)
    assert table["index_with"].dropna().between(-100, 100).all()


def test_segments_are_held_constant():
    of = sample(2000, 6)
    random = np.random.default_rng(0)
    pro = random.random(2000) < 0.4
    value = np.where(pro, 100.0, -100.0)
    who = of.mentioned["negative"].copy()
    who[:, of.issues.index(INNOCENT)] = np.where(pro, random.random(2000) < 0.5, False)
    segments = pd.DataFrame({"plan": np.where(pro, "pro", "basic")})
    blamed = replace(of, value=value + random.normal(0, 10, 2000), segments=segments)
    blamed.mentioned["negative"] = who
    row = drivers(blamed).loc[(INNOCENT, "negative")]
    assert row["raw_low"] > 5
    assert covers(row, "effect", 0)
