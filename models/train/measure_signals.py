"""Signals on our own cases and on the public test splits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import corpus
import numpy as np
import pandas as pd
import signals
from measure import read, signal_marks, slim, some

from cxnlp.evaluate.signals import compare_signals
from cxnlp.model.heads import EMOTIONS, SIGNALS
from cxnlp.tag.one_call import AnyTagger

CASES = Path(__file__).resolve().parents[2] / "tests" / "checklist"
LANGUAGES = ("en", "th", "fa", "vi")
SETS = {
    "uit_viocd": ("complaint",),
    "semeval19_suggestion_a": ("suggestion",),
    "semeval19_suggestion_b": ("suggestion",),
    "google_play_reviews": ("suggestion",),
    "goemotions": EMOTIONS,
    "xed": EMOTIONS,
    "uit_vsmec": EMOTIONS,
    "armanemo": EMOTIONS,
    "tweeteval_emotion": EMOTIONS,
    "semeval18_ec_en": EMOTIONS,
}


def measure_signals(tagger: AnyTagger, data: Path, rows: int) -> Iterator[tuple[str, dict]]:
    """Yield the figures of our own cases, of each language, and of each public set."""
    if not tagger.bundle.settings.signals:
        return
    frames = {language: _own(language) for language in LANGUAGES}
    yield "own cases", _measured(tagger, some(pd.concat(frames.values()), rows), SIGNALS)
    for language, frame in frames.items():
        yield f"own cases/{language}", _measured(tagger, some(frame, rows), SIGNALS)
    for name, names in SETS.items():
        frame = corpus.read_set(data, name)
        test = frame[frame["split"] == "test"]
        told = [_told(*pair, names) for pair in signals.targets(test)]
        kept = test.assign(gold=told)[[bool(row) for row in told]]
        yield name, _measured(tagger, some(kept, rows), names)


def _own(language: str) -> pd.DataFrame:
    lines = (CASES / f"signals_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    return pd.DataFrame(
        {
            "text": [case["text"] for case in cases],
            "question": [case["question"] for case in cases],
            "lang": language,
            "gold": [_case(case) for case in cases],
        }
    )


def _case(case: dict) -> dict[str, bool]:
    true = {case["request"], case["effort"], *case["emotion"]}
    true |= {name for name in ("complaint", "leave") if case[name]}
    return {name: name in true for name in SIGNALS}


def _told(target: np.ndarray, judged: np.ndarray, names: tuple[str, ...]) -> dict[str, bool]:
    places = {name: SIGNALS.index(name) for name in names}
    return {name: bool(target[i]) for name, i in places.items() if judged[i]}


def _measured(tagger: AnyTagger, frame: pd.DataFrame, names: tuple[str, ...]) -> dict:
    """Compare the signals that some row has: a set that has no name for fear cannot judge it."""
    gold = frame["gold"].tolist()
    shown = [name for name in names if any(row.get(name) for row in gold)]
    questions = [q if isinstance(q, str) else None for q in frame["question"]]
    found = read(tagger, frame["text"].tolist(), questions)
    marks = signal_marks(found, dict(tagger.bundle.settings.signals), shown)
    return slim(compare_signals(gold, marks, frame["text"].tolist(), frame["lang"].tolist()))
