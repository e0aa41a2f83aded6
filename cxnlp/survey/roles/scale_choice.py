"""Which scale the scores are on: said, or told by words and by values, never by the maximum."""

from __future__ import annotations

import re

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.lexicon.headers import CES, CSAT, NPS, RATING, STARS
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.roles.groups import agreement, labels_of
from cxnlp.survey.roles.profile import Profile
from cxnlp.survey.table import shorten
from cxnlp.survey.values.scales import SCALES, Scale
from cxnlp.survey.values.scores import STAR_SIGNS

_RANGE = re.compile(
    r"\b([01])\s*(?:-|–|—|to|ถึง|تا|đến|\.\.)\s*(5|7|10)\b|"
    r"(?:out of|/|จาก|เต็ม|از|trên|thang)\s*(5|7|10)\b"
)
_ENOUGH_TO_SEE_ALL = 30
_NEARLY_ALL = 0.95
Choice = tuple[Scale | None, str]


def declared_scale(scale: str | Scale) -> Scale:
    """Return the scale of a name.

    Raises
    ------
    SurveyError
        If there is no scale of that name.
    """
    if isinstance(scale, Scale):
        return scale
    found = SCALES.get(scale.strip().casefold())
    if found is None:
        raise SurveyError(
            f"there is no scale {scale!r}",
            f"one of {', '.join(SCALES)}",
            "give one of them with --scale",
        )
    return found


def header_range(header: str) -> tuple[int, int] | None:
    """Return the lowest and highest answer a header names, "(0-10)" or "out of 5"; else None."""
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in plain(header))
    found = _RANGE.search(text)
    if found is None:
        return None
    high = int(found[2] or found[3])
    low = int(found[1]) if found[1] else (0 if high == 10 else 1)
    return low, high


def choose_scale(score: Profile, group: Profile | None, frame: pd.DataFrame) -> Choice:
    """Choose the scale of a score column, or say why it cannot be told.

    Parameters
    ----------
    score : Profile
        The score column.
    group : Profile or None
        The column that names NPS groups.
    frame : pandas.DataFrame
        The survey's cells, for the check of score against group.

    Returns
    -------
    scale : Scale or None
        None where several scales are possible.
    reason : str
        One sentence.
    """
    if score.answers.scale:
        return SCALES[score.answers.scale], score.answers.how
    if group is not None and labels_of(group):
        share = agreement(score, group, frame, SCALES["nps"])
        if share >= 0.8:
            said = f"The column {group.name!r} names NPS groups, right for {share:.0%} of scores."
            return SCALES["nps"], said
    if codes := _codes_to_eleven(score):
        return None, codes
    by_words = _by_words(score)
    if by_words is not None:
        return by_words
    return _by_values(score)


def _by_words(score: Profile) -> Choice | None:
    """Read the header; a range in it must fit the scale its words name."""
    said = score.said
    bounds = header_range(score.title)
    for name, words in (("nps", NPS), ("ces", CES), ("csat", CSAT), ("stars", STARS)):
        found = words.search(said)
        if found is None:
            continue
        scale = SCALES[name]
        if bounds and bounds[1] != scale.high:
            said_range = f"{bounds[0]} to {bounds[1]}"
            return None if name == "ces" else _conflict(scale, found[0], said_range)
        tops = _tops(score)
        if tops and tops != {scale.high}:
            return _conflict(scale, found[0], f"out of {', '.join(f'{x:g}' for x in sorted(tops))}")
        fitting = _fitting(score, scale)
        if fitting < 0.5:
            return _conflict(scale, found[0], f"mostly outside {scale.low:g} to {scale.high:g}")
        return scale, f"Its header says {found[0]!r}."
    if bounds == (0, 10):
        return SCALES["nps"], "Its header says that answers run from 0 to 10."
    if bounds == (1, 7):
        return SCALES["ces"], "Its header says that answers run from 1 to 7."
    if bounds == (1, 5) and RATING.search(said):
        return SCALES["stars"], "Its header says that it is a rating out of 5."
    return None


