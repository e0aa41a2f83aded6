"""Workbooks that unpack to far more than they should, found before anything parses them."""

from __future__ import annotations

import copy
import io
import lzma
import re
import zipfile
import zlib
from array import array
from collections.abc import Iterator

from cxnlp.errors import SurveyError

MAX_UNPACKED = 512 << 20
MAX_ENTRIES = 10_000
MAX_RATIO = 250
RATIO_MATTERS_FROM = 16 << 20
MAX_CELLS = 20_000_000
MAX_TEXT = 512 << 20
_CHUNK = 1 << 20
_KEPT = 1 << 16
_STRINGS = "xl/sharedstrings.xml"
# Any attribute that a reader could take for a cell's place, or a row's, however it is spelt.
_PLACE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]*)\$?([0-9]*)["']""")
# What the reader would try next, without the checks made here.
_OTHER_KINDS = {"xl/workbook.bin", "content.xml"}
_REFERENCE = re.compile(rb'\st="s"[^>]{0,80}>\s*<(?:\w+:)?v>([0-9]{1,9})<')
_STRING_END = re.compile(rb"</(?:\w+:)?si>")
# Each way of packing has its own error for data that were not packed so; that of bzip2 is OSError.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)


def check_workbook(data: bytes, name: str) -> None:
    """Refuse a workbook that is broken or would fill the memory.

    The directory's declared sizes are checked first, then every entry is unpacked in pieces and
    counted, since a directory can lie. On the way the furthest cell of each sheet is found, since
    readers make room for all cells before it, and how much text its cells refer to, since one
    long string can be shown by a million cells.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for the message.

    Raises
    ------
    SurveyError
        If the zip is damaged, too large unpacked, or a sheet is too wide and long.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive, name)
    except _DAMAGES as error:
        raise SurveyError(
            f"{name} is a damaged workbook ({error})",
            "an XLSX file that a spreadsheet program opens",
            "export it again, or save it as CSV",
        ) from error
    except RuntimeError as error:
        raise SurveyError(
            f"{name} is protected by a password", "an open workbook", "save it without one"
        ) from error


def _check_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    others = {entry.filename.lower() for entry in entries} & _OTHER_KINDS
    if others:
        raise SurveyError(
            f"{name} is a workbook of another kind than XLSX (it holds {min(others)})",
            "an XLSX file",
            "open it in a spreadsheet program and save it as XLSX or CSV",
        )
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or declared > MAX_UNPACKED:
        raise _bomb(name, f"{len(entries)} parts of {declared >> 20} MiB")
    unpacked = 0
    lengths = array("l")
    # The strings come first, so that their lengths are known when a sheet refers to them.
    for entry in sorted(entries, key=lambda entry: entry.filename.lower() != _STRINGS):
        scan = _scan_for(entry.filename, lengths)
        size = 0
        for chunk in _unpack(archive, entry):
            size += len(chunk)
            if unpacked + size > MAX_UNPACKED:
                raise _bomb(name, f"more than {MAX_UNPACKED >> 20} MiB")
            if size > max(RATIO_MATTERS_FROM, MAX_RATIO * max(entry.compress_size, 1)):
                raise _bomb(name, f"over {MAX_RATIO} times their size")
            scan.feed(chunk)
        scan.check(name)
        unpacked += size


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry to its real end, wherever the directory says it ends."""
    real = copy.copy(entry)
    real.file_size = 1 << 62
    with archive.open(real) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _Scan:
    """Looks at nothing."""

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece of the part."""

    def check(self, name: str) -> None:
        """Raise if what was seen is too much."""


class _StringScan(_Scan):
    """Notes how long each shared string is, in bytes of XML."""

    def __init__(self, lengths: array[int]) -> None:
        self.lengths = lengths
        self.open = 0

    def feed(self, chunk: bytes) -> None:
        start = 0
        for found in _STRING_END.finditer(chunk):
            self.lengths.append(self.open + found.end() - start)
            start, self.open = found.end(), 0
        # An end tag cut in two by the pieces only makes the next string look longer.
        self.open += len(chunk) - start


class _SheetScan(_Scan):
    """Notes a sheet's furthest cell and how much shared text its cells show."""

    def __init__(self, lengths: array[int]) -> None:
        self.lengths = lengths
        self.columns = self.rows = self.text = 0
        self.tail = b""

    def feed(self, chunk: bytes, last: bool = False) -> None:
        xml = self.tail + chunk
        # Up to the last whole cell, so that none is counted twice and no tag is cut.
        end = max(xml.rfind(b"</c>") + 4, xml.rfind(b"<", 0, max(len(xml) - _KEPT, 0)), 0)
        end = len(xml) if last else end
        for letters, row in _PLACE.findall(xml, 0, end):
            self.rows = max(self.rows, int(row[:15] or b"0"))
            self.columns = max(self.columns, _column_number(letters))
        for number in _REFERENCE.findall(xml, 0, end):
            at = int(number)
            self.text += self.lengths[at] if at < len(self.lengths) else 0
        self.tail = xml[end:]

    def check(self, name: str) -> None:
        self.feed(b"", last=True)
        if self.columns * self.rows > MAX_CELLS:
            raise _bomb(name, f"a sheet of {self.rows} rows by {self.columns} columns")
        if self.text > MAX_TEXT:
            raise _bomb(name, f"a sheet that shows {self.text >> 20} MiB of text")


def _scan_for(part: str, lengths: array[int]) -> _Scan:
    # A workbook may name any part as a sheet.
    return _StringScan(lengths) if part.lower() == _STRINGS else _SheetScan(lengths)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:9]:
        number = number * 26 + letter - 64
    return number


def _bomb(name: str, size: str) -> SurveyError:
    return SurveyError(
        f"{name} unpacks to {size}, which no survey export needs",
        f"a workbook of at most {MAX_UNPACKED >> 20} MiB unpacked and {MAX_CELLS:,} cells",
        "save the sheet with the answers as CSV and read that",
    )
