"""A delimited file in pieces of whole records, for files that do not fit in memory.

pyarrow parses a piece in which every quote stands where it should and every record has the
header's number of cells. Any other piece goes through the same reader as a small file
(`text_table`), so that damage is met by the same rules and listed in the same words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.survey.pieces.byte_stream import ByteStream

CHUNK = 8 << 20
LONGEST_RECORD = 32 << 20
_QUOTE, _FEED, _RETURN = 34, 10, 13
_REPLACED = "\ufffd".encode()

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Piece:
    """Some whole records.

    Parameters
    ----------
    data : bytes
        Their lines, in UTF-8.
    first : int
        The line the piece begins on, 1-based.
    lines : numpy.ndarray or None
        The line of each record where every quote is in its place, else None.
    count : int
        How many lines there are.
    """

    data: bytes
    first: int
    lines: NDArray[np.int64] | None
    count: int


@dataclass
class Pieces:
    """Cuts a stream into pieces of whole records.

    Parameters
    ----------
    stream : ByteStream
        Lines in UTF-8, the header's already read.
    first : int
        The line that the stream stands at, 1-based.
    delimiter : str
        One character.
    width : int
        How many cells a record has.
    """

    stream: ByteStream
    first: int
    delimiter: str
    width: int
    rest: bytes = field(default=b"", init=False)

    def __iter__(self) -> Iterator[Piece]:
        """Yield the pieces in order."""
        while True:
            more = self.stream.read(max(CHUNK, len(self.rest)))
            data = self.rest + more
            if not data:
                return
            piece, used = self._piece(data, ended=not more)
            self.rest = data[used:]
            if piece is not None:
                yield piece
                self.first += piece.count

    def _piece(self, data: bytes, ended: bool) -> tuple[Piece | None, int]:
        marks = np.frombuffer(data, dtype=np.uint8)
        quotes = np.flatnonzero(marks == _QUOTE)
        tidy = _is_tidy(data) and _in_place(marks, quotes, ord(self.delimiter))
        if not tidy:
            end = len(data) if ended else _last_record(data, self.delimiter)
            if end == 0 and len(data) > LONGEST_RECORD:
                end = data.rfind(b"\n") + 1 or len(data)
            return (_odd(data[:end], self.first), end) if end else (None, 0)
        feeds = np.flatnonzero(marks == _FEED)
        outside = np.searchsorted(quotes, feeds) % 2 == 0
        ends = feeds[outside]
        end = len(data) if ended else int(ends[-1]) + 1 if len(ends) else 0
        if end == 0:
            too_long = len(data) > LONGEST_RECORD
            end = data.rfind(b"\n") + 1 or len(data) if too_long else 0
            return (_odd(data[:end], self.first), end) if end else (None, 0)
        if ended and len(quotes) % 2:
            return _odd(data, self.first), end
        if self._holds_records(data, feeds, outside):
            return _odd(data[:end], self.first), end
        lines = self._lines(marks, feeds, ends, end)
        count = int(np.searchsorted(feeds, end))
        return Piece(data[:end], self.first, lines, count), end

    def _lines(self, marks: NDArray[np.uint8], feeds: Places, ends: Places, end: int) -> Places:
        """Return the line of each record; blank lines are none."""
        if len(ends) == 0 or ends[-1] + 1 < end:
            ends = np.append(ends, end)
        starts = np.concatenate([[0], ends[:-1] + 1])
        before = np.searchsorted(feeds, starts)
        length = ends - starts
        blank = (length == 0) | (
            (length == 1) & (marks[starts.clip(max=len(marks) - 1)] == _RETURN)
        )
        lines: Places = self.first + before[~blank]
        return lines

    def _holds_records(self, data: bytes, feeds: Places, outside: NDArray[np.bool_]) -> bool:
        """Tell whether a line within a cell may itself be a record, swallowed by a quote."""
        if self.width < 2 or outside.all():
            return False
        inner = np.flatnonzero(~outside[:-1])
        marks = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord(self.delimiter))
        inside = np.searchsorted(marks, feeds[inner + 1]) - np.searchsorted(marks, feeds[inner])
        for at in inner[inside >= self.width - 1]:
            line = data[int(feeds[at]) + 1 : int(feeds[at + 1])].decode("utf-8", "replace")
            if len(next(csv.reader([line], delimiter=self.delimiter), [])) == self.width:
                return True
        return False


def _odd(data: bytes, first: int) -> Piece:
    return Piece(data, first, None, count_lines(data))


def count_lines(data: bytes) -> int:
    """Return how many lines end in some bytes, whether with CR, LF or both."""
    feeds = data.count(b"\n")
    returns = data.count(b"\r")
    return feeds if not returns else feeds + returns - data.count(b"\r\n")


def _is_tidy(data: bytes) -> bool:
    """Tell whether there is nothing that only the careful reader knows: NUL, U+FFFD, a lone CR."""
    if b"\x00" in data or _REPLACED in data:
        return False
    returns = data.count(b"\r")
    return not returns or returns - data.count(b"\r\n") <= data.endswith(b"\r")


def _in_place(marks: NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Tell whether each quote opens a cell, closes one, or is doubled."""
    if not len(quotes):
        return True
    doubled = np.diff(quotes) == 1
    after, before = np.append(doubled, [False]), np.append([False], doubled)
    last = len(marks) - 1
    previous = np.where(quotes > 0, marks[(quotes - 1).clip(min=0)], _FEED)
    following = np.where(quotes < last, marks[(quotes + 1).clip(max=last)], _FEED)
    opens = (previous == delimiter) | (previous == _FEED) | before
    closes = (following == delimiter) | (following == _FEED) | (following == _RETURN) | after
    return bool(opens[::2].all() and closes[1::2].all())


def _last_record(data: bytes, delimiter: str) -> int:
    """Return where the last record begins that may go on beyond the data."""
    # Each byte one sign, so that places in the text are places in the data.
    text = data[: data.rfind(b"\n") + 1].decode("latin-1")
    lines = io.StringIO(text, newline="").readlines()
    at = 0
    while at < len(lines):
        at, closes = _until_fault(lines, at, delimiter)
        if not closes:
            return sum(map(len, lines[:at]))
        at += 1
    return len(text)


def _until_fault(lines: list[str], at: int, delimiter: str) -> tuple[int, bool]:
    """Read on from a line; return the line of the first fault and whether its quote closes."""
    reader: Any = csv.reader(iter(lines[at:]), delimiter=delimiter, strict=True)
    begun = at
    try:
        for _ in reader:
            begun = at + reader.line_num
    except csv.Error as error:
        return begun, "end of data" not in str(error)
    return len(lines), True
