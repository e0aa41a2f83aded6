"""Which issues of any list a comment mentions, read off its token states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.heads import Weights, gelu, sigmoid, softmax, times

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
    """What the issue head sees of some issues in a comment, or in a part of it.

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
    scores : float32 array, (heads, issues, tokens)
        How much each head is drawn to each token; minus infinity where a part leaves it out.
    values : float32 array, (heads, tokens, width / heads)
        What each head sees where it looks.
    """

    seen: NDArray[np.float32]
    strongest: NDArray[np.float32]
    pooled: NDArray[np.float32]
    likeness: NDArray[np.float32]
    scores: NDArray[np.float32]
    values: NDArray[np.float32]

    @property
    def attention(self) -> NDArray[np.float32]:
        """Where the heads looked, (issues, tokens); each row adds up to one."""
        return np.asarray(softmax(self.scores).mean(0), np.float32)


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
        means = states.mean(1)
        return self._looks(scores, values, means, self._likeness(means, issues))

    def look_within(
        self,
        look: IssueLook,
        states: NDArray[np.float32],
        parts: NDArray[np.bool_],
        asked: Sequence[int],
        issues: IssueQueries,
    ) -> list[IssueLook]:
        """Look for some issues in parts of a comment that was looked at as a whole.

        Parameters
        ----------
        look : IssueLook
            What was seen of the list in the comment.
        states : float32 array, (tokens, hidden)
            Its token states.
        parts : bool array, (parts, tokens)
            Which tokens each part has: at least one.
        asked : sequence of int
            The positions of the issues to look for.
        issues : IssueQueries
            The list.

        Returns
        -------
        list of IssueLook
            What is seen in each part as if nothing else had been written, of the issues asked.
        """
        some = list(asked)
        # What draws the heads to a token, and what they see there, is of this token alone.
        scores = np.where(parts[:, None, None], look.scores[:, some], np.float32(-np.inf))
        values = np.broadcast_to(look.values, (len(parts), *look.values.shape))
        shares = np.asarray(parts / parts.sum(1, keepdims=True), np.float32)
        means = shares @ states
        return self._looks(scores, values, means, self._likeness(means, issues)[:, some])

    def _looks(
        self,
        scores: NDArray[np.float32],
        values: NDArray[np.float32],
        means: NDArray[np.float32],
        likeness: NDArray[np.float32],
    ) -> list[IssueLook]:
        """Return what is seen in comments or parts, of which each argument has a row."""
        seen = (softmax(scores) @ values).transpose(0, 2, 1, 3)
        parts = (
            seen.reshape(*seen.shape[:2], -1),
            scores.max(-1).transpose(0, 2, 1),
            (means[:, None] @ self.weights["pool"])[:, 0],
            likeness,
            scores,
            values,
        )
        return [IssueLook(*each) for each in zip(*parts, strict=True)]

    def judge(
        self, looks: Sequence[IssueLook], asked: Sequence[Sequence[int]], issues: IssueQueries
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Tell from what was seen whether issues are mentioned, and with what feeling.

        Parameters
        ----------
        looks : sequence of IssueLook
            What was seen in some comments.
        asked : sequence of sequence of int
            For each comment, the positions of the issues that were looked for.
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
        rows = np.concatenate([np.array(each, np.int64) for each in asked])
        counts = [len(each) for each in asked]
        pooled = np.stack([look.pooled for look in looks])
        alone = np.repeat(times(pooled, first.comment), counts, axis=0) + issues.told[rows]
        features = self._features(looks, issues.sought[rows], np.repeat(pooled, counts, axis=0))
        hidden = gelu(times(features, first.pair) + alone)
        out = times(hidden, w["out.w"]) + w["out.b"]
        return sigmoid(out[:, 0] + np.float32(issues.shift)), softmax(out[:, 1:])

    @staticmethod
    def _features(
        looks: Sequence[IssueLook], sought: NDArray[np.float32], pooled: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Set what was seen beside what was sought: (pairs, features)."""
        seen = np.concatenate([look.seen for look in looks])
        strongest = np.concatenate([look.strongest for look in looks])
        likeness = np.concatenate([look.likeness for look in looks])
        parts = [seen, seen * sought, pooled * sought, strongest, likeness]
        return np.concatenate(parts, axis=1)

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
