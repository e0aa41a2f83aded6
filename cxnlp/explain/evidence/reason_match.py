"""Which issue a ticked reason stands for: by its name, else by words they share and by use.

Lists of reasons and lists of issues are written by different people: "Food and beverages" is "Food
and drink on board" elsewhere. Left unmatched, it would be told that the list of reasons lacks it.
"""

from __future__ import annotations

import math
import unicodedata

import numpy as np

from cxnlp.explain.sample.responses import SIGNS, Sample
from cxnlp.intervals import BoolArray, FloatArray
from cxnlp.issues import Issue, Taxonomy

BY_NAME, BY_WORDS, BY_USE = "name", "words", "words and use"
# Words of any list of reasons: "Ground service" is not about customer service for its "service".
FUNCTION_WORDS = frozenset(
    {"and", "of", "for", "the", "with", "our", "your", "other", "service", "services", "quality"}
)
NAMED, DESCRIBED = 1.0, 0.5
ENOUGH, NEARLY = 0.2, 0.6


def match_reason(reason: str, taxonomy: Taxonomy) -> str:
    """Return the id of the issue that a ticked reason names, "" where none or several do.

    Ids, names and names in other languages are compared without regard to case, spaces and
    punctuation.
    """
    key = _key(reason)
    found = {issue.id for issue in taxonomy.issues if key and key in _keys(issue)}
    return found.pop() if len(found) == 1 else ""


def find_issue(
    reason: str, ticked: BoolArray, sample: Sample, taxonomy: Taxonomy
) -> tuple[str, str]:
    """Return the issue that a ticked reason stands for, and how that is known; "" where it is not.

    Where no issue bears its name, issues that share its words are thought of: words of names count
    more than those of descriptions, and rare ones more than those of many issues. Where several
    come near the best, it is the one that those who tick the reason praise or complain of more
    often than others of the same score do (of the same, since who is angry ticks and writes more
    of everything); where none is, none.

    Parameters
    ----------
    reason : str
        What was ticked.
    ticked : array of n bools
        Who ticked it.
    sample : Sample
        The n responses, with the leaves they mention.
    taxonomy : Taxonomy
        The list of issues.
    """
    named = match_reason(reason, taxonomy)
    if named:
        return named, BY_NAME
    likeness = {issue.id: shared(reason, issue, taxonomy) for issue in taxonomy.leaves()}
    best = max(likeness.values(), default=0.0)
    if best < ENOUGH:
        return "", ""
    near = [issue for issue, score in likeness.items() if score >= NEARLY * best]
    if len(near) == 1:
        return near[0], BY_WORDS
    use = {issue: _use(ticked, sample, sample.issues.index(issue)) for issue in near}
    most = max(near, key=lambda issue: use[issue])
    return (most, BY_USE) if use[most] > 2 / math.sqrt(max(len(ticked), 1)) else ("", "")


def shared(reason: str, issue: Issue, taxonomy: Taxonomy) -> float:
    """Return which part of a reason's words, by weight, an issue's text has (0-1)."""
    words = _words(reason)
    texts = [_texts(each) for each in taxonomy.leaves()]
    own, described = _texts(issue)
    total = found = 0.0
    for word in words:
        among = sum(word in named or word in told for named, told in texts)
        weight = math.log((len(texts) + 1) / (among + 0.5))
        total += weight
        found += weight * (NAMED if word in own else DESCRIBED if word in described else 0.0)
    return found / total if total > 0 else 0.0


def _texts(issue: Issue) -> tuple[set[str], set[str]]:
    named = " ".join((issue.id.replace("_", " "), issue.name, *issue.names.values()))
    return _words(named), _words(" ".join((issue.description, *issue.examples)))


def _words(text: str) -> set[str]:
    """Return the words of a text that say something, "wi-fi" as "wifi", plurals as singulars."""
    pieces = text.replace("-", "").split()
    words = {_key(piece) for piece in pieces}
    said = {word for word in words if len(word) > 2 and word not in FUNCTION_WORDS}
    return {word.removesuffix("s") if len(word) > 3 else word for word in said}


def _use(ticked: BoolArray, sample: Sample, at: int) -> float:
    """Return the correlation of ticking and writing among responses of the same score."""
    return max(
        _correlation(_apart(ticked, sample), _apart(sample.mentioned[sign][:, at], sample))
        for sign in SIGNS
    )


def _apart(who: BoolArray, sample: Sample) -> FloatArray:
    """Take from each its score's mean."""
    _, kind = np.unique(sample.score, return_inverse=True)
    mean = np.bincount(kind, who) / np.bincount(kind)
    return np.asarray(who - mean[kind])


def _correlation(first: FloatArray, second: FloatArray) -> float:
    length = float(np.sqrt(np.square(first).sum() * np.square(second).sum()))
    return float(first @ second) / length if length > 1e-9 else 0.0


def _keys(issue: Issue) -> set[str]:
    return {_key(name) for name in (issue.id, issue.name, *issue.names.values())}


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")
