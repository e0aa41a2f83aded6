"""One queue in front of the model: requests that wait together are read in one pass."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from cxnlp.tag import Prediction, TaggerLike

Answered = tuple[str, str | None]
"""A comment and the question it answers."""
PassSeen = Callable[[int, float], None]
"""Called after each pass with how many comments it read and the seconds it took."""
LONGEST_RETRY = 60
AT_THE_DOOR = 3
"""Turns of the loop within which a request that has reached the socket is in the queue."""


@dataclass(frozen=True)
class Failure:
    """A comment at which the tagger failed.

    Parameters
    ----------
    kind : str
        The class of what it raised; its message may hold the comment, and is not kept.
    """

    kind: str


Outcome = Prediction | Failure


@dataclass(frozen=True)
class Read:
    """What became of the comments of one request, in their order.

    Parameters
    ----------
    outcomes : list of Prediction or Failure
        One for each comment.
    waited : float
        Seconds until the first of them was begun.
    """

    outcomes: list[Outcome]
    waited: float


class QueueFull(Exception):
    """More comments would wait than may.

    Parameters
    ----------
    retry_after : int
        Seconds after which those that wait now should be read.
    """

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after)


class QueueClosed(Exception):
    """The service is not running, or about to stop."""


@dataclass(eq=False)
class _Place:
    tagger: TaggerLike
    answered: Answered
    outcome: asyncio.Future[Outcome]
    came: float
    begun: float = 0.0


class ModelQueue:
    """Comments wait here, first come first read, and one thread reads them.

    Nobody waits for company by the clock: a pass begins with what has come, once the answers of
    the last are given and whoever was at the door then is in. That a comment's company does not
    change its result is the tagger's law, not the queue's work.

    Parameters
    ----------
    waiting : int
        Comments that may wait.
    together : int
        Comments of one pass.
    seen : callable, optional
        Told of each pass.
    """

    def __init__(self, waiting: int, together: int, seen: PassSeen | None = None) -> None:
        self.limit = waiting
        self.together = together
        self.seen = seen
        self._places: deque[_Place] = deque()
        self._pace = 0.0  # seconds a comment, lately
        self._open = False

    @property
    def waiting(self) -> int:
        """How many comments wait."""
        return len(self._places)

    @property
    def retry_after(self) -> int:
        """Seconds after which those that wait now should be read, 1 to 60."""
        return min(max(math.ceil(self.waiting * self._pace), 1), LONGEST_RETRY)

    async def start(self) -> None:
        """Begin to read."""
        self._some, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._thread = ThreadPoolExecutor(1, "cxnlp-model")
        self._worker = asyncio.create_task(self._work())
        self._open = True

    async def close(self) -> None:
        """Take nothing more, finish what was taken, and stop."""
        self._open = False
        await self._idle.wait()
        self._worker.cancel()
        await asyncio.gather(self._worker, return_exceptions=True)
        self._thread.shutdown()

    async def read(
        self, tagger: TaggerLike, answered: Sequence[Answered], *, counted: bool = True
    ) -> Read:
        """Wait for the turn of some comments and return what is found in them.

        Who stops waiting (a time-out cancels) takes what was not begun out of the queue.

        Parameters
        ----------
        tagger : TaggerLike
            What reads them; comments of the same one share a pass.
        answered : sequence of (str, str or None)
            Comments, each with its question.
        counted : bool
            Whether they count against the limit. One who brings no more before the last are read
            need not be counted.

        Raises
        ------
        QueueFull, QueueClosed
            If they are not taken.
        """
        if not self._open:
            raise QueueClosed
        if counted and self.waiting + len(answered) > self.limit:
            raise QueueFull(self.retry_after)
        if not answered:
            return Read([], 0.0)
        loop, now = asyncio.get_running_loop(), perf_counter()
        places = [_Place(tagger, each, loop.create_future(), now) for each in answered]
        self._places.extend(places)
        self._some.set()
        self._idle.clear()
        try:
            outcomes = [await place.outcome for place in places]
        except asyncio.CancelledError:
            left = {id(place) for place in places}
            self._places = deque(place for place in self._places if id(place) not in left)
            raise
        return Read(outcomes, places[0].begun - now)

    async def _work(self) -> None:
        while True:
            if not self._places:
                self._some.clear()
                self._idle.set()
            await self._some.wait()
            await self._let_in()
            if batch := self._next():
                await self._pass(batch)

    async def _let_in(self) -> None:
        """Let the loop turn for as long as that brings more: one comment costs half a pass."""
        before = 0
        while before < self.waiting < self.together:
            before = self.waiting
            for _ in range(AT_THE_DOOR):
                await asyncio.sleep(0)

    def _next(self) -> list[_Place]:
        """Take the first comment, and with it others that the same tagger reads."""
        if not self._places:
            return []
        first = self._places[0].tagger
        batch = list(islice((p for p in self._places if p.tagger is first), self.together))
        taken = {id(place) for place in batch}
        self._places = deque(place for place in self._places if id(place) not in taken)
        return batch

    async def _pass(self, batch: list[_Place]) -> None:
        start = perf_counter()
        for place in batch:
            place.begun = start
        outcomes = await self._outcomes(batch[0].tagger, [place.answered for place in batch])
        for place, outcome in zip(batch, outcomes, strict=True):
            if not place.outcome.done():
                place.outcome.set_result(outcome)
        took = perf_counter() - start
        self._pace = 0.7 * self._pace + 0.3 * took / len(batch)
        if self.seen is not None:
            self.seen(len(batch), took)

    async def _outcomes(self, tagger: TaggerLike, answered: list[Answered]) -> list[Outcome]:
        """Read comments together; if that fails, each alone, so that one spoils no other."""
        texts, questions = [text for text, _ in answered], [question for _, question in answered]
        reading = asyncio.get_running_loop().run_in_executor(
            self._thread, tagger.predict, texts, questions
        )
        [found] = await asyncio.gather(reading, return_exceptions=True)
        if not isinstance(found, BaseException):
            return list(found)
        if len(answered) == 1:
            return [Failure(type(found).__name__)]
        return [each for one in answered for each in await self._outcomes(tagger, [one])]
