"""Many comments by a fast model, in several processes: most of its work is Python's own.

For programs alone: each process imports the program that started it, which has to expect that, as
the command line does.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from cxnlp.issues import Taxonomy
from cxnlp.model.fast import FastBundle
from cxnlp.tag.base import BaseTagger
from cxnlp.tag.cells import Cells, cells_of
from cxnlp.tag.fast_tagger import FastTagger
from cxnlp.tag.inputs import Answer, answers_of
from cxnlp.tag.interface import Questions
from cxnlp.tag.once import each_once
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.side_by_side import in_pool

FEWEST = 20_000
"""Starting a process takes as long as reading so many comments."""

PART = 2048
T = TypeVar("T")
_opened: list[FastTagger] = []


@dataclass(frozen=True)
class InProcesses(BaseTagger):
    """A fast tagger whose work is shared out where there is much of it.

    Parameters
    ----------
    tagger : FastTagger
        What tags.
    processes : int
        How many read side by side.
    """

    tagger: FastTagger
    processes: int

    @property
    def taxonomy(self) -> Taxonomy:
        """The list of issues that mentions name."""
        return self.tagger.taxonomy

    @property
    def model(self) -> Mapping[str, str]:
        """Name, version and SHA-256 of the model, for the record of a run."""
        return self.tagger.model

    def read(self, answers: Sequence[Answer]) -> Iterator[Prediction]:
        """Tag distinct comments, each with the question it answers."""
        return self._shared(_tag, answers) if self._many(answers) else self.tagger.read(answers)

    def stream_cells(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Cells]:
        """Tag comments as `stream` does; what two tables say of each."""
        return each_once(answers_of(texts, questions), self._read_cells)

    def _read_cells(self, answers: Sequence[Answer]) -> Iterator[Cells]:
        if self._many(answers):
            return self._shared(_tell, answers)
        return map(cells_of, self.tagger.read(answers))

    def _many(self, answers: Sequence[Answer]) -> bool:
        return len(answers) >= FEWEST and self.processes > 1

    def _shared(
        self, job: Callable[[Sequence[Answer]], list[T]], answers: Sequence[Answer]
    ) -> Iterator[T]:
        parts = [answers[i : i + PART] for i in range(0, len(answers), PART)]
        with ProcessPoolExecutor(
            self.processes,
            get_context("spawn"),
            initializer=_open,
            initargs=(self.tagger.bundle.folder, self.tagger.taxonomy),
        ) as pool:
            yield from chain.from_iterable(in_pool(pool, job, parts, self.processes))


def _open(folder: Path, taxonomy: Taxonomy) -> None:
    tagger = FastTagger(FastBundle.open(folder, threads=1), taxonomy)
    tagger.predict(["ok"])
    _opened.append(tagger)
    gc.freeze()  # what stays for good need not be looked through again and again


def _tag(answers: Sequence[Answer]) -> list[Prediction]:
    (tagger,) = _opened
    return list(tagger.read(answers))


def _tell(answers: Sequence[Answer]) -> list[Cells]:
    (tagger,) = _opened
    return list(map(cells_of, tagger.read(answers)))
