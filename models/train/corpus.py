"""The public labelled sets as two tables: comments with a sentiment, comments with issues."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

FEELINGS = ("negative", "neutral", "positive", "mixed")
FROM_TOPIC = frozenset(
    {"truevoice_intent", "uit_vsfc", "nhs_phase1", "nhs_fft", "google_play_reviews", "banking77"}
)
UNLABELLED = frozenset({"Labelling not possible", "Not assigned"})
JUDGED = ("emotion", "complaint", "suggestion")
BY_DOMAIN = frozenset({"mabsa", "memd_absa", "oats_sentences"})


@dataclass(frozen=True)
class Label:
    """An issue that a comment mentions.

    Parameters
    ----------
    issue : str
        The category in its set.
    feeling : str or None
        One of `FEELINGS`; None where the set does not say.
    span : tuple of int or None
        Where the comment says so, in code points, where the set marks it.
    """

    issue: str
    feeling: str | None
    span: tuple[int, int] | None


def read_set(folder: Path, name: str) -> pd.DataFrame:
    """Read one set: columns id, text, lang, question, split, sentiment, source, domain, labels.

    `question` is what was asked, where that says something, or None. `domain` names the list of
    issues that the row was judged against (the set, or the set and one of its domains); `labels` is
    a list of `Label`, or None where issues were not judged. The columns of `JUDGED` are the set's.
    """
    frame = pd.read_parquet(folder / f"{name}.parquet")
    frame = frame[frame["text"].str.strip().str.len() > 0].reset_index(drop=True)
    meta = [json.loads(m) if isinstance(m, str) else {} for m in frame["meta"]]
    if name in BY_DOMAIN:
        domain = [f"{name}/{m['domain']}" for m in meta]
    else:
        domain = [name] * len(frame)
    if name in FROM_TOPIC:
        labels = [_topics(row) for row in frame[["topic", "sentiment"]].itertuples(index=False)]
    else:
        labels = [_aspects(row[0], row[1], m) for row, m in _rows(frame, meta)]
    kept = frame[["id", "text", "lang", "split", "sentiment", *JUDGED]]
    questions = [_question(m) for m in meta]
    return kept.assign(question=questions, source=name, domain=domain, labels=labels)


def _question(meta: dict) -> str | None:
    """Return the question that was asked, unless it is a mere number."""
    question = meta.get("question")
    return question if question and question.rstrip().endswith(("?", "with")) else None


def _rows(frame: pd.DataFrame, meta: list[dict]) -> zip:
    return zip(frame[["text", "aspects"]].itertuples(index=False), meta, strict=True)


def _topics(row: tuple) -> list[Label] | None:
    """Read `topic`, several joined by `|`; the comment's feeling is theirs when it has one."""
    topic, sentiment = row
    if not isinstance(topic, str) or topic in UNLABELLED:
        return None
    feeling = sentiment if isinstance(sentiment, str) else None
    names = dict.fromkeys(t.strip() for t in topic.split("|") if t.strip() not in UNLABELLED)
    return [Label(name, feeling, None) for name in names]


def _aspects(text: str, aspects: object, meta: dict) -> list[Label] | None:
    """Read `aspects`; one label a category, `mixed` where its polarities disagree."""
    if not isinstance(aspects, str):
        return None
    marked = {(s["category"], s["span"]) for s in meta.get("visd4sa_spans", [])}
    found: dict[str, list[dict]] = {}
    for aspect in json.loads(aspects):
        if aspect["category"]:
            found.setdefault(aspect["category"], []).append(aspect)
    labels = []
    for category, group in found.items():
        spans = [(a.get("span"), a.get("from")) for a in group]
        spans += [(span, None) for c, span in sorted(marked) if c == category]
        places = (_place(text, span, start) for span, start in spans)
        polarities = {a["polarity"] for a in group} - {None}
        span = next((p for p in places if p), None)
        labels.append(Label(category, _feeling(polarities), span))
    return labels


def _place(text: str, span: str | None, start: int | None) -> tuple[int, int] | None:
    if not span:
        return None
    at = start if start is not None and text[start : start + len(span)] == span else text.find(span)
    return (at, at + len(span)) if at >= 0 else None


def _feeling(polarities: set[str]) -> str | None:
    if not polarities:
        return None
    if {"conflict", "mixed"} & polarities or {"negative", "positive"} <= polarities:
        return "mixed"
    return next((p for p in ("negative", "positive") if p in polarities), "neutral")


def draw(frame: pd.DataFrame, rows: int, seed: int, longest: int) -> pd.DataFrame:
    """Draw training rows (0: all) that are not too long; keep dev and test whole."""
    train = frame[(frame["split"] == "train") & (frame["text"].str.len() <= longest)]
    if 0 < rows < len(train):
        train = train.sample(rows, random_state=seed)
    return pd.concat([train, frame[frame["split"] != "train"]])
