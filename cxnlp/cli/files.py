"""The commands about files alone: an export as Parquet, and the shipped lists of issues."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# A line for each name would be twenty lines.
# isort: off
from cxnlp.cli.options import (
    Codebook,
    Columns,
    Date,
    Delimiter,
    Encoding,
    File,
    Format,
    Id,
    Like,
    Reading,
    ScaleName,
    Score,
    Sheet,
    Text,
    say_changes,
)

# isort: on
from cxnlp.terminal import bar, show


def convert(
    file: File,
    out: Annotated[Path, typer.Option("--out", "-o", help="Parquet file to write.")],
    score: Score = None,
    text: Text = None,
    scale: ScaleName = None,
    date: Date = None,
    id_column: Id = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    format: Format = None,
    columns: Columns = None,
    like: Like = None,
    codebook: Codebook = None,
) -> None:
    """Write an export of any length as Parquet, every row typed and accounted for."""
    from cxnlp.survey.stream import convert as run

    reading = Reading(
        score=score,
        text=text,
        scale=scale,
        date=date,
        id=id_column,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        format=format,
        columns=columns,
        like=like,
        codebook=codebook,
    )
    with bar("Reading", "Read {} of {} bytes", 100_000_000) as progress:
        made = run(file, out, progress=progress, **reading)
    say_changes(made.notes)
    left = "".join(f", {count} {reason}" for reason, count in made.rows["left_out"].items())
    show(f"{made.rows['read']} rows read, {made.rows['used']} used{left}: {made.path}")
    if made.problems is not None:
        show(f"{made.listed} problems listed: {made.problems}")
    if made.repairs is not None:
        show(f"{made.repaired} cells repaired, listed as they stood: {made.repairs}")


def issue_lists(
    name: Annotated[str | None, typer.Argument(help="A shipped list's name, or a file.")] = None,
) -> None:
    """List the shipped issue lists, or print one as TOML to start your own from."""
    from cxnlp.issues import Taxonomy

    if name is not None:
        show(Taxonomy.load(name).to_toml().removesuffix("\n"))
        return
    for shipped in Taxonomy.shipped():
        taxonomy = Taxonomy.load(shipped)
        show(f"{shipped:<14} {len(taxonomy.leaves()):>3} issues   {taxonomy.title}")
