"""What the heads say of one comment, put together by the thresholds of a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cxnlp.issues import Issue
from cxnlp.model.heads import FEELINGS, SENTIMENTS
from cxnlp.model.settings import Settings
from cxnlp.tag.prediction import (
    Evidence,
    Mention,
    Prediction,
    Sentiment,
    Signal,
    signal_fields,
)
from cxnlp.text.normal import compose


def matched(opening: str, leaves: Sequence[Issue]) -> dict[int, tuple[int, int]]:
    """Return where the patterns of issues match first, by the issue's position in the list."""
    patterned = [(i, issue) for i, issue in enumerate(leaves) if issue.patterns]
    if not patterned:
        return {}
    composed = compose(opening)
    return {
        i: composed.original(*found[0])
        for i, issue in patterned
        if (found := issue.find(composed.text))
    }


def sentiment_of(probabilities: Sequence[float], settings: Settings) -> Sentiment:
    """Return a sentiment, given the probabilities of `SENTIMENTS`."""
    negative, neutral, positive = probabilities
    most = max(probabilities)
    label = SENTIMENTS[probabilities.index(most)]
    return Sentiment(label, negative, neutral, positive, most < settings.sentiment_sure)


def mention_of(
    leaf: Issue, p: float, feeling: int, evidence: Evidence, settings: Settings
) -> Mention:
    """Return a mention that the model found: probability, and a position in `FEELINGS`."""
    doubtful = settings.mention.doubtful(p)
    return Mention(leaf.id, leaf.name, p, FEELINGS[feeling], evidence, "model", doubtful)


def ruled(leaf: Issue, feeling: int, evidence: Evidence) -> Mention:
    """Return a mention that a pattern decided."""
    return Mention(leaf.id, leaf.name, 1.0, FEELINGS[feeling], evidence, "pattern", False)


def signal_of(name: str, p: float, evidence: Evidence, settings: Settings) -> Signal:
    """Return a signal."""
    return Signal(name, p, evidence, settings.signals[name].doubtful(p))


def prediction_of(
    text: str,
    language: str,
    sentiment: Sentiment,
    mentions: Iterable[Mention],
    signals: Iterable[Signal],
    settings: Settings,
) -> Prediction:
    """Tell what is found from what is merely possible; mentions are in the list's order."""
    issues: tuple[list[Mention], list[Mention]] = ([], [])
    for mention in mentions:
        issues[not settings.mention.found(mention.probability)].append(mention)
    shown: tuple[list[Signal], list[Signal]] = ([], [])
    for signal in signals:
        shown[not settings.signals[signal.name].found(signal.probability)].append(signal)
    return Prediction(
        text,
        language,
        no_content=False,
        sentiment=sentiment,
        issues=tuple(issues[0]),
        possible=tuple(issues[1]),
        **signal_fields(*shown),
    )
