"""Bytes to text: which encoding a file is in, how that was found, and which lines are not."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cxnlp.errors import SurveyError
from cxnlp.survey.encodings.old_fonts import old_font_error, old_vietnamese

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows code pages hold all that the ISO ones do, and the quotes and dashes that Excel writes.
_WIDER = {
    "tis_620": "cp874",
    "iso8859_11": "cp874",
    "iso8859_6": "cp1256",
    "latin_1": "cp1252",
    "iso8859_1": "cp1252",
    "ascii": "utf-8",
}
_SAMPLE = 1 << 18


@dataclass(frozen=True)
class Decoded:
    """A file's text.

    Parameters
    ----------
    text : str
        The text, without a byte order mark.
    encoding : str
        Python's name of the encoding.
    how : str
        One sentence on how it was found.
    bad_lines : mapping of int to str
        Lines (1-based) that are not in that encoding, and what was done with them.
    """

    text: str
    encoding: str
    how: str
    bad_lines: Mapping[int, str] = field(default_factory=dict)


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Turn a file's bytes into text.

    The order: what the user said; a byte order mark; UTF-16 without one; strict UTF-8; UTF-8
    with some lines in another encoding; else what charset-normalizer makes of it.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str, optional
        The encoding to use whatever the bytes look like.

    Returns
    -------
    Decoded
        The text, and how it was come by.

    Raises
    ------
    SurveyError
        If the encoding asked for is unknown, or the bytes are not text in any encoding.
    """
    if encoding is not None:
        return _declared(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _by_lines(data, name, f"The file begins with the byte order mark of {name}.")
    for name in ("utf-16-le", "utf-16-be"):
        if b"\x00" in data and _reads_as_utf16(data, name):
            how = f"Every other byte is NUL as in {name}, and it decodes without an error."
            return Decoded(data.decode(name), name, how)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "It is valid UTF-8 from end to end.")
    except UnicodeDecodeError:
        return _mixed(data) or _guessed(data)


def _declared(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise SurveyError(
            f"the encoding {encoding!r} is not one Python knows",
            "a name such as utf-8, utf-16, cp874, cp1256 or cp1258",
            "give another one with --encoding, or leave it out to have it found",
        ) from error
    if name == "utf-8":
        name = "utf-8-sig"
    return _by_lines(data, name, "It was asked for.")


def _by_lines(data: bytes, name: str, how: str) -> Decoded:
    """Decode at once; on an error replace what cannot be read and name the lines."""
    shown = name
    if name == "utf-8-sig" and not data.startswith(codecs.BOM_UTF8):
        shown = "utf-8"
    try:
        return Decoded(composed(data.decode(name), name), shown, how)
    except UnicodeDecodeError:
        text = composed(data.decode(name, errors="replace"), name)
    said = f"bytes that are not {shown} were replaced by \ufffd"
    bad = {at: said for at, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line}
    return Decoded(text, shown, how, bad)


def composed(text: str, encoding: str) -> str:
    """Return decoded text with whole letters, where a code page can only write them in parts.

    The Vietnamese code page has tones as signs of their own, whatever was typed.
    """
    return unicodedata.normalize("NFC", text) if encoding == "cp1258" else text


def _reads_as_utf16(data: bytes, name: str) -> bool:
    if len(data) % 2 or data.count(0) * 200 < len(data):
        return False
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    # ASCII read two bytes at a time makes Chinese signs: a UTF-8 file with NUL in it looks so.
    western = sum(sign < "\u2800" for sign in text[:_SAMPLE]) * 2 > len(text[:_SAMPLE])
    lined = "\n" in text or "\r" in text
    return "\x00" not in text and lined and (western or not _is_utf8(data))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mixed(data: bytes) -> Decoded | None:
    """Read as UTF-8 with some lines in another encoding, where most non-ASCII lines are UTF-8."""
    lines = data.split(b"\n")
    texts: list[str | None] = []
    wide = 0
    for line in lines:
        try:
            texts.append(line.decode("utf-8"))
            wide += not line.isascii()
        except UnicodeDecodeError:
            texts.append(None)
    other = [at for at, text in enumerate(texts) if text is None]
    if wide <= len(other):
        return None
    page = _guess(b"\n".join(lines[at] for at in other))
    bad: dict[int, str] = {}
    for at in other:
        texts[at], bad[at + 1] = _odd_line(lines[at], page)
    how = f"{wide} lines beyond ASCII are valid UTF-8; {len(other)} are not and are listed."
    return Decoded("\n".join(text or "" for text in texts), "utf-8", how, bad)


def _odd_line(line: bytes, page: str | None) -> tuple[str, str]:
    if page is not None:
        try:
            return line.decode(page), f"not utf-8; read as {page}"
        except UnicodeDecodeError:
            pass
    said = "not utf-8; the bad bytes were replaced by \ufffd"
    return line.decode("utf-8", errors="replace"), said


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    # Cut at a line's end: half a multi-byte character would rule its encoding out.
    sample = data if len(data) <= _SAMPLE else data[: data.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE]
    best = from_bytes(sample).best()
    if best is None:
        return None
    return _WIDER.get(best.encoding, best.encoding)


def _guessed(data: bytes) -> Decoded:
    name = _guess(data)
    if name is None:
        found, word = old_vietnamese(data[:_SAMPLE].decode("cp1252", errors="ignore").splitlines())
        if found:
            raise old_font_error("the file", found, word)
        raise SurveyError(
            "bytes that are not text in any encoding that could be recognised",
            "a text file such as CSV",
            "say its encoding with --encoding, or export it again as UTF-8",
        )
    how = f"It is not UTF-8; charset-normalizer takes its bytes for {name}."
    return _by_lines(data, name, how)
