"""Comments that say that there is nothing to say, in every language and spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.text.content import NOTHING, says_nothing
from tests.comments import comments

DECORATION = st.text(alphabet=" \n\t.,!?-_/*#()\"'…~^\u200b\u200f", max_size=4)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n", "-", "--", "...", "…", "?", "/", "~", "^^", "\u200b", "\ufeff", "_", "*"),
        *("None", "N/A", "n.a.", "NIL", "nothing", "No comment.", "NOTHING!!", "no", "x", "xxx"),
        *("ไม่มี", "ไม่มีครับ", "ไม่มีค่ะ", "ไม่มีความเห็น", "- ไม่มี -", "ไม่มีข้อเสนอแนะ", "ไม่ทราบ"),
        *("không", "Không có", "KHÔNG CÓ Ý KIẾN", "ko", "khong co", "không có gì", "Không!"),
        *("нет комментариев", "Nichts.", "rien", "Nada", "特にありません", "없습니다", "暂无"),
        *("لا يوجد تعليق", "कुछ नहीं", "tidak ada", "τίποτα", "אין", "ไม่มีคำแนะนำ", "không ạ", "yok"),
        *("ندارم", "هیچ", "نظری ندارم", "نظري ندارم", "هيچي", "ندارم.", "نمی‌دانم", "خیر"),
    ],
)
def test_nothing_is_said(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        *("No signal", "nothing works", "none of it works", "No problems at all, great", "ok"),
        *("ไม่มีสัญญาณ", "ไม่มีปัญหา", "ดี", "แพง"),
        *("không có sóng", "không tốt", "tốt", "mạng yếu"),
        *("آنتن ندارم", "هیچ وقت آنتن نیست", "خوب", "گران"),
        *("👍", "👎🏽", "😡😡", "10/10", "5", "很好"),
    ],
)
def test_something_is_said(text: str) -> None:
    assert not says_nothing(text)


@given(st.sampled_from(sorted(NOTHING)), DECORATION, DECORATION, st.booleans())
def test_case_and_punctuation_change_nothing(
    phrase: str, before: str, after: str, upper: bool
) -> None:
    assert says_nothing(before + (phrase.upper() if upper else phrase) + after)


@given(comments)
def test_an_emoji_always_says_something(text: str) -> None:
    assert not says_nothing(text + "😀")
