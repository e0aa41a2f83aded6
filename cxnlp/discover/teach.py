"""A model taught the topics that were frozen into a list, and tried on comments it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cxnlp.audit.texts import text_key
from cxnlp.discover.lists import FrozenList
from cxnlp.explore import Topics
from cxnlp.pipeline import Progress, tag_survey
from cxnlp.survey import Survey
from cxnlp.tag.answers import answers
from cxnlp.tag.one_call import load

MOST_TAUGHT = 1000


def teach_topics(
    frozen: FrozenList,
    topics: Topics,
    survey: Survey,
    folder: Path,
    *,
    model: str | Path,
    progress: Progress | None = None,
) -> FrozenList:
    """Teach a model the added issues by half of the comments, and try it on the other half.

    The half is that of the lowest hashes of what was written, and 1,000 comments at most, so
    that enough are left for an audit, which may not count those that a model was taught by.

    Parameters
    ----------
    frozen : FrozenList
        The list with the topics.
    topics, survey, model, progress
        As in `cxnlp.discover.lists.freeze_topics`.
    folder : Path
        Where to write the lesson.

    Returns
    -------
    FrozenList
        The same, with `taught` and `lesson`.

    Raises
    ------
    CxError
        If the model was itself taught, or the folder cannot be written.
    """
    from cxnlp.fit.beside import teach_beside

    issues = frozen.refound["issue"].tolist()
    ids = frozen.refound["topic"].tolist()
    comments, questions = answers(survey)
    taught = lowest_half([text_key(comment.text) for comment in comments])
    some = np.flatnonzero(taught)
    mention = _members(topics, ids, [comments[i].id for i in some])
    texts = [comments[i].text for i in some]
    asked = [questions[i] for i in some]
    place = teach_beside(folder, frozen.taxonomy, issues, texts, asked, mention, model=model)
    tags = tag_survey(survey, load(place, frozen.taxonomy), progress)
    rest = {comments[i].id for i in np.flatnonzero(~taught)}
    found = topics.refound(tags.mentions, frozen.taxonomy, ids, among=rest)
    return replace(frozen, taught=found, lesson=place)


def lowest_half(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Return which comments are of the lower half of different keys, and of 1,000 at most."""
    different = sorted(set(keys))
    return np.isin(keys, different[: min(len(different) // 2, MOST_TAUGHT)])


def _members(topics: Topics, ids: Sequence[int], comments: Sequence[str]) -> NDArray[np.bool_]:
    """Return which comments, (n,), have a clause in which topics, (k,)."""
    table = topics.clauses.table
    own = [set(table.loc[topics.of_clauses == topic, "comment"]) for topic in ids]
    return np.array([[comment in each for each in own] for comment in comments], bool)
