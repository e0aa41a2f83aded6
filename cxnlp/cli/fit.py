"""The command that teaches a model a list of issues by labelled comments."""

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
    QuestionColumn,
    Sheet,
    TaggedId,
    TagTable,
    issues_of,
)

# isort: on
from cxnlp.terminal import show

List = Annotated[str, typer.Option("--issues", help="A shipped list's name, or a TOML file.")]
Label = Annotated[
    str | None,
    typer.Option(help="Column with the issues: a;b or a=positive;b=negative, none for none."),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same files.")]
Folder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder to write; then a --model like any other.")
]


def fit(
    file: LabelledFile,
    text: CommentColumn,
    issues: List,
    out: Folder,
    label: Label = None,
    label_columns: IssueColumns = None,
    tags: TagTable = None,
    id_column: TaggedId = None,
    question: QuestionColumn = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    model: Model = "base",
    seed: Seed = 0,
) -> None:
    """Teach the model your issues by labelled comments; 8 are a beginning, 128 a lot."""
    from cxnlp.files import prepare
    from cxnlp.fit import fit_issues
    from cxnlp.issues import Taxonomy

    taxonomy = Taxonomy.load(issues)
    made = fit_issues(
        file,
        prepare(out),
        issues=taxonomy,
        text=text,
        model=model,
        label=label,
        label_columns=issues_of(label_columns, taxonomy),
        tags=tags,
        id=id_column,
        question=question,
        seed=seed,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
    )
    show("\n".join(made.lines()))
    show(f"Taught: cxnlp tag FILE --issues {issues} --model {out}")
