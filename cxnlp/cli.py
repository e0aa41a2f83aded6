"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxnlp import __version__
from cxnlp.errors import CxError
from cxnlp.terminal import bar, plain, say

if TYPE_CHECKING:
    from cxnlp.survey import Survey

app = typer.Typer(
    help="Why customers rated as they did: survey exports in, drivers with intervals out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

File = Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, SPSS, Parquet or JSONL export.")]
Score = Annotated[str | None, typer.Option(help="Column with the score.")]
Text = Annotated[list[str] | None, typer.Option(help="Column with comments; may be repeated.")]
ScaleName = Annotated[str | None, typer.Option("--scale", help="nps, csat, ces or stars.")]
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
Save = Annotated[Path | None, typer.Option(help="Keep how it was read in a survey.toml.")]
Rows = Annotated[str | None, typer.Option(help="List the rows left out or flagged for a reason.")]
Issues = Annotated[str, typer.Option(help="A shipped issue list's name, or a TOML file.")]
Model = Annotated[str, typer.Option(help="A model's name or folder.")]
Also = Annotated[
    list[str] | None, typer.Option(help="Also write results.xlsx or .sav; may be repeated.")
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-report by default.")
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def inspect(
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
    save: Save = None,
    rows: Rows = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show what is understood of a file, before anything runs."""
    from cxnlp.export import write_like
    from cxnlp.survey.inspect import describe, read_leniently
    from cxnlp.survey.inspect_lines import describe_lines, row_lines

    survey, refusal = read_leniently(
        file,
        segments=_segments(segment, no_segments),
        **_columns(locals()),
    )
    _say_changes(survey)
    if save is not None:
        write_like(survey, save)
        say(f"Kept in {save}; read the next file with --like {save}")
    if rows is not None:
        _print("\n".join(row_lines(survey, rows)))
    elif as_json:
        print(json.dumps(describe(survey, refusal), ensure_ascii=False, indent=2))
    else:
        _print("\n".join(describe_lines(survey, refusal)))


@app.command()
def analyze(
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
    issues: Issues = "general",
    model: Model = "base",
    out: Out = None,
    also: Also = None,
    show_personal_data: Annotated[
        bool, typer.Option(help="Leave e-mail addresses, phone numbers and the like readable.")
    ] = False,
) -> None:
    """Explain the scores of a survey: a report, charts and tables in a folder."""
    options = _options(locals())
    from cxnlp.export import prepare
    from cxnlp.pipeline import analyze as run
    from cxnlp.pipeline import load
    from cxnlp.survey import read_survey
    from cxnlp.writeback import check_formats

    check_formats(also or ())
    folder = prepare(_folder(file, out))
    segments = _segments(segment, no_segments)
    survey = read_survey(file, segments=segments, **_columns(locals()))
    tagger = load(model, issues)
    _say_changes(survey)
    say(f"Read {len(survey.frame)} rows of {file.name}; issues: {tagger.taxonomy.title}")
    with bar() as progress:
        analysis = run(
            survey,
            tagger=tagger,
            segments=segments,
            show_personal_data=show_personal_data,
            progress=progress,
            options=options,
        )
    say("Drawing the report")
    analysis.write(folder, also or ())
    _print("\n".join([*analysis.lines(), "", *_files(folder)]))


@app.command()
def tag(
    file: File,
    text: Text = None,
    score: Score = None,
    scale: ScaleName = None,
    date: Date = None,
    id_column: Id = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    format: Format = None,
    columns: Columns = None,
    like: Like = None,
    issues: Issues = "general",
    model: Model = "base",
    out: Out = None,
    also: Also = None,
) -> None:
    """Tag comments and write the tables; a file without a score is fine."""
    options = _options(locals())
    from cxnlp.export import prepare, write_tags
    from cxnlp.pipeline import load, tag_survey
    from cxnlp.record import record
    from cxnlp.survey import read_survey
    from cxnlp.writeback import check_formats, write_results

    check_formats(also or ())
    folder = prepare(_folder(file, out))
    survey = read_survey(file, need_score=False, **_columns(locals()))
    _say_changes(survey)
    tagger = load(model, issues)
    with bar() as progress:
        tags = tag_survey(survey, tagger, progress)
    run = record(survey, tagger, tags, options)
    write_tags(survey, tags, run, folder)
    write_results(survey, tags, tagger.taxonomy, folder, also or ())
    found = run["comments"]
    _print(f"{found['read']} comments, {found['mentions']} mentions of issues in {folder}")


@app.command()
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
) -> None:
    """Write an export of any length as Parquet, every row typed and accounted for."""
    from cxnlp.survey.stream import convert as run

    with bar("Reading", "Read {} of {} bytes", 100_000_000) as progress:
        made = run(file, out, progress=progress, **_columns(locals()))
    left = "".join(f", {count} {reason}" for reason, count in made.rows["left_out"].items())
    print(f"{made.rows['read']} rows read, {made.rows['used']} used{left}: {made.path}")
    if made.problems is not None:
        print(f"{made.listed} problems listed: {made.problems}")


@app.command("issues")
def issue_lists(
    name: Annotated[str | None, typer.Argument(help="A shipped list's name, or a file.")] = None,
) -> None:
    """List the shipped issue lists, or print one as TOML to start your own from."""
    from cxnlp.issues import Taxonomy

    if name is not None:
        print(Taxonomy.load(name).to_toml(), end="")
        return
    for shipped in Taxonomy.shipped():
        taxonomy = Taxonomy.load(shipped)
        print(f"{shipped:<14} {len(taxonomy.leaves()):>3} issues   {taxonomy.title}")


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    """Pick what `read_survey` takes from a command's parameters."""
    names = ("score", "text", "scale", "date", "reasons", "encoding", "delimiter", "sheet")
    named = (*names, "format", "columns", "like")
    chosen = {name: given[name] or None for name in named if name in given}
    return {**chosen, "id": given["id_column"]}


def _segments(names: list[str] | None, none: bool) -> list[str] | None:
    return [] if none else names or None


def _options(given: dict[str, Any]) -> dict[str, Any]:
    """Return a command's parameters as plain values for the run's record."""
    return {
        name: str(value) if isinstance(value, Path) else value
        for name, value in given.items()
        if name not in ("file", "out") and value not in (None, False, [])
    }


def _folder(file: Path, out: Path | None) -> Path:
    return out if out is not None else Path(f"{file.stem}-report")


def _files(folder: Path) -> list[str]:
    return [f"Report: {folder / 'report.html'}", f"Tables and charts: {folder}"]


def _print(text: str) -> None:
    """Print what may come from a survey: no character of it steers the terminal."""
    print(plain(text))


def _say_changes(survey: Survey) -> None:
    """Say aloud what is different about a file from the one it is read like."""
    from cxnlp.survey.like import CHANGED

    for note in survey.notes:
        if note.startswith(CHANGED):
            say(note)


def main() -> None:
    """Run the command line; an expected error is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CxError as error:
        say(f"cxnlp: {' '.join(str(error).split())}")
        sys.exit(2)


if __name__ == "__main__":
    main()
