"""The command line: a module for each command, or for a few; each parses, calls, prints."""

from cxnlp.cli.app import app, main

__all__ = ["app", "main"]
