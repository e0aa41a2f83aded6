"""A prediction as the cells of two tables, before it is known whose comment it is of.

Plain values go from one process to another at a fraction of what predictions take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from cxnlp.tag.interface import Questions, TaggerLike
from cxnlp.tag.prediction import Prediction


class Cells(NamedTuple):
    """What two tables say of one comment.

    Parameters
    ----------
    comment : tuple
        The columns of `cxnlp.tag.tags.COMMENTS` from `language` on.
    mentions : tuple of tuple
        Of each issue mentioned, the columns of `cxnlp.tag.tags.MENTIONS` from `issue` on.
    """

    comment: tuple[object, ...]
    mentions: tuple[tuple[object, ...], ...]


@runtime_checkable
class CellTagger(Protocol):
    """A tagger that hands on cells at less cost than predictions: `InProcesses`."""

    def stream_cells(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Cells]:
        """Tag comments as `stream` does."""


def stream_cells(
    tagger: TaggerLike, texts: Iterable[str], questions: Questions = None
) -> Iterator[Cells]:
    """Return the cells of comments, in their order, by any tagger."""
    if isinstance(tagger, CellTagger):
        return tagger.stream_cells(texts, questions)
    return map(cells_of, tagger.stream(texts, questions))


def cells_of(found: Prediction) -> Cells:
    """Return a prediction as cells."""
    s = found.sentiment
    scores = (s.label, s.negative, s.neutral, s.positive) if s else (None, None, None, None)
    doubts, possible = _listed(_uncertain(found)), _listed(each.id for each in found.possible)
    mentions = (
        (
            *(each.id, each.probability, each.feeling),
            *(each.evidence.start, each.evidence.end, each.evidence.text),
            *(each.source, each.uncertain),
        )
        for each in found.issues
    )
    told = (found.language, found.no_content, *scores, *_signals(found), doubts, possible)
    return Cells(told, tuple(mentions))


def _signals(found: Prediction) -> tuple[object, ...]:
    """Return the cells of requests, complaints, effort, leaving and emotions."""
    read = None if found.sentiment is None else False
    kinds = (
        (found.request, found.request and found.request.name),
        (found.complaint, found.complaint is not None or read),
        (found.effort, found.effort and found.effort.name),
        (found.leave, found.leave is not None or read),
    )
    shown = [(s.probability, s.evidence.text) if s else (None, None) for s, _ in kinds]
    cells = [cell for (_, said), rest in zip(kinds, shown, strict=True) for cell in (said, *rest)]
    quotes = dict.fromkeys(each.evidence.text for each in found.emotions)
    names = _listed(each.name for each in found.emotions)
    return (*cells, names, "\n".join(quotes) or None)


def _uncertain(found: Prediction) -> Iterable[str]:
    """Yield what of a prediction is doubtful, and what was merely possible beside the issues."""
    if found.sentiment and found.sentiment.uncertain:
        yield "sentiment"
    yield from (signal.name for signal in found.signals if signal.uncertain)
    yield from (f"{signal.name}?" for signal in found.possible_signals)


def _listed(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None
