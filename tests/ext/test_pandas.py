"""The accessor of frames."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

import cxnlp
import cxnlp.ext.pandas
from cxnlp.testing import FakeTagger, make_survey

FRAME = pd.DataFrame(
    {"comment": ["Good price, but poor speed", None, "-", "พนักงานดี"], "x": range(4)},
    index=[7, 7, "a", None],
)


def test_tags_stand_beside_the_frame() -> None:
    before = FRAME.copy()
    tagged = FRAME.cx.tag("comment", tagger=FakeTagger())
    assert tagged.index.tolist() == FRAME.index.tolist()
    pd.testing.assert_frame_equal(tagged[["comment", "x"]], FRAME)
    pd.testing.assert_frame_equal(FRAME, before)
    assert tagged["cx_issues"].tolist() == [("price", "speed"), (), (), ("staff",)]
    assert tagged["cx_no_content"].tolist() == [False, True, True, False]
    assert tagged["cx_sentiment"].isna().tolist() == [False, True, True, False]
    assert tagged["cx_sentiment_score"].between(-1, 1).tolist() == [True, False, False, True]


def test_mentions_say_whose_they_are() -> None:
    found = FRAME.cx.mentions("comment", tagger=FakeTagger())
    assert found.index.tolist()[:2] == [7, 7]
    assert found["issue"].tolist() == ["price", "speed", "staff"]
    for comment, row in zip(["Good price, but poor speed"] * 2, found.itertuples(), strict=False):
        assert comment[row.start : row.end] == row.quote


def test_nothing_in_nothing_out() -> None:
    none = FRAME.iloc[:0]
    assert len(none.cx.tag("comment", tagger=FakeTagger())) == 0
    assert len(none.cx.mentions("comment", tagger=FakeTagger())) == 0


def test_an_analysis_is_the_same_by_either_way() -> None:
    survey = make_survey(150)
    ours = survey.cx.analyze(tagger=FakeTagger())
    pd.testing.assert_frame_equal(ours.drivers, cxnlp.analyze(survey, tagger=FakeTagger()).drivers)


@pytest.mark.parametrize(
    ("wrong", "kind", "match"),
    [
        (lambda: FRAME.cx.tag("text", tagger=FakeTagger()), KeyError, "no column 'text'"),
        (lambda: FRAME.cx.tag("x", tagger=FakeTagger()), TypeError, "found int at 0"),
        (
            lambda: FRAME.cx.tag("comment", tagger=FakeTagger()).cx.tag("comment"),
            ValueError,
            "'cx_language' already",
        ),
    ],
)
def test_what_cannot_be_is_refused(wrong, kind, match) -> None:
    with pytest.raises(kind, match=match):
        wrong()


def test_only_who_imports_it_has_it() -> None:
    code = "import pandas, cxnlp, cxnlp.pipeline; print(hasattr(pandas.DataFrame, 'cx'))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert found.stdout.strip() == "False"
