"""Equal comments on one question are read once, however often they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from cxnlp.tag.inputs import Answer

T = TypeVar("T")


def each_once(
    answers: Sequence[Answer], read: Callable[[list[Answer]], Iterator[T]]
) -> Iterator[T]:
    """Yield what comes of each answer, in their order.

    Parameters
    ----------
    answers : sequence of Answer
        Some of them equal.
    read : callable
        From distinct answers to what comes of them, in their order. What comes is kept while its
        answer comes again.
    """
    left = Counter(answers)
    news = read(list(left))
    kept: dict[Answer, T] = {}
    for answer in answers:
        if answer not in kept:
            kept[answer] = next(news)
        left[answer] -= 1
        yield kept[answer] if left[answer] else kept.pop(answer)
