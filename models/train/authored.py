"""Comments that we wrote ourselves about lists of issues, with complete labels.

The lists are the shipped ones and those of `written/lists`, which are for training alone: other
businesses, other styles of list. `written/<list>.jsonl` holds a comment a line: `language`, `text`,
`issues` (leaf id to feeling). The phrases that a list gives as examples are rows too, each about
its own issue.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
from corpus import Label

from cxnlp.issues import Taxonomy

HERE = Path(__file__).resolve().parent
DEV_OF_16 = 2
SOURCE = "written"


def lists() -> dict[str, Taxonomy]:
    """Return all lists by name."""
    ours = sorted((HERE / "written" / "lists").glob("*.toml"))
    shipped = {name: Taxonomy.load(name) for name in Taxonomy.shipped()}
    return {**shipped, **{path.stem: Taxonomy.load(path) for path in ours}}


def read_written() -> pd.DataFrame:
    """Return all rows in the columns of `corpus.read_set`; one in eight comments is for dev."""
    rows = []
    for name, taxonomy in lists().items():
        domain = f"list/{name}"
        path = HERE / "written" / f"{name}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for line in lines:
            comment = json.loads(line)
            labels = [Label(k, feeling, None) for k, feeling in comment["issues"].items()]
            rows.append((comment["text"], comment["language"], split_of(line), domain, labels))
        for issue in taxonomy.leaves():
            label = [Label(issue.id, None, None)]
            rows += [(text, "", "train", domain, label) for text in issue.examples]
    frame = pd.DataFrame(rows, columns=["text", "lang", "split", "domain", "labels"])
    return frame.assign(
        id=[f"{SOURCE}-{i}" for i in range(len(frame))], sentiment=None, source=SOURCE
    )


def split_of(line: str) -> str:
    """Choose the split by the text itself, so that adding rows moves no other."""
    return "dev" if hashlib.sha256(line.encode()).digest()[0] % 16 < DEV_OF_16 else "train"
