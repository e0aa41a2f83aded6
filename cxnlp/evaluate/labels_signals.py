"""The columns complaint, request, effort, emotion and leave, where a file has them."""

from __future__ import annotations

import re

import pandas as pd

from cxnlp.evaluate.labels import ASIDE, NO, YES, Labels
from cxnlp.model.heads import EFFORTS, EMOTIONS, REQUESTS
from cxnlp.survey.table import Table

CHOICES = {"request": REQUESTS, "effort": EFFORTS, "emotion": EMOTIONS}
"""Columns of names: an empty cell says that there is none. Several emotions are joined by ; | ,"""
YES_OR_NO = ("complaint", "leave")
"""Columns of yes and no: an empty cell was not judged."""


def signal_columns(table: Table) -> Labels | None:
    """Read the columns of signals, by their names; None where there is none.

    A cell that is not understood is listed, and what it should judge counts as not judged.
    """
    present = [name for name in (*CHOICES, *YES_OR_NO) if name in table.frame.columns]
    if not present:
        return None
    rows: list[dict[str, bool]] = [{} for _ in range(len(table.frame))]
    aside = []
    for column in present:
        for place, cell in enumerate(table.frame[column]):
            read = _read(column, str(cell).strip().casefold())
            if read is None:
                aside.append((int(table.lines[place]), column, cell, f"unknown {column}"))
            else:
                rows[place].update(read)
    return Labels(rows, pd.DataFrame(aside, columns=list(ASIDE)))


def _read(column: str, cell: str) -> dict[str, bool] | None:
    """Return what a cell judges; None where it is not understood."""
    if column in YES_OR_NO:
        answer = cell.removesuffix(".0")
        if answer == "":
            return {}
        return {column: answer in YES} if answer in YES | NO else None
    names = CHOICES[column]
    told = {part.strip() for part in re.split(r"[;|,]", cell)} - {"", *NO}
    return {name: name in told for name in names} if told <= set(names) else None
