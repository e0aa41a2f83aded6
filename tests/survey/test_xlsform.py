"""The form that answers were given on gives its words to their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from tests.survey import platform_files as files

SURVEY = [
    ["type", "name", "label::Thai (th)", "label::English (en)"],
    ["begin group", "visit", "การมาครั้งนี้", "Visit"],
    ["integer", "nps", "คุณจะแนะนำเราหรือไม่ (0-10)", "How likely are you to recommend us?"],
    ["text", "why", "เพราะอะไร", "Why?"],
    ["select_multiple causes", "reasons", "<b>สาเหตุ</b>ที่ให้คะแนน", "Which reasons?"],
    ["end group", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::Thai (th)", "label::English (en)"],
    ["causes", "price", "ราคา แพง", "Price"],
    ["causes", "staff", "พนักงาน", "Staff"],
]


def form(folder: Path, survey: Sequence[Sequence[str]] = SURVEY, name: str = "survey") -> Path:
    path = folder / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheets: Mapping[str, Sequence[Sequence[str]]] = {name: survey, "choices": CHOICES}
        for each, rows in sheets.items():
            sheet = book.add_worksheet(each)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


@pytest.mark.parametrize("dummies", [True, False])
def test_codes_and_names_become_words(dummies: bool, write, tmp_path) -> None:
    rows = files.surveycto()
    if not dummies:
        at = rows[0].index("reasons_price")
        rows = [row[:at] + row[at + 2 :] for row in rows]
    path = write(files.as_csv(rows))
    survey = read_survey(path, codebook=form(tmp_path))
    assert survey.source.platform == "surveycto"
    assert survey.questions == {"why": "เพราะอะไร"}
    assert survey.ticked.tolist()[1:3] == [["ราคา แพง", "พนักงาน"], ["พนักงาน"]]
    assert survey.scale.name == "nps"
    assert any("label::thai (th)" in note for note in survey.notes)
    plain = read_survey(path)
    assert plain.ticked.tolist()[1] == ["price", "staff"]
    assert plain.rows() == survey.rows()


def test_groups_before_a_name_are_no_part_of_it(write, tmp_path) -> None:
    rows = files.surveycto()
    rows[0] = [f"visit/{name}" if name in {"nps", "why"} else name for name in rows[0]]
    survey = read_survey(write(files.as_csv(rows)), codebook=form(tmp_path))
    assert survey.questions == {"visit/why": "เพราะอะไร"}


@pytest.mark.parametrize(("survey", "name", "message"), [
    ([["type", "name", "label"], ["text", "elsewhere", "Elsewhere"]], "survey", "no column of"),
    ([["name", "label"], ["why", "Why?"]], "survey", "no column 'type'"),
    (SURVEY, "other", "no sheet 'survey'"),
])  # fmt: skip
def test_what_is_no_form_is_refused(survey, name: str, message: str, write, tmp_path) -> None:
    path = write(files.as_csv(files.surveycto()))
    with pytest.raises(SurveyError, match=message):
        read_survey(path, codebook=form(tmp_path, survey, name))
    with pytest.raises(SurveyError, match="not a workbook"):
        read_survey(path, codebook=path)
