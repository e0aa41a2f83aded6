"""A tagger whose comments take their turn in the service's queue, for work in another thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cxnlp.issues import Taxonomy
from cxnlp.serve.queue import Failure, ModelQueue
from cxnlp.serve.settings import ServeError
from cxnlp.tag import Prediction, TaggerLike
from cxnlp.tag.inputs import Answer, answers_of
from cxnlp.tag.interface import Questions


class GivenUp(Exception):
    """Whoever wanted the work does not want it any more."""


@dataclass(frozen=True)
class SharedTagger:
    """Tags as `tagger` does, a few comments at a time, so that requests get their turn between.

    Parameters
    ----------
    tagger : TaggerLike
        What reads.
    queue : ModelQueue
        Where the comments wait.
    loop : AbstractEventLoop
        The loop that the queue runs in; `stream` is for other threads.
    given_up : callable
        Asked before each turn whether to stop.
    """

    tagger: TaggerLike
    queue: ModelQueue
    loop: asyncio.AbstractEventLoop
    given_up: Callable[[], bool]

    @property
    def taxonomy(self) -> Taxonomy:
        """The list of issues that mentions name."""
        return self.tagger.taxonomy

    @property
    def model(self) -> Mapping[str, str]:
        """Name, version and hash of the model."""
        return self.tagger.model

    def predict(self, texts: Iterable[str], questions: Questions = None) -> list[Prediction]:
        """Tag comments, in their order; see `stream`."""
        return list(self.stream(texts, questions))

    def stream(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Prediction]:
        """Tag comments, a turn of the queue at a time.

        Raises
        ------
        TypeError, ValueError
            As `Tagger.stream`.
        GivenUp
            If it is to stop.
        ServeError
            If the model fails at a comment.
        """
        return self._turns(answers_of(texts, questions))

    def _turns(self, answered: list[Answer]) -> Iterator[Prediction]:
        for start in range(0, len(answered), self.queue.together):
            if self.given_up():
                raise GivenUp
            turn = answered[start : start + self.queue.together]
            reading = self.queue.read(self.tagger, turn, counted=False)
            outcomes = asyncio.run_coroutine_threadsafe(reading, self.loop).result().outcomes
            for place, outcome in enumerate(outcomes, start + 1):
                if isinstance(outcome, Failure):
                    raise ServeError(f"the model failed at comment {place} ({outcome.kind})")
                yield outcome
