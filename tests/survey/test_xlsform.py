"""The form that answers were given on gives its words to their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from cxnlp.errors import SurveyError
from cxnlp.export import write_like
from cxnlp.survey import read_survey
from cxnlp.survey.like import CHANGED
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


@pytest.mark.parametrize(
    ("survey", "name", "message"),
    [
        ([["type", "name", "label"], ["text", "elsewhere", "Elsewhere"]], "survey", "no column of"),
        ([["name", "label"], ["why", "Why?"]], "survey", "no column 'type'"),
        (SURVEY, "other", "no sheet 'survey'"),
    ],
)
def test_what_is_no_form_is_refused(survey, name: str, message: str, write, tmp_path) -> None:
    path = write(files.as_csv(files.surveycto()))
    with pytest.raises(SurveyError, match=message):
        read_survey(path, codebook=form(tmp_path, survey, name))
    with pytest.raises(SurveyError, match="not a workbook"):
        read_survey(path, codebook=path)


def test_the_form_is_kept_for_the_next_file(write, tmp_path) -> None:
    path = write(files.as_csv(files.surveycto()))
    (tmp_path / "forms").mkdir()
    used = form(tmp_path / "forms")
    kept = tmp_path / "kept" / "survey.toml"
    kept.parent.mkdir()
    write_like(read_survey(path, codebook=used), kept)
    assert 'file = "../forms/form.xlsx"' in kept.read_text(encoding="utf-8")
    again = read_survey(path, like=kept)
    assert again.questions == {"why": "เพราะอะไร"}
    assert not [note for note in again.notes if note.startswith(CHANGED)]
    form(tmp_path / "forms", [*SURVEY, ["text", "more", "อีกไหม", "More?"]])
    (told,) = [n for n in read_survey(path, like=kept).notes if n.startswith(CHANGED)]
    assert "the form is not the one of survey.csv" in told
    used.unlink()
    with pytest.raises(SurveyError, match=r"form\.xlsx .*is not there.*--codebook"):
        read_survey(path, like=kept)
    other = read_survey(path, like=kept, codebook=form(tmp_path))
    assert other.questions == {"why": "เพราะอะไร"}


def test_a_survey_toml_of_before_forms_were_kept_is_read(write, tmp_path) -> None:
    path, kept = write(files.as_csv(files.surveycto())), tmp_path / "survey.toml"
    write_like(read_survey(path), kept)
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace("[codebook]", ""), encoding="utf-8")
    assert read_survey(path, like=kept).score_column == "nps"
    (told,) = [
        note
        for note in read_survey(path, like=kept, codebook=form(tmp_path)).notes
        if note.startswith(CHANGED)
    ]
    assert "there was no form" in told
