"""The whole explanation from plain tables, and whatever the data are."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from cxnlp.errors import ExplainError
from cxnlp.explain import explain_scores, from_tables
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import index_interval
from tests.explain.worlds import GUILTY, INNOCENT, LIKED, NPS, RARE, tables, taxonomy

TABLES = (
    "bands",
    "answered",
    "drivers",
    "rollups",
    "segments",
    "ticked",
    "evidence",
    "unexplained",
    "sentiment_by_issue",
)


def joined(n=300, seed=0, **changes):
    responses, tags, comments = tables(n, seed)
    given = {"comments": comments, "segments": ["plan"], **changes}
    tags = tags[tags["response"].isin(responses["response"])]
    return from_tables(given.pop("responses", responses), given.pop("tags", tags), NPS, **given)


def explained(*args, **changes):
    return explain_scores(joined(*args, **changes), taxonomy(), scale=NPS)


def test_the_parts_agree_with_each_other():
    found = explained(400)
    responses = tables(400)[0]
    assert found.index == index_interval(responses["score"], NPS)
    assert found.bands["n"].sum() == found.answered["n"].sum() == 400
    assert found.bands["share"].sum() == pytest.approx(1)
    assert len(found.drivers) == 3 * 4
    assert set(found.rollups["issue"]) == {"service"}
    row = found.sentiment_by_issue.set_index("issue").loc[GUILTY]
    driver = found.drivers.set_index(["issue", "feeling"]).loc[(GUILTY, "any")]
    assert row["negative"] == row["mentions"] == driver["mentions"]
    assert 0 < found.explained.low < found.explained.value < found.explained.high < 1
    assert found.explained_out_of_sample < found.explained.value


def test_a_parent_is_mentioned_where_a_child_is():
    found = explained(400)
    rows = found.rollups.set_index("feeling")
    responses, tags, _ = tables(400)
    below = tags[tags["issue"].isin([GUILTY, INNOCENT])]
    assert rows.loc["any", "mentions"] == below["response"].nunique()
    scores = responses.set_index("response")["score"]
    without = scores[~scores.index.isin(below["response"])]
    raw = NPS.value(scores).mean() - NPS.value(without).mean()
    assert rows.loc["any", "raw"] == pytest.approx(raw)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(seed):
    responses, tags, comments = tables(150, seed)
    random = np.random.default_rng(seed)
    mixed = [
        frame.iloc[random.permutation(len(frame))].reset_index(drop=True)
        for frame in (responses, tags, comments)
    ]
    given = {"weight": "weight", "segments": ["plan"]}
    one = from_tables(responses, tags, NPS, comments=comments, **given)
    two = from_tables(mixed[0], mixed[1], NPS, comments=mixed[2], **given)
    first, second = (explain_scores(each, taxonomy(), scale=NPS) for each in (one, two))
    keys = {"drivers": ["issue", "feeling"], "unexplained": ["response"]}
    for name in TABLES:
        a, b = getattr(first, name), getattr(second, name)
        for key in (keys.get(name),):
            a, b = (table.sort_values(key) if key else table for table in (a, b))
        pd.testing.assert_frame_equal(
            a.reset_index(drop=True), b.reset_index(drop=True), atol=1e-6, check_dtype=False
        )


@pytest.mark.parametrize("n", [0, 1, 2, 5, 29, 30, 45])
def test_any_number_of_responses_is_explained_or_refused_in_words(n):
    responses, tags, comments = tables(45)
    kept = responses.head(n)
    held = [frame[frame["response"].isin(kept["response"])] for frame in (tags, comments)]
    found = explained(responses=kept, tags=held[0], comments=held[1])
    assert len(found.drivers) == 12
    refused = found.drivers["raw"].isna()
    assert (found.drivers.loc[refused, "note"] != "").all()
    assert found.index.n == n
    if n < 30:
        assert refused.all()
        assert math.isnan(found.explained.value)
        assert "No drivers were estimated" in found.notes[0]
        assert (
            len(found.evidence)
            == len(held[0].drop_duplicates(["response", "issue"]).merge(held[1]))
            or len(found.evidence) > 0
        )


@pytest.mark.parametrize(
    "change",
    [
        {"responses": tables(300)[0].assign(score=7.0)},
        {"responses": tables(300)[0].assign(score=lambda table: 9 + table["response"] % 2)},
        {"tags": tables(300)[1].head(0)},
        {"comments": None},
        {"comments": tables(300)[2].assign(text=" "), "tags": tables(300)[1].head(0)},
        {"comments": tables(300)[2].assign(no_content=True), "tags": tables(300)[1].head(0)},
        {"comments": tables(300)[2].head(0)},
        {"responses": tables(300)[0].assign(plan=range(300))},
        {"responses": tables(300)[0].assign(plan=None)},
        {"responses": tables(300)[0].assign(weight=0.0), "weight": "weight"},
        {"responses": tables(300)[0].assign(score=np.nan)},
    ],
    ids=[
        "one score",
        "one band",
        "no tags",
        "no comments",
        "blank comments",
        "no content",
        "few comments",
        "a segment of ids",
        "a blank segment",
        "no weight",
        "no scores",
    ],
)
def test_odd_data_get_words_and_no_exception(change):
    found = explained(**change)
    for name in TABLES:
        assert isinstance(getattr(found, name), pd.DataFrame)
    assert found.notes
    assert (found.drivers.loc[found.drivers["raw"].isna(), "note"] != "").all()


def test_those_who_wrote_nothing_are_compared():
    responses, tags, comments = tables(400)
    silent = ~responses["response"].isin(tags["response"]) & (responses["response"] % 3 == 0)
    quiet = responses["response"][silent]
    nothing = comments[~comments["response"].isin(quiet)].copy()
    nothing["no_content"] = nothing["response"].isin(responses["response"][1:60])
    found = explained(400, responses=responses, comments=nothing)
    groups = found.answered.set_index("group")
    assert groups.loc["no comment", "n"] == len(quiet)
    assert groups.loc["no content", "n"] > 0
    assert (found.drivers["n"] == groups.loc["says something", "n"]).all()
    assert any("of the others" in note for note in found.notes)


def test_small_segments_are_hidden_or_flagged():
    responses = tables(300)[0].assign(plan=["a"] * 9 + ["b"] * 29 + ["c"] * 262)
    rows = explained(responses=responses).segments.set_index("level")
    assert math.isnan(rows.loc["a", "index"])
    assert "hidden" in rows.loc["a", "note"]
    assert "small" in rows.loc["b", "note"]
    assert rows.loc["c", "note"] == ""
    assert list(rows["n"]) == [262, 29, 9]


def test_the_unexplained_are_those_furthest_from_what_is_expected():
    found = explained(400).unexplained
    assert len(found) == 20
    np.testing.assert_allclose(found["score"] - found["expected"], found["residual"])
    assert found["residual"].abs().is_monotonic_decreasing
    assert (found["text"] != "").all()


def test_nothing_given_is_changed():
    frames = tables(100)
    before = [frame.copy() for frame in frames]
    explain_scores(
        from_tables(frames[0], frames[1], NPS, comments=frames[2], segments=["plan"]),
        taxonomy(),
        scale=NPS,
    )
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"responses": tables(9)[0].assign(score=11)}, "a score of 11"),
        ({"responses": tables(9)[0].assign(response=1)}, "comes twice"),
        ({"responses": tables(9)[0].drop(columns="score")}, "no column 'score'"),
        ({"responses": tables(9)[0].assign(weight=-1), "weight": "weight"}, "weight"),
        ({"responses": tables(9)[0].assign(weight=1e300), "weight": "weight"}, "by their mean"),
        ({"responses": tables(9)[0].assign(weight=1e-300), "weight": "weight"}, "by their mean"),
        (
            {
                "tags": pd.DataFrame(
                    {"response": [0], "issue": [RARE], "feeling": ["mixed"], "probability": [7]}
                )
            },
            "probability 7",
        ),
        ({"tags": pd.DataFrame({"response": [0], "issue": [RARE], "feeling": ["sad"]})}, "sad"),
        ({"tags": pd.DataFrame({"response": [99], "issue": [RARE], "feeling": ["mixed"]})}, "99"),
        ({"comments": pd.concat([tables(9)[2]] * 2)}, "comes twice"),
    ],
)
def test_tables_that_cannot_be_right_are_refused(change, words):
    with pytest.raises(ExplainError, match=words):
        joined(9, **change)


def test_an_issue_that_is_not_on_the_list_is_refused():
    tags = pd.DataFrame({"response": [0], "issue": ["ghost"], "feeling": ["negative"]})
    with pytest.raises(ExplainError, match="ghost"):
        explain_scores(joined(9, tags=tags), taxonomy(), scale=NPS)


def test_the_liked_issue_helps_and_the_guilty_one_harms():
    found = explained(1000).drivers
    assert tuple(found.iloc[0][["issue", "feeling"]]) in {(GUILTY, "negative"), (GUILTY, "any")}
    last = found.dropna(subset=["raw"]).iloc[-1]
    assert last["issue"] == LIKED
    assert last["effect_low"] > 0


def test_levels_that_look_alike_are_named():
    responses, tags, comments = tables(300)
    responses["plan"] = responses["plan"].replace({"plus": "Basic ", "pro": "pro"})
    joined = from_tables(responses, tags, NPS, segments=("plan",), comments=comments)
    notes = " ".join(explain_scores(joined, taxonomy(), scale=NPS).notes)
    assert "look alike are counted apart: 'Basic" in notes
    plain = from_tables(responses, tags, NPS, comments=comments)
    assert "look alike" not in " ".join(explain_scores(plain, taxonomy(), scale=NPS).notes)


def test_no_figure_hangs_on_the_number_of_threads():
    random, n = np.random.default_rng(0), 3000
    issues = [Issue(f"issue{i}", f"Issue {i}") for i in range(14)]
    responses = pd.DataFrame({"response": np.arange(n), "score": random.integers(0, 11, n)})
    tags = pd.DataFrame(
        {
            "response": random.integers(0, n, 2 * n),
            "issue": random.choice([issue.id for issue in issues], 2 * n),
            "feeling": random.choice(["negative", "positive"], 2 * n),
        }
    ).drop_duplicates(["response", "issue"])
    told = from_tables(responses, tags, NPS)
    made = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads, user_api="blas"):
            made.append(explain_scores(told, Taxonomy("Many", tuple(issues)), scale=NPS))
    pd.testing.assert_frame_equal(made[0].importance, made[1].importance, check_exact=True)
    pd.testing.assert_frame_equal(made[0].drivers, made[1].drivers, check_exact=True)
