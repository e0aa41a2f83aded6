"""Checking the tagger by hand: draw texts, write a sheet to fill in, read the answers."""
