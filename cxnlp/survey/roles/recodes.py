"""Scores beside a group column: codes 1 to 11 that it proves, and groups that are all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cxnlp.survey.roles.groups import agreement, labels_of
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.values.answers import Answers
from cxnlp.survey.values.scales import SCALES
from cxnlp.survey.values.scores import Reading

_PROOF = 0.95
BAND_MIDDLES = {"detractor": 3.0, "passive": 7.5, "promoter": 9.5}


def without_recodes(columns: Mapping[str, Profile], frame: pd.DataFrame) -> dict[str, Profile]:
    """Return the profiles, those of 1-11 codes read as the 0-10 answers they stand for.

    Parameters
    ----------
    columns : mapping of str to Profile
        Every column.
    frame : pandas.DataFrame
        The cells, to hold scores against groups.

    Returns
    -------
    dict of str to Profile
        A column is changed only where its numbers lie in 1-11, 11 occurs, and the groups beside
        it fit one less than the code in 95 % of the rows and the code itself in fewer.
    """
    groups = [column for column in columns.values() if labels_of(column)]
    made = dict(columns)
    for name, column in columns.items() if groups else ():
        numbers = column.numbers
        if not numbers[11.0] or min(numbers) < 1 or max(numbers) > 11 or column.numeric < 0.5:
            continue
        lowered = _lowered(column)
        for group in groups:
            share = agreement(lowered, group, frame, SCALES["nps"])
            if share >= _PROOF and share > agreement(column, group, frame, SCALES["nps"]):
                made[name] = _explained(lowered, group, share)
                break
    return made


def _lowered(column: Profile) -> Profile:
    readings = {
        cell: replace(reading, value=reading.value - 1) if reading.kind == "number" else reading
        for cell, reading in column.readings.items()
    }
    numbers = Counter({value - 1: count for value, count in column.numbers.items()})
    return replace(column, readings=readings, numbers=numbers)


def _explained(column: Profile, group: Profile, share: float) -> Profile:
    how = (
        f"Its cells are codes from 1 to 11 for answers from 0 to 10: one less than the code fits "
        f"{group.name!r} in {share:.0%} of the rows."
    )
    return replace(column, answers=Answers(column.readings, "nps", how))


def as_bands(group: Profile) -> Profile:
    """Return a group column's profile with the middle of its group for each respondent's score.

    NPS counts groups alone, so it comes out exact; what depends on the score itself does not.
    """
    labels = labels_of(group)
    readings = dict(group.readings) | {
        cell: Reading("number", BAND_MIDDLES[band], 10.0, cell) for cell, band in labels.items()
    }
    numbers: Counter[float] = Counter()
    for cell, band in labels.items():
        numbers[BAND_MIDDLES[band]] += group.counts[cell]
    how = (
        f"The scores themselves are not in the file, only the groups in {group.name!r}: NPS is "
        "exact, and each respondent stands in the middle of their group (3, 7.5 or 9.5)."
    )
    return replace(
        group,
        readings=readings,
        numbers=numbers,
        answers=Answers(readings, "nps", how),
        numeric=sum(numbers.values()) / max(group.filled, 1),
    )
