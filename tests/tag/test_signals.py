"""What a comment asks for, complains of, costs and threatens; what is in doubt; the question."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.heads import EFFORTS, EMOTIONS, REQUESTS
from cxnlp.tag import Tagger
from tests.comments import comments
from tests.tag.test_tagger import keeps_the_laws

TEXTS = [
    "The internet is slow at night, but the staff was friendly. Please lower the price!",
    "Great price",
    "พนักงานน่ารักมาก แต่รอคิวเป็นชั่วโมง อยากให้มีที่จอดรถ",
    "سرعت خیلی کم است، ولی پشتیبانی خوب بود. لطفا قیمت را کم کنید",
    "Mạng chậm quá, tôi sẽ đổi nhà mạng. Nhân viên nhiệt tình!",
    "-",
    "👍",
    "asdfghjkl",
    "Good but slow, " * 120,
    "ok",
]


@pytest.fixture(scope="module")
def teller(signalling: Bundle) -> Tagger:
    return Tagger(signalling, Taxonomy.load("telecom"))


@settings(max_examples=40)
@given(comments)
def test_signals_keep_the_laws(teller: Tagger, text: str) -> None:
    (found,) = teller.predict([text])
    keeps_the_laws(found)
    for signal in found.signals:
        assert signal.probability >= 0.6
        assert signal.uncertain == (signal.probability < 0.8)
    for signal in found.possible_signals:
        assert 0.3 <= signal.probability < 0.6
    assert found.request is None or found.request.name in REQUESTS
    assert found.effort is None or found.effort.name in EFFORTS
    assert [s.name for s in found.emotions if s.name not in EMOTIONS] == []


def test_the_texts_have_every_kind_of_answer(teller: Tagger) -> None:
    found = teller.predict(TEXTS)
    assert any(each.request for each in found)
    assert any(each.emotions for each in found)
    assert any(each.possible for each in found)
    assert any(each.possible_signals for each in found)
    assert any(each.sentiment and each.sentiment.uncertain for each in found)
    assert any(mention.uncertain for each in found for mention in each.issues)
    assert any(not mention.uncertain for each in found for mention in each.issues)


def test_what_is_possible_is_below_the_threshold(teller: Tagger) -> None:
    for found in teller.predict(TEXTS):
        assert all(mention.probability >= 0.5 for mention in found.issues)
        assert all(0.05 <= mention.probability < 0.5 for mention in found.possible)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_an_answer_is_the_same_bits_in_any_company(teller: Tagger, seed: int) -> None:
    rng = random.Random(seed)
    chosen = rng.choices(TEXTS, k=rng.randint(1, 25))
    questions = [rng.choice([None, "What should we improve?", "Why?"]) for _ in chosen]
    together = teller.predict(chosen, questions)
    place = rng.randrange(len(chosen))
    assert teller.predict([chosen[place]], questions[place]) == [together[place]]


def test_evidence_of_a_signal_is_a_clause(teller: Tagger) -> None:
    (found,) = teller.predict(TEXTS[:1])
    clauses = {
        "The internet is slow at night,",
        "but the staff was friendly.",
        "Please lower the price!",
    }
    shown = {signal.evidence.text for signal in (*found.signals, *found.possible_signals)}
    assert shown <= clauses
    assert len(shown) > 1


def test_the_question_is_read_with_the_comment(teller: Tagger) -> None:
    asked, improve = "What do you like?", "What should we improve?"
    (liked,) = teller.predict(["the price"], asked)
    (worse,) = teller.predict(["the price"], improve)
    (plain,) = teller.predict(["the price"])
    assert len({each.sentiment for each in (liked, worse, plain)}) == 3
    assert teller.predict(["the price"] * 3, [asked, None, improve]) == [liked, plain, worse]
    assert teller.predict(["the price"], "") == [plain]
    assert liked.text == "the price"
    keeps_the_laws(liked)


def test_a_question_of_any_length_is_read(teller: Tagger) -> None:
    question = "What is it that we should improve first of all? " * 40
    short, long = teller.predict(["the price", "the price is too high, " * 90], question)
    keeps_the_laws(short)
    keeps_the_laws(long)


def test_questions_are_as_many_as_comments(teller: Tagger) -> None:
    with pytest.raises(ValueError, match="2 comments and found 1"):
        teller.predict(["a", "b"], ["why?"])
