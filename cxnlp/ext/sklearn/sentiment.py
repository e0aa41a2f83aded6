"""The overall sentiment of comments, as a classifier."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from cxnlp.ext.ready import ready_sentiment
from cxnlp.ext.sklearn.base import CommentEstimator
from cxnlp.ext.texts import as_texts
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import TaggerLike


class SentimentTagger(ClassifierMixin, CommentEstimator):  # type: ignore[misc]
    """Says of each comment whether it is negative, neutral or positive.

    The model is trained already: `fit` learns nothing and checks that labels, where there are any,
    are the three it gives. To learn a classifier of your own labels, put `CommentVectors` before
    one of scikit-learn's.

    Parameters
    ----------
    model : str or Path
        A model's name or folder.
    tagger : TaggerLike, optional
        One that is ready, such as `cxnlp.load` gives; `model` is then not looked at.
    nothing : str
        The label of comments in which there is nothing to judge: blank, without content ("-"), or
        in a script that the model does not read. Its probability is 1 there.

    Attributes
    ----------
    classes_ : array of 3 str
        `negative`, `neutral`, `positive`.

    Examples
    --------
    >>> from cxnlp.testing import FakeTagger
    >>> tagger = SentimentTagger(tagger=FakeTagger()).fit([])
    >>> tagger.predict(["poor speed", None, "great!"]).tolist()
    ['negative', 'neutral', 'positive']
    """

    def __init__(
        self,
        model: str | Path = "base",
        *,
        tagger: TaggerLike | None = None,
        nothing: str = "neutral",
    ) -> None:
        self.model = model
        self.tagger = tagger
        self.nothing = nothing

    def fit(self, X: Iterable[object], y: ArrayLike | None = None) -> Self:
        """Check the parameters and the labels.

        Parameters
        ----------
        X : iterable of str
            Comments; not looked at.
        y : array of str, optional
            Labels, to be compared with later.

        Raises
        ------
        ValueError
            If a label is none of the three.
        """
        given = [] if y is None else sorted(set(np.asarray(y).astype(str).tolist()))
        for label in (self.nothing, *given):
            if label not in SENTIMENTS:
                raise ValueError(
                    f"found the label {label!r}; expected one of {', '.join(SENTIMENTS)}; rename "
                    "it, or put CommentVectors before a classifier of your labels"
                )
        self.classes_ = np.array(SENTIMENTS)
        return self

    def predict_proba(self, X: Iterable[object]) -> NDArray[np.float64]:
        """Return probabilities, (comments, 3), in the order of `classes_`.

        Raises
        ------
        TypeError
            If something in it is neither a string nor missing.
        """
        check_is_fitted(self)
        tagger = ready_sentiment(self.model) if self.tagger is None else self.tagger
        silent = (self.classes_ == self.nothing).astype(float)
        rows = [
            silent if s is None else (s.negative, s.neutral, s.positive)
            for s in (found.sentiment for found in tagger.predict(as_texts(X)))
        ]
        return np.array(rows, dtype=float).reshape(-1, len(SENTIMENTS))

    def predict(self, X: Iterable[object]) -> NDArray[np.str_]:
        """Return the likeliest label of each comment.

        Raises
        ------
        TypeError
            If something in it is neither a string nor missing.
        """
        likeliest = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[likeliest])
