"""What is said in a terminal of topics, and of a list that they were frozen into."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from cxnlp.discover.lists import FrozenList
from cxnlp.explore import OUTSIDE, Topics
from cxnlp.report.quotes import Veil
from cxnlp.report.words import counted, percent

MOST_LINES = 25
HEAD = "topic  share stability  issue    name"
BARELY = 0.5
"""An issue that finds less of its topic again than this is said to."""


def topic_lines(topics: Topics, show_personal_data: bool = False) -> list[str]:
    """Return the topics for a terminal: how large, how stable, known or new."""
    veil = Veil(lifted=show_personal_data)
    told = [
        f"{len(topics.ids)} topics in {len(topics.clauses):,} clauses, "
        f"{float((topics.of_clauses == OUTSIDE).mean()):.0%} outside",
        _numbers(topics),
        "",
        HEAD,
    ]
    status = {}
    if topics.scored is not None and topics.ids:
        known = topics.known()
        status = dict(zip(known["topic"], known["status"], strict=True))
    for row in topics.table.head(MOST_LINES).to_dict("records"):
        stable = "–" if row["stability"] != row["stability"] else f"{row['stability']:.2f}"
        name = veil.hide(row["name"], 44)
        kind = status.get(row["topic"], "–")
        told.append(f"{row['topic']:>5} {row['share']:>6.1%} {stable:>9}  {kind:<8} {name}")
    more = len(topics.ids) - MOST_LINES
    return [*told, f"      and {more} more in topics.csv"] if more > 0 else told


def list_lines(frozen: FrozenList, topics: Topics) -> list[str]:
    """Return for a terminal what was added to a list, and how well tagging finds it again."""
    told = ["Tagging with the list finds of each topic", "", *_found(frozen.refound)]
    weak = frozen.refound.loc[frozen.refound["recall"] < BARELY, "issue"]
    if frozen.taught is not None:
        told += ["", f"Taught by half of the comments (--model {frozen.lesson}), of the others"]
        told += ["", *_found(frozen.taught)]
    elif len(weak):
        told += [
            "",
            f"Little is found again of {', '.join(weak)}: give --teach, or say in its "
            "description what people mean.",
        ]
    return [*told, *_known_already(frozen, topics)]


def _numbers(topics: Topics) -> str:
    """Return what clustered, and which numbers of topics were tried."""
    by = f"Clustered by {topics.model.engine}"
    if len(topics.tried) < 2:
        return by
    tried = [str(count) for count in sorted(topics.tried)]
    return f"{by}; tried {', '.join(tried[:-1])} and {tried[-1]} topics (--topics sets the number)"


def _known_already(frozen: FrozenList, topics: Topics) -> list[str]:
    if topics.scored is None:
        return []
    table = topics.known()
    twice = table[(table["status"] == "known") & table["topic"].isin(frozen.refound["topic"])]
    told = [
        f"{topic} was known already, as {name}: two issues now share its mentions."
        for topic, name in zip(twice["topic"], twice["issue_name"], strict=True)
    ]
    return ["", *told] if told else []


def _found(table: pd.DataFrame) -> list[str]:
    told = []
    for row in table.to_dict("records"):
        right = f"{_interval(row, 'precision')} of {row['tagged']:,} tagged are in it"
        told.append(
            f"{row['topic']:>4} {row['issue']}: {_interval(row, 'recall')} of its "
            f"{counted(row['comments'], 'comment')}; " + (right if row["tagged"] else "none tagged")
        )
    return told


def _interval(row: Mapping[Hashable, Any], name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{percent(value)} ({percent(low)} to {percent(high)})"
