"""Results as an SPSS file: one case a response, labelled variables and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cxnlp.files import written
from cxnlp.writeback.responses import Responses

LONGEST_NAME, LONGEST_LABEL, LONGEST_CODE_LABEL = 64, 255, 120
LONGEST_TEXT = 32_767
_CUT = "…(cut)"
_RESERVED = frozenset("ALL AND BY EQ GE GT LE LT NE NOT OR TO WITH".split())


def write_sav(responses: Responses, path: Path) -> None:
    """Write responses as an SPSS system file.

    Variable names are the columns' where SPSS allows them, else like them; the label of each
    variable is the question or what the column holds. Text longer than SPSS holds (32,767 bytes)
    is cut and says so.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    import pyreadstat

    names = variable_names(column.name for column in responses.columns)
    cells = {}
    for name, column in zip(names, responses.columns, strict=True):
        values = responses.table[column.name]
        if column.kind == "text":
            cells[name] = values.map(lambda cell: _within(cell, LONGEST_TEXT)).astype(object)
        elif column.kind == "date":
            cells[name] = values.astype("datetime64[s]")
        else:
            cells[name] = values.astype(float)
    paired = list(zip(names, responses.columns, strict=True))
    labels: dict[str, dict[int | float, str]] = {
        name: {code: _within(said, LONGEST_CODE_LABEL) for code, said in column.labels.items()}
        for name, column in paired
        if column.labels
    }
    measures = {"text": "nominal", "code": "nominal", "number": "scale", "date": "scale"}
    with written(path) as part:
        pyreadstat.write_sav(
            pd.DataFrame(cells),
            str(part),
            file_label="cxnlp results",
            column_labels=[_within(column.label, LONGEST_LABEL) for _, column in paired],
            variable_value_labels=labels,
            compress=True,
            variable_measure={name: measures[column.kind] for name, column in paired},
        )


def variable_names(names: Iterable[str]) -> list[str]:
    """Return names that SPSS takes: letters, digits and _, at most 64 bytes, case aside unique.

    Examples
    --------
    >>> variable_names(["cx_score", "How likely?", "how likely", "امتیاز", "9 lives"])
    ['cx_score', 'How_likely', 'how_likely_2', 'v4', 'v5_9_lives']
    """
    made: list[str] = []
    taken: set[str] = set()
    for place, name in enumerate(names, start=1):
        base = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        if not base:
            base = f"v{place}"
        elif not base[0].isalpha() or base.upper() in _RESERVED:
            base = f"v{place}_{base}"
        base = base[: LONGEST_NAME - 8].rstrip("_")
        unique, count = base, 1
        while unique.casefold() in taken:
            count += 1
            unique = f"{base}_{count}"
        taken.add(unique.casefold())
        made.append(unique)
    return made


def _within(text: str, most: int) -> str:
    """Return text of at most so many bytes of UTF-8, without NUL."""
    data = text.replace("\x00", "").encode("utf-8", "replace")
    if len(data) <= most:
        return data.decode()
    return data[: most - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT
