"""Tags that a person put right: kept by the hash of the comment, put in again at every run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.audit.labels import FEELINGS
from cxnlp.audit.texts import text_key
from cxnlp.errors import SurveyError
from cxnlp.explain.correction.audit import NOT_MENTIONED
from cxnlp.issues import Taxonomy
from cxnlp.survey.read import read_table
from cxnlp.tag import Tags
from cxnlp.tag.tags import MENTIONS

CORRECTIONS = ("key", "issue", "feeling")
HAND = "hand"
APPLIED, ABSENT, CHECKED = "applied", "no such comment here", "left as tagged: in the audit"


@dataclass(frozen=True)
class CorrectedTags:
    """Tags with a person's corrections in them.

    Parameters
    ----------
    tags : Tags
        Corrected mentions have the source "hand" and the probability 1.
    told : DataFrame
        A row for each correction: `key`, `issue`, `feeling`, `state` (what became of it).
    """

    tags: Tags
    told: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """Return how many corrections there are in each state."""
        return {str(state): int(n) for state, n in self.told["state"].value_counts().items()}

    def record(self) -> dict[str, dict[str, int]]:
        """Return what the record of a run says of them: nothing where there are none."""
        return {"corrections": self.counts()} if len(self.told) else {}


def read_corrections(source: str | Path | pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    """Read a person's corrections.

    Parameters
    ----------
    source : str, Path or DataFrame
        A table with `comment` (as it was written) or `key` (its hash), `issue` (an id) and
        `feeling`: how the comment mentions the issue, "none" where it does not. Other columns do
        not matter, so that the `corrections.csv` of a run can be given to the next.
    taxonomy : Taxonomy
        The list; its leaves can be corrected.

    Returns
    -------
    DataFrame
        `CORRECTIONS`, a row for each comment and issue.

    Raises
    ------
    SurveyError
        If a column is missing, an issue or a feeling is unknown, or two rows contradict each other.
    """
    read = read_table(source)
    table = read.frame.map(str.strip)
    missing = [name for name in CORRECTIONS[1:] if name not in table]
    if missing or not {"key", "comment"} & set(table.columns):
        raise SurveyError(
            f"corrections without the column {(missing or ['comment'])[0]!r}",
            "the columns comment (or key), issue and feeling",
        )
    found = pd.DataFrame({"key": _keys(table), "issue": table["issue"]})
    found["feeling"] = table["feeling"].str.casefold().map(FEELINGS)
    leaves = {issue.id for issue in taxonomy.leaves()}
    for odd, column, wanted in (
        (found["key"] == "", "comment", "a comment, or its key"),
        (~found["issue"].isin(leaves), "issue", f"an issue of {taxonomy.title!r} to be tagged"),
        (found["feeling"].isna(), "feeling", "negative, positive, mixed, neutral, or none"),
    ):
        if odd.any():
            at = int(odd.to_numpy().argmax())
            cell = table[column].iloc[at] if column in table else ""
            where = f"line {read.lines[at]} of the corrections"
            raise SurveyError(f"{where}: {column} {cell!r}", wanted)
    found = found.drop_duplicates()
    twice = found[found.duplicated(["key", "issue"])]
    if len(twice):
        raise SurveyError(
            f"corrections of one comment that contradict each other on {twice['issue'].iloc[0]!r}",
            "one row for each comment and issue",
            "settle which holds",
        )
    return found.reset_index(drop=True)


def _keys(table: pd.DataFrame) -> pd.Series:
    """Take the keys; make them of the comments where there are none."""
    keys = table["key"] if "key" in table else pd.Series("", index=table.index)
    if "comment" not in table:
        return keys
    # Our own CSV files have an apostrophe before what a spreadsheet would calculate.
    texts = table["comment"].str.replace(r"^'(?=\s*[=+\-@])", "", regex=True)
    made = [text_key(text) if text else "" for text in texts]
    return keys.where(keys != "", pd.Series(made, index=table.index))


def correct_tags(
    tags: Tags, corrections: pd.DataFrame, drawn: Collection[int] = ()
) -> CorrectedTags:
    """Put a person's corrections into tags.

    Parameters
    ----------
    tags : Tags
        As the tagger found them.
    corrections : DataFrame
        From `read_corrections`. All comments of the same text are corrected.
    drawn : collection of int
        Rows that were drawn for an audit. They stay as tagged: an audit tells how the tagger errs
        on all responses, and would flatter it if those that were looked at were put right first.
    """
    keys = tags.comments["text"].map(text_key)
    held = pd.DataFrame(
        {
            "key": keys,
            "comment": tags.comments["comment"],
            "row": tags.comments["row"],
            "text": tags.comments["text"],
        }
    )
    held = held[held["key"].isin(corrections["key"])]
    kept = held["row"].isin(drawn)
    asked = corrections["key"]
    state = np.where(asked.isin(held["key"]), APPLIED, ABSENT)
    checked = asked.isin(held.loc[kept, "key"]).to_numpy()
    told = corrections.assign(state=np.where(checked, CHECKED, state))
    made = held.merge(corrections[~checked], on="key")
    return CorrectedTags(Tags(tags.comments, _replaced(tags.mentions, made)), told)


def _replaced(mentions: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Take out what was corrected and put in what is mentioned; evidence is kept where known."""
    pair = ["comment", "issue"]
    known = mentions[[*pair, "start", "end", "quote"]]
    put = made[made["feeling"] != NOT_MENTIONED].merge(known, on=pair, how="left")
    whole = put["start"].isna()
    put["start"] = put["start"].where(~whole, 0)
    put["end"] = put["end"].where(~whole, put["text"].str.len())
    put["quote"] = put["quote"].where(~whole, put["text"])
    put = put.assign(probability=1.0, source=HAND, uncertain=False)[list(MENTIONS)].astype(MENTIONS)
    touched = pd.MultiIndex.from_frame(mentions[pair]).isin(pd.MultiIndex.from_frame(made[pair]))
    both = pd.concat([mentions[~touched], put], ignore_index=True)
    # Comments stay in their order, as the tagger gives them.
    return both.sort_values("row", kind="stable").reset_index(drop=True)


def put_right(
    tags: Tags,
    source: str | Path | pd.DataFrame | None,
    taxonomy: Taxonomy,
    drawn: Collection[int] = (),
) -> CorrectedTags:
    """Read corrections and put them into tags; without any, the tags are as they were.

    Parameters
    ----------
    tags, drawn
        As in `correct_tags`.
    source, taxonomy
        As in `read_corrections`.
    """
    if source is None:
        return CorrectedTags(tags, pd.DataFrame(columns=[*CORRECTIONS, "state"]))
    return correct_tags(tags, read_corrections(source, taxonomy), drawn)
