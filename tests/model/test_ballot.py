"""The ballot of letters that the recipe learns: what it counts, and what it makes of labels."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.model import Bundle
from cxnlp.model.ngrams import buckets

TRAIN = Path(__file__).resolve().parents[2] / "models" / "train"
BITS = 14
JUDGED = pd.DataFrame(
    {
        "text": ["so good", "good phone", "bad phone", "so bad", "a phone", "so so"],
        "sentiment": ["positive", "positive", "negative", "negative", "neutral", "neutral"],
        "source": "phones",
    }
)


@pytest.fixture(autouse=True)
def recipe_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(TRAIN), *sys.path])


def recipe(penalty: float = 0.05, line_penalty: float = 30.0) -> dict:
    ballot = {"penalty": penalty, "line_penalty": line_penalty, "passes": 200}
    return {"bits": BITS, "ballot": ballot}


def votes_for(texts: list[str], judged: pd.DataFrame = JUDGED, **given: float) -> np.ndarray:
    from ballot import cast, fit_ballot

    return cast(texts, fit_ballot(judged, recipe(**given)), BITS)


def test_it_learns_what_sets_sentiments_apart() -> None:
    assert votes_for(JUDGED["text"].tolist()).argmax(1).tolist() == [2, 2, 0, 0, 1, 1]
    assert votes_for(["good", "bad"]).argmax(1).tolist() == [2, 0]


def test_a_penalty_without_end_leaves_no_vote() -> None:
    assert votes_for(["good"], penalty=1e7)[0] == pytest.approx([0, 0, 0], abs=1e-3)


def test_a_sets_own_line_takes_what_its_words_do_not_say() -> None:
    """Where only the set tells two sentiments apart, a free line says so and no word has to."""
    one = pd.DataFrame({"text": ["it came"] * 6, "sentiment": "positive", "source": "a"})
    other = pd.DataFrame({"text": ["it went"] * 6, "sentiment": "negative", "source": "b"})
    judged = pd.concat([one, other])
    free = votes_for(["it came"], judged, line_penalty=1e-3)[0]
    tied = votes_for(["it came"], judged, line_penalty=30.0)[0]
    assert tied[2] - tied[0] > 0.3
    assert free[2] - free[0] < 0.5 * (tied[2] - tied[0])


def test_what_one_comment_alone_has_gets_no_vote() -> None:
    from ballot import fit_ballot

    votes = fit_ballot(JUDGED, recipe())
    often = np.bincount(
        np.concatenate([buckets(text, BITS) for text in JUDGED["text"]]), minlength=len(votes)
    )
    assert not votes[often < 2].any()
    assert votes[often >= 2].any()


@pytest.mark.parametrize("text", ["Great value", "ราคาแพงมาก", "خیلی خوب بود", "Giá rẻ quá", ""])
def test_a_comment_counts_as_it_does_in_use(bundle: Bundle, text: str) -> None:
    from ballot import cast, shares

    votes = np.asarray(bundle.sentiment.weights["ngrams"], np.float32)
    bits = len(votes).bit_length() - 1
    assert cast([text], votes, bits)[0] == pytest.approx(bundle.sentiment._ballot(text), abs=1e-4)
    assert shares([text], bits).sum() == pytest.approx(np.sqrt(len(buckets(text, bits))), rel=1e-5)
