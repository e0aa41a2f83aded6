"""What people talk about, found without a list: topics in clauses, beside the known issues.

Clauses (vectors) ─► Space (each language centred) ─► Tree (fine clusters, joined to coarser)
                                 └► TopicModel: tells the topic of any clause, saved as it is
TopicModel + words ─► phrases, quotes, names;  + Scored ─► scores, growth, segments, known
Topics: all of it, to read, edit (merge, split, rename, drop) and freeze into a list of issues
"""

from __future__ import annotations

from pathlib import Path

from cxnlp.explore.clauses import Clauses
from cxnlp.explore.files import load_model
from cxnlp.explore.find import Search
from cxnlp.explore.freeze import refound_table
from cxnlp.explore.model import OUTSIDE, TopicModel
from cxnlp.explore.names import Brief
from cxnlp.explore.topics import Topics
from cxnlp.explore.with_scores import Scored

__all__ = [
    "OUTSIDE",
    "Brief",
    "Clauses",
    "Scored",
    "Search",
    "TopicModel",
    "Topics",
    "load_topics",
    "refound_table",
]


def load_topics(folder: str | Path) -> TopicModel:
    """Read topics that `Topics.save` wrote; they tell exactly what they told before.

    Raises
    ------
    ModelError
        If the folder does not hold topics.
    """
    return load_model(Path(folder))
