"""An audit of an earlier survey, brought to the one that is explained."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from cxnlp.audit.folder import CheckedTexts, agreement_records, audit_table, covered
from cxnlp.audit.texts import text_key
from cxnlp.errors import SurveyError
from cxnlp.explain import EarlierAudit, Explanation
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined
from cxnlp.survey import Survey

NOT_CHECKED = "not checked in the audit"


@dataclass(frozen=True)
class BroughtAudit:
    """What an audit says of a survey.

    Parameters
    ----------
    table : DataFrame or None
        The audited responses of this survey, as `explain_scores` takes them; may be empty. None
        without an audit.
    earlier : tuple of EarlierAudit
        Audited responses of earlier surveys.
    covered : float
        The share of this survey's texts that had a chance of being drawn.
    agreement : list of mapping or None
        How far two judges agree, an issue each; None for a table of the user's own.
    """

    table: pd.DataFrame | None
    earlier: tuple[EarlierAudit, ...] = ()
    covered: float = 1.0
    agreement: list[dict[str, object]] | None = None

    @property
    def texts(self) -> tuple[int, int]:
        """How many texts of this survey were checked, and how many of earlier ones."""
        there = sum(int(each.table["unit"].nunique()) for each in self.earlier)
        return 0 if self.table is None else int(self.table["unit"].nunique()), there

    def record(self) -> dict[str, Any]:
        """Return what the record of a run says of it: nothing of a table of the user's own."""
        if self.agreement is None:
            return {}
        here, there = self.texts
        told = {"texts": here, "covered": self.covered, "agreement": self.agreement}
        return {"audit": told | ({"texts_of_earlier_surveys": there} if self.earlier else {})}

    def noted(self, explanation: Explanation) -> Explanation:
        """Add what to keep in mind where not every text had a chance of being drawn."""
        if self.covered >= 1 or self.earlier:
            return explanation
        note = (
            f"{1 - self.covered:.0%} of the texts came after the audit was drawn: it speaks for "
            "them as far as they are like the others. Draw more."
        )
        return replace(explanation, notes=(*explanation.notes, note))


def drawn_rows(survey: Survey, checked: CheckedTexts | pd.DataFrame | None) -> list[int]:
    """Return the rows of a survey that were drawn to be checked.

    Parameters
    ----------
    survey : Survey
        The survey.
    checked : CheckedTexts or DataFrame, optional
        What people answered, or an audit's table, whose `response` is a row.
    """
    if checked is None or isinstance(checked, pd.DataFrame):
        return [] if checked is None else [int(row) for row in checked["response"].unique()]
    cells = survey.readable([name for field in survey.comment_fields for name in field])
    rows = zip(*(cells[name].tolist() for name in cells.columns), strict=True)
    whole = ("\n".join(cell for cell in row if cell.strip()) for row in rows)
    drawn = set(checked.record.loc[checked.record["place"] != 0, "key"])
    return [row for row, text in enumerate(whole) if text and text_key(text) in drawn]


def only_checked(then: Survey, checked: CheckedTexts | pd.DataFrame | None, now: Survey) -> Survey:
    """Leave out all responses of an earlier survey but those drawn: these alone need be tagged.

    Parameters
    ----------
    then, now : Survey
        The survey that the audit was drawn from, and the one to explain.
    checked : CheckedTexts
        What people answered.

    Raises
    ------
    SurveyError
        If there is no such audit, none of its texts is in `then`, or the two have different scales.
    """
    if not isinstance(checked, CheckedTexts):
        raise SurveyError(
            "an earlier survey without its audit",
            "the folder that cxnlp audit made for it",
            "name that with --audit",
        )
    if then.scale != now.scale:
        names = [each.scale.name if each.scale else "none" for each in (then, now)]
        raise SurveyError(f"an audit of scores on the scale {names[0]}", f"the scale {names[1]}")
    kept = then.left_out.index.isin(drawn_rows(then, checked))
    if not (kept & then.used).any():
        raise SurveyError(
            f"{then.source.name} holds none of the comments drawn for the audit",
            "the file that cxnlp audit was run on",
            "name it with --audit-of",
        )
    return replace(then, left_out=then.left_out.where(kept | ~then.used, NOT_CHECKED))


def bring_audit(
    checked: CheckedTexts | pd.DataFrame | None,
    joined: Joined,
    taxonomy: Taxonomy,
    earlier: Sequence[Joined] = (),
    fitted: Collection[str] = (),
) -> BroughtAudit:
    """Bring people's answers to a survey, and to the earlier ones that they are of.

    Beside earlier surveys, this one's responses count as audited only where all of its texts had a
    chance of being drawn: otherwise they are the few that happen to repeat an earlier text.

    Parameters
    ----------
    checked : CheckedTexts or DataFrame, optional
        The answers; or an audit's table, which is taken as it is.
    joined : Joined
        The survey that is explained.
    taxonomy : Taxonomy
        The list of issues.
    earlier : sequence of Joined
        Earlier surveys, from `only_checked`.
    fitted : collection of str
        The hashes of the comments that the tagger was taught by: they are no audit of it.

    Raises
    ------
    SurveyError
        If no text that was checked is in this survey, nor in an earlier one.
    """
    if not isinstance(checked, CheckedTexts):
        return BroughtAudit(checked)
    part = covered(checked, joined, taxonomy)
    here = audit_table(checked, joined, taxonomy, fitted)
    if earlier and part < 1:
        here = here.iloc[:0]
    there = [EarlierAudit(audit_table(checked, each, taxonomy, fitted), each) for each in earlier]
    # A response that stands in both surveys is one response.
    there = [replace(each, table=_without(each.table, here)) for each in there]
    there = [each for each in there if len(each.table)]
    brought = BroughtAudit(here, tuple(there), part, agreement_records(checked))
    if len(checked.labels) and not part and not any(brought.texts):
        raise SurveyError(
            "an audit of comments that are not in this survey",
            "the survey it was drawn from",
            "name that one with --audit-of",
        )
    return brought


def _without(table: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    return table[~table["unit"].isin(here["unit"])].reset_index(drop=True)
