"""One known issue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile one pattern as comments are searched with it: case-insensitive, in NFC.

    Parameters
    ----------
    pattern : str
        A regular expression of Python's `re`.

    Returns
    -------
    re.Pattern

    Raises
    ------
    re.error
        If it is not a regular expression.
    """
    return re.compile(unicodedata.normalize("NFC", pattern), re.IGNORECASE)


@dataclass(frozen=True)
class Issue:
    """Something customers raise, good or bad, described in words.

    Parameters
    ----------
    id : str
        How tables and files refer to it; unique in its list.
    name : str
        What a report calls it, in English or the language of its list.
    description : str
        A sentence or two that says what people mention when they raise it.
    examples : tuple of str
        Phrases as customers write them, in any language.
    patterns : tuple of str
        Regular expressions that mean this issue wherever they match.
    parent : str, optional
        The id of the issue above it; None for one at the top.
    owner : str
        The team that fixes it.
    names : mapping of str to str
        The name in other languages, by language code ("th", "fa", "vi", ...).
    """

    id: str
    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    parent: str | None = None
    owner: str = ""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def text(self) -> str:
        """Return what the model reads for this issue: ``name: description``, or the name alone.

        Examples are not in it; the model reads each of them as a text of its own.
        """
        return f"{self.name}: {self.description}" if self.description else self.name

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the list's own name where there is none."""
        return self.names.get(language, self.name)

    def find(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where the patterns match.

        Parameters
        ----------
        text : str
            A comment in Unicode's NFC form; patterns written in another form are brought to it.

        Returns
        -------
        tuple of (start, end)
            Offsets into `text`, in order, each span once; spans of different patterns may overlap.
        """
        matches = (found for p in self.patterns for found in compile_pattern(p).finditer(text))
        return tuple(sorted({found.span() for found in matches if found.end() > found.start()}))
