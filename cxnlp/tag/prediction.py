"""What is known of one comment after tagging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxnlp.model.heads import EFFORTS, EMOTIONS, REQUESTS


@dataclass(frozen=True)
class Sentiment:
    """Overall sentiment of a comment.

    Parameters
    ----------
    label : str
        `negative`, `neutral` or `positive`: the likeliest.
    negative, neutral, positive : float
        Probabilities; they add up to one.
    uncertain : bool
        The likeliest is not likely enough to rely on.
    """

    label: str
    negative: float
    neutral: float
    positive: float
    uncertain: bool = False

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
    uncertain : bool
        The probability lies where the model is often wrong.
    """

    id: str
    name: str
    probability: float
    feeling: str
    evidence: Evidence
    source: str = "model"
    uncertain: bool = False


@dataclass(frozen=True)
class Signal:
    """Something that a comment does beside telling of issues.

    Parameters
    ----------
    name : str
        `suggestion` or `request`; `complaint`; `easy` or `hard` (effort); `leave` (means to leave,
        or has); or an emotion: `anger`, `joy`, `sadness`, `fear`, `surprise`, `disgust`.
    probability : float
        That it is there.
    evidence : Evidence
        The clause that shows it most clearly.
    uncertain : bool
        The probability lies where the model is often wrong.
    """

    name: str
    probability: float
    evidence: Evidence
    uncertain: bool = False


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
        None without content, and where the model does not read the script or the language.
    issues : tuple of Mention
        In the order of the issue list.
    request : Signal or None
        A suggestion or a request, the likelier.
    complaint, leave : Signal or None
        A complaint; that they mean to leave, or have left.
    effort : Signal or None
        `easy` or `hard`, the likelier; None where nothing tells.
    emotions : tuple of Signal
        Those that show, the likeliest first.
    possible : tuple of Mention
        Issues that may be mentioned and are not counted: a little below the threshold.
    possible_signals : tuple of Signal
        The same of signals.
    """

    text: str
    language: str
    no_content: bool
    sentiment: Sentiment | None
    issues: tuple[Mention, ...] = ()
    request: Signal | None = None
    complaint: Signal | None = None
    effort: Signal | None = None
    leave: Signal | None = None
    emotions: tuple[Signal, ...] = ()
    possible: tuple[Mention, ...] = ()
    possible_signals: tuple[Signal, ...] = ()

    @property
    def uncertain(self) -> bool:
        """Whether anything in it is marked as uncertain, or merely possible."""
        doubts = [mention.uncertain for mention in self.issues]
        doubts += [signal.uncertain for signal in self.signals]
        doubts += [self.sentiment is not None and self.sentiment.uncertain]
        return any(doubts) or bool(self.possible or self.possible_signals)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Request, complaint, effort, leaving and emotions: those that are there."""
        single = (self.request, self.complaint, self.effort, self.leave)
        return (*(each for each in single if each is not None), *self.emotions)

    def to_dict(self) -> dict[str, Any]:
        """Return plain dictionaries, lists and scalars, with the sentiment's score."""
        sentiment = self.sentiment
        singles = {name: getattr(self, name) for name in SINGLE}
        several = {name: getattr(self, name) for name in SEVERAL}
        return {
            **vars(self),
            "sentiment": sentiment and {**vars(sentiment), "score": sentiment.score},
            **{name: each and _plain(each) for name, each in singles.items()},
            **{name: [_plain(each) for each in found] for name, found in several.items()},
        }


SINGLE = ("request", "complaint", "effort", "leave")
SEVERAL = ("issues", "emotions", "possible", "possible_signals")


def _plain(tag: Mention | Signal) -> dict[str, Any]:
    """Return a tag as a dictionary; `asdict` takes ten times as long, and each comment has many."""
    return {**vars(tag), "evidence": {**vars(tag.evidence)}}


def signal_fields(found: Iterable[Signal], possible: Iterable[Signal] = ()) -> dict[str, Any]:
    """Return signals as the fields of a `Prediction`; of an effort or request the likelier."""
    named = {signal.name: signal for signal in found}
    return {
        "request": _likeliest(named, REQUESTS),
        "complaint": named.get("complaint"),
        "effort": _likeliest(named, EFFORTS),
        "leave": named.get("leave"),
        "emotions": _ranked(named, EMOTIONS),
        "possible_signals": tuple(possible),
    }


def _ranked(found: Mapping[str, Signal], names: Sequence[str]) -> tuple[Signal, ...]:
    some = [found[name] for name in names if name in found]
    return tuple(sorted(some, key=lambda signal: -signal.probability))


def _likeliest(found: Mapping[str, Signal], names: Sequence[str]) -> Signal | None:
    return next(iter(_ranked(found, names)), None)
