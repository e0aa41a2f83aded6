"""LimeSurvey: results as CSV (one header row) and as a VV file (two, tab-separated).

Both begin with a counted id, the moment of submission (blank while unfinished), the last page and
the language it was answered in. Headings may be codes or text in the language of the survey, so
these four are told by their cells. LimeSurvey `CsvWriter.php`, `Writer.php`, VV export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cxnlp.survey.codebook import UNFINISHED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import (
    below,
    cell_at,
    filled,
    is_counted,
    is_digits,
    is_language,
    is_time,
    share,
    width,
    words,
)
from cxnlp.survey.dialects.layout import Layout, Rows

_NOT_SHOWN = "{question_not_shown}"
_CODES = frozenset("id submitdate lastpage startlanguage".split())
_OWN: dict[str, Role] = {
    "id": "id",
    "submitdate": "date",
    "lastpage": "other",
    "startlanguage": "language",
    "seed": "other",
    "token": "other",
    "startdate": "other",
    "datestamp": "other",
    "ipaddr": "other",
    "refurl": "other",
}
_PART = re.compile(r"(?P<question>.+?)\[(?P<part>[^\[\]]+)\](?:\[[^\[\]]+\])?\s*(?P<rest>.*)", re.S)
_VV_PART = re.compile(r"(?P<question>[A-Za-z][A-Za-z0-9]*)_(?P<part>[A-Za-z0-9]+)")
_CODED = re.compile(r"(?P<code>[A-Za-z][A-Za-z0-9_]*(?:\[[^\[\]]+\])?)[.:]\s+(?P<text>.+)", re.S)
# "Convert Y/N" writes the ticks of a multiple choice so.
_CONVERTED = {"1": "Yes", "2": "No"}
_ESCAPES = (
    ("{newline}", "\n"),
    ("{cr}", "\r"),
    ("{tab}", "\t"),
    ("{quote}", '"'),
    ("{lbrace}", "{"),
)


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise a VV file by its row of codes, a CSV file by the cells under its first columns."""
    if len(rows) > 2 and _is_vv(rows):
        return _layout(rows, 2, _unescaped)
    own = {cell.strip() for cell in rows[0]}
    if len(rows) > 1 and (_CODES <= own or _begins_so(rows)):
        return _layout(rows, 1, _unmasked)
    return _layout(rows, 1, _unmasked) if asked and len(rows) > 1 else None


def _is_vv(rows: Rows) -> bool:
    codes = filled(rows[1])
    plain = all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_\[\]]*", code) for code in codes)
    own = {"id", "submitdate", "lastpage", "startlanguage"} & set(codes)
    return plain and len(own) >= 3 and not own <= {cell.strip() for cell in rows[0]}


def _begins_so(rows: Rows) -> bool:
    """Tell the first four columns by their cells."""
    ids, sent, pages, languages = (below(rows, at, 1) for at in range(4))
    return (
        is_counted(ids)
        and bool(sent)
        and share(sent, is_time) == 1
        and bool(pages)
        and all(is_digits(page) and int(page) < 1000 for page in pages)
        and share(languages, is_language) == 1
        and len(ids) > 1
    )


def _unescaped(cell: str) -> str:
    if cell == _NOT_SHOWN:
        return ""
    for mark, sign in _ESCAPES:
        cell = cell.replace(mark, sign)
    return cell


def _unmasked(cell: str) -> str:
    """Take away the quote that LimeSurvey puts before a formula; "N/A" was not shown."""
    return cell[1:] if cell.startswith("'=") else cell


def _layout(rows: Rows, first: int, unescape: object) -> Layout:
    heads = rows[first - 1]
    texts: Sequence[str] = rows[0] if first == 2 else []
    by_place = dict(enumerate(("id", "submitdate", "lastpage", "startlanguage")))
    by_name = bool(_CODES & {cell.strip() for cell in heads})
    entries = []
    for at in range(width(rows[:first])):
        head = cell_at(heads, at)
        key = head if by_name else by_place.get(at, head)
        entry = _entry(head, key, words(_unescaped(cell_at(texts, at))))
        converted = entry.question and set(below(rows, at, first)) == {"1", "2"}
        entries.append(replace(entry, labels=_CONVERTED) if converted else entry)
    sent = next((entry.name for entry in entries if entry.code == "submitdate"), None)
    rules = () if sent is None else (RowRule(sent, UNFINISHED, frozenset({"", "n/a"})),)
    kind = (
        "a row of LimeSurvey's codes below the questions"
        if first == 2
        else ("a counted id, the moment of submission, the last page and the language")
    )
    book = Codebook("limesurvey", f"It begins with {kind}.", tuple(entries), rules)
    return Layout(book, first, _unescaped if unescape is _unescaped else _unmasked)


def _entry(head: str, key: str, text: str) -> Entry:
    if key in _OWN:
        reason = f"LimeSurvey writes {key} there."
        return Entry(head, text, key, role=_OWN[key], reason=reason)
    coded = _CODED.fullmatch(head)
    code = coded["code"] if coded else head
    text = text or (words(coded["text"]) if coded else "")
    found = _PART.fullmatch(code if coded else head) or _VV_PART.fullmatch(code)
    if found is None:
        return Entry(head, text, code)
    part = found["part"]
    if part in {"comment", "other"} or part.endswith(("comment", "other")):
        return Entry(head, text, code, sub_label=part, question=found["question"], open=True)
    return Entry(head, text, code, sub_label=_option(text, part), question=found["question"])


def _option(text: str, part: str) -> str:
    """Return the option at the end of a heading ("Which? [Price]"), else its code."""
    found = re.search(r"\[([^\[\]]+)\]\s*$", text)
    return found[1].strip() if found else part
