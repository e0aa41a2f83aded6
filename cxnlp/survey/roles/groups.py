"""The column that names a respondent's NPS group: found, and held against the score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxnlp.survey.lexicon.headers import GROUP, GROUP_LABELS
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.table import Problem, shorten
from cxnlp.survey.values.scales import Scale

_BANDS = {plain(label): band for band, labels in GROUP_LABELS.items() for label in labels}
_MOST_LABELS = 30
_LONGEST_LABEL = 100
_MOST_TOLD = 0.8  # The rest may be a header repeated among the answers, or words for "none".
_CODES = {"1": "detractor", "2": "passive", "3": "promoter"}


def labels_of(column: Profile) -> dict[str, str]:
    """Map a column's cells to NPS bands, where nearly all of them name one; else nothing.

    Codes 1, 2, 3 count only under a header that says it is a group.
    """
    if column.distinct > _MOST_LABELS:
        return {}
    short = {value: plain(value) for value in column.counts if len(value) <= _LONGEST_LABEL}
    named = {value: _BANDS[said] for value, said in short.items() if said in _BANDS}
    told = sum(column.counts[value] for value in named)
    if len(set(named.values())) >= 2 and told >= _MOST_TOLD * column.filled:
        return named
    coded = {value: _CODES[value] for value in column.counts if value in _CODES}
    if GROUP.search(column.said) and "nps" in column.said and len(coded) == column.distinct >= 2:
        return coded
    return {}


def agreement(scores: Profile, group: Profile, frame: pd.DataFrame, scale: Scale) -> float:
    """Return the share of rows where the score's band is the one the group column names."""
    labels = labels_of(group)
    told = frame[group.name].str.strip().map(labels)
    values = (
        frame[scores.name]
        .str.strip()
        .map({cell: reading.value for cell, reading in scores.readings.items()})
    )
    both = told.notna() & values.notna()
    if not both.any():
        return 0.0
    return float(np.mean(scale.band(values[both].to_numpy(dtype=float)) == told[both].to_numpy()))


def mismatches(
    scores: Sequence[float],
    cells: Sequence[str],
    lines: Sequence[int],
    group: Profile,
    scale: Scale,
) -> list[Problem]:
    """List rows whose score lies in another band than their group column says.

    Parameters
    ----------
    scores, cells, lines : sequences of n
        The scores, the group column's cells, the lines.
    group : Profile
        The group column.
    scale : Scale
        The scale of the scores.
    """
    labels = labels_of(group)
    bands = scale.band(np.asarray(scores, dtype=float))
    return [
        Problem(line, group.name, shorten(cell), f"the score {score:g} is that of a {band}")
        for score, cell, line, band in zip(scores, cells, lines, bands, strict=True)
        if band and labels.get(cell.strip(), band) != band
    ]
