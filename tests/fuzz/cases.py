"""One mutated file from one number: what it holds, and what must be found in it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.fuzz import binary_files, grids, text_files
from tests.fuzz.layouts import Base, base

NAMELESS = {"same_names", "odd_header", "lost_header", "doubled_header", "few_rows"}
FORMATS = ("csv", "csv", "csv", "csv", "xlsx", "xlsx", "jsonl", "parquet", "sav")
HEAVY_EVERY = 250
WIDE_ENCODINGS = {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"}


@dataclass(frozen=True)
class Case:
    """A mutated file.

    Parameters
    ----------
    seed : int
        The number it was made from.
    name : str
        Its file name.
    data : bytes
        Its content.
    done : tuple of str
        What was done to it, in order.
    scores : mapping of str to str
        The id of each answer that was not touched, and its score's cell. Empty where the damage
        can have reached any answer.
    marks : frozenset of str
        Ids that stand in the file, wherever the damage put them; none may vanish.
    """

    seed: int
    name: str
    data: bytes
    done: tuple[str, ...]
    scores: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


def case(seed: int, heavy: bool = False) -> Case:
    """Return the mutated file of a number; a heavy one holds millions of cells or signs."""
    rng = random.Random(seed)
    made, done = base(rng), []
    wanted = rng.choice(("csv", "jsonl", "xlsx") if heavy else FORMATS)
    for _ in range(rng.randint(1, 2)):
        damage = rng.choice(grids.DAMAGES)
        made = damage(rng, made)
        done.append(damage.__name__)
        if damage in grids.LAST:
            break
    if heavy:
        damage = rng.choice(grids.HEAVY)
        made = damage(rng, made)
        done.append(damage.__name__)
    if NAMELESS & set(done):
        # Without its name another column may be taken for the score, and rightly so.
        made = replace(made, score=made.id)
    make = {
        "csv": _delimited,
        "jsonl": _lines,
        "xlsx": _workbook,
        "parquet": _parquet,
        "sav": _spss,
    }
    return make[wanted](seed, rng, made, done)


def _followed(made: Base) -> dict[str, str]:
    """Return untouched answers: those whose id stands once and whose cells are where they were."""
    rows = [row for row in made.grid[made.heads :] if len(row) > max(made.id, made.score)]
    ids = [row[made.id] for row in rows]
    return {
        row[made.id]: row[made.score]
        for row in rows
        if ids.count(row[made.id]) == 1
        and "R0" in row[made.id]
        and row[made.id].endswith("x")
        and len(row) == len(made.grid[made.heads - 1])
    }


def _delimited(seed: int, rng: random.Random, made: Base, done: list[str]) -> Case:
    text, suffix = text_files.delimited(rng, made)
    encoding = rng.choice(text_files.ENCODINGS) if rng.random() < 0.4 else "utf-8"
    data = text_files.encoded(text, encoding)
    done.append(encoding)
    scores = _followed(made) if encoding in WIDE_ENCODINGS else {}
    marks = frozenset(_followed(made)) if encoding in WIDE_ENCODINGS - {"utf-32"} else frozenset()
    if rng.random() < 0.5 and data:
        damage = rng.choice(text_files.DAMAGES)
        data = damage(rng, data)
        done.append(damage.__name__)
        scores = {}
        if damage.__name__ not in {"broken_quotes", "doubled", "other_endings"}:
            marks = frozenset()
        marks = frozenset(mark for mark in marks if mark.encode() in data)
    return Case(seed, f"survey{suffix}", data, ("csv", *done), scores, marks)


def _lines(seed: int, rng: random.Random, made: Base, done: list[str]) -> Case:
    if rng.random() < 0.3:
        return Case(seed, "survey.jsonl", text_files.deep_json(rng), ("jsonl", "deep_json"))
    data = text_files.encoded(text_files.lines_of(made), "utf-8")
    unique = len(set(made.grid[0])) == len(made.grid[0])
    scores = _followed(made) if made.heads == 1 and unique else {}
    if rng.random() < 0.5 and data:
        damage = rng.choice(text_files.DAMAGES)
        data, scores = damage(rng, data), {}
        done.append(damage.__name__)
    return Case(seed, "survey.jsonl", data, ("jsonl", *done), scores)


def _workbook(seed: int, rng: random.Random, made: Base, done: list[str]) -> Case:
    data, scores = binary_files.workbook(rng, made), _followed(made)
    if rng.random() < 0.6:
        parts = binary_files.unpacked(data)
        damage = rng.choice(binary_files.PART_DAMAGES)
        damage(rng, parts)
        data, scores = binary_files.packed(parts), {}
        done.append(damage.__name__)
    elif rng.random() < 0.6:
        kinds = (text_files.cut, text_files.flipped, text_files.spliced, binary_files.lying_sizes)
        bytes_damage = rng.choice(kinds)
        data, scores = bytes_damage(rng, data), {}
        done.append(bytes_damage.__name__)
    return Case(seed, "survey.xlsx", data, ("xlsx", *done), scores)


def _parquet(seed: int, rng: random.Random, made: Base, done: list[str]) -> Case:
    return _binary(seed, rng, binary_files.parquet(rng, made), "parquet", done)


def _spss(seed: int, rng: random.Random, made: Base, done: list[str]) -> Case:
    return _binary(seed, rng, binary_files.spss(rng, made), "sav", done)


def _binary(seed: int, rng: random.Random, data: bytes, kind: str, done: list[str]) -> Case:
    if rng.random() < 0.4:
        damage = rng.choice(
            (text_files.cut, text_files.flipped, text_files.flipped, text_files.spliced)
        )
        data = damage(rng, data)
        done.append(damage.__name__)
    return Case(seed, f"survey.{kind}", data, (kind, *done))
