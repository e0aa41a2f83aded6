"""Results as a workbook and as an SPSS file: nothing calculates, nothing is lost."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import OutputError
from cxnlp.pipeline import analyze, tag_survey
from cxnlp.survey import Survey, read_survey
from cxnlp.tag import Tags
from cxnlp.testing import FakeTagger, make_survey
from cxnlp.writeback import response_table, write_results
from cxnlp.writeback.spss import variable_names

HOSTILE = (
    '=HYPERLINK("http://a.example","bad price")',
    "=cmd|' /C calc'!A0",
    "@SUM(1) poor speed",
    "http://a.example/leak",
    "+1",
    "-2",
    "mailto:a@b.example",
    "_x0041_ bad staff",
    "file:///a",
    "bad\x0bspeed",
    "<b>price</b>",
    "{=1+1}",
)


@pytest.fixture
def survey() -> Survey:
    frame = pd.DataFrame(
        {
            "NPS score": [str(at % 11) for at in range(40)] + ["77"],
            "Why? (comment)": [
                *HOSTILE,
                *(f"the staff was bad and good, {at}" for at in range(29)),
            ],
            "=city": ["Leeds", "Hà Nội"] * 20 + ["Leeds"],
            "cx_line": ["x"] * 41,
        }
    )
    return read_survey(frame, score="NPS score", scale="nps", text="Why? (comment)")


def found_in(survey: Survey) -> Tags:
    return tag_survey(survey, FakeTagger())


def results(survey: Survey, folder: Path) -> tuple[Path, Path]:
    tagger = FakeTagger()
    paths = write_results(survey, found_in(survey), tagger.taxonomy, folder, ["xlsx", "sav"])
    return paths[0], paths[1]


def sheet_of(path: Path, name: str) -> list[list[object]]:
    import python_calamine

    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def xml_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist()}


def test_no_cell_is_a_formula_or_a_link(survey, tmp_path) -> None:
    parts = xml_of(results(survey, tmp_path)[0])
    everything = "".join(parts.values())
    assert not re.search(r"<f[ >]|<hyperlink|externalLink|TargetMode", everything)
    head, *rows = sheet_of(tmp_path / "results.xlsx", "Responses")
    texts = [row[head.index("Why? (comment)")] for row in rows]
    assert texts == survey.frame["Why? (comment)"].tolist()


def test_headers_stay_and_filter(survey, tmp_path) -> None:
    parts = xml_of(results(survey, tmp_path)[0])
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4
    for text in sheets:
        assert 'state="frozen"' in text
        assert "<autoFilter" in text
        assert "rightToLeft" not in text


def test_every_column_is_explained(survey, tmp_path) -> None:
    path, _ = results(survey, tmp_path)
    explained = {(row[0], row[1]) for row in sheet_of(path, "Columns")[1:]}
    for sheet in ("Responses", "Comments", "Mentions"):
        for name in sheet_of(path, sheet)[0]:
            assert (sheet, name) in explained
    assert all(row[3] for row in sheet_of(path, "Columns")[1:])


def test_every_row_read_is_there_with_its_reason(survey, tmp_path) -> None:
    path, sav = results(survey, tmp_path)
    head, *rows = sheet_of(path, "Responses")
    assert len(rows) == len(survey.frame) == 41
    assert [row[head.index("cx_left_out")] for row in rows] == survey.left_out.tolist()
    assert [row[head.index("cx_score")] for row in rows[:40]] == survey.scores[:40].tolist()
    assert "cx_line (input)" in head
    import pyreadstat

    frame, meta = pyreadstat.read_sav(sav)
    assert frame["cx_left_out"].tolist() == survey.left_out.tolist()
    assert np.array_equal(frame["cx_score"], survey.scores, equal_nan=True)
    assert meta.variable_value_labels["cx_band"] == {1: "detractor", 2: "passive", 3: "promoter"}
    assert meta.column_names_to_labels["Why_comment"] == "Why? (comment)"


def test_issues_are_codes_with_labels(survey, tmp_path) -> None:
    import pyreadstat

    tags = found_in(survey)
    frame, meta = pyreadstat.read_sav(results(survey, tmp_path)[1])
    codes = frame["cx_issue_staff"]
    said = meta.variable_value_labels["cx_issue_staff"]
    assert said[0] == "not mentioned"
    row = tags.comments.set_index("comment")["row"]
    mentioned = tags.mentions[tags.mentions["issue"] == "staff"]["comment"].map(row)
    assert set(np.flatnonzero(codes > 0)) == set(mentioned)
    assert codes[survey.left_out != ""].isna().all()


def test_persian_sheets_run_from_right_to_left(tmp_path) -> None:
    frame = pd.DataFrame(
        {
            "امتیاز NPS": [str(at % 11) for at in range(30)],
            "نظر": [f"کیفیت سرعت افتضاح است و قیمت خوب نیست {at}" for at in range(30)],
        }
    )
    survey = read_survey(frame, score="امتیاز NPS", scale="nps", text="نظر")
    path, sav = results(survey, tmp_path)
    sheets = [t for name, t in xml_of(path).items() if name.startswith("xl/worksheets/sheet")]
    assert all('rightToLeft="1"' in text for text in sheets)
    import pyreadstat

    frame_back, meta = pyreadstat.read_sav(sav)
    assert frame_back["v2"].tolist() == survey.frame["نظر"].tolist()
    assert meta.column_names_to_labels["v2"] == "نظر"


def test_our_own_results_can_be_read_again(tmp_path) -> None:
    survey = read_survey(make_survey(60))
    path, sav = results(survey, tmp_path)
    for again in (path, sav):
        kept = read_survey(again, need_score=False, need_text=False, **_sheet(again))
        assert len(kept.frame) == len(survey.frame)


def _sheet(path: Path) -> dict[str, str]:
    return {"sheet": "Responses"} if path.suffix == ".xlsx" else {}


def test_the_same_results_give_the_same_workbook(survey, tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = results(survey, tmp_path / "a")[0], results(survey, tmp_path / "b")[0]
    assert xml_of(first) == xml_of(second)


def test_text_too_long_for_a_cell_is_cut_and_says_so(survey, tmp_path) -> None:
    frame = survey.frame.copy()
    frame.loc[0, "Why? (comment)"] = "ก" * 40_000
    long = replace(survey, frame=frame)
    path, sav = results(long, tmp_path)
    head, first, *_ = sheet_of(path, "Responses")
    assert str(first[head.index("Why? (comment)")]).endswith("(cut)")
    import pyreadstat

    assert pyreadstat.read_sav(sav)[0]["Why_comment"][0].endswith("(cut)")


@pytest.mark.parametrize("format_", ["pdf", ""])
def test_another_format_is_refused(format_: str, survey, tmp_path) -> None:
    tagger = FakeTagger()
    with pytest.raises(OutputError, match="results as"):
        write_results(survey, found_in(survey), tagger.taxonomy, tmp_path, [format_])
    with pytest.raises(OutputError, match="cannot be written"):
        write_results(survey, found_in(survey), tagger.taxonomy, tmp_path / "no", ["xlsx"])


def test_names_are_what_spss_takes() -> None:
    odd = ["a b", "A_B", "", "1", "with", "ชื่อ", "x" * 300, "x" * 301, "$", "_a", "café"]
    made = variable_names(odd)
    assert len({name.casefold() for name in made}) == len(odd)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name) for name in made)
    assert all(name.upper() != "WITH" for name in made)


def test_the_table_has_one_row_a_response_and_says_what_each_column_is(survey) -> None:
    made = response_table(survey, found_in(survey), FakeTagger().taxonomy)
    assert [column.name for column in made.columns] == list(made.table)
    assert len(made.table) == len(survey.frame)
    assert all(column.labels for column in made.columns if column.kind == "code")


def test_an_analysis_writes_them_beside_its_tables(tmp_path) -> None:
    analysis = analyze(make_survey(60), tagger=FakeTagger())
    folder = analysis.write(tmp_path / "report", also=["xlsx", "sav"])
    assert {"results.xlsx", "results.sav"} <= {path.name for path in folder.iterdir()}
