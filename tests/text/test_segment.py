"""A comment's clauses: in order, apart, and with every letter in one of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given

from cxnlp.text.normal import well_formed
from cxnlp.text.segment import clauses, sentences
from tests.comments import comments


def quotes(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text)]


@pytest.mark.parametrize("cut", [clauses, sentences], ids=["clauses", "sentences"])
@given(comments.map(well_formed))
@example("👍 good. 👨\u200d👩\u200d👧 bad. end")
@example("a\x00b. c\x00d. e")
def test_every_letter_is_in_one_piece(cut, text: str) -> None:
    spans = cut(text)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    inside = {place for start, end in spans for place in range(start, end)}
    outside = set(range(len(text))) - inside
    assert all(text[place].isspace() for place in outside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The app is easy to use, but the signal drops every evening. Never again!",
            ["The app is easy to use,", "but the signal drops every evening.", "Never again!"],
        ),
        (
            "พนักงานพูดจาดีมาก แต่รอสายนานเกือบครึ่งชั่วโมง",
            ["พนักงานพูดจาดีมาก", "แต่รอสายนานเกือบครึ่งชั่วโมง"],
        ),
        (
            "สัญญาณชัดเจนดีมากแต่ราคาแพงเกินไป",
            ["สัญญาณชัดเจนดีมาก", "แต่ราคาแพงเกินไป"],
        ),
        (
            "سرعت اینترنت خوب است ولی قیمت‌ها خیلی زیاد شده، پشتیبانی هم جواب نمی‌دهد",
            ["سرعت اینترنت خوب است", "ولی قیمت‌ها خیلی زیاد شده،", "پشتیبانی هم جواب نمی‌دهد"],
        ),
        (
            "Nhân viên rất nhiệt tình nhưng mạng chập chờn suốt; giá cước hợp lý",
            ["Nhân viên rất nhiệt tình", "nhưng mạng chập chờn suốt;", "giá cước hợp lý"],
        ),
    ],
)
def test_thoughts_are_told_apart(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The price went up to 1,000 baht per month for nothing",
        "I called at 10:30 and waited until 11:45 in the morning",
        "Everything is at https://example.com/help/topics for you to read",
        "ใช้งานมาตั้งแต่ปีที่แล้วไม่เคยมีปัญหาเลย",
        "ตกแต่งร้านสวยงามมากและสะอาด",
        "ไม่เคยได้ส่วนลดเลยสักครั้งเดียว",
        "A button that does nothing at all",
    ],
)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert quotes(text) == [text]


@pytest.mark.parametrize("text", ["ok, fine", "Good, fast, cheap", "no, but ok"])
def test_scraps_stay_with_their_neighbour(text: str) -> None:
    assert quotes(text) == [text]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_has_no_clause(text: str) -> None:
    assert clauses(text) == []
