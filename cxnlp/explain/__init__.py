"""Why they scored so: drivers with intervals, how much they explain, and the quotes that show it.

Neither a model nor an export is needed: `from_tables` takes scores and tags of any origin as
frames, `read_material` as files:

    material = read_material("answers.csv", "tags.csv", id="id", score="nps")
    explanation = explain_scores(material.joined, material.taxonomy, scale=material.scale)

sample       answers and tags of any origin ─► Joined ─► Sample (who mentions what)
estimation   arrays in, arrays out: leave-out difference; least squares, ordinal and multinomial
             regression ─► effect, net; importance; false discovery
drivers      Sample ─► raw; Design ─► regression ─► effect, net
                                ├► penalty and reward                   roles
                                ├► the same in each segment             segments
                                └► explained share, split by issue      explained, shares
                                     └► what the rest's comments share  residual_words
comparison   Scale ─► index, bands, answered, segments; beside a target; periods ─► trend;
             two groups ─► parts of a change
correction   audited rows ─► precision, recall, corrected drivers; sensitivity without them
evidence     quotes, feelings; ticked reasons and the platform's topics beside the text
priority     reasons ─► who is at risk ─► what to do first

Each imports only those above it. What they find is one `Explanation`, with its caveats (`notes`)
and what can be asked of it afterwards (`questions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from threadpoolctl import threadpool_limits

from cxnlp.explain.comparison.small_cells import SmallCells
from cxnlp.explain.comparison.standing import (
    SMALL_CELLS,
    answered_table,
    band_table,
    estimate,
    segment_table,
)
from cxnlp.explain.comparison.target import Target, comparison_table
from cxnlp.explain.correction.audit import EarlierAudit, read_audit, take_audits
from cxnlp.explain.correction.sensitivity import sensitivity_table
from cxnlp.explain.correction.table import AuditFindings, checked_drivers
from cxnlp.explain.drivers.design import FittedDesign
from cxnlp.explain.drivers.explained import explained_share, no_share, unexplained_table
from cxnlp.explain.drivers.roles import role_table
from cxnlp.explain.drivers.segments import segment_driver_table
from cxnlp.explain.drivers.shares import importance_table
from cxnlp.explain.drivers.table import driver_table, fit_models, rollup_table
from cxnlp.explain.estimation.choice import Model, choose_model
from cxnlp.explain.evidence.feelings import sentiment_by_issue
from cxnlp.explain.evidence.quotes import evidence_table
from cxnlp.explain.evidence.reasons import reason_table
from cxnlp.explain.explanation import Explanation
from cxnlp.explain.notes import write_notes
from cxnlp.explain.questions import Basis, further_tables
from cxnlp.explain.sample.files import Material, read_material
from cxnlp.explain.sample.responses import Sample, roll_up, take_sample
from cxnlp.explain.sample.tables import from_tables
from cxnlp.join import Joined, check_issues
from cxnlp.survey.values.scales import Scale

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

__all__ = [
    "AuditFindings",
    "EarlierAudit",
    "Explanation",
    "Material",
    "SmallCells",
    "Target",
    "explain_scores",
    "from_tables",
    "read_audit",
    "read_material",
]

MIN_MENTIONS = 10


def explain_scores(
    joined: Joined,
    taxonomy: Taxonomy,
    *,
    scale: Scale,
    level: float = 0.95,
    min_mentions: int = MIN_MENTIONS,
    seed: int = 0,
    audit: pd.DataFrame | None = None,
    earlier: Sequence[EarlierAudit] = (),
    regression: str = "linear",
    cells: SmallCells = SMALL_CELLS,
    target: Target | None = None,
) -> Explanation:
    """Explain the scores by what people mention.

    Parameters
    ----------
    joined : Joined
        Scores and tags, a row a response.
    taxonomy : Taxonomy
        The list of issues that the tags are of.
    scale : Scale
        The scale of the scores.
    level : float
        Confidence level of every interval, between 0 and 1.
    min_mentions : int
        How many responses must mention an issue, and how many must not, for it to have figures.
    seed : int
        Of the orders of entry that importance draws where there are more than seven issues.
    audit : DataFrame, optional
        Responses that a person checked, drawn with known chances: `response`, `issue`, `feeling`
        (or "none" where it is not mentioned), `weight` (one over the chance). Drivers are then
        corrected for the tagger's errors.
    earlier : sequence of EarlierAudit
        Audited responses of earlier surveys, tagged by the same tagger.
    regression : str
        "linear", "ordinal" or "multinomial": what `effect` and `net` come from, corrected or not;
        see `cxnlp.explain.estimation.choice`. Calibrated figures are of the linear model alone.
    cells : SmallCells
        From how many responses on a group is shown, and without a warning; whether to shrink.
    target : Target, optional
        A target or a benchmark to compare the index with.

    Returns
    -------
    Explanation
        Complete whatever the data: what cannot be estimated is NaN with its reason in words.

    Raises
    ------
    ExplainError
        If a tag names an issue that is not in the list, or there is no such regression.
    """
    # Threads add up in an order of their own, and the last digits would depend on their number.
    with threadpool_limits(limits=1, user_api="blas"):
        check_issues(joined.mentions, taxonomy)
        names = {issue.id: issue.name for issue in taxonomy.issues}
        sample = take_sample(joined, taxonomy)
        chosen = choose_model(regression)
        models = fit_models(sample, min_mentions, chosen)
        signed = models.get("negative")
        share = explained_share(sample, signed, level) if signed else no_share(len(sample), level)
        importance = importance_table(sample, names, signed, level, seed)
        drivers = driver_table(sample, names, models, min_mentions, level, importance)
        checked = take_audits(audit, earlier, sample, taxonomy)
        drivers, findings = checked_drivers(drivers, checked, sample, models, level, chosen)
        basis = Basis(joined, taxonomy, min_mentions, level)
        return Explanation(
            scale=scale,
            **_standing(joined, scale, level, cells, target),
            drivers=drivers,
            rollups=rollup_table(roll_up(sample, joined, taxonomy), names, min_mentions, level),
            explained=share.within,
            explained_out_of_sample=share.out_of_sample,
            **_said(sample, joined, taxonomy, level),
            unexplained=unexplained_table(sample, signed, joined.comments),
            notes=write_notes(sample, joined, signed, share, scale, min_mentions, findings),
            importance=importance,
            **_about_drivers(drivers, sample, models, basis, cells, chosen),
            audit=findings,
            **further_tables(basis, sample, signed, scale),
            basis=basis,
        )


def _standing(
    joined: Joined, scale: Scale, level: float, cells: SmallCells, target: Target | None
) -> dict[str, Any]:
    """Return what is known of the scores alone."""
    responses = joined.responses
    return {
        "index": estimate(responses, scale, level),
        "bands": band_table(responses, scale),
        "answered": answered_table(responses, scale, level, cells),
        "segments": segment_table(joined, scale, level, cells),
        "comparisons": comparison_table(responses, scale, level, cells.hide, target),
    }


def _about_drivers(
    drivers: pd.DataFrame,
    sample: Sample,
    models: Mapping[str, FittedDesign],
    basis: Basis,
    cells: SmallCells,
    kind: Model,
) -> dict[str, Any]:
    """Return what kind of driver each is, how far it depends on the tagger, and where it weighs."""
    signed, least, level = models.get("negative"), basis.min_mentions, basis.level
    names = {issue.id: issue.name for issue in basis.taxonomy.issues}
    return {
        "roles": role_table(drivers, signed, names, level),
        "sensitivity": sensitivity_table(sample, names, models),
        "segment_drivers": segment_driver_table(
            sample, names, signed, least, level, cells.grey, kind
        ),
    }


def _said(sample: Sample, joined: Joined, taxonomy: Taxonomy, level: float) -> dict[str, Any]:
    """Return what is known of the comments alone."""
    leaves = {issue.id: issue.name for issue in taxonomy.leaves()}
    return {
        "ticked": reason_table(sample, joined, taxonomy, level),
        "evidence": evidence_table(joined, leaves),
        "sentiment_by_issue": sentiment_by_issue(joined, leaves),
    }
