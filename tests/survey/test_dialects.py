"""Every platform's export comes out right without a flag, and can be said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey
from cxnlp.survey.dialects.choose import DIALECTS, find_layout
from tests.survey import platform_files as files

Rows = Sequence[Sequence[object]]


@pytest.fixture
def read(write) -> Callable[..., Survey]:
    """Return a function that writes rows and reads them as a survey."""

    def run(rows: Rows, *, delimiter: str = ",", **options: object) -> Survey:
        return read_survey(write(files.as_csv(rows, delimiter)), **options)

    return run


def roles(survey: Survey) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column in survey.columns:
        found.setdefault(column.role, []).append(column.name)
    return found


EXPORTS: dict[str, tuple[Rows, str, str, list[str], dict[str, int]]] = {
    "qualtrics": (
        files.qualtrics(),
        "nps",
        "Q1",
        ["Q2"],
        {"preview": 1, "spam": 1, "unfinished": 1},
    ),
    "qualtrics legacy": (files.qualtrics_legacy(), "nps", "Q1", ["Q2"], {"unfinished": 1}),
    "surveymonkey": (files.surveymonkey(), "nps", files.TITLE, [files.ASK], {}),
    "surveymonkey thai": (
        files.surveymonkey(english=False),
        "nps",
        files.TITLE,
        [files.ASK],
        {},
    ),
    "questionpro": (
        files.questionpro(),
        "nps",
        files.TITLE,
        ["Please tell us why"],
        {"unfinished": 2},
    ),
    "questionpro thai": (
        files.questionpro(english=False),
        "nps",
        files.TITLE,
        ["Please tell us why"],
        {"unfinished": 2},
    ),
    "limesurvey": (files.limesurvey(), "nps", "NPS", ["WHY"], {"unfinished": 1}),
    "typeform": (files.typeform(), "nps", files.TITLE, [files.ASK], {"unfinished": 1}),
    "google_forms": (
        files.google_forms(),
        "nps",
        "คุณจะแนะนำเราหรือไม่ (0-10)?",
        ["เพราะเหตุใดคุณจึงให้คะแนนนี้?"],
        {},
    ),
    "microsoft_forms": (files.microsoft_forms(), "nps", files.TITLE, [files.ASK], {}),
    "play_console": (
        files.play_console(),
        "stars",
        "Star Rating",
        ["Review Text"],
        {"older version": 1},
    ),
    "trustpilot": (
        files.trustpilot(),
        "stars",
        "Review Stars",
        ["Review Title", "Review Content"],
        {},
    ),
    "delighted": (files.delighted(), "csat", "Score", ["Comment"], {}),
    "medallia": (files.medallia(), "nps", "q_hotel_ltr_scale11", ["q_why_cmt"], {}),
    "surveycto": (files.surveycto(), "nps", "nps", ["why"], {"rejected": 1}),
    "zendesk": (files.zendesk(), "csat", "score", ["comment"], {"not answered": 8}),
    "zendesk numbers": (files.zendesk_numbers(), "csat", "rating", ["comment"], {}),
    "intercom": (files.intercom(), "csat", "rating", ["remark"], {}),
    "helpscout": (files.helpscout(), "csat", "Rating", ["Comments"], {}),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_out_right_without_a_flag(read, name: str) -> None:
    rows, scale, score, texts, left_out = EXPORTS[name]
    survey = read(rows)
    assert survey.source.platform == name.split()[0]
    assert survey.scale is not None
    assert survey.scale.name == scale
    assert survey.score_column == score
    assert survey.text_columns == texts
    assert survey.rows()["left_out"] == left_out
    assert survey.rows()["used"] + sum(left_out.values()) == survey.rows()["read"]
    assert survey.date_column is not None
    assert survey.source.how["platform"]


@pytest.mark.parametrize("name", EXPORTS)
def test_only_one_platform_sees_its_marks(name: str) -> None:
    rows = [[str(cell) for cell in row] for row in EXPORTS[name][0]]
    assert [each.name for each in DIALECTS if each.sniff(rows, False)] == [name.split()[0]]


@pytest.mark.parametrize("name", EXPORTS)
def test_a_header_alone_is_not_enough(name: str) -> None:
    rows = [[str(cell) for cell in row] for row in EXPORTS[name][0]]
    if find_layout(rows, name).first > 1 or name in {"medallia", "limesurvey"}:
        return  # Several header rows, codes and ways of naming are structure by themselves.
    fakes = [["word"] * len(rows[0])] * 20
    assert find_layout([rows[0], *fakes], name).codebook.platform == "plain"


def test_a_plain_table_is_plain(read) -> None:
    survey = read([["id", "NPS", "comment"], *[[at, at % 11, files.why(at)] for at in range(20)]])
    assert survey.source.platform == "plain"


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize(
    "title", [[["Report"], ["Filter: all"]], [["", ""]], [["Exported on", "2026-05-01"], [""]]]
)
def test_a_platform_is_known_below_a_title_of_somebodys_own(read, name: str, title: Rows) -> None:
    rows, _, score, texts, left_out = EXPORTS[name]
    wide = len(rows[0])
    survey = read([*([*row, *[""] * (wide - len(row))] for row in title), *rows])
    assert survey.source.platform == name.split()[0]
    assert (survey.score_column, survey.text_columns) == (score, texts)
    assert survey.rows()["left_out"] == left_out


def test_a_header_in_the_midst_of_answers_hides_none_of_them(read) -> None:
    rows = files.limesurvey_vv()
    again = read([*rows[:8], *rows[:2], *rows[8:]], delimiter="\t")
    assert again.source.platform == "limesurvey"
    assert len(again.frame) == len(rows)  # Two header rows are none, two more are rows.
    assert again.rows()["left_out"]["score not readable"] == 2


def test_qualtrics_knows_what_it_derived(read) -> None:
    survey = read(files.qualtrics())
    found = roles(survey)
    assert found["derived"] == ["Q2 - Topics"]
    assert found["group"] == ["Q1_NPS_GROUP"]
    assert found["reasons"] == ["Q3_1", "Q3_2"]
    assert found["segment"] == ["plan"]
    assert survey.ticked is not None
    assert survey.ticked[1] == ["Price", "Other:"]
    assert survey.questions["Q2"] == f"{files.ASK} Please."
    assert survey.lines[0] == 5  # The second header row holds a line break.


def test_qualtrics_without_its_ids_or_any_question_row(read) -> None:
    rows = files.qualtrics()
    for kept in ([rows[0], rows[1], *rows[3:]], [rows[0], *rows[3:]]):
        survey = read(kept)
        assert survey.source.platform == "qualtrics"
        assert survey.score_column == "Q1"
        assert survey.rows()["left_out"] == {"preview": 1, "spam": 1, "unfinished": 1}


def test_qualtrics_as_tsv_in_utf16(write) -> None:
    text = files.as_csv(files.qualtrics(), "\t")
    survey = read_survey(write(b"\xff\xfe" + text.encode("utf-16-le")))
    assert survey.source.platform == "qualtrics"
    assert survey.score_column == "Q1"


def test_multiple_choices_of_every_shape_are_one_list(read) -> None:
    assert read(files.surveymonkey()).ticked[5] == ["Rooms", "Food"]
    assert read(files.questionpro()).ticked[1] == ["Price", "Staff"]
    assert read(files.limesurvey()).ticked[1] == ["SQ001", "SQ002"]
    assert read(files.limesurvey(codes=False)).ticked[1] == ["Price", "Staff"]
    assert read(files.microsoft_forms()).ticked[2] == ["Staff", "Speed"]
    assert read(files.surveycto()).ticked[1] == ["price", "staff"]
    assert read(files.typeform()).ticked[1] == ["Price", "Staff"]


def test_limesurvey_headings_in_thai_and_masked_formulas(read) -> None:
    survey = read(files.limesurvey(codes=False), delimiter=";")
    assert survey.source.platform == "limesurvey"
    assert survey.score_column == f"NPS. {files.TITLE}"
    assert survey.frame[survey.text_columns[0]][7].startswith("=1+1")
    assert survey.rows()["left_out"] == {"unfinished": 1}


def test_limesurvey_with_converted_ticks(read) -> None:
    rows = files.limesurvey()
    for row in rows[1:]:
        row[7:9] = ["1" if cell == "Y" else "2" for cell in row[7:9]]
    assert read(rows).ticked[:3].tolist() == [[], ["SQ001", "SQ002"], ["SQ002"]]


def test_the_sheet_with_a_platforms_layout_is_read(tmp_path) -> None:
    import xlsxwriter

    path = tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(path) as book:
        legend, raw = book.add_worksheet("Legend"), book.add_worksheet("Raw Data")
        for at in range(200):
            legend.write_row(at, 0, [f"word {at}", "meaning", at])
        for at, row in enumerate(files.questionpro()):
            raw.write_row(at, 0, row)
    survey = read_survey(path)
    assert (survey.source.platform, survey.source.sheet) == ("questionpro", "Raw Data")
    assert survey.lines[0] == 5


def test_limesurvey_vv_is_unescaped(read) -> None:
    survey = read(files.limesurvey_vv(), delimiter="\t")
    assert survey.source.platform == "limesurvey"
    assert survey.frame["WHY"][3] == ""
    assert survey.frame["WHY"][0].endswith("\na {tab} too")
    assert survey.questions["WHY"] == files.ASK


def test_the_latest_version_of_a_review_counts(read) -> None:
    survey = read(files.play_console())
    assert survey.left_out[0] == "older version"
    assert survey.scores[30] == 5
    assert roles(survey)["derived"] == ["Developer Reply Text"]


def test_translations_are_derived(read) -> None:
    assert roles(read(files.medallia()))["derived"] == ["a_translation_to_english_q_why_cmt"]


def test_the_platform_can_be_said(read) -> None:
    rows = [["#", "NPS", "why"], *[[f"t{at:07d}", at % 11, files.why(at)] for at in range(20)]]
    assert read(rows).source.platform == "plain"
    assert read(rows, format="typeform").source.platform == "typeform"
    assert read(files.typeform(), format="plain").source.platform == "plain"
    with pytest.raises(SurveyError, match="layout of qualtrics"):
        read(rows, format="Qualtrics")
    with pytest.raises(SurveyError, match="no format 'qualtrix'"):
        read(rows, format="qualtrix")


def test_columns_can_be_said_by_name_code_id_or_question(read) -> None:
    rows = files.qualtrics()
    for said in ("score=Q1,text=Q2", f"score=QID1,text={files.ASK} Please.", "text=QID2_TEXT"):
        survey = read(rows, columns=said)
        assert (survey.score_column, survey.text_columns) == ("Q1", ["Q2"])
    several = read(rows, columns={"comment": ["Q2", "Q3_2_TEXT"], "segment": "plan"})
    assert several.text_columns == ["Q2", "Q3_2_TEXT"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Q1", "does not say which column"),
        ("note=Q1", "does not say which column"),
        ("score=", "no column after 'score'"),
        ("score=Q1,score=Q2", "said twice"),
        ("score=Q9", "no column 'Q9'"),
        ({"mood": "Q1"}, "the role 'mood'"),
    ],
)
def test_a_map_of_columns_that_says_nothing_clear_is_refused(read, said, found: str) -> None:
    with pytest.raises(SurveyError, match=found):
        read(files.qualtrics(), columns=said)


def test_a_frame_is_recognised_too() -> None:
    head, *rows = files.qualtrics()
    survey = read_survey(pd.DataFrame(rows, columns=head, dtype=object))
    assert survey.source.platform == "qualtrics"
    assert survey.rows()["read"] == 40


@pytest.mark.parametrize(
    ("name", "platform", "score", "reasons"),
    [
        ("telecom_nps.csv", "plain", "Score", 0),
        ("airline_qualtrics.csv", "qualtrics", "Q1", 0),
        ("airline_questionpro_npsplus.xlsx", "questionpro", None, 7),
        ("hotel_surveymonkey.xlsx", "surveymonkey", None, 3),
        ("bank_app_play_console.csv", "play_console", "Star Rating", 0),
        ("shop_reviews_fa.xlsx", "plain", None, 0),
        ("restaurant_th_cp874.csv", "plain", "คะแนน", 0),
        ("clinic_typeform.csv", "typeform", None, 0),
        ("phone_google_forms_vi.csv", "google_forms", None, 0),
        ("bank_limesurvey_fa.csv", "limesurvey", "CSAT", 0),
        ("clothing_spss.sav", "spss", "SAT", 0),
        ("support_ms_forms.xlsx", "microsoft_forms", None, 0),
    ],
)
def test_real_exports(shared, name: str, platform: str, score: str | None, reasons: int) -> None:
    survey = read_survey(shared / "exports" / name)
    rows = survey.rows()
    assert survey.source.platform == platform
    assert score is None or survey.score_column == score
    assert len(survey.reason_columns) == reasons
    assert survey.text_columns
    assert rows["read"] == rows["used"] + sum(rows["left_out"].values())
