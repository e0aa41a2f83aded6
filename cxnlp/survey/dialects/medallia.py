"""Medallia: no fixed columns, but a way of naming fields, and the Agent Connect export.

`q_` begins a question, `e_` what the company sent along, `k_` a key, `a_` what was derived; the
ending says what the answers are: `_scale11`, `_alt` (one choice), `_cmt` (a comment).
"""

from __future__ import annotations

import re
from typing import Literal

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.dialects.cells import below, filled, share
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.headers import spoken

_FIELD = re.compile(r"[qeka]_[a-z0-9]\w*", re.IGNORECASE)
_ENDING = re.compile(r"[qeka]_\w+_(scale\d+|alt|cmt|yn|multi|txt)", re.IGNORECASE)
_SCORE = re.compile(r"q_\w*_scale11", re.IGNORECASE)
_ASKS_NPS = re.compile(r"ltr|recommend|nps|likelihood", re.IGNORECASE)
_NPS = re.compile(r"nps|ltr", re.IGNORECASE)
_AGENT: dict[str, Role] = {
    "request_id": "id",
    "request_sent_at": "other",
    "request_delivery_status": "other",
    "response_received_at": "date",
    "star_rating": "score",
    "comments": "comment",
    "reward_name": "other",
    "additional_question_response": "comment",
    "ext_interaction_id": "other",
    "external_url": "other",
    "customer_name": "other",
}


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise Medallia's way of naming, or the fields of Agent Connect."""
    if len(rows) < 2:
        return None
    heads = [cell.strip() for cell in rows[0]]
    fields = [head for head in heads if _FIELD.fullmatch(head)]
    ended = [head for head in fields if _ENDING.fullmatch(head)]
    if len(fields) >= max(3, 0.5 * len(filled(heads))) and (len(ended) >= 2 or asked):
        return Layout(
            Codebook("medallia", "Its fields are named as Medallia does.", _fields(heads))
        )
    if "star_rating" in heads and sum(head in _AGENT for head in heads) >= (3 if asked else 5):
        stars = below(rows, heads.index("star_rating"), 1)
        if share(stars, lambda cell: cell in set("12345")) > 0.9:
            reason = "Its fields are those of Medallia Agent Connect."
            return Layout(Codebook("medallia", reason, tuple(map(_agent, heads))))
    return None


def _fields(heads: list[str]) -> tuple[Entry, ...]:
    scores = [head for head in heads if _SCORE.fullmatch(head)]
    score = next((head for head in scores if _ASKS_NPS.search(head)), (scores or [""])[0])
    return tuple(_field(head, score) for head in heads)


def _field(head: str, score: str) -> Entry:
    name, text = head.casefold(), spoken(re.sub(r"^[qeka]_", "", head, flags=re.IGNORECASE))
    if head == score:
        reason = "It is named as a question from 0 to 10."
        return Entry(head, text, head, role="score", reason=reason, scale="nps")
    role, reason = _role(name)
    embedded = not role and name.startswith("e_")
    return Entry(head, text, head, role=role, reason=reason, embedded=embedded)


def _role(name: str) -> tuple[Role | Literal[""], str]:
    if name == "a_surveyid":
        return "id", "It is named as the survey's id."
    if name == "e_responsedate":
        return "date", "It is named as the date of the response."
    if name.startswith("a_") and not _NPS.search(name):
        return "derived", "Its name says that Medallia derived it."
    if name.startswith("k_"):
        return "other", "Its name says that it is a key."
    if name.startswith("q_") and name.endswith(("_cmt", "_txt")):
        return "comment", "Its name says that it is a comment."
    return "", ""


def _agent(head: str) -> Entry:
    role = _AGENT.get(head)
    if role is None:
        return Entry(head, embedded=head in {"channel", "tags", "brand"})
    scale = "stars" if role == "score" else ""
    return Entry(head, role=role, reason="Agent Connect writes it there.", scale=scale)
