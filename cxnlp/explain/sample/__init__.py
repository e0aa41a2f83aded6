"""The responses to be explained: from tables or files, and as arrays of who mentions what."""
