"""Every form of a comment that is read or searched finds its way back to what was written."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.text.normal import compose, persian_letters, well_formed
from tests.comments import comments


@given(comments)
def test_composed_text_is_nfc(text: str) -> None:
    assert compose(text).text == unicodedata.normalize("NFC", text)


@given(comments)
def test_places_of_composed_text_rise_from_start_to_end(text: str) -> None:
    composed = compose(text)
    assert len(composed.origins) == len(composed.text) + 1
    assert list(composed.origins) == sorted(composed.origins)
    assert composed.original(0, len(composed.text)) == (0, len(text))


@given(comments, st.data())
def test_a_span_of_composed_text_is_found_in_the_original(text: str, data: st.DataObject) -> None:
    composed = compose(text)
    start = data.draw(st.integers(0, len(composed.text)))
    end = data.draw(st.integers(start, len(composed.text)))
    low, high = composed.original(start, end)
    assert 0 <= low <= high <= len(text)
    assert composed.text[start:end] in unicodedata.normalize("NFC", text[low:high])


@given(comments)
def test_composed_text_stays_as_it_is(text: str) -> None:
    composed = compose(unicodedata.normalize("NFC", text))
    assert composed.text == unicodedata.normalize("NFC", text)
    assert list(composed.origins) == list(range(len(composed.text) + 1))


def test_a_word_typed_with_loose_marks_is_found_where_it_stands() -> None:
    text = "rất " + unicodedata.normalize("NFD", "chậm") + "!"
    composed = compose(text)
    start = composed.text.index("chậm")
    low, high = composed.original(start, start + len("chậm"))
    assert text[low:high] == unicodedata.normalize("NFD", "chậm")


def test_a_letter_and_its_marks_are_found_together() -> None:
    text = "ab e\u0301\u0302 cd"
    composed = compose(text)
    assert composed.text == "ab \u00e9\u0302 cd"
    for start, end in ((3, 4), (4, 5), (3, 5)):
        assert composed.original(start, end) == (3, 6)


def test_no_character_but_a_mark_combines_with_the_one_before() -> None:
    """What `compose` cuts at; holds for the Unicode version of this Python."""
    seconds = {
        unicodedata.decomposition(chr(code)).split()[1]
        for code in range(sys.maxunicode + 1)
        if len(unicodedata.decomposition(chr(code)).split()) == 2
        and not unicodedata.decomposition(chr(code)).startswith("<")
    }
    assert all(unicodedata.category(chr(int(code, 16)))[0] == "M" for code in seconds)


@given(comments)
def test_persian_letters_keep_every_place(text: str) -> None:
    read = persian_letters(text)
    assert len(read) == len(text)
    assert persian_letters(read) == read


@pytest.mark.parametrize(("typed", "read"), [("كيفيت", "کیفیت"), ("عالى", "عالی"), ("خوب", "خوب")])
def test_arabic_keyboards_write_persian(typed: str, read: str) -> None:
    assert persian_letters(typed) == read


@given(comments)
def test_well_formed_text_can_be_written_and_keeps_every_place(text: str) -> None:
    read = well_formed(text)
    assert len(read) == len(text)
    read.encode("utf-8")
    assert well_formed(read) == read
    assert all(a == b or b == "\ufffd" for a, b in zip(text, read, strict=True))
