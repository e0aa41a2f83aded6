"""What a reader of the figures must keep in mind, in plain words."""

from __future__ import annotations

import math

import pandas as pd

from cxnlp.explain.comparison.periods import LENGTHS, choose_length
from cxnlp.explain.correction.table import AuditFindings
from cxnlp.explain.drivers.design import MIN_RESPONSES, FittedDesign, refuse_sample
from cxnlp.explain.drivers.explained import ExplainedShare
from cxnlp.explain.estimation.association import leave_out
from cxnlp.explain.sample.responses import Sample
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

FEW_RESPONSES = 200
MOST_PAIRS = 5
UNFINISHED = 0.1
"""The share of a period without answers at its end, above which it is called unfinished."""


def write_notes(
    sample: Sample,
    joined: Joined,
    model: FittedDesign | None,
    explained: ExplainedShare,
    scale: Scale,
    min_mentions: int,
    findings: AuditFindings | None = None,
) -> tuple[str, ...]:
    """Return the caveats that hold for this explanation, the weightiest first.

    Parameters
    ----------
    sample, joined : Sample, Joined
        The responses with content, and all of them.
    model : FittedDesign or None
        The regression on negative and positive mentions, where there is one.
    explained : ExplainedShare
        The share explained.
    scale : Scale
        The scale of the scores.
    min_mentions : int
        How many mentions a figure needs.
    findings : AuditFindings, optional
        What audited responses say, where there are any.
    """
    refusal = refuse_sample(sample)
    return tuple(
        note
        for note in (
            f"No drivers were estimated: {refusal}." if refusal else "",
            "The figures are associations. A difference in the score of those who mention an issue "
            "does not show that the issue caused it, nor what fixing it would bring.",
            *_about_the_tagger(findings),
            _about_the_silent(sample, joined, scale),
            _about_size(sample),
            f"An issue has figures from {min_mentions} mentions on. Intervals are for each figure "
            "alone: of twenty issues without any association about one interval leaves out 0 by "
            "chance.",
            _about_fit(model, explained),
            _about_alike_levels(joined),
            _about_last_period(joined),
            _about_left_out(joined),
        )
        if note
    )


def _about_the_tagger(findings: AuditFindings | None) -> tuple[str, ...]:
    """Say whether the tags were checked, and what the correction asks for."""
    trust = (
        "They rest on trust in the tagger: its tags on these comments are not checked. An "
        "issue it often misses shows a smaller adjusted figure, and issues mentioned beside it "
        "take up some of the difference."
    )
    if findings is None:
        return (trust,)
    left_out = ", ".join(f"{count} {reason}" for reason, count in findings.left_out.items())
    checked = f"{findings.audited} responses were checked by hand"
    checked += f" (not counted: {left_out})" if left_out else ""
    if not findings.corrections:
        return f"{checked}: too few to correct anything.", trust
    then = (
        f"Of the checked responses {findings.earlier} are of an earlier survey. Corrected figures "
        "then need also that the tagger errs now as it did then, and that issues come up about as "
        "often beside each other; shares allow for a change of how often."
    )
    return *((then,) if findings.earlier else ()), (
        f"{checked}. Corrected figures need nothing but that these were drawn with known chances "
        "and judged rightly; the tagger may err more on some scores than on others. The "
        "calibrated ones beside them also need that its errors do not depend on the score, and "
        "angry people may write more clearly. Figures without a correction rest on trust."
    )


def _about_the_silent(sample: Sample, joined: Joined, scale: Scale) -> str:
    """Say whose score the drivers explain, and how the others scored."""
    table = joined.responses[joined.responses["weight"] > 0]
    said = table["says_something"].to_numpy(bool)
    n, silent = int(said.sum()), int((~said).sum())
    start = f"Drivers are estimated on the responses that say something, {n} of {len(table)}"
    if min(n, silent) < MIN_RESPONSES:
        return start + "."
    found = leave_out(
        table["value"].to_numpy(float), table["weight"].to_numpy(float), said
    )  # the interval of raw = share x difference has the difference's sign
    gap = found.index_with - found.index_without
    clear = "" if found.low * found.high > 0 else ", which may be chance"
    return (
        f"{start}; their index is {abs(gap):.1f} {scale.unit} {'lower' if gap < 0 else 'higher'} "
        f"than that of the others{clear}. What moved the others' scores is not known."
    )


def _about_size(sample: Sample) -> str:
    n = len(sample)
    if not MIN_RESPONSES <= n < FEW_RESPONSES:
        return ""
    return f"With {n} responses that say something the intervals are wide: read the ends first."


def _about_fit(model: FittedDesign | None, explained: ExplainedShare) -> str:
    if model is None:
        return ""
    if math.isnan(explained.within.value):
        return "How much of the scores the issues explain cannot be said: too few mentions."
    share = explained.within.value
    beyond = " beyond the segments" if model.design.controls > 1 else ""
    return (
        f"The issues explain {share:.0%} of how scores vary{beyond} "
        f"({max(explained.out_of_sample, 0.0):.0%} for responses not used in the fit); the rest "
        "is not in the text, not on the list of issues, or not found by the tagger."
    )


def _about_last_period(joined: Joined) -> str:
    """Say so where the last month, or what the trend is cut into, was not over."""
    length = choose_length(joined)
    if not length:
        return ""
    dates = joined.responses.loc[joined.responses["weight"] > 0, "date"]
    last = dates.max()
    period = last.to_period(LENGTHS[length])
    missing, whole = period.end_time - last, period.end_time - period.start_time
    if missing <= UNFINISHED * whole or missing < pd.Timedelta(days=1):
        return ""
    return f"The last {length}, {period}, has answers until {last:%Y-%m-%d} only."


def _about_alike_levels(joined: Joined) -> str:
    """Name levels of a segment that differ in nothing but spaces, marks or capital letters."""
    pairs = []
    for name in joined.segments:
        seen: dict[str, str] = {}
        for level in sorted(set(joined.responses[name].astype(str))):
            plain = "".join(letter for letter in level.casefold() if letter.isalnum())
            other = seen.setdefault(plain, level)
            if plain and other != level:
                pairs.append(f"{other!r} and {level!r}")
    more = len(pairs) - MOST_PAIRS
    if not pairs:
        return ""
    told = ", ".join(pairs[:MOST_PAIRS]) + (f" and {more} more pairs" if more > 0 else "")
    return f"Levels of segments that look alike are counted apart: {told}."


def _about_left_out(joined: Joined) -> str:
    n = joined.left_out
    rows = "row without a score was" if n == 1 else "rows without a score were"
    return f"{n} {rows} left out." if n else ""
