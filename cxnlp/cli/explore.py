"""The command that finds what people talk about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    Issues,
    Like,
    Model,
    NoSegments,
    Personal,
    Reading,
    Reasons,
    ScaleName,
    Score,
    Segment,
    Sheet,
    Text,
    Weight,
    folder_for,
    say_changes,
    segments_of,
)

# isort: on
from cxnlp.terminal import bar, say, show

if TYPE_CHECKING:
    from cxnlp.discover.edits import Edits
    from cxnlp.discover.lists import FrozenList
    from cxnlp.explore import Topics
    from cxnlp.survey import Survey

Outside = Annotated[
    float, typer.Option(help="Share of clauses that may fit no topic, 0 to less than 1.")
]
Count = Annotated[
    int | None, typer.Option("--topics", help="How many; by default as many as lie apart.")
]
Clustering = Annotated[
    str, typer.Option("--engine", help="kmeans, or evoc where the extra explore is installed.")
]
Earlier = Annotated[
    Path | None,
    typer.Option(help="The folder of an earlier exploration: what was edited there stays."),
]
Seed = Annotated[int, typer.Option(help="Of the clauses drawn to name topics.")]
Merge = Annotated[list[str] | None, typer.Option(help="Topics to make one: 6,10. Repeatable.")]
Split = Annotated[list[str] | None, typer.Option(help="Topics to part in two: 3.")]
Rename = Annotated[
    list[str] | None, typer.Option(help="Call a topic: '2=Broken promises'. Repeatable.")
]
Drop = Annotated[list[str] | None, typer.Option(help="Topics to leave out: 4,11.")]
Freeze = Annotated[
    list[str] | None,
    typer.Option(help="Topics to add to the list of issues: 2,6. It is written as list.toml."),
]
Teach = Annotated[
    bool, typer.Option("--teach", help="With --freeze: a lesson that finds the topics better.")
]
FolderOrList = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", help="Folder to write, FILE-topics by default; with --freeze also LIST.toml."
    ),
]


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
    engine: Clustering = "kmeans",
    earlier: Earlier = None,
    seed: Seed = 0,
    merge: Merge = None,
    split: Split = None,
    rename: Rename = None,
    drop: Drop = None,
    freeze: Freeze = None,
    teach: Teach = False,
    out: FolderOrList = None,
    show_personal_data: Personal = False,
) -> None:
    """Find what people talk about, known or not: topics, names, quotes, a map.

    Edits take the numbers that the same command shows without them. --freeze adds topics to the
    list of --issues, and says what tagging with it finds of them again; --teach teaches the model
    by half of the comments to find them, and says how well it does on the others.
    """
    from cxnlp.discover import find_topics
    from cxnlp.discover.files import write
    from cxnlp.discover.lines import list_lines, topic_lines
    from cxnlp.files import prepare
    from cxnlp.survey import read_survey

    edits = _edits(merge, split, rename, drop, freeze, teach)
    folder = prepare(folder_for(file, None if out and _names_list(out) else out, "topics"))
    place = list_place(out, folder, issues) if edits.freeze else None
    reading = Reading(
        score=score,
        text=text,
        scale=scale,
        segments=segments_of(segment, no_segments),
        date=date,
        reasons=reasons,
        id=id_column,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        format=format,
        columns=columns,
        like=like,
        codebook=codebook,
    )
    survey = read_survey(file, need_score=False, **reading)
    say_changes(survey.notes)
    with bar("Reading", "Read {} of {} comments") as progress:
        found = find_topics(
            survey,
            issues=issues,
            model=model,
            outside=outside,
            n_topics=topics,
            seed=seed,
            engine=engine,  # type: ignore[arg-type]  # an unknown one is refused in words
            earlier=_topics_in(earlier),
            weight=weight,
            progress=progress,
        )
    found = edits.apply(found)
    say("Naming the topics, drawing the map")
    write(found, folder, show_personal_data=show_personal_data)
    show("\n".join([*topic_lines(found, show_personal_data), "", f"Map: {folder / 'map.html'}"]))
    if place is not None:
        frozen = _frozen(found, edits.freeze, survey, issues, model, folder if teach else None)
        frozen.write(place, folder, place.read_text("utf-8") if place.exists() else None)
        show("\n".join(["", *list_lines(frozen, found), "", f"List: {place}"]))


def _edits(
    merge: list[str] | None,
    split: list[str] | None,
    rename: list[str] | None,
    drop: list[str] | None,
    freeze: list[str] | None,
    teach: bool,
) -> Edits:
    from cxnlp.discover.edits import Edits
    from cxnlp.errors import ExplainError

    edits = Edits.typed(*(typed or () for typed in (merge, split, rename, drop, freeze)))
    if teach and not edits.freeze:
        raise ExplainError("--teach without --freeze", "topics to teach", "give --freeze 2,6")
    return edits


def _frozen(
    found: Topics, ids: Sequence[int], survey: Survey, issues: str, model: str, folder: Path | None
) -> FrozenList:
    """Put topics into the list, and where a folder is given teach the model there to find them."""
    from cxnlp.discover.lists import freeze_topics
    from cxnlp.discover.teach import teach_topics

    with bar("Tagging", "Tagged {} of {} comments with the list") as progress:
        made = freeze_topics(found, ids, survey, issues=issues, model=model, progress=progress)
    if folder is None:
        return made
    with bar("Trying", "Tried {} of {} comments with what was taught") as progress:
        lesson = folder / "lesson"
        return teach_topics(made, found, survey, lesson, model=model, progress=progress)


def list_place(out: Path | None, folder: Path, issues: str) -> Path:
    """Return where to write the list: FOLDER/list.toml, unless a TOML file was named.

    A list that is there already is the one of ``--issues``, to be added to.

    Raises
    ------
    OutputError
        If another list is there, which may hold what was written by hand.
    """
    from cxnlp.errors import OutputError

    place = out if out is not None and _names_list(out) else folder / "list.toml"
    given = Path(issues)
    if place.exists() and not (given.exists() and place.samefile(given)):
        raise OutputError(
            f"{place} is there already",
            "a list to add to, or a new name",
            f"give --issues {place} to add to it, or -o another.toml",
        )
    return place


def _names_list(out: Path) -> bool:
    """Tell whether what was named to write is a list and not a folder."""
    return out.suffix.lower() == ".toml"


def _topics_in(folder: Path | None) -> Path | None:
    """Return where the topics of an exploration are, by its folder or by their own."""
    inner = folder / "topics" if folder is not None else None
    return inner if inner is not None and inner.is_dir() else folder
