"""What a comment asks for, complains of, costs, shows and threatens, as targets for one head.

Sets name emotions in their own ways and judge one thing each. Here every row gets a vector of
targets with a mask of what was judged, so that one head learns from all of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import authored
import numpy as np
import pandas as pd
from corpus import JUDGED

from cxnlp.model.heads import EFFORTS, EMOTIONS, REQUESTS, SIGNALS

HERE = Path(__file__).resolve().parent
SOURCE = "signals"
LANGUAGES = ("en", "th", "fa", "vi")
# Names of the six emotions in the sets; what is no such emotion (trust, curiosity) is left out.
SIX = {
    "anger": "anger annoyance disapproval Anger ANGRY",
    "joy": "joy amusement excitement love admiration gratitude pride relief optimism approval "
    "caring Enjoyment HAPPY",
    "sadness": "sadness disappointment grief remorse pessimism Sadness SAD",
    "fear": "fear nervousness Fear FEAR",
    "surprise": "surprise confusion realization Surprise SURPRISE",
    "disgust": "disgust embarrassment Disgust HATE",
}
EMOTION_OF = {name: emotion for emotion, names in SIX.items() for name in names.split()}
WIDTH = len(SIGNALS)


def targets(frame: pd.DataFrame) -> pd.Series:
    """Return, for each row of a public set, a pair of arrays (WIDTH,): target and judged."""
    rows = frame[list(JUDGED)].to_dict("records")
    return pd.Series([_target(row) for row in rows], frame.index, dtype=object)


def _target(row: dict) -> tuple[np.ndarray, np.ndarray]:
    target, judged = np.zeros(WIDTH, np.float32), np.zeros(WIDTH, bool)
    if isinstance(row["emotion"], str):
        _set(target, judged, EMOTIONS, {EMOTION_OF.get(e) for e in row["emotion"].split("|")})
    if not pd.isna(row["complaint"]):
        _set(target, judged, ("complaint",), {"complaint"} if row["complaint"] else set())
    if not pd.isna(row["suggestion"]):
        _set(target, judged, ("suggestion",), {"suggestion"} if row["suggestion"] else set())
    return target, judged


def _set(target: np.ndarray, judged: np.ndarray, names: tuple[str, ...], true: set) -> None:
    for name in names:
        judged[SIGNALS.index(name)] = True
        target[SIGNALS.index(name)] = name in true


def read_signals(folder: Path = HERE / "written" / "signals") -> pd.DataFrame:
    """Return our own comments with every signal judged: the columns of `corpus.read_set`."""
    rows = [
        json.loads(line)
        for language in LANGUAGES
        for name in (language, f"hard_{language}")
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    frame = pd.DataFrame(rows).rename(columns={"language": "lang"})
    frame["signals"] = [_written(row) for row in rows]
    return _complete(frame, SOURCE)


def read_questions() -> pd.DataFrame:
    """Return our own short answers whose feeling depends on the question."""
    rows = [
        json.loads(line)
        for language in LANGUAGES
        for line in (HERE / "written" / f"questions.{language}.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]
    frame = pd.DataFrame(rows).rename(columns={"language": "lang"})
    return _complete(frame.assign(signals=None), "questions")


def _complete(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    kept = frame[["text", "lang", "question", "sentiment", "signals"]]
    return kept.assign(
        id=[f"{source}-{i}" for i in range(len(frame))],
        source=source,
        split=[authored.split_of(text) for text in frame["text"]],
        domain=source,
        labels=None,
    )


def _written(row: dict) -> tuple[np.ndarray, np.ndarray]:
    true = {row["request"], *row["emotion"], row["effort"]}
    true |= {name for name in ("complaint", "leave") if row[name]}
    target = np.array([name in true for name in SIGNALS], np.float32)
    return target, np.ones(WIDTH, bool)


assert set(SIGNALS) == {*REQUESTS, *EFFORTS, *EMOTIONS, "complaint", "leave"}
