"""Zip files that unpack to far more than they should, found before anything parses them."""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cxnlp.errors import SurveyError

MAX_UNPACKED = 512 << 20
MAX_ENTRIES = 10_000
MAX_RATIO = 250
RATIO_MATTERS_FROM = 16 << 20
MAX_CELLS = 20_000_000
_CHUNK = 1 << 20
_OVERLAP = 200
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,80}?r="([A-Z]{1,3})([0-9]{1,7})"')


def check_workbook(data: bytes, name: str) -> None:
    """Refuse a workbook that is broken or would fill the memory.

    The directory's declared sizes are checked first, then every entry is unpacked in pieces and
    counted, since a directory can lie; the furthest cell of each sheet is found on the way, since
    readers make room for all cells before it.

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
            _check_entries(archive, len(data), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise SurveyError(
            f"{name} is a damaged workbook ({error})",
            "an XLSX file that a spreadsheet program opens",
            "export it again, or save it as CSV",
        ) from error
    except RuntimeError as error:
        raise SurveyError(
            f"{name} is protected by a password", "an open workbook", "save it without one"
        ) from error


def _check_entries(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    entries = archive.infolist()
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or declared > MAX_UNPACKED:
        raise _bomb(name, f"{len(entries)} parts of {declared >> 20} MiB")
    unpacked = 0
    for entry in entries:
        furthest = (0, 0)
        sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        tail, size = b"", 0
        for chunk in _unpack(archive, entry):
            size += len(chunk)
            if unpacked + size > MAX_UNPACKED:
                raise _bomb(name, f"more than {MAX_UNPACKED >> 20} MiB")
            if size > max(RATIO_MATTERS_FROM, MAX_RATIO * max(entry.compress_size, 1)):
                raise _bomb(name, f"over {MAX_RATIO} times their size")
            if sheet:
                furthest = _furthest(tail + chunk, furthest)
                tail = chunk[-_OVERLAP:]
        if furthest[0] * furthest[1] > MAX_CELLS:
            raise _bomb(name, f"a sheet of {furthest[1]} rows by {furthest[0]} columns")
        unpacked += size


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack an entry to its real end, wherever the directory says it ends."""
    real = copy.copy(entry)
    real.file_size = 1 << 62
    with archive.open(real) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _furthest(xml: bytes, so_far: tuple[int, int]) -> tuple[int, int]:
    columns, rows = so_far
    for letters, row in _CELL.findall(xml):
        rows = max(rows, int(row))
        columns = max(columns, _column_number(letters))
    return columns, rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _bomb(name: str, size: str) -> SurveyError:
    return SurveyError(
        f"{name} unpacks to {size}, which no survey export needs",
        f"a workbook of at most {MAX_UNPACKED >> 20} MiB unpacked and {MAX_CELLS:,} cells",
        "save the sheet with the answers as CSV and read that",
    )
