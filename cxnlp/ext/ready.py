"""Taggers and models that stay loaded, so that an object holds names and not a model."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy
    from cxnlp.model import Bundle
    from cxnlp.tag import TaggerLike

KEPT = 4
"""How many are kept; the one that was not used for longest goes."""


@lru_cache(KEPT)
def ready_tagger(model: str | Path, issues: str | Path | Taxonomy) -> TaggerLike:
    """Return a tagger, opened when first asked for.

    Parameters
    ----------
    model, issues
        As in `cxnlp.load`.

    Raises
    ------
    ModelError, IssueListError
        If either is missing or altered.
    """
    from cxnlp.pipeline import load

    return load(model, issues)


def ready_sentiment(model: str | Path) -> TaggerLike:
    """Return a tagger of sentiment: it looks for one issue alone, which costs next to nothing.

    Raises
    ------
    ModelError
        If the model is missing or altered.
    """
    from cxnlp.issues import Issue, Taxonomy

    return ready_tagger(model, Taxonomy("any", (Issue("anything", "Anything"),)))


@lru_cache(KEPT)
def ready_bundle(model: str | Path) -> Bundle:
    """Return a model without a list of issues, opened when first asked for.

    Raises
    ------
    ModelError
        If it is missing or altered.
    """
    from cxnlp.model import Bundle

    return Bundle.open(model)


@lru_cache(KEPT)
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
    from cxnlp.issues import Taxonomy
    from cxnlp.model import Bundle
    from cxnlp.model.lesson import Lesson
    from cxnlp.tag import Tagger

    base = ready_bundle(model)
    taxonomy = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
    with TemporaryDirectory() as place:
        for name, content in lesson:
            (Path(place) / name).write_bytes(content)
        taught = Lesson.open(Path(place))
        taught.check_base(base.fingerprint, base.lesson is not None)
        config = taught.config_on(base.config)
        tagger = Tagger(Bundle(base.folder, config, base.threads, taught), taxonomy)
        tagger.predict(["It is read while its files are there."])
    return tagger
