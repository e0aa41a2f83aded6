"""Many comments by a fast model, in several processes: most of its work is Python's own.

For programs alone: each process imports the program that started it, which has to expect that, as
the command line does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from cxnlp.issues import Taxonomy
from cxnlp.model.fast import FastBundle
from cxnlp.tag.fast_tagger import FastTagger
from cxnlp.tag.interface import Questions
from cxnlp.tag.once import Answer, each_once
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.side_by_side import in_pool
from cxnlp.tag.tagger import asked, checked

FEWEST = 20_000
"""Starting a process takes as long as reading so many comments."""

PART = 2048
_opened: list[FastTagger] = []


@dataclass(frozen=True)
class InProcesses:
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

    def predict(self, texts: Iterable[str], questions: Questions = None) -> list[Prediction]:
        """Tag comments, in their order, as `FastTagger.predict` does."""
        return list(self.stream(texts, questions))

    def stream(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Prediction]:
        """Tag comments as `predict` does, a few thousand at a time; check all of them first."""
        listed = checked(texts)
        answers = list(zip(listed, asked(questions, len(listed)), strict=True))
        return each_once(answers, self._read)

    def _read(self, answers: list[Answer]) -> Iterator[Prediction]:
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
    _opened.append(FastTagger(FastBundle.open(folder, threads=1), taxonomy))


def _tag(answers: list[Answer]) -> list[Prediction]:
    (tagger,) = _opened
    return list(tagger.read(answers))
