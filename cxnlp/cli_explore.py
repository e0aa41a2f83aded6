"""The command that finds what people talk about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# A line for each name would be twenty lines.
# isort: off
from cxnlp.cli_options import (
    Codebook, Columns, Date, Delimiter, Encoding, File, Format, Id, Issues, Like, Model, NoSegments,
    Out, Personal, Reasons, ScaleName, Score, Segment, Sheet, Text, Weight, columns_of, folder_for,
)  # fmt: skip

# isort: on
from cxnlp.terminal import bar, say, show

Outside = Annotated[
    float, typer.Option(help="Share of clauses that may fit no topic, 0 to less than 1.")
]
Count = Annotated[
    int | None, typer.Option("--topics", help="About how many; as many as hold by default.")
]
Earlier = Annotated[
    Path | None,
    typer.Option(help="The folder topics of an earlier exploration: what was edited there stays."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same topics.")]


def explore(
    file: File,
    score: Score = None,
    text: Text = None,
    scale: ScaleName = None,
    segment: Segment = None,
    no_segments: NoSegments = False,
    date: Date = None,
    reasons: Reasons = None,
    id_column: Id = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    format: Format = None,
    columns: Columns = None,
    like: Like = None,
    codebook: Codebook = None,
    issues: Issues = "general",
    model: Model = "base",
    weight: Weight = None,
    outside: Outside = 0.1,
    topics: Count = None,
    earlier: Earlier = None,
    seed: Seed = 0,
    out: Out = None,
    show_personal_data: Personal = False,
) -> None:
    """Find what people talk about, known or not: topics, names, quotes, a map."""
    given = columns_of(locals())
    from cxnlp.discover import find_topics
    from cxnlp.explore_files import lines, write
    from cxnlp.export import prepare

    folder = prepare(folder_for(file, out, "topics"))
    with bar("Reading", "Read {} of {} comments") as progress:
        found = find_topics(
            file, issues=issues, model=model, outside=outside, topics=topics, seed=seed,
            earlier=earlier, segments=[] if no_segments else segment or None, weight=weight,
            progress=progress, **given,
        )  # fmt: skip
    say("Naming the topics, drawing the map")
    write(found, folder, show_personal_data=show_personal_data)
    show("\n".join([*lines(found, show_personal_data), "", f"Map: {folder / 'map.html'}"]))
