"""Small functions on one comment: its language, its content, its clauses, what to mask."""
