"""The options that say what tags, and how it is opened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from cxnlp.errors import ModelError

if TYPE_CHECKING:
    from cxnlp.tag import TaggerLike

SentimentModel = Annotated[
    str | None,
    typer.Option(help="A classifier of transformers that judges sentiment: a folder or a hub id."),
]
SentimentLabels = Annotated[
    str | None,
    typer.Option(help="What its labels stand for: LABEL_0=negative,LABEL_1=positive."),
]


MOST_PROCESSES = 4  # each holds the model: 300 MB


class Opened(TypedDict):
    """What flags say of the tagger, as `open_tagger` takes it and the run's record notes it."""

    issues: str
    model: str
    sentiment_model: str | None
    sentiment_labels: str | None


def open_tagger(
    model: str, issues: str, sentiment_model: str | None, sentiment_labels: str | None
) -> TaggerLike:
    """Open the model, and the other one for sentiment where there is one.

    Raises
    ------
    CxError
        If a model or the list is missing, or labels are not mapped.
    ModuleNotFoundError
        If transformers is needed and missing.
    """
    from cxnlp.tag.one_call import load

    if sentiment_model is None:
        if sentiment_labels is not None:
            raise ModelError(
                "--sentiment-labels without --sentiment-model", "the model whose labels they are"
            )
        return shared_out(load(model, issues))
    labels = None if sentiment_labels is None else mapped(sentiment_labels)
    try:
        from cxnlp.ext.hf import Classifier, SentimentFrom
    except ModuleNotFoundError as error:
        raise ModelError(str(error), "what --sentiment-model needs") from error
    return SentimentFrom(load(model, issues), Classifier.open(sentiment_model, labels))


def shared_out(tagger: TaggerLike) -> TaggerLike:
    """Let a fast model work in several processes; the other kind uses threads by itself."""
    from cxnlp.tag.fast_tagger import FastTagger
    from cxnlp.tag.in_processes import InProcesses

    if not isinstance(tagger, FastTagger):
        return tagger
    return InProcesses(tagger, min(os.cpu_count() or 1, MOST_PROCESSES))


def mapped(text: str) -> dict[str, str]:
    """Read label=sentiment, with commas between.

    Raises
    ------
    ModelError
        If it is not that, or a label comes twice.

    Examples
    --------
    >>> mapped("1 star=negative, 5 stars=positive")
    {'1 star': 'negative', '5 stars': 'positive'}
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        # From the right: a label may hold the sign itself.
        label, equals, sentiment = (each.strip() for each in part.rpartition("="))
        if not equals or not label or label in found:
            raise ModelError(
                f"--sentiment-labels has {part.strip()!r}", "label=sentiment, each label once"
            )
        found[label] = sentiment
    return found
