"""What all estimators of comments share."""

from __future__ import annotations

import copy
from typing import Any, Self

from sklearn.base import BaseEstimator, clone

SHARED = ("tagger",)


class CommentEstimator(BaseEstimator):  # type: ignore[misc]
    """What an estimator of comments has in common with the others.

    A ready tagger among its parameters is shared by clones: it is never copied, and it never
    changes.
    """

    def __sklearn_clone__(self) -> Self:
        """Return an unfitted estimator of the same parameters."""
        given = self.get_params(deep=False)
        made = type(self)(
            **{k: v if k in SHARED else clone(v, safe=False) for k, v in given.items()}
        )
        for name in ("_sklearn_output_config", "_metadata_request"):
            if name in vars(self):
                setattr(made, name, copy.deepcopy(vars(self)[name]))
        return made

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn's own tags
        """Say that comments go in, and not a table of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        tags.target_tags.required = False
        tags.no_validation = True
        return tags
