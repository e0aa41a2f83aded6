"""Rows that the platform itself marks as no response: unfinished, preview, test, spam, replaced."""

from __future__ import annotations

from cxnlp.survey.codebook import OLDER, Latest
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.table import Problem, Table, shorten

_LONGEST = 80


def platform_reasons(table: Table) -> tuple[dict[int, str], list[Problem]]:
    """Give the rows that the platform's marks take out their reason.

    Parameters
    ----------
    table : Table
        What was read, with its codebook.

    Returns
    -------
    reasons : dict of int to str
        Row to the first reason that applies; rows without one are not in it.
    problems : list of Problem
        The rows of which a later version stands in the file.
    """
    reasons: dict[int, str] = {}
    for rule in table.codebook.rules:
        cells = table.frame[rule.column].str.strip()
        marked = {cell for cell in cells.unique() if plain(cell[:_LONGEST]) in rule.values}
        if marked:
            for row in cells.index[cells.isin(marked)]:
                reasons.setdefault(int(row), rule.reason)
    latest = table.codebook.latest
    problems = [] if latest is None else _older(table, latest, reasons)
    return reasons, problems


def _older(table: Table, latest: Latest, reasons: dict[int, str]) -> list[Problem]:
    keys = table.frame[latest.key].str.strip().tolist()
    moments = table.frame[latest.moment].str.strip().tolist()
    last: dict[str, int] = {}
    for row, (key, moment) in enumerate(zip(keys, moments, strict=True)):
        if key and row not in reasons and (key not in last or moment >= moments[last[key]]):
            last[key] = row
    problems = []
    for row, key in enumerate(keys):
        if key and row not in reasons and last[key] != row:
            reasons[row] = OLDER
            said = f"{OLDER}: line {table.lines[last[key]]} has the latest"
            problems.append(Problem(int(table.lines[row]), latest.key, shorten(key), said))
    return problems
