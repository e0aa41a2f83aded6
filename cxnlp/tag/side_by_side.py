"""Parts of a long piece of work, several at a time, their results in order.

ONNX Runtime and NumPy let go of Python's lock while they calculate, so threads are enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

T = TypeVar("T")
R = TypeVar("R")


def in_order(work: Callable[[T], R], parts: Sequence[T], workers: int) -> Iterator[R]:
    """Yield what comes of each part, in the order of the parts.

    Parameters
    ----------
    work : callable
        What is done with a part; in another thread if there are several of both.
    parts : sequence
        What is to be done. No more than one a worker and one over is begun before the first is
        taken, so that little waits in memory.
    workers : int
        How many are worked on side by side, each in one thread: that of the linear algebra beneath
        too, whose own threads would stand in each other's way.
    """
    with _libraries().limit(limits=1, user_api="blas"):
        if workers < 2 or len(parts) < 2:
            yield from map(work, parts)
        else:
            with ThreadPoolExecutor(workers) as pool:
                yield from in_pool(pool, work, parts, workers)


def in_pool(
    pool: Executor, work: Callable[[T], R], parts: Iterable[T], workers: int
) -> Iterator[R]:
    """Yield what comes of each part as `in_order` does, worked out by a pool of so many workers."""
    waiting: deque[Future[R]] = deque()
    try:
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # an error, or nobody wants the rest
        for each in waiting:
            each.cancel()


@cache
def _libraries() -> ThreadpoolController:
    """Look once for the loaded libraries that have threads; it takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
