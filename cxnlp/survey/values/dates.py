"""Dates as exports write them: ISO, day and month in either order, month names, other calendars.

Nothing is guessed: whether the day comes first is told from the file's own dates, and a date
that cannot be read stays without a value and is listed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cxnlp.survey.values.counted_dates import read_counts

Order = Literal["day", "month", "unknown"]

_TIME = (
    r"(?:[T,،\s]+(?:เวลา\s*|ساعت\s*|lúc\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*(?:น\.)?\s*([AaPp]\.?[Mm]\.?|SA|CH|ق\.?ظ\.?|ب\.?ظ\.?)?"
    r"\s*(Z|ICT|IRST|(?:UTC|GMT)?\s?[+-]\d{1,2}:?(?:\d{2})?|UTC|GMT)?(?:\s*\([^()]*\))?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})" + _TIME)
_DAY_NAME = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:[-/.]\s*)?([^\W\d][^\d,]*?)\.?[-/,\s]*"
    r"(?:năm\s*|พ\.ศ\.\s*)?(\d{4})" + _TIME
)
_NAME_DAY = re.compile(r"([^\W\d][^\d,]*?)\.?\s*(\d{1,2}),?\s+(\d{4})" + _TIME)
_VIETNAMESE = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2}),?\s*(?:năm\s*)?(\d{4})" + _TIME
)
_GREGORIAN_NAMES = (
    "january jan มกราคม ม.ค. ژانویه",
    "february feb กุมภาพันธ์ ก.พ. فوریه",
    "march mar มีนาคม มี.ค. مارس",
    "april apr เมษายน เม.ย. آوریل",
    "may พฤษภาคม พ.ค. مه",
    "june jun มิถุนายน มิ.ย. ژوئن",
    "july jul กรกฎาคม ก.ค. ژوئیه",
    "august aug สิงหาคม ส.ค. اوت",
    "september sep sept กันยายน ก.ย. سپتامبر",
    "october oct ตุลาคม ต.ค. اکتبر",
    "november nov พฤศจิกายน พ.ย. نوامبر",
    "december dec ธันวาคม ธ.ค. دسامبر",
)
_JALALI_NAMES = (
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد امرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
)
_MONTHS = {
    name.rstrip("."): at
    for names in (_GREGORIAN_NAMES, _JALALI_NAMES)
    for at, group in enumerate(names, start=1)
    for name in group.split()
}
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+|วัน\S+ที่\s*|"
    r"(?:thứ \S+|chủ nhật),?\s+|(?:یک|دو|سه|چهار|پنج)?[ \u200c]?شنبه[،,]?\s+|جمعه[،,]?\s+)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_ZONES = {"ICT": "+7", "IRST": "+3:30"}
_AFTERNOON = frozenset({"PM", "CH", "بظ"})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FAR_PAST, FAR_FUTURE = 1950, 2100
_DISTINCT_TO_TRY = 200
_MOST_YEARS = 9


@dataclass(frozen=True)
class Dates:
    """A column of dates.

    Parameters
    ----------
    moments : numpy.ndarray
        n datetime64[s]; NaT where empty or unreadable.
    unreadable : numpy.ndarray
        n bools: filled, but not read.
    how : str
        One sentence on the order of day and month and the calendar.
    """

    moments: np.ndarray[tuple[int], np.dtype[np.datetime64]]
    unreadable: np.ndarray[tuple[int], np.dtype[np.bool_]]
    how: str


def plain_date(cell: str) -> str:
    """Return a date cell with ASCII digits, one kind of space and Persian letters one way."""
    text = _INVISIBLE.sub("", cell[:80]).replace("\u00a0", " ").replace("\u202f", " ").strip()
    text = _WEEKDAY.sub("", text.replace("ي", "ی").replace("ك", "ک"), count=1)
    digits = (unicodedata.decimal(sign, None) for sign in text)
    made = (sign if digit is None else str(digit) for sign, digit in zip(text, digits, strict=True))
    return "".join(made)


def looks_like_date(cell: str) -> bool:
    """Tell whether a cell has the form of a date, day and month in either order."""
    text = plain_date(cell)
    return _read(text, "day") is not None or _read(text, "month") is not None


def day_order(cells: Sequence[str]) -> tuple[Order, str]:
    """Tell from the file's dates whether the day or the month comes first.

    Parameters
    ----------
    cells : sequence of str
        The column's cells.

    Returns
    -------
    order : str
        "day", "month", or "unknown" where no date tells.
    how : str
        One sentence on why; empty where no date needs telling.
    """
    day = month = open_ = 0
    for cell in set(cells):
        text = plain_date(cell)
        found = _YEAR_LAST.fullmatch(text) or _SHORT_YEAR.fullmatch(text)
        if found:
            first, second = int(found[1]), int(found[2])
            day += first > 12 >= second
            month += second > 12 >= first
            open_ += first <= 12 and second <= 12 and first != second
    if day == month == open_ == 0:
        return "day", ""
    if day > month:
        return "day", f"The day comes first: {day} dates have a first number over 12."
    if month > day:
        return "month", f"The month comes first: {month} dates have a second number over 12."
    return "unknown", "Nothing tells whether day or month comes first, so those dates are not read."


def read_dates(cells: Sequence[str], header: str = "", others: Sequence[str] = ()) -> Dates:
    """Read a column of dates.

    Parameters
    ----------
    cells : sequence of str
        n cells.
    header : str
        The column's name; "(mm/dd/yyyy)" or "(dd/mm/yyyy)" in it settles the order.
    others : sequence of str
        Cells of the file's other date columns, which tell the order where this one does not.

    Returns
    -------
    Dates
        Buddhist years (over 2400) and Jalali ones (1300-1500) are converted. A time zone is
        applied, so that all values are UTC where the file says one. A column of counts is read
        as such: seconds or milliseconds since 1970, days of a spreadsheet since 1900.
    """
    counted = read_counts(cells)
    if counted is not None:
        moments, how = counted
        empty_cells = np.array([not cell.strip() for cell in cells], dtype=bool)
        return Dates(moments, np.isnat(moments) & ~empty_cells, how)
    order, how = day_order(cells)
    if order == "unknown" and others:
        order, told = day_order(others)
        how = f"{told} This is told from the file's other dates." if told else how
        order = order if told else "unknown"
    said = header.casefold()
    if "mm/dd" in said or "dd/mm" in said:
        order = "month" if "mm/dd" in said else "day"
        how = f"The header says that the {order} comes first."
    known, told = _distinct_dates(set(cells), order)
    how = f"{how} {told}".strip()
    empty = np.datetime64("NaT", "s")
    found = [known[cell] for cell in cells]
    values = np.array(
        [empty if value is None else np.datetime64(value, "s") for value in found],
        dtype="datetime64[s]",
    )
    unreadable = np.array(
        [value is None and bool(cell.strip()) for value, cell in zip(found, cells, strict=True)],
        dtype=bool,
    )
    return Dates(values, unreadable, how)


def _distinct_dates(cells: set[str], order: Order) -> tuple[dict[str, dt.datetime | None], str]:
    """Read each different cell once; say what settled where a year of two digits stands."""
    texts = {cell: plain_date(cell) for cell in cells}
    short = {cell for cell, text in texts.items() if _SHORT_YEAR.fullmatch(text)}
    last, told = _year_is_last(short)
    left = set() if last else short
    return {c: None if c in left else _read(text, order) for c, text in texts.items()}, told


def _year_is_last(cells: Collection[str]) -> tuple[bool, str]:
    """Tell whether the last of three short numbers is the year: it hardly changes in a file.

    Persian and East Asian dates are cut to two digits too, and begin with the year.
    """
    if not cells:
        return True, ""
    parts = [[int(part[:2]) for part in plain_date(cell).split("/")] for cell in cells]
    spread = [max(column) - min(column) for column in zip(*parts, strict=True)]
    days = spread[0] > _MOST_YEARS or max(part[1] for part in parts) > 12
    if days and spread[2] <= _MOST_YEARS and all(cell.isascii() for cell in cells):
        return (
            True,
            f"Years of two digits are read as 20{min(part[2] for part in parts):02} and on.",
        )
    return False, "Nothing tells where the year stands in dates like 01/02/03: they are not read."


def _read(text: str, order: Order) -> dt.datetime | None:
    for pattern, pick in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = pick(found.groups(), order)
            return None if parts is None else _moment(*parts, found.groups()[3:])
    return None


_Parts = tuple[int, int, int] | None
_Groups = Sequence[str | None]


def _year_first(groups: _Groups, order: Order) -> _Parts:
    year, month, day = (int(group or 0) for group in groups[:3])
    return year, month, day


def _year_last(groups: _Groups, order: Order) -> _Parts:
    first, second, year = (int(group or 0) for group in groups[:3])
    if order == "unknown" and first != second:
        return None
    return (year, first, second) if order == "month" else (year, second, first)


def _short_year(groups: _Groups, order: Order) -> _Parts:
    year = int(groups[2] or 0)
    return None if year >= 50 else _year_last((*groups[:2], f"{2000 + year}"), order)


def _vietnamese(groups: _Groups, order: Order) -> _Parts:
    day, month, year = (int(group or 0) for group in groups[:3])
    return year, month, day


def _named(groups: _Groups, order: Order) -> _Parts:
    day, name, year = groups[0] or "", groups[1] or "", groups[2] or ""
    if not day.isdigit():
        day, name = name, day
    month = _MONTHS.get(name.casefold().strip(" ."))
    return None if month is None else (int(year), month, int(day))


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[_Groups, Order], _Parts]], ...] = (
    (_YEAR_FIRST, _year_first),
    (_YEAR_LAST, _year_last),
    (_SHORT_YEAR, _short_year),
    (_VIETNAMESE, _vietnamese),
    (_DAY_NAME, _named),
    (_NAME_DAY, _named),
)


def _moment(year: int, month: int, day: int, time: _Groups) -> dt.datetime | None:
    try:
        date = _gregorian(year, month, day)
        hour, minute, second = (int(part or 0) for part in time[:3])
        half = (time[3] or "").upper().replace(".", "")
        if half:
            hour = hour % 12 + (12 if half in _AFTERNOON else 0)
        made = dt.datetime.combine(date, dt.time(hour, minute, second)) - _offset(time[4])
    except (ValueError, OverflowError):
        return None
    return made if FAR_PAST <= made.year <= FAR_FUTURE else None


def _gregorian(year: int, month: int, day: int) -> dt.date:
    if 1300 <= year <= 1500:
        from persiantools.jdatetime import JalaliDate

        jalali = JalaliDate.fromisoformat(f"{year:04}-{month:02}-{day:02}")
        return dt.date.fromordinal(jalali.to_gregorian().toordinal())
    return dt.date(year - 543 if year > 2400 else year, month, day)


def _offset(zone: str | None) -> dt.timedelta:
    found = _OFFSET.search(_ZONES.get(zone or "", zone or ""))
    if found is None:
        return dt.timedelta(0)
    size = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return size if found[1] == "+" else -size


def date_share(cells: Sequence[str]) -> float:
    """Return the share of filled cells that have the form of a date, on at most 200 of them."""
    filled = dict.fromkeys(cell for cell in cells if cell.strip())
    tried = list(filled)[:_DISTINCT_TO_TRY]
    return sum(map(looks_like_date, tried)) / len(tried) if tried else 0.0
