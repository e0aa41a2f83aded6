"""The whole: rows always add up, bad files are refused in a sentence, good ones come out right."""

from __future__ import annotations

import os
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey
from cxnlp.survey.inspect import describe, read_leniently
from cxnlp.survey.inspect_lines import describe_lines

HEAD = "id,NPS score,comment\n"
CELLS = st.text(max_size=6) | st.sampled_from(
    ["5", "11", "", "-99", "eleven", "9/10", "N/A", "R1", "R2", "good food", "7,5", "\0", "\ud83d"]
)


def adds_up(survey: Survey) -> bool:
    rows = survey.rows()
    listed = survey.scores[survey.used].notna().all() or survey.scale is None
    return (
        rows["read"] == len(survey.frame) == rows["used"] + sum(rows["left_out"].values())
        and listed
    )


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12), st.booleans())
def test_rows_always_add_up(rows: list[tuple[str, str, str]], need_score: bool) -> None:
    frame = pd.DataFrame([("R0", "5", "fine"), *rows], columns=["id", "NPS", "why"], dtype=object)
    survey = read_survey(
        frame, score="NPS", text="why", scale="nps", id="id", need_score=need_score
    )
    assert survey.rows()["read"] == len(rows) + 1
    assert not need_score or adds_up(survey)


@given(st.text(st.sampled_from('a5,;"\n\r\t |\0'), max_size=80))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, rest: str) -> None:
    path = tmp_path_factory.mktemp("any") / "s.csv"
    path.write_bytes((HEAD + "R0,5,fine\n" + rest).encode())
    survey = read_survey(path, delimiter=",", score="NPS score", text="comment")
    assert adds_up(survey)


def test_any_bytes_are_read_or_refused(write) -> None:
    chance = random.Random(0)
    for size in range(0, 3000, 50):
        try:
            survey = read_survey(write(chance.randbytes(size)))
        except SurveyError:
            continue
        assert adds_up(survey)


def test_every_row_left_out_has_one_reason_and_every_bad_cell_its_line(write) -> None:
    lines = [
        "1,5,ok",
        "2,eleven,words",
        "3,11,too much",
        "4,-99,code",
        "5,,none",
        "6,9/10,fine",
        "7,N/A,none",
        "2,7,later but the first has no score",
        "1,6,again",
        ",,",
    ]
    survey = read_survey(write(HEAD + "\n".join(lines) + "\n"))
    assert survey.rows() == {
        "read": 10,
        "used": 3,
        "left_out": {
            "duplicate id": 1,
            "empty row": 1,
            "no score": 3,
            "score not readable": 1,
            "score outside the scale": 1,
        },
    }
    assert survey.problems["line"].tolist() == [3, 4, 10]
    assert survey.problems["value"].tolist() == ["eleven", "11", "1"]


def test_without_need_of_a_score_no_row_is_left_out_for_it(write) -> None:
    survey = read_survey(write(HEAD + "1,eleven,ok\n2,,fine\n3,4,good\n"), need_score=False)
    assert survey.rows()["used"] == 3


def test_an_empty_comment_with_a_score_is_used(write) -> None:
    assert read_survey(write(HEAD + "1,5,\n2,6,fine\n")).rows()["used"] == 2


def test_customers_who_answer_often_are_no_duplicates(write) -> None:
    lines = "".join(f"C{at % 10},{at % 11},comment {at}\n" for at in range(40))
    survey = read_survey(write(HEAD + lines), id="id")
    assert survey.rows()["used"] == 40
    assert any("more than once" in note for note in survey.notes)


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + os.urandom(500)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (HEAD.encode(), "no answers"),
        (picture(), "PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "old .xls"),
        (b"PK\x03\x04" + bytes(99), "damaged"),
        (b"<html><table>", "web page"),
        (b'[{"a": 1}]', "JSON list"),
        (b"id,NPS\n1,5\n2,6\n", "no column of comments"),
        (b"id,comment\n1,hello there\n", "no column that is clearly the score"),
        (b"id,NPS,comment\n1,5,\n2,6, \n", "blank in all 2 rows"),
        (b"My survey\n\n1,5,ok\n2,6,fine\n", "title above the table"),
        (b"1,9,this was good\n2,3,this was bad\n", "looks like an answer"),
        (b"NPS,comment\nfive,ok\nsix,ok then\n", "no cell of the score column"),
    ],
)
def test_bad_files_are_refused_in_one_line(write, content: bytes, found: str) -> None:
    options = {"score": "NPS", "scale": "nps"} if b"five" in content else {}
    with pytest.raises(SurveyError, match=found) as caught:
        read_survey(write(content), **options)
    assert "\n" not in str(caught.value)
    assert caught.value.expected


def test_a_file_that_is_not_there_and_a_folder(tmp_path) -> None:
    with pytest.raises(SurveyError, match="no file"):
        read_survey(tmp_path / "none.csv")
    with pytest.raises(SurveyError, match="folder"):
        read_survey(tmp_path)


