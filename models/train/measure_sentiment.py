"""Overall sentiment on the public test splits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import corpus
import pandas as pd
from measure import slim, some

from cxnlp.evaluate import evaluate_sentiment
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag.one_call import AnyTagger

SETS = (
    "uit_vsfc",
    "vlsp2016_sa",
    "wisesight_sentiment",
    "snappfood",
    "digikala_comments",
    "deepsentipers",
    "umsab",
    "twitter_us_airline",
    "nhs_fft",
    "tweeteval_sentiment",
)
ASKED = ("nhs_fft",)
"""Sets that tell the question; they are read without it, and with it."""


def measure_sentiment(tagger: AnyTagger, data: Path, rows: int) -> Iterator[tuple[str, dict]]:
    """Yield each set's name and figures."""
    for name in SETS:
        frame = corpus.read_set(data, name)
        known = frame["sentiment"].isin(SENTIMENTS)
        test = some(frame[(frame["split"] == "test") & known], rows)
        yield name, _measured(tagger, test)
        if name in ASKED:
            yield f"{name}, with its question", _measured(tagger, test, asked=True)


def _measured(tagger: AnyTagger, test: pd.DataFrame, *, asked: bool = False) -> dict:
    questions = [q if isinstance(q, str) else None for q in test["question"]] if asked else None
    found = tagger.predict(test["text"].tolist(), questions)
    gold, spoken = test["sentiment"].tolist(), test["lang"].tolist()
    return slim(evaluate_sentiment(gold, found, languages=spoken))
