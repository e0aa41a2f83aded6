"""A name for each topic: suggested from its phrases, or by a function of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.explore.clauses import Clauses, Ints

ENGLISH_FROM = 0.2
LONGEST = 60


@dataclass(frozen=True)
class Brief:
    """What a namer is told of a topic.

    Parameters
    ----------
    topic : int
        Its number.
    clauses : int
        How many clauses it has.
    languages : mapping of str to float
        The share of each language in them, 0 to 1, the largest first.
    phrases : mapping of str to tuple of str
        By language, the phrases that set it apart, the clearest first.
    quotes : tuple of str
        Its most central clauses.
    """

    topic: int
    clauses: int
    languages: Mapping[str, float]
    phrases: Mapping[str, tuple[str, ...]]
    quotes: tuple[str, ...]


Namer = Callable[[Brief], str]


def make_briefs(
    clauses: Clauses, topics: Ints, ids: Sequence[int], phrases: pd.DataFrame, quotes: pd.DataFrame
) -> dict[int, Brief]:
    """Put together what is known of each topic."""
    told = clauses.table.assign(topic=topics)
    spoken = {topic: of["language"] for topic, of in told.groupby("topic")}
    named = {key: tuple(of["phrase"]) for key, of in phrases.groupby(["topic", "language"])}
    quoted = {topic: tuple(of["quote"]) for topic, of in quotes.groupby("topic")}
    made = {}
    for topic in ids:
        tongues = spoken.get(topic, pd.Series(dtype=object))
        shares = {str(k): float(v) for k, v in tongues.value_counts(normalize=True).items()}
        own = {tongue: named[topic, tongue] for tongue in shares if (topic, tongue) in named}
        made[topic] = Brief(topic, len(tongues), shares, own, quoted.get(topic, ()))
    return made


def suggest(brief: Brief) -> str:
    """Return a name from a topic's phrases, in English where a fifth of it is, else as most is."""
    order = sorted(brief.phrases, key=lambda tongue: -brief.languages.get(tongue, 0.0))
    if brief.languages.get("en", 0.0) >= ENGLISH_FROM and "en" in order:
        order = ["en"]
    if order:
        return name_in(brief, order[0])
    return _short(brief.quotes[0]) if brief.quotes else f"Topic {brief.topic}"


def name_in(brief: Brief, language: str) -> str:
    """Return a name from a topic's phrases in one language: a phrase, or two single words."""
    first, *more = brief.phrases[language]
    alone = " " in first or not more
    return _short(first if alone else f"{first}, {more[0]}")


def names_of(
    briefs: Mapping[int, Brief], given: Mapping[int, str], namer: Namer | None = None
) -> dict[int, str]:
    """Return a name for each topic, no two the same.

    Parameters
    ----------
    briefs : mapping of int to Brief
        What is known of each topic.
    given : mapping of int to str
        Names that a person gave; they stay as they are.
    namer : callable, optional
        Names a topic by its brief; what it returns is used as it is, blank for the suggested name.
    """
    made: dict[int, str] = {}
    for topic, brief in briefs.items():
        wanted = given.get(topic) or (namer(brief).strip() if namer else "") or suggest(brief)
        taken = wanted in made.values() or (topic not in given and wanted in given.values())
        made[topic] = f"{wanted} ({topic})" if taken else wanted
    return made


def _short(text: str) -> str:
    text = " ".join(text.split())
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
    return cut[:1].upper() + cut[1:]
