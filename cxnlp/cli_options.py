"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, Parquet or JSONL export.")]
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
Issues = Annotated[str, typer.Option(help="A shipped issue list's name, or a TOML file.")]
Model = Annotated[str, typer.Option(help="A model's name or folder.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-report by default.")
]

Audited = Annotated[
    Path | None,
    typer.Option("--audit", help="What people checked: the folder of cxnlp audit, or a table."),
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
Regression = Annotated[str, typer.Option(help="linear, ordinal or multinomial.")]
Aim = Annotated[float | None, typer.Option(help="An index to test ours against.")]
Hide = Annotated[int, typer.Option(help="Groups of fewer responses have no figures.")]
Grey = Annotated[int, typer.Option(help="Groups of fewer responses are marked small.")]
