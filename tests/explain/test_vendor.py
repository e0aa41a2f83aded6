"""The platform's own topics and sentiment beside ours."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxnlp
from cxnlp.analysis import Analysis
from cxnlp.explain.evidence.reasons import kappa_interval
from cxnlp.explain.evidence.vendor import ALL, VENDOR, label_kappa, vendor_table
from cxnlp.survey import read_survey
from cxnlp.testing import FakeTagger, make_survey

FEELING = {"negative": "Very Negative", "neutral": "Neutral", "positive": "Positive"}


def analysed(frame: pd.DataFrame) -> Analysis:
    return cxnlp.analyze(frame, tagger=FakeTagger())


@pytest.fixture(scope="module")
def plain() -> Analysis:
    return analysed(make_survey(200))


def with_vendor(plain: Analysis, seed: int | None = None) -> pd.DataFrame:
    """Return a survey whose platform found what we find, or, with a seed, finds it by chance."""
    frame = make_survey(200)
    said = plain.tags.comments.set_index("row")["sentiment"].map(FEELING)
    mentions = plain.tags.mentions.assign(name=plain.tags.mentions["issue"].str.capitalize())
    about = mentions.groupby("row")["name"].agg(",".join)
    order = np.arange(200) if seed is None else np.random.default_rng(seed).permutation(200)
    for name, found in (("Sentiment", said), ("Topics", about)):
        frame[f"comment - {name}"] = found.reindex(frame.index).fillna("").to_numpy()[order]
    return frame


def beside(frame: pd.DataFrame, plain: Analysis) -> pd.DataFrame:
    """Return the comparison for a survey that has the comments of another."""
    return vendor_table(read_survey(frame), plain.tags, plain.joined, plain.taxonomy)


def test_a_platform_that_finds_the_same_agrees_in_all(plain):
    found = beside(with_vendor(plain), plain)
    assert list(found.columns) == list(VENDOR)
    (whole,) = found[found["value"] == ALL].to_dict("records")
    assert (whole["kind"], whole["agreement"], whole["kappa"]) == ("sentiment", 1, 1)
    assert whole["agreement_low"] < 1 == pytest.approx(whole["agreement_high"])
    topics = found[found["kind"] == "topic"]
    assert sorted(topics["issue"]) == ["price", "speed", "staff"]
    assert (topics["theirs"] == topics["ours"]).all()
    assert topics["kappa"].tolist() == pytest.approx([1, 1, 1])
    assert topics["theirs"].is_monotonic_decreasing


def test_a_platform_that_guesses_agrees_by_chance_alone(plain):
    lows = []
    for seed in range(10):
        found = beside(with_vendor(plain, seed), plain)
        known = found.dropna(subset=["kappa"])
        assert (known["kappa"].abs() < 0.5).all()
        lows += (known["kappa_low"] > 0).tolist()
    assert np.mean(lows) < 0.15


def test_numbers_are_read_where_some_lie_below_zero(plain):
    frame = with_vendor(plain)
    numbers = {"Very Negative": "-2", "Neutral": "0", "Positive": "1.5", "": ""}
    frame["comment - Sentiment Score"] = frame.pop("comment - Sentiment").map(numbers)
    found = beside(frame, plain)
    assert found[found["value"] == ALL]["agreement"].tolist() == [1]
    frame["comment - Sentiment Score"] = frame["comment - Sentiment Score"].str.lstrip("-")
    assert set(beside(frame, plain)["kind"]) == {"topic"}


def test_a_topic_of_no_issue_is_counted_and_not_compared(plain):
    frame = with_vendor(plain).drop(columns="comment - Sentiment")
    frame["comment - Topics"] = frame["comment - Topics"].str.replace("Price", "Zebra")
    found = beside(frame, plain).set_index("value")
    assert found.loc["Zebra", "issue"] == ""
    assert found.loc["Zebra", "theirs"] > 0
    assert math.isnan(found.loc["Zebra", "kappa"])


def test_few_responses_have_counts_and_no_interval(plain):
    frame = with_vendor(plain)
    frame.loc[5:, "comment - Sentiment"] = ""
    row = beside(frame, plain).iloc[0]
    assert row["n"] <= 5
    assert math.isnan(row["agreement"])


def test_the_page_and_the_folder_have_it_and_no_figure_changes(plain, tmp_path: Path):
    made = analysed(with_vendor(plain))
    pd.testing.assert_frame_equal(made.drivers, plain.drivers)
    assert "s sentiment is ours in 100 %" in made.to_html()
    assert (made.write(tmp_path) / "tables" / "vendor.csv").exists()
    assert plain.vendor.empty
    assert 'id="vendor"' not in plain.to_html()
    assert not (plain.write(tmp_path) / "tables" / "vendor.csv").exists()


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_kappa_of_two_labels_is_cohens(pairs):
    first, second = (np.array([pair[at] for pair in pairs]) for at in (0, 1))
    labels = [np.where(each, "yes", "no").astype(object) for each in (first, second)]
    plain = kappa_interval(first, second, np.ones(len(pairs)))
    assert label_kappa(*labels) == pytest.approx(plain, nan_ok=True, abs=1e-9)
