"""How much of an answer is read."""

LONGEST_COMMENT = 20_000
"""Characters of a comment that are read; what is longer is no answer to a survey's question."""
