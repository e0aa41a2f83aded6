"""Which reader a file needs, told from its first bytes, and the table it makes."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.dialects.choose import SPSS, check_platform
from cxnlp.survey.formats.columnar import read_frame, read_parquet
from cxnlp.survey.formats.excel import read_excel
from cxnlp.survey.formats.file import read_bytes
from cxnlp.survey.formats.jsonl import read_jsonl
from cxnlp.survey.formats.recognise import recognise
from cxnlp.survey.formats.spss import read_spss
from cxnlp.survey.formats.text_table import read_delimited
from cxnlp.survey.table import Table

_READABLE = "a CSV, XLSX, SPSS, Parquet or JSONL file"
_AS_TEXT = "export the answers as CSV or XLSX and read that"
_OTHERS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"),
    (b"RIFF", "a picture or sound file"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old .xls workbook or one protected by a password"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_SPSS = (b"$FL2", b"$FL3")
_ALLOWED_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b\x1f\x00")


def sniff(data: bytes, name: str) -> str:
    """Tell what a file is from its bytes.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name; the suffix decides nothing but the message.

    Returns
    -------
    str
        "xlsx", "parquet", "spss", "jsonl" or "delimited".

    Raises
    ------
    SurveyError
        If it is empty or is not a table that can be read here.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise SurveyError(f"{name} is empty", "a header row and at least one answer", _AS_TEXT)
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data, name)
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(_SPSS):
        return "spss"
    for mark, what in _OTHERS:
        if data.startswith(mark) and not (mark == b"BM" and b"\x00" not in data[:64]):
            raise SurveyError(f"{name} is {what}", _READABLE, _AS_TEXT)
    _refuse_markup_and_binary(data[:4096], name)
    return "jsonl" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "delimited"


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SurveyError(
            f"{name} is a damaged zip file or workbook ({error})",
            "an XLSX file that a spreadsheet program opens",
            "export it again, or save it as CSV",
        ) from error
    if any(part.startswith("xl/") for part in parts):
        return "xlsx"
    raise SurveyError(f"{name} is a zip file without a workbook in it", "an XLSX file", _AS_TEXT)


def _refuse_markup_and_binary(start: bytes, name: str) -> None:
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise SurveyError(f"{name} is a web page or XML", "a CSV, XLSX or JSONL file", _AS_TEXT)
    if head.startswith(b"["):
        opened = head[1:].lstrip()[:1]
        if opened in {b"{", b"]", b""}:
            raise SurveyError(f"{name} is one JSON list", "one JSON object a line", _AS_TEXT)
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[1::2].count(0) * 3 > len(start) / 2
    odd = sum(byte < 32 and byte not in _ALLOWED_CONTROLS for byte in start)
    if not wide and odd * 50 > len(start) and not _is_wide_text(start):
        raise SurveyError(f"{name} is not text", _READABLE, _AS_TEXT)


def _is_wide_text(start: bytes) -> bool:
    """Tell UTF-16 without a mark, whose letters look like control bytes, from a binary file."""
    for name in ("utf-16-le", "utf-16-be"):
        text = start[: len(start) // 2 * 2].decode(name, errors="replace")
        if "\n" in text and sum(sign.isprintable() or sign.isspace() for sign in text) > 0.99 * len(
            text
        ):
            return True
    return False


def read_table(
    source: str | Path | pd.DataFrame,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    format: str | None = None,
) -> Table:
    """Read a file or frame as a table of text.

    Parameters
    ----------
    source : str, Path or pandas.DataFrame
        A CSV, TSV, XLSX, SPSS, Parquet or JSONL file, or a frame.
    encoding, delimiter, sheet : str, optional
        What to use instead of what would be found.
    format : str, optional
        The platform that wrote the file, instead of the one that would be found.

    Returns
    -------
    Table
        Every cell as text, every row with its line.

    Raises
    ------
    SurveyError
        If there is no such file, or it cannot be read as a table.
    """
    platform = None if format is None else check_platform(format)
    if isinstance(source, pd.DataFrame):
        return recognise(read_frame(source), platform)
    path = Path(source)
    data = read_bytes(path)
    name, digest = path.name, hashlib.sha256(data).hexdigest()
    kind = sniff(data, name)
    if kind == "xlsx":
        return read_excel(data, name, digest, sheet, platform)
    if kind == "parquet":
        return recognise(read_parquet(data, name, digest), platform)
    if kind == "spss":
        if platform not in {None, SPSS}:
            raise SurveyError(f"{name} is an SPSS file", "--format spss", "leave --format out")
        return read_spss(data, name, digest, encoding)
    if kind == "jsonl":
        return recognise(read_jsonl(data, name, digest, encoding), platform)
    suffix = path.suffix.lower()
    return read_delimited(data, name, suffix, digest, encoding, delimiter, platform)
