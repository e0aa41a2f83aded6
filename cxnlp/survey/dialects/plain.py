"""A plain table: one row of names above the answers."""

from __future__ import annotations

from cxnlp.survey.codebook import Codebook
from cxnlp.survey.dialects.cells import named
from cxnlp.survey.dialects.layout import Layout, Rows


def sniff(rows: Rows, asked: bool = False) -> Layout:
    """Take the first row for the names; every table can be read so."""
    return Layout(Codebook(entries=named(rows[0])))
