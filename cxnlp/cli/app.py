"""All commands together; here those that read a survey: inspect, analyze, tag."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cxnlp import __version__

# A line for each name would be twenty lines.
# isort: off
from cxnlp.cli.options import (
    Also,
    Audited,
    AuditOf,
    Codebook,
    Columns,
    Corrections,
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
    Out,
    Personal,
    Question,
    Reading,
    Reasons,
    Rows,
    Save,
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
from cxnlp.cli.evaluate import evaluate
from cxnlp.cli.explain import audit, explain
from cxnlp.cli.explore import explore
from cxnlp.cli.files import convert, issue_lists
from cxnlp.cli.fit import fit
from cxnlp.cli.post import post
from cxnlp.cli.serve import serve
from cxnlp.cli.tagger import Opened, SentimentLabels, SentimentModel, open_tagger
from cxnlp.errors import CxError
from cxnlp.terminal import bar, say, show

app = typer.Typer(
    help="Why customers rated as they did: survey exports in, drivers with intervals out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
    codebook: Codebook = None,
    save: Save = None,
    rows: Rows = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show what is understood of a file, before anything runs."""
    from cxnlp.export import write_like
    from cxnlp.survey.inspect import describe, read_leniently
    from cxnlp.survey.inspect_lines import describe_lines, row_lines

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
    survey, refusal = read_leniently(file, **reading)
    say_changes(survey.notes)
    if save is not None:
        write_like(survey, save)
        say(f"Kept in {save}; read the next file with --like {save}")
    if rows is not None:
        show("\n".join(row_lines(survey, rows)))
    elif as_json:
        print(json.dumps(describe(survey, refusal), ensure_ascii=False, indent=2))
    else:
        show("\n".join(describe_lines(survey, refusal)))


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
    codebook: Codebook = None,
    issues: Issues = "general",
    model: Model = "base",
    sentiment_model: SentimentModel = None,
    sentiment_labels: SentimentLabels = None,
    weight: Weight = None,
    checked: Audited = None,
    audit_of: AuditOf = None,
    corrections: Corrections = None,
    out: Out = None,
    also: Also = None,
    show_personal_data: Personal = False,
) -> None:
    """Explain the scores of a survey: a report, charts and tables in a folder."""
    from cxnlp.files import prepare
    from cxnlp.pipeline import analyze_survey
    from cxnlp.survey import read_survey
    from cxnlp.writeback import check_formats

    check_formats(also or ())
    folder = prepare(folder_for(file, out))
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
    survey = read_survey(file, **reading)
    opened = Opened(
        issues=issues,
        model=model,
        sentiment_model=sentiment_model,
        sentiment_labels=sentiment_labels,
    )
    tagger = open_tagger(**opened)
    say_changes(survey.notes)
    say(f"Read {len(survey.frame)} rows of {file.name}; issues: {tagger.taxonomy.title}")
    with bar() as progress:
        analysis = analyze_survey(
            survey,
            tagger,
            reading=reading,
            opened=opened,
            weight=weight,
            audit=checked,
            audit_of=audit_of or (),
            corrections=corrections,
            show_personal_data=show_personal_data,
            progress=progress,
        )
    say("Drawing the report")
    analysis.write(folder, also or ())
    show("\n".join([*analysis.lines(), "", *_files(folder)]))


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
    codebook: Codebook = None,
    issues: Issues = "general",
    model: Model = "base",
    sentiment_model: SentimentModel = None,
    sentiment_labels: SentimentLabels = None,
    question: Question = None,
    corrections: Corrections = None,
    out: Out = None,
    also: Also = None,
) -> None:
    """Tag comments and write the tables; a file without a score is fine."""
    from cxnlp.audit import put_right
    from cxnlp.export import write_tags
    from cxnlp.files import prepare
    from cxnlp.pipeline import tag_survey
    from cxnlp.record import asked, record
    from cxnlp.survey import read_survey
    from cxnlp.writeback import check_formats, write_results

    check_formats(also or ())
    folder = prepare(folder_for(file, out))
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
    survey = read_survey(file, need_score=False, **reading)
    say_changes(survey.notes)
    opened = Opened(
        issues=issues,
        model=model,
        sentiment_model=sentiment_model,
        sentiment_labels=sentiment_labels,
    )
    tagger = open_tagger(**opened)
    with bar() as progress:
        tags = tag_survey(survey, tagger, progress, question)
    put = put_right(tags, corrections, tagger.taxonomy)
    options = asked(**reading, **opened, question=question, corrections=corrections)
    run = record(survey, tagger, put.tags, options) | put.record()
    write_tags(survey, put.tags, run, folder, put.told)
    write_results(survey, put.tags, tagger.taxonomy, folder, also or ())
    found = run["comments"]
    show(f"{found['read']} comments, {found['mentions']} mentions of issues in {folder}")


app.command()(convert)
app.command()(explain)
app.command()(explore)
app.command()(audit)
app.command()(evaluate)
app.command()(fit)
app.command()(post)
app.command()(serve)
app.command("issues")(issue_lists)


def _files(folder: Path) -> list[str]:
    return [f"Report: {folder / 'report.html'}", f"Tables and charts: {folder}"]


def main() -> None:
    """Run the command line; an expected error is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="cxnlp")
    except CxError as error:
        say(f"cxnlp: {' '.join(str(error).split())}")
        sys.exit(2)
