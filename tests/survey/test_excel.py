"""Workbooks: cells as they show, the right sheet, and no bomb ever unpacked."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence

import pytest
import xlsxwriter

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey

ROWS = [["NPS", "comment", "when"], [9.0, "good", None], [3, "bad", None]]


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(at, column, cell, date)
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return out.getvalue()


def parts(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_numbers_and_dates_come_as_they_show(write) -> None:
    rows = [["id", "NPS", "comment", "date"], [115000000001.0, 8.0, "fine", dt.date(2026, 5, 1)]]
    survey = read_survey(write(workbook({"a": rows}), "s.xlsx"))
    assert survey.frame.iloc[0].tolist() == ["115000000001", "8", "fine", "2026-05-01"]
    assert survey.scores[0] == 8.0


def test_lines_are_sheet_rows_and_empty_rows_are_accounted_for(write) -> None:
    rows = [[], ["NPS", "comment"], [9, "good"], [], [99, "odd"], [4, "slow"]]
    survey = read_survey(write(workbook({"a": rows}), "s.xlsx"))
    assert survey.lines.tolist() == [3, 4, 5, 6]
    assert survey.rows()["left_out"] == {"empty row": 1, "no score": 1}


def test_a_stray_cell_far_below_makes_no_million_rows(write) -> None:
    rows = [["NPS", "comment"], [9, "good"], [], [4, "slow"], *[[]] * 5_000, [7, "stray"]]
    survey = read_survey(write(workbook({"a": rows}), "s.xlsx"))
    assert survey.lines.tolist() == [2, 3, 4, 5_005]
    assert "Rows 5 to 5,004 of the sheet are blank and not counted." in survey.notes


def test_the_sheet_with_the_answers_is_picked_and_said(write) -> None:
    path = write(workbook({"Cover": [["Survey 2026"]], "Data": ROWS}), "s.xlsx")
    survey = read_survey(path)
    assert survey.source.sheet == "Data"
    assert "2 sheets" in survey.source.how["sheet"]


def test_a_sheet_asked_for_wins_and_a_wrong_one_is_named(write) -> None:
    other = [["NPS", "comment"], [1, "dreadful"]]
    path = write(workbook({"Data": ROWS, "Wave 2": other}), "s.xlsx")
    assert read_survey(path, sheet="Wave 2").frame["comment"].tolist() == ["dreadful"]
    with pytest.raises(SurveyError, match="'Wave 2'"):
        read_survey(path, sheet="wave2")


@pytest.mark.parametrize("cut", [10, 300, -400, -30])
def test_a_damaged_workbook_is_an_error(write, cut: int) -> None:
    data = workbook({"a": ROWS})
    with pytest.raises(SurveyError, match=r"damaged|zip file"):
        read_survey(write(data[:cut], "s.xlsx"))


def test_flipped_bytes_are_an_error_or_an_answer_never_a_crash(write) -> None:
    data = workbook({"a": ROWS})
    for at in range(0, len(data), 97):
        broken = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        try:
            read_survey(write(broken, "s.xlsx"))
        except SurveyError:
            continue


@pytest.mark.parametrize("method", [12, 14, 93])
def test_parts_that_are_not_packed_as_said_are_damage(method: int, write) -> None:
    made = bytearray(workbook({"a": ROWS}))
    for found in re.finditer(b"PK\x01\x02", bytes(made)):
        made[found.start() + 10] = method
    with pytest.raises(SurveyError, match="damaged"):
        read_survey(write(bytes(made), "s.xlsx"))


def test_a_bomb_is_refused_by_its_directory(write) -> None:
    bomb = parts({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * (100 << 20)})
    with pytest.raises(SurveyError, match="unpacks to"):
        read_survey(write(bomb, "s.xlsx"))


def test_a_bomb_that_lies_about_its_size_is_refused_too(write) -> None:
    size = 60 << 20
    bomb = parts({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * size})
    liar = bomb.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    assert liar != bomb
    with pytest.raises(SurveyError, match="unpacks to"):
        read_survey(write(liar, "s.xlsx"))


def test_two_cells_at_a_sheets_far_ends_do_not_fill_the_memory(write) -> None:
    good = workbook({"a": ROWS})
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b"</sheetData>", far)
    with pytest.raises(SurveyError, match="1048576 rows by 16384 columns"):
        read_survey(write(parts(content), "s.xlsx"))


def test_one_long_string_shown_by_many_cells_is_refused(write) -> None:
    rows = [["NPS", "comment"], *[[9, "x" * 32_000]] * 20_000]
    with pytest.raises(SurveyError, match="MiB of text"):
        read_survey(write(workbook({"a": rows}), "s.xlsx"))


def test_formulas_are_read_as_what_they_show_and_text_stays_text(write) -> None:
    survey = read_survey(write("NPS,comment\n5,=1+1\n9,<b>hi</b>\n"))
    assert survey.frame["comment"].tolist() == ["=1+1", "<b>hi</b>"]


@pytest.mark.parametrize(
    "odd",
    [
        b'<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>',
        b'<row r="2"><c r="A99999999999"><v>1</v></c></row>',
        b"<row r='99999999'><c r='zzzz99999999'><v>1</v></c></row>",
        b'<row r = "4000000000"><c><v>1</v></c><c><v>1</v></c></row>',
        b"<row><c " + b" " * 70_000 + b'r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_far_away_is_no_reason_to_fill_the_memory(odd: bytes, write) -> None:
    inside = zipfile.ZipFile(io.BytesIO(workbook({"a": ROWS})))
    content = {name: inside.read(name) for name in inside.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b"</sheetData>", odd + b"</sheetData>")
    with pytest.raises(SurveyError, match="unpacks to a sheet of"):
        read_survey(write(parts(content), "s.xlsx"))


def test_a_workbook_of_another_kind_is_refused(write) -> None:
    content = {"xl/workbook.xml": b"<x/>", "xl/workbook.bin": b"x"}
    with pytest.raises(SurveyError, match="of another kind than XLSX"):
        read_survey(write(parts(content), "s.xlsx"))
