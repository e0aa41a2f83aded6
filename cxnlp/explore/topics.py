"""What people talk about: topics with their names, quotes and figures, to read and to edit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Clauses, Floats, Ints
from cxnlp.explore.edits import at_layer, divided
from cxnlp.explore.files import save_model
from cxnlp.explore.find import Search, find, share_outside, topic_stability
from cxnlp.explore.freeze import extended, frozen_issues, refound_table
from cxnlp.explore.model import TopicModel
from cxnlp.explore.names import Brief, Namer, make_briefs, names_of
from cxnlp.explore.naming import phrase_table
from cxnlp.explore.quotes import quote_table
from cxnlp.explore.sayings import sayings
from cxnlp.explore.stability import Stability
from cxnlp.explore.with_scores import Scored
from cxnlp.issues import Issue, Taxonomy

TABLE = (
    "topic",
    "name",
    "clauses",
    "comments",
    "share",
    "stability",
    "languages",
    "phrases",
    "quote",
)


@dataclass(frozen=True)
class Topics:
    """Topics of a survey's comments. Editing returns new topics; these stay as they are.

    Parameters
    ----------
    clauses : Clauses
        n clauses of the comments.
    points : float32 array, (n, d)
        The same as points.
    model : TopicModel
        Tells the topic of a clause, here and in later surveys.
    stability : mapping of int to float
        How stable each topic is (0-1); see `cxnlp.explore.stability`. None of an edited topic.
    layers : tuple of Stability
        How stable each granularity is, the finest first.
    layer : int
        The granularity shown.
    search : Search
        How they were sought.
    scored : Scored, optional
        The scores and known issues of the same comments.
    namer : callable, optional
        Names a topic by its `Brief`.
    tried : mapping of int to float
        By number of topics that was tried, how far apart they lie: `cxnlp.explore.apart`.
    """

    clauses: Clauses
    points: Floats
    model: TopicModel
    stability: Mapping[int, float]
    layers: tuple[Stability, ...]
    layer: int
    search: Search = field(default_factory=Search)
    scored: Scored | None = None
    namer: Namer | None = None
    tried: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def find(
        cls,
        clauses: Clauses,
        search: Search | None = None,
        *,
        scored: Scored | None = None,
        earlier: TopicModel | None = None,
        namer: Namer | None = None,
    ) -> Topics:
        """Find topics in clauses.

        Parameters
        ----------
        clauses : Clauses
            n clauses, with a vector for each.
        search : Search, optional
            How to look; the defaults of `Search` without it.
        scored, namer
            As of the class.
        earlier : TopicModel, optional
            Topics found before: those that were edited are kept, and new ones sought beside them.

        Raises
        ------
        ExplainError
            If there are too few different clauses, or the earlier topics are of another model.
        """
        search = search or Search()
        found = find(clauses, search, earlier)
        return cls(
            clauses,
            found.points,
            found.model,
            found.stability,
            found.layers,
            found.layer,
            search,
            scored,
            namer,
            found.tried,
        )

    @cached_property
    def of_clauses(self) -> Ints:
        """The topic of each clause, (n,); 0 for none."""
        return self.model.tell(self.points)

    @property
    def ids(self) -> list[int]:
        """The topics, in the order of their numbers."""
        return self.model.ids

    @property
    def outside(self) -> float:
        """The share of clauses that are of no topic, 0 to 1."""
        return share_outside(self.of_clauses)

    @cached_property
    def phrases(self) -> pd.DataFrame:
        """The phrases that set each topic apart, by language."""
        return phrase_table(self.clauses, self.of_clauses, self.ids, self.search.seed)

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """Up to three central clauses of each topic."""
        return quote_table(self.clauses, self.points, self.of_clauses, self.ids)

    @cached_property
    def briefs(self) -> dict[int, Brief]:
        """What is known of each topic, for naming it."""
        found = (self.clauses, self.of_clauses, self.ids)
        said = sayings(self.clauses, self.points, self.of_clauses, self.ids, self.phrases)
        return make_briefs(*found, self.phrases, self.quotes, said)

    @cached_property
    def names(self) -> dict[int, str]:
        """What each topic is called."""
        return names_of(self.briefs, self.model.names, self.namer)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each topic, the largest first: `TABLE`; `share` is of all clauses (0-1)."""
        rows = []
        for topic in self.ids:
            own = self.clauses.table[self.of_clauses == topic]
            brief = self.briefs[topic]
            tongues = ", ".join(f"{k} {v:.0%}" for k, v in brief.languages.items())
            said = "; ".join(f"{k}: {', '.join(some)}" for k, some in brief.phrases.items())
            rows.append(
                (
                    topic,
                    self.names[topic],
                    len(own),
                    own["comment"].nunique(),
                    len(own) / len(self.clauses),
                    self.stability.get(topic, np.nan),
                    tongues,
                    said,
                    brief.quotes[0] if brief.quotes else "",
                )
            )
        table = pd.DataFrame(rows, columns=list(TABLE))
        keys = pd.DataFrame({"size": -table["clauses"], "topic": table["topic"]})
        return table.loc[keys.sort_values(["size", "topic"]).index].reset_index(drop=True)

    def scores(self, level: float = 0.95) -> pd.DataFrame:
        """Return each topic's share, feeling, index and leave-out difference, with intervals.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame
            As `cxnlp.explore.scores.score_table` makes it: a row for each topic.

        Raises
        ------
        ExplainError
            If the topics were found without scores.
        """
        return self._scored.scores(self.clauses, self.of_clauses, self.names, level)

    def growth(
        self,
        before: str | tuple[str, str] = "",
        after: str | tuple[str, str] = "",
        level: float = 0.95,
    ) -> pd.DataFrame:
        """Return how much more often each topic came up in one period than in another.

        Parameters
        ----------
        before, after : str or (str, str), optional
            Periods ("2018-03", "2018Q1"), or first and last ones; by default the last two periods
            of a length that suits the dates.
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame
            As `cxnlp.explore.scores.growth_table` makes it: a row for each topic.

        Raises
        ------
        ExplainError
            If the topics were found without scores, without dates, or where a period has fewer
            than ten responses.
        """
        return self._scored.growth(self.clauses, self.of_clauses, self.names, before, after, level)

    def segments(self, level: float = 0.95) -> pd.DataFrame:
        """Return how often each level of each segment mentions each topic.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame
            As `cxnlp.explore.scores.segment_table` makes it.

        Raises
        ------
        ExplainError
            If the topics were found without scores.
        """
        return self._scored.segments(self.clauses, self.of_clauses, self.names, level)

    def known(self, level: float = 0.95) -> pd.DataFrame:
        """Return how the known issues cover each topic, ranked by unexplained score.

        Parameters
        ----------
        level : float
            Confidence level, between 0 and 1.

        Returns
        -------
        DataFrame
            `cxnlp.explore.known.KNOWN`: a row for each topic; `covered` and `by_any` are shares of
            its comments (0-1), `points` are of the index.

        Raises
        ------
        ExplainError
            If the topics were found without scores.
        """
        return self._scored.known(self.clauses, self.of_clauses, self.names, level)

    def issues(self) -> pd.DataFrame:
        """Return which topics each known issue's comments are in, and which are really two.

        Returns
        -------
        DataFrame
            `cxnlp.explore.known.ISSUES`: `share` (0-1) is of the issue's comments; `two` marks an
            issue that two topics hold much of.

        Raises
        ------
        ExplainError
            If the topics were found without scores.
        """
        return self._scored.issues(self.clauses, self.of_clauses, self.names)

    def at(self, layer: int) -> Topics:
        """Return the topics of another granularity; edits are not carried over.

        Parameters
        ----------
        layer : int
            0 for the finest, up to `len(layers) - 1`.

        Raises
        ------
        ExplainError
            If there is no such granularity, or topics were split or kept from before.
        """
        model = at_layer(self.model, self.points, layer)
        stability = topic_stability(model.topics, model.layers[layer], self.layers[layer])
        return replace(self, model=model, layer=layer, stability=stability)

    def merge(self, *ids: int, name: str = "") -> Topics:
        """Make topics one, of the lowest of their numbers.

        Parameters
        ----------
        *ids : int
            Two topics or more.
        name : str
            What the one is called; by default it is named anew.

        Raises
        ------
        ExplainError
            If a topic is not there, or fewer than two are given.
        """
        model = self.model.merge(ids)
        return self._with(model.rename({min(ids): name}) if name else model, ids)

    def split(self, topic: int, into: int = 2) -> Topics:
        """Make several topics of one; the first keeps its number and loses its name.

        Parameters
        ----------
        topic : int
            Which.
        into : int
            How many to make of it, at least 2.

        Raises
        ------
        ExplainError
            If the topic is not there, or has fewer different clauses than that.
        """
        model, ids = divided(self.model, self.points, self.of_clauses, topic, into)
        unnamed = {t: name for t, name in model.names.items() if t != topic}
        return self._with(replace(model, names=unnamed), ids)

    def rename(self, names: Mapping[int, str]) -> Topics:
        """Give topics names, which later explorations keep.

        Parameters
        ----------
        names : mapping of int to str
            By topic.

        Raises
        ------
        ExplainError
            If a topic is not there, or a name is blank.
        """
        return self._with(self.model.rename(names), ())

    def drop(self, *ids: int) -> Topics:
        """Leave topics out: their clauses count as outside, here and in later explorations.

        Parameters
        ----------
        *ids : int
            The topics.

        Raises
        ------
        ExplainError
            If a topic is not there.
        """
        return self._with(self.model.drop(ids), ids)

    def freeze(
        self, ids: Iterable[int], taxonomy: Taxonomy | None = None, parent: str | None = None
    ) -> Taxonomy:
        """Return a list of issues with topics added to it.

        Parameters
        ----------
        ids : iterable of int
            The topics.
        taxonomy : Taxonomy, optional
            The list; a new one without it.
        parent : str, optional
            The id of the issue they stand below.

        Raises
        ------
        ExplainError
            If a topic is not there, or none is given.
        IssueListError
            If the list cannot take them.
        """
        return extended(taxonomy, list(self.as_issues(ids, taxonomy, parent).values()))

    def as_issues(
        self, ids: Iterable[int], taxonomy: Taxonomy | None = None, parent: str | None = None
    ) -> dict[int, Issue]:
        """Return what `freeze` makes of each topic.

        Parameters
        ----------
        ids, taxonomy, parent
            As in `freeze`; no id that the list has is given again.

        Returns
        -------
        dict of int to Issue
            By topic.

        Raises
        ------
        ExplainError
            If a topic is not there.
        """
        listed: Sequence[int] = list(dict.fromkeys(ids))
        self.model.check(listed)
        taken = [issue.id for issue in taxonomy] if taxonomy else []
        return frozen_issues(listed, self.briefs, self.names, taken, parent)

    def refound(
        self,
        mentions: pd.DataFrame,
        taxonomy: Taxonomy,
        ids: Iterable[int] | None = None,
        level: float = 0.95,
        among: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """Return what tagging with a list finds again of the topics that were frozen into it.

        Parameters
        ----------
        mentions : DataFrame
            `comment`, `issue`: tags of the same comments, such as `Analysis.mentions`.
        taxonomy : Taxonomy
            The list; a topic's issue is the one of its name.
        ids : iterable of int, optional
            The topics; by default all that are in the list.
        level : float
            Confidence level, between 0 and 1.
        among : collection of str, optional
            The comments that count; all by default.

        Returns
        -------
        DataFrame
            As `cxnlp.explore.refound_table` makes it.
        """
        named = {issue.name: issue for issue in taxonomy}
        wanted = self.ids if ids is None else list(ids)
        issues = {t: named[self.names[t]] for t in wanted if self.names[t] in named}
        return refound_table(self.clauses, self.of_clauses, issues, mentions, level, among)

    def save(self, folder: str | Path) -> Path:
        """Write what tells the topics of clauses; `cxnlp.explore.load_topics` reads it.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there; two files are written into it.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        save_model(self.model, Path(folder))
        return Path(folder)

    def _repr_html_(self) -> str:
        """Show the topics in a notebook."""
        shown = self.table[["topic", "name", "clauses", "share", "stability", "phrases", "quote"]]
        table = shown.to_html(index=False, escape=True, float_format="{:.2f}".format, na_rep="–")
        return f"<p>{len(self.ids)} topics; {self.outside:.0%} of clauses outside</p>{table}"

    @property
    def _scored(self) -> Scored:
        if self.scored is None:
            raise ExplainError(
                "topics without scores", "a survey with a column of scores", "name it with --score"
            )
        return self.scored

    def _with(self, model: TopicModel, changed: Iterable[int]) -> Topics:
        gone = set(changed)
        stability = {t: value for t, value in self.stability.items() if t not in gone}
        return replace(self, model=model, stability=stability)
