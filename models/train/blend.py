"""Two short comments joined into one that feels one way about this and another about that.

Few comments of the public sets do, and a model that saw none learns to give every issue the feeling
of the whole.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from corpus import Label

SOURCE = "blended"
LONGEST = 90
MOST_ISSUES = 2
SIDES = (("positive", "negative"), ("negative", "positive"), ("neutral", "negative"))
JOINS = {
    "en": (" ", ". ", " but ", ", but ", ", though ", "; ", "\n"),
    "th": (" ", "  ", " แต่", " แต่ว่า", " ส่วน", "\n"),
    "fa": (" ", ". ", "، ولی ", " اما ", " ولی ", "؛ ", "\n"),
    "vi": (" ", ". ", " nhưng ", ", nhưng ", ", còn ", " mà ", "\n"),
}
PLAIN_JOINS = (" ", ". ", "\n")


def blended(frame: pd.DataFrame, rows: int, seed: int) -> pd.DataFrame:
    """Return joined training comments, in the columns of `frame`.

    Both halves are of one list and language, each with one feeling throughout, and name no issue in
    common. What the whole feels is not said.

    Parameters
    ----------
    frame : DataFrame
        Rows as `mixture.read_mixture` returns them.
    rows : int
        How many to make.
    seed : int
        Of the draw.
    """
    rng = np.random.default_rng(seed)
    halves = _halves(frame)
    sides = halves.groupby(["domain", "lang", "feeling"]).indices
    places = sorted({(domain, lang) for domain, lang, _ in sides})
    options = [
        (sides[(*place, a)], sides[(*place, b)])
        for place in places
        for a, b in SIDES
        if (*place, a) in sides and (*place, b) in sides
    ]
    share = np.sqrt([min(len(a), len(b)) for a, b in options])
    made: list[tuple] = []
    while len(made) < rows:
        a, b = options[rng.choice(len(options), p=share / share.sum())]
        first, second = halves.iloc[rng.choice(a)], halves.iloc[rng.choice(b)]
        if not first["names"] & second["names"]:
            made.append(_join(first, second, rng))
    found = pd.DataFrame(made, columns=["text", "lang", "domain", "labels"])
    ids = [f"{SOURCE}-{i}" for i in range(rows)]
    return found.assign(id=ids, split="train", source=SOURCE).reindex(columns=frame.columns)


def _halves(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the short training comments with one feeling, and the names of their issues."""
    usable = (frame["split"] == "train") & (frame["text"].str.len() <= LONGEST)
    some = frame[usable & frame["labels"].notna() & frame["question"].isna()]
    some = some[[0 < len(labels) <= MOST_ISSUES for labels in some["labels"]]]
    feelings = [{label.feeling for label in labels} for labels in some["labels"]]
    names = [frozenset(label.issue for label in labels) for labels in some["labels"]]
    some = some.assign(feeling=[next(iter(f)) if len(f) == 1 else None for f in feelings])
    return some.assign(names=names).dropna(subset="feeling").reset_index(drop=True)


def _join(first: pd.Series, second: pd.Series, rng: np.random.Generator) -> tuple:
    joins = JOINS.get(first["lang"], PLAIN_JOINS)
    head = first["text"].rstrip(" .!,;\n") + joins[rng.integers(len(joins))]
    labels = [*first["labels"], *(_moved(label, len(head)) for label in second["labels"])]
    return head + second["text"], first["lang"], first["domain"], labels


def _moved(label: Label, by: int) -> Label:
    span = label.span
    return label if span is None else replace(label, span=(span[0] + by, span[1] + by))
