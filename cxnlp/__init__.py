"""Why customers rated as they did.

Open survey answers and scores in; drivers with intervals, and the quotes behind them, out.
Importing this package loads nothing heavy: each public name is fetched when first used.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxnlp.analysis import Analysis
    from cxnlp.discover import find_topics
    from cxnlp.errors import CxError
    from cxnlp.fit import fit_issues
    from cxnlp.issues import Issue, Taxonomy
    from cxnlp.pipeline import analyze, draw_audit
    from cxnlp.survey import Survey, read_survey
    from cxnlp.tag import Prediction, Tagger
    from cxnlp.tag.one_call import load, predict

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "CxError",
    "Issue",
    "Prediction",
    "Survey",
    "Tagger",
    "Taxonomy",
    "analyze",
    "draw_audit",
    "find_topics",
    "fit_issues",
    "load",
    "predict",
    "read_survey",
]

_HOME = {
    "Analysis": "analysis",
    "CxError": "errors",
    "Issue": "issues",
    "Prediction": "tag",
    "Survey": "survey",
    "Tagger": "tag",
    "Taxonomy": "issues",
    "analyze": "pipeline",
    "draw_audit": "pipeline",
    "find_topics": "discover",
    "fit_issues": "fit",
    "load": "tag.one_call",
    "predict": "tag.one_call",
    "read_survey": "survey",
}

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
