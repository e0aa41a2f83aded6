"""Topics that become issues of a list: the list, its file, and what tagging finds of them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxnlp.discover.files import REFOUND, TAUGHT
from cxnlp.errors import IssueListError
from cxnlp.explore import Topics
from cxnlp.files import write_any, written
from cxnlp.issues import Taxonomy
from cxnlp.issues.toml import issue_tables, read_issues
from cxnlp.pipeline import Progress, tag_survey
from cxnlp.survey import Survey
from cxnlp.tag.one_call import IssueList, load


@dataclass(frozen=True)
class FrozenList:
    """A list of issues with topics added to it.

    Parameters
    ----------
    known, taxonomy : Taxonomy
        The list before and after.
    refound : DataFrame
        What tagging with it finds of each topic: `cxnlp.explore.freeze.REFOUND`.
    taught : DataFrame, optional
        What it finds of each in comments that the model was not taught by, where it was taught.
    lesson : Path, optional
        Where the lesson is, which ``--model`` takes.
    """

    known: Taxonomy
    taxonomy: Taxonomy
    refound: pd.DataFrame
    taught: pd.DataFrame | None = None
    lesson: Path | None = None

    def to_toml(self, before: str | None = None) -> str:
        """Return the list as TOML, below what a person wrote where that is the list before.

        Parameters
        ----------
        before : str, optional
            The file of the list before, whose layout and comments are kept.

        Raises
        ------
        IssueListError
            If nothing can be written below the list before: ``issue = […]``, in one piece.
        """
        if before is None:
            return self.taxonomy.to_toml()
        text = f"{before.rstrip()}\n\n{issue_tables(self.taxonomy.issues[len(self.known) :])}"
        try:
            read_issues(text, "the list")
        except IssueListError as error:
            raise IssueListError(
                "a list whose issues are one value, issue = […]",
                "[[issue]] tables, below which more can be written",
                "write its issues so, or give -o another.toml",
            ) from error
        return text

    def write(self, place: Path, folder: Path, before: str | None = None) -> None:
        """Write the list to a file, and beside the topics what it finds of them.

        Parameters
        ----------
        place : Path
            The file of the list.
        folder : Path
            Where the topics are: `refound.csv`, and `taught.csv` where the model was taught.
        before : str, optional
            As in `to_toml`.

        Raises
        ------
        CxError
            If it cannot be written; a list that is there is then as it was.
        """
        text = self.to_toml(before)
        with written(place) as part:
            part.write_text(text, encoding="utf-8")
        write_any(self.refound, folder / f"{REFOUND}.csv")
        write_any(self.taught, folder / f"{TAUGHT}.csv")


def freeze_topics(
    topics: Topics,
    ids: Sequence[int],
    survey: Survey,
    *,
    issues: IssueList,
    model: str | Path,
    progress: Progress | None = None,
) -> FrozenList:
    """Add topics to a list, and tag the survey with it to see what it finds of them.

    Parameters
    ----------
    topics : Topics
        What was found in the survey.
    ids : sequence of int
        The topics to add.
    survey : Survey
        The survey.
    issues : str, Path or Taxonomy
        The list they are added to.
    model : str or Path
        A model's name or folder.
    progress : callable, optional
        Called with how many comments are tagged and how many there are.

    Returns
    -------
    FrozenList

    Raises
    ------
    CxError
        If a topic is not there, or the list or the model cannot be used.
    """
    known = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
    taxonomy = topics.freeze(ids, known)
    tags = tag_survey(survey, load(model, taxonomy), progress)
    return FrozenList(known, taxonomy, topics.refound(tags.mentions, taxonomy, ids))
