"""Topics become issues of a list, and what tagging with that list finds of them again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.names import Brief, name_in, suggest
from cxnlp.intervals import normal_quantile, wilson_interval
from cxnlp.issues import Issue, Taxonomy
from cxnlp.text.redact import mask

REFOUND = (
    "issue",
    "name",
    "topic",
    "comments",
    "tagged",
    "both",
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
)
MOST_EXAMPLES = 8
MOST_QUOTES, LONGEST_QUOTE = 3, 160
TITLE = "Known issues"


def frozen_issues(
    ids: Sequence[int],
    briefs: Mapping[int, Brief],
    names: Mapping[int, str],
    taken: Collection[str] = (),
    parent: str | None = None,
) -> dict[int, Issue]:
    """Return topics as issues: name, names in the other languages, description, examples.

    Description and examples are quotes without what identifies a person, then phrases.

    Parameters
    ----------
    ids : sequence of int
        The topics.
    briefs, names : mapping
        What is known of each, and what it is called.
    taken : collection of str
        Ids that are not free.
    parent : str, optional
        The id of the issue they stand below.
    """
    made: dict[int, Issue] = {}
    used = set(taken)
    for topic in ids:
        brief = briefs[topic]
        id_ = _free(_id_of(names[topic]) or f"topic_{topic}", used)
        used.add(id_)
        others = _names_elsewhere(brief)
        made[topic] = Issue(
            id_, names[topic], _description(brief), _examples(brief), parent=parent, names=others
        )
    return made


def extended(taxonomy: Taxonomy | None, issues: Sequence[Issue]) -> Taxonomy:
    """Return a list with more issues; without one, a new list.

    Raises
    ------
    ExplainError
        If there is no issue to add.
    """
    if not issues:
        raise ExplainError("no topic to freeze", "the numbers of one or more")
    if taxonomy is None:
        return Taxonomy(TITLE, tuple(issues))
    return replace(taxonomy, issues=(*taxonomy.issues, *issues))


def refound_table(
    clauses: Clauses,
    topics: Ints,
    issues: Mapping[int, Issue],
    mentions: pd.DataFrame,
    level: float = 0.95,
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return `REFOUND`: what tagging with the frozen issues finds of their topics.

    Parameters
    ----------
    clauses : Clauses
        n clauses, of all comments that were tagged.
    topics : int array, (n,)
        The topic of each.
    issues : mapping of int to Issue
        What each topic became.
    mentions : DataFrame
        `comment`, `issue`: the tags with the new list.
    level : float
        Confidence level, between 0 and 1.
    among : collection of str, optional
        The comments that count; all by default.

    Returns
    -------
    DataFrame
        Counts of comments. `precision` is the share of those tagged that are in the topic,
        `recall` the share of the topic's that are tagged (0-1, Wilson's intervals).
    """
    z = normal_quantile(level)
    rows = []
    for topic, issue in issues.items():
        own = set(clauses.table.loc[topics == topic, "comment"])
        tagged = set(mentions.loc[mentions["issue"] == issue.id, "comment"])
        if among is not None:
            own, tagged = own.intersection(among), tagged.intersection(among)
        both = len(own & tagged)
        figures = [_share(both, len(of), z) for of in (tagged, own)]
        rows.append(
            (issue.id, issue.name, topic, len(own), len(tagged), both, *figures[0], *figures[1])
        )
    return pd.DataFrame(rows, columns=list(REFOUND))


def _share(some: int, n: int, z: float) -> tuple[float, float, float]:
    if not n:
        return (float("nan"),) * 3
    low, high = wilson_interval(some, n, z)
    return some / n, max(low, 0.0), min(high, 1.0)


def _id_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")


def _free(wanted: str, used: Collection[str]) -> str:
    number, id_ = 1, wanted
    while id_ in used:
        number += 1
        id_ = f"{wanted}_{number}"
    return id_


def _names_elsewhere(brief: Brief) -> dict[str, str]:
    """Return names in the languages that the topic's own name is not in."""
    names = {tongue: name_in(brief, tongue) for tongue in brief.phrases if tongue != "und"}
    return {tongue: name for tongue, name in names.items() if name != suggest(brief)}


def _description(brief: Brief) -> str:
    """Return customers' own sentences: by them more is found again than by the topic's words."""
    if quotes := _masked(brief.quotes):
        return " ".join(_sentence(quote[:LONGEST_QUOTE]) for quote in quotes[:MOST_QUOTES])
    said = [phrase for some in brief.phrases.values() for phrase in some[:3]]
    return f"What customers say of: {', '.join(_masked(said[:8]))}." if said else ""


def _examples(brief: Brief) -> tuple[str, ...]:
    said = [*brief.quotes, *(some[0] for some in brief.phrases.values() if some)]
    return tuple(_masked(said)[:MOST_EXAMPLES])


def _sentence(quote: str) -> str:
    bare = quote.rstrip(" ,;:-")
    return bare if bare.endswith((".", "!", "?", "…", "؟")) else f"{bare}."


def _masked(said: Iterable[str]) -> list[str]:
    texts = (" ".join(mask(text).text.split()) for text in said)
    return list(dict.fromkeys(text for text in texts if text))
