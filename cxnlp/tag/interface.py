"""What the rest of the package needs of a tagger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from cxnlp.issues import Taxonomy
from cxnlp.tag.prediction import Prediction

Questions = str | Sequence[str | None] | None
"""The question that comments answer: one for all, one each, or not known."""


class TaggerLike(Protocol):
    """Anything that tags comments: `Tagger`, `cxnlp.testing.FakeTagger`, or one of your own."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The list of issues that mentions name."""

    @property
    def model(self) -> Mapping[str, str]:
        """`name`, `version` and `sha256` of what tags, for the record of a run."""

    def predict(self, texts: Iterable[str], questions: Questions = None) -> list[Prediction]:
        """Tag comments, in their order; `questions` is what they answer, one for all or each."""

    def stream(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Prediction]:
        """Tag comments as `predict` does, a few at a time."""
