"""Which column is what - score, comment, segment, date - each with the reason in a sentence."""
