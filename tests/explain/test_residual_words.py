"""The words of comments whose score the issues do not explain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain import Explanation, explain_scores, from_tables
from cxnlp.explain.drivers.residual_words import words
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
PLAIN = np.array("wait staff sign park price line shop call door team".split())


def explained(n: int, seed: int, hidden: str = "") -> Explanation:
    """Explain scores that an issue and, where given, a word that is on no list bring down."""
    random = np.random.default_rng(seed)
    said, unlisted = random.random(n) < 0.2, random.random(n) < 0.1
    score = 8 - 3 * said - (3 * unlisted if hidden else 0) + 1.5 * random.standard_normal(n)
    texts = [" ".join(random.choice(PLAIN, 5)) for _ in range(n)]
    texts = [f"{t} {hidden}" if u and hidden else t for t, u in zip(texts, unlisted, strict=True)]
    responses = pd.DataFrame({"response": np.arange(n), "score": np.clip(np.round(score), 0, 10)})
    tags = pd.DataFrame({"response": np.flatnonzero(said), "issue": "wait", "feeling": "negative"})
    comments = pd.DataFrame({"response": np.arange(n), "text": texts})
    joined = from_tables(responses, tags, NPS, comments=comments)
    return explain_scores(joined, Taxonomy("One", (Issue("wait", "Waiting"),)), scale=NPS)


@pytest.mark.parametrize("word", ["parcel", "สัญญาณ", "اینترنت"])
def test_a_reason_that_is_on_no_list_is_found(word: str) -> None:
    table = explained(600, 0, word).residual_words
    clear = table[table["clear"]]
    assert list(clear["word"]) == [word]
    row = clear.iloc[0]
    assert row["direction"] == "worse than expected"
    assert row["low"] < -3 < row["high"] or row["low"] < -2.5 < row["high"]
    assert row["comments"] == pytest.approx(60, abs=20)


def test_where_no_word_matters_none_is_called_clear() -> None:
    alarms = [explained(300, seed).residual_words["clear"].any() for seed in range(12)]
    assert sum(alarms) <= 3


def test_words_of_scripts_without_spaces_and_no_numbers() -> None:
    assert {"สัญญาณ", "มาก"} <= words("สัญญาณแย่มาก 40 !!")
    assert words("Wi-Fi isn't 5 G") == {"wi", "fi", "isn't"}
