"""What identifies a person is masked; ordinary numbers stay; masking twice is masking once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.text.identifiers import is_card, is_iban, is_iranian_id, is_thai_id, is_vietnamese_id
from cxnlp.text.redact import find_personal, mask

PERSONAL = [
    ("mail me at some.body+x@shop.example.co.uk please", "e-mail"),
    ("ติดต่อ somchai@example.co.th ครับ", "e-mail"),
    ("ایمیل من sara@example.com است", "e-mail"),
    ("call +66 81 234 5678 now", "phone"),
    ("โทร 081-234-5678 ค่ะ", "phone"),
    ("โทร ๐๘๑๒๓๔๕๖๗๘ นะ", "phone"),
    ("با شماره ۰۹۱۲۳۴۵۶۷۸۹ تماس بگیرید", "phone"),
    ("شماره من 09123456789", "phone"),
    ("gọi cho tôi 0912 345 678 nhé", "phone"),
    ("gọi +84912345678", "phone"),
    ("call (212) 555-0123 or", "phone"),
    ("0044 20 7946 0018", "phone"),
    ("card 4111 1111 1111 1111 was charged twice", "card"),
    ("کارت ۶۰۳۷۹۹۱۱۲۲۳۳۴۴۵۵ را", "card"),
    ("บัตรประชาชน 1-1017-00230-70-8", "national id"),
    ("เลข 1101700230708 นะ", "national id"),
    ("کد ملی 0499370899", "national id"),
    ("کد ملی ۰۴۹۹۳۷۰۸۹۹", "national id"),
    ("CCCD 079203001234", "national id"),
    ("pay IR06 2960 0000 0010 0324 2000 01 to me", "IBAN"),
    ("iban GB29NWBK60161331926819.", "IBAN"),
]
ORDINARY = [
    "9/10",
    "paid 1,500,000 for it",
    "1.500.000 đ",
    "1500000000 ریال",
    "2024-05-11 10:30",
    "11/05/2024",
    "05-11-2024",
    "ordered 12 times, 3 wrong",
    "order 4839201",
    "room 1204, floor 12",
    "waited 45-60 minutes",
    "10 000 000 VND",
    "99.99",
    "100%",
    "۱۲۰۰۰۰ تومان",
    "ราคา 1,290 บาท",
    "10 9 8 7 6 5 4 3 2 1",
    "from 2019 to 2024",
    "4G 5G 4/5",
    "version 10.0.19045.3448",
    "@cxnlp",
    "5 @ 3 each",
    "20241121103005",
    "12345678",
    "1 234 567 890",
    "0.123456789012",
    "10 20 30 40 50 60 70 80 90 100 110",
    "5 5 4 4 5 5 3 2 1 5 4 4 4 4 4",
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_what_identifies_a_person_is_masked(text, kind):
    masked = mask(text)
    assert masked.counts == {kind: 1}
    assert f"[{kind}]" in masked.text


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_stay(text):
    assert mask(text).text == text
    assert mask(text).counts == {}


@pytest.mark.parametrize("between", [" ", ", ", "\n", " and "])
def test_neighbours_do_not_hide_each_other(between):
    numbers = {
        "0499370899": "national id",
        "079203001234": "national id",
        "+66 81 234 5678": "phone",
        "4111 1111 1111 1111": "card",
        "4111111111111111": "card",
        "09123456789": "phone",
        "a@example.com": "e-mail",
        "IR062960000000100324200001": "IBAN",
        "1-1017-00230-70-8": "national id",
        "(212) 555-0123": "phone",
    }
    for first, one in numbers.items():
        for second, other in numbers.items():
            assert mask(first + between + second).text == f"[{one}]{between}[{other}]"


def test_several_kinds_are_counted_each():
    masked = mask("a@b.com, c@d.org, 081-234-5678")
    assert masked.text == "[e-mail], [e-mail], [phone]"
    assert masked.counts == {"e-mail": 2, "phone": 1}


PIECES = st.one_of(
    st.sampled_from([text for text, _ in PERSONAL] + ORDINARY),
    st.text(alphabet="0123456789 -.+@()aกپ۰๐", max_size=30),
    st.text(max_size=10),
)


@given(st.lists(PIECES, max_size=5), st.sampled_from(["", " ", ", ", "\n"]))
@settings(max_examples=150, deadline=None)
def test_masking_twice_is_masking_once(pieces, between):
    once = mask(between.join(pieces))
    assert mask(once.text).text == once.text
    assert mask(once.text).counts == {}


@given(st.lists(PIECES, max_size=4))
@settings(max_examples=100, deadline=None)
def test_every_character_that_stays_knows_where_it_stood(pieces):
    text = " ".join(pieces)
    masked = mask(text)
    assert len(masked.origin) == len(masked.text)
    assert list(masked.origin) == sorted(masked.origin)
    if not masked.counts:
        assert masked.text == text
    kept = [
        (c, o)
        for c, o in zip(masked.text, masked.origin, strict=True)
        if list(masked.origin).count(o) == 1
    ]
    assert all(text[o] == c for c, o in kept)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_finds_lie_in_the_text_and_do_not_overlap(text):
    found = find_personal(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))


@given(st.text("0123456789", min_size=15, max_size=18), st.sampled_from("456"))
def test_exactly_one_last_digit_makes_a_card(body, first):
    number = first + body[1:]
    fits = [d for d in "0123456789" if is_card(number + d)]
    assert len(fits) == 1


@given(st.text("123456789", min_size=12, max_size=12))
def test_exactly_one_last_digit_makes_a_thai_id(body):
    body = body.replace("9", "8")
    assert sum(is_thai_id(body + d) for d in "0123456789") == 1


@given(st.text("123456789", min_size=9, max_size=9).filter(lambda t: len(set(t)) > 1))
def test_exactly_one_last_digit_makes_an_iranian_id(body):
    assert sum(is_iranian_id(body + d) for d in "0123456789") == 1


def test_numbers_nobody_was_given_are_refused():
    assert not is_vietnamese_id("999203001234")
    assert not is_iban("GB29NWBK60161331926818")
    assert not is_iranian_id("1111111111")
    assert not is_card("0000000000000000")


def test_a_hostile_text_is_masked_in_linear_time():
    assert mask("a" * 200_000 + "@" + "b." * 20_000).counts in ({}, {"e-mail": 1})
    assert mask("1 " * 50_000).counts == {}
