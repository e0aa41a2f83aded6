"""How do we stand: small groups, shrinkage, a target, those who wrote beside the silent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain import from_tables
from cxnlp.explain.comparison.small_cells import SmallCells, shrink
from cxnlp.explain.comparison.standing import SEGMENTS, segment_table
from cxnlp.explain.comparison.target import SILENT, WROTE, Target, comparison_table
from cxnlp.survey.values.scales import index_interval
from tests.explain.worlds import NPS, tables


def joined(n=600, seed=0, levels=8):
    random = np.random.default_rng(seed)
    responses, tags, comments = tables(n, seed)
    size = np.array([0.4, 0.2, 0.15, 0.1, 0.08, 0.05, 0.015, 0.005])[:levels]
    shop = random.choice([f"shop {at}" for at in range(levels)], n, p=size / size.sum())
    comments["text"] = np.where(random.random(n) < 0.6, comments["text"], "")
    kept = comments.loc[comments["text"] != "", "response"]
    tags = tags[tags["response"].isin(kept)]
    return from_tables(responses.assign(shop=shop), tags, NPS, comments=comments, segments=["shop"])


def test_small_groups_are_hidden_greyed_and_shrunk_as_asked():
    table = segment_table(joined(), NPS, 0.95)
    assert list(table) == list(SEGMENTS)
    hidden, small = table["n"] < 10, table["n"].between(10, 29)
    assert hidden.any()
    assert small.any()
    figures = ["index", "low", "high", "shrunk", "shrunk_low", "shrunk_high"]
    assert table.loc[hidden, figures].isna().all(axis=None)
    assert table.loc[~hidden, figures].notna().all(axis=None)
    assert table.loc[small, "note"].str.startswith("small").all()
    assert (table.loc[table["n"] >= 30, "note"] == "").all()
    other = segment_table(joined(), NPS, 0.95, SmallCells(hide=1, grey=5, shrink=False))
    assert other["index"].notna().all()
    assert other["shrunk"].isna().all()


def test_shrinking_needs_enough_groups():
    assert segment_table(joined(levels=4), NPS, 0.95)["shrunk"].isna().all()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_shrunken_means_lie_between_their_own_and_the_common_mean(seed):
    random = np.random.default_rng(seed)
    value, error = random.normal(20, 15, 9), random.uniform(1, 25, 9)
    found = shrink(value, error)
    order = random.permutation(9)
    np.testing.assert_allclose(shrink(value[order], error[order]).value, found.value[order])
    assert value.min() - 1e-9 <= found.value.min()
    assert found.value.max() <= value.max() + 1e-9
    assert np.ptp(found.value) <= np.ptp(value) + 1e-9
    assert (found.low < found.value).all()


def test_shrunken_means_are_nearer_the_truth_and_their_intervals_cover():
    random = np.random.default_rng(0)
    hits, gains = [], []
    for _ in range(400):
        truth, error = random.normal(20, 8, 12), random.uniform(3, 20, 12)
        value = random.normal(truth, error)
        found = shrink(value, error)
        hits.append((found.low <= truth) & (truth <= found.high))
        gains.append(np.square(found.value - truth).sum() / np.square(value - truth).sum())
    assert 0.93 <= np.mean(hits) <= 0.98
    assert np.mean(gains) < 0.6


def test_those_who_wrote_are_compared_with_the_silent():
    of = joined()
    row = comparison_table(of.responses, NPS, 0.95, 10).iloc[0]
    said = of.responses["says_something"]
    scores = [of.responses.loc[who, "score"] for who in (said, ~said)]
    indices = [index_interval(part, NPS).value for part in scores]
    assert (row["what"], row["against"], row["n"]) == (WROTE, SILENT, 600)
    assert row["difference"] == pytest.approx(indices[0] - indices[1])
    assert row["low"] < row["difference"] < row["high"]


@pytest.mark.parametrize("exact", [True, False])
def test_a_target_inside_the_interval_is_no_surprise(exact):
    of = joined()
    own = index_interval(of.responses["score"], NPS)
    width = 0 if exact else 12

    def against(value):
        target = Target(value, *(None, None) if exact else (value - width, value + width))
        return comparison_table(of.responses, NPS, 0.95, 10, target).iloc[0]

    edge = against(own.low)
    assert edge["p"] == pytest.approx(0.05, abs=1e-4) if exact else edge["p"] > 0.05
    assert against(own.value)["p"] > 0.99
    far = against(own.value - 60)
    assert far["p"] < 0.001
    assert far["low"] > 0


def test_differences_cover_and_equal_groups_are_rarely_called_different():
    random = np.random.default_rng(3)
    called, p = [], []
    for _ in range(150):
        score = random.choice([3, 8, 10], 160, p=[0.3, 0.3, 0.4])
        table = pd.DataFrame(
            {"score": score, "weight": 1.0, "says_something": random.random(160) < 0.3}
        )
        row = comparison_table(table, NPS, 0.95, 10).iloc[0]
        called.append(row["low"] > 0 or row["high"] < 0)
        p.append(row["p"] < 0.05)
    assert np.mean(called) < 0.1
    assert called == p


def test_too_few_to_compare_is_said_in_words():
    table = pd.DataFrame(
        {"score": [9.0] * 20, "weight": 1.0, "says_something": [True] * 18 + [False] * 2}
    )
    row = comparison_table(table, NPS, 0.95, 10).iloc[0]
    assert np.isnan(row["difference"])
    assert "too few" in row["note"]
