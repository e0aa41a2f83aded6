"""A delimited file as a `Table`: header, ragged lines, lines that are not in the encoding."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from cxnlp.errors import SurveyError
from cxnlp.survey.dialects.choose import find_layout
from cxnlp.survey.dialects.layout import SNIFFED, Layout
from cxnlp.survey.encodings.decode import Decoded, decode
from cxnlp.survey.formats.delimited import (
    MISPLACED,
    NAMES,
    ONE_COLUMN,
    UNCLOSED,
    Record,
    check_delimiter,
    find_delimiter,
    read_records,
)
from cxnlp.survey.table import (
    NO_COLUMN,
    Problem,
    Source,
    Table,
    check_width,
    named_columns,
    shorten,
    text_frame,
)
from cxnlp.survey.values.cells import LOST, fit_text

BROKEN = "broken line"


def read_delimited(
    data: bytes,
    name: str,
    suffix: str,
    sha256: str,
    encoding: str | None,
    delimiter: str | None,
    platform: str | None = None,
    known: Layout | None = None,
) -> Table:
    """Read a CSV or TSV file.

    Parameters
    ----------
    data : bytes
        The whole file.
    name, suffix, sha256 : str
        Its name, its suffix in lower case, its hash.
    encoding, delimiter, platform : str or None
        What the user said; found where None.
    known : Layout or None
        How the file is laid out, where its beginning has told that; `platform` is its own then.

    Returns
    -------
    Table
        Every record a row, damaged ones too.

    Raises
    ------
    SurveyError
        If there is no header or no row, or it is not of the platform named.
    """
    decoded = decode(data, encoding)
    text, odd = _fit_lines(decoded)
    if delimiter is None:
        mark, why = find_delimiter(text, suffix)
    else:
        mark, why = check_delimiter(delimiter), "It was asked for."
    records = read_records(text, mark)
    layout = _layout(records, name, platform) if known is None else _as_known(records, name, known)
    kind = "tsv" if mark == "\t" else "csv"
    how = {"format": "It is delimited text.", "encoding": decoded.how, "delimiter": why}
    shown = "none" if mark == ONE_COLUMN else mark
    source = Source(
        name,
        kind,
        sha256,
        layout.codebook.platform,
        decoded.encoding,
        shown,
        "",
        {**how, "platform": layout.codebook.reason},
    )
    cut_off = bool(text) and not text.endswith(("\n", "\r"))
    if known is None:
        _refuse_no_answers(records[layout.first :], name)
    return _as_table(records, layout, source, odd, cut_off)


def _layout(records: Sequence[Record], name: str, platform: str | None) -> Layout:
    _refuse_empty(records, name)
    # One line alone may be as wide as it likes: it is a broken line.
    check_width(sorted(len(record.cells) for record in records[:SNIFFED])[-2], name)
    return find_layout([record.cells for record in records[:SNIFFED]], name, wanted=platform)


def _as_known(records: Sequence[Record], name: str, known: Layout) -> Layout:
    """Return the layout that is known, with the escapes of its platform."""
    rows = [record.cells for record in records[:SNIFFED]]
    try:
        found = find_layout(rows, name, wanted=known.codebook.platform)
    except SurveyError:
        return known  # Some rows alone need not look like the whole.
    return replace(known, unescape=found.unescape) if found.first == known.first else known


def _refuse_empty(records: Sequence[Record], name: str) -> None:
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    if not filled:
        raise SurveyError(
            f"{name} is empty", "a header row and at least one answer", "export it again"
        )
    if len(filled) == 1:
        raise SurveyError(
            f"{name} holds a header and no answers",
            "at least one row below the header",
            "export it again with its responses",
        )


def _fit_lines(decoded: Decoded) -> tuple[str, dict[int, str]]:
    """Take out what no output can hold; say for each line what was wrong with it."""
    odd = dict(decoded.bad_lines)
    fit, problem = fit_text(decoded.text)
    if problem:
        for at, line in enumerate(decoded.text.split("\n"), start=1):
            found = fit_text(line)[1]
            if found:
                odd[at] = "; ".join(filter(None, (odd.get(at, ""), found)))
    return fit, odd


@dataclass
class _Rows:
    """Rows being gathered."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def add(self, record: Record, width: int, cut_off: bool) -> None:
        """Add one record as a row of `width` cells, its damage noted."""
        cells, row = record.cells, len(self.cells)
        said, fatal = _damage(record, width, cut_off)
        if said:
            shown = shorten(" | ".join(cells))
            self.problems.append(Problem(record.line, NO_COLUMN, shown, said))
        if fatal:
            self.broken[row] = BROKEN
        elif len(cells) < width:
            self.doubtful.add(row)
        self.cells.append((cells + [""] * width)[:width])
        self.lines.append(record.line)


