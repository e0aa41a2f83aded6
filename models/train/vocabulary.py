"""Which of the encoder's 250,000 pieces are kept.

A piece of a script that is not claimed goes. Of the others, those met in the training texts, the
commonest ones and the single characters stay: a rarer word is then spelled in smaller pieces, and
nothing becomes unknown.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection

CLAIMED = frozenset(
    "LATIN THAI ARABIC CYRILLIC CJK HIRAGANA KATAKANA HANGUL DEVANAGARI GREEK HEBREW".split()
)
IGNORED = frozenset({"COMBINING", "MODIFIER", "VARIATION", "IDEOGRAPHIC", "KATAKANA-HIRAGANA"})
SPECIAL = 4
WORD_START = "\u2581"


def scripts(piece: str) -> frozenset[str]:
    """Return the scripts of a piece's letters, by the first word of their Unicode names."""
    letters = (c for c in piece if unicodedata.category(c)[0] in "LM")
    return frozenset(unicodedata.name(c, "NAMELESS").split()[0] for c in letters) - IGNORED


def choose(pieces: list[tuple[str, float]], seen: Collection[int], common: int) -> list[int]:
    """Return the numbers of the pieces to keep, in their old order.

    Parameters
    ----------
    pieces : list of (str, float)
        The tokenizer's pieces with their log probabilities, in order of number.
    seen : collection of int
        Numbers met in the training texts.
    common : int
        Every claimed piece numbered below this is kept; the numbers follow frequency.
    """
    return [
        number
        for number, (piece, _) in enumerate(pieces)
        if number < SPECIAL
        or (
            scripts(piece) <= CLAIMED
            and (number in seen or number < common or len(piece.strip(WORD_START)) <= 1)
        )
    ]


def cut_tokenizer(document: str, keep: list[int]) -> str:
    """Return the tokenizer's JSON with the pieces of `keep` alone, renumbered from 0."""
    content = json.loads(document)
    pieces = content["model"]["vocab"]
    content["model"]["vocab"] = [[pieces[i][0], round(pieces[i][1], 4)] for i in keep]
    content["added_tokens"] = [t for t in content["added_tokens"] if t["id"] < SPECIAL]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
