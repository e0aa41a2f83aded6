"""The issues of the training sets: their texts in several wordings, and comments as examples."""

from __future__ import annotations

import tomllib
from pathlib import Path

import authored
import numpy as np
import pandas as pd
from batches import Pool
from issues import IssueBank

from cxnlp.model.encoder import Encoder

LONGEST_EXAMPLE = 60
MOST_EXAMPLES = 40
OURS = "list/"
NAMELESS = ("polarity ", "NULL", "None")


def build_bank(encoder: Encoder, wordings: Path, train: pd.DataFrame, pool: Pool) -> IssueBank:
    """Encode the wordings of every category that a training row has.

    Parameters
    ----------
    encoder : Encoder
        What the comments were read with.
    wordings : Path
        categories.toml: a table a domain and category.
    train : DataFrame
        Rows of `pool`, with `domain` and `labels`.
    pool : Pool
        Their states; short comments with one label alone become examples.
    """
    means = np.stack([pool.states(i).astype(np.float32).mean(0) for i in range(len(pool))])
    lengths = pool.lengths()
    found: dict[tuple[str, str], list[int]] = {}
    for i, (domain, labels) in enumerate(zip(train["domain"], train["labels"], strict=True)):
        for label in labels:
            if not label.issue.startswith(NAMELESS):
                rows = found.setdefault((domain, label.issue), [])
                if len(labels) == 1 and lengths[i] <= LONGEST_EXAMPLE:
                    rows.append(i)
    wordings_of = tomllib.loads(wordings.read_text(encoding="utf-8"))
    texts = {}
    for domain, category in found:
        if domain.startswith(OURS):
            continue
        words = variants(category, wordings_of.get(domain, {}).get(category))
        texts[domain, category] = _means(encoder, words)
    examples = {
        key: (np.array(rows[:MOST_EXAMPLES]), means[rows[:MOST_EXAMPLES]])
        for key, rows in found.items()
        if rows
    }
    place = {text: i for i, text in enumerate(train["text"])}
    for name, taxonomy in authored.lists().items():
        for issue in taxonomy.leaves():
            key = (f"{OURS}{name}", issue.id)
            named = [issue.name, issue.description or issue.name, *issue.names.values()]
            texts[key] = _means(encoder, [issue.text(), issue.text(), *named])
            phrases = [*issue.examples, *issue.names.values()]
            rows = np.array([place.get(phrase, -1) for phrase in phrases])
            examples[key] = (rows, _means(encoder, phrases))
    return IssueBank(texts, examples, means.mean(0))


def _means(encoder: Encoder, texts: list[str]) -> np.ndarray:
    return np.stack([state.vectors.mean(0) for state in encoder.states(texts)])


def variants(category: str, entry: dict | None) -> list[str]:
    """Return the ways to name a category; the first is made from its bare label."""
    bare = category.replace("#", ": ").replace("_", " ").replace("&", " and ").lower()
    first = bare[:1].upper() + bare[1:]
    if entry is None:
        return [first]
    names = [entry["name"], *entry["paraphrases"]]
    described = f"{entry['name']}: {entry['description']}"
    return [first, *names, described, described, *(entry[x] for x in ("th", "fa", "vi"))]
