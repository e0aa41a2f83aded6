"""Which issues of any list a comment mentions, read off its token states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.heads import WIDE, Weights, gelu, sigmoid, softmax, times

TOGETHER = 32
"""Comments judged in one go: their features stay in the processor's cache."""


@dataclass(frozen=True)
class IssueQueries:
    """A list of issues as the issue head looks for them; `IssueHead.prepare` makes one.

    Parameters
    ----------
    sought : float32 array, (issues, width)
        What each issue's query asks for.
    texts, examples : float32 array, (issues, hidden) and (examples, hidden)
        Unit vectors of the issues' texts, and of all their examples in order of issue.
    counts : int array, (issues,)
        How many examples each issue has.
    told : float32 array, (issues, inner)
        What each query by itself adds to the first layer that judges.
    shift : float
        What is added to the logit of every mention for the length of the list.
    """

    sought: NDArray[np.float32]
    texts: NDArray[np.float32]
    examples: NDArray[np.float32]
    counts: NDArray[np.int64]
    told: NDArray[np.float32]
    shift: float = 0.0


class IssueLook(NamedTuple):
    """What the issue head sees of a list in one comment.

    Parameters
    ----------
    seen : float32 array, (issues, width)
        What each issue's query found.
    strongest : float32 array, (issues, heads)
        How much each head was drawn to the token it looked at most.
    pooled : float32 array, (width,)
        The comment as a whole.
    likeness : float32 array, (issues, 4)
        Its cosines with the issue's text, with the nearest and with all examples, and whether
        there are any.
    attention : float32 array, (issues, tokens)
        Where the head looked; each row adds up to one.
    """

    seen: NDArray[np.float32]
    strongest: NDArray[np.float32]
    pooled: NDArray[np.float32]
    likeness: NDArray[np.float32]
    attention: NDArray[np.float32]


_SEEN, _STRONGEST, _LIKENESS = map(IssueLook._fields.index, ("seen", "strongest", "likeness"))


class _FirstLayer(NamedTuple):
    """The weights of the layer that judges, by what they are multiplied with.

    A list's queries and a comment as a whole come up in many pairs of the two: what each of them
    adds by itself is worked out once, and pairs are multiplied by what is left.
    """

    pair: NDArray[np.float32]
    query: NDArray[np.float32]
    comment: NDArray[np.float32]


