"""How good one kind of output is, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

LENGTHS = (20, 60, 140, 400)
"""The last character of each band of length but the longest; Thai has no spaces to count words."""


@dataclass(frozen=True)
class Evaluation:
    """What a model made of labelled comments.

    Parameters
    ----------
    output : str
        "sentiment", "issues" or "signals".
    n : int
        Comments compared.
    overall : DataFrame
        A row for each `what` ("label", "mention", "mention with feeling", …), part ("all",
        "language", "length"), level and measure: `value`, `low`, `high`, `n`.
    labels : DataFrame
        A row for each `what`, part, level and label: `n` (comments that have it), `found` (that
        were given it), `right`, and precision, recall and F1 with the ends of their intervals.
    confusion : DataFrame
        `gold`, `found`, `n`: every pair that occurs; "none" is an answer that was not given.
    reliability : DataFrame
        Predicted against observed in bins: see `cxnlp.evaluate.calibration.reliability`, with
        `what` in front.
    calibration : DataFrame
        `what`, `bins`, `n`, `error`: the expected calibration error, 0 to 1.
    uncertain : DataFrame
        `what`, `where` ("inside" or "outside" the band in which the model says it is not sure),
        `n`, `share`, `right`, `accuracy`, `low`, `high`.
    errors : DataFrame
        The worst first: `row`, `text`, `language`, `gold`, `found`, `confidence`, `evidence`.
    notes : tuple of str
        What a reader must know.
    """

    output: str
    n: int
    overall: pd.DataFrame
    labels: pd.DataFrame
    confusion: pd.DataFrame
    reliability: pd.DataFrame
    calibration: pd.DataFrame
    uncertain: pd.DataFrame
    errors: pd.DataFrame
    notes: tuple[str, ...] = field(default=())

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        names = (
            "overall",
            "labels",
            "confusion",
            "reliability",
            "calibration",
            "uncertain",
            "errors",
        )
        return {name: getattr(self, name) for name in names}

    def measure(self, name: str, what: str = "", part: str = "all", level: str = "all") -> float:
        """Return one figure of `overall`, such as "macro_f1"; the first `what` unless said.

        Raises
        ------
        KeyError
            If there is none such.
        """
        table = self.overall
        chosen = what or (table["what"].iloc[0] if len(table) else "")
        same = (table["what"] == chosen) & (table["part"] == part) & (table["level"] == level)
        found = table[same & (table["measure"] == name)]
        if found.empty:
            raise KeyError(f"no {name} of {chosen!r} for {part} {level}")
        return float(found["value"].iloc[0])

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as plain dictionaries for JSON, nested by what, part and level."""
        return {
            "n": self.n,
            "overall": _nested(self.overall, "measure", ("value", "low", "high", "n")),
            "labels": _nested(self.labels, "label", tuple(self.labels.columns[4:])),
            "confusion": plain_rows(self.confusion),
            "calibration": plain_rows(self.calibration),
            "reliability": plain_rows(self.reliability),
            "uncertain": plain_rows(self.uncertain),
            "notes": list(self.notes),
        }


def _nested(table: pd.DataFrame, key: str, columns: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in plain_rows(table):
        part = made.setdefault(row["what"], {}).setdefault(row["part"], {})
        part.setdefault(row["level"], {})[row[key]] = {name: row[name] for name in columns}
    return made


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as plain dictionaries: floats to four decimals, None for NaN."""
    return [
        {str(name): _plain(cell) for name, cell in row.items()} for row in table.to_dict("records")
    ]


def _plain(cell: object) -> object:
    value = cell.item() if isinstance(cell, np.generic) else cell
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return value


def length_band(text: str) -> str:
    """Return the band of a comment's length, such as "21-60 characters"."""
    low = 0
    for high in LENGTHS:
        if len(text) <= high:
            return f"{low + 1}-{high} characters"
        low = high
    return f"over {low} characters"


def standard_parts(texts: list[str], languages: list[str]) -> Mapping[str, list[str]]:
    """Return the levels by which figures are shown apart: language and length, in order."""
    return {"language": languages, "length": [length_band(text) for text in texts]}
