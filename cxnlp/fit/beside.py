"""Teaching some issues of a list by comments that were sorted otherwise, the others left alone.

Topics frozen into a list are such issues: their clusters say which comments are theirs. The lesson
is of them only; what all issues have in common stays as the base has it, so that the other issues
of a list are found exactly as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.audit.texts import text_key
from cxnlp.fit.cells import Cells, read_cells
from cxnlp.fit.crossfit import Learned, learn
from cxnlp.fit.labelled import LEFT_OUT_COLUMNS
from cxnlp.fit.teach import FIGURE_COLUMNS, check_base
from cxnlp.fit.write import write_lesson
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger

CHUNK = 512


def teach_beside(
    out: str | Path,
    taxonomy: Taxonomy,
    taught: Sequence[str],
    texts: Sequence[str],
    questions: Sequence[str | None],
    mention: NDArray[np.bool_],
    *,
    model: str | Path = "base",
    seed: int = 0,
) -> Path:
    """Write a lesson of k issues of a list, learned from n comments; return its folder.

    Parameters
    ----------
    out : str or Path
        The folder to write; ``--model`` takes it from then on.
    taxonomy : Taxonomy
        The whole list.
    taught : sequence of k str
        The ids of the issues to teach.
    texts, questions : sequence of n str
        The comments, and what each answers, or None.
    mention : bool array, (n, k)
        Which are of which issue.
    model : str or Path
        The base model.
    seed : int
        Of the parts that are left out in turn to find the threshold.

    Raises
    ------
    CxError
        If the model was itself taught, or the folder cannot be written.
    """
    bundle = Bundle.open(model)
    check_base(bundle, model)
    cells, read = _cells(Tagger(bundle, taxonomy), taught, texts, questions, mention)
    keys = [text_key(text) for text, known in zip(texts, read, strict=True) if known]
    learned = beside(learn(cells, keys, seed), bundle.settings.mention.threshold)
    only = replace(taxonomy, issues=tuple(taxonomy[id_] for id_ in taught))
    facts = {"rows_read": len(texts), "labels": int(cells.mention.sum()), "seed": seed}
    figures, left_out = pd.DataFrame(columns=FIGURE_COLUMNS), pd.DataFrame(columns=LEFT_OUT_COLUMNS)
    write_lesson(Path(out), bundle, only, learned, keys, facts, figures, left_out)
    return Path(out)


def beside(learned: Learned, threshold: float) -> Learned:
    """Return what was learned, to be used with another threshold and beside untaught issues.

    Parameters
    ----------
    learned : Learned
        What was learned; its own threshold is moved into the shift of each issue.
    threshold : float
        That of the base, between 0 and 1, at which untaught issues are found as before.
    """
    mentions = learned.mentions
    moved = np.full(len(mentions.shift), _logit(threshold) - _logit(learned.threshold))
    moved[-1] = -mentions.shift[-1]
    slope = np.append(mentions.slope[:-1], 1.0)
    own = replace(mentions, slope=slope, shift=mentions.shift + moved)
    return replace(learned, mentions=own, threshold=threshold)


def _logit(p: float) -> float:
    return float(np.log(p) - np.log1p(-p))


def _cells(
    tagger: Tagger,
    taught: Sequence[str],
    texts: Sequence[str],
    questions: Sequence[str | None],
    mention: NDArray[np.bool_],
) -> tuple[Cells, NDArray[np.bool_]]:
    """Read comments beside the whole list, as they will be, and keep the cells of some issues."""
    ids = [issue.id for issue in tagger.taxonomy.leaves()]
    columns = np.array([ids.index(id_) for id_ in taught])
    labels = [{taught[i]: None for i in np.flatnonzero(own).tolist()} for own in mention]
    parts, read = [], []
    for start in range(0, len(texts), CHUNK):
        some = slice(start, start + CHUNK)
        cells, known = read_cells(tagger, texts[some], questions[some], labels[some])
        parts.append(cells.of_issues(columns))
        read.append(known)
    return Cells.together(parts), np.concatenate(read)
