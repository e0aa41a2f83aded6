"""Comments to tags: language, sentiment, the issues mentioned and the words that show it.

The two tables and their library are loaded when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cxnlp.tag.interface import TaggerLike
from cxnlp.tag.prediction import Evidence, Mention, Prediction, Sentiment, Signal
from cxnlp.tag.tagger import Tagger

if TYPE_CHECKING:
    from cxnlp.tag.tags import Comment, Tags

__all__ = [
    "Comment",
    "Evidence",
    "Mention",
    "Prediction",
    "Sentiment",
    "Signal",
    "Tagger",
    "TaggerLike",
    "Tags",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in ("Comment", "Tags"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.tags"), name)
