"""Levels of a segment that are one level to a reader: "UnitedKingdom" beside "United Kingdom"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.table import shorten

_SHOWN = 3
_BETWEEN = re.compile(r"[\s_]+|(?<=[^\W\d])-(?=[^\W\d])")


def alike_notes(frame: pd.DataFrame, segments: Sequence[str]) -> list[str]:
    """Say of each segment which of its levels differ in case, spaces and hyphens alone.

    They are not made one: only the survey's owner knows whether they are.

    Parameters
    ----------
    frame : DataFrame
        Cells as text.
    segments : sequence of str
        Some of its columns.
    """
    return [said for name in segments if (said := _note(name, frame[name].unique()))]


def _note(name: str, levels: Iterable[str]) -> str:
    spelt: dict[str, list[str]] = {}
    for level in sorted({level.strip() for level in levels} - {""}):
        spelt.setdefault(_BETWEEN.sub("", plain(level)), []).append(level)
    several = [same for same in spelt.values() if len(same) > 1]
    if not several:
        return ""
    named = (" and ".join(repr(shorten(each)) for each in same) for same in several[:_SHOWN])
    shown = "; ".join(named)
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return f"Levels of {shorten(name)!r} that are spelt in several ways stay apart: {shown}{more}."
