"""The command that teaches a model a list of issues by labelled comments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxnlp.cli_options import Delimiter, Encoding, Model, Sheet
from cxnlp.terminal import show

LabelledFile = Annotated[
    Path, typer.Argument(help="CSV, TSV, XLSX, SPSS, Parquet or JSONL file of labelled comments.")
]
TextColumn = Annotated[str, typer.Option("--text", help="Column with comments.")]
List = Annotated[str, typer.Option("--issues", help="A shipped list's name, or a TOML file.")]
Label = Annotated[
    str | None,
    typer.Option(help="Column with the issues: a;b or a=positive;b=negative, none for none."),
]
LabelColumns = Annotated[
    str | None,
    typer.Option(help="A column an issue, with yes, no or a feeling: 'all', or ids by commas."),
]
TagFile = Annotated[
    Path | None, typer.Option("--tags", help="Table with response, issue, feeling (or none).")
]
IdColumn = Annotated[
    str | None, typer.Option("--id", help="Column that the responses of --tags name.")
]
Question = Annotated[str | None, typer.Option(help="Column with the question answered.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same files.")]
Folder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder to write; then a --model like any other.")
]


def fit(
    file: LabelledFile,
    text: TextColumn,
    issues: List,
    out: Folder,
    label: Label = None,
    label_columns: LabelColumns = None,
    tags: TagFile = None,
    id_column: IdColumn = None,
    question: Question = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: Sheet = None,
    model: Model = "base",
    seed: Seed = 0,
) -> None:
    """Teach the model your issues by labelled comments; 8 are a beginning, 128 a lot."""
    from cxnlp.export import prepare
    from cxnlp.fit import fit_issues
    from cxnlp.issues import Taxonomy

    taxonomy = Taxonomy.load(issues)
    leaves = tuple(issue.id for issue in taxonomy.leaves())
    listed = leaves if label_columns == "all" else (label_columns or "").split(",")
    columns = tuple(name.strip() for name in listed if name.strip())
    made = fit_issues(
        file, prepare(out), issues=taxonomy, text=text, model=model, label=label,
        label_columns=columns, tags=tags, id=id_column, question=question, seed=seed,
        encoding=encoding, delimiter=delimiter, sheet=sheet,
    )  # fmt: skip
    show("\n".join(made.lines()))
    show(f"Taught: cxnlp tag FILE --issues {issues} --model {out}")
