"""Which issue costs what in which segment, as a page shows it: issues down, levels across."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.words import effect_digits, interval, number, percent, shown
from cxnlp.survey.values.scales import Scale

MOST_SEGMENTS, MOST_LEVELS, MOST_ISSUES = 4, 5, 8


@dataclass(frozen=True)
class Cell:
    """One issue at one level, formatted.

    Parameters
    ----------
    level : str
        The level and its n, for a narrow page, where cells stand under each other.
    figure, range, share : str
        Points of the level's index that go with it, their interval, who mentions it.
    clear : bool
        Whether the interval leaves out zero.
    differs : str
        "more than in all, q .03" where it differs from the figure of all responses, else "".
    note : str
        Why there is no figure.
    """

    level: str
    figure: str
    range: str
    share: str
    clear: bool
    differs: str
    note: str


@dataclass(frozen=True)
class Line:
    """One issue and feeling: its name, the figure of all responses, a cell for each level."""

    name: str
    feeling: str
    overall: str
    range: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A segment: levels with their number of responses, the lines, what was left out."""

    segment: str
    levels: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    differing: int
    unshown: str


def segment_grids(found: pd.DataFrame, scale: Scale) -> tuple[Grid, ...]:
    """Return a grid for each of the first segments of `Explanation.segment_drivers`.

    Parameters
    ----------
    found : DataFrame
        `Explanation.segment_drivers`, masked.
    scale : Scale
        The scale of the scores.
    """
    if found.empty:
        return ()
    names = list(dict.fromkeys(found["segment"]))[:MOST_SEGMENTS]
    grids = [_grid(found[found["segment"] == name], scale) for name in names]
    return tuple(grid for grid in grids if grid.lines)


def _grid(rows: pd.DataFrame, scale: Scale) -> Grid:
    sizes = rows.drop_duplicates("level").set_index("level")["n"]
    shown_levels = list(sizes.index[:MOST_LEVELS])
    known = rows[rows["level"].isin(shown_levels)]
    lines = [_line(part, scale) for part in _chosen(known)]
    left = [len(sizes) - len(shown_levels), rows.groupby(["issue", "feeling"]).ngroups - len(lines)]
    told = [f"{n} more {what}" for n, what in zip(left, ("groups", "issues"), strict=True) if n > 0]
    levels = tuple((shown(label, 40), number(int(sizes[label]))) for label in shown_levels)
    return Grid(
        shown(rows["segment"].iloc[0], 60),
        levels,
        tuple(lines),
        int(known["differs"].sum()),
        " and ".join(told),
    )


def _chosen(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of the issues with the largest figure at any level, what costs most first."""
    keys = ["issue", "feeling"]
    size = rows.assign(size=rows["net"].abs()).groupby(keys, sort=False)["size"].max().dropna()
    kept = size.sort_values(ascending=False, kind="stable").index[:MOST_ISSUES]
    overall = rows.drop_duplicates(keys).set_index(keys)["net_all"].loc[kept]
    parts = {key: part for key, part in rows.groupby(keys, sort=False)}
    return [parts[key] for key in overall.sort_values(kind="stable").index]


def _line(part: pd.DataFrame, scale: Scale) -> Line:
    first, digits = records(part.head(1))[0], effect_digits(scale)
    cells = tuple(_cell(row, digits) for row in records(part))
    ends = interval(first["net_all_low"], first["net_all_high"], digits, signed=True)
    overall = number(first["net_all"], digits, signed=True)
    return Line(shown(first["name"], 60), str(first["feeling"]), overall, ends, cells)


def _cell(row: Mapping[str, Any], digits: int) -> Cell:
    return Cell(
        f"{shown(row['level'], 40)}, n {number(row['n'])}",
        number(row["net"], digits, signed=True),
        interval(row["net_low"], row["net_high"], digits, signed=True),
        percent(row["share"]),
        bool(row["net_low"] * row["net_high"] > 0),
        _apart(row),
        shown(row["note"], 120),
    )


def _apart(row: Mapping[str, Any]) -> str:
    """Say whether more or less goes with it here than in all, "" where chance may do that."""
    if not row["differs"]:
        return ""
    towards = row["difference"] < 0 if row["feeling"] == "negative" else row["difference"] > 0
    q = "< .001" if row["q"] < 0.001 else f"{row['q']:.3f}".lstrip("0")
    return f"{'more' if towards else 'less'} than in all, q {q}"
