"""Topics that become issues of a list: the list's file, and what tagging with it finds again."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.audit.texts import text_key
from cxnlp.errors import OutputError
from cxnlp.explore import Topics
from cxnlp.issues import Taxonomy
from cxnlp.issues.toml import write_issues
from cxnlp.pipeline import IssueList, Progress, load, tag_survey
from cxnlp.report import written
from cxnlp.report.files import write_table
from cxnlp.report.words import counted, percent
from cxnlp.survey import Survey
from cxnlp.tag.answers import answers

LIST = "list.toml"
REFOUND, TAUGHT, LESSON = "refound.csv", "taught.csv", "lesson"
MOST_TAUGHT = 1000
BARELY = 0.5
"""An issue that finds less of its topic again than this is said to."""


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

    @classmethod
    def of(
        cls, topics: Topics, ids: Sequence[int], survey: Survey, *, issues: IssueList,
        model: str | Path, progress: Progress | None = None,
    ) -> FrozenList:  # fmt: skip
        """Add topics to a list, and tag the survey with it to see what it finds of them.

        Parameters
        ----------
        topics : Topics
            Found in the survey.
        ids : sequence of int
            Those to add.
        survey : Survey
            The same comments.
        issues : str, Path or Taxonomy
            The list they are added to.
        model : str or Path
            A model's name or folder.
        progress : callable, optional
            Called with how many comments are tagged and how many there are.

        Raises
        ------
        CxError
            If a topic is not there, or the list or the model cannot be used.
        """
        known = issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)
        taxonomy = topics.freeze(ids, known)
        tags = tag_survey(survey, load(model, taxonomy), progress)
        return cls(known, taxonomy, topics.refound(tags.mentions, taxonomy, ids))

    def teach(
        self, topics: Topics, survey: Survey, folder: Path, *, model: str | Path,
        progress: Progress | None = None,
    ) -> FrozenList:  # fmt: skip
        """Teach a model the added issues by half of the comments, and try it on the other half.

        The half is that of the lowest hashes of what was written, and 1,000 comments at most, so
        that enough are left for an audit, which may not count those that a model was taught by.

        Parameters
        ----------
        topics, survey, model, progress
            As in `of`.
        folder : Path
            Where to write the lesson.

        Raises
        ------
        CxError
            If the model was itself taught, or the folder cannot be written.
        """
        from cxnlp.fit.beside import teach_beside

        issues = self.refound["issue"].tolist()
        ids = self.refound["topic"].tolist()
        comments, questions = answers(survey)
        taught = _lowest_half([text_key(comment.text) for comment in comments])
        some = np.flatnonzero(taught)
        mention = _members(topics, ids, [comments[i].id for i in some])
        texts = [comments[i].text for i in some]
        asked = [questions[i] for i in some]
        place = teach_beside(folder, self.taxonomy, issues, texts, asked, mention, model=model)
        tags = tag_survey(survey, load(place, self.taxonomy), progress)
        rest = {comments[i].id for i in np.flatnonzero(~taught)}
        found = topics.refound(tags.mentions, self.taxonomy, ids, among=rest)
        return replace(self, taught=found, lesson=place)

    def text(self, before: str | None = None) -> str:
        """Return the list as TOML, below what a person wrote where that is the list before.

        Parameters
        ----------
        before : str, optional
            The file of the list before, whose layout and comments are kept.
        """
        if before is None:
            return self.taxonomy.to_toml()
        added = self.taxonomy.issues[len(self.known) :]
        return before.rstrip() + "\n\n" + write_issues("", added).partition("\n\n")[2]

    def write(self, place: Path, folder: Path, issues: str) -> None:
        """Write the list to a file, and beside the topics what it finds of them.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        before = place.read_text(encoding="utf-8") if _same(place, issues) else None
        with written(place) as part:
            part.write_text(self.text(before), encoding="utf-8")
        write_table(self.refound, folder / REFOUND)
        if self.taught is not None:
            write_table(self.taught, folder / TAUGHT)

    def lines(self, topics: Topics) -> list[str]:
        """Return for a terminal what was added, and how well tagging finds it again."""
        told = ["Tagging with the list finds of each topic", "", *_found(self.refound)]
        weak = self.refound.loc[self.refound["recall"] < BARELY, "issue"]
        if self.taught is not None:
            told += ["", f"Taught by half of the comments (--model {self.lesson}), of the others"]
            told += ["", *_found(self.taught)]
        elif len(weak):
            told += ["", f"Little is found again of {', '.join(weak)}: give --teach, or say in its "
                     "description what people mean."]  # fmt: skip
        return [*told, *self._known_already(topics)]

    def _known_already(self, topics: Topics) -> list[str]:
        if topics.scored is None:
            return []
        table = topics.known()
        twice = table[(table["status"] == "known") & table["topic"].isin(self.refound["topic"])]
        told = [
            f"{topic} was known already, as {name}: two issues now share its mentions."
            for topic, name in zip(twice["topic"], twice["issue_name"], strict=True)
        ]
        return ["", *told] if told else []


def list_place(out: Path | None, folder: Path, issues: str) -> Path:
    """Return where to write the list: FOLDER/list.toml, unless a TOML file was named.

    Raises
    ------
    OutputError
        If another list is there, which may hold what was written by hand.
    """
    place = out if named_list(out) and out is not None else folder / LIST
    if place.exists() and not _same(place, issues):
        raise OutputError(
            f"{place} is there already", "a list to add to, or a new name",
            f"give --issues {place} to add to it, or -o another.toml",
        )  # fmt: skip
    return place


def named_list(out: Path | None) -> bool:
    """Tell whether what was named to write is a list and not a folder."""
    return out is not None and out.suffix.lower() == ".toml"


def _lowest_half(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Return which comments are of the lower half of different keys, and of 1,000 at most."""
    different = sorted(set(keys))
    return np.isin(keys, different[: min(len(different) // 2, MOST_TAUGHT)])


def _members(topics: Topics, ids: Sequence[int], comments: Sequence[str]) -> NDArray[np.bool_]:
    """Return which comments, (n,), have a clause in which topics, (k,)."""
    table = topics.clauses.table
    own = [set(table.loc[topics.of_clauses == topic, "comment"]) for topic in ids]
    return np.array([[comment in each for each in own] for comment in comments], bool)


def _found(table: pd.DataFrame) -> list[str]:
    told = []
    for row in table.to_dict("records"):
        right = f"{_interval(row, 'precision')} of {row['tagged']:,} tagged are in it"
        told.append(
            f"{row['topic']:>4} {row['issue']}: {_interval(row, 'recall')} of its "
            f"{counted(row['comments'], 'comment')}; "
            + (right if row["tagged"] else "none tagged")
        )
    return told


def _same(place: Path, issues: str) -> bool:
    given = Path(issues)
    return place.exists() and given.exists() and place.samefile(given)


def _interval(row: Mapping[Hashable, Any], name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{percent(value)} ({percent(low)} to {percent(high)})"
