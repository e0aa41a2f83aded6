"""Survey platforms and their export layouts: one small module each, behind one contract."""

from __future__ import annotations

from cxnlp.survey.dialects.layout import Dialect, Layout, Rows

__all__ = ["Dialect", "Layout", "Rows"]