def _conflict(scale: Scale, word: str, values: str) -> Choice:
    return None, (
        f"Its header says {word!r}, which is {scale.name} ({scale.low:g} to {scale.high:g}), "
        f"but the answers are {values}."
    )


def _tops(score: Profile) -> set[float]:
    return {r.out_of for r in score.readings.values() if r.out_of is not None}


def _codes_to_eleven(score: Profile) -> str:
    """Say that a 0-10 question came as codes 1 to 11, which read as answers would all be wrong."""
    numbers, total = score.numbers, sum(score.numbers.values())
    often = numbers[11.0] > 1 and numbers[11.0] >= 0.02 * total
    if not often or numbers[0.0] or len(numbers) < 5 or min(numbers) < 1 or max(numbers) > 11:
        return ""
    return (
        f"Its answers run from {min(numbers):g} to 11, as the codes of a 0 to 10 question do; "
        "export the answers as text, or with the group column beside them, to have them read."
    )


def _fitting(score: Profile, scale: Scale) -> float:
    """Return the share of the numbers that are answers on the scale."""
    total = sum(score.numbers.values())
    inside = sum(n for value, n in score.numbers.items() if scale.low <= value <= scale.high)
    return inside / total if total else 1.0


def _by_values(score: Profile) -> Choice:
    label = _by_cells(score)
    if label is not None:
        return label
    numbers, total = score.numbers, sum(score.numbers.values())
    zero, high = numbers[0.0], sum(n for value, n in numbers.items() if 8 <= value <= 10)
    often = zero + high >= 0.02 * total
    if zero and high and often and _fitting(score, SCALES["nps"]) > _NEARLY_ALL:
        return SCALES["nps"], "Zeros and answers from 8 to 10 both occur, which only 0 to 10 holds."
    five = {1.0, 2.0, 3.0, 4.0, 5.0}
    if total >= _ENOUGH_TO_SEE_ALL and set(numbers) >= five and RATING.search(score.said):
        inside = sum(numbers[value] for value in five) / total
        if inside > _NEARLY_ALL:
            return SCALES["stars"], (
                f"It is headed as a rating, and {inside:.0%} of {total} answers are 1 to 5 "
                "with none of the five missing; if they are satisfaction answers, say csat."
            )
    return None, _undecided(score)


def _by_cells(score: Profile) -> Choice | None:
    """Read what stands in the cells beside the number: out of how many, which words."""
    tops = _tops(score)
    if tops == {7.0}:
        return SCALES["ces"], "The cells say that the answers are out of 7."
    glyphs = sum(n for cell, n in score.counts.items() if STAR_SIGNS & set(cell))
    if tops == {5.0} or (glyphs > score.filled / 2 and max(score.numbers, default=6) <= 5):
        return SCALES["stars"], "The cells are stars or answers out of 5."
    labels = " ".join(r.label for r in score.readings.values() if r.label)
    for name, words in (("nps", "likely"), ("csat", "satisf"), ("ces", "easy"), ("stars", "star")):
        if words in labels.casefold():
            return SCALES[name], f"The answers' own labels say {words!r}."
    for name, pattern in (("csat", CSAT), ("nps", NPS), ("ces", CES), ("stars", STARS)):
        found = pattern.search(plain(labels))
        if found:
            return SCALES[name], f"The answers' own labels say {found[0]!r}."
    return None


def _undecided(score: Profile) -> str:
    if not score.filled:
        return "It is blank in every row."
    if not score.numbers:
        shown = ", ".join(repr(shorten(cell)) for cell in list(score.counts)[:3])
        return f"No number can be read from its cells (such as {shown})."
    fits = [scale.name for scale in SCALES.values() if _fitting(score, scale) > _NEARLY_ALL]
    seen = sorted(score.numbers)
    span = f"{seen[0]:g} to {seen[-1]:g}"
    which = ", ".join(fits) or "no scale wholly"
    return f"Neither header nor cells name the scale, and answers from {span} fit {which}."
