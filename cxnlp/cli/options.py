"""The options of the commands, and what is read from them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from cxnlp.terminal import say

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

File = Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, SPSS, Parquet or JSONL export.")]
Score = Annotated[str | None, typer.Option(help="Column with the score.")]
Text = Annotated[list[str] | None, typer.Option(help="Column with comments; may be repeated.")]
ScaleName = Annotated[str | None, typer.Option("--scale", help="nps, csat, ces, stars or binary.")]
Segment = Annotated[
    list[str] | None, typer.Option(help="Column that divides customers; may be repeated.")
]
NoSegments = Annotated[bool, typer.Option("--no-segments", help="Use no segment at all.")]
Date = Annotated[str | None, typer.Option(help="Column with the date.")]
Reasons = Annotated[
    list[str] | None, typer.Option(help="Column with ticked reasons; may be repeated.")
]
Id = Annotated[str | None, typer.Option("--id", help="Column that names each response.")]
Encoding = Annotated[str | None, typer.Option(help="Text encoding of the file.")]
Delimiter = Annotated[str | None, typer.Option(help="Character between the cells.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook.")]
Format = Annotated[
    str | None, typer.Option("--format", help="Platform that wrote the file, or plain.")
]
Columns = Annotated[str | None, typer.Option("--columns", help="Role to column: score=Q1,text=Q2.")]
Like = Annotated[Path | None, typer.Option(help="The survey.toml of an earlier file.")]
Codebook = Annotated[
    Path | None, typer.Option(help="The XLSForm behind the answers: words for its codes.")
]
Save = Annotated[Path | None, typer.Option(help="Keep how it was read in a survey.toml.")]
Rows = Annotated[str | None, typer.Option(help="List the rows left out or flagged for a reason.")]
Also = Annotated[
    list[str] | None, typer.Option(help="Also write results.xlsx or .sav; may be repeated.")
]
Issues = Annotated[str, typer.Option(help="A shipped issue list's name, or a TOML file.")]
Model = Annotated[
    str, typer.Option(help="A model's name or folder; fast is quicker and less accurate.")
]
Question = Annotated[
    str | None, typer.Option(help="What the comments answer; by default as the file says.")
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-report by default.")
]

Audited = Annotated[
    Path | None,
    typer.Option("--audit", help="What people checked: the folder of cxnlp audit, or a table."),
]
AuditOf = Annotated[
    list[Path] | None,
    typer.Option("--audit-of", help="File the audit was drawn from, if another; may be repeated."),
]
Corrections = Annotated[
    Path | None, typer.Option(help="Tags put right by hand: comment, issue, feeling.")
]
Personal = Annotated[
    bool,
    typer.Option(
        "--show-personal-data", help="Leave e-mail addresses, phone numbers and the like readable."
    ),
]

Tags = Annotated[Path, typer.Option(help="Table with response, issue, feeling.")]
Ids = Annotated[str, typer.Option("--id", help="Column that names each response.")]
Scores = Annotated[str, typer.Option(help="Column with the score.")]
Weight = Annotated[str | None, typer.Option(help="Column with survey weights.")]
Turned = Annotated[bool, typer.Option("--lower-is-better", help="The lowest score is the best.")]
OneText = Annotated[str | None, typer.Option(help="Column with comments.")]
OwnList = Annotated[str | None, typer.Option(help="Issue list the tags are of.")]
Churned = Annotated[str | None, typer.Option(help="Column that says who left.")]
Recommended = Annotated[str | None, typer.Option(help="Column that says who recommended us.")]
Regression = Annotated[str, typer.Option(help="linear, ordinal or multinomial.")]
Aim = Annotated[float | None, typer.Option(help="An index to test ours against.")]
Hide = Annotated[int, typer.Option(help="Groups of fewer responses have no figures.")]
Grey = Annotated[int, typer.Option(help="Groups of fewer responses are marked small.")]

LabelledFile = Annotated[
    Path, typer.Argument(help="CSV, TSV, XLSX, SPSS, Parquet or JSONL file of labelled comments.")
]
CommentColumn = Annotated[str, typer.Option("--text", help="Column with comments.")]
IssueColumns = Annotated[
    str | None,
    typer.Option(help="A column an issue, with yes, no or a feeling: 'all', or ids by commas."),
]
TagTable = Annotated[
    Path | None, typer.Option("--tags", help="Table with response, issue, feeling (or none).")
]
TaggedId = Annotated[
    str | None, typer.Option("--id", help="Column that the responses of --tags name.")
]
QuestionColumn = Annotated[str | None, typer.Option(help="Column with the question answered.")]


class Reading(TypedDict, total=False):
    """What flags say of how to read a file, as `read_survey` takes it; None where none was given.

    `segments` is none at all where it is empty; other fields are as the flags of their names.
    """

    score: str | None
    text: list[str] | None
    scale: str | None
    segments: list[str] | None
    date: str | None
    reasons: list[str] | None
    id: str | None
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    format: str | None
    columns: str | None
    like: Path | None
    codebook: Path | None


def segments_of(names: list[str] | None, none: bool) -> list[str] | None:
    """Return the columns that divide customers: none at all, those named, or None to find them."""
    return [] if none else names or None


def say_changes(notes: Iterable[str]) -> None:
    """Say those notes that tell how a file differs from the one that `--like` reads it by."""
    from cxnlp.survey.like import CHANGED

    for note in notes:
        if note.startswith(CHANGED):
            say(note)


def folder_for(file: Path, out: Path | None, kind: str = "report") -> Path:
    """Return the folder to write: the one asked for, or FILE-kind where the command is run."""
    return out if out is not None else Path(f"{file.stem}-{kind}")


def issues_of(columns: str | None, taxonomy: Taxonomy | None) -> tuple[str, ...]:
    """Return the issues that have a column each: those named, or with 'all' a whole list's."""
    if columns == "all" and taxonomy is not None:
        return tuple(issue.id for issue in taxonomy.leaves())
    return tuple(name.strip() for name in (columns or "").split(",") if name.strip())
