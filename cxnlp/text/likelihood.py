"""How likely each language of a script is for a comment, by py3langid's model.

The model is a machine that walks over a comment's bytes and counts what it knows on its way, and a
naive Bayes classifier of these counts [1]_. Many comments are walked over side by side, a byte of
each at a time, which takes a quarter of the time.

References
----------
.. [1] M. Lui and T. Baldwin (2012), langid.py: An off-the-shelf language identification tool, ACL
   system demonstrations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SEVERAL = {
    "LATIN": ("en", "vi", "es", "de", "fr", "it", "pt", "nl", "tr", "id"),
    "ARABIC": ("fa", "ar", "ur"),
    "CYRILLIC": ("ru", "uk", "bg"),
}
"""The languages that share a script."""

MANY = 64
"""From so many comments on, walking side by side is faster."""

# Loading takes half a second and 100 MB for a moment: threads that want it wait for the first.
_LOADING = Lock()


def likelihoods(script: str, texts: Sequence[str]) -> list[list[float] | None]:
    """Return the log likelihood of each of a script's languages for each comment.

    Parameters
    ----------
    script : str
        One of `SEVERAL`.
    texts : sequence of str
        Comments in lower case.

    Returns
    -------
    list of list of float, or None
        In the order of `SEVERAL`; None for a comment of which the model knows nothing.
    """
    if not texts:
        return []
    machine = _machine()
    walk = machine.walk_together if len(texts) >= MANY else machine.walk_in_turn
    who, features = walk([machine.identifier._encode(text) for text in texts])
    scores = machine.scores(len(texts), who, features, SEVERAL[script])
    known = np.bincount(who, minlength=len(texts)) > 0
    return [each if some else None for each, some in zip(scores.tolist(), known, strict=True)]


@dataclass(frozen=True)
class _Machine:
    """The model, its tables as arrays."""

    identifier: LanguageIdentifier
    moves: NDArray[np.uint32]
    rows: NDArray[np.int64]
    features: NDArray[np.int32]

    def walk_in_turn(self, texts: Sequence[bytes]) -> tuple[Ints, Ints]:
        """Return which text met which feature, each time it did."""
        machine = self.identifier
        moves, rows, features = machine.tk_nextmove, machine._rowbase, machine.tk_output
        who: list[int] = []
        met: list[int] = []
        for number, text in enumerate(texts):
            state = 0
            for letter in text:
                state = moves[rows[state] + letter]
                if features[state] >= 0:
                    met.append(features[state])
            who += [number] * (len(met) - len(who))
        return np.array(who, np.int64), np.array(met, np.int64)

    def walk_together(self, texts: Sequence[bytes]) -> tuple[Ints, Ints]:
        """Return the same, a step of all texts at a time; the longest stand first, so ends last."""
        sizes = np.array([len(text) for text in texts])
        order = np.argsort(-sizes, kind="stable")
        letters = np.frombuffer(b"".join(texts), np.uint8)
        starts = (np.cumsum(sizes) - sizes)[order]
        state = np.zeros(len(texts), np.int64)
        who, met = [], []
        for place, count in enumerate(np.searchsorted(-sizes[order], -np.arange(sizes.max()))):
            state = self.moves[self.rows[state[:count]] + letters[starts[:count] + place]]
            who.append(order[:count])
            met.append(self.features[state])
        found, features = np.concatenate(who), np.concatenate(met)
        return found[features >= 0], features[features >= 0].astype(np.int64)

    def scores(
        self, texts: int, who: Ints, features: Ints, languages: Sequence[str]
    ) -> NDArray[np.float64]:
        """Return the log likelihoods; sums run in the order of features, however they were met."""
        columns = [self.identifier.nb_classes.index(name) for name in languages]
        size = len(self.identifier.nb_ptc)
        pairs, counts = np.unique(who * size + features, return_counts=True)
        weights = np.log1p(counts)
        table = self.identifier.nb_ptc[pairs % size]
        return np.stack(
            [
                self.identifier.nb_pc[column]
                + np.bincount(pairs // size, weights * table[:, column], texts)
                for column in columns
            ],
            axis=1,
        )


def _machine() -> _Machine:
    with _LOADING:
        return _load()


@cache
def _load() -> _Machine:
    """Load the model without the table's columns of the many languages that we never ask for."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages([language for some in SEVERAL.values() for language in some])
    kept = LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        tk_row=whole.tk_row,
    )
    return _Machine(
        kept,
        np.asarray(kept.tk_nextmove),
        np.array(kept._rowbase, np.int64),
        np.array(kept.tk_output, np.int32),
    )
