"""Finding what people talk about: survey, tag, join, explore, in one call and one reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cxnlp.errors import ExplainError
from cxnlp.explore import Clauses, Scored, Search, TopicModel, Topics, load_topics
from cxnlp.explore.clauses import Floats
from cxnlp.explore.engine import Engine
from cxnlp.explore.names import Namer
from cxnlp.join import join
from cxnlp.opening import Source, as_survey, as_tagger
from cxnlp.pipeline import Progress
from cxnlp.survey import Survey
from cxnlp.tag import Comment, Prediction, TaggerLike, Tags
from cxnlp.tag.answers import answers
from cxnlp.tag.clauses import ClauseTagger, Told
from cxnlp.tag.one_call import DEFAULT_ISSUES, DEFAULT_MODEL, IssueList

Row = tuple[object, ...]


def find_topics(
    source: Source,
    *,
    issues: IssueList = DEFAULT_ISSUES,
    model: str | Path = DEFAULT_MODEL,
    tagger: TaggerLike | None = None,
    outside: float = 0.1,
    n_topics: int | None = None,
    seed: int = 0,
    engine: Engine = "kmeans",
    earlier: Topics | TopicModel | str | Path | None = None,
    namer: Namer | None = None,
    segments: Sequence[str] | None = None,
    weight: str | None = None,
    progress: Progress | None = None,
    **columns: Any,  # noqa: ANN401 - passed on to `read_survey`, which names and types them
) -> Topics:
    """Find what people talk about, known or not, and set it beside the scores.

    Comments are read once, for their tags and for the topics. A comment may belong to several
    topics, one for each of its clauses; a clause that fits none stays outside.

    Parameters
    ----------
    source : str, Path, DataFrame or Survey
        An export file, a table, or a survey that was read before; a score is not needed.
    issues : str, Path or Taxonomy
        The known issues, which topics are compared with.
    model : str or Path
        A model's name or folder.
    tagger : TaggerLike, optional
        One that is ready, such as `load` gives, in the place of `issues` and `model`.
    outside : float
        The share of clauses that may fit no topic, 0 to less than 1.
    n_topics : int, optional
        How many to look for; by default from 8 (4 in few clauses) to 40 (one for 25 clauses at
        most): the fewest that lie nearly as far apart as any number of them, on clauses they were
        not found in.
    seed : int
        Of the clauses drawn to name topics where there are very many; the topics themselves do not
        depend on it.
    engine : {"kmeans", "evoc"}
        What clusters; EVoC needs the extra `explore`. `topics.model.engine` says what did.
    earlier : Topics, TopicModel, str or Path, optional
        Topics of an earlier survey, or the folder they were saved in: those that were merged,
        split, named or dropped are kept as they are, new ones sought in what is left.
    namer : callable, optional
        Names a topic by its `cxnlp.explore.Brief`.
    segments : sequence of str, optional
        Columns that divide customers; those that are found by default, none if empty.
    weight : str, optional
        The column with survey weights.
    progress : callable, optional
        Called with the number of comments read and their total.
    **columns
        `score`, `text`, `scale`, `date` and so on: as in `read_survey`.

    Returns
    -------
    Topics

    Raises
    ------
    CxError
        If the survey, the issue list or the model cannot be used, or there is too little to read.
    """
    search = Search(outside, n_topics, seed, engine=engine)
    survey = as_survey(source, segments=segments, need_score=False, **columns)
    tagger = as_tagger(tagger, model, issues)
    tags, clauses = read(survey, tagger, progress)
    scored = None
    if survey.scale is not None:
        kept = segments if isinstance(source, Survey) else None
        joined = join(survey, tags, tagger.taxonomy, segments=kept, weight=weight)
        scored = Scored.of(joined, tagger.taxonomy, survey.scale)
    before = _model(earlier)
    return Topics.find(clauses, search, scored=scored, earlier=before, namer=namer)


def read(
    survey: Survey, tagger: TaggerLike, progress: Progress | None = None
) -> tuple[Tags, Clauses]:
    """Read the comments of a survey once: their tags, and their clauses with vectors.

    Raises
    ------
    ExplainError
        If the tagger does not hand on what it reads.
    """
    if not isinstance(tagger, ClauseTagger):
        raise ExplainError(
            f"the model {tagger.model['name']!r}, whose tagger has no stream_clauses",
            "one that hands on the vectors of clauses",
            "use a model with an encoder: 'base', or one that was taught on it",
        )
    comments, questions = answers(survey)
    rows: list[Row] = []
    vectors: list[Floats] = []
    told = tagger.stream_clauses([comment.text for comment in comments], questions)
    counted = _kept(comments, told, rows, vectors, progress)
    tags = Tags.of(comments, counted)
    return tags, Clauses.of(rows, vectors)


def _kept(
    comments: Sequence[Comment],
    told: Iterable[Told],
    rows: list[Row],
    vectors: list[Floats],
    progress: Progress | None,
) -> Iterator[Prediction]:
    """Yield predictions as they come, and put their clauses by."""
    for done, (comment, (found, clauses)) in enumerate(zip(comments, told, strict=True), 1):
        for clause in clauses:
            place = (comment.id, comment.row, clause.start, clause.end, clause.text)
            rows.append((*place, found.language, clause.feeling))
            vectors.append(clause.vector)
        yield found
        if progress is not None:
            progress(done, len(comments))


def _model(earlier: Topics | TopicModel | str | Path | None) -> TopicModel | None:
    if isinstance(earlier, Topics):
        return earlier.model
    return load_topics(earlier) if isinstance(earlier, str | Path) else earlier
