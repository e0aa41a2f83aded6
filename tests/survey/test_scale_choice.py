"""The scale is told by words or by the form of the answers, never by the maximum alone."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey
from cxnlp.survey.roles.scale_choice import header_range

ONE_TO_FIVE = [str(1 + at % 5) for at in range(40)]
ONE_TO_TEN = [str(1 + at % 10) for at in range(40)]
ZERO_TO_TEN = [str(at % 11) for at in range(44)]


def read(header: str, answers: list[str], **options: object) -> Survey:
    comments = [f"what was written as number {at}" for at in range(len(answers))]
    return read_survey(pd.DataFrame({header: answers, "comment": comments}), **options)


@pytest.mark.parametrize(
    ("header", "answers", "scale"),
    [
        ("How likely are you to recommend us?", ONE_TO_FIVE, "nps"),
        ("NPS", ONE_TO_FIVE, "nps"),
        ("q_ltr_scale11", ONE_TO_TEN, "nps"),
        ("คุณจะแนะนำเราให้เพื่อนหรือไม่ (0-10)", ONE_TO_TEN, "nps"),
        ("چقدر ما را توصیه می‌کنید؟", ONE_TO_TEN, "nps"),
        ("Bạn có giới thiệu chúng tôi không?", ONE_TO_TEN, "nps"),
        ("score (0-10)", ONE_TO_FIVE, "nps"),
        ("score", ZERO_TO_TEN, "nps"),
        ("CSAT", ONE_TO_FIVE, "csat"),
        ("How satisfied are you?", ONE_TO_FIVE, "csat"),
        ("ความพึงพอใจ", ONE_TO_FIVE, "csat"),
        ("میزان رضایت شما", ONE_TO_FIVE, "csat"),
        ("Bạn hài lòng không", ONE_TO_FIVE, "csat"),
        ("CES", ONE_TO_FIVE, "ces"),
        ("How easy was it (1-7)", ONE_TO_FIVE, "ces"),
        ("Stars", ONE_TO_FIVE, "stars"),
        ("ดาว", ONE_TO_FIVE, "stars"),
        ("امتیاز (از ۵)", ONE_TO_FIVE, "stars"),
        ("rating", ONE_TO_FIVE, "stars"),
        ("score", ["★★★☆☆", "★☆☆☆☆", "★★☆☆☆"], "stars"),
        ("score", ["0 - Not at all likely", "10 - Extremely likely", "7"], "nps"),
        ("score", ["1 - Very dissatisfied", "5 - Very satisfied", "3"], "csat"),
    ],
)
def test_scales_that_can_be_told(header: str, answers: list[str], scale: str) -> None:
    survey = read(header, answers)
    assert survey.scale is not None
    assert survey.scale.name == scale
    assert survey.scale_reason.endswith(".")


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("score", ["1", "5", "3"]),
        ("answer", ONE_TO_FIVE),
        ("score", ONE_TO_TEN),
        ("score", ["1", "2", "3", "4"] * 10),
        ("rating", ["1", "7", "4"]),
        ("NPS (1-5)", ONE_TO_FIVE),
        ("csat", ZERO_TO_TEN),
        ("score", ["poor", "good", "poor"]),
    ],
)
def test_what_cannot_be_told_is_asked_for(header: str, answers: list[str]) -> None:
    with pytest.raises(SurveyError, match="--scale"):
        read(header, answers)
    survey = read(header, answers, need_score=False)
    assert survey.scale is None
    assert survey.scores.isna().all()
    assert survey.rows()["used"] == len(answers)


def test_a_scale_asked_for_wins() -> None:
    survey = read("score", ONE_TO_FIVE, scale="CSAT")
    assert survey.scale is not None
    assert (survey.scale.name, survey.scale_reason) == ("csat", "It was asked for.")
    with pytest.raises(SurveyError, match="nps, csat, ces, stars"):
        read("score", ONE_TO_FIVE, scale="likert")


def test_a_scale_on_which_no_answer_lies_is_an_error() -> None:
    with pytest.raises(SurveyError, match="no cell of the score column"):
        read("score", ["40", "90", "100"], score="score", scale="nps")


@pytest.mark.parametrize(
    ("header", "bounds"),
    [
        ("(0-10)", (0, 10)),
        ("1 to 7", (1, 7)),
        ("از ۵", (1, 5)),
        ("out of 5", (1, 5)),
        ("จาก 5", (1, 5)),
        ("thang 10", (0, 10)),
        ("2015-2017", None),
        ("score", None),
        ("1-50", None),
    ],
)
def test_ranges_in_headers(header: str, bounds: tuple[int, int] | None) -> None:
    assert header_range(header) == bounds