def test_inspection_shows_what_an_analysis_would_refuse(write) -> None:
    survey, refusal = read_leniently(write("id,score,comment\n1,3,good\n2,4,fine\n"))
    told = describe(survey, refusal)
    assert "--scale" in told["refusal"]
    assert [column["role"] for column in told["roles"]] == ["id", "score", "comment"]
    assert "--score score" in told["flags"]
    assert any("Still needed" in line for line in describe_lines(survey, refusal))


def test_the_flags_say_the_same_again(write) -> None:
    survey = read_survey(write(HEAD + "1,5,ok then\n2,eleven,fine\n"))
    again = read_survey(
        write(HEAD + "1,5,ok then\n2,eleven,fine\n"),
        score=survey.score_column,
        text=survey.text_columns,
        scale=survey.scale,
        segments=survey.segment_columns,
        id=survey.id_column,
        encoding=survey.source.encoding,
        delimiter=survey.source.delimiter,
    )
    pd.testing.assert_frame_equal(again.problems, survey.problems)
    assert again.rows() == survey.rows()


@pytest.mark.parametrize(
    ("name", "scale", "read", "used", "texts"),
    [
        ("telecom_nps.csv", "nps", 2142, 2113, 1),
        ("shop_reviews_fa.xlsx", "stars", 1500, 1412, 4),
        ("bank_app_play_console.csv", "stars", 1500, 1500, 1),
        ("restaurant_th_cp874.csv", "stars", 189, 189, 1),
        ("phone_google_forms_vi.csv", "csat", 1500, 1500, 1),
        ("clinic_typeform.csv", "csat", 1500, 1425, 1),
        ("bank_limesurvey_fa.csv", "csat", 1500, 1451, 1),
        ("support_ms_forms.xlsx", "csat", 1500, 1500, 1),
    ],
)
def test_plain_exports(shared, name: str, scale: str, read: int, used: int, texts: int) -> None:
    survey = read_survey(shared / "exports" / name)
    assert survey.scale is not None
    assert survey.scale.name == scale
    assert (survey.rows()["read"], survey.rows()["used"]) == (read, used)
    assert len(survey.text_columns) == texts
    assert adds_up(survey)
    assert describe_lines(survey)


def test_jalali_dates_and_lost_letters_of_real_exports(shared) -> None:
    shop = read_survey(shared / "exports" / "shop_reviews_fa.xlsx")
    assert shop.dates is not None
    assert str(shop.dates[0].date()) == "2023-03-07"
    telecom = read_survey(shared / "exports" / "telecom_nps.csv")
    assert (telecom.problems["column"] == "Comment").sum() == 116
    assert telecom.dates is not None
    assert telecom.dates.notna().all()


@pytest.mark.parametrize(
    ("name", "wide"),
    [
        (
            "s.csv",
            "id," + ",".join(f"c{at}" for at in range(20_000)) + "\n1" + ",2" * 20_000 + "\n",
        ),
        ("s.jsonl", "{" + ",".join(f'"c{at}": 1' for at in range(20_001)) + "}\n"),
    ],
    ids=["header", "keys"],
)
def test_more_columns_than_any_survey_has_are_refused(name: str, wide: str, write) -> None:
    with pytest.raises(SurveyError, match="has 20,001 columns"):
        read_survey(write(wide, name))


def test_a_title_above_the_names_is_no_answer(write) -> None:
    above = b"NPS report May,,\n,,\nFilter:,all,\n"
    survey = read_survey(write(above + b"id,NPS,why (comment)\n1,5,too slow for us\n2,10,fine\n"))
    assert list(survey.frame) == ["id", "NPS", "why (comment)"]
    assert survey.lines.tolist() == [5, 6]
    assert "NPS report May / Filter: / all" in survey.source.how["platform"]


def test_inspect_says_what_will_be_analysed_and_what_the_platform_knows(write) -> None:
    from tests.survey import platform_files as files

    told = describe(read_survey(write(files.as_csv(files.qualtrics()))))
    assert told["analysed"][0] == "37 scores on nps in 'Q1'"
    assert told["analysed"][1].startswith(f"37 comments in 'Q2': {files.ASK}")
    assert told["analysed"][2] == "2 reasons ticked: Other:, Price"
    assert told["analysed"][3] == "compared by 'plan'"
    group = next(each for each in told["roles"] if each["name"] == "Q1_NPS_GROUP")["codebook"]
    assert group["internal_id"] == "QID1_NPS_GROUP"
    assert group["labels"]["1"] == "Detractor"
    assert "--format qualtrics" in told["flags"]


def test_inspect_says_that_nothing_would_be_analysed(write) -> None:
    survey = read_survey(
        write("colour,size\nred,big\nblue,small\n"), need_score=False, need_text=False
    )
    lines = describe_lines(survey)
    assert lines[lines.index("An analysis reads") + 1] == "  nothing"
