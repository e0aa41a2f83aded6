"""The issues of the training sets: their texts in several wordings, and comments as examples."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import authored
import numpy as np
import pandas as pd

LONGEST_EXAMPLE = 160
MOST_EXAMPLES = 6
MOST_SHOWN = 6
TOO_CLOSE = 0.55
OURS = "list/"
NAMELESS = ("polarity ", "NULL", "None")

Key = tuple[str, str]
Means = Callable[[list[str]], np.ndarray]


class IssueBank:
    """The issues of all lists, with the vectors that the encoder of the hour gives them.

    Parameters
    ----------
    texts : mapping of (domain, category) to list of str
        Wordings; the first is the one that the list gives.
    examples : mapping of (domain, category) to list of str
        Comments about it.
    """

    def __init__(self, texts: dict[Key, list[str]], examples: dict[Key, list[str]]) -> None:
        self.keys = sorted(texts)
        self.number = {key: i for i, key in enumerate(self.keys)}
        self.texts = [texts[k] for k in self.keys]
        self.examples = [examples.get(k, []) for k in self.keys]
        self.domains: dict[str, np.ndarray] = {
            domain: np.array([i for i, k in enumerate(self.keys) if k[0] == domain])
            for domain in dict.fromkeys(k[0] for k in self.keys)
        }
        self.lists = list(self.domains)
        told = dict.fromkeys(t for ts in [*self.texts, *self.examples] for t in ts)
        self.place = {text: i for i, text in enumerate(told)}
        self.text_rows = [np.array([self.place[t] for t in ts]) for ts in self.texts]
        self.example_rows = [np.array([self.place[t] for t in ts], int) for ts in self.examples]
        self.vectors = np.zeros((0, 0), np.float32)
        self.alike = np.zeros((0, 0), np.float32)

    def refresh(self, means: Means) -> None:
        """Read all wordings and examples again, with an encoder that has learned.

        Which issues are alike is settled the first time: processes that lay batches out would not
        hear of a change.
        """
        self.vectors = means(list(self.place))
        if not len(self.alike):
            first = self.vectors[[rows[0] for rows in self.text_rows]] - self.vectors.mean(0)
            first /= np.linalg.norm(first, axis=1, keepdims=True)
            self.alike = first @ first.T

    def some_list(self, rng: np.random.Generator) -> str:
        """Draw a list."""
        return self.lists[rng.integers(len(self.lists))]

    def ask(
        self, domain: str, mentioned: list[int], asked: int, foreign: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Choose the issues to ask of one comment: all it mentions first, then others."""
        own = self.domains[domain]
        others = np.setdiff1d(own, mentioned)
        room = max(asked - len(mentioned) - foreign, 2)
        picked = rng.permutation(others)[:room]
        far = (
            np.flatnonzero(self.alike[mentioned].max(0) < TOO_CLOSE)
            if mentioned
            else np.arange(len(self.keys))
        )
        alien = rng.permutation(np.setdiff1d(far, own))[:foreign]
        return np.concatenate([mentioned, picked, alien])[:asked].astype(int)

    def describe(self, issue: int, text: str, rng: np.random.Generator) -> tuple[int, np.ndarray]:
        """Draw a wording and some examples, other than the comment itself: rows of `vectors`."""
        rows = self.text_rows[issue]
        wording = rows[0 if rng.random() < 0.35 else rng.integers(len(rows))]
        usable = self.example_rows[issue]
        usable = usable[usable != self.place.get(text, -1)]
        if rng.random() < 0.5 or not len(usable):
            return wording, usable[:0]
        return wording, rng.permutation(usable)[: rng.integers(1, MOST_SHOWN + 1)]


def build_bank(wordings: Path, train: pd.DataFrame) -> IssueBank:
    """Collect the wordings and examples of every category that a training row has.

    Parameters
    ----------
    wordings : Path
        categories.toml: a table a domain and category.
    train : DataFrame
        `text`, `domain` and `labels`; short comments with one label alone become examples.
    """
    found: dict[Key, list[str]] = {}
    for text, domain, labels in train[["text", "domain", "labels"]].itertuples(index=False):
        for label in labels:
            if not label.issue.startswith(NAMELESS):
                told = found.setdefault((domain, label.issue), [])
                short = len(labels) == 1 and len(text) <= LONGEST_EXAMPLE
                if short and len(told) < MOST_EXAMPLES:
                    told.append(text)
    wordings_of = tomllib.loads(wordings.read_text(encoding="utf-8"))
    texts = {
        (domain, category): variants(category, wordings_of.get(domain, {}).get(category))
        for domain, category in found
        if not domain.startswith(OURS)
    }
    examples = {key: told for key, told in found.items() if key in texts}
    for name, taxonomy in authored.lists().items():
        for issue in taxonomy.leaves():
            key = (f"{OURS}{name}", issue.id)
            named = [issue.name, issue.description or issue.name, *issue.names.values()]
            texts[key] = [issue.text(), issue.text(), *named]
            examples[key] = [*issue.examples, *issue.names.values()]
    return IssueBank(texts, examples)


def variants(category: str, entry: dict | None) -> list[str]:
    """Return the ways to name a category; the first is made from its bare label."""
    bare = category.replace("#", ": ").replace("_", " ").replace("&", " and ").lower()
    first = bare[:1].upper() + bare[1:]
    if entry is None:
        return [first]
    names = [entry["name"], *entry["paraphrases"]]
    described = f"{entry['name']}: {entry['description']}"
    return [first, *names, described, described, *(entry[x] for x in ("th", "fa", "vi"))]
