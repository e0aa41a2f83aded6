"""Segments that place a response: where it was asked, at which stage, in which kind of survey."""

from __future__ import annotations

import re
from typing import Literal

from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.roles.profile import Profile

Facet = Literal["touchpoint", "journey_stage", "survey_kind"]
FACETS: tuple[Facet, ...] = ("touchpoint", "journey_stage", "survey_kind")

_TOUCHPOINT = re.compile(
    r"\btouch ?points?\b|\bmoments? of truth\b|จุดสัมผัส|จุดติดต่อ|نقطه (ی )?تماس|نقاط تماس|"
    r"điểm chạm|điểm tiếp xúc"
)
_STAGE = re.compile(
    r"\bjourney\b|\b(customer |life ?cycle )?stages?\b|\blife ?cycle\b|ขั้นตอนการ|เส้นทางลูกค้า|"
    r"مرحله|سفر مشتری|hành trình|giai đoạn"
)
_KIND = re.compile(
    r"\b(survey|nps|csat|ces|feedback|study) (type|kind|program(me)?)\b|\bprogram(me)? type\b|"
    r"ประเภทแบบสำรวจ|ประเภทการสำรวจ|نوع نظرسنجی|loại khảo sát"
)
_KINDS = frozenset(
    plain(kind)
    for kind in (
        "relational",
        "relationship",
        "transactional",
        "transaction",
        "in the moment",
        "in-moment",
        "in moment",
        "pulse",
        "episodic",
        "rnps",
        "tnps",
        "relational nps",
        "transactional nps",
        "relationship nps",
        "ความสัมพันธ์",
        "ธุรกรรม",
        "رابطه‌ای",
        "تراکنشی",
        "quan hệ",
        "giao dịch",
    )
)


def facet_of(column: Profile) -> Facet | None:
    """Return how a segment places a response, None where it does not.

    Parameters
    ----------
    column : Profile
        A column that divides responses.
    """
    values = {plain(value[:60]) for value in column.counts}
    if values and values <= _KINDS:
        return "survey_kind"
    if _TOUCHPOINT.search(column.said):
        return "touchpoint"
    if _KIND.search(column.said):
        return "survey_kind"
    return "journey_stage" if _STAGE.search(column.said) else None
