"""Grids written as workbooks, Parquet and SPSS files, and damage done to their inside."""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.layouts import Base

Parts = dict[str, bytes]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def workbook(rng: random.Random, base: Base) -> bytes:
    """Return a grid as XLSX: text or numbers, formulas with what they showed, other sheets."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        if rng.random() < 0.3:
            book.add_worksheet("Cover").write_string(0, 0, "Results")
        sheet = book.add_worksheet("Raw Data")
        numbers = rng.random() < 0.5
        for at, row in enumerate(base.grid):
            for column, cell in enumerate(row[:16_384]):
                _write(sheet, at, column, cell[:32_767], numbers and at >= base.heads)
        if rng.random() < 0.2:
            sheet.merge_range(0, 2, 0, 3, "together")
        if rng.random() < 0.2:
            sheet.write_url(len(base.grid), 0, "external:other.xlsx")
    return out.getvalue()


def _write(sheet: object, row: int, column: int, cell: str, numbers: bool) -> None:
    cell = cell.encode("utf-8", "replace").decode()
    if numbers and cell.isascii() and cell.isdigit() and len(cell) < 10:
        sheet.write_number(row, column, int(cell))
    elif numbers and cell.startswith("=1"):
        sheet.write_formula(row, column, "=1+1", value=cell)
    elif cell:
        sheet.write_string(row, column, cell)


def unpacked(data: bytes) -> Parts:
    """Return a zip's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    """Return parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _sheet_named(parts: Parts) -> str:
    return max((name for name in parts if name.startswith("xl/worksheets/s")), key=len)


def _in_sheet(rng: random.Random, parts: Parts, odd: bytes) -> None:
    name = _sheet_named(parts)
    parts[name] = parts[name].replace(b"</sheetData>", odd + b"</sheetData>", 1)


def far_cell(rng: random.Random, parts: Parts) -> None:
    """Put a cell at the far end of the sheet."""
    where = rng.choice(("XFD1048576", "A1048576", "XFD2", "ZZZ9999999", "A0", "A99999999999"))
    number = re.sub(r"\D", "", where)
    _in_sheet(rng, parts, f'<row r="{number}"><c r="{where}" t="str"><v>x</v></c></row>'.encode())


def lying_dimension(rng: random.Random, parts: Parts) -> None:
    """Declare a size that the sheet does not have."""
    where = rng.choice((b"A1:XFD1048576", b"A1", b"B2:A1", b"", b"A1:ZZZZZ99999999999"))
    name = _sheet_named(parts)
    parts[name] = re.sub(rb'(<dimension ref=")[^"]*', rb"\g<1>" + where, parts[name])


def other_spelling(rng: random.Random, parts: Parts) -> None:
    """Write places with other quotes and spaces, or rows without cells' places."""
    name = _sheet_named(parts)
    far = rng.choice((b"XFD1048576", b"zzzz99999999", b"A4294967295"))
    odd = (
        b"<row r='99999999'><c r='" + far + b"' t='str'><v>x</v></c></row>",
        b'<row r = "4000000000"><c t="str"><v>x</v></c><c><v>1</v></c></row>',
        b"<row><c " + b" " * 700 + b'r="' + far + b'"><v>1</v></c></row>',
    )
    parts[name] = parts[name].replace(b"</sheetData>", rng.choice(odd) + b"</sheetData>", 1)
    if rng.random() < 0.3:
        parts["xl/workbook.bin"] = b"x"


def odd_cell(rng: random.Random, parts: Parts) -> None:
    """Put a cell of a wrong or hostile kind into the sheet."""
    kind, value = rng.choice(
        (
            ("s", "99999999"),
            ("s", "-1"),
            ("s", "x"),
            ("d", "2026-13-45"),
            ("n", "1e999"),
            ("n", "NaN"),
            ("b", "7"),
            ("e", "#REF!"),
            ("q", "1"),
            ("str", "_xD800_"),
            ("n", ""),
        ),
    )
    formula = rng.choice((b"", b'<f>WEBSERVICE("http://a.example")</f>', b"<f>[1]Sheet1!A1</f>"))
    cell = b'<c r="C900" t="%s">%s<v>%s</v></c>' % (kind.encode(), formula, value.encode())
    _in_sheet(rng, parts, b'<row r="900">' + cell + b"</row>")


def entities(rng: random.Random, parts: Parts) -> None:
    """Declare entities that multiply, or that name a file or an address."""
    name = rng.choice((SHEET, STRINGS, "xl/workbook.xml", "[Content_Types].xml"))
    if name not in parts:
        return
    laughs = b'<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
    )
    outside = b'<!ENTITY j SYSTEM "file:///etc/hostname">'
    address = b'<!ENTITY j SYSTEM "http://a.example/x">'
    declared = b"<!DOCTYPE x [" + rng.choice((laughs, outside, address)) + b"]>"
    parts[name] = re.sub(rb"(\?>)", lambda found: found[1] + declared, parts[name], count=1)
    parts[name] = re.sub(rb">([^<>]{2,})<", b">&j;<", parts[name], count=1)


def lost_part(rng: random.Random, parts: Parts) -> None:
    """Leave out a part."""
    del parts[rng.choice(sorted(parts))]


def cut_part(rng: random.Random, parts: Parts) -> None:
    """End a part anywhere."""
    name = rng.choice(sorted(parts))
    parts[name] = parts[name][: rng.randrange(len(parts[name]) + 1)]


