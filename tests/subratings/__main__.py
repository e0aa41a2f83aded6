"""The table of sub-ratings: `python -m tests.subratings -o FOLDER`.

Tags reviews of `../shared/data` with a model (`--model`), explains their overall rating by the text
alone, and compares with the customers' own sub-ratings. Writes `parts.csv` and `whole.csv`; with
`--readme` the tables in this folder's README.md too. The reviews themselves go nowhere.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger
from tests.subratings.sets import HERE, SETS, read_set
from tests.subratings.study import WHOLE, Compared, compare, tags_of

DATA = HERE.parents[2] / "shared" / "data"
START, END = "<!-- tables: python -m tests.subratings --readme -->\n", "<!-- end -->\n"


def markdown(parts: pd.DataFrame, whole: pd.DataFrame, model: str) -> str:
    """Return both tables for people."""
    lines = [f"Model `{model}`, by `python -m tests.subratings`.", ""]
    lines += [
        "| set | reviews | Spearman of the orders (95 %) | same first | parts in the text "
        "| all issues in the text | on other reviews | sub-ratings | both |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in whole.to_dict("records"):
        lines.append(
            f"| {row['set']} | {row['n']:,} | {row['order']:.2f} ({row['order_low']:.2f} to "
            f"{row['order_high']:.2f}) | {'yes' if row['same_first'] else 'no'} | "
            + " | ".join(
                f"{row[name]:.0%}"
                for name in ("text_parts", "text_all", "text_out_of_sample", "rated", "both")
            )
            + " |"
        )
    lines += [
        "",
        "| set | part | mentions | importance by the text (95 %) | rank | by the sub-ratings "
        "(95 %) | rank | text and sub-rating agree (r) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in parts.to_dict("records"):
        lines.append(
            f"| {row['set']} | {row['part'].replace('_', ' ')} | {row['mentions']:,} | "
            + " | ".join(
                f"{row[side]:.1%} ({row[f'{side}_low']:.1%} to {row[f'{side}_high']:.1%}) | "
                f"{row[f'{side}_rank']:.0f}"
                for side in ("text", "rated")
            )
            + f" | {row['agreement']:.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Tag, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, help="folder for the tables")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", default="base")
    parser.add_argument("--rows", type=int, default=1500, help="at most so many reviews a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--readme", action="store_true", help="put the tables into README.md")
    given = parser.parse_args()
    bundle = Bundle.open(given.model)
    found: list[Compared] = []
    for of in SETS:
        reviews = read_set(of, given.data, given.rows, given.seed)
        tagger = Tagger(bundle, Taxonomy.load(of.issues))
        found.append(compare(of, reviews, tags_of(reviews, of, tagger)))
        sys.stderr.write(f"{of.name}: {found[-1].whole}\n")
    parts = pd.concat([each.parts for each in found], ignore_index=True)
    whole = pd.DataFrame([each.whole for each in found], columns=list(WHOLE))
    text = markdown(parts, whole, f"{tagger.model['name']} {tagger.model['version']}")
    sys.stdout.write(text)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        parts.to_csv(given.out / "parts.csv", index=False)
        whole.to_csv(given.out / "whole.csv", index=False)
    if given.readme:
        page = (HERE / "README.md").read_text("utf-8")
        before, rest = page.split(START)
        after = rest.split(END)[1]
        (HERE / "README.md").write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
