"""Comments are split word by word, as the tokenizer splits them whole."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import lists
from tokenizers import Tokenizer

from cxnlp.model import Bundle
from cxnlp.model import words as module
from cxnlp.model.words import Words
from cxnlp.text.normal import well_formed
from tests.comments import comments

readable = comments.map(well_formed)

PLAIN = [
    "The line drops every evening, again and again",
    "เน็ตช้ามากตอนเย็น บริการดี",
    "پشتیبانی خیلی خوب بود و قیمت مناسب",
    "Nhân viên nhiệt tình,  nhưng mạng chậm",
    "ok 👍👍",
]


@pytest.fixture(scope="module")
def words(bundle: Bundle) -> Words:
    return Words(Tokenizer.from_file(str(bundle.folder / "tokenizer.json")))


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_gets_the_pieces_that_it_gets_whole(words: Words, text: str) -> None:
    whole = words.tokenizer.encode(text, add_special_tokens=False).ids
    line = words.line([text])
    assert line.pieces.tolist() == whole
    assert line.counts.tolist() == [len(whole)]


@given(lists(readable, max_size=6))
def test_a_comment_has_its_pieces_in_any_company(words: Words, texts: list[str]) -> None:
    line = words.line(texts)
    alone = [Words(words.tokenizer).line([text]).pieces for text in texts]
    assert line.counts.tolist() == [len(each) for each in alone]
    assert line.pieces.tolist() == [piece for each in alone for piece in each.tolist()]
    assert words.line(texts).pieces.tolist() == line.pieces.tolist()


@given(lists(readable, min_size=1, max_size=4))
def test_every_piece_has_its_place_in_its_comment(words: Words, texts: list[str]) -> None:
    middles, counts = words.middles(texts), words.line(texts).counts
    assert len(middles) == counts.sum()
    for text, own in zip(texts, np.split(middles, np.cumsum(counts)[:-1]), strict=True):
        assert np.all((own >= 0) & (own <= len(text)) & (np.diff(own, prepend=0) >= 0))
        assert own.tolist() == words.middles([text]).tolist()


@pytest.mark.parametrize("text", PLAIN)
def test_a_piece_stands_in_its_word(words: Words, text: str) -> None:
    found = [match.span() for match in re.finditer(r"\S+", text)]
    counts = words.line([text[start:end] for start, end in found]).counts
    starts, ends = np.repeat(found, counts, axis=0).T
    middles = words.middles([text])
    assert np.all((starts <= middles) & (middles <= ends))
    assert middles[0] == words.middles([f" {text}"])[0] - 1


def test_words_that_are_too_many_are_forgotten_and_split_again(
    words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 3)
    forgetful = Words(words.tokenizer)
    for text in (*PLAIN, *PLAIN):
        whole = words.tokenizer.encode(text, add_special_tokens=False).ids
        assert forgetful.line([text]).pieces.tolist() == whole
