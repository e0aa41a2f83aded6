"""What tells the topic of a clause: a space, centres in it, and which topic each centre is of.

A clause is of the topic of its nearest centre, or outside where none is near enough; the topics of
the clauses they were found in are told in the same way, so they never differ from what a saved
model tells later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Floats, Ints
from cxnlp.explore.space import Space
from cxnlp.explore.tree import nearest

OUTSIDE = 0
"""The topic of a clause that fits none."""


@dataclass(frozen=True)
class TopicModel:
    """Topics, as far as they are needed to tell those of new clauses.

    Parameters
    ----------
    space : Space
        From vectors to points.
    centres : float32 array, (m, d)
        Points of length 1.
    topics : int array, (m,)
        The topic of each centre, from 1; below 0 where the topic of that number was dropped.
    floor : float
        How near (cosine) a clause must be to its nearest centre.
    layers : tuple of int array, (m,)
        For each granularity, the finest first, the group of each centre.
    names : mapping of int to str
        Names that a person gave.
    touched : frozenset of int
        Topics that a person merged, split, named or dropped: kept when topics are sought anew.
    engine : str
        What clustered, with its version; and why, if it is not the engine asked for.
    """

    space: Space
    centres: Floats
    topics: Ints
    floor: float
    layers: tuple[Ints, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    touched: frozenset[int] = frozenset()
    engine: str = ""

    @property
    def ids(self) -> list[int]:
        """The topics that are not dropped, in order."""
        return sorted({int(topic) for topic in self.topics if topic > OUTSIDE})

    def tell(self, points: Floats) -> Ints:
        """Return the topic of each point, (n,); `OUTSIDE` where none is near, or it was dropped."""
        best, near = nearest(points, self.centres)
        topic = np.where(near >= self.floor, self.topics[best], OUTSIDE)
        return np.asarray(np.maximum(topic, OUTSIDE), np.intp)

    def transform(self, vectors: Floats, languages: Sequence[str]) -> Ints:
        """Return the topic of each clause, (n,); it depends on that clause alone.

        Parameters
        ----------
        vectors : float32 array, (n, hidden)
            From the same encoder.
        languages : sequence of n str
            The language of each clause's comment.
        """
        if not len(vectors):
            return np.zeros(0, np.intp)
        return self.tell(self.space.points(vectors, languages))

    def merge(self, ids: Iterable[int]) -> TopicModel:
        """Make topics one, of the lowest of their numbers.

        Raises
        ------
        ExplainError
            If one is not there, or there are fewer than two.
        """
        together = sorted(set(ids))
        self.check(together)
        if len(together) < 2:
            raise ExplainError(f"one topic to merge: {together}", "two or more")
        first, rest = together[0], together[1:]
        topics = np.where(np.isin(self.topics, rest), first, self.topics)
        return self._edited(topics, {first}, gone=rest)

    def rename(self, names: Mapping[int, str]) -> TopicModel:
        """Give topics names.

        Raises
        ------
        ExplainError
            If one is not there, or a name is blank.
        """
        self.check(names)
        blank = [topic for topic, name in names.items() if not name.strip()]
        if blank:
            raise ExplainError(f"a blank name for topic {blank[0]}", "some words")
        edited = self._edited(self.topics, set(names))
        return replace(edited, names={**self.names, **names})

    def drop(self, ids: Iterable[int]) -> TopicModel:
        """Count the clauses of topics as outside, here and in later surveys."""
        gone = sorted(set(ids))
        self.check(gone)
        topics = np.where(np.isin(self.topics, gone), -self.topics, self.topics)
        edited = self._edited(topics, set(gone))
        kept = {topic: name for topic, name in self.names.items() if topic not in gone}
        return replace(edited, names=kept)

    def divide(self, topic: int, centres: Floats, group: Ints) -> tuple[TopicModel, list[int]]:
        """Put other centres in place of those of a topic, each group of them a topic.

        Parameters
        ----------
        topic : int
            The topic; its number goes to group 0.
        centres : float32 array, (k, d)
            What stands for it now.
        group : int array, (k,)
            From 0; further groups get numbers that were not used.

        Returns
        -------
        TopicModel
        list of int
            The numbers of the groups.
        """
        self.check([topic])
        unused = int(np.abs(self.topics).max()) + 1
        ids = [topic, *range(unused, unused + int(group.max()))]
        kept = self.topics != topic
        divided = replace(
            self,
            centres=np.concatenate([self.centres[kept], centres]),
            topics=np.concatenate([self.topics[kept], np.array(ids, np.intp)[group]]),
            layers=(),
        )
        return divided._edited(divided.topics, set(ids)), ids

    def check(self, ids: Iterable[int]) -> None:
        """Raise an ExplainError where a topic is not there."""
        known = self.ids
        for topic in ids:
            if topic not in known:
                shown = ", ".join(map(str, known[:12])) + (", …" if len(known) > 12 else "")
                raise ExplainError(
                    f"no topic {topic}",
                    f"one of {shown or 'none'}",
                    "topics that were merged have the lowest of their numbers",
                )

    def _edited(self, topics: Ints, touched: set[int], gone: Iterable[int] = ()) -> TopicModel:
        lost = set(gone)
        return replace(
            self,
            topics=np.asarray(topics, np.intp),
            touched=frozenset((self.touched - lost) | touched),
            names={topic: name for topic, name in self.names.items() if topic not in lost},
        )
