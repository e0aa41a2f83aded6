"""A comment cut into clauses: stretches short enough to quote, long enough to make sense."""

from __future__ import annotations

import re
from itertools import pairwise

SHORTEST = 12
# Words that turn to another thought, as whole words where the script has spaces.
TURNS = (
    r"\b(?:but|however|although|though|nhưng|tuy nhiên|mà lại|اما|ولی|ولي|pero|aber|mais|mas|ma)\b"
    # Not in ตั้งแต่ (since), ตกแต่ง (to decorate) or แต่ละ (each).
    r"|(?<!ตั้ง)แต่(?!ง|ละ)"
)
# A comma or colon between digits belongs to a number or a time, one before a slash to an address.
_STOP = re.compile(
    r"(?:[;؛\n。，、；]|(?<!\d)[,،:](?!//)|[,،:](?![\d/]))+\s*"
    r"|(?<=[\u0e00-\u0e7f]) +(?=[\u0e00-\u0e7f])"
)
_TURN = re.compile(rf"(?={TURNS})", re.IGNORECASE)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's sentences, in code points, white space trimmed."""
    from icu4py.breakers import SentenceBreaker

    spans = []
    start = 0
    # The breaker's own offsets count UTF-16 units; the lengths of its pieces count code points.
    for piece in SentenceBreaker(text, "en"):
        spans.append(_trim(text, start, start + len(piece)))
        start += len(piece)
    return [span for span in spans if span[0] < span[1]]


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's clauses, in code points, in order and without overlap.

    Sentences are cut at commas, line ends, spaces between Thai phrases and before words that turn
    the thought ("but", "แต่", "اما", "nhưng"); a piece of fewer than 12 characters stays with the
    one before it.
    """
    found: list[tuple[int, int]] = []
    for start, end in sentences(text):
        cuts = {start, end}
        for pattern in (_STOP, _TURN):
            cuts |= {m.end() for m in pattern.finditer(text, start, end)}
        edges = sorted(cuts)
        found += _joined(text, list(pairwise(edges)))
    return found


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join short pieces of one sentence to their neighbour, and trim white space."""
    spans: list[tuple[int, int]] = []
    for start, end in pieces:
        if spans and (end - start < SHORTEST or spans[-1][1] - spans[-1][0] < SHORTEST):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    trimmed = (_trim(text, start, end) for start, end in spans)
    return [span for span in trimmed if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
