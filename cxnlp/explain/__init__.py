"""Why they scored so: drivers with intervals, how much they explain, and the quotes that show it.

Neither a model nor an export is needed: `from_tables` takes scores and tags of any origin as
frames, `read_material` as files:

    material = read_material("answers.csv", "tags.csv", id="id", score="nps")
    explanation = explain_scores(material.joined, material.taxonomy, scale=material.scale)

Scale ─► index, bands, answered, segments          standing
Joined ─► Sample (who mentions what) ─► raw        sample, association
                  └► Design ─► regression ─► effect, net      design, regression, adjusted, drivers
                                └► explained share, split by issue    explained, importance, shares
ticked reasons beside the text; quotes; caveats    reasons, evidence, notes
two groups ─► parts of a change; periods ─► trend  change, trend
reasons ─► who is at risk ─► what to do first      risk, actions
what the residuals' comments share                 residual_words
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxnlp.explain.drivers import driver_table, fit_models, rollup_table
from cxnlp.explain.evidence import evidence_table
from cxnlp.explain.explained import explained_share, no_share, unexplained_table
from cxnlp.explain.explanation import Explanation
from cxnlp.explain.feelings import sentiment_by_issue
from cxnlp.explain.from_files import Material, read_material
from cxnlp.explain.notes import write_notes
from cxnlp.explain.questions import Basis, further_tables
from cxnlp.explain.reasons import reason_table
from cxnlp.explain.sample import roll_up, take_sample
from cxnlp.explain.shares import importance_table
from cxnlp.explain.standing import answered_table, band_table, estimate, segment_table
from cxnlp.explain.tables import from_tables
from cxnlp.join import Joined, check_issues
from cxnlp.survey.scales import Scale

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

__all__ = ["Explanation", "Material", "explain_scores", "from_tables", "read_material"]

MIN_MENTIONS = 10


def explain_scores(
    joined: Joined,
    taxonomy: Taxonomy,
    *,
    scale: Scale,
    level: float = 0.95,
    min_mentions: int = MIN_MENTIONS,
    seed: int = 0,
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

    Returns
    -------
    Explanation
        Complete whatever the data: what cannot be estimated is NaN with its reason in words.

    Raises
    ------
    ExplainError
        If a tag names an issue that is not in the list.
    """
    check_issues(joined.mentions, taxonomy)
    names = {issue.id: issue.name for issue in taxonomy.issues}
    leaves = {issue.id: issue.name for issue in taxonomy.leaves()}
    sample = take_sample(joined, taxonomy)
    models = fit_models(sample, min_mentions)
    signed = models.get("negative")
    share = explained_share(sample, signed, level) if signed else no_share(len(sample), level)
    importance = importance_table(sample, names, signed, level, seed)
    basis = Basis(joined, taxonomy, min_mentions, level)
    return Explanation(
        scale=scale,
        index=estimate(joined.responses, scale, level),
        bands=band_table(joined.responses, scale),
        answered=answered_table(joined.responses, scale, level),
        drivers=driver_table(sample, names, models, min_mentions, level, importance),
        rollups=rollup_table(roll_up(sample, joined, taxonomy), names, min_mentions, level),
        explained=share.within,
        explained_out_of_sample=share.out_of_sample,
        segments=segment_table(joined, scale, level),
        ticked=reason_table(sample, joined, taxonomy),
        evidence=evidence_table(joined, leaves),
        unexplained=unexplained_table(sample, signed, joined.comments),
        sentiment_by_issue=sentiment_by_issue(joined, leaves),
        notes=write_notes(sample, joined, signed, share, scale, min_mentions),
        importance=importance,
        **further_tables(basis, sample, signed, scale),
        basis=basis,
    )
