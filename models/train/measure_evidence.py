"""Whether the clause that a tag points at holds the words that people marked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import corpus
import pandas as pd
from measure import some
from measure_issues import DOMAINS

from cxnlp.evaluate.counts import share
from cxnlp.issues import Taxonomy
from cxnlp.tag import Evidence
from cxnlp.tag.one_call import AnyBundle, tagger_on

LANGUAGES = ("en", "th", "vi")
Hit = tuple[bool, float]
"""Whether the clause holds over half of the marked words, and how much of the comment it is."""


def measure_evidence(
    bundle: AnyBundle, data: Path, issues: Path, rows: int
) -> Iterator[tuple[str, dict]]:
    """Yield the figures of each set and language whose test split marks words.

    Counted are the issues that are found rightly and marked, where the clause is not the whole
    comment. `chance` is what a place of the clause's length, drawn at random, would hold.
    """
    for name in ("uit_visfd", "semeval16_restaurant"):
        frame = corpus.read_set(data, name)
        yield name, _figures(_hits(bundle, issues / f"{name}.toml", frame, rows))
    mabsa = corpus.read_set(data, "mabsa")
    for language in LANGUAGES:
        hits: list[Hit] = []
        for domain in DOMAINS:
            here = (mabsa["domain"] == f"mabsa/{domain}") & (mabsa["lang"] == language)
            hits += _hits(bundle, issues / f"mabsa_{domain}.toml", mabsa[here], rows)
        yield f"mabsa/{language}", _figures(hits)


def _hits(bundle: AnyBundle, path: Path, frame: pd.DataFrame, rows: int) -> list[Hit]:
    test = some(frame[(frame["split"] == "test") & frame["labels"].notna()], rows)
    marked = [{x.issue: x.span for x in labels if x.span} for labels in test["labels"]]
    predictions = tagger_on(bundle, Taxonomy.load(path)).predict(test["text"].tolist())
    return [
        (_holds(tag.evidence, spans[tag.id]), len(tag.evidence.text) / len(prediction.text))
        for prediction, spans in zip(predictions, marked, strict=True)
        for tag in prediction.issues
        if tag.id in spans and tag.evidence.text.strip() != prediction.text.strip()
    ]


def _holds(evidence: Evidence, span: tuple[int, int]) -> bool:
    start, end = span
    common = min(evidence.end, end) - max(evidence.start, start)
    return 2 * common > end - start


def _figures(hits: list[Hit]) -> dict:
    right, low, high = share(sum(held for held, _ in hits), len(hits))
    chance = sum(part for _, part in hits) / max(1, len(hits))
    return {"n": len(hits), "right": right, "low": low, "high": high, "chance": chance}
