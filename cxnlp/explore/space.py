"""The space in which clauses are near one another when they are about one thing.

An encoder's vectors of one language share a direction of their own, which would make languages the
topics. So each language is centred by itself, as far as it has clauses enough to know its centre;
then the directions along which all clauses differ most are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ExplainError
from cxnlp.explore.clauses import Floats
from cxnlp.model.heads import times

DIRECTIONS = 64
KNOWN_FROM = 10
"""How many clauses weigh as much as the centre of all in that of one language."""
AT_ONCE = 20_000


@dataclass(frozen=True)
class Space:
    """How vectors become points.

    Parameters
    ----------
    centre : float32 array, (hidden,)
        Of all clauses, for a language not met before.
    centres : mapping of str to float32 array, (hidden,)
        Of each language.
    directions : float32 array, (hidden, d)
        Orthonormal columns.
    """

    centre: Floats
    centres: Mapping[str, Floats]
    directions: Floats

    @classmethod
    def fit(cls, vectors: Floats, languages: Sequence[str]) -> Space:
        """Learn the space of clauses.

        Parameters
        ----------
        vectors : float32 array, (n, hidden)
            At least one.
        languages : sequence of n str
            The language of each.
        """
        tongues = np.asarray(languages, dtype=object)
        centre = vectors.mean(0, dtype=np.float64)
        centres = {
            str(language): _drawn_to(centre, vectors[tongues == language])
            for language in sorted(set(tongues))
        }
        bare = cls(centre.astype(np.float32), centres, np.eye(vectors.shape[1], dtype=np.float32))
        spread = np.zeros(bare.directions.shape)
        for start in range(0, len(vectors), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            points = bare._centred(vectors[some], tongues[some]).astype(np.float64)
            spread += points.T @ points
        _, axes = np.linalg.eigh(spread)
        kept = axes[:, ::-1][:, :DIRECTIONS]
        return cls(bare.centre, centres, np.ascontiguousarray(kept, np.float32))

    def points(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """Return points of length 1, (n, d); each depends on its own clause alone, to the bit.

        Raises
        ------
        ExplainError
            If the vectors are of another model.
        """
        if vectors.shape[1:] != self.centre.shape:
            raise ExplainError(
                f"vectors of {vectors.shape[1:]} numbers",
                f"{len(self.centre)}, as those that the topics were found in",
                "read the comments with the same model",
            )
        return _unit(times(self._centred(vectors, languages), self.directions))

    def _centred(self, vectors: Floats, languages: Sequence[str] | NDArray[np.object_]) -> Floats:
        centred = np.array(vectors, np.float32)
        tongues = np.asarray(languages, dtype=object)
        for language in set(tongues):
            centred[tongues == language] -= self.centres.get(str(language), self.centre)
        return _unit(centred)


def _drawn_to(centre: NDArray[np.float64], own: Floats) -> Floats:
    total = own.sum(0, dtype=np.float64) + KNOWN_FROM * centre
    return np.asarray(total / (len(own) + KNOWN_FROM), np.float32)


def _unit(rows: Floats) -> Floats:
    """Scale rows to length 1; a row of zeros (or nearly) stays zero."""
    lengths = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    small = lengths < 1e-5
    return np.asarray(np.where(small, 0, rows / np.where(small, 1, lengths)), np.float32)
