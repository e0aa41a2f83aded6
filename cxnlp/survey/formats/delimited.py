"""CSV and TSV: the delimiter, the records with the line each begins on, and the damaged lines.

Python's `csv` module does the parsing, strictly, so that a quote that was never closed shows
itself: the record it opens is put aside alone and reading goes on with the very next line,
instead of the rest of the file vanishing into one cell.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxnlp.errors import SurveyError

DELIMITERS = ",;\t|"
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "\x1f": "none"}
ONE_COLUMN = "\x1f"
UNCLOSED = "a quote is opened and not closed"
MISPLACED = "a quote stands inside a cell without being doubled"
_SAMPLE = 1 << 18
_SAMPLE_RECORDS = 500
_MOST_REREADS = 5
_LONGEST_THEN = 200
_PASSES = 20


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a delimited file.

    Parameters
    ----------
    line : int
        The line it begins on, 1-based.
    cells : list of str
        Its cells as they stand, without the quotes around them.
    fault : str
        `UNCLOSED`, `MISPLACED`, or empty.
    more : int
        How many lines of text after an unclosed quote belong to its last cell.
    """

    line: int
    cells: list[str]
    fault: str = ""
    more: int = 0


def find_delimiter(text: str, suffix: str = "") -> tuple[str, str]:
    """Find the delimiter on the decoded text.

    Parameters
    ----------
    text : str
        The file's text.
    suffix : str
        The file's suffix; ".tsv" settles a tie.

    Returns
    -------
    delimiter : str
        One of `DELIMITERS`, or `ONE_COLUMN` where none divides the header.
    how : str
        One sentence on why.
    """
    sample = text[:_SAMPLE]
    order = "\t,;|" if suffix in {".tsv", ".tab"} else DELIMITERS
    best, best_key, width = ONE_COLUMN, (0.0, 0), 1
    for delimiter in order:
        widths = _sample_widths(sample, delimiter)
        if not widths:
            continue
        usual, count = Counter(widths).most_common(1)[0]
        # Below a title the table is wider than the first line.
        titled = widths[0] < usual - 1 and widths[0] < 3 and count >= 0.6 * len(widths)
        header = usual if titled else widths[0]
        steady = widths.count(header) / len(widths)
        if header > 1 and (steady, header) > best_key:
            best, best_key, width = delimiter, (steady, header), header
    if best == ONE_COLUMN:
        return best, "No comma, semicolon, tab or bar divides the header: there is one column."
    share = f"{best_key[0]:.0%} of the first records"
    return best, f"With it {share} have the header's {width} cells, the steadiest of the four."


def _sample_widths(sample: str, delimiter: str) -> list[int]:
    with _any_field_size():
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = []
        for cells in reader:
            if cells:
                widths.append(len(cells))
            if len(widths) >= _SAMPLE_RECORDS:
                break
    # The sample may end in the middle of its last record.
    return widths[:-1] if len(widths) > 2 and len(sample) == _SAMPLE else widths


class _any_field_size:
    """Lift the csv module's limit on a cell for a while."""

    def __enter__(self) -> None:
        self._before = csv.field_size_limit(1 << 31)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self._before)


def check_delimiter(delimiter: str) -> str:
    """Return a delimiter asked for; its name ("tab") is understood too.

    Raises
    ------
    SurveyError
        If it is not one character that can delimit.
    """
    spelt = {"\\t": "\t", "none": ONE_COLUMN, **{name: mark for mark, name in NAMES.items()}}
    found = spelt.get(delimiter.strip().casefold(), delimiter)
    if len(found) != 1 or found in '"\r\n' or found.isalnum():
        raise SurveyError(
            f"the delimiter {delimiter!r}",
            "one character such as , ; | or tab",
            "give another one with --delimiter, or leave it out to have it found",
        )
    return found


def read_records(text: str, delimiter: str) -> list[Record]:
    """Split text into records, blank lines left out.

    Parameters
    ----------
    text : str
        The file's text, without NUL.
    delimiter : str
        One character.

    Returns
    -------
    list of Record
        In the file's order; a damaged line is a record of its own with its fault named.
    """
    lines = io.StringIO(text, newline="").readlines()
    with _any_field_size():
        alone: set[int] = set()
        for _ in range(_PASSES):
            records = _read(lines, delimiter, alone)
            swallowing = _swallowing(records, lines, delimiter)
            if not swallowing:
                break
            alone |= swallowing
        return [record for record in records if record.cells]


