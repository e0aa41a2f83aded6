"""What can be sent of a run: a mention of an issue, with the comment around it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.errors import OutputError
from cxnlp.issues import Taxonomy
from cxnlp.model.heads import FEELINGS
from cxnlp.survey.values.scales import SCALES
from cxnlp.text.redact import mask

FILES = ("comments.parquet", "tags.parquet", "run.json")


@dataclass(frozen=True)
class Event:
    """A comment's mention of an issue.

    Parameters
    ----------
    key : str
        32 hexadecimal digits: the same for the same mention, in every run.
    issue, issue_name, owner : str
        The issue's id and name, and the team that fixes it (may be empty).
    feeling : str
        `negative`, `neutral`, `positive` or `mixed`.
    probability : float
        That the issue is mentioned, 0-1.
    uncertain : bool
        The probability lies where the model is often wrong.
    text, quote : str
        The comment, and the words of it that show the issue.
    language : str
        ISO 639-1 code, or `und`.
    sentiment : str or None
        Overall: `negative`, `neutral` or `positive`.
    score : float or None
        The response's score, where it has a readable one.
    band : str
        The score's band (`detractor`, `passive`, `promoter`, …); empty without a score.
    comment, question : str
        The comment's id in the run, and the column it stands in.
    """

    key: str
    issue: str
    issue_name: str
    owner: str
    feeling: str
    probability: float
    uncertain: bool
    text: str
    quote: str
    language: str
    sentiment: str | None
    score: float | None
    band: str
    comment: str
    question: str

    def fields(self) -> dict[str, Any]:
        """Return every field by its name."""
        return asdict(self)

    def masked(self) -> Event:
        """Return the event with e-mail addresses, phone numbers and the like masked."""
        return replace(self, text=mask(self.text).text, quote=mask(self.quote).text)


def read_events(folder: str | Path, issues: str | Path | Taxonomy | None = None) -> list[Event]:
    """Read the mentions of a run, in the order of its tables.

    Parameters
    ----------
    folder : str or Path
        What `cxnlp tag` or `cxnlp analyze` wrote.
    issues : str, Path or Taxonomy, optional
        The list of the run, which names the issues and their owners; by default the one that the
        run's record names.

    Raises
    ------
    OutputError
        If a file is missing, or the list is not that of the run.
    IssueListError
        If there is no such list.
    """
    place = Path(folder)
    run = _run(place)
    taxonomy = _list_of(run, issues)
    comments = pd.read_parquet(place / "comments.parquet")
    rows = {
        str(row["cx_comment"]): row
        for row in comments[comments["cx_comment"].notna()].to_dict("records")
    }
    tags = pd.read_parquet(place / "tags.parquet").to_dict("records")
    return [_event(tag, rows[tag["comment"]], taxonomy, run) for tag in tags]


def known_values(
    folder: str | Path, issues: str | Path | Taxonomy | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the values that the events of a run can have, for each field that rules look at.

    Parameters
    ----------
    folder, issues
        As in `read_events`.

    Raises
    ------
    OutputError, IssueListError
        As `read_events` does.
    """
    run = _run(Path(folder))
    leaves = _list_of(run, issues).leaves()
    scale = SCALES.get(str(run["input"]["scale"]))
    return {
        "issue": tuple(issue.id for issue in leaves),
        "owner": tuple(dict.fromkeys(issue.owner for issue in leaves if issue.owner)),
        "feeling": FEELINGS,
        "band": scale.bands if scale else (),
    }


def _run(folder: Path) -> dict[str, Any]:
    """Return the record of a run, all of whose files are there."""
    for name in FILES:
        if not (folder / name).is_file():
            raise OutputError(
                f"{folder / name} is missing", "a folder written by cxnlp tag or cxnlp analyze"
            )
    return dict(json.loads((folder / "run.json").read_text(encoding="utf-8")))


def _list_of(run: Mapping[str, Any], issues: str | Path | Taxonomy | None) -> Taxonomy:
    named = run["options"].get("issues", "general") if issues is None else issues
    taxonomy = named if isinstance(named, Taxonomy) else Taxonomy.load(named)
    if taxonomy.sha256 != run["issues"]["sha256"]:
        raise OutputError(
            f"the list {taxonomy.title!r} is not the one the comments were tagged with "
            f"({run['issues']['title']!r}, or an earlier form of it)",
            "the list of the run",
            "name it with --issues, or tag again",
        )
    return taxonomy


def _event(
    tag: Mapping[Any, Any], row: Mapping[Any, Any], taxonomy: Taxonomy, run: Mapping[str, Any]
) -> Event:
    issue = taxonomy[tag["issue"]]
    question = str(row["cx_question"])
    text = _cell(row, question)
    score, band = _score(row)
    return Event(
        key=_key(row, tag, text, run["input"]),
        issue=issue.id,
        issue_name=issue.name,
        owner=issue.owner,
        feeling=str(tag["feeling"]),
        probability=float(tag["probability"]),
        uncertain=bool(tag.get("uncertain", False)),
        text=text,
        quote=str(tag["quote"]),
        language=str(row["cx_language"]),
        sentiment=None if pd.isna(row["cx_sentiment"]) else str(row["cx_sentiment"]),
        score=score,
        band=band,
        comment=str(tag["comment"]),
        question=question,
    )


def _cell(row: Mapping[Any, Any], column: str) -> str:
    """Return a cell of the input; a column that bears one of our names stands further on."""
    ours = column.startswith("cx_") and f"{column} (input)" in row
    return str(row[f"{column} (input)" if ours else column])


def _score(row: Mapping[Any, Any]) -> tuple[float | None, str]:
    """Return the score as the survey read it: its cell may hold words, or a code for it."""
    score = row["cx_score"]
    return (None, "") if pd.isna(score) else (float(score), str(row["cx_band"]))


def _key(
    row: Mapping[Any, Any], tag: Mapping[Any, Any], text: str, source: Mapping[str, Any]
) -> str:
    """Name a mention by whose it is: the response's own id, else its place in this very file."""
    ids = [_cell(row, name) for name in source["columns"].get("id", [])]
    whose = ["id", *ids] if any(ids) else ["place", str(source["sha256"]), str(tag["comment"])]
    parts = [*whose, str(row["cx_question"]), text, str(tag["issue"]), str(tag["feeling"])]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
