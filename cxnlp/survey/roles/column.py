"""A column and what it is taken for."""

from __future__ import annotations

from dataclasses import dataclass

from cxnlp.survey.codebook import Role
from cxnlp.survey.roles.facets import Facet


@dataclass(frozen=True)
class Column:
    """What a column is taken for.

    Parameters
    ----------
    name : str
        Its name in `Survey.frame`.
    role : str
        One of "score", "comment", "reasons", "segment", "date", "id", "language", "group" (the
        band beside a score), "derived" (made by a machine or written by the company), "other".
    reason : str
        One sentence on why.
    facet : str or None
        How a segment places a response: "touchpoint", "journey_stage" or "survey_kind".
    """

    name: str
    role: Role
    reason: str
    facet: Facet | None = None
