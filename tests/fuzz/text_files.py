"""Grids written as delimited text and JSON Lines, and damage done to the bytes."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable

from tests.fuzz.layouts import Base

BytesDamage = Callable[[random.Random, bytes], bytes]
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp874",
    "cp1256",
    "cp1258",
    "cp1252",
    "utf-32",
    "latin-1",
    "shift_jis",
    "utf-7",
)


def delimited(rng: random.Random, base: Base) -> tuple[str, str]:
    """Return a grid as delimited text, and the file's suffix."""
    out = io.StringIO(newline="")
    delimiter = base.delimiter if rng.random() < 0.7 else rng.choice(",;\t|")
    ending = rng.choice(("\r\n", "\r\n", "\n", "\n", "\r"))
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    if ending == "\r":
        quoting = csv.QUOTE_ALL  # Python leaves a line feed unquoted where it ends no line.
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(
        base.grid
    )
    return out.getvalue(), ".tsv" if delimiter == "\t" else ".csv"


def encoded(text: str, encoding: str) -> bytes:
    """Return text in an encoding; lone surrogates stay, other unknown signs become "?"."""
    wide = encoding.startswith("utf") and encoding not in {"utf-7", "utf-8-sig"}
    return text.encode(encoding, "surrogatepass" if wide else "replace")


def lines_of(base: Base) -> str:
    """Return a grid as JSON Lines, its first row the keys."""
    head = base.grid[0]
    return "".join(
        json.dumps(dict(zip(head, row, strict=False)), ensure_ascii=at % 2 == 0) + "\n"
        for at, row in enumerate(base.grid[1:])
    )


def cut(rng: random.Random, data: bytes) -> bytes:
    """End the file anywhere."""
    return data[: rng.randrange(len(data) + 1)]


def flipped(rng: random.Random, data: bytes) -> bytes:
    """Change some bytes."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def broken_quotes(rng: random.Random, data: bytes) -> bytes:
    """Put in or take out quotes."""
    made = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        quotes = [at for at, byte in enumerate(made) if byte == 34]
        if quotes and rng.random() < 0.5:
            del made[rng.choice(quotes)]
        else:
            made.insert(rng.randrange(len(made) + 1), 34)
    return bytes(made)


def nuls(rng: random.Random, data: bytes) -> bytes:
    """Put in NUL bytes, one or many."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 5, 400))):
        made.insert(rng.randrange(len(made) + 1), 0)
    return bytes(made)


def spliced(rng: random.Random, data: bytes) -> bytes:
    """Copy a slice to another place."""
    at = rng.randrange(len(data))
    piece = data[at : at + rng.randint(1, 300)]
    to = rng.randrange(len(data) + 1)
    return data[:to] + piece + data[to:]


def mixed(rng: random.Random, data: bytes) -> bytes:
    """Put lines in another encoding among the lines."""
    lines = data.split(b"\n")
    page = rng.choice(("cp874", "cp1256", "cp1258", "utf-16-le", "cp1252"))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        lines[at] = lines[at].decode("utf-8", "replace").encode(page, "replace")
    return b"\n".join(lines)


def doubled(rng: random.Random, data: bytes) -> bytes:
    """Write the file twice into one."""
    return data + data


def other_endings(rng: random.Random, data: bytes) -> bytes:
    """Mix the ends of lines."""
    parts = data.replace(b"\r\n", b"\n").split(b"\n")
    return b"".join(part + rng.choice((b"\n", b"\r\n", b"\r")) for part in parts)


DAMAGES: tuple[BytesDamage, ...] = (
    cut,
    flipped,
    broken_quotes,
    broken_quotes,
    nuls,
    spliced,
    mixed,
    doubled,
    other_endings,
)


def deep_json(rng: random.Random) -> bytes:
    """Return JSON Lines that are hard on a parser."""
    depth = rng.choice((50, 5_000, 200_000))
    odd = (
        '{"a": ' + "[" * depth,
        '{"a": ' + "[" * depth + "]" * depth + "}",
        '{"nps": ' + "9" * 5_000 + "}",
        '{"nps": NaN, "why": Infinity}',
        '{"a": 1, "a": 2}',
        "{}",
        '{"nps": "\\ud800"}',
        '{"\\u0000": "\\u0000"}',
        "[1]",
        "null",
        '{"nps": {"x": {"y": [1]}}}',
        '{"nps": 9, "why": "good"}',
        '{"nps": 1e400, "why": "x"}',
        '{"nps": true}',
        "{",
        '"',
        "{]",
    )
    rows = ['{"nps": 9, "why": "good one"}', *rng.choices(odd, k=rng.randint(1, 8))]
    return "\n".join(rows * rng.choice((1, 3))).encode()
