"""Follow-ups that each group of scores has in a column of its own are one field."""

from __future__ import annotations

from cxnlp.survey import read_survey
from tests.survey import platform_files as files

TEXTS = ["What went wrong?", "What would make it a ten?", "What did you like most?"]


def test_reasons_and_follow_ups_by_band_are_found_together(write) -> None:
    survey = read_survey(write(files.as_csv(files.nps_plus())))
    assert survey.score_column == "How likely are you to recommend us? (0-10)"
    assert survey.text_columns == TEXTS
    assert survey.asked_of == {
        TEXTS[0]: ("detractor",),
        TEXTS[1]: ("passive",),
        TEXTS[2]: ("promoter",),
    }
    assert survey.comment_fields == [TEXTS]
    assert survey.ticked is not None
    assert survey.ticked.tolist()[:3] == [["Price", "Staff"], ["Speed"], ["Staff", "Speed"]]
    assert all(survey.ticked)
    assert "one field" in next(c.reason for c in survey.columns if c.name == TEXTS[0])


def test_questions_that_everybody_was_asked_are_fields_of_their_own(write) -> None:
    rows = files.nps_plus()
    for at, row in enumerate(rows[1:]):
        row[5], row[7] = files.why(at), files.why(at + 7)
    survey = read_survey(write(files.as_csv(rows)))
    assert survey.asked_of == {}
    assert survey.comment_fields == [[name] for name in TEXTS]


def test_one_row_with_two_answers_makes_them_two_fields(write) -> None:
    rows = files.nps_plus()
    rows[2][5], rows[2][7] = files.why(1), files.why(2)
    assert read_survey(write(files.as_csv(rows))).asked_of == {}


def test_where_a_response_was_asked_is_a_segment_with_a_name(write) -> None:
    rows = [["NPS", "comment", "Touch point", "กลุ่ม", "Giai đoạn", "program"]]
    kinds = ("relational", "transactional", "in the moment")
    for at in range(30):
        rows.append(
            [at % 11, files.why(at), "abc"[at % 3], "xy"[at % 2], "12"[at % 2], kinds[at % 3]]
        )
    survey = read_survey(write(files.as_csv(rows)))
    assert survey.names("touchpoint") == ["Touch point"]
    assert survey.names("journey_stage") == ["Giai đoạn"]
    assert survey.names("survey_kind") == ["program"]
    assert set(survey.segment_columns) == {"Touch point", "กลุ่ม", "Giai đoạn", "program"}
