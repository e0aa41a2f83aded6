"""JSON Lines: one object a line, numbers as they stand in the file."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from cxnlp.errors import SurveyError
from cxnlp.survey.encodings.decode import decode
from cxnlp.survey.formats.text_table import BROKEN
from cxnlp.survey.table import (
    NO_COLUMN,
    Problem,
    Source,
    Table,
    check_width,
    shorten,
    text_frame,
    unique_names,
)
from cxnlp.survey.values.cells import as_text, fit_text


def read_jsonl(data: bytes, name: str, sha256: str, encoding: str | None) -> Table:
    """Read a JSON Lines file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name, sha256 : str
        Its name and hash.
    encoding : str or None
        What the user said; found where None.

    Returns
    -------
    Table
        Columns in the order they first appear; a line that is not an object is a broken row.

    Raises
    ------
    SurveyError
        If no line holds an object.
    """
    decoded = decode(data, encoding)
    found: list[tuple[int, dict[str, Any] | None]] = []
    problems = [Problem(line, NO_COLUMN, "", said) for line, said in decoded.bad_lines.items()]
    for at, line in enumerate(decoded.text.split("\n"), start=1):
        if line.strip():
            made = _parse(line)
            found.append((at, made))
            if made is None:
                said = "not a JSON object; the line is left out"
                problems.append(Problem(at, NO_COLUMN, shorten(fit_text(line)[0]), said))
    how = {"format": "Its first line is a JSON object.", "encoding": decoded.how}
    source = Source(name, "jsonl", sha256, encoding=decoded.encoding, how=how)
    return _as_table(found, source, problems)


def _parse(line: str) -> dict[str, Any] | None:
    try:
        made = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return made if isinstance(made, dict) else None


def _as_table(
    found: list[tuple[int, dict[str, Any] | None]], source: Source, problems: list[Problem]
) -> Table:
    keys = list(dict.fromkeys(key for _, made in found for key in made or ()))
    check_width(len(keys), source.name)
    if not keys:
        raise SurveyError(
            f"{source.name} holds no JSON object with fields",
            "one JSON object a line",
            "export it again as JSON Lines or CSV",
        )
    names, notes = unique_names(fit_text(key)[0] for key in keys)
    rows, broken = [], {}
    for row, (line, made) in enumerate(found):
        if made is None:
            broken[row] = BROKEN
        cells = []
        for key, column in zip(keys, names, strict=True):
            cell, said = fit_text(as_text((made or {}).get(key)))
            cells.append(cell)
            if said:
                problems.append(Problem(line, column, shorten(cell), said))
        rows.append(cells)
    lines = np.asarray([line for line, _ in found], dtype=np.int64)
    return Table(
        text_frame(rows, names), lines, source, broken, frozenset(), tuple(problems), tuple(notes)
    )
