"""The heads as torch modules, named so that their parameters are the bundle's arrays."""

from __future__ import annotations

import math

import torch
from graph import HIDDEN
from reader import Reader
from torch import Tensor, nn

from cxnlp.model.heads import SENTIMENTS, SIGNALS


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis where `mask` is true."""
    return torch.softmax(scores.masked_fill(~mask, -1e9), dim=-1)


def mean_state(states: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of each comment's real tokens, (comments, hidden)."""
    return (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


class PooledNet(nn.Module):
    """A small network on pooled states; see `cxnlp.model.heads.pooled`.

    Sets draw their lines in different places. Each set has a bias of its own while training,
    pulled towards zero, and inference uses none.
    """

    def __init__(self, outputs: int, sources: int, pools: int = 4, width: int = 256) -> None:
        super().__init__()
        self.attention = nn.Linear(HIDDEN, pools, bias=False)
        self.inner = nn.Linear(HIDDEN * (pools + 1), width)
        self.outer = nn.Linear(width, outputs)
        self.source_bias = nn.Parameter(torch.zeros(sources, outputs))
        self.drop = nn.Dropout(0.2)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return logits (comments, outputs), without any set's bias."""
        scores = self.attention(states).transpose(1, 2)
        attention = masked_softmax(scores, mask[:, None])
        mean = mean_state(states, mask)[:, None]
        pooled = torch.cat([mean, attention @ states], 1).flatten(1)
        hidden = nn.functional.gelu(self.inner(self.drop(pooled)), approximate="tanh")
        return self.outer(self.drop(hidden))

    def arrays(self) -> dict[str, Tensor]:
        """Return what the bundle keeps."""
        return {
            "attention": self.attention.weight.T,
            "in.w": self.inner.weight.T,
            "in.b": self.inner.bias,
            "out.w": self.outer.weight.T,
            "out.b": self.outer.bias,
        }


class Ballot(nn.Module):
    """A linear vote of hashed character n-grams, as `cxnlp.model.heads.SentimentHead` adds it."""

    def __init__(self, bits: int) -> None:
        super().__init__()
        self.ngrams = nn.EmbeddingBag(2**bits, 3, mode="sum")
        nn.init.zeros_(self.ngrams.weight)

    def forward(self, grams: Tensor, offsets: Tensor) -> Tensor:
        """Return logits (comments, 3)."""
        counts = torch.diff(offsets, append=offsets.new_tensor([len(grams)])).float()
        return self.ngrams(grams, offsets) / counts.sqrt()[:, None]


class IssueNet(nn.Module):
    """See `cxnlp.model.heads.IssueHead`."""

    def __init__(self, heads: int = 6, width: int = 192, inner: int = 256) -> None:
        super().__init__()
        self.heads = heads
        self.register_buffer("centre", torch.zeros(HIDDEN))
        self.text = nn.Linear(HIDDEN, width)
        self.example = nn.Linear(HIDDEN, width, bias=False)
        self.key = nn.Linear(HIDDEN, width, bias=False)
        self.value = nn.Linear(HIDDEN, width, bias=False)
        self.pool = nn.Linear(HIDDEN, width, bias=False)
        self.inner = nn.Linear(width * 5 + heads + 4, inner)
        self.outer = nn.Linear(inner, 5)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, states: Tensor, mask: Tensor, text: Tensor, examples: Tensor, shown: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return mention logits (b, n), feeling logits (b, n, 4) and attention (b, n, tokens).

        `text` is (b, n, hidden), `examples` (b, n, k, hidden), of which `shown` (b, n, k) are real.
        """
        n = text.shape[1]
        count = shown.sum(-1, keepdim=True)
        example = (examples * shown[..., None]).sum(2) / count.clamp(min=1)
        sought = self.text(text) + self.example(example)
        keys, values = self._split(self.key(states)), self._split(self.value(states))
        asked = self._split(sought)
        scores = asked @ keys.transpose(2, 3) / math.sqrt(asked.shape[-1])
        attention = masked_softmax(scores, mask[:, None, None])
        seen = (attention @ values).transpose(1, 2).flatten(2)
        mean = mean_state(states, mask)
        pooled = self.pool(mean)[:, None].expand(-1, n, -1)
        strongest = scores.masked_fill(~mask[:, None, None], -1e9).amax(-1).transpose(1, 2)
        likeness = self._likeness(mean, text, examples, shown)
        features = torch.cat(
            [seen, sought, seen * sought, pooled, pooled * sought, strongest, likeness], -1
        )
        hidden = nn.functional.gelu(self.inner(self.drop(features)), approximate="tanh")
        out = self.outer(self.drop(hidden))
        return out[..., 0], out[..., 1:], attention.mean(1)

    def _split(self, vectors: Tensor) -> Tensor:
        """Return (b, k, width) as (b, heads, k, width / heads)."""
        b, k, width = vectors.shape
        return vectors.reshape(b, k, self.heads, width // self.heads).transpose(1, 2)

    def _likeness(self, mean: Tensor, text: Tensor, examples: Tensor, shown: Tensor) -> Tensor:
        """Return cosines with text, best and mean of examples, whether there are any."""
        unit = nn.functional.normalize
        comment = unit(mean - self.centre, dim=-1)
        told = torch.einsum("bh,bnh->bn", comment, unit(text - self.centre, dim=-1))
        cosines = torch.einsum("bh,bnkh->bnk", comment, unit(examples - self.centre, dim=-1))
        some = shown.any(-1)
        best = cosines.masked_fill(~shown, -2).amax(-1).masked_fill(~some, 0)
        average = (cosines * shown).sum(-1) / shown.sum(-1).clamp(min=1)
        return torch.stack([told, best, average, some.float()], -1)

    def arrays(self) -> dict[str, Tensor]:
        """Return what the bundle keeps."""
        return {
            "centre": self.centre,
            "text": self.text.weight.T,
            "query.b": self.text.bias,
            "example": self.example.weight.T,
            "key": self.key.weight.T,
            "value": self.value.weight.T,
            "pool": self.pool.weight.T,
            "in.w": self.inner.weight.T,
            "in.b": self.inner.bias,
            "out.w": self.outer.weight.T,
            "out.b": self.outer.bias,
        }


class Model(nn.Module):
    """The reader and its heads."""

    def __init__(self, reader: Reader, sources: int, bits: int) -> None:
        super().__init__()
        self.reader = reader
        self.sentiment = PooledNet(len(SENTIMENTS), sources)
        self.ballot = Ballot(bits)
        self.signals = PooledNet(len(SIGNALS), sources)
        self.issues = IssueNet()
