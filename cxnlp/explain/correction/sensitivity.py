"""How far drivers would move if the tagger missed mentions: a line where nobody has checked it.

References
----------
.. [1] W. Fuller (1987), Measurement Error Models, Wiley: moments freed of a known error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import Design, FittedDesign
from cxnlp.explain.sample.responses import FEELINGS_SHOWN, Sample
from cxnlp.intervals import FloatArray

RECALLS = (0.9, 0.8, 0.7)
SENSITIVITY = ("issue", "name", "feeling", "recall", "share", "effect", "net")
SMALLEST = 1e-3


def sensitivity_table(
    sample: Sample,
    names: Mapping[str, str],
    models: Mapping[str, FittedDesign],
    recalls: Sequence[float] = RECALLS,
) -> pd.DataFrame:
    """Return what each driver would be if the tagger found only so much of the mentions.

    Thought is that of each issue the tagger finds a share r of the true mentions, whichever (not
    more of the angry), each issue apart, and never says what is not there. Then of the products of
    the regression's columns one issue's with another's are seen r^2 of the time, one issue's with
    anything else r of the time; freed of that [1]_ they give the regression on the truth.

    Parameters
    ----------
    sample : Sample
        The responses.
    names : mapping of str to str
        What each issue is called.
    models : mapping of feeling to FittedDesign
        The regressions on tags; without them the table is empty.
    recalls : sequence of float
        Which recalls to think of, above 0 to 1.

    Returns
    -------
    DataFrame
        A row for each driver with an effect and each recall: `share` (0-1, at most 1), `effect` and
        `net` in index points; NaN where the tags could not have come of such a recall.
    """
    rows: list[tuple[object, ...]] = []
    for feeling in FEELINGS_SHOWN:
        if feeling not in models:
            continue
        design, fit = models[feeling].design, models[feeling].fit
        chosen = [at for at, term in enumerate(design.terms) if term[1] == feeling]
        for recall in recalls:
            effects = effects_at_recall(design, sample, recall)
            for at in chosen:
                column = design.first_term + at
                if not fit.identified[column]:
                    continue
                issue, effect = design.terms[at][0], float(effects[at])
                seen = float(np.average(design.x[:, column], weights=sample.weight))
                share = min(seen / recall, 1.0)
                rows.append((issue, names[issue], feeling, recall, share, effect, share * effect))
    return pd.DataFrame(rows, columns=list(SENSITIVITY))


def effects_at_recall(design: Design, sample: Sample, recall: float) -> FloatArray:
    """Return the effects of a design's terms if the tagger found a share `recall` of mentions.

    Returns
    -------
    array of t floats
        NaN where the freed products are those of no data.
    """
    size, first = design.x.shape[1], design.first_term
    groups = [""] * design.controls + ["rare"] * (first - design.controls)
    groups += [issue for issue, _ in design.terms]
    seen = np.array([recall if group else 1.0 for group in groups])
    same = np.array([[bool(a) and a == b for b in groups] for a in groups])
    product = np.where(same, recall, np.outer(seen, seen))
    x, share = design.x, sample.weight / sample.weight.sum()
    gram = x.T @ (share[:, None] * x) / product
    aim = x.T @ (share * sample.value) / seen
    length = np.sqrt(np.diag(gram))
    length = np.where(length > 0, length, 1.0)
    values, vectors = np.linalg.eigh(gram / np.outer(length, length))
    # At recall 1 the regression itself decides what is collinear; below it a tiny or negative
    # direction means that no data could give these tags.
    if values[0] < (SMALLEST if recall < 1 else -1.0):
        return np.full(size - first, np.nan)
    kept = values > 1e-9
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    return np.asarray((inverse @ (aim / length) / length)[first:])
