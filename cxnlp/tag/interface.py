"""What the rest of the package needs of a tagger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from cxnlp.issues import Taxonomy
from cxnlp.tag.prediction import Prediction


class TaggerLike(Protocol):
    """Anything that tags comments: `Tagger`, `cxnlp.testing.FakeTagger`, or one of your own."""

    @property
    def taxonomy(self) -> Taxonomy:
        """The list of issues that mentions name."""

    @property
    def model(self) -> Mapping[str, str]:
        """`name`, `version` and `sha256` of what tags, for the record of a run."""

    def predict(self, texts: Iterable[str]) -> list[Prediction]:
        """Tag comments, in their order."""

    def stream(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """Tag comments as `predict` does, a few at a time."""
