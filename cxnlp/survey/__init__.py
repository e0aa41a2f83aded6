"""From an export file to a `Survey`: reading, roles of columns, scores, dates, quality."""

from __future__ import annotations

from cxnlp.survey.survey import Column, Survey
from cxnlp.survey.understand import read_survey

__all__ = ["Column", "Survey", "read_survey"]
