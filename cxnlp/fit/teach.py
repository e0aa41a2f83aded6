"""Labelled comments in, a lesson out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.audit.texts import text_key
from cxnlp.errors import EvaluateError, ModelError
from cxnlp.evaluate.counts import Counts
from cxnlp.fit.cells import Cells, read_cells
from cxnlp.fit.crossfit import Outcome, learn, tried, untaught
from cxnlp.fit.labelled import NOT_READ, Labelled, Source, read_labelled
from cxnlp.fit.write import write_lesson
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger

LEAST = 5
BEFORE, AFTER = "before", "after"
MENTION, FELT = "mention", "mention with feeling"
FIGURE_COLUMNS = ("what", "when", "issue", "n", "precision", "recall", "f1", "f1_low", "f1_high")


@dataclass(frozen=True)
class TaughtModel:
    """What `fit_issues` made.

    Parameters
    ----------
    folder : Path
        The lesson, to be named wherever a model is.
    rows : dict
        How many rows were `read`, `used` and, by reason, `left_out`.
    left_out : DataFrame
        `line`, `reason`, `cell` of each row that was left out.
    figures : DataFrame
        Columns as `FIGURE_COLUMNS`, `issue` empty for all together: how good the model was on the
        labelled comments `before`, and is `after` on those it has not learned from, each comment
        in turn. `n` is the number of labels.
    """

    folder: Path
    rows: dict[str, object]
    left_out: pd.DataFrame
    figures: pd.DataFrame

    def lines(self) -> list[str]:
        """Return what a terminal shows."""
        made = [f"{self.rows['used']} labelled comments of {self.rows['read']} rows"]
        made += [f"  left out: {n} with {reason}" for reason, n in _counts(self.rows["left_out"])]
        overall = self.figures[self.figures["issue"] == ""]
        for what, pair in overall.groupby("what", sort=False):
            told = [
                f"{row.when} {row.f1:.2f} ({row.f1_low:.2f}-{row.f1_high:.2f})"
                for row in pair.itertuples()
            ]
            made.append(f"F1 of {what}: {', '.join(told)}")
        return made


def fit_issues(
    source: Source,
    out: str | Path,
    *,
    issues: str | Path | Taxonomy,
    text: str,
    model: str | Path = "base",
    label: str | None = None,
    label_columns: Sequence[str] = (),
    tags: Source | None = None,
    id: str | None = None,
    question: str | None = None,
    seed: int = 0,
    **reading: Any,  # noqa: ANN401 - encoding, delimiter, sheet, as `read_table` types them
) -> TaughtModel:
    """Teach a model a list of issues by labelled comments; minutes at most, without torch.

    Nothing of the base model changes. For each issue a logistic correction of what it says is
    learned, shrunk towards no correction, so that a few labels do no harm.

    Parameters
    ----------
    source : str, Path or DataFrame
        Labelled comments: a file or a frame. 8 are a beginning, 128 a lot.
    out : str or Path
        The folder to write; ``--model`` takes it from then on.
    issues : str, Path or Taxonomy
        The list that the labels are of: a shipped list's name, a TOML file, or a list.
    text : str
        The column with comments.
    model : str or Path
        The base model.
    label, label_columns, tags, id, question
        As in `cxnlp.fit.labelled.read_labelled`: exactly one shape of labels.
    seed : int
        Of the parts that are left out in turn; the same seed gives the same files.
    **reading
        `encoding`, `delimiter`, `sheet`: how to read the file.

    Returns
    -------
    TaughtModel

    Raises
    ------
    CxError
        If a file, the list or the model cannot be used, or fewer than 5 different comments are
        labelled.
    """
    taxonomy = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
    bundle = Bundle.open(model)
    check_base(bundle, model)
    labelled = read_labelled(
        source,
        taxonomy,
        text=text,
        label=label,
        label_columns=label_columns,
        tags=tags,
        id=id,
        question=question,
        **reading,
    )
    tagger = Tagger(bundle, taxonomy)
    cells, read = read_cells(tagger, labelled.texts, labelled.questions, labelled.labels)
    labelled = labelled.without(np.flatnonzero(~read).tolist(), NOT_READ)
    keys = [text_key(each) for each in labelled.texts]
    _check_enough(labelled, keys)
    learned = learn(cells, keys, seed)
    outcomes = {
        BEFORE: untaught(cells, bundle.settings.mention.threshold),
        AFTER: tried(cells, keys, seed),
    }
    ids = tuple(issue.id for issue in taxonomy.leaves())
    figures = pd.concat(
        [_figures(cells, found, ids, when, seed) for when, found in outcomes.items()],
        ignore_index=True,
    )
    made = TaughtModel(Path(out), labelled.rows(), labelled.left_out, figures)
    facts = {"rows_read": made.rows, "labels": int(cells.mention.sum()), "seed": seed}
    write_lesson(made.folder, bundle, taxonomy, learned, keys, facts, figures, made.left_out)
    Bundle.open(made.folder)  # a base that cannot be found by its name is told now, not next month
    return made


def check_base(bundle: Bundle, name: str | Path) -> None:
    """Refuse to teach a model that was itself taught.

    Raises
    ------
    ModelError
        If it was.
    """
    if bundle.lesson is not None:
        raise ModelError(
            f"the model {str(name)!r} was itself taught",
            "a base model",
            "give all labelled comments at once, and the base as --model",
        )


def _check_enough(labelled: Labelled, keys: Sequence[str]) -> None:
    if len(set(keys)) < LEAST:
        left_out = _counts(labelled.rows()["left_out"])
        reasons = "; ".join(f"{n} rows with {why}" for why, n in left_out)
        raise EvaluateError(
            f"{len(set(keys))} labelled comments" + (f" ({reasons})" if reasons else ""),
            f"at least {LEAST} different ones",
            'label more; one that mentions no issue is labelled "none"',
        )


def _figures(
    cells: Cells, found: Outcome, ids: tuple[str, ...], when: str, seed: int
) -> pd.DataFrame:
    """Return the figures of one outcome: columns as `FIGURE_COLUMNS`."""
    right = cells.mention & found.mention
    counted = {MENTION: Counts(ids, cells.mention, found.mention, right, seed)}
    if (cells.feeling >= 0).any():
        judged = ~cells.mention | (cells.feeling >= 0)
        felt = right & judged & (cells.feeling == found.feeling)
        counted[FELT] = Counts(ids, cells.mention & judged, found.mention & judged, felt, seed)
    parts = []
    for what, counts in counted.items():
        each = counts.labels().rename(columns={"label": "issue"})
        parts += [_overall(counts), each]
        for part in parts[-2:]:
            part.insert(0, "when", when)
            part.insert(0, "what", what)
    return pd.concat(parts, ignore_index=True)[list(FIGURE_COLUMNS)]


def _overall(counts: Counts) -> pd.DataFrame:
    told = counts.overall().set_index("measure")
    micro = told.loc["micro_f1"]
    return pd.DataFrame(
        {
            "issue": [""],
            "n": [int(counts.gold.sum())],
            "precision": [told.loc["micro_precision", "value"]],
            "recall": [told.loc["micro_recall", "value"]],
            "f1": [micro["value"]],
            "f1_low": [micro["low"]],
            "f1_high": [micro["high"]],
        }
    )


def _counts(left_out: object) -> list[tuple[str, int]]:
    return list(Counter(left_out).items()) if isinstance(left_out, dict) else []
