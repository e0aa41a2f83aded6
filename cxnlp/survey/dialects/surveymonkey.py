"""SurveyMonkey: two header rows, the question over its first column and the options below it.

Under its own fields the second row is blank, and the first of them holds ids of 8 to 12 digits;
that is so in every language of the interface.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.dialects.cells import (
    below,
    cell_at,
    is_digits,
    is_time,
    share,
    spoken_set,
    width,
    words,
)
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_RESPONSE = spoken_set(
    "",
    "Response",
    "Antwort",
    "Réponse",
    "Respuesta",
    "Resposta",
    "Risposta",
    "Antwoord",
    "Svar",
    "คำตอบ",
    "การตอบกลับ",
    "پاسخ",
    "Phản hồi",
    "Câu trả lời",
    "Yanıt",
    "回答",
    "응답",
)
_OPEN = spoken_set(
    "Open-Ended Response",
    "Open Ended Response",
    "Antwort in offenem Format",
    "Réponse libre",
    "Réponse ouverte",
    "Respuesta abierta",
    "Resposta aberta",
    "Risposta aperta",
    "Open antwoord",
    "คำตอบปลายเปิด",
    "پاسخ باز",
    "Phản hồi mở",
    "Câu trả lời mở",
    "自由回答",
    "Comment",
)
_OTHER = spoken_set(
    "Other (please specify)", "Sonstiges (bitte angeben)", "Autre (veuillez préciser)"
)
_FIELDS: dict[str, Role] = {
    "respondent id": "id",
    "end date": "date",
    "date modified": "date",
}


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise two header rows, the second blank below SurveyMonkey's own fields."""
    if len(rows) < 3:
        return None
    own = next((at for at, cell in enumerate(rows[1]) if cell.strip()), 0)
    names = [plain(cell).replace("_", " ") for cell in rows[0][:own]]
    if own < (1 if asked else 3) or not all(names):
        return None
    ids = below(rows, 0, 2)
    known = names[0] == "respondent id"
    if not known and share(ids, _is_id) < 0.9:
        return None
    if not known and not any(share(below(rows, at, 2), is_time) > 0.8 for at in range(1, own)):
        return None
    reason = "Two header rows, the second blank below the respondent's id and collector."
    return Layout(Codebook("surveymonkey", reason, _entries(rows, names)), 2)


def _is_id(cell: str) -> bool:
    return is_digits(cell) and 8 <= len(cell) <= 13


def _entries(rows: Rows, own: Sequence[str]) -> tuple[Entry, ...]:
    dates = _date_place(rows, own)
    entries = [_field(rows, at, name, dates) for at, name in enumerate(own)]
    question, size, count = "", 1, width(rows[:2])
    for at in range(len(own), count):
        head, label = words(cell_at(rows[0], at)), words(cell_at(rows[1], at))
        if head:
            question = head
            size = next(
                (step for step in range(1, count - at) if cell_at(rows[0], at + step)), count - at
            )
        entries.append(_answer(question, label, size))
    return tuple(entries)


def _date_place(rows: Rows, own: Sequence[str]) -> int:
    """Return the column of the end of the response: the last with dates among the own fields."""
    named = [at for at, name in enumerate(own) if _FIELDS.get(name) == "date"]
    dated = [at for at in range(len(own)) if share(below(rows, at, 2), is_time) > 0.8]
    return (named or dated or [-1])[-1]


def _field(rows: Rows, at: int, name: str, dated: int) -> Entry:
    header = words(cell_at(rows[0], at))
    if name.startswith("custom"):
        return Entry(header, embedded=True)
    role: Role = "id" if at == 0 else "date" if at == dated else "other"
    return Entry(header, role=role, reason="SurveyMonkey writes its own field there.")


def _answer(question: str, label: str, size: int) -> Entry:
    key = plain(label)
    if size == 1:
        known = key in _RESPONSE | _OPEN
        name = question if known or not label else f"{question} - {label}"
        return Entry(name, question, sub_label="" if known else label, open=key in _OPEN)
    name = f"{question} - {label}" if label else question
    return Entry(name, question, sub_label=label, question=question, open=key in _OPEN | _OTHER)
