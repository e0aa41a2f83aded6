"""From an export file to a `Survey`: reading, roles of columns, scores, dates, quality.

The steps, each a folder and each standing on those before it: `lexicon` (words of headers and
answers), `values` (what a cell stands for), `dialects` (platforms), `encodings` (bytes to text),
`formats` (a file to a `Table`), `roles` (which column is what), `rows` (which rows count) and
`pieces` (files too long for memory). `understand` takes them in order.

Its names are fetched when first used: who tags comments without a survey loads no tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxnlp.survey.roles.column import Column
    from cxnlp.survey.survey import Survey
    from cxnlp.survey.understand import read_survey

__all__ = ["Column", "Survey", "read_survey"]

_HOME = {"Column": "roles.column", "Survey": "survey", "read_survey": "understand"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
