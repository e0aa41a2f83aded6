"""What must hold of any file: a table in which every row is accounted for, or one line of words."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.errors import CxError
from cxnlp.survey import Survey
from cxnlp.survey.inspect import describe, read_leniently
from cxnlp.survey.inspect_lines import describe_lines
from cxnlp.survey.pieces import cut
from cxnlp.survey.stream import convert
from tests.fuzz.cases import Case

LONGEST_MESSAGE = 2_000
UNFIT = {"\x00", *map(chr, range(0xD800, 0xE000))}


def judge(path: Path, case: Case) -> str:
    """Read a case as a user would; return "table", "listed rows", or "refused: " and why.

    Raises
    ------
    AssertionError
        If a reader broke its word.
    """
    if path.suffix in {".csv", ".tsv"}:
        check_stream(path, case)
    try:
        survey, refusal = read_leniently(path)
    except CxError as error:
        _check_message(str(error))
        return f"refused: {error}"
    _check_message(refusal or "fine")
    check_survey(survey)
    check_answers(survey, case)
    json.dumps(describe(survey, refusal), allow_nan=False).encode("utf-8")
    "\n".join(describe_lines(survey, refusal)).encode("utf-8")
    if refusal:
        return f"half refused: {refusal}"
    return "listed rows" if len(survey.problems) or survey.rows()["left_out"] else "table"


def _check_message(message: str) -> None:
    assert message.strip(), "an error without words"
    assert len(message) <= LONGEST_MESSAGE, f"an error of {len(message)} signs"
    message.encode("utf-8")


def check_survey(survey: Survey) -> None:
    """Check what holds of every survey that was read."""
    rows = survey.rows()
    count = len(survey.frame)
    assert rows["read"] == count == rows["used"] + sum(rows["left_out"].values()), "the sum"
    assert len(survey.lines) == count, "a line for each row"
    assert (np.diff(survey.lines) > 0).all(), "lines go up"
    assert not count or survey.lines[0] >= 1, "lines begin at 1"
    assert survey.frame.columns.is_unique, "unique names"
    assert [column.name for column in survey.columns] == list(survey.frame.columns), "roles"
    for name in survey.frame.columns:
        signs = set("".join([str(name), *survey.frame[name].tolist()]))
        assert not signs & UNFIT, f"NUL or half a character in {name!r}"
    if survey.scale is not None:
        finite = survey.scores[np.isfinite(survey.scores)]
        assert survey.scale.contains(finite.to_numpy()).all(), "a score outside the scale"
    broken = survey.left_out.to_numpy() == "broken line"
    listed = set(survey.problems["line"])
    assert set(survey.lines[broken].tolist()) <= listed, "a broken line that is not listed"


def check_answers(survey: Survey, case: Case) -> None:
    """Check that answers that were not touched are there, with their own scores."""
    cells: dict[str, set[int]] = {}
    for name in survey.frame.columns:
        for row, cell in enumerate(survey.frame[name].tolist()):
            if "R0" in cell:
                cells.setdefault(cell, set()).add(row)
    named = " ".join(map(str, survey.frame.columns))
    for mark, score in case.scores.items():
        rows = cells.get(mark, set())
        unread = not rows and len(survey.problems) >= len(case.scores)
        assert len(rows) == 1 or mark in named or unread, f"{mark} stands in {len(rows)} rows"
        for row in rows:
            found = survey.scores.iloc[row]
            said = float(score[:2].strip(" -") or "nan") if score[:1].isdigit() else np.nan
            assert np.isnan(found) or np.isnan(said) or found == said, f"{mark}: {found} of {score}"
    everything = "\x00".join(survey.frame.to_numpy().ravel().tolist()) if case.marks else ""
    lost = [mark for mark in case.marks if mark not in everything and mark not in named]
    if lost:
        shown = " ".join(survey.problems["value"])
        lost = [mark for mark in lost if mark not in shown]
    assert not lost or len(survey.problems) >= len(lost), f"{lost[:3]} vanished"


def check_stream(path: Path, case: Case) -> None:
    """Convert a case in small pieces: every row is accounted for, and no answer goes astray."""
    rng, out = random.Random(case.seed), path.with_name("out.parquet")
    size = max(path.stat().st_size, 2)
    small = ((500, 5_000), (5_000, 50_000)) if size < 1 << 20 else ((1 << 18, 1 << 23),)
    cut.CHUNK, cut.LONGEST_RECORD = rng.choice((*small, (1 << 23, 1 << 25)))
    try:
        made = convert(path, out, head=rng.randrange(1, 2 * size))
    except CxError as error:
        _check_message(str(error))
        return
    frame = pd.read_parquet(out)
    rows = made.rows
    assert rows["read"] == len(frame) == rows["used"] + sum(rows["left_out"].values()), "the sum"
    assert rows["used"] == (frame["cx_left_out"] == "").sum(), "what is said and what is written"
    assert (np.diff(frame["cx_line"]) > 0).all(), "lines go up"
    listed = pd.read_parquet(made.problems) if made.problems else pd.DataFrame(columns=["value"])
    assert made.listed == len(listed), "problems counted and listed"
    everything = "\x00".join(frame.iloc[:, :-4].to_numpy().ravel().tolist())
    named = " ".join(frame.columns)
    shown = " ".join(listed["value"])
    lost = [m for m in case.marks if m not in everything and m not in named and m not in shown]
    assert not lost or len(listed) >= len(lost), f"{lost[:3]} vanished from the stream"
