"""The command that says how good the tags are, on comments that somebody labelled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# A line for each name would be twenty lines.
# isort: off
from cxnlp.cli.options import (
    CommentColumn,
    Delimiter,
    Encoding,
    IssueColumns,
    LabelledFile,
    Model,
    Personal,
    QuestionColumn,
    Sheet,
    TaggedId,
    TagTable,
    folder_for,
    issues_of,
)

# isort: on
from cxnlp.terminal import bar, say, show

Label = Annotated[
    str | None,
    typer.Option(
        help="Column with the sentiment; with --issues alone: issues, a;b=positive or none."
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="Other spellings: 'pos=positive,neg=negative'; may be repeated."),
]
List = Annotated[str | None, typer.Option("--issues", help="Issue list the labels are of.")]
IssueLabel = Annotated[
    str | None, typer.Option(help="Column with the issues, where --label has the sentiment.")
]
Language = Annotated[str | None, typer.Option(help="Column with the language's code.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same intervals.")]
Folder = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-evaluation by default.")
]


def evaluate(
    file: LabelledFile,
    text: CommentColumn,
    label: Label = None,
    mapping: Map = None,
    issues: List = None,
    issue_label: IssueLabel = None,
    label_columns: IssueColumns = None,
    tags: TagTable = None,
    id_column: TaggedId = None,
    language: Language = None,
    question: QuestionColumn = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    model: Model = "base",
    seed: Seed = 0,
    out: Folder = None,
    show_personal_data: Personal = False,
) -> None:
    """Say how good the tags are, on comments that people labelled."""
    from cxnlp.evaluate import read_gold
    from cxnlp.evaluate.labels import read_mapping
    from cxnlp.evaluate.run import evaluate_gold
    from cxnlp.files import make_folder, prepare
    from cxnlp.issues import Taxonomy
    from cxnlp.report.evaluation import evaluation_lines, write_evaluation
    from cxnlp.tag.one_call import load

    folder = prepare(folder_for(file, out, "evaluation"))
    taxonomy = None if issues is None else Taxonomy.load(issues)
    if taxonomy is not None and not (issue_label or label_columns or tags):
        label, issue_label = None, label
    gold = read_gold(
        file,
        text=text,
        label=label,
        mapping=read_mapping(",".join(mapping or [])),
        issues=taxonomy,
        issue_label=issue_label,
        label_columns=issues_of(label_columns, taxonomy),
        tags=tags,
        id=id_column,
        language=language,
        question=question,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    tagger = load(model, taxonomy or "general")
    say(f"Read {len(gold.texts)} comments of {file.name}; {len(gold.aside)} cells set aside")
    with bar() as progress:
        evaluations = evaluate_gold(gold, tagger, seed=seed, progress=progress)
    facts = {"file": file.name, "model": dict(tagger.model), "issues": issues, "seed": seed}
    write_evaluation(
        evaluations, gold.aside, facts, make_folder(folder), show_personal_data=show_personal_data
    )
    show("\n".join([*evaluation_lines(evaluations), "", f"Report: {folder / 'report.html'}"]))
