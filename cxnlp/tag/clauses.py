"""The clauses of comments with their vectors, from the same reading that tags come of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.gist import Gist
from cxnlp.model.heads import SENTIMENTS, SentimentHead
from cxnlp.tag.draft import Draft
from cxnlp.tag.interface import Questions
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.reading import by_length


@dataclass(frozen=True)
class ClauseReading:
    """One clause as it was read.

    Parameters
    ----------
    start, end : int
        Code points in the comment as given.
    text : str
        The words between them.
    feeling : str
        `negative`, `neutral` or `positive`: the likeliest when the clause is judged by itself.
    vector : float32 array, (hidden,)
        What it is about (`cxnlp.model.gist`), read with the whole comment.
    """

    start: int
    end: int
    text: str
    feeling: str
    vector: NDArray[np.float32]


Told = tuple[Prediction, list[ClauseReading]]


@runtime_checkable
class ClauseTagger(Protocol):
    """A tagger that hands on what it read: `Tagger`, `cxnlp.testing.FakeTagger`."""

    def stream_clauses(self, texts: Sequence[str], questions: Questions = None) -> Iterator[Told]:
        """Tag comments as `stream` does; with each come its clauses, none where it is not read."""


def read_clauses(
    drafts: Sequence[Draft], head: SentimentHead, gist: Gist
) -> list[list[ClauseReading]]:
    """Return the clauses of comments.

    Parameters
    ----------
    drafts : sequence of Draft
        The comments as read.
    head : SentimentHead
        Judges each clause.
    gist : Gist
        Sums it up.
    """
    parts = [
        (i, clause, part)
        for i, draft in enumerate(drafts)
        for clause, part in draft.places.parts(draft.reading.states).items()
    ]
    found: list[list[ClauseReading]] = [[] for _ in drafts]
    if not parts:
        return found
    spans = [drafts[i].places.spans[clause] for i, clause, _ in parts]
    texts = [drafts[i].readable[a:b] for (i, _, _), (a, b) in zip(parts, spans, strict=True)]
    pooled = np.stack(by_length([part.vectors for _, _, part in parts], head.pool))
    judged = head.probabilities(pooled, texts).argmax(axis=1)
    for (i, _, part), (start, end), feels in zip(parts, spans, judged, strict=True):
        own = drafts[i].text[start:end]
        feeling = SENTIMENTS[int(feels)]
        found[i].append(ClauseReading(start, end, own, feeling, gist.vector(part)))
    return found
