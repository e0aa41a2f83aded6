"""Dates are read in the order the file itself tells, in four languages and three calendars."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.survey import read_survey
from cxnlp.survey.values.dates import looks_like_date, read_dates

MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-05-01", "2026-05-01"),
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00"),
        ("2026-05-01 10:00:00+07:00", "2026-05-01T03:00:00"),
        ("2026/5/1", "2026-05-01"),
        ("31/12/2025 23:59", "2025-12-31T23:59"),
        ("21/11/2026, 17:46:43", "2026-11-21T17:46:43"),
        ("Oct 10, 2015 6:26:24 PM", "2015-10-10T18:26:24"),
        ("16 Mar 2018", "2018-03-16"),
        ("16 اسفند 1401", "2023-03-07"),
        ("۱۶ اسفند ۱۴۰۱", "2023-03-07"),
        ("1401/12/16", "2023-03-07"),
        ("16 มีนาคม 2566", "2023-03-16"),
        ("16/03/2566", "2023-03-16"),
        ("16 ม.ค. 2566", "2023-01-16"),
        ("ngày 16 tháng 3 năm 2023", "2023-03-16"),
        ("16 tháng 3, 2023", "2023-03-16"),
        ("12/31/2025 12:05:00 AM", "2025-12-31T00:05"),
        ("5/5/2017", "2017-05-05"),
        ("2020/11/08 9:30:00 AM GMT+7", "2020-11-08T02:30"),
        ("2020-11-08 09:30 UTC+03:30", "2020-11-08T06:00"),
        ("2020-11-08 09:30 ICT", "2020-11-08T02:30"),
        ("Mon, 02 Jan 2023 10:00:00 +0000", "2023-01-02T10:00"),
        ("Sat Nov 21 2026 10:00:00 GMT+0700 (Indochina Time)", "2026-11-21T03:00"),
        ("วันจันทร์ที่ 16 มีนาคม 2566 เวลา 10:30 น.", "2023-03-16T10:30"),
        ("Thứ Hai, 16/03/2023 08:15:00 CH", "2023-03-16T20:15"),
        ("سه‌شنبه ۱۶ اسفند ۱۴۰۱ ساعت ۸:۱۵ ب.ظ", "2023-03-07T20:15"),
    ],
)
def test_forms_of_dates(cell: str, day: str) -> None:
    assert read_dates([cell]).moments[0] == np.datetime64(day, "s")


@pytest.mark.parametrize(
    "cell",
    [
        "yesterday",
        "6 ngày trước",
        "31/02/2024",
        "2024-13-01",
        "30 اسفند 1402",
        "12:30",
        "20260501",
        "9/10",
        "16/03/18",
        "99/99/2024",
        "2024-01-01 25:00",
    ],
)
def test_what_is_no_date_is_not_guessed(cell: str) -> None:
    found = read_dates([cell])
    assert np.isnat(found.moments[0])
    assert found.unreadable[0]


def test_the_files_own_dates_tell_the_order() -> None:
    assert read_dates(["03/04/2024", "25/04/2024"]).moments[0] == np.datetime64("2024-04-03", "s")
    assert read_dates(["03/04/2024", "04/25/2024"]).moments[0] == np.datetime64("2024-03-04", "s")
    assert np.isnat(read_dates(["03/04/2024", "05/06/2024"]).moments).all()
    assert not np.isnat(read_dates(["03/04/2024"], "Timestamp (mm/dd/yyyy)").moments[0])


@given(
    st.lists(MOMENTS, min_size=1), st.sampled_from(["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"])
)
def test_whatever_is_read_is_right(moments: list[dt.datetime], form: str) -> None:
    found = read_dates([moment.strftime(form) for moment in moments]).moments
    told = any(moment.day > 12 for moment in moments)
    for value, moment in zip(found, moments, strict=True):
        if told or not np.isnat(value):
            assert value == np.datetime64(moment, "s")


@given(MOMENTS)
def test_iso_dates_come_back(moment: dt.datetime) -> None:
    assert read_dates([moment.isoformat(sep=" ")]).moments[0] == np.datetime64(moment, "s")


@given(st.text(max_size=30))
def test_any_text_has_an_answer(cell: str) -> None:
    assert looks_like_date(cell) in {True, False}


def test_unreadable_dates_are_listed_and_their_rows_used(write) -> None:
    lines = "".join(f"{at},{at}/05/2026,comment {at}\n" for at in range(1, 10))
    survey = read_survey(write("NPS,date,comment\n10,13/05/2026,x y\n3,soon,dear\n" + lines))
    assert survey.dates is not None
    assert survey.dates.isna().tolist() == [False, True, *[False] * 9]
    assert survey.problems["line"].tolist() == [3]
    assert survey.rows()["used"] == 11


def test_another_date_column_tells_the_order() -> None:
    cells = ["03/04/2024", "05/06/2024"]
    assert read_dates(cells, others=["25/04/2024"]).moments[0] == np.datetime64("2024-04-03", "s")
    assert read_dates(cells, others=["04/25/2024"]).moments[0] == np.datetime64("2024-03-04", "s")
    assert np.isnat(read_dates(cells, others=["2024-04-25"]).moments).all()


@pytest.mark.parametrize("unit", ["seconds", "milliseconds", "days"])
@given(moments=st.lists(st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2099, 1, 1)), min_size=1))
def test_counts_are_read_as_what_they_count(unit: str, moments: list[dt.datetime]) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    seconds = [int((moment - dt.datetime(1970, 1, 1)).total_seconds()) for moment in whole]
    written = {
        "seconds": [str(count) for count in seconds],
        "milliseconds": [f"{count}000" for count in seconds],
        "days": [repr(count / 86400 + 25569) for count in seconds],
    }[unit]
    found = read_dates(["", *written, ""])
    assert found.moments[1:-1].tolist() == whole
    assert not found.unreadable.any()
    assert unit in found.how


def test_numbers_that_are_no_dates_are_listed() -> None:
    found = read_dates(["7", "20260501", "45000.5 days"])
    assert found.unreadable.all()


def test_the_zone_of_qualtrics_third_row_is_applied(write, tmp_path) -> None:
    from cxnlp.survey import read_survey
    from cxnlp.survey.stream import convert
    from tests.survey import platform_files as files

    rows = files.qualtrics(200)
    plain = read_survey(write(files.as_csv(rows))).dates
    at = rows[0].index("RecordedDate")
    rows[2][at] = '{"ImportId":"recordedDate","timeZone":"Asia/Bangkok"}'
    path = write(files.as_csv(rows))
    survey = read_survey(path)
    assert set(plain - survey.dates) == {pd.Timedelta(hours=7)}
    assert any("the time of Asia/Bangkok" in note for note in survey.notes)
    convert(path, tmp_path / "out.parquet", head=9_000)
    assert (pd.read_parquet(tmp_path / "out.parquet")["cx_date"] == survey.dates).all()


def test_hours_that_clocks_skip_or_show_twice() -> None:
    from cxnlp.survey.values.zones import in_utc

    cells = ["2026-03-29 01:30:00", "2026-10-25 01:30:00", "", "2026-07-01 12:00:00"]
    read = in_utc(read_dates(cells), "Europe/London")
    assert read.moments.astype(str).tolist() == [
        "2026-03-29T01:00:00",
        "2026-10-25T00:30:00",
        "NaT",
        "2026-07-01T11:00:00",
    ]


def test_a_zone_nobody_knows_leaves_times_as_written() -> None:
    from cxnlp.survey.values.zones import in_utc

    for zone in ("Mars/Olympus", "../../etc/passwd", "UTC", ""):
        read = in_utc(read_dates(["2026-05-01 10:00:00"]), zone)
        assert read.moments.astype(str).tolist() == ["2026-05-01T10:00:00"]
        assert ("not known" in read.how) == (zone not in {"UTC", ""})


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["5/21/26 10:33", "12/3/25 8:00", "1/9/26 0:00"], "2026-05-21T10:33:00"),
        (["21/05/26", "03/12/25", "09/01/26"], "2026-05-21T00:00:00"),
        (["26/05/21", "26/05/02", "26/05/13", "26/05/30"], "NaT"),
        (["۰۵/۰۲/۱۲", "۰۵/۰۲/۱۳"], "NaT"),
        (["21/05/69", "03/12/68"], "NaT"),
    ],
)
def test_years_of_two_digits_are_read_where_they_stand_last(cells: list[str], first: str) -> None:
    read = read_dates(cells)
    assert str(read.moments[0]) == first
    assert read.unreadable[0] == (first == "NaT")


def test_a_version_is_no_date() -> None:
    assert not looks_like_date("1.2.26")
    assert not looks_like_date("7-1-20")
