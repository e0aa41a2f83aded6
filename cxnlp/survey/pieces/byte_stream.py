"""A file's bytes as UTF-8, read in order, with its hash and how far one is."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path
from types import TracebackType
from unicodedata import combining

from cxnlp.survey.encodings.decode import composed

_READ = 1 << 20
# A return that ends what was read so far may have its line feed in what comes next.
_LINE_END = re.compile(rb"\r\n|\n|\r(?=.)", re.DOTALL)


class ByteStream:
    """A file read once from its beginning.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        Its encoding as `Source.encoding` names it; UTF-8 goes through as it is.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        self.done = 0
        self._hash = hashlib.sha256()
        self._rest = b""
        self._letter = ""

    def __enter__(self) -> ByteStream:
        self._file = self.path.open("rb")
        plain = self.encoding in {"utf-8", "utf-8-sig"}
        self._decoder = None if plain else codecs.getincrementaldecoder(self.encoding)("replace")
        mark = self._raw(3) if self.encoding == "utf-8-sig" else b""
        self._rest = b"" if mark == codecs.BOM_UTF8 else mark
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _raw(self, size: int) -> bytes:
        data = self._file.read(size)
        self._hash.update(data)
        self.done += len(data)
        return data

    def read(self, size: int) -> bytes:
        """Return about `size` bytes of UTF-8, none at the end of the file."""
        if self._rest:
            held, self._rest = self._rest[:size], self._rest[size:]
            return held
        data = self._raw(size)
        if self._decoder is None:
            return data
        # A marked encoding (utf-16) may answer its mark with nothing.
        text = self._whole(self._decoder.decode(data, final=not data), ended=not data)
        while data and not text:
            data = self._raw(size)
            text = self._whole(self._decoder.decode(data, final=not data), ended=not data)
        return text.encode("utf-8", "replace")

    def _whole(self, text: str, ended: bool) -> str:
        """Return letters with all their signs; the last waits for signs that may follow it."""
        text = self._letter + text
        last = next((at for at in range(len(text), 0, -1) if not combining(text[at - 1])), 1) - 1
        cut = len(text) if ended or self.encoding != "cp1258" else max(last, 0)
        self._letter = text[cut:]
        return composed(text[:cut], self.encoding)

    def lines(self, count: int) -> bytes:
        """Return the next lines, each with its end."""
        data, at = b"", 0
        while count and (more := self.read(max(_READ, len(self._rest)))):
            data += more
            while count and (end := _LINE_END.search(data, at)):
                at, count = end.end(), count - 1
        self._rest = data[at:] + self._rest
        return data[:at]

    @property
    def sha256(self) -> str:
        """The hash of what was read so far, 64 hex digits."""
        return self._hash.hexdigest()
