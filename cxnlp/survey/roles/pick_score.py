"""The score column among the columns that could be one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxnlp.survey.lexicon.headers import (
    CES,
    COMMENT,
    CSAT,
    ID,
    NPS,
    OVERALL,
    RATING,
    STARS,
    TECHNICAL,
)
from cxnlp.survey.roles.groups import agreement
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.roles.scale_choice import header_range
from cxnlp.survey.values.scales import SCALES

_MOST_VALUES = 40
_ENOUGH = 20
_YES_OR_NO: tuple[set[float], ...] = ({0.0, 1.0}, {0.0}, {1.0})
NO_CANDIDATE = "No column holds numbers on a score scale."


def pick_score(
    free: Sequence[Profile], groups: Sequence[Profile], frame: pd.DataFrame
) -> tuple[Profile | None, str, list[Profile]]:
    """Choose the score column.

    Parameters
    ----------
    free : sequence of Profile
        Columns that nothing else has claimed.
    groups : sequence of Profile
        Columns that name NPS groups.
    frame : pandas.DataFrame
        The cells, to hold scores against groups.

    Returns
    -------
    column : Profile or None
        None where no column or no single one stands out.
    reason : str
        Why it, or why none.
    others : list of Profile
        The columns that might have been it.
    """
    ranked = sorted(
        ((*_evidence(column, groups, frame), column) for column in free if _could_be(column)),
        key=lambda found: -found[0],
    )
    if not ranked:
        return None, NO_CANDIDATE, []
    points, reason, best = ranked[0]
    rivals = [column for score, _, column in ranked[1:] if score == points]
    if rivals:
        names = ", ".join(repr(column.name) for column in [best, *rivals][:5])
        return None, f"Several columns may be the score: {names}.", []
    return best, reason, [column for _, _, column in ranked[1:]]


def _could_be(column: Profile) -> bool:
    said = column.said
    if not column.filled or column.addressed > 0.5 or column.dated > 0.5:
        return False
    if column.filled >= _ENOUGH and set(column.numbers) in _YES_OR_NO:
        return False
    named = bool(_words(said)) and not TECHNICAL.search(said)
    if named and not column.numbers:
        # A column headed "score" with words in it: said to be unreadable rather than overlooked.
        return bool(RATING.search(said) or NPS.search(said)) and _only_words(column)
    inside = sum(n for value, n in column.numbers.items() if 0 <= value <= 10)
    total = sum(column.numbers.values())
    fits = column.numeric >= (0.4 if named else 0.8) and inside >= (0.5 if named else 0.9) * total
    if not fits or len(column.numbers) > _MOST_VALUES:
        return False
    return named or not (TECHNICAL.search(said) or ID.search(said) or len(column.numbers) < 3)


def _only_words(column: Profile) -> bool:
    return column.mean_length < 20 and not COMMENT.search(column.said) and column.distinct > 1


def _words(said: str) -> str:
    for pattern in (NPS, CSAT, CES, STARS, RATING):
        found = pattern.search(said)
        if found:
            return found[0]
    return ""


def _evidence(column: Profile, groups: Sequence[Profile], frame: pd.DataFrame) -> tuple[float, str]:
    points, said = 0.0, []
    word = _words(column.said)
    if word:
        points += 2.0 if RATING.fullmatch(word) else 4.0
        points += 1.0 if NPS.search(column.said) else 0.0
        said.append(f"its header says {word!r}")
    if OVERALL.search(column.said):
        points += 0.5
    if header_range(column.title):
        points += 1.0
        said.append("its header names a range of answers")
    for group in groups:
        share = agreement(column, group, frame, SCALES["nps"])
        if share >= 0.8:
            points += 5.0
            said.append(f"it agrees with {group.name!r} in {share:.0%} of the rows")
    share = column.numeric
    said.append(f"{share:.0%} of its answers are numbers, {len(column.numbers)} different ones")
    if not column.numbers:
        points -= 10.0
    text = "; ".join(said)
    return points, text[0].upper() + text[1:] + "."
