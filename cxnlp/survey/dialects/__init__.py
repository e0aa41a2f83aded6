"""Survey platforms and their export layouts: one small module each, behind one contract."""

from __future__ import annotations

from cxnlp.survey.dialects import qualtrics
from cxnlp.survey.dialects.choose import DIALECTS, find_layout
from cxnlp.survey.dialects.layout import SNIFFED, Dialect, Layout, Rows

__all__ = ["DIALECTS", "SNIFFED", "Dialect", "Layout", "Rows", "find_layout", "qualtrics"]
