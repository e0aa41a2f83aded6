"""The issues that comments mention, as a multi-label classifier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from cxnlp.ext.ready import ready_tagger, ready_taught
from cxnlp.ext.sklearn.base import CommentEstimator
from cxnlp.ext.texts import as_texts
from cxnlp.fit import fit_issues
from cxnlp.issues import Taxonomy
from cxnlp.model.lesson import ARRAYS, LESSON
from cxnlp.tag import Prediction, TaggerLike

COMMENT = "the comment"
"""The column with comments; no issue's id has a space in it."""


class IssueTagger(ClassifierMixin, CommentEstimator):  # type: ignore[misc]
    """Says which issues of a list each comment mentions.

    An issue is text that the model reads, so any list works without training: `fit` may be given no
    labels at all. Given some, it learns from them as `cxnlp fit` does; 8 comments are a beginning,
    128 a lot.

    Parameters
    ----------
    issues : str, Path or Taxonomy
        A shipped list's name, a TOML file, or a list.
    model : str or Path
        A model's name or folder.
    tagger : TaggerLike, optional
        One that is ready, such as `cxnlp.load` gives; `issues` and `model` are then not looked at,
        and labels teach it nothing.
    learn : bool
        Whether labels teach. Without it they are only checked, for a score without training.
    threshold : float, optional
        The least probability of a mention, 0 to 1; without it, as the model was calibrated. A
        tagger reports nothing below its band of doubt, so a very low one finds no more than that.

    Attributes
    ----------
    classes_ : array of k str
        The ids of the list's leaves, in its order.
    lesson_ : dict of str to bytes, or None
        What was learned: the files that `cxnlp fit` would write. None where nothing was.
    figures_ : DataFrame or None
        How good it was before, and is on labelled comments it has not learned from; see
        `cxnlp.fit.fit_issues`.

    Examples
    --------
    >>> from cxnlp.testing import FakeTagger
    >>> tagger = IssueTagger(tagger=FakeTagger()).fit([])
    >>> tagger.classes_.tolist()
    ['price', 'speed', 'staff']
    >>> tagger.predict(["Good price, but poor speed", None]).tolist()
    [[1, 1, 0], [0, 0, 0]]
    >>> tagger.feelings(["Good price, but poor speed"]).tolist()
    [['positive', 'negative', '']]
    """

    def __init__(
        self,
        issues: str | Path | Taxonomy = "general",
        model: str | Path = "base",
        *,
        tagger: TaggerLike | None = None,
        learn: bool = True,
        threshold: float | None = None,
    ) -> None:
        self.issues = issues
        self.model = model
        self.tagger = tagger
        self.learn = learn
        self.threshold = threshold

    def fit(self, X: Iterable[object], y: Any = None) -> Self:  # noqa: ANN401
        """Read the list, check the labels, and learn from them.

        Parameters
        ----------
        X : iterable of str
            Comments; without labels they are not looked at.
        y : n x k array of 0 and 1, or frame of them, optional
            Which issues are mentioned, a column for each of `classes_` in this order; a frame's
            columns are named by their ids.

        Raises
        ------
        CxError
            If the model or the list is missing or altered, or fewer than 5 different comments with
            content are there to learn from.
        ValueError
            If the labels do not fit the list, or the threshold lies outside 0 to 1.
        """
        if self.threshold is not None and not 0 <= self.threshold <= 1:
            raise ValueError(f"found threshold={self.threshold!r}; expected 0 to 1, or None")
        taxonomy = self._taxonomy()
        classes = [issue.id for issue in taxonomy.leaves()]
        self.lesson_: dict[str, bytes] | None = None
        self.figures_: pd.DataFrame | None = None
        if y is not None:
            _check_labels(y, classes)
            if self.learn and self.tagger is None:
                self._learn(as_texts(X), np.asarray(y), classes, taxonomy)
        self.classes_ = np.array(classes)
        return self

    def _learn(
        self, texts: Sequence[str], labels: NDArray[Any], classes: list[str], taxonomy: Taxonomy
    ) -> None:
        """Keep what `cxnlp fit` would write for these labels."""
        table = pd.DataFrame(np.where(labels > 0, "yes", "no"), columns=classes)
        table.insert(0, COMMENT, list(texts))
        with TemporaryDirectory() as place:
            made = fit_issues(
                table, place, issues=taxonomy, text=COMMENT, model=self.model, label_columns=classes
            )
            self.lesson_ = {name: (Path(place) / name).read_bytes() for name in (LESSON, ARRAYS)}
        self.figures_ = made.figures

    def predict_proba(self, X: Iterable[object]) -> NDArray[np.float64]:
        """Return the probability of each mention, n x k; 0 where it is ruled out.

        Raises
        ------
        TypeError
            If something in it is neither a string nor missing.
        """
        found = self._predictions(X)
        rows = self._table(found, 0.0, float)
        for row, prediction in zip(rows, found, strict=True):
            for mention in (*prediction.issues, *prediction.possible):
                row[self._place[mention.id]] = mention.probability
        return rows

    def predict(self, X: Iterable[object]) -> NDArray[np.int64]:
        """Return which issues are mentioned, n x k of 0 and 1.

        Raises
        ------
        TypeError
            If something in it is neither a string nor missing.
        """
        if self.threshold is not None:
            likely = self.predict_proba(X)
            return np.asarray((likely >= self.threshold) & (likely > 0), np.int64)
        found = self._predictions(X)
        rows = self._table(found, 0, np.int64)
        for row, prediction in zip(rows, found, strict=True):
            row[[self._place[mention.id] for mention in prediction.issues]] = 1
        return rows

    def feelings(self, X: Iterable[object]) -> NDArray[np.object_]:
        """Return how each comment feels about each issue, n x k; "" where it is not mentioned.

        Returns
        -------
        array of str
            `negative`, `neutral`, `positive`, `mixed` or "", of what the tagger finds by itself,
            whatever the threshold.
        """
        found = self._predictions(X)
        rows = self._table(found, "", object)
        for row, prediction in zip(rows, found, strict=True):
            for mention in prediction.issues:
                row[self._place[mention.id]] = mention.feeling
        return rows

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own tags
        """Say that a comment may have several labels."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        tags.target_tags.single_output = False
        tags.target_tags.multi_output = True
        return tags

    def _taxonomy(self) -> Taxonomy:
        if self.tagger is not None:
            return self.tagger.taxonomy
        return self.issues if isinstance(self.issues, Taxonomy) else Taxonomy.load(self.issues)

    def _ready(self) -> TaggerLike:
        if self.tagger is not None:
            return self.tagger
        if self.lesson_ is not None:
            return ready_taught(self.model, self.issues, tuple(self.lesson_.items()))
        return ready_tagger(self.model, self.issues)

    @property
    def _place(self) -> dict[str, int]:
        return {id_: place for place, id_ in enumerate(self.classes_.tolist())}

    def _predictions(self, comments: Iterable[object]) -> list[Prediction]:
        check_is_fitted(self)
        return self._ready().predict(as_texts(comments))

    def _table(self, found: Sequence[Prediction], empty: object, kind: type) -> NDArray[Any]:
        return np.full((len(found), len(self.classes_)), empty, dtype=kind)


def _check_labels(labels: Any, classes: Sequence[str]) -> None:  # noqa: ANN401 - any table
    """Raise a ValueError unless labels are a column of 0 and 1 for each issue, in order."""
    columns = getattr(labels, "columns", None)
    if columns is not None and list(columns) != list(classes):
        raise ValueError(
            f"found labels of {', '.join(map(str, columns))}; expected the columns "
            f"{', '.join(classes)}, in this order"
        )
    table = np.asarray(labels)
    if table.ndim != 2 or table.shape[1] != len(classes):
        raise ValueError(
            f"found labels of the shape {table.shape}; expected a row a comment and a column for "
            f"each of {', '.join(classes)}"
        )
    if not np.isin(table, (0, 1)).all():
        raise ValueError("found labels other than 0 and 1; expected 1 where an issue is mentioned")