@dataclass(frozen=True)
class IssueHead:
    """Which issues of any list a comment mentions, how it feels about them, and where.

    Each issue's query attends over the comment's token states (multi-head attention, Vaswani et
    al. 2017, section 3.2); what it finds is compared with what it sought.

    Parameters
    ----------
    weights : mapping of str to float32 array
        As trained by the recipe; `centre` is the mean comment vector.
    heads : int
        Number of attention heads.
    list_slope, list_centre : float
        The longer a list, the rarer each of its issues: a mention's logit is moved by
        ``list_slope * log(list_centre / issues)``.
    """

    weights: Weights
    heads: int
    list_slope: float = 0.0
    list_centre: float = 1.0

    def prepare(
        self, texts: NDArray[np.float32], examples: Sequence[NDArray[np.float32]]
    ) -> IssueQueries:
        """Turn the mean states of issues' texts and examples into queries, once for a list.

        Parameters
        ----------
        texts : float32 array, (issues, hidden)
            The mean state of each issue's text.
        examples : sequence of float32 array, each (examples, hidden)
            The mean states of each issue's examples; possibly none.
        """
        w = self.weights
        nothing = np.zeros((0, texts.shape[1]), np.float32)
        shown = [e if len(e) else nothing for e in examples]
        moved = [e.mean(0) @ w["example"] if len(e) else np.zeros(1, np.float32) for e in shown]
        asked = np.stack([t @ w["text"] + m for t, m in zip(texts, moved, strict=True)])
        sought = np.asarray(asked + w["query.b"], np.float32)
        return IssueQueries(
            sought,
            self._direction(texts),
            self._direction(np.concatenate([nothing, *shown])),
            np.array([len(e) for e in shown]),
            times(sought, self._first.query) + w["in.b"],
            self.list_slope * math.log(self.list_centre / len(texts)),
        )

    def look(self, states: NDArray[np.float32], issues: IssueQueries) -> list[IssueLook]:
        """Look for every issue of a list in comments of one length.

        Parameters
        ----------
        states : float32 array, (comments, tokens, hidden)
            Their token states.
        issues : IssueQueries
            The list.
        """
        w = self.weights
        keys = self._split(states @ w["key"]).transpose(0, 2, 3, 1)
        values = self._split(states @ w["value"]).transpose(0, 2, 1, 3)
        asked = self._split(issues.sought[None]).transpose(0, 2, 1, 3)
        scores = asked @ keys / np.sqrt(np.float32(asked.shape[-1]))
        attention = softmax(scores)
        seen = (attention @ values).transpose(0, 2, 1, 3)
        means = states.mean(1)
        parts = (
            seen.reshape(len(states), *issues.sought.shape),
            scores.max(-1).transpose(0, 2, 1),
            (means[:, None] @ w["pool"])[:, 0],
            self._likeness(means, issues),
            attention.mean(1),
        )
        return [IssueLook(*each) for each in zip(*parts, strict=True)]

    def judge(
        self, looks: Sequence[IssueLook], asked: Sequence[Sequence[int]], issues: IssueQueries
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Tell from what was seen whether issues are mentioned, and with what feeling.

        Parameters
        ----------
        looks : sequence of IssueLook
            What was seen of the list in some comments.
        asked : sequence of sequence of int
            For each comment, the positions of the issues to judge.
        issues : IssueQueries
            The list.

        Returns
        -------
        tuple of float32 array
            In turn, for the issues of each comment: the probability of a mention (pairs,), and
            those of `FEELINGS` (pairs, 4), given that it is mentioned.
        """
        parts = [
            self._judged(looks[i : i + TOGETHER], asked[i : i + TOGETHER], issues)
            for i in range(0, len(looks), TOGETHER)
        ]
        mention, feeling = (np.concatenate(each) for each in zip(*parts, strict=True))
        return mention, feeling

    def _judged(
        self, looks: Sequence[IssueLook], asked: Sequence[Sequence[int]], issues: IssueQueries
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Judge as many comments as a processor keeps at hand."""
        w, first = self.weights, self._first
        some = [np.array(each, np.int64) for each in asked]
        rows, counts = np.concatenate(some), [len(each) for each in some]
        pooled = np.stack([look.pooled for look in looks])
        alone = np.repeat(times(pooled, first.comment), counts, axis=0) + issues.told[rows]
        seen, strongest, likeness = (
            np.concatenate([look[part][each] for look, each in zip(looks, some, strict=True)])
            for part in (_SEEN, _STRONGEST, _LIKENESS)
        )
        sought = issues.sought[rows]
        crossed = np.repeat(pooled, counts, axis=0) * sought
        features = np.concatenate([seen, seen * sought, crossed, strongest, likeness], axis=1)
        hidden = gelu(times(features, first.pair, WIDE) + alone)
        out = times(hidden, w["out.w"], WIDE) + w["out.b"]
        return sigmoid(out[:, 0] + np.float32(issues.shift)), softmax(out[:, 1:])

    @cached_property
    def _first(self) -> _FirstLayer:
        """Take the layer's inputs apart, which are in the order that the recipe trains."""
        w = self.weights
        parts = np.split(w["in.w"], np.arange(1, 6) * w["pool"].shape[1])
        seen, sought, seen_sought, pooled, pooled_sought, rest = parts
        pair = np.concatenate([seen, seen_sought, pooled_sought, rest])
        return _FirstLayer(pair, sought, pooled)

    def _split(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        return x.reshape(*x.shape[:-1], self.heads, -1)

    def _likeness(self, means: NDArray[np.float32], issues: IssueQueries) -> NDArray[np.float32]:
        """Return cosines with text, best and mean of examples, whether any: (comments, n, 4)."""
        comments = self._direction(means)[:, :, None]
        likeness = np.zeros((len(means), len(issues.texts), 4), np.float32)
        likeness[..., 0] = (issues.texts @ comments)[..., 0]
        some = issues.counts > 0
        if some.any():
            counts = issues.counts[some]
            starts = np.cumsum(counts) - counts
            cosines = (issues.examples @ comments)[..., 0]
            likeness[:, some, 1] = np.maximum.reduceat(cosines, starts, axis=1)
            likeness[:, some, 2] = np.add.reduceat(cosines, starts, axis=1) / counts
            likeness[:, some, 3] = 1
        return likeness

    def _direction(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit vectors, after taking out the mean comment, which all comments share."""
        apart = vectors - self.weights["centre"]
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        return np.asarray(apart / np.maximum(lengths, np.float32(1e-9)), np.float32)
