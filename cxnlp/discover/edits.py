"""Edits of topics as they are typed in a command: 6,10 · 2=Broken promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cxnlp.errors import ExplainError
from cxnlp.explore import Topics


@dataclass(frozen=True)
class Edits:
    """What to make of topics, by the numbers that the command shows without edits.

    Parameters
    ----------
    merge : tuple of tuple of int
        Those to make one, of the lowest of their numbers.
    split, drop, freeze : tuple of int
        Those to part in two, to leave out, and to make issues of a list.
    names : dict of int to str
        What to call them.
    """

    merge: tuple[tuple[int, ...], ...] = ()
    split: tuple[int, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    drop: tuple[int, ...] = ()
    freeze: tuple[int, ...] = ()

    @classmethod
    def typed(
        cls,
        merge: Sequence[str] = (),
        split: Sequence[str] = (),
        rename: Sequence[str] = (),
        drop: Sequence[str] = (),
        freeze: Sequence[str] = (),
    ) -> Edits:
        """Read what was typed, each a list of numbers or, for `rename`, a number and a name.

        Raises
        ------
        ExplainError
            If a number is none, or a name is missing.
        """
        return cls(
            tuple(_numbers(text, "merge") for text in merge),
            _all(split, "split"),
            dict(_named(text) for text in rename),
            _all(drop, "drop"),
            _all(freeze, "freeze"),
        )

    def apply(self, topics: Topics) -> Topics:
        """Return the topics merged, split, dropped and renamed, in this order.

        What is to be frozen counts as named: later explorations keep it, so that the list and the
        topics go on meaning the same.

        Raises
        ------
        ExplainError
            If a topic is not there.
        """
        for ids in self.merge:
            topics = topics.merge(*ids)
        for topic in self.split:
            topics = topics.split(topic)
        if self.drop:
            topics = topics.drop(*self.drop)
        topics.model.check(self.freeze)
        kept = {topic: topics.names[topic] for topic in self.freeze}
        names = kept | self.names
        return topics.rename(names) if names else topics


def _all(texts: Sequence[str], kind: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for text in texts for number in _numbers(text, kind)))


def _numbers(text: str, kind: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise ExplainError(
            f"--{kind} {text!r}",
            "numbers of topics with commas between, like 3,4",
            "the numbers stand before the names in the terminal and in topics.csv",
        ) from error


def _named(text: str) -> tuple[int, str]:
    number, _, name = (part.strip() for part in text.partition("="))
    if not name or not number.isdecimal():
        raise ExplainError(f"--rename {text!r}", "a number and a name, like '2=Broken promises'")
    return int(number), name
