"""A comment in the form that patterns are matched in, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SURROGATE = re.compile("[\ud800-\udfff]")
PERSIAN = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})


@dataclass(frozen=True)
class Composed:
    """Text in Unicode NFC, and where each of its characters came from.

    Parameters
    ----------
    text : str
        The text in NFC.
    origins : sequence of int
        For each position of `text`, and for its end, the position in the original.
    """

    text: str
    origins: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the least span of the original that holds a span of `text`."""
        while 0 < end < len(self.text) and self.origins[end] == self.origins[end - 1]:
            end += 1
        return self.origins[start], self.origins[end]


def compose(text: str) -> Composed:
    """Bring a text to NFC, remembering positions; most texts are in NFC already."""
    if unicodedata.is_normalized("NFC", text):
        return Composed(text, range(len(text) + 1))
    parts: list[str] = []
    origins: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and not _starts(text[end]):
            continue
        part = unicodedata.normalize("NFC", text[start:end])
        parts.append(part)
        origins += [start] * len(part)
        start = end
    return Composed("".join(parts), [*origins, len(text)])


def _starts(character: str) -> bool:
    """Tell whether a character never combines with the one before it."""
    jamo = 0x1160 <= ord(character) <= 0x11FF
    return unicodedata.category(character)[0] != "M" and not jamo


def persian_letters(text: str) -> str:
    """Replace Arabic ye and kaf by the Persian letters; the length stays the same."""
    return text.translate(PERSIAN)


def well_formed(text: str) -> str:
    """Replace lone surrogates, which no encoder can write, by U+FFFD; the length stays the same."""
    if _SURROGATE.search(text) is None:
        return text
    return _SURROGATE.sub("\ufffd", text)
