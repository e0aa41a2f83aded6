"""Microsoft Forms: a counted id, two times, an address and a name, then the questions.

The five headers are translated and questions carry no-break spaces and line feeds, so the cells
tell: ids that count, two columns of times, one of addresses or one word for "anonymous".
"""

from __future__ import annotations

import re

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.dialects.cells import (
    below,
    cell_at,
    filled,
    is_counted,
    is_time,
    share,
    width,
    words,
)
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_EMAIL = re.compile(r"\S+@\S+\.\S+")
_OWN: tuple[Role, ...] = ("id", "other", "date", "other", "other")
_QUIZ = re.compile(
    r"(total points|quiz feedback|grade posted time|points\s+-\s+.+|feedback\s+-\s+.+)", re.DOTALL
)
_CHANGED = re.compile(r"last modified time|เวลา.*แก้ไข.*|thời gian sửa đổi.*|زمان آخرین.*")


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise the five columns that every response begins with."""
    if len(rows) < 2 or len(filled(rows[0])) < 5 or width(rows) < 6:
        return None
    ids, began, ended, who = (below(rows, at, 1) for at in range(4))
    times = bool(began) and share(began, is_time) == 1 and share(ended, is_time) == 1
    people = bool(who) and (
        share(who, lambda cell: bool(_EMAIL.fullmatch(cell)) or cell == "anonymous") > 0.9
        or (len(set(who)) == 1 and not any(map(str.isdigit, who[0])))
    )
    if not is_counted(ids) or not times or not (people or asked):
        return None
    entries = tuple(_entry(cell_at(rows[0], at), at) for at in range(width(rows[:1])))
    reason = "It begins with a counted id, two times, an address or one word for all, and a name."
    return Layout(Codebook("microsoft_forms", reason, entries))


def _entry(head: str, at: int) -> Entry:
    name = words(head.replace("\u00a0", " "))
    if at < len(_OWN):
        return Entry(name, role=_OWN[at], reason="Microsoft Forms writes its own field there.")
    if at == len(_OWN) and _CHANGED.fullmatch(plain(name)):
        return Entry(name, role="other", reason="Microsoft Forms writes the last change there.")
    if _QUIZ.fullmatch(plain(name)):
        return Entry(name, role="derived", reason="It belongs to the marks of a quiz.")
    return Entry(name)
