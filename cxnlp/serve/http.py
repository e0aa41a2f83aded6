"""HTTP parsed in C, with an end to what a head may hold."""

from __future__ import annotations

from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 65_536
"""Bytes of an address and its headers, as much as h11 takes."""
TOLD = b'{"error":{"code":"head_too_long","message":"the address and headers are over 64 KiB"}}'
REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(TOLD), TOLD)
)


class NotTaken(Exception):
    """A head that is too long, or asks for a tunnel; it stops the parser."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol on httptools, but for two things.

    An address and headers have an end. Counted are the parts of a head as they become whole, and
    beside them the bytes from which nothing has become whole yet: of a long header the parser says
    nothing until its end. What may follow a body (trailers) counts as well.

    Who would rather speak something else (Java's client asks for h2c by itself) is answered in
    HTTP/1.1, body and all; httptools alone takes a body after such a head for the other language.
    """

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self._whole = self._open = 0

    def data_received(self, data: bytes) -> None:
        """Parse what came; end the connection where it is no HTTP or makes a head too long."""
        self._unset_keepalive_if_required()
        self._open += len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as wish:
            again = self._head_without_wish() + data[wish.args[0] :]
            self.parser = HttpRequestParser(self)
            self.data_received(again)
        except HttpParserError:
            self._refuse()
        else:
            if self._too_long():
                self._refuse()

    def on_message_begin(self) -> None:
        """Begin to count anew: a kept connection may bring any number of requests."""
        self._whole = self._open = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count a piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head is still to be read without its wish."""
        if self.parser.get_method() == b"CONNECT":
            raise NotTaken
        if not self.parser.should_upgrade():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body, which is bounded elsewhere."""
        self._open = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the body is whole."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def _head_without_wish(self) -> bytes:
        first = b"%b %b HTTP/%b" % (
            self.parser.get_method(),
            self.url,
            self.parser.get_http_version().encode(),
        )
        kept = [b"%b: %b" % each for each in self.headers if each[0] != b"upgrade"]
        return b"\r\n".join([first, *kept, b"", b""])

    def _count(self, size: int) -> None:
        self._open = 0
        self._whole += size
        if self._too_long():
            raise NotTaken

    def _too_long(self) -> bool:
        return self._whole + self._open > LONGEST_HEAD

    def _refuse(self) -> None:
        if self._too_long():
            self.transport.write(REFUSAL)
            self.transport.close()
        else:
            self.send_400_response("Invalid HTTP request received.")