def _read(lines: list[str], delimiter: str, alone: set[int]) -> list[Record]:
    records: list[Record] = []
    start, reread = 0, 0
    stops = iter([*sorted(alone), len(lines)])
    stop = next(stops)
    while start < len(lines):
        if start == stop:
            records.append(_alone(lines, start, delimiter))
            start, stop = start + 1 + records[-1].more, next(stops)
            continue
        # Each quote that is never closed costs a look ahead; many of them must not cost a hang.
        longest = len(lines) if reread < _MOST_REREADS * len(lines) else _LONGEST_THEN
        done, start, ahead = _read_until_fault(lines, start, stop, delimiter, longest)
        records += done
        reread += ahead
        if start < stop:
            records.append(_alone(lines, start, delimiter))
            start += 1 + records[-1].more
    return records


def _read_until_fault(
    lines: list[str], start: int, stop: int, delimiter: str, longest: int
) -> tuple[list[Record], int, int]:
    """Read records from `start`; return them, the first line not read, and the lines beyond it."""
    begun = start

    def feed() -> Iterator[str]:
        for at in range(start, stop):
            if at - begun > longest:
                raise csv.Error(UNCLOSED)
            yield lines[at]

    reader = csv.reader(feed(), delimiter=delimiter, strict=True)
    records: list[Record] = []
    try:
        for cells in reader:
            records.append(Record(begun + 1, cells))
            begun = start + reader.line_num
    except csv.Error:
        return records, begun, start + reader.line_num - begun
    return records, stop, 0


def _alone(lines: Sequence[str], at: int, delimiter: str) -> Record:
    """Read a line as a record of its own; where its quote stays open, with the text after it."""
    ended = lines[at] if lines[at].endswith(("\n", "\r")) else lines[at] + "\n"
    cells = next(csv.reader([ended], delimiter=delimiter), [])
    if not cells or not cells[-1].endswith(("\n", "\r")):
        return Record(at + 1, cells, MISPLACED)
    rest = _text_after(lines, at + 1, delimiter)
    cells[-1] = "".join([cells[-1], *rest]).rstrip("\r\n")
    return Record(at + 1, cells, UNCLOSED, len(rest))


def _text_after(lines: Sequence[str], at: int, delimiter: str) -> Sequence[str]:
    """Return the lines from `at` on that cannot be records: no delimiter, no quote."""
    if delimiter == ONE_COLUMN:
        return []
    end = at
    while end < len(lines) and delimiter not in lines[end] and '"' not in lines[end]:
        end += 1
    return lines[at:end]


def _swallowing(records: Sequence[Record], lines: list[str], delimiter: str) -> set[int]:
    """Find records that hold whole other records: an unclosed quote that met a later one.

    A comment may well have line breaks, and a line of it may have the right number of commas. It
    is taken for a swallowed record only if it also has numbers in every column where nearly all
    other records have one.
    """
    if not records:
        return set()
    width = len(records[0].cells)
    ends = [record.line - 1 for record in records[1:]] + [len(lines)]
    single = [
        record.cells
        for record, end in zip(records, ends, strict=True)
        if end == record.line and len(record.cells) == width and not record.fault
    ][1:]
    numeric = [
        at
        for at in range(width)
        if len(single) >= 2 and sum(_is_number(cells[at]) for cells in single) >= 0.9 * len(single)
    ]
    if width < 2 or not numeric:
        return set()

    def is_record(line: str) -> bool:
        # The end of a quoted comment has an odd number of quotes: the one that closes it.
        if line.count(delimiter) < width - 1 or line.count('"') % 2:
            return False
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return len(cells) == width and all(_is_number(cells[at]) for at in numeric)

    return {
        record.line - 1
        for record, end in zip(records[1:], ends[1:], strict=True)
        if end > record.line and any(is_record(line) for line in lines[record.line : end])
    }


def _is_number(cell: str) -> bool:
    # Not stripped: "1, 2, and 3" in a comment is no record.
    return 0 < len(cell) <= 12 and cell.lstrip("-").isdigit()
