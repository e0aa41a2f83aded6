"""What is known of one comment after tagging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Sentiment:
    """Overall sentiment of a comment.

    Parameters
    ----------
    label : str
        `negative`, `neutral` or `positive`: the likeliest.
    negative, neutral, positive : float
        Probabilities; they add up to one.
    """

    label: str
    negative: float
    neutral: float
    positive: float

    @property
    def score(self) -> float:
        """Probability of positive less that of negative, in [-1, 1]."""
        return self.positive - self.negative


@dataclass(frozen=True)
class Evidence:
    """The words that earned a tag.

    Parameters
    ----------
    start, end : int
        Code points in the comment as given; ``text == comment[start:end]``.
    text : str
        The words.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mention:
    """An issue that a comment mentions.

    Parameters
    ----------
    id, name : str
        The issue, as its list has it.
    probability : float
        That the issue is mentioned; 1 where one of the issue's patterns matched.
    feeling : str
        How the comment feels about it: `negative`, `neutral`, `positive` or `mixed`.
    evidence : Evidence
        The clause that shows it.
    source : str
        `model`, or `pattern` where a pattern decided.
    """

    id: str
    name: str
    probability: float
    feeling: str
    evidence: Evidence
    source: str = "model"


@dataclass(frozen=True)
class Prediction:
    """What is known of one comment.

    Parameters
    ----------
    text : str
        The comment as given.
    language : str
        ISO 639-1 code, or `und`.
    no_content : bool
        It says that there is nothing to say; then there is no sentiment and no issue.
    sentiment : Sentiment or None
        None without content, and where the model does not read the script.
    issues : tuple of Mention
        In the order of the issue list.
    """

    text: str
    language: str
    no_content: bool
    sentiment: Sentiment | None
    issues: tuple[Mention, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries, lists and scalars, with the sentiment's score."""
        plain = asdict(self)
        plain["issues"] = list(plain["issues"])
        if self.sentiment is not None:
            sentiment: Mapping[str, Any] = plain["sentiment"]
            plain["sentiment"] = {**sentiment, "score": self.sentiment.score}
        return plain
