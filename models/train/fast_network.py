"""The fast network as a torch module; `arrays` names its parameters as `cxnlp.model.static` does.

Comments are padded to one length here. What a piece adds to its neighbours' states is three
matrices of one vector a piece; inference multiplies them out once.
"""

from __future__ import annotations

import torch
from networks import masked_softmax
from torch import Tensor, nn

from cxnlp.model.heads import FEELINGS, SENTIMENTS, SIGNALS
from cxnlp.model.phrases import KINDS, phrases

QUIET = -2.0  # the logit of an issue where nothing is seen: most issues are not mentioned
FIRST = 0.02  # the spread of the phrases' first vectors
F = nn.functional


class FastNetwork(nn.Module):
    """Vectors of pieces to states, and what is read off them.

    Parameters
    ----------
    vectors : float32 array, (pieces, size)
        The vectors to start from.
    sources : int
        How many sets there are, each with biases of its own while training.
    sizes : dict
        `phrases` (bits of their buckets), `phrase`, `states`, `pools`, `summary`, `asked`, `heads`,
        `topic`, `query` and `question`: how many there are, how wide things are.
    drop : float
        The share of inputs left out while it learns.
    hidden_phrases : float
        The share of phrases hidden while it learns.
    """

    def __init__(
        self,
        vectors: Tensor,
        sources: int,
        sizes: dict[str, int],
        drop: float,
        hidden_phrases: float = 0.0,
    ) -> None:
        super().__init__()
        pieces, size = vectors.shape
        width, inner = sizes["states"], sizes["summary"]
        self.width, self.heads, self.nothing = width, sizes["heads"], pieces
        self.words = nn.Embedding(pieces + 1, size, padding_idx=pieces, sparse=True)
        with torch.no_grad():
            self.words.weight[:pieces] = vectors
            self.words.weight[pieces] = 0
        self.window = nn.Linear(3 * size, width)
        self.bits, self.hidden_phrases = sizes["phrases"], hidden_phrases
        self.phrases = nn.Embedding(2**self.bits, sizes["phrase"], sparse=True)
        nn.init.normal_(self.phrases.weight, std=FIRST)
        self.phrase = nn.Linear(KINDS * sizes["phrase"], width, bias=False)
        self.pool = nn.Linear(width, sizes["pools"], bias=False)
        self.summarise = nn.Linear(width * (sizes["pools"] + 2), inner)
        self.question = nn.Linear(sizes["question"], inner, bias=False)
        self.sentiment = nn.Linear(inner, len(SENTIMENTS))
        self.signals = nn.Linear(inner, len(SIGNALS))
        self.sentiment_bias = nn.Parameter(torch.zeros(sources, len(SENTIMENTS)))
        self.signal_bias = nn.Parameter(torch.zeros(sources, len(SIGNALS)))
        self.asked = nn.Linear(sizes["query"], sizes["asked"])
        self.write = nn.Linear(sizes["asked"], self.heads * (width + 1) + 1 + sizes["topic"])
        self.trust = nn.Parameter(torch.ones(self.heads))
        self.topic = nn.Linear(inner, sizes["topic"])
        self.feeling = nn.Linear(width, len(FEELINGS), bias=False)
        self.mood = nn.Linear(inner, len(FEELINGS))
        self.drop = nn.Dropout(drop)
        with torch.no_grad():
            self.write.bias[self.heads * (width + 1)] = QUIET

    def states(self, pieces: Tensor, hidden: Tensor | None = None) -> Tensor:
        """Return the states (comments, tokens, width); at `hidden` tokens the piece is hidden."""
        if hidden is not None:
            pieces = pieces.masked_fill(hidden, self.nothing)
        vectors = self.words(pieces)
        before = F.pad(vectors, (0, 0, 1, 0))[:, :-1]
        after = F.pad(vectors, (0, 0, 0, 1))[:, 1:]
        seen = self.window(torch.cat([before, vectors, after], -1))
        return F.relu(seen + self.phrase(self._phrases(pieces)))

    def _phrases(self, pieces: Tensor) -> Tensor:
        ended = F.pad(pieces, (0, 2), value=self.nothing)
        found = phrases(ended[:, :-2], ended[:, 1:-1], ended[:, 2:], self.bits)
        vectors = self.phrases(torch.stack(found, -1)).flatten(2)
        if self.training:
            kept = torch.rand(pieces.shape) >= self.hidden_phrases
            vectors = vectors * kept[..., None]
        return vectors

    def summary(self, states: Tensor, mask: Tensor, asked: Tensor) -> Tensor:
        """Return what is kept of each comment as a whole; `asked` is its question's vector."""
        shares = masked_softmax(self.pool(states).transpose(1, 2), mask[:, None])
        even = (mask / mask.sum(1, keepdim=True))[:, None]
        pooled = (torch.cat([even, shares], 1) @ states).flatten(1)
        strongest = states.masked_fill(~mask[..., None], 0.0).amax(1)
        kept = self.summarise(self.drop(torch.cat([pooled, strongest], 1)))
        return F.relu(kept + self.question(asked))

    def issues(
        self, states: Tensor, mask: Tensor, summary: Tensor, queries: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return mention logits (b, n), feeling logits (b, n, 4) and attention (b, n, tokens).

        `queries` is (b, n, query): what the accurate model seeks for each issue, and its text.
        """
        b, n, _ = queries.shape
        written = self.write(self.drop(F.relu(self.asked(queries))))
        sizes = (self.heads * self.width, self.heads, 1, self.topic.out_features)
        drawn, trust, bias, whole = written.split(sizes, -1)
        scores = drawn.reshape(b, n * self.heads, self.width) @ states.transpose(1, 2)
        scores = (scores / 8).reshape(b, n, self.heads, -1)
        scores = scores.masked_fill(~mask[:, None, None], -1e4)
        strongest = (scores.amax(-1) * (trust + self.trust)).sum(-1)
        topic = (whole @ self.topic(summary)[..., None])[..., 0] / 8
        attention = torch.softmax(scores[:, :, 0], -1)
        feeling = attention @ self.feeling(states) + self.mood(summary)[:, None]
        return strongest + topic + bias[..., 0], feeling, attention
