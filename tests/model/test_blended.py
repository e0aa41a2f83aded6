"""Training comments joined of two: what each half said is said of the whole, in its place."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

TRAIN = Path(__file__).resolve().parents[2] / "models" / "train"


@pytest.fixture(scope="module")
def halves():
    sys.path.insert(0, str(TRAIN))
    from corpus import Label

    said = [
        ("en", "the signal is great.", "signal", "positive"),
        ("en", "far too dear!", "dear", "negative"),
        ("en", "I pay by card", "card", "neutral"),
        ("th", "สัญญาณดีมาก", "สัญญาณ", "positive"),
        ("th", "แพงไป", "แพง", "negative"),
    ]
    rows = [
        {
            "text": text,
            "lang": lang,
            "question": None,
            "split": "train",
            "domain": "telecom",
            "labels": [Label(word, feeling, (text.index(word), text.index(word) + len(word)))],
        }
        for lang, text, word, feeling in said
    ]
    dev = {**rows[0], "text": "not for training", "split": "dev"}
    asked = {**rows[1], "text": "the price", "question": "What is bad?"}
    return pd.DataFrame([*rows, dev, asked])


@pytest.fixture(scope="module")
def made(halves):
    from blend import blended

    return blended(halves, 60, seed=3)


def test_every_mark_is_on_its_word(made):
    for text, labels in zip(made["text"], made["labels"], strict=True):
        assert [text[slice(*label.span)] for label in labels] == [x.issue for x in labels]


def test_the_two_halves_feel_differently_and_are_of_one_language(made):
    for text, labels in zip(made["text"], made["labels"], strict=True):
        assert len({label.feeling for label in labels}) == 2
        assert {label.issue.isascii() for label in labels} == {text.isascii()}


def test_nothing_of_dev_and_nothing_that_answers_a_question_is_used(made):
    assert not made["text"].str.contains("training|the price").any()


def test_same_seed_same_comments(halves, made):
    from blend import blended

    pd.testing.assert_frame_equal(blended(halves, 60, seed=3), made)
    assert list(blended(halves, 60, seed=4)["text"]) != list(made["text"])
