"""What a person at a terminal is shown: results, and what is said while work goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# All control characters but the tab and the line feed.
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)], "\ufffd")


def plain(text: str) -> str:
    """Return a text in which no character steers the terminal; it may come from a survey."""
    return text.translate(_CONTROLS)


def show(text: str) -> None:
    """Write lines to standard output."""
    sys.stdout.write(plain(text) + "\n")


def say(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(plain(text) + "\n")


@contextmanager
def bar(
    verb: str = "Tagging", said: str = "Tagged {} of {} comments", every: int = 500
) -> Iterator[Callable[[int, int], None]]:
    """Show how much is done: a bar on a terminal, else a line now and then.

    Parameters
    ----------
    verb : str
        What stands before the bar.
    said : str
        The line, with two places for how much is done and how much there is.
    every : int
        How much is done between two lines.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (TextColumn(verb), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = 0
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def update(done: int, total: int) -> None:
            nonlocal told
            progress.update(task, completed=done, total=total)
            due = done // every > told // every or done == total != told
            if due and not console.is_terminal:
                told = done
                say(said.format(done, total))

        yield update
