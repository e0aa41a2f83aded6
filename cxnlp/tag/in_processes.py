"""Many comments by a fast model, in several processes: most of its work is Python's own.

For programs alone: each process imports the program that started it, which has to expect that, as
the command line does.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from cxnlp.issues import Taxonomy
from cxnlp.model.fast import FastBundle
from cxnlp.tag.base import BaseTagger
from cxnlp.tag.fast_tagger import FastTagger
from cxnlp.tag.inputs import Answer
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.side_by_side import in_pool

FEWEST = 20_000
"""Starting a process takes as long as reading so many comments."""

PART = 2048
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
        if len(answers) < FEWEST or self.processes < 2:
            yield from self.tagger.read(answers)
            return
        parts = [answers[i : i + PART] for i in range(0, len(answers), PART)]
        with ProcessPoolExecutor(
            self.processes,
            get_context("spawn"),
            initializer=_open,
            initargs=(self.tagger.bundle.folder, self.tagger.taxonomy),
        ) as pool:
            yield from chain.from_iterable(in_pool(pool, _tag, parts, self.processes))


def _open(folder: Path, taxonomy: Taxonomy) -> None:
    tagger = FastTagger(FastBundle.open(folder, threads=1), taxonomy)
    tagger.predict(["ok"])
    _opened.append(tagger)
    gc.freeze()  # what stays for good need not be looked through again and again


def _tag(answers: Sequence[Answer]) -> list[Prediction]:
    (tagger,) = _opened
    return list(tagger.read(answers))
