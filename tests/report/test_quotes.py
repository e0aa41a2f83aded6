"""What a quote shows of its comment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.report.quotes import LONGEST, Veil, quotes_by_issue
from cxnlp.report.words import interval, language_tag, number, percent, shown


@given(st.text(max_size=120), st.integers(0, 130), st.integers(0, 130))
@settings(max_examples=200, deadline=None)
def test_a_quote_is_the_comment_parted_where_the_evidence_is(text, a, b):
    start, end = min(a, b), max(a, b)
    before, marked, after = Veil(lifted=True).parts(text, start, end)
    assert shown(before + marked + after) == shown(text)
    assert marked == shown(text[start:end])


@given(st.integers(0, 30_000), st.integers(0, 3_000))
@settings(max_examples=60, deadline=None)
def test_a_long_comment_is_shortened_around_its_evidence(start, length):
    text = "word and more " * 3000
    parts = Veil().parts(text, start, start + length)
    assert sum(map(len, parts)) <= LONGEST + 2
    assert parts[1].strip("…") in text or not parts[1]


def test_evidence_keeps_its_place_beside_what_is_masked():
    text = "mail a.b@example.com: the network is slow, call 081-234-5678"
    start = text.index("the network")
    veil = Veil()
    parts = veil.parts(text, start, start + len("the network"))
    assert parts == ("mail [e-mail]: ", "the network", " is slow, call [phone]")
    assert dict(veil.counts) == {"e-mail": 1, "phone": 1}


def test_a_number_that_evidence_cuts_in_two_is_masked_whole():
    text = "call 081-234-5678 now"
    parts = Veil().parts(text, 0, 9)
    assert "".join(parts) == "call [phone] now"


def test_issues_come_in_the_order_asked_for(view):
    groups, left_out = quotes_by_issue(view.explanation, ["staff", "price"], Veil())
    assert [g.issue for g in groups][:2] == ["staff", "price"]
    assert left_out == 0
    assert sum(len(g.quotes) for g in groups) == len(view.explanation.evidence)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-0.04, 1, "0.0"), (-1234.5, 0, "−1,234"), (float("nan"), 1, "–"), (float("inf"), 1, "–")],
)
def test_numbers_read_as_people_write_them(value, digits, text):
    assert number(value, digits) == text


def test_what_is_not_known_is_a_dash():
    nan = float("nan")
    assert interval(nan, 1.0) == percent(nan) == number(nan) == "–"


@pytest.mark.parametrize("code", ['en" onclick="x', "und", "", "EN_us", "x" * 40])
def test_what_is_no_language_is_no_tag(code):
    assert language_tag(code) == ""


def test_joiners_that_persian_needs_stay():
    assert shown("می\u200cشود") == "می\u200cشود"
    assert shown("a\x00b\u202ec\nd") == "a b c d"
