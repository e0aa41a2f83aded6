"""A name for each topic: suggested from customers' words, or by a function of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.sayings import Sayings
from cxnlp.explore.words import APART

ENGLISH_FROM = 0.2
LONGEST = 60
KEYWORDS, STEM = 3, 4


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
    sayings : mapping of str to str
        By language, a customer's short clause that says what it is about; see
        `cxnlp.explore.sayings`.
    """

    topic: int
    clauses: int
    languages: Mapping[str, float]
    phrases: Mapping[str, tuple[str, ...]]
    quotes: tuple[str, ...]
    sayings: Mapping[str, str] = field(default_factory=dict)


Namer = Callable[[Brief], str]


def make_briefs(
    clauses: Clauses,
    topics: Ints,
    ids: Sequence[int],
    phrases: pd.DataFrame,
    quotes: pd.DataFrame,
    said: Sayings,
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
        short = {tongue: said[topic, tongue] for tongue in shares if (topic, tongue) in said}
        made[topic] = Brief(topic, len(tongues), shares, own, quoted.get(topic, ()), short)
    return made


def suggest(brief: Brief) -> str:
    """Return a name: in English where a fifth of the topic is, else as most of it is."""
    order = sorted(brief.phrases, key=lambda tongue: -brief.languages.get(tongue, 0.0))
    if brief.languages.get("en", 0.0) >= ENGLISH_FROM and "en" in order:
        order = ["en"]
    if order:
        return name_in(brief, order[0])
    return _short(brief.quotes[0]) if brief.quotes else f"Topic {brief.topic}"


def name_in(brief: Brief, language: str) -> str:
    """Return a name in one language: a customer's short clause, or else keywords."""
    return _short(brief.sayings.get(language) or keywords(brief.phrases[language]))


def keywords(phrases: Sequence[str]) -> str:
    """Return a phrase of several words, or the first single words that are not of one stem."""
    first, *more = phrases
    chosen = [first]
    for phrase in more if APART not in first else ():
        if len(chosen) < KEYWORDS and not any(_alike(phrase, other) for other in chosen):
            chosen.append(phrase)
    return ", ".join(chosen)


def _alike(a: str, b: str) -> bool:
    return a in b or b in a or a[:STEM] == b[:STEM]


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
