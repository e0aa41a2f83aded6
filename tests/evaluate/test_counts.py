"""The figures are those of the textbooks, and the same every time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cxnlp.evaluate.counts import Counts, divided, stacked

LABELS = ("a", "b", "c", "d")


def several(seed: int, n: int = 300) -> Counts:
    """Return comments with any number of labels each, half of them given rightly."""
    rng = np.random.default_rng(seed)
    gold = rng.random((n, 4)) < [0.5, 0.3, 0.1, 0.0]
    found = np.where(rng.random((n, 4)) < 0.7, gold, rng.random((n, 4)) < 0.3)
    return Counts(LABELS, gold, found, gold & found)


def measures(counts: Counts) -> dict[str, float]:
    return dict(counts.overall()[["measure", "value"]].itertuples(index=False))


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_sklearn(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    counts = several(seed)
    gold, found = counts.gold.astype(int), counts.found.astype(int)
    precision, recall, f1, n = metrics.precision_recall_fscore_support(gold, found, zero_division=0)
    table = counts.labels().fillna(0.0)
    for key, expected in (("precision", precision), ("recall", recall), ("f1", f1), ("n", n)):
        np.testing.assert_allclose(table[key], expected)
    seen = np.flatnonzero(gold.any(axis=0))
    expected_overall = {
        "micro_precision": metrics.precision_score(gold, found, average="micro"),
        "micro_recall": metrics.recall_score(gold, found, average="micro"),
        "micro_f1": metrics.f1_score(gold, found, average="micro"),
        "macro_f1": metrics.f1_score(gold, found, labels=seen, average="macro"),
        "weighted_f1": metrics.f1_score(gold, found, average="weighted", zero_division=0),
        "macro_recall": metrics.recall_score(gold, found, labels=seen, average="macro"),
    }
    assert measures(counts) == pytest.approx(expected_overall)


def test_resampled_figures_are_those_of_sklearn_on_the_same_comments() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    counts = several(7, 80)
    n, times = len(counts.gold), counts.resamples
    drawn = np.random.default_rng(counts.seed).integers(0, n, (times, n))
    scores = [metrics.f1_score(counts.gold[d], counts.found[d], average="micro") for d in drawn]
    row = counts.overall().set_index("measure").loc["micro_f1"]
    np.testing.assert_allclose([row["low"], row["high"]], np.percentile(scores, [2.5, 97.5]))


def test_wilson_as_in_the_literature() -> None:
    """Newcombe (1998), table I: 81 of 263 and 0 of 20."""
    found = np.arange(263)[:, None] < 263
    right = np.arange(263)[:, None] < 81
    row = Counts(("x",), right, found, right).labels().iloc[0]
    assert (round(row["precision_low"], 4), round(row["precision_high"], 4)) == (0.2553, 0.3662)
    none = np.zeros((20, 1), bool)
    row = Counts(("x",), none, ~none, none).labels().iloc[0]
    assert row[["precision_low", "precision_high"]].tolist() == pytest.approx([0, 0.1611], abs=5e-5)


def test_what_nothing_is_known_of_is_nan() -> None:
    row = several(0).labels().set_index("label").loc["d"]
    assert math.isnan(row["recall"])
    assert not math.isnan(row["precision"])
    silent = Counts(("x",), *[np.zeros((3, 1), bool)] * 3).labels().iloc[0]
    assert all(math.isnan(silent[k]) for k in ("precision", "recall", "f1", "f1_low"))


def test_intervals_hold_the_value_and_follow_the_seed_alone() -> None:
    counts = several(1)
    table = counts.overall()
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert counts.overall().equals(several(1).overall())
    other = Counts(LABELS, counts.gold, counts.found, counts.right, seed=1)
    assert not other.overall()["low"].equals(table["low"])


def test_the_bootstrap_is_as_wide_as_theory_says() -> None:
    """Of 400 comments with one label each, F1 is accuracy: an interval of a share."""
    rng = np.random.default_rng(3)
    gold = np.eye(2, dtype=bool)[rng.integers(0, 2, 400)]
    found = np.where((rng.random(400) < 0.8)[:, None], gold, ~gold)
    row = Counts(("a", "b"), gold, found, gold & found).overall().set_index("measure")
    low, high = row.loc["micro_f1", ["low", "high"]]
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(0.8 * 0.2 / 400), rel=0.15)


def test_parts_add_up_and_stand_in_order() -> None:
    counts = several(2, 90)
    lengths = ["21-60 characters", "1-20 characters", "over 400 characters"] * 30
    table = stacked(divided(counts, {"length": lengths}), Counts.labels, "label")
    levels = list(dict.fromkeys(table["level"]))
    assert levels == ["all", "1-20 characters", "21-60 characters", "over 400 characters"]
    for key in ("n", "found", "right"):
        parts = table[table["part"] == "length"].groupby("label")[key].sum()
        whole = table[table["part"] == "all"].set_index("label")[key]
        assert (parts == whole).all()


def test_memory_is_bounded_whatever_the_number_of_comments() -> None:
    """Weights are drawn a few resamples at a time; the result does not show it."""
    counts = several(4, 5000)
    whole = counts.overall()
    import cxnlp.evaluate.counts as module

    before = module._AT_ONCE
    module._AT_ONCE = 20_000
    try:
        assert several(4, 5000).overall().equals(whole)
    finally:
        module._AT_ONCE = before
