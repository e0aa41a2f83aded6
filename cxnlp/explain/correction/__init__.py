"""Figures freed of the tagger's errors: audited rows, its accuracy on them, corrected drivers."""
