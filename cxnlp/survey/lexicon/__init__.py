"""The words of headers and answers in four languages, and how two names are held to be the same."""
