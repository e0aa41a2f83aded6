"""A file too long for memory, read, typed and written piece by piece."""
