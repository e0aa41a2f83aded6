"""The contract of a dialect: look at a file's first rows, say where the answers begin and what is.

A dialect is one module with one function, `sniff(rows, asked) -> Layout | None`. It looks at
structure: how many header rows, what stands in them that no other platform writes, what the
cells below look like. An English header alone never decides, unless the user named the platform.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cxnlp.survey.codebook import Codebook

Rows = Sequence[Sequence[str]]
SNIFFED = 100


@dataclass(frozen=True)
class Layout:
    """How a platform laid a file out.

    Parameters
    ----------
    codebook : Codebook
        One entry for each column of the header, in order; names need not be unique yet.
    first : int
        Which of the rows looked at is the first with answers, from 0. Those before it are header.
    unescape : callable or None
        What turns a cell as written into the cell as answered; None where they are the same.
    """

    codebook: Codebook
    first: int = 1
    unescape: Callable[[str], str] | None = None


@dataclass(frozen=True)
class Dialect:
    """One platform's layout.

    Parameters
    ----------
    name : str
        The platform, as `--format` takes it.
    sniff : callable
        From a file's first rows (at most `SNIFFED`, header included, every cell a str, widths
        may differ) and whether the user named this platform (then weaker marks will do) to its
        layout, or None where it is not this platform's.
    """

    name: str
    sniff: Callable[[Rows, bool], Layout | None]
