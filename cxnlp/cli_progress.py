"""How far a run is, for whoever waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxnlp.pipeline import Progress


@contextmanager
def progress_bar(say: Callable[[str], None]) -> Iterator[Progress]:
    """Show how many comments are tagged: a bar on a terminal, else a line now and then.

    Parameters
    ----------
    say : callable
        Writes a line.

    Yields
    ------
    callable
        To be called with how many are done and how many there are.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("Tagging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=None)

        def update(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)
            if not console.is_terminal and (done == total or done % 500 == 0):
                say(f"Tagged {done} of {total} comments")

        yield update
