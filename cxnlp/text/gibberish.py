"""Letters that no language has in such an order: what falls on a keyboard, or on a cat's paws."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
LONG = 7
MOSTLY = 0.6
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]+")
_REPEATED = re.compile(r"(.)\1+")
# Runs of neighbouring keys that words have too: property, opera; sad and was are too short.
_RUNS = frozenset(
    run
    for row in _ROWS
    for line in (row, row[::-1])
    for start in range(len(line) - 3)
    if (run := line[start : start + 4]) not in ("erty", "rewq", "poiu")
)


def is_gibberish(text: str) -> bool:
    """Tell whether a comment in Latin letters is keys struck at random: "asdfgh", "sdfkjhsdkf".

    It is one only if all its words are: mostly a run along the keyboard, or at least seven letters
    that are mostly consonants in a row, three different ones or more. Letters with marks, or of
    another script, make sense.
    """
    lower = unicodedata.normalize("NFC", text).lower()
    if _WORD.search(lower) is None:
        return False
    words = (match[0] for match in _WORD.finditer(lower))
    return all(word.isascii() and _is_struck(word) for word in words)


def _is_struck(word: str) -> bool:
    keys = {i + k for i in range(len(word) - 3) if word[i : i + 4] in _RUNS for k in range(4)}
    if len(keys) > len(word) / 2:
        return True
    word = _REPEATED.sub(r"\1", word)
    longest = max((len(run) for run in _CONSONANTS.findall(word)), default=0)
    return len(word) >= LONG and len(set(word)) > 2 and longest > len(word) * MOSTLY
