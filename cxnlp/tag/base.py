"""What the taggers of this package share: each distinct comment is read once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from cxnlp.tag.inputs import Answer, answers_of
from cxnlp.tag.interface import Questions
from cxnlp.tag.once import each_once
from cxnlp.tag.prediction import Prediction


class BaseTagger(ABC):
    """A tagger, once it can read distinct comments."""

    @abstractmethod
    def read(self, answers: Sequence[Answer]) -> Iterator[Prediction]:
        """Tag distinct comments, each with the question it answers, in their order."""

    def predict(self, texts: Iterable[str], questions: Questions = None) -> list[Prediction]:
        """Tag comments, in their order. Equal comments on one question are read once.

        Parameters
        ----------
        texts : iterable of str
            Comments in any language: a list, a pandas Series, an array. Of one that is longer
            than 20,000 characters, only these are read.
        questions : str or sequence of str or None, optional
            What the comments answer: one question for all, or one for each. "The price" tells one
            thing after "What do you like?" and another after "What should we improve?".

        Raises
        ------
        TypeError
            If given one string, or something in it is not a string.
        ValueError
            If there are not as many questions as comments.
        """
        return list(self.stream(texts, questions))

    def stream(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Prediction]:
        """Tag comments a few hundred at a time, as `predict` does; check all of them first."""
        return each_once(answers_of(texts, questions), self.read)
