"""Satisfaction after support: Zendesk, Intercom and Help Scout, told by their words for it.

Each has its own vocabulary in the cells of one column, beside the id of a ticket or conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxnlp.survey.codebook import UNANSWERED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import below, cell_at, is_narrow, share, spoken_set
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.headers import spoken
from cxnlp.survey.lexicon.names import plain


@dataclass(frozen=True)
class _Desk:
    """One help desk: the words of its score, the fields around it."""

    platform: str
    words: frozenset[str]
    names: Mapping[str, Role]
    scores: tuple[str, ...]
    beside: frozenset[str]
    unanswered: frozenset[str] = frozenset()
    scale: str = ""
    fewest: int = 1


_ZENDESK = _Desk(
    "zendesk",
    spoken_set("good", "bad", "good_with_comment", "bad_with_comment", "offered", "unoffered"),
    {
        "id": "id",
        "ticket id": "other",
        "comment": "comment",
        "reason": "reasons",
        "reason code": "other",
        "reason id": "other",
        "created at": "date",
        "updated at": "other",
        "assignee id": "other",
        "group id": "other",
        "requester id": "other",
        "url": "other",
        "event id": "other",
    },
    ("score", "rating", "satisfaction", "satisfaction score", "satisfaction rating"),
    frozenset({"ticket id", "assignee id", "requester id", "reason code", "reason id"}),
    spoken_set("offered", "unoffered"),
)
# Numbers are nobody's own words, so two of Zendesk's own fields have to stand beside them.
_ZENDESK_NUMBERS = replace(
    _ZENDESK, words=spoken_set(*"12345", "offered", "unoffered"), scale="csat", fewest=2
)
_INTERCOM = _Desk(
    "intercom",
    spoken_set(
        "1",
        "2",
        "3",
        "4",
        "5",
        "terrible",
        "bad",
        "ok",
        "good",
        "great",
        "amazing",
        "😠",
        "🙁",
        "😐",
        "😃",
        "🤩",
    ),
    {
        "conversation id": "id",
        "remark": "comment",
        "conversation remark": "comment",
        "rating remark": "comment",
        "created at": "other",
        "rated at": "date",
        "conversation rating created at": "date",
        "user id": "other",
        "contact id": "other",
        "teammate id": "other",
        "admin id": "other",
    },
    ("rating", "conversation rating", "csat", "fin csat", "csat rating"),
    frozenset({"remark", "conversation remark", "rating remark"}),
    scale="csat",
)
_HELPSCOUT = _Desk(
    "helpscout",
    spoken_set(*"great okay ok bad 😀 😃 🙂 😐 🙁 😞 👍 👎".split(), "not good"),
    {
        "conversation id": "id",
        "thread id": "other",
        "customer id": "other",
        "rating comments": "comment",
        "comments": "comment",
        "comment": "comment",
        "rating customer id": "other",
        "rating created at": "date",
        "rated at": "date",
        "created at": "date",
        "user id": "other",
        "rating user id": "other",
        "conversation number": "other",
        "customer name": "other",
        "user": "other",
    },
    ("rating", "ratings", "happiness", "happiness rating"),
    frozenset({"conversation number", "conversation id", "thread id", "thread count"}),
)


def zendesk(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise Zendesk's satisfaction ratings: good and bad, or 1 to 5 beside its own fields."""
    return _sniff(rows, asked, _ZENDESK) or _sniff(rows, asked, _ZENDESK_NUMBERS)


def intercom(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise Intercom's conversation ratings: 1 to 5 or Fin's words, with a remark."""
    return _sniff(rows, asked, _INTERCOM)


def helpscout(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise Help Scout's happiness ratings: great, okay and not good."""
    return _sniff(rows, asked, _HELPSCOUT)


def _sniff(rows: Rows, asked: bool, desk: _Desk) -> Layout | None:
    if not is_narrow(rows):
        return None
    heads = [spoken(cell) for cell in rows[0]]
    at = next((at for at, head in enumerate(heads) if head in desk.scores), None)
    beside = desk.beside & set(heads)
    if at is None or not (len(beside) >= desk.fewest or asked):
        return None
    if share(below(rows, at, 1), lambda cell: plain(cell) in desk.words) < (0.5 if asked else 0.95):
        return None
    entries = tuple(
        _entry(cell_at(rows[0], place), head, desk, place == at) for place, head in enumerate(heads)
    )
    rules = (RowRule(entries[at].name, UNANSWERED, desk.unanswered),) if desk.unanswered else ()
    reason = f"The cells of {entries[at].name!r} are its words for satisfaction."
    return Layout(Codebook(desk.platform, reason, entries, rules))


def _entry(name: str, head: str, desk: _Desk, scored: bool) -> Entry:
    if scored:
        reason = "Its cells are this help desk's words for satisfaction."
        return Entry(name, role="score", reason=reason, scale=desk.scale)
    role = desk.names.get(head)
    if role is None or role == "reasons":
        return Entry(name)
    return Entry(name, role=role, reason="The help desk writes its own field there.")
