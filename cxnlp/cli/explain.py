"""The commands for statisticians: explain by tags of their own, and audit the tagger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# A line for each name would be twenty lines.
# isort: off
from cxnlp.cli.options import (
    Aim,
    Audited,
    Churned,
    Codebook,
    Columns,
    Date,
    Delimiter,
    Encoding,
    File,
    Format,
    Grey,
    Hide,
    Id,
    Ids,
    Issues,
    Like,
    Model,
    OneText,
    Out,
    OwnList,
    Personal,
    Recommended,
    Regression,
    ScaleName,
    Score,
    Scores,
    Segment,
    Sheet,
    Tags,
    Text,
    Turned,
    Weight,
    folder_for,
    say_changes,
)

# isort: on
from cxnlp.terminal import bar, show


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
    churned: Churned = None,
    recommended: Recommended = None,
    issues: OwnList = None,
    audit: Audited = None,
    regression: Regression = "linear",
    target: Aim = None,
    hide: Hide = 10,
    grey: Grey = 30,
    out: Out = None,
    show_personal_data: Personal = False,
) -> None:
    """Explain scores by tags of your own: no model runs, the tables go into a folder."""
    from cxnlp.explain import SmallCells, Target, explain_scores, read_audit, read_material
    from cxnlp.export import write_explanation
    from cxnlp.files import prepare
    from cxnlp.report import explanation_lines

    folder = prepare(folder_for(file, out))
    material = read_material(
        file,
        tags=tags,
        id=id_column,
        score=score,
        scale=scale,
        lower_is_better=lower_is_better,
        weight=weight,
        segments=segment or (),
        date=date,
        text=text,
        churned=churned,
        recommended=recommended,
        issues=issues,
    )
    explanation = explain_scores(
        material.joined,
        material.taxonomy,
        scale=material.scale,
        regression=regression,
        audit=None if audit is None else read_audit(audit),
        cells=SmallCells(hide, grey),
        target=None if target is None else Target(target),
    )
    write_explanation(explanation, folder, show_personal_data=show_personal_data)
    left_out, used = material.joined.left_out, explanation.index.n
    rows = f"{used + left_out:,} rows read, {used:,} analysed; left out: "
    rows += f"no score on the scale ({left_out:,})." if left_out else "none."
    show("\n".join([*explanation_lines(explanation), rows, "", f"Tables: {folder}"]))


def audit(
    file: File,
    n: Annotated[int, typer.Option("--n", min=1, help="How many texts to check.")] = 300,
    score: Score = None,
    text: Text = None,
    scale: ScaleName = None,
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
    seed: Annotated[int, typer.Option(help="The same seed draws the same texts.")] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder to write; FILE-audit by default.")
    ] = None,
    show_personal_data: Personal = False,
) -> None:
    """Draw comments to check by hand, and write the sheets to fill in; run again to go on."""
    from cxnlp.files import prepare
    from cxnlp.pipeline import draw_audit
    from cxnlp.survey import read_survey

    folder = prepare(folder_for(file, out, "audit"))
    survey = read_survey(
        file,
        score=score,
        text=text,
        scale=scale,
        id=id_column,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        format=format,
        columns=columns,
        like=like,
        codebook=codebook,
    )
    say_changes(survey.notes)
    with bar() as progress:
        made = draw_audit(
            survey,
            folder,
            size=n,
            issues=issues,
            model=model,
            seed=seed,
            show_personal_data=show_personal_data,
            progress=progress,
        )
    show(f"{made.asked} texts to check in {folder / 'audit.xlsx'}, {made.decided} decided")
    show(f"Then: cxnlp analyze {file} --issues {issues} --audit {folder}")
