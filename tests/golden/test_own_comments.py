"""The comments that the shipped lists are measured on: well labelled, and kept out of training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxnlp.issues import Taxonomy
from cxnlp.model.heads import FEELINGS

OWN = Path(__file__).parent / "own_comments"
WRITTEN = Path(__file__).resolve().parents[2] / "models" / "train" / "written"


def comments(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", Taxonomy.shipped())
def test_every_label_is_an_issue_of_the_list_with_a_feeling(name):
    ids = {issue.id for issue in Taxonomy.load(name).leaves()}
    for comment in comments(OWN / f"{name}.jsonl"):
        assert comment["text"].strip()
        assert comment["language"] in ("en", "th", "fa", "vi")
        assert comment["issues"].keys() <= ids
        assert set(comment["issues"].values()) <= set(FEELINGS)


def test_no_comment_is_trained_on():
    trained = {row["text"] for path in WRITTEN.glob("*.jsonl") for row in comments(path)}
    measured = [row["text"] for path in OWN.glob("*.jsonl") for row in comments(path)]
    assert len(measured) == len(set(measured))
    assert not trained & set(measured)
