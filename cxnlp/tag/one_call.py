"""Opening a model with a list of issues, and tagging a comment or some in one call."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import overload

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.lesson import LESSON
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.tagger import Tagger

DEFAULT_ISSUES = "general"
DEFAULT_MODEL = "base"

IssueList = str | Path | Taxonomy
"""A shipped list's name, a TOML file, or a list."""


def load(
    model: str | Path = DEFAULT_MODEL,
    issues: IssueList = DEFAULT_ISSUES,
    threads: int = 0,
) -> Tagger:
    """Open a model and a list of issues, for a service that keeps one ready.

    Parameters
    ----------
    model : str or Path
        A model's name or folder.
    issues : str, Path or Taxonomy
        A shipped list's name, a TOML file, or a list.
    threads : int
        Threads of the encoder; 0 takes one for each core.

    Raises
    ------
    ModelError, IssueListError
        If either is missing or altered.
    """
    taxonomy = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
    return Tagger(Bundle.open(model, threads), taxonomy)


@cache
def _kept(model: str | Path, issues: str | Path, written: int) -> Tagger:
    return load(model, issues)


def _written(model: str | Path) -> int:
    """Return when a lesson was last written, or 0: in a notebook one is taught again and again."""
    with suppress(OSError, ValueError):  # a name that no file can have
        return (Path(model) / LESSON).stat().st_mtime_ns
    return 0


@overload
def predict(
    texts: str, *, model: str | Path = ..., issues: IssueList = ..., question: str | None = ...
) -> Prediction: ...


@overload
def predict(
    texts: list[str] | tuple[str, ...],
    *,
    model: str | Path = ...,
    issues: IssueList = ...,
    question: str | None = ...,
) -> list[Prediction]: ...


def predict(
    texts: str | Sequence[str],
    *,
    model: str | Path = DEFAULT_MODEL,
    issues: IssueList = DEFAULT_ISSUES,
    question: str | None = None,
) -> Prediction | list[Prediction]:
    """Tag one comment, or several in their order.

    The model stays loaded between calls with the same names; `load` gives one to keep.

    Parameters
    ----------
    texts : str or sequence of str
        One comment gives one prediction, a sequence gives a list.
    model, issues
        As in `load`.
    question : str, optional
        What they answer, which can turn what they mean.
    """
    named = not isinstance(issues, Taxonomy)
    tagger = _kept(model, issues, _written(model)) if named else load(model, issues)
    if isinstance(texts, str):
        return tagger.predict([texts], question)[0]
    return tagger.predict(texts, question)