def flipped_part(rng: random.Random, parts: Parts) -> None:
    """Change bytes within a part."""
    name = rng.choice(sorted(parts))
    made = bytearray(parts[name] or b"x")
    for _ in range(rng.randint(1, 5)):
        made[rng.randrange(len(made))] = rng.randrange(256)
    parts[name] = bytes(made)


def bomb(rng: random.Random, parts: Parts) -> None:
    """Add far too much, that packs well."""
    size = rng.choice((20 << 20, 60 << 20))
    name = rng.choice((STRINGS, "xl/media/image1.png", "xl/worksheets/sheet9.xml"))
    parts[name] = parts.get(name, b"") + b" " * size


def many_parts(rng: random.Random, parts: Parts) -> None:
    """Add thousands of parts, some with names that lead elsewhere."""
    for at in range(rng.choice((300, 10_001))):
        parts[f"xl/junk/{at}.xml"] = b""
    parts["../../outside.xml"] = b"<x/>"


def one_text_often(rng: random.Random, parts: Parts) -> None:
    """Show one long text in very many cells."""
    strings = parts.get(STRINGS, b"<sst></sst>")
    parts[STRINGS] = strings.replace(b"</sst>", b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>")
    at = strings.count(b"<si>")
    cells = b'<c r="%%s%%d" t="s"><v>%d</v></c>' % at
    rows = (
        b'<row r="%d">' % row
        + b"".join(cells % (chr(65 + c).encode(), row) for c in range(20))
        + b"</row>"
        for row in range(2_000, 2_000 + rng.choice((50, 3_000)))
    )
    _in_sheet(rng, parts, b"".join(rows))


def external(rng: random.Random, parts: Parts) -> None:
    """Link to another workbook, a file and an address."""
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        b'<Relationships><Relationship Id="rId1" Target="http://a.example/b.xlsx" '
        b'TargetMode="External"/></Relationships>'
    )
    name = "xl/_rels/workbook.xml.rels"
    target = rng.choice((b"file:///etc/hostname", b"../../../etc/hostname", b"http://a.example/s"))
    if name in parts and rng.random() < 0.5:
        parts[name] = parts[name].replace(b"worksheets/sheet1.xml", target)


PART_DAMAGES: tuple[Callable[[random.Random, Parts], None], ...] = (
    far_cell,
    lying_dimension,
    other_spelling,
    odd_cell,
    odd_cell,
    entities,
    lost_part,
    cut_part,
    cut_part,
    flipped_part,
    flipped_part,
    bomb,
    many_parts,
    one_text_often,
    external,
)


def lying_sizes(rng: random.Random, data: bytes) -> bytes:
    """Change the sizes that the zip's directory declares, or set flags in it."""
    made = bytearray(data)
    for found in re.finditer(b"PK\x01\x02", data):
        field = rng.choice((8, 10, 20, 24, 42))
        if rng.random() < 0.4:
            made[found.start() + field] ^= rng.randrange(1, 256)
    return bytes(made)


def parquet(rng: random.Random, base: Base) -> bytes:
    """Return a grid as Parquet: text, or with columns of other types beside it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    body = [row for row in base.grid[base.heads :] if len(row) >= len(base.grid[0])]
    columns = {}
    for at, name in enumerate(base.grid[0]):
        cells = [row[at].encode("utf-8", "replace").decode() for row in body]
        columns[f"{name}".encode("utf-8", "replace").decode() + f" {at}"] = pa.array(cells)
    others = (
        pa.array([None] * len(body)),
        pa.array([[1, 2]] * len(body)),
        pa.array([1.5] * len(body)),
        pa.array([{"x": "y"}] * len(body)),
        pa.array([b"\xff\x00"] * len(body)),
        pa.array([10**18] * len(body), pa.timestamp("ns")),
        pa.array([True] * len(body)),
        pa.array([2**62] * len(body), pa.timestamp("us")),
        pa.array([10**5] * len(body), pa.date32()),
        pa.array([5] * len(body), pa.duration("s")),
    )
    for at, column in enumerate(rng.sample(others, rng.randint(0, 3))):
        columns[f"other {at}"] = column
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression=rng.choice(("none", "snappy", "gzip")))
    return out.getvalue()


def spss(rng: random.Random, base: Base) -> bytes:
    """Return a grid as an SPSS file with labels and a declared missing code."""
    import pandas as pd
    import pyreadstat

    names = [f"V{at}" for at in range(max(len(base.grid[0]), 1))]
    rows = [row for row in base.grid[base.heads :] if len(row) >= len(names)]
    clean = [[_no_nul(cell)[:2_000] for cell in row[: len(names)]] for row in rows]
    frame = pd.DataFrame(clean, columns=names).astype(object)
    score = names[min(base.score, len(names) - 1)]
    digits = frame[score].str.extract(r"^(\d+)", expand=False)
    frame[score] = pd.to_numeric(digits, errors="coerce")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s.sav"
        pyreadstat.write_sav(
            frame,
            path,
            column_labels=[_no_nul(cell)[:200] for cell in base.grid[0]],
            variable_value_labels={score: {0: "Not at all", 10: "Extremely", -99: "No answer"}},
            missing_ranges={score: [-99]},
            compress=rng.random() < 0.5,
        )
        return path.read_bytes()


def _no_nul(cell: str) -> str:
    return cell.encode("utf-8", "replace").decode().replace("\x00", "")
