"""Print in how many test sentences the issues of each shipped list are found.

`python models/train/recall.py [MODEL]`: a Markdown table for the docs, and the issues that are
missed most. The sentences are in `tests/golden/issue_sentences`: two for each issue and language,
none of which repeats what the model reads of the issue.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from cxnlp.issues import Taxonomy
from cxnlp.tag.one_call import DEFAULT_MODEL, AnyBundle, open_model, tagger_on

SENTENCES = Path(__file__).resolve().parents[2] / "tests" / "golden" / "issue_sentences"
LANGUAGES = ["en", "th", "fa", "vi"]
SHOWN = 15


def measure(bundle: AnyBundle, name: str) -> pd.DataFrame:
    """Return a row a sentence of a list.

    Columns: `list`, `issue`, `language`, `text`, `feeling` (as written), `found` (whether its
    issue is tagged), `felt` (the feeling tagged, "" where not found), `others` (other tags).
    """
    lines = (SENTENCES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    tagged = tagger_on(bundle, Taxonomy.load(name)).predict([row["text"] for row in rows])
    for row, prediction in zip(rows, tagged, strict=True):
        felt = {mention.id: mention.feeling for mention in prediction.issues}
        row["found"] = row["issue"] in felt
        row["felt"] = felt.pop(row["issue"], "")
        row["others"] = len(felt)
    return pd.DataFrame(rows).assign(list=name)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each list and all: recall by language, feeling right, other tags a sentence."""
    lists = [*rows.groupby("list"), ("all", rows)]
    return pd.DataFrame({str(name): _figures(part) for name, part in lists}).T


def _figures(rows: pd.DataFrame) -> dict[str, float]:
    found = rows[rows["found"]]
    by_language = rows.groupby("language")["found"].mean()
    return {
        **{language: by_language[language] for language in LANGUAGES},
        "all": rows["found"].mean(),
        "feeling right, where found": (found["felt"] == found["feeling"]).mean(),
        "other tags a sentence": rows["others"].mean(),
    }


def main() -> None:
    """Measure every shipped list and print the table."""
    bundle = open_model(*(sys.argv[1:2] or [DEFAULT_MODEL]))
    rows = pd.concat([measure(bundle, name) for name in Taxonomy.shipped()])
    figures = table(rows)
    print(f"| list | {' | '.join(figures.columns)} |")
    print("|---" * (len(figures.columns) + 1) + "|")
    for name, row in figures.iterrows():
        print(f"| {name} | {' | '.join(f'{value:.2f}' for value in row)} |")
    missed = rows.groupby(["list", "issue"])["found"].mean().sort_values().head(SHOWN)
    print("\nFound least:")
    for (name, issue), share in missed.items():
        print(f"  {name} / {issue}: {share:.2f}")


if __name__ == "__main__":
    main()
