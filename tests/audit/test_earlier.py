"""An audit serves next month's export too, whose comments are others."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.audit import read_checked
from cxnlp.audit.earlier import NOT_CHECKED, drawn_rows, only_checked
from cxnlp.errors import CxError, SurveyError
from cxnlp.pipeline import analyze, draw_audit
from cxnlp.survey import read_survey
from cxnlp.testing import FakeTagger
from tests.audit.test_folder import fill
from tests.audit.worlds import BLURRED, told_apart

ASKED = {"score": "nps", "text": "comment", "scale": "nps", "id": "id"}
JANUARY, FEBRUARY = told_apart(1200), told_apart(1500, seed=7)
OTHERS = FEBRUARY.assign(comment="other " + FEBRUARY["comment"])


class Counting(FakeTagger):
    """Counts the comments that it is given."""

    seen = 0

    def stream(self, texts, questions=None):
        texts = list(texts)
        type(self).seen += len(texts)
        return super().stream(texts, questions)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("january")
    draw_audit(JANUARY, place, size=300, tagger=FakeTagger(keywords=BLURRED), **ASKED)
    fill(place)
    return place


def run(frame=FEBRUARY, keywords=BLURRED, **more):
    return analyze(frame, tagger=FakeTagger(keywords=keywords), segments=[], **more, **ASKED)


def test_it_corrects_a_survey_of_other_comments(folder):
    found = run(audit=folder, audit_of=[JANUARY])
    truth = run(keywords={})
    drivers, real = (each.drivers.set_index(["issue", "feeling"]) for each in (found, truth))
    told = found.run["audit"]
    assert (told["texts"], told["texts_of_earlier_surveys"]) == (0, 300)
    for driver in (("price", "negative"), ("speed", "negative"), ("staff", "positive")):
        row, wanted = drivers.loc[driver], real.loc[driver]
        assert row["effect_corrected_low"] < wanted["effect"] < row["effect_corrected_high"]
        assert row["share_corrected_low"] < wanted["share"] < row["share_corrected_high"]
    assert any("are of an earlier survey" in note for note in found.explanation.notes)


def test_only_what_was_checked_is_tagged_anew(folder):
    Counting.seen = 0
    tagger = Counting(keywords=BLURRED)
    analyze(FEBRUARY, tagger=tagger, segments=[], audit=folder, audit_of=[JANUARY], **ASKED)
    written = (FEBRUARY["comment"].str.strip() != "").sum()
    checked = read_checked(folder)
    survey = read_survey(JANUARY, segments=[], **ASKED)
    drawn = len(drawn_rows(survey, checked))
    assert Counting.seen == written + drawn
    assert 300 <= drawn < len(JANUARY) / 2
    left = only_checked(survey, checked, survey).left_out
    assert (left == NOT_CHECKED).sum() == survey.used.sum() - drawn


def test_without_the_survey_it_was_drawn_from_the_error_says_how(folder):
    with pytest.raises(SurveyError, match="--audit-of"):
        run(OTHERS, audit=folder)


def test_a_survey_that_holds_the_earlier_one_counts_no_response_twice(folder):
    both = pd.concat([JANUARY, FEBRUARY.assign(id="f" + FEBRUARY["id"])], ignore_index=True)
    alone = run(both, audit=folder)
    assert alone.run["audit"]["covered"] < 1
    found = run(both, audit=folder, audit_of=[JANUARY])
    assert found.explanation.audit.earlier == found.explanation.audit.audited
    whole = run(JANUARY, audit=folder, audit_of=[JANUARY])
    assert whole.explanation.audit.earlier == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"audit_of": [JANUARY]}, "without its audit"),
        ({"audit": True, "audit_of": [OTHERS]}, "none of the comments drawn"),
        ({"audit": True, "audit_of": [JANUARY.drop(columns="comment")]}, "comment"),
        (
            {
                "audit": True,
                "audit_of": [
                    read_survey(
                        JANUARY.assign(nps=JANUARY["nps"] % 5 + 1),
                        score="nps",
                        text="comment",
                        scale="stars",
                        id="id",
                    )
                ],
            },
            "on the scale stars",
        ),
    ],
)
def test_what_is_no_earlier_survey_is_an_error_in_words(folder, more, words):
    given = {**more, "audit": folder} if "audit" in more else more
    with pytest.raises(CxError, match=words):
        run(**given)
