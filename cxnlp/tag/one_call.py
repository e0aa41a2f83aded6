"""Opening a model with a list of issues, and tagging a comment or some in one call."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import overload

from cxnlp.errors import ModelError
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle, find_model
from cxnlp.model.fast import FastBundle, is_fast
from cxnlp.model.lesson import LESSON
from cxnlp.tag.fast_tagger import FastTagger
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.tagger import Tagger

DEFAULT_ISSUES = "general"
DEFAULT_MODEL = "base"

KEPT = 4
"""How many taggers stay loaded; the one that was not used for longest goes."""

IssueList = str | Path | Taxonomy
"""A shipped list's name, a TOML file, or a list."""

AnyBundle = Bundle | FastBundle
AnyTagger = Tagger | FastTagger
"""Of either kind of model."""


def load(
    model: str | Path = DEFAULT_MODEL,
    issues: IssueList = DEFAULT_ISSUES,
    threads: int = 0,
) -> AnyTagger:
    """Open a model and a list of issues, for a service that keeps one ready.

    Parameters
    ----------
    model : str or Path
        A model's name or folder; `fast` is many times faster than `base`, and less accurate.
    issues : str, Path or Taxonomy
        A shipped list's name, a TOML file, or a list.
    threads : int
        Threads of the encoder; 0 takes one for each core.

    Raises
    ------
    ModelError, IssueListError
        If either is missing or altered.
    """
    return tagger_on(open_model(model, threads), as_taxonomy(issues))


def open_model(model: str | Path, threads: int = 0) -> AnyBundle:
    """Open a model of either kind.

    Raises
    ------
    ModelError
        If it is missing or altered.
    """
    return FastBundle.open(model, threads) if is_fast(model) else Bundle.open(model, threads)


def tagger_on(bundle: AnyBundle, taxonomy: Taxonomy) -> AnyTagger:
    """Return what tags with a model of either kind."""
    if isinstance(bundle, FastBundle):
        return FastTagger(bundle, taxonomy)
    return Tagger(bundle, taxonomy)


def ready_tagger(model: str | Path, issues: IssueList) -> AnyTagger:
    """Return a tagger, opened when first asked for, and anew once its list or lesson is another.

    Parameters
    ----------
    model, issues
        As in `load`. A file is read at every call, so that an edited one is never served stale.

    Raises
    ------
    ModelError, IssueListError
        If either is missing or altered.
    """
    return _kept(model, as_taxonomy(issues), written_at(model))


@lru_cache(KEPT)
def _kept(model: str | Path, taxonomy: Taxonomy, written: int) -> AnyTagger:
    return load(model, taxonomy)


def as_taxonomy(issues: IssueList) -> Taxonomy:
    """Return a list as it is, or as its file now stands.

    Raises
    ------
    IssueListError
        If there is no such list.
    """
    return issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)


def written_at(model: str | Path) -> int:
    """Return when a lesson was last written (ns), or 0: one is taught again and again."""
    with suppress(ModelError, OSError, ValueError):  # no lesson, or a name that no file can have
        return (find_model(model) / LESSON).stat().st_mtime_ns
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

    The model stays loaded between calls with the same model and list; `load` gives one to keep.

    Parameters
    ----------
    texts : str or sequence of str
        One comment gives one prediction, a sequence gives a list.
    model, issues
        As in `load`.
    question : str, optional
        What they answer, which can turn what they mean.
    """
    tagger = ready_tagger(model, issues)
    if isinstance(texts, str):
        return tagger.predict([texts], question)[0]
    return tagger.predict(texts, question)
