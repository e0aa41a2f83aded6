"""A cell and what it stands for: its text, its label, a score on a scale, a moment."""
