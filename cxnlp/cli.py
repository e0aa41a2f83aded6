"""The command line: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cxnlp import __version__

# A line for each name would be thirty lines.
# isort: off
from cxnlp.cli_options import (
    Aim, Audited, Date, Delimiter, Encoding, File, Grey, Hide, Id, Ids, Issues, Model, NoSegments,
    OneText, Out, OwnList, Personal, Reasons, Regression, ScaleName, Score, Scores, Segment, Sheet,
    Tags, Text, Turned, Weight,
)  # fmt: skip
# isort: on
from cxnlp.cli_progress import progress_bar
from cxnlp.errors import CxError

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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Show what is understood of a file, before anything runs."""
    from cxnlp.survey.inspect import describe, describe_lines, read_leniently

    survey, refusal = read_leniently(
        file,
        segments=_segments(segment, no_segments),
        **_columns(locals()),
    )
    if as_json:
        print(json.dumps(describe(survey, refusal), ensure_ascii=False, indent=2))
    else:
        print("\n".join(describe_lines(survey, refusal)))


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
    issues: Issues = "general",
    model: Model = "base",
    audit: Audited = None,
    out: Out = None,
    show_personal_data: Personal = False,
) -> None:
    """Explain the scores of a survey: a report, charts and tables in a folder."""
    options = _options(locals())
    from cxnlp.export import prepare
    from cxnlp.pipeline import analyze as run

    folder = prepare(_folder(file, out))
    _say(f"Reading {file.name}, issues from {issues!r}")
    with progress_bar(_say) as progress:
        analysis = run(
            file,
            issues=issues,
            model=model,
            segments=_segments(segment, no_segments),
            audit=audit,
            show_personal_data=show_personal_data,
            progress=progress,
            options=options,
            **_columns(locals()),
        )
    _say("Drawing the report")
    analysis.write(folder)
    print("\n".join([*analysis.lines(), "", *_files(folder)]))


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
    issues: Issues = "general",
    model: Model = "base",
    out: Out = None,
) -> None:
    """Tag comments and write the tables; a file without a score is fine."""
    options = _options(locals())
    from cxnlp.export import prepare, write_tags
    from cxnlp.pipeline import load, tag_survey
    from cxnlp.record import record
    from cxnlp.survey import read_survey

    folder = prepare(_folder(file, out))
    survey = read_survey(file, need_score=False, **_columns(locals()))
    tagger = load(model, issues)
    with progress_bar(_say) as progress:
        tags = tag_survey(survey, tagger, progress)
    run = record(survey, tagger, tags, options)
    write_tags(survey, tags, run, folder)
    found = run["comments"]
    print(f"{found['read']} comments, {found['mentions']} mentions of issues in {folder}")


@app.command()
def explain(
    file: File,
    tags: Tags,
    id_column: Ids,
    score: Scores,
    scale: ScaleName = None,
    lower_is_better: Turned = False,
    weight: Weight = None,
    segment: Segment = None,
    date: Date = None,
    text: OneText = None,
    issues: OwnList = None,
    audit: Audited = None,
    regression: Regression = "linear",
    target: Aim = None,
    hide: Hide = 10,
    grey: Grey = 30,
    out: Out = None,
) -> None:
    """Explain scores by tags of your own: no model runs, the tables go into a folder."""
    everything = locals()
    names = ("tags", "score", "scale", "lower_is_better", "weight", "date", "text", "issues")
    given = {name: everything[name] for name in names}
    from cxnlp.explain import SmallCells, Target, explain_scores, read_audit, read_material
    from cxnlp.export import prepare, write_explanation
    from cxnlp.report import explanation_lines

    folder = prepare(_folder(file, out))
    material = read_material(file, id=id_column, segments=segment or (), **given)
    explanation = explain_scores(
        material.joined, material.taxonomy, scale=material.scale, model=regression,
        audit=None if audit is None else read_audit(audit), cells=SmallCells(hide, grey),
        target=None if target is None else Target(target),
    )  # fmt: skip
    write_explanation(explanation, folder)
    print("\n".join([*explanation_lines(explanation), "", f"Tables: {folder}"]))


@app.command()
def audit(
    file: File,
    n: Annotated[int, typer.Option("--n", min=1, help="How many texts to check.")] = 300,
    score: Score = None,
    text: Text = None,
    scale: ScaleName = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    issues: Issues = "general",
    model: Model = "base",
    seed: Annotated[int, typer.Option(help="The same seed draws the same texts.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-audit by default.")
    ] = None,
    show_personal_data: Personal = False,
) -> None:
    """Draw comments to check by hand, and write the sheets to fill in; run again to go on."""
    given = locals()
    from cxnlp.export import prepare
    from cxnlp.pipeline import audit as run

    folder = prepare(out if out is not None else Path(f"{file.stem}-audit"))
    with progress_bar(_say) as progress:
        made = run(
            file,
            folder,
            size=n,
            issues=issues,
            model=model,
            seed=seed,
            show_personal_data=show_personal_data,
            progress=progress,
            **{name: each for name, each in _columns({**given, "id_column": None}).items() if each},
        )
    print(f"{made.asked} texts to check in {folder / 'audit.xlsx'}, {made.decided} decided")
    print(f"Then: cxnlp analyze {file} --issues {issues} --audit {folder}")


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
    chosen = {name: given[name] or None for name in names if name in given}
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


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def main() -> None:
    """Run the command line; an expected error is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CxError as error:
        print(f"cxnlp: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
