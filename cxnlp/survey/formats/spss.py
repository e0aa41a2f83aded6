"""SPSS `.sav` and `.zsav`: codes as they are stored, with their labels in the codebook.

Labels are never put in the place of codes here: where only the end points of a scale are
labelled, that gives a column half words, half numbers. Declared missing values stay in the cells
too, and the codebook names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import Codebook, Entry
from cxnlp.survey.dialects import qualtrics
from cxnlp.survey.dialects.cells import words
from cxnlp.survey.dialects.layout import SNIFFED
from cxnlp.survey.formats.columnar import MAX_CELLS, typed_table
from cxnlp.survey.formats.spss_apart import Spss, SpssDamaged, SpssTooLarge, read_apart
from cxnlp.survey.table import Source, Table, shorten
from cxnlp.survey.values.cells import fit_text

PLATFORM = "spss"
_REASON = "It begins with the mark of an SPSS file."


def read_spss(data: bytes, name: str, sha256: str, encoding: str | None) -> Table:
    """Read an SPSS file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name, sha256 : str
        Its name and hash.
    encoding : str or None
        What the user said; the file's own declaration where None.

    Returns
    -------
    Table
        Row 1 is the first case; codes as text, labels and missing codes in the codebook.

    Raises
    ------
    SurveyError
        If the file is damaged, empty, or has more cells than fit in memory.
    """
    found = _read(data, name, encoding)
    columns = found.columns
    used = encoding or found.encoding
    said = "It was asked for." if encoding else "The file declares it."
    how = {"format": _REASON, "platform": _REASON, "encoding": said}
    source = Source(name, "sav", sha256, PLATFORM, used, how=how)
    table = typed_table(list(columns), list(columns.values()), source)
    names = list(map(str, table.frame.columns))
    entries = tuple(
        _entry(variable, name, found, table.frame[name])
        for variable, name in zip(columns, names, strict=True)
    )
    return replace(table, codebook=_with_origin(Codebook(PLATFORM, _REASON, entries), table))


def _read(data: bytes, name: str, encoding: str | None) -> Spss:
    try:
        return read_apart(data, encoding, MAX_CELLS)
    except SpssTooLarge as error:
        raise SurveyError(f"{name} declares {error} cells", f"at most {MAX_CELLS:,}") from error
    except SpssDamaged as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> SurveyError:
    said = shorten(fit_text(str(error))[0])
    return SurveyError(
        f"{name} cannot be read as an SPSS file ({said})",
        "a .sav file that SPSS opens, in the encoding it declares",
        "export it again, or name its encoding with --encoding (cp874, cp1256, ...)",
    )


def _entry(variable: str, name: str, found: Spss, cells: pd.Series[Any]) -> Entry:
    label = words(fit_text(found.labels.get(variable, ""))[0])
    return Entry(
        name,
        label,
        code=variable,
        labels={code: fit_text(said)[0] for code, said in found.codes.get(variable, {}).items()},
        missing=_missing(found.missing.get(variable, []), cells),
    )


def _missing(ranges: Sequence[Mapping[str, Any]], cells: pd.Series[Any]) -> tuple[str, ...]:
    """Return the cells that lie in a range declared missing."""
    found = []
    for cell in cells.unique():
        for bounds in ranges:
            if _lies_in(str(cell), bounds["lo"], bounds["hi"]):
                found.append(str(cell))
                break
    return tuple(found)


def _lies_in(cell: str, low: object, high: object) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return cell.strip() in {str(low).strip(), str(high).strip()} and bool(cell.strip())
    try:
        return float(str(low)) <= float(cell) <= float(str(high))
    except ValueError:
        return False


def _with_origin(book: Codebook, table: Table) -> Codebook:
    """Take over what Qualtrics' own names say, where it wrote the file."""
    head = table.frame.head(SNIFFED - 1).to_numpy(dtype=object).tolist()
    layout = qualtrics.sniff([[entry.name for entry in book.entries], *head])
    if layout is None or layout.first != 1:
        return book
    entries = tuple(
        replace(
            entry,
            internal_id=told.internal_id,
            role=told.role,
            reason=told.reason,
            scale=told.scale,
            open=told.open,
            question=told.question,
        )
        for entry, told in zip(book.entries, layout.codebook.entries, strict=True)
    )
    return replace(book, entries=entries, rules=layout.codebook.rules)
