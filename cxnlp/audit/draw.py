"""Which texts to check by hand: a probability sample that finds rare issues and doubtful tags.

References
----------
.. [1] W. Madow (1949), On the theory of systematic sampling, II, Annals of Mathematical Statistics
   20, 333-354: one start and equal steps through the running sum of the chances.
.. [2] C.-E. Särndal, B. Swensson, J. Wretman (1992), Model Assisted Survey Sampling, Springer,
   section 3.6: chances in proportion to size, those above 1 set to 1 and the rest shared anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import CxError
from cxnlp.intervals import BoolArray, FloatArray

EVENLY = 0.5
FOR_ISSUES = 0.4
FOR_DOUBT = 0.1


def chances(mentioned: BoolArray, doubt: FloatArray, size: int) -> FloatArray:
    """Return each text's chance of being drawn; they add up to `size`, and none is 0.

    Half of the draws go to all texts alike, so that no weight is above twice that of an even
    sample, and what the tagger misses is looked for everywhere. Four in ten are shared out evenly
    among the issues, however rare, and within each among the texts tagged with it. One in ten goes
    to texts whose tags are in doubt.

    Parameters
    ----------
    mentioned : n x m bools
        Which text is tagged with which issue.
    doubt : array of n floats
        How doubtful a text's tags are, 0 or more.
    size : int
        How many texts to draw.

    Returns
    -------
    array of n floats
        Above 0, at most 1.
    """
    n = len(mentioned)
    if size >= n:
        return np.ones(n)
    counts = mentioned.sum(axis=0)
    rarity = (mentioned[:, counts > 0] / counts[counts > 0]).sum(axis=1)
    parts = [(EVENLY, np.ones(n)), (FOR_ISSUES, rarity), (FOR_DOUBT, doubt)]
    held = [(part, size_) for part, size_ in parts if size_.sum() > 0]
    whole = sum(part for part, _ in held)
    size_of = sum(part / whole * each / each.sum() for part, each in held)
    return _capped(np.asarray(size_of), size)


def _capped(size_of: FloatArray, size: int) -> FloatArray:
    """Make sizes chances: those above 1 are set to 1, and the rest shared out anew [2]_."""
    sure = np.zeros(len(size_of), dtype=bool)
    while True:
        rest = size_of[~sure]
        chance = np.where(sure, 1.0, (size - sure.sum()) * size_of / rest.sum())
        above = ~sure & (chance >= 1)
        if not above.any():
            return np.asarray(chance)
        sure |= above


def drawn(chance: FloatArray, random: np.random.Generator) -> NDArray[np.intp]:
    """Draw with these chances: systematically through a random order [1]_.

    As many are drawn as the chances add up to, each with its own chance exactly.

    Returns
    -------
    array of int
        The places drawn, ascending.
    """
    order = random.permutation(len(chance))
    size = round(float(chance.sum()))
    if abs(size - chance.sum()) > 1e-6 or np.any((chance <= 0) | (chance > 1 + 1e-9)):
        raise CxError("chances that are outside 0-1 or do not add up to a whole number")
    edges = np.cumsum(chance[order])
    edges *= size / edges[-1]
    points = random.random() + np.arange(size)
    return np.sort(order[np.searchsorted(edges, points, side="right")])
