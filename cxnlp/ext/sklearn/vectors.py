"""Comments as vectors, for whatever is learned on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import TransformerMixin
from sklearn.utils.validation import check_is_fitted

from cxnlp.ext.ready import ready_bundle
from cxnlp.ext.sklearn.base import CommentEstimator
from cxnlp.ext.texts import as_texts
from cxnlp.model import Bundle
from cxnlp.model.vectors import BLOCK
from cxnlp.tag.tagger import readable
from cxnlp.text.language import identify

CHUNK = 256


class CommentVectors(TransformerMixin, CommentEstimator):  # type: ignore[misc]
    """Turns comments into vectors: the mean of the encoder's states of their tokens.

    Parameters
    ----------
    model : str or Path
        A model's name or folder.

    Attributes
    ----------
    n_features_out_ : int
        Length of a vector.
    """

    def __init__(self, model: str | Path = "base") -> None:
        self.model = model

    def fit(self, X: Iterable[object], y: object = None) -> Self:
        """Open the model; nothing is learned.

        Raises
        ------
        ModelError
            If it is missing or altered.
        """
        self.n_features_out_ = self._bundle.encoder.words.codes.shape[1] * BLOCK
        return self

    def transform(self, X: Iterable[object]) -> NDArray[np.float32]:
        """Return vectors, (comments, n_features_out_); a blank comment's is all zeros.

        Raises
        ------
        TypeError
            If something in it is neither a string nor missing.
        """
        check_is_fitted(self)
        texts = as_texts(X)
        found = {text: mean for text, mean in self._means(list(dict.fromkeys(texts)))}
        return np.array([found[text] for text in texts], np.float32).reshape(
            -1, self.n_features_out_
        )

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return `comment0`, `comment1`, …: one name for each number of a vector."""
        check_is_fitted(self)
        return np.array([f"comment{i}" for i in range(self.n_features_out_)], dtype=object)

    @property
    def _bundle(self) -> Bundle:
        return ready_bundle(self.model)

    def _means(self, texts: Sequence[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
        blank = np.zeros(self.n_features_out_, np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            read = [readable(text, identify(text)) for text in chunk]
            for text, states in zip(chunk, self._bundle.encoder.states(read), strict=True):
                yield text, states.vectors.mean(0) if len(states.vectors) else blank
