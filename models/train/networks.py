"""The heads as torch modules, named so that their parameters are the bundle's arrays."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

HIDDEN = 384


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis where `mask` is true."""
    return torch.softmax(scores.masked_fill(~mask, -1e9), dim=-1)


class SentimentNet(nn.Module):
    """See `cxnlp.model.heads.SentimentHead`; `source_bias` is for training only.

    Sets draw the line of neutral in different places. Each set has a bias of its own while
    training, pulled towards zero, and inference uses none.
    """

    def __init__(self, sources: int, bits: int, pools: int = 4, width: int = 256) -> None:
        super().__init__()
        self.attention = nn.Linear(HIDDEN, pools, bias=False)
        self.inner = nn.Linear(HIDDEN * (pools + 1), width)
        self.outer = nn.Linear(width, 3)
        self.ngrams = nn.EmbeddingBag(2**bits, 3, mode="sum")
        nn.init.zeros_(self.ngrams.weight)
        self.source_bias = nn.Parameter(torch.zeros(sources, 3))
        self.drop = nn.Dropout(0.2)

    def forward(
        self, states: Tensor, mask: Tensor, grams: Tensor, offsets: Tensor, source: Tensor
    ) -> Tensor:
        """Return logits (comments, 3)."""
        scores = self.attention(states).transpose(1, 2)
        attention = masked_softmax(scores, mask[:, None])
        mean = (states * mask[..., None]).sum(1, keepdim=True) / mask.sum(1)[:, None, None]
        pooled = torch.cat([mean, attention @ states], 1).flatten(1)
        hidden = nn.functional.gelu(self.inner(self.drop(pooled)), approximate="tanh")
        counts = torch.diff(offsets, append=torch.tensor([len(grams)])).float()
        ballot = self.ngrams(grams, offsets) / counts.sqrt()[:, None]
        return self.outer(self.drop(hidden)) + ballot + self.source_bias[source]

    def arrays(self) -> dict[str, Tensor]:
        """Return what the bundle keeps."""
        return {
            "attention": self.attention.weight.T,
            "in.w": self.inner.weight.T,
            "in.b": self.inner.bias,
            "out.w": self.outer.weight.T,
            "out.b": self.outer.bias,
            "ngrams": self.ngrams.weight,
        }


class IssueNet(nn.Module):
    """See `cxnlp.model.heads.IssueHead`."""

    def __init__(self, centre: Tensor, heads: int = 6, width: int = 192, inner: int = 256) -> None:
        super().__init__()
        self.heads = heads
        self.register_buffer("centre", centre)
        self.text = nn.Linear(HIDDEN, width)
        self.example = nn.Linear(HIDDEN, width, bias=False)
        self.key = nn.Linear(HIDDEN, width, bias=False)
        self.value = nn.Linear(HIDDEN, width, bias=False)
        self.pool = nn.Linear(HIDDEN, width, bias=False)
        self.inner = nn.Linear(width * 5 + heads + 4, inner)
        self.outer = nn.Linear(inner, 5)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, states: Tensor, mask: Tensor, text: Tensor, example: Tensor, likeness: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return mention logits (b, n), feeling logits (b, n, 4) and attention (b, n, tokens).

        `text` and `example` are (b, n, hidden); `example` is zero where an issue has none, and
        the last of `likeness` (b, n, 4) says so.
        """
        b, n, _ = text.shape
        sought = self.text(text) + self.example(example)
        split = (b, -1, self.heads, sought.shape[-1] // self.heads)
        keys = self.key(states).reshape(split).transpose(1, 2)
        values = self.value(states).reshape(split).transpose(1, 2)
        asked = sought.reshape(split).transpose(1, 2)
        scores = asked @ keys.transpose(2, 3) / math.sqrt(split[-1])
        attention = masked_softmax(scores, mask[:, None, None])
        seen = (attention @ values).transpose(1, 2).reshape(b, n, -1)
        mean = (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]
        pooled = self.pool(mean)[:, None].expand(-1, n, -1)
        strongest = scores.masked_fill(~mask[:, None, None], -1e9).amax(-1).transpose(1, 2)
        features = torch.cat(
            [seen, sought, seen * sought, pooled, pooled * sought, strongest, likeness], -1
        )
        hidden = nn.functional.gelu(self.inner(self.drop(features)), approximate="tanh")
        out = self.outer(self.drop(hidden))
        return out[..., 0], out[..., 1:], attention.mean(1)

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
