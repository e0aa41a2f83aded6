"""What the heads say of many comments: those of one length together, all of them at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cxnlp.model import Bundle
from cxnlp.model.encoder import TokenStates
from cxnlp.model.issue_head import IssueLook, IssueQueries
from cxnlp.model.lesson import Correction

Floats = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True)
class Reading:
    """What the heads say of one comment.

    Parameters
    ----------
    states : TokenStates
        What the encoder made of it.
    sentiment : float32 array, (3,)
        Probabilities of `cxnlp.model.heads.SENTIMENTS`.
    signals : float32 array, (12,)
        Probabilities of `cxnlp.model.heads.SIGNALS`.
    mention : float32 array, (issues,)
        Probability that each issue is mentioned.
    feeling : float32 array, (issues, 4)
        Probabilities of `cxnlp.model.heads.FEELINGS`, given that it is.
    look : IssueLook
        What the issue head saw.
    """

    states: TokenStates
    sentiment: Floats
    signals: Floats
    mention: Floats
    feeling: Floats
    look: IssueLook

    @property
    def seen(self) -> Floats:
        """The token states, averaged by each issue's attention: (issues, hidden)."""
        return np.asarray(self.look.attention @ self.states.vectors, np.float32)

    def corrected(self, correction: Correction) -> Reading:
        """Return it with what the model was taught of the issues."""
        seen = self.seen
        mention = correction.mention(self.mention, seen)
        return replace(self, mention=mention, feeling=correction.feeling(self.feeling, seen))


@dataclass(frozen=True)
class Readers:
    """The heads of a model, and the list of issues they look for.

    Parameters
    ----------
    bundle : Bundle
        The model.
    queries : IssueQueries
        The list.
    correction : Correction, optional
        What the model was taught of the list.
    """

    bundle: Bundle
    queries: IssueQueries
    correction: Correction | None = None

    def read(self, texts: Sequence[str], states: Sequence[TokenStates]) -> list[Reading]:
        """Return what the heads say of comments.

        Parameters
        ----------
        texts : sequence of str
            The comments, as they were given to the encoder.
        states : sequence of TokenStates
            What it made of them; at least one token each.
        """
        if not texts:
            return []
        sentiment, signals, looks = zip(
            *by_length([each.vectors for each in states], self._pool), strict=True
        )
        shape = (len(texts), len(self.queries.texts))
        everything = [range(shape[1])] * len(texts)
        mention, feeling = self.bundle.issues.judge(looks, everything, self.queries)
        readings = [
            Reading(*parts)
            for parts in zip(
                states,
                self.bundle.sentiment.probabilities(np.stack(sentiment), texts),
                self.bundle.signals.probabilities(np.stack(signals)),
                mention.reshape(shape),
                feeling.reshape(*shape, -1),
                looks,
                strict=True,
            )
        ]
        taught = self.correction
        return readings if taught is None else [each.corrected(taught) for each in readings]

    def signals(self, vectors: Sequence[Floats]) -> Floats:
        """Return the probabilities of the signals in comments or clauses, (n, 12)."""
        head = self.bundle.signals
        return head.probabilities(np.stack(by_length(vectors, head.pool)))

    def mentions(
        self,
        readings: Sequence[Reading],
        clauses: Sequence[NDArray[np.bool_]],
        asked: Sequence[Sequence[int]],
    ) -> list[Floats]:
        """Return how likely some issues are in each clause of some comments, read alone.

        Parameters
        ----------
        readings : sequence of Reading
            What the heads said of the comments: at least one.
        clauses : sequence of bool array, each (clauses, tokens)
            Which tokens each clause has.
        asked : sequence of sequence of int
            For each comment, the positions of the issues to look for.

        Returns
        -------
        list of float32 array, each (clauses, issues asked)
        """
        head, queries = self.bundle.issues, self.queries
        looks = [
            head.look_within(reading.look, reading.states.vectors, parts, some, queries)
            for reading, parts, some in zip(readings, clauses, asked, strict=True)
        ]
        of_each = [some for parts, some in zip(clauses, asked, strict=True) for _ in parts]
        found, _ = head.judge(list(chain.from_iterable(looks)), of_each, queries)
        sizes = [len(parts) * len(some) for parts, some in zip(clauses, asked, strict=True)]
        each = np.split(found, np.cumsum(sizes)[:-1])
        return [one.reshape(len(parts), -1) for one, parts in zip(each, clauses, strict=True)]

    def _pool(self, states: Floats) -> Iterator[tuple[Floats, Floats, IssueLook]]:
        """Return what each head takes of comments of one length."""
        pooled = self.bundle.sentiment.pool(states)
        looks = self.bundle.issues.look(states, self.queries)
        return zip(pooled, self.bundle.signals.pool(states), looks, strict=True)


def by_length(vectors: Sequence[Floats], look: Callable[[Floats], Iterable[T]]) -> list[T]:
    """Apply a function to comments of one length at a time; return its answers in their order.

    Parameters
    ----------
    vectors : sequence of float32 array, each (tokens, hidden)
        The comments' states.
    look : callable
        From a stack (comments, tokens, hidden) to one answer a comment.
    """
    found: dict[int, T] = {}
    for places in _groups(vectors):
        answers = look(np.stack([vectors[place] for place in places]))
        found.update(zip(places, answers, strict=True))
    return [found[place] for place in range(len(vectors))]


def _groups(vectors: Sequence[Floats]) -> Iterator[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for place, each in enumerate(vectors):
        groups[len(each)].append(place)
    yield from groups.values()
