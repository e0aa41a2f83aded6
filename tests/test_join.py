"""One row a response, whatever was written."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.errors import ExplainError, SurveyError
from cxnlp.issues import Issue, Taxonomy
from cxnlp.join import FEELINGS, join, merge_mentions
from cxnlp.survey import read_survey

LIST = Taxonomy("T", (Issue("price", "Price"), Issue("staff", "Staff")))


def survey(**changes):
    frame = pd.DataFrame(
        {
            "score": ["10", "0", "ten", "7", "3"],
            "comment": ["Cheap, rude staff", "-", "Dear me", "", "Dear and cheap"],
            "more": ["", "", "", "", "Kind staff, really"],
            "plan": ["pro", "", "pro", "basic", "basic"],
            "weight": ["w", "x", "w", "x", "w"],
        }
    )
    options = {
        "score": "score",
        "text": ["comment", "more"],
        "scale": "nps",
        "segments": ["plan", "weight"],
    }
    return read_survey(frame, **{**options, **changes})


def tags(rows=()):
    comments = pd.DataFrame(
        [
            ("1q1", 0, "comment", "Cheap, rude staff", "en", False),
            ("2q1", 1, "comment", "-", "und", True),
            ("3q1", 2, "comment", "Dear me", "en", False),
            ("5q1", 4, "comment", "Dear and cheap", "en", False),
            ("5q2", 4, "more", "Kind staff, really", "en", False),
        ],
        columns=["comment", "row", "question", "text", "language", "no_content"],
    )
    given = [
        ("1q1", 0, "price", 0.9, "positive"),
        ("1q1", 0, "staff", 0.8, "negative"),
        ("3q1", 2, "price", 0.9, "negative"),
        ("5q1", 4, "price", 0.7, "negative"),
        ("5q2", 4, "price", 0.7, "positive"),
        ("5q2", 4, "staff", 0.9, "positive"),
        *rows,
    ]
    mentions = pd.DataFrame(given, columns=["comment", "row", "issue", "probability", "feeling"])
    mentions = mentions.assign(start=0, end=4, quote="", source="model")
    return SimpleNamespace(comments=comments, mentions=mentions)


def test_one_row_a_used_response_in_the_surveys_order():
    joined = join(survey(), tags(), LIST)
    responses = joined.responses
    assert list(responses["response"]) == [0, 1, 3, 4]
    assert list(responses["value"]) == [100, -100, 0, -100]
    assert list(responses["band"]) == ["promoter", "detractor", "passive", "detractor"]
    assert list(responses["commented"]) == [True, True, False, True]
    assert list(responses["says_something"]) == [True, False, False, True]


def test_comments_of_a_response_are_merged_and_what_is_left_out_is_left_out():
    joined = join(survey(), tags(), LIST)
    assert joined.mentions.to_numpy().tolist() == [
        [0, "price", "positive"],
        [0, "staff", "negative"],
        [4, "price", "mixed"],
        [4, "staff", "positive"],
    ]
    assert set(joined.quotes["response"]) == set(joined.mentions["response"])
    assert "3q1" not in set(joined.comments["comment"])


def test_segments_keep_their_names_unless_taken():
    joined = join(survey(), tags(), LIST)
    assert joined.segments == ("plan", "weight (segment)")
    assert list(joined.responses["plan"]) == ["pro", "(blank)", "basic", "basic"]
    assert (joined.responses["weight"] == 1).all()
    assert join(survey(), tags(), LIST, segments=[]).segments == ()


def test_what_cannot_be_joined_is_refused():
    with pytest.raises(SurveyError, match="no column 'age'"):
        join(survey(), tags(), LIST, segments=["age"])
    with pytest.raises(ExplainError, match="ghost"):
        join(survey(), tags([("1q1", 0, "ghost", 0.9, "negative")]), LIST)


def test_the_survey_and_the_tags_stay_as_they_were():
    read, found = survey(), tags()
    frame, comments, mentions = read.frame.copy(), found.comments.copy(), found.mentions.copy()
    join(read, found, LIST)
    pd.testing.assert_frame_equal(read.frame, frame)
    pd.testing.assert_frame_equal(found.comments, comments)
    pd.testing.assert_frame_equal(found.mentions, mentions)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(["price", "staff"]), st.sampled_from(FEELINGS)
        ),
        max_size=20,
    )
)
def test_merging_keeps_one_row_for_each_and_is_order_free(rows):
    frame = pd.DataFrame(rows, columns=["response", "issue", "feeling"])
    merged = merge_mentions(frame)
    pd.testing.assert_frame_equal(merged, merge_mentions(frame.iloc[::-1]))
    pd.testing.assert_frame_equal(merged, merge_mentions(merged))
    for response, issue, feeling in merged.itertuples(index=False):
        held = {row[2] for row in rows if row[:2] == (response, issue)}
        sides = {side for side in held if side in ("negative", "positive")}
        if "mixed" in held or len(sides) == 2:
            assert feeling == "mixed"
        else:
            assert feeling == (sides.pop() if sides else "neutral")
    assert len(merged) == len({row[:2] for row in rows})


def test_survey_weights_come_from_a_column_which_is_then_no_segment():
    weighed = survey(segments=["plan", "weight"])
    weighed = replace(weighed, frame=weighed.frame.assign(weight=["2.5", "0", "", "0.5", "1"]))
    found = join(weighed, tags(), LIST, weight="weight")
    assert found.responses["weight"].tolist() == [2.5, 0, 0.5, 1]  # the third has no score
    assert found.segments == ("plan",)


@pytest.mark.parametrize("cell", ["", "-1", "much"])
def test_a_weight_that_is_none_is_an_error_with_its_line(cell):
    weighed = replace(survey(), frame=survey().frame.assign(weight=["1", "1", "1", "1", cell]))
    with pytest.raises(SurveyError, match=f"line {weighed.lines[4]}: '{cell}' in the column"):
        join(weighed, tags(), LIST, weight="weight")
    with pytest.raises(SurveyError, match="no column 'v' with weights"):
        join(weighed, tags(), LIST, weight="v")
