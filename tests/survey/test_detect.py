"""Every column has a role and a reason, in four languages, and what the user says comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey

SCORES = ["0", "9", "10", "3", "7", "8"]
COMMENTS = {
    "en": ("the line was slow and the wait too long", "quick and friendly, thank you"),
    "th": ("รอนานมากและพนักงานไม่สนใจลูกค้าเลย", "บริการดีมาก พนักงานยิ้มแย้มแจ่มใส"),
    "fa": ("خیلی معطل شدیم و کسی جواب نداد", "برخورد عالی بود و سریع انجام شد"),
    "vi": ("chờ quá lâu mà không ai trả lời", "nhân viên nhiệt tình, giao hàng nhanh"),
}
HEADERS = {
    "en": ("Survey ID", "Score", "Date", "Why did you give this score?", "Country", "Reasons"),
    "th": ("รหัส", "คะแนน", "วันที่", "เหตุผลที่ให้คะแนน", "สาขา", "สาเหตุที่เลือก"),
    "fa": ("شناسه", "امتیاز", "تاریخ", "چرا این امتیاز را دادید؟", "شعبه", "دلایل انتخاب شده"),
    "vi": ("mã", "điểm", "ngày", "Vì sao bạn cho điểm này?", "chi nhánh", "nguyên nhân đã chọn"),
}


def table(language: str, n: int = 60) -> pd.DataFrame:
    names = HEADERS[language]
    return pd.DataFrame(
        {
            names[0]: [f"R{at}" for at in range(n)],
            names[1]: [SCORES[at % 6] for at in range(n)],
            names[2]: [f"2026-0{1 + at % 9}-1{at % 10}" for at in range(n)],
            names[3]: [f"{COMMENTS[language][at % 2]} {at}" for at in range(n)],
            names[4]: [["north", "south", "east"][at % 3] for at in range(n)],
            names[5]: [["price; speed", "speed", "", "staff"][at % 4] for at in range(n)],
        }
    )


def roles(survey: Survey) -> Mapping[str, str]:
    return {column.name: column.role for column in survey.columns}


@pytest.mark.parametrize("language", HEADERS)
def test_roles_are_found_in_each_language(language: str) -> None:
    survey = read_survey(table(language))
    assert list(roles(survey).values()) == ["id", "score", "date", "comment", "segment", "reasons"]
    assert all(column.reason.endswith(".") for column in survey.columns)
    assert survey.scale is not None
    assert survey.scale.name == "nps"


def test_a_list_of_reasons_is_parted() -> None:
    survey = read_survey(table("en"))
    assert survey.ticked is not None
    assert survey.ticked[:4].tolist() == [["price", "speed"], ["speed"], [], ["staff"]]


@pytest.mark.parametrize("tick", ["", "1", "Y", "TRUE", "✓"])
@pytest.mark.parametrize("blank", ["", "0"])
def test_a_column_for_each_reason(tick: str, blank: str) -> None:
    frame = table("en").drop(columns="Reasons")
    for at, option in enumerate(["Price", "Speed"]):
        name = option if not tick else f"Reason: {option}"
        frame[name] = [(tick or option) if row % (at + 2) else blank for row in range(len(frame))]
    if not tick and blank:
        return
    survey = read_survey(frame)
    assert survey.ticked is not None
    assert survey.ticked[:4].tolist() == [[], ["Price", "Speed"], ["Speed"], ["Price"]]


def test_several_questions_are_several_comment_columns() -> None:
    frame = table("en").assign(
        improve=[f"please add more staff at branch {at}" for at in range(60)]
    )
    survey = read_survey(frame)
    assert survey.text_columns == ["Why did you give this score?", "improve"]
    assert survey.questions == {name: name for name in survey.text_columns}


def test_what_is_asked_for_comes_first() -> None:
    frame = table("en").assign(NPS="5")
    survey = read_survey(
        frame, score="Score", text=["Reasons"], segments=["Survey ID"], reasons=[], scale="nps"
    )
    found = roles(survey)
    assert found["Score"] == "score"
    assert (found["Reasons"], found["Survey ID"], found["Country"]) == (
        "comment",
        "segment",
        "other",
    )
    assert found["Why did you give this score?"] == "other"
    assert survey.ticked is None


def test_names_may_be_given_as_one_says_them() -> None:
    frame = table("en").rename(columns={"Score": "Your  Score?\u00a0\n"})
    assert read_survey(frame, score="your score?").score_column == "Your  Score?\u00a0\n"


@pytest.mark.parametrize(
    "option",
    [
        {"score": "Scroe"},
        {"text": "Scroe"},
        {"date": "Scroe"},
        {"id": "Scroe"},
        {"segments": ["Scroe"]},
        {"reasons": ["Scroe"]},
    ],
)
def test_a_column_that_is_not_there_names_the_nearest(option: Mapping[str, str]) -> None:
    with pytest.raises(SurveyError, match="nearest being 'Score'"):
        read_survey(table("en"), **option)


def test_a_column_cannot_be_two_things() -> None:
    with pytest.raises(SurveyError, match="as score and as comment"):
        read_survey(table("en"), score="Score", text="Score")


def test_several_possible_scores_are_named() -> None:
    frame = pd.DataFrame(
        {"satisfaction with price": [1, 5, 3], "satisfaction with staff": [3, 4, 2], "why": "abc"}
    )
    with pytest.raises(SurveyError, match=r"'satisfaction with price'.*--score"):
        read_survey(frame)
    assert read_survey(frame, need_score=False).score_column is None


def test_machine_made_columns_are_not_comments() -> None:
    frame = table("en").assign(
        **{"Q2 - Topics": [f"billing delays and the app {at}" for at in range(60)]},
        **{"Developer Reply Text": [f"thank you for telling us this {at}" for at in range(60)]},
    )
    found = roles(read_survey(frame))
    assert (found["Q2 - Topics"], found["Developer Reply Text"]) == ("derived", "derived")


def test_an_outcome_is_no_segment() -> None:
    frame = table("en").assign(**{"Would you recommend us?": ["yes", "no"] * 30})
    assert roles(read_survey(frame))["Would you recommend us?"] == "other"


def test_a_header_among_the_answers_makes_no_score_of_a_group() -> None:
    rows = [
        (score, "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor")
        for score in (0, 10, 9, 8, 7, 3, 5, 10)
    ]
    told = [("Group", "Which group"), *((band, str(score)) for score, band in rows)]
    frame = pd.DataFrame(told, columns=["Q1_NPS_GROUP", "Q1"])
    frame["Why"] = [f"{COMMENTS['en'][0]} {at}" for at in range(len(frame))]
    survey = read_survey(frame)
    assert (survey.score_column, survey.group_column) == ("Q1", "Q1_NPS_GROUP")
    assert survey.scores[1:].tolist() == [float(score) for score, _ in rows]


@pytest.mark.parametrize(
    "labels",
    [
        ("Detractor", "Passive", "Promoter"),
        ("ผู้ไม่สนับสนุน", "ผู้เฉยเมย", "ผู้สนับสนุน"),
        ("بدگو", "خنثی", "مروج"),
        ("người phản đối", "trung lập", "người ủng hộ"),
    ],
)
def test_a_group_column_is_held_against_the_score(labels: Sequence[str]) -> None:
    frame = table("en").rename(columns={"Score": "Answer"})
    bands = [labels[2 if int(s) > 8 else 1 if int(s) > 6 else 0] for s in frame["Answer"]]
    bands[4] = labels[0]
    survey = read_survey(frame.assign(band=bands))
    assert (survey.score_column, survey.group_column) == ("Answer", "band")
    assert survey.problems[["line", "column"]].to_numpy().tolist() == [[5, "band"]]
    assert survey.rows()["used"] == 60