def _damage(record: Record, width: int, cut_off: bool) -> tuple[str, bool]:
    """Say what is wrong with a record, and whether it cannot be used."""
    count = len(record.cells)
    if record.fault == UNCLOSED:
        after = f" with {record.more:,} of text after it" if record.more else ""
        return f"{UNCLOSED}; the line is read alone{after} and left out", True
    if count > width and any(cell.strip() for cell in record.cells[width:]):
        return f"{count} cells where the header has {width}; the line is left out", True
    if count < width and cut_off:
        return f"the file ends in the middle of this line ({count} of {width} cells)", True
    if count < width:
        return f"{count} cells where the header has {width}; the rest is read as empty", False
    if record.fault == MISPLACED:
        return f"{MISPLACED}; the line has the right number of cells and is used", False
    return "", False


def _as_table(
    records: list[Record], layout: Layout, source: Source, odd: dict[int, str], cut_off: bool
) -> Table:
    heads, body = records[: layout.first], records[layout.first :]
    width = _width(layout, body)
    names, notes, codebook = named_columns(layout, range(width))
    rows = _Rows()
    for at, record in enumerate(body, start=1):
        rows.add(record, width, cut_off and at == len(body))
    rows.problems += [Problem(line, NO_COLUMN, "", said) for line, said in sorted(odd.items())]
    rows.problems += lost_characters(rows.cells, rows.lines, names, set(_rows_of(odd, rows.lines)))
    notes += [f"In the header (line {head.line}) {head.fault}." for head in heads if head.fault]
    if layout.unescape is not None:
        rows.cells = [[layout.unescape(cell) for cell in row] for row in rows.cells]
    return Table(
        text_frame(rows.cells, names),
        np.asarray(rows.lines, dtype=np.int64),
        source,
        rows.broken,
        frozenset(rows.doubtful),
        tuple(rows.problems),
        tuple(notes),
        codebook,
    )


def _refuse_no_answers(body: Sequence[Record], name: str) -> None:
    if not any(cell.strip() for record in body for cell in record.cells):
        raise SurveyError(
            f"{name} holds header rows and no answers",
            "at least one row below the header",
            "export it again with its responses",
        )


def _width(layout: Layout, body: Sequence[Record]) -> int:
    """Return how many columns there are: a nameless last one that is always empty is none."""
    entries = layout.codebook.entries
    width = len(entries)
    while width > 1 and not (entries[width - 1].name.strip() or entries[width - 1].text.strip()):
        if any(record.cells[width - 1 : width] not in ([], [""]) for record in body):
            break
        width -= 1
    return width


def _rows_of(odd: dict[int, str], lines: Sequence[int]) -> list[int]:
    """Return the rows that hold the given lines."""
    return [bisect.bisect_right(lines, line) - 1 for line in odd]


def lost_characters(
    rows: Sequence[Sequence[str]], lines: Sequence[int], names: Sequence[str], told: set[int]
) -> list[Problem]:
    """List cells with U+FFFD: characters that were lost before the file came here."""
    return [
        Problem(lines[at], name, shorten(cell), "characters were lost before this file was written")
        for at, row in enumerate(rows)
        if at not in told
        for name, cell in zip(names, row, strict=True)
        if LOST in cell
    ]


def delimiter_name(delimiter: str) -> str:
    """Return the delimiter's name in words, "comma" for ","."""
    return NAMES.get(delimiter, delimiter)
