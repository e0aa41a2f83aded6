"""A score cell as people and platforms write it, to a number or to the reason there is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "missing", "unreadable"]

_LONGEST = 120
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")
_FILLED, _HOLLOW = "★⭐🌟✭✮", "☆✩"
STAR_SIGNS = frozenset(_FILLED + _HOLLOW)
_STARS = re.compile(f"[{_FILLED}{_HOLLOW} ]+")
_NUMBER = r"[-−+]?\d{1,9}(?:[.,٫]\d{1,9})?"
_PLAIN = re.compile(_NUMBER)
_THOUSANDS = re.compile(r"[-−+]?\d{1,3},\d{3}")
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:/|out of|of|จาก|เต็ม|از|trên|của)\s*(\d{{1,3}})")
_WORDS = r"[^\d\s][^\d]{0,79}"
_NUMBER_FIRST = re.compile(rf"({_NUMBER})\s*(?:[-–—=:.,)|(\[\n]\s*)({_WORDS})", re.DOTALL)
_NUMBER_LAST = re.compile(rf"({_WORDS}?)\s*(?:[-–—=:(\[\n|]\s*)({_NUMBER})\s*[)\]]?", re.DOTALL)
_ANCHOR = re.compile(
    r"(?:stars?|points?|pts?|★|⭐|extremely|very|somewhat|not |likely|unlikely|satisf|dissatisf|"
    r"neutral|neither|agree|disagree|strongly|easy|difficult|hard|good|bad|poor|fair|excellent|"
    r"average|great|terrible|ดาว|คะแนน|มาก|พอใจ|ไม่|เฉย|ดี|แย่|ปานกลาง|ستاره|امتیاز|نمره|خیلی|بسیار|"
    r"راضی|ناراضی|متوسط|خوب|بد|عالی|sao|điểm|rất|hài lòng|không|bình thường|tốt|kém|tệ)"
    r"[^\d]{0,40}",
    re.IGNORECASE,
)
_NUMBER_ANCHOR = re.compile(rf"({_NUMBER})\s*(.*)", re.DOTALL)
_MISSING = frozenset(
    """- -- --- – — . .. ... ? n/a na n.a. #n/a null #null! none nan nil (blank) blank skipped
    unanswered not_answered {question_not_shown} ไม่ระบุ ไม่มี ไม่ตอบ ไม่ทราบ نامشخص ندارم ندارد
    نمی‌دانم نمیدانم không không_có không_biết không_trả_lời prefer_not_to_say don't_know
    don’t_know dont_know not_applicable no_answer not_sure offered unoffered""".split()
)
MISSING_CODES = frozenset({-99.0, -98.0, -97.0, -88.0, -77.0, 98.0, 99.0, 999.0, -999.0})


@dataclass(frozen=True)
class Reading:
    """What a score cell says.

    Parameters
    ----------
    kind : str
        "number", "missing" (nothing was answered) or "unreadable".
    value : float
        The number; NaN for the other kinds.
    out_of : float or None
        The highest answer, where the cell names it ("9/10", "★★★☆☆").
    label : str
        The words beside the number ("Extremely likely"), empty where there are none.
    """

    kind: Kind
    value: float = float("nan")
    out_of: float | None = None
    label: str = ""


def read_score(cell: str) -> Reading:
    """Read one score cell.

    Parameters
    ----------
    cell : str
        The cell: digits of any script, a decimal point, comma or Arabic decimal point, "9/10",
        "10 - Extremely likely", "Not at all likely - 0", star signs, or a sign for no answer.

    Returns
    -------
    Reading
        Never clipped, never guessed: words, ranges and thousands are "unreadable".
    """
    if len(cell) > _LONGEST:
        return Reading("unreadable")
    text = _INVISIBLE.sub("", cell).replace("\u00a0", " ").strip()
    if not text or text.casefold().replace(" ", "_") in _MISSING or text.casefold() in _MISSING:
        return Reading("missing")
    if not text.isascii():
        text = "".join(_ascii_digit(sign) for sign in text)
    if _STARS.fullmatch(text) and text.strip():
        return _stars(text)
    if _PLAIN.fullmatch(text):
        return _plain_number(text)
    return _labelled(text)


def _ascii_digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _stars(text: str) -> Reading:
    filled = sum(sign in _FILLED for sign in text)
    hollow = sum(sign in _HOLLOW for sign in text)
    return Reading("number", float(filled), float(filled + hollow) if hollow else None)


def _plain_number(text: str) -> Reading:
    if _THOUSANDS.fullmatch(text):
        return Reading("unreadable")
    return Reading("number", _to_float(text))


def _to_float(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ".").replace("٫", "."))


def _labelled(text: str) -> Reading:
    if found := _OUT_OF.fullmatch(text):
        return Reading("number", _to_float(found[1]), float(found[2]))
    if found := _NUMBER_FIRST.fullmatch(text):
        return Reading("number", _to_float(found[1]), label=found[2].strip(" )]"))
    if found := _NUMBER_LAST.fullmatch(text):
        return Reading("number", _to_float(found[2]), label=found[1].strip())
    found = _NUMBER_ANCHOR.fullmatch(text)
    if found and _ANCHOR.fullmatch(found[2]):
        return Reading("number", _to_float(found[1]), label=found[2].strip())
    return Reading("unreadable")
