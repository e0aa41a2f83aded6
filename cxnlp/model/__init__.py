"""The inference side of a model: text in, token states and what the heads read off them out."""

from cxnlp.model.bundle import Bundle, find_model
from cxnlp.model.quiet import keep_quiet

__all__ = ["Bundle", "find_model"]

keep_quiet()
