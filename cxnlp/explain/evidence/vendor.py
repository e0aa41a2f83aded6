"""Topics and sentiment that the survey's platform wrote, held against ours.

They are never analysed: another tagger's errors are its own. Where the two agree beyond chance,
both read something that is there; where they do not, a person should look.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.explain.comparison.standing import HIDE_UNDER
from cxnlp.explain.evidence.reason_match import find_issue
from cxnlp.explain.evidence.reasons import kappa_ends, kappa_interval
from cxnlp.explain.sample.responses import Sample, take_sample
from cxnlp.intervals import BoolArray, FloatArray, normal_quantile, wilson_interval
from cxnlp.join import Joined

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy
    from cxnlp.survey import Survey
    from cxnlp.tag import Tags

VENDOR = (
    "column",
    "kind",
    "value",
    "issue",
    "matched",
    "n",
    "theirs",
    "ours",
    "both",
    "agreement",
    "agreement_low",
    "agreement_high",
    "kappa",
    "kappa_low",
    "kappa_high",
)
ALL = "all"
_SENTIMENT = re.compile(r"sentiment|polarity|ความรู้สึก|احساس|cảm xúc", re.I)
_TOPIC = re.compile(r"topic|theme|หัวข้อ|موضوع|chủ đề", re.I)
_PARTS = re.compile(r"[,;|\n]")
_MOST_TOPICS = 100
_WORDS: Mapping[str, tuple[str, ...]] = {
    "negative": ("negative", "very negative", "neg", "ลบ", "เชิงลบ", "منفی", "tiêu cực"),
    "neutral": ("neutral", "neu", "none", "กลาง", "เป็นกลาง", "خنثی", "trung tính", "trung lập"),
    "positive": ("positive", "very positive", "pos", "บวก", "เชิงบวก", "مثبت", "tích cực"),
}
_LABELS = {word: label for label, words in _WORDS.items() for word in words}


def vendor_table(
    survey: Survey, tags: Tags, joined: Joined, taxonomy: Taxonomy, level: float = 0.95
) -> pd.DataFrame:
    """Return `VENDOR`: what the platform found in the comments beside what we found.

    Parameters
    ----------
    survey : Survey
        The survey, whose derived columns are compared.
    tags : Tags
        What its comments say.
    joined : Joined
        The same by response.
    taxonomy : Taxonomy
        The list of issues to match topics with.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        For a column of sentiment (`kind` "sentiment") a row for all its answers and one for each
        of negative, neutral and positive, over the `n` responses with one comment that both
        judged; words, or numbers of which some lie below 0, are read, "mixed" is not, since ours
        does not say it of a whole comment. For a column of topics (`kind` "topic") a row for each
        topic, the most frequent first, over the `n` responses that say something: `theirs` have the
        topic, `ours` mention the `issue` it stands for (told as that of a ticked reason is; "" for
        none). `agreement` is the share (0-1) of which both say the same, with Wilson's interval;
        `kappa` is Cohen's, agreement beyond chance. Under 10 responses both are NaN. Survey weights
        do not enter. Empty where the platform wrote neither.
    """
    rows: list[tuple[object, ...]] = []
    for name in survey.names("derived"):
        if _SENTIMENT.search(name) and not _TOPIC.search(name):
            rows += _sentiment_rows(name, survey, tags, level)
        elif _TOPIC.search(name) and not _SENTIMENT.search(name):
            sample = take_sample(joined, taxonomy)
            rows += _topic_rows(name, survey, joined, sample, taxonomy, level)
    return pd.DataFrame(rows, columns=list(VENDOR))


def _sentiment_rows(
    name: str, survey: Survey, tags: Tags, level: float
) -> Iterator[tuple[object, ...]]:
    theirs = _judged(survey.readable([name])[name].str.strip())
    comments = tags.comments[tags.comments["sentiment"].notna()]
    own = [question for question in survey.text_columns if _is_of(name, question, survey)]
    if own:
        comments = comments[comments["question"].isin(own)]
    alone = comments.drop_duplicates("row", keep=False)
    used = alone[survey.used[alone["row"].to_numpy(dtype=int)]]
    said = theirs.iloc[used["row"].to_numpy(dtype=int)].to_numpy(dtype=object)
    both_judged = said != ""
    said, ours = said[both_judged], used["sentiment"].to_numpy(dtype=object)[both_judged]
    if not len(said):
        return
    same = said == ours
    agreed = _agreed(same, *label_kappa(said, ours, level), level)
    yield name, "sentiment", ALL, "", "", len(said), len(said), len(said), int(same.sum()), *agreed
    for label in _WORDS:
        yield name, "sentiment", label, "", "", *_beside(said == label, ours == label, level)


def _judged(cells: pd.Series) -> pd.Series:
    """Return the label that each cell gives, "" where none."""
    words = cells.str.casefold().map(_LABELS)
    numbers = pd.to_numeric(cells, errors="coerce")
    if words.notna().any() or not (numbers < 0).any():
        return words.fillna("")
    made: pd.Series = np.sign(numbers).map({-1.0: "negative", 0.0: "neutral", 1.0: "positive"})
    return made.fillna("")


def _is_of(name: str, question: str, survey: Survey) -> bool:
    """Tell whether a derived column bears a comment column's name before its own: "Q2 - Topics"."""
    rest = name.casefold().removeprefix(question.casefold())
    return len(rest) < len(name) and not rest[:1].isalnum()


