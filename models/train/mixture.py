"""All training comments as one table, and an epoch's draw from it.

A row carries whatever its set judged: overall sentiment, issues of a list, signals. It is read
once for all of them.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import authored
import blend
import corpus
import numpy as np
import pandas as pd
import signals

from cxnlp.tag.tagger import readable

COLUMNS = [
    *("id", "text", "lang", "question", "split", "source", "domain"),
    *("sentiment", "labels", "signals"),
]
TITLES = {
    "liked": ("What did you like?", "What was good about your stay?", "The best thing?"),
    "disliked": ("What did you not like?", "What could be better?", "What disappointed you?"),
}


def read_mixture(data: Path, config: dict) -> pd.DataFrame:
    """Read every set of the recipe: its train split, and at most `dev_rows` of its dev split."""
    frames = [
        _starred(data, name, config) if name in config["stars"] else _public(data, name, config)
        for name in config["rows"]
    ]
    frames += [authored.read_written(), signals.read_signals(), signals.read_questions()]
    frame = pd.concat([f.reindex(columns=COLUMNS) for f in frames], ignore_index=True)
    frame["text"] = [
        readable(t, lang) for t, lang in zip(frame["text"], frame["lang"], strict=True)
    ]
    mixed = blend.blended(frame, config["blended"], config["seed"])
    return with_none(pd.concat([frame, mixed], ignore_index=True))


def with_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with None wherever something is not known."""
    known = {
        column: frame[column].astype(object).where(frame[column].notna(), None)
        for column in ("question", "sentiment", "labels", "signals")
    }
    return frame.assign(**known)


def _public(data: Path, name: str, config: dict) -> pd.DataFrame:
    if name == "booking_hotels":
        return _liked(data)
    frame = corpus.read_set(data, name)
    frame = frame.assign(signals=signals.targets(frame))
    frame = frame[~frame["domain"].isin(config["kept_out"]["lists"])]
    if name in config["kept_out"]["lists"]:
        frame["labels"] = None
    if name not in config["sentiment"]:
        frame["sentiment"] = None
    train = frame[frame["split"] == "train"]
    train = train[train["text"].str.len() <= config["longest_characters"]]
    dev = frame[frame["split"] == "dev"]
    if len(dev) > config["dev_rows"]:
        dev = dev.sample(config["dev_rows"], random_state=1)
    return pd.concat([train, dev])


def _starred(data: Path, name: str, config: dict) -> pd.DataFrame:
    """Return comments with stars; the lowest and the highest quarter of the scale tell a feeling.

    So does its middle, and what lies between tells none.
    """
    frame = pd.read_parquet(data / f"{name}.parquet")
    frame = frame[(frame["split"] == "train") & (frame["text"].str.strip().str.len() > 0)]
    frame = frame[frame["text"].str.len() <= config["longest_characters"]]
    place = (frame["rating"] - frame["rating_min"]) / (frame["rating_max"] - frame["rating_min"])
    feeling = pd.Series(None, index=frame.index, dtype=object)
    feeling[place <= 0.25] = "negative"
    feeling[(place - 0.5).abs() < 0.06] = "neutral"
    feeling[place >= 0.75] = "positive"
    return frame[["id", "text", "lang", "split"]].assign(
        question=None, sentiment=feeling, source=name, domain=name, labels=None, signals=None
    )


def _liked(data: Path) -> pd.DataFrame:
    """Return what guests liked and disliked as two comments, each with the question asked."""
    frame = pd.read_parquet(data / "booking_hotels.parquet")
    frame = frame[frame["split"] == "train"]
    rows = []
    for number, (meta, lang) in enumerate(zip(frame["meta"], frame["lang"], strict=True)):
        for side, sentiment in (("liked", "positive"), ("disliked", "negative")):
            text = (json.loads(meta).get(side) or "").strip()
            if 2 < len(text) <= 300 and text.lower() not in ("nothing", "no positive", "n a"):
                question = TITLES[side][number % len(TITLES[side])]
                rows.append((f"booking-{number}-{side}", text, lang, question, sentiment))
    found = pd.DataFrame(rows, columns=["id", "text", "lang", "question", "sentiment"])
    return found.assign(
        split="train", source="booking_hotels", domain="booking_hotels", labels=None, signals=None
    )


def epoch_rows(train: pd.DataFrame, config: dict, rng: np.random.Generator) -> np.ndarray:
    """Draw one epoch: positions in `train`, as often as the recipe wants each set."""
    drawn = []
    for source, group in train.groupby("source", sort=True):
        place = group.index.to_numpy()
        wanted = config["rows"].get(source) or config["times"].get(source, 1) * len(place)
        whole, rest = divmod(wanted, len(place))
        drawn += [place] * whole + [rng.permutation(place)[:rest]]
    return np.concatenate(drawn)


def spelled(text: str, lang: str, rng: np.random.Generator) -> str:
    """Spell a comment as people also do; the length stays, so that marked places hold."""
    form = text
    if lang == "vi" and rng.random() < 0.12:
        form = plain_vietnamese(text)
    elif lang == "fa" and rng.random() < 0.1:
        form = text.replace("\u200c", " ")
    if rng.random() < 0.08:
        form = form.lower() if rng.random() < 0.7 else form.upper()
    return form if len(form) == len(text) else text


def plain_vietnamese(text: str) -> str:
    """Write Vietnamese without its marks, as many do on a phone."""
    bare = (unicodedata.normalize("NFD", c)[0] for c in unicodedata.normalize("NFC", text))
    return "".join(bare).replace("đ", "d").replace("Đ", "D")
