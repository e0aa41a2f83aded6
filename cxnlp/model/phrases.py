"""Two and three pieces in a row as one thing, by the bucket that their numbers are hashed to."""

from __future__ import annotations

from typing import Any

KINDS = 2
MULTIPLIER = 0x9E3779B97F4A7C15 - 2**64  # the 64-bit number as signed ones have it


def phrases(first: Any, second: Any, third: Any, bits: int) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the buckets of the pairs and of the triples that begin at tokens.

    Parameters
    ----------
    first, second, third : array or tensor of 64-bit int, of one shape
        The piece at each token and the two after it; a number of its own where a comment ends.
    bits : int
        There are ``2 ** bits`` buckets; a pair and a triple may share one.

    Notes
    -----
    Hashing by multiplication (Knuth, The Art of Computer Programming 3, section 6.4). The same for
    NumPy, which reads with it, and torch, which learns with it; neither is imported here.
    """
    pair = first * MULTIPLIER + second + 1
    triple = pair * MULTIPLIER + third + 1
    return _bucket(pair, bits), _bucket(triple, bits)


def _bucket(key: Any, bits: int) -> Any:  # noqa: ANN401
    return ((key * MULTIPLIER) >> (64 - bits)) & (2**bits - 1)
