"""Taggers and models that stay loaded, so that an object holds names and not a model."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.lesson import Lesson
from cxnlp.tag import Tagger, TaggerLike
from cxnlp.tag.one_call import KEPT, as_taxonomy, ready_tagger, written_at

__all__ = ["ready_bundle", "ready_sentiment", "ready_tagger", "ready_taught"]


def ready_sentiment(model: str | Path) -> TaggerLike:
    """Return a tagger of sentiment: it looks for one issue alone, which costs next to nothing.

    Raises
    ------
    ModelError
        If the model is missing or altered.
    """
    return ready_tagger(model, Taxonomy("any", (Issue("anything", "Anything"),)))


def ready_bundle(model: str | Path) -> Bundle:
    """Return a model without a list of issues, opened when first asked for or taught anew.

    Raises
    ------
    ModelError
        If it is missing or altered.
    """
    return _bundle(model, written_at(model))


@lru_cache(KEPT)
def _bundle(model: str | Path, written: int) -> Bundle:
    return Bundle.open(model)


def ready_taught(
    model: str | Path, issues: str | Path | Taxonomy, lesson: tuple[tuple[str, bytes], ...]
) -> TaggerLike:
    """Return a tagger whose model was taught, opened when first asked for.

    Parameters
    ----------
    model, issues
        As in `cxnlp.load`: the base, and the list it was taught.
    lesson : tuple of (str, bytes)
        The lesson's files by name, as `cxnlp fit` writes them.

    Raises
    ------
    ModelError, IssueListError
        If anything is missing or altered, or the lesson stands on another base.
    """
    return _taught(model, written_at(model), as_taxonomy(issues), lesson)


@lru_cache(KEPT)
def _taught(
    model: str | Path, written: int, taxonomy: Taxonomy, lesson: tuple[tuple[str, bytes], ...]
) -> TaggerLike:
    base = _bundle(model, written)
    with TemporaryDirectory() as place:
        for name, content in lesson:
            (Path(place) / name).write_bytes(content)
        taught = Lesson.open(Path(place))
        taught.check_base(base.fingerprint, base.lesson is not None)
        config = taught.config_on(base.config)
        tagger = Tagger(Bundle(base.folder, config, base.threads, taught), taxonomy)
        tagger.predict(["It is read while its files are there."])
    return tagger
