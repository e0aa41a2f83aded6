"""What a stretch of a comment is about, in one vector: near others about the same thing.

References
----------
.. [1] S. Arora, Y. Liang, T. Ma (2017), A simple but tough-to-beat baseline for sentence
   embeddings, ICLR: the mean of word vectors, each weighing less the commoner its word.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.encoder import TokenStates
from cxnlp.model.vectors import PackedVectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

COMMON = 1e-3
"""The frequency at which a word weighs half, from [1]_."""
WORDS = np.float32(5.0)
"""How much word vectors count beside states, which are about eight times as long: chosen on
intents and topics that the tests do not touch, where 3 to 8 did equally well."""


@dataclass(frozen=True)
class Gist:
    """Sums up tokens.

    The states of a model that was taught feelings and issues say less and less of what else a
    comment is about; the word vectors that they were made of still do, so both are added up. They
    lie in one space of many directions, and hardly disturb each other in it.

    Parameters
    ----------
    words : PackedVectors
        Of the vocabulary's pieces.
    weight : float32 array, (pieces,)
        What each piece counts, 0 to 1: the less the commoner it is.
    """

    words: PackedVectors
    weight: NDArray[np.float32]

    @classmethod
    def of(cls, words: PackedVectors, tokenizer: Tokenizer) -> Gist:
        """Make one of a unigram vocabulary, whose scores are its pieces' log frequencies."""
        vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
        common = np.exp([score for _, score in vocabulary])
        return cls(words, np.asarray(COMMON / (COMMON + common), np.float32))

    def vector(self, tokens: TokenStates) -> NDArray[np.float32]:
        """Return one vector of some tokens, at least one: (hidden,)."""
        each = tokens.vectors + WORDS * self.words[tokens.pieces]
        weight = self.weight[tokens.pieces][:, None]
        return np.asarray((each * weight).sum(0) / weight.sum(), np.float32)
