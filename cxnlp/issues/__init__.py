"""Known issues: what customers may talk about, as text a model can read."""

from __future__ import annotations

from cxnlp.issues.issue import Issue
from cxnlp.issues.taxonomy import Taxonomy

__all__ = ["Issue", "Taxonomy"]
