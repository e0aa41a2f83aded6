"""A question is told from a label."""

from __future__ import annotations

import pytest

from cxnlp.text.question import is_question


@pytest.mark.parametrize(
    "head",
    [
        *("What should we improve?", "Why?", "Please tell us why you gave this score"),
        *("เพราะเหตุใดท่านจึงให้คะแนนนี้", "คุณชอบอะไร", "โปรดบอกเหตุผล"),
        *("چرا این امتیاز را دادید؟", "لطفا دلیل امتیاز خود را بنویسید"),
        *("Vì sao bạn cho điểm này", "Bạn thích điều gì nhất?"),
        *("为什么给这个分数", "理由を教えてください"),
    ],
)
def test_what_asks_is_a_question(head: str) -> None:
    assert is_question(head)


@pytest.mark.parametrize(
    "head",
    [
        *("comment", "Q5", "Q5_1", "nps_why_did_you", "Comments", "Additional comments", ""),
        *("ความคิดเห็น", "นظر", "نظر شما", "Góp ý", "Ý kiến", "评论", "备注", "verbatim text 2 a"),
    ],
)
def test_a_label_is_none(head: str) -> None:
    assert not is_question(head)
