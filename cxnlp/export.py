"""The tables of a run as files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.files import make_folder, write_any, write_json, write_parquet, written
from cxnlp.report.further_files import EVERY, write_further
from cxnlp.survey import Survey
from cxnlp.survey.lexicon.names import apart
from cxnlp.survey.like import Like
from cxnlp.survey.values.scales import Estimate
from cxnlp.tag import Tags
from cxnlp.tag.tags import MENTIONS

if TYPE_CHECKING:
    from cxnlp.explain import Explanation

TAG_COLUMNS = tuple(name for name in MENTIONS if name != "row")
OURS = {
    "comment": "cx_comment",
    "language": "cx_language",
    "no_content": "cx_no_content",
    "sentiment": "cx_sentiment",
    "p_negative": "cx_p_negative",
    "p_neutral": "cx_p_neutral",
    "p_positive": "cx_p_positive",
    "request": "cx_request",
    "p_request": "cx_p_request",
    "request_quote": "cx_request_quote",
    "complaint": "cx_complaint",
    "p_complaint": "cx_p_complaint",
    "complaint_quote": "cx_complaint_quote",
    "effort": "cx_effort",
    "p_effort": "cx_p_effort",
    "effort_quote": "cx_effort_quote",
    "leave": "cx_leave",
    "p_leave": "cx_p_leave",
    "leave_quote": "cx_leave_quote",
    "emotions": "cx_emotions",
    "emotion_quotes": "cx_emotion_quotes",
    "uncertain": "cx_uncertain",
    "possible": "cx_possible",
    "question": "cx_question",
}


def write_explanation(
    explanation: Explanation, folder: Path, *, show_personal_data: bool = False
) -> None:
    """Write `drivers.csv`, the other tables that have rows, and `explanation.json`.

    Parameters
    ----------
    explanation : Explanation
        What was found.
    folder : Path
        Made where there is none; of a former run's tables, none stays that has no rows now.
    show_personal_data : bool
        Whether e-mail addresses, phone numbers and the like stay readable in comments.

    Raises
    ------
    OutputError
        If the folder cannot be made or written.
    """
    make_folder(folder)
    write_further(explanation, folder, EVERY, show_personal_data=show_personal_data)
    figures: dict[str, object] = {
        "scale": explanation.scale.name,
        "unit": explanation.scale.unit,
        "index": explanation.index,
        "explained": explanation.explained,
        "explained_out_of_sample": explanation.explained_out_of_sample,
        "notes": list(explanation.notes),
    }
    plain = {name: _plain(figure) for name, figure in figures.items()}
    write_json(plain, folder / "explanation.json")


def _plain(figure: object) -> object:
    """Turn an estimate into a mapping, and a figure that is not known into None."""
    if isinstance(figure, Estimate):
        return {name: _plain(part) for name, part in asdict(figure).items()}
    return None if isinstance(figure, float) and not math.isfinite(figure) else figure


def comment_table(survey: Survey, tags: Tags) -> pd.DataFrame:
    """Return the input with our columns beside it.

    A row for every row read, and one more for each further question it answers. The input's
    columns are all text, as they stand in the file but for cells whose letters were repaired
    (`Survey.repairs` keeps those as they stood); then `cx_left_out` (empty, or why the row was not
    analysed), `cx_score` and `cx_band` (the score as it was read and the group it falls in; null
    without one), the columns of `OURS`, and `cx_line`, the line or sheet row the response begins
    on. An input column that already bears one of these names gets " (input)" behind it.
    """
    ours = tags.comments[["row", *OURS]].rename(columns=OURS)
    rows = pd.DataFrame(
        {
            "row": range(len(survey.frame)),
            "cx_left_out": survey.left_out.to_numpy(),
            "cx_score": survey.scores.to_numpy(dtype=float),
            "cx_band": _bands(survey),
            "cx_line": survey.lines,
        }
    )
    table = rows.merge(ours, on="row", how="left")
    for name in ("cx_no_content", "cx_complaint", "cx_leave"):
        table[name] = table[name].astype("boolean")
    own = ["cx_left_out", "cx_score", "cx_band", *OURS.values(), "cx_line"]
    source = (
        survey.frame.set_axis(apart(survey.frame.columns, own), axis=1)
        .iloc[table["row"]]
        .reset_index(drop=True)
    )
    return pd.concat([source, table[own]], axis=1)


def _bands(survey: Survey) -> pd.Series[str]:
    """Return the band of each row's score (n str; null without a score on a scale)."""
    if survey.scale is None:
        return pd.Series([None] * len(survey.frame), dtype="str")
    return pd.Series([band or None for band in survey.scale.band(survey.scores)], dtype="str")


def tag_table(tags: Tags) -> pd.DataFrame:
    """Return a row for each comment and issue mentioned; columns as `TAG_COLUMNS`."""
    return tags.mentions[list(TAG_COLUMNS)]


def write_tags(
    survey: Survey,
    tags: Tags,
    run: Mapping[str, Any],
    folder: Path,
    corrections: pd.DataFrame | None = None,
) -> None:
    """Write `comments.parquet`, `tags.parquet` and `run.json`, and lists where they are not empty.

    The lists are `problems.csv`, `flagged.csv` (rows that look suspicious), `repairs.csv` (cells
    whose letters were repaired, as they stood) and `corrections.csv` (tags put right by a person).

    Raises
    ------
    OutputError
        If the folder cannot be made or written.
    """
    make_folder(folder)
    write_parquet(comment_table(survey, tags), folder / "comments.parquet")
    write_parquet(tag_table(tags), folder / "tags.parquet")
    write_any(survey.problems, folder / "problems.csv")
    write_any(survey.flagged.drop(columns="row"), folder / "flagged.csv")
    repairs = None if survey.repairs is None else survey.repairs.drop(columns="row")
    write_any(repairs, folder / "repairs.csv")
    write_any(corrections, folder / "corrections.csv")
    write_json(run, folder / "run.json")


def write_like(survey: Survey, path: Path) -> None:
    """Write how a survey was understood as a survey.toml, whole or not at all."""
    with written(path) as part:
        kept = Like.of(survey).beside(path.parent)
        part.write_text(kept.to_toml(), encoding="utf-8", newline="")
