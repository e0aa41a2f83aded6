"""One question in several columns: each group of scores was asked it in words of its own.

NPS+ asks promoters what they liked and detractors what went wrong, each in a column. They are one
comment field: nobody answers two of them, and each is answered at its own end of the scale.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.survey.values.scales import Scale

_OWN = 0.95
_ENOUGH = 3


def bands_asked(
    frame: pd.DataFrame, names: Sequence[str], scores: NDArray[np.float64], scale: Scale | None
) -> dict[str, tuple[str, ...]]:
    """Find columns that were each asked of some bands alone.

    Parameters
    ----------
    frame : pandas.DataFrame
        n rows of text.
    names : sequence of str
        Columns that may be follow-ups of the score.
    scores : numpy.ndarray
        n floats, NaN where there is no score.
    scale : Scale or None
        Their scale.

    Returns
    -------
    dict of str to tuple of str
        Column to the bands that were asked it ("detractor",), at least two columns that share no
        band and no row; empty where the columns are questions of their own.
    """
    if scale is None or len(names) < 2:
        return {}
    bands = np.asarray(scale.band(scores), dtype=object)
    answered = {name: (frame[name].str.strip() != "").to_numpy(dtype=bool) for name in names}
    asked = {name: _bands_of(bands[answered[name]], scale) for name in names}
    found = {name: own for name, own in asked.items() if own}
    claimed = [band for own in found.values() for band in own]
    if len(found) < 2 or len(set(claimed)) < len(claimed):
        return {}
    together = np.sum([answered[name] for name in found], axis=0)
    return found if int(together.max()) <= 1 else {}


def _bands_of(bands: NDArray[np.object_], scale: Scale) -> tuple[str, ...]:
    """Return the few bands that nearly all answers come from; nothing where all are asked."""
    known = bands[bands != ""]
    if len(known) < _ENOUGH:
        return ()
    counts = {band: int((known == band).sum()) for band in scale.bands}
    own = tuple(band for band, count in counts.items() if count > (1 - _OWN) * len(known))
    covered = sum(counts[band] for band in own) >= _OWN * len(known)
    return own if covered and len(own) < len(scale.bands) else ()
