"""The shipped lists on comments written for the purpose, with complete labels, never trained on.

`tests/golden/own_comments/<list>.jsonl` holds a comment a line: `language`, `text`, `issues` (leaf
id to feeling). They were written together with training comments, and drawn from those by a hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from measure import issue_marks, read, slim, some

from cxnlp.evaluate.issues import compare_marks
from cxnlp.evaluate.marks import Marks, judged_marks
from cxnlp.issues import Taxonomy
from cxnlp.tag.one_call import AnyBundle, tagger_on

COMMENTS = Path(__file__).resolve().parents[2] / "tests" / "golden" / "own_comments"
ALL = "all lists"


def read_own(name: str) -> pd.DataFrame:
    """Return the comments of a list: `language`, `text`, `issues`."""
    lines = (COMMENTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return pd.DataFrame([json.loads(line) for line in lines])


def measure_own(bundle: AnyBundle, rows: int) -> Iterator[tuple[str, dict]]:
    """Yield the figures of each shipped list, then those of all lists together."""
    frames, golds, founds = [], [], []
    for name in Taxonomy.shipped():
        tagger = tagger_on(bundle, Taxonomy.load(name))
        ids = [issue.id for issue in tagger.taxonomy.leaves()]
        frame = some(read_own(name), rows)
        gold = judged_marks(frame["issues"].tolist(), ids)
        found = issue_marks(read(tagger, frame["text"].tolist()), ids, bundle.settings.mention)
        frames.append(frame)
        golds.append(gold)
        founds.append(found)
        yield name, _compared(gold, found, frame)
    yield ALL, _compared(_side_by_side(golds), _side_by_side(founds), pd.concat(frames))


def _compared(gold: Marks, found: Marks, frame: pd.DataFrame) -> dict:
    return slim(compare_marks(gold, found, frame["text"].tolist(), frame["language"].tolist()))


def _side_by_side(marks: list[Marks]) -> Marks:
    """Return the marks of several lists as one; a comment is asked the issues of its own list."""
    names = tuple(f"{at}/{name}" for at, each in enumerate(marks) for name in each.ids)
    shape = (sum(len(each.mention) for each in marks), len(names))
    empty = {"mention": False, "feeling": -1, "probability": np.nan, "unsure": False}
    made = {part: np.full(shape, value) for part, value in empty.items()}
    row = column = 0
    for each in marks:
        high, wide = each.mention.shape
        for part, array in made.items():
            array[row : row + high, column : column + wide] = getattr(each, part)
        row, column = row + high, column + wide
    return Marks(names, **made)