def _topic_rows(
    name: str, survey: Survey, joined: Joined, sample: Sample, taxonomy: Taxonomy, level: float
) -> Iterator[tuple[object, ...]]:
    cells = survey.readable([name])[name].iloc[sample.response.astype(int)]
    named = [{part.strip() for part in _PARTS.split(cell)} - {""} for cell in cells]
    counts = pd.Series([topic for topics in named for topic in topics], dtype=object).value_counts()
    for topic in sorted(counts.index, key=lambda each: (-counts[each], each))[:_MOST_TOPICS]:
        theirs = np.array([topic in topics for topics in named])
        issue, how = find_issue(re.split(r"[/>]| - ", topic)[-1].strip(), theirs, sample, taxonomy)
        if not issue:
            blank = (math.nan,) * 8
            yield name, "topic", topic, "", "", len(sample), int(theirs.sum()), *blank
            continue
        leaves = {issue, *(leaf.id for leaf in taxonomy.leaves() if leaf.parent == issue)}
        about = joined.mentions["response"][joined.mentions["issue"].isin(leaves)]
        ours = np.asarray(pd.Index(sample.response).isin(about))
        yield name, "topic", topic, issue, how, *_beside(theirs, ours, level)


def _beside(theirs: BoolArray, ours: BoolArray, level: float) -> tuple[float, ...]:
    both = int((theirs & ours).sum())
    found = kappa_interval(theirs, ours, np.ones(len(theirs)), level)
    agreed = _agreed(theirs == ours, *found, level)
    return len(theirs), int(theirs.sum()), int(ours.sum()), both, *agreed


def _agreed(
    same: BoolArray, kappa: float, low: float, high: float, level: float
) -> tuple[float, ...]:
    if len(same) < HIDE_UNDER:
        return (math.nan,) * 6
    ends = wilson_interval(float(same.sum()), len(same), normal_quantile(level))
    return float(same.mean()), *ends, kappa, low, high


def label_kappa(
    first: NDArray[np.object_], second: NDArray[np.object_], level: float = 0.95
) -> tuple[float, float, float]:
    """Return Cohen's kappa of two judges' labels with its interval; NaN where chance agrees fully.

    With o the observed and c = sum p_k q_k the chance agreement, k = 1 - (1 - o) / (1 - c). An
    answer labelled x and y adds [(a - o) (1 - c) - (1 - o) (q_x + p_y - 2 c)] / (1 - c)^2 to its
    error, a telling whether the labels agree [1]_.

    Parameters
    ----------
    first, second : array of n str
        The labels of the same n things.
    level : float
        Confidence level, between 0 and 1.

    References
    ----------
    .. [1] J. Fleiss, J. Cohen, B. Everitt (1969), Large sample standard errors of kappa and
       weighted kappa, Psychological Bulletin 72, 323-327.
    """
    labels = sorted({*first, *second})
    x, y = (_marks(each, labels) for each in (first, second))
    p, q, agree = x.mean(axis=0), y.mean(axis=0), (x * y).sum(axis=1)
    o, c = float(agree.mean()), float(p @ q)
    if 1 - c <= 1e-12:
        return (math.nan,) * 3
    parts = ((agree - o) * (1 - c) - (1 - o) * (x @ q + y @ p - 2 * c)) / (1 - c) ** 2
    half = normal_quantile(level) * float(np.sqrt(parts @ parts)) / len(first)
    return 1 - (1 - o) / (1 - c), *kappa_ends(o, 1 - c, half, len(first), level)


def _marks(said: NDArray[np.object_], labels: Sequence[str]) -> FloatArray:
    return np.stack([said == label for label in labels], axis=1).astype(float)
