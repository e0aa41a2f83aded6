"""The encoder as a torch module that trains fast in bfloat16, on a processor too.

Its word vectors are frozen, so that the largest file of the bundle never changes; everything else
learns. On a processor attention is written out: for short comments that is twice as fast as the
fused kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from graph import EPSILON, HEADS, HIDDEN
from torch import Tensor, nn

from cxnlp.model.vectors import PackedVectors

Arrays = Mapping[str, np.ndarray]


class Layer(nn.Module):
    """One transformer layer, normalised after each residual.

    While it learns, some channels of what it adds are left out, the same ones for all tokens of a
    comment [1]_: two small draws a layer, where one for each token costs a tenth of the time.

    References
    ----------
    .. [1] Y. Gal and Z. Ghahramani (2016), A theoretically grounded application of dropout in
       recurrent neural networks, arXiv:1512.05287.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dropout = 0.0
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.ao = nn.Linear(HIDDEN, HIDDEN)
        self.aln = nn.LayerNorm(HIDDEN, EPSILON)
        self.fi = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.fo = nn.Linear(4 * HIDDEN, HIDDEN)
        self.oln = nn.LayerNorm(HIDDEN, EPSILON)

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """Return new states (comments, tokens, hidden); `hidden` is added to attention scores."""
        b, n, _ = states.shape
        q, k, v = self.qkv(states).view(b, n, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = _attended(q, k, v, hidden)
        attended = self.ao(seen.transpose(1, 2).reshape(b, n, HIDDEN))
        middle = self.aln(states + self._thinned(attended))
        return self.oln(middle + self._thinned(self.fo(nn.functional.gelu(self.fi(middle)))))

    def _thinned(self, added: Tensor) -> Tensor:
        if not (self.training and self.dropout):
            return added
        whole = added.new_ones(len(added), 1, HIDDEN)
        return added * nn.functional.dropout(whole, self.dropout)


def _attended(q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
    """Return what each token takes from the others, (comments, heads, tokens, width)."""
    if q.is_cuda:
        return nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=hidden)
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    return torch.softmax(scores + hidden, -1).to(v.dtype) @ v


class Reader(nn.Module):
    """Pieces in, token states out.

    Parameters
    ----------
    words : PackedVectors
        The frozen table.
    layers : int
        How many layers there are.
    """

    def __init__(self, words: PackedVectors, layers: int) -> None:
        super().__init__()
        table = torch.from_numpy(words[np.arange(len(words.codes))]).bfloat16()
        self.register_buffer("words", table, persistent=False)
        self.position = nn.Parameter(torch.zeros(512, HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, pieces: Tensor, mask: Tensor, dropped: Tensor | None = None) -> Tensor:
        """Return states (comments, tokens, hidden) in float32.

        `mask` is true at real tokens; at `dropped` ones the word vector is hidden.
        """
        words = self.words[pieces].float()
        if dropped is not None:
            words = words.masked_fill(dropped[..., None], 0.0)
        states = self.norm(words + self.position[: pieces.shape[1]])
        hidden = torch.zeros_like(mask, dtype=torch.bfloat16).masked_fill(~mask, -1e4)
        with torch.autocast(mask.device.type, torch.bfloat16):
            states = states.bfloat16()
            for layer in self.layers:
                states = layer(states, hidden[:, None, None])
        return states.float()

    def load(self, arrays: Arrays, keep: Sequence[int]) -> None:
        """Take the weights of some layers of the source, named as in `source.read_source`."""
        position = arrays["emb.pos"].reshape(-1, HIDDEN) + arrays["emb.type"].reshape(2, HIDDEN)[0]
        state = {
            "position": position,
            "norm.weight": arrays["emb.ln.w"],
            "norm.bias": arrays["emb.ln.b"],
        }
        for place, layer in enumerate(keep):
            for ours, theirs in _names(place, layer):
                state[ours] = np.concatenate([arrays[name] for name in theirs])
        self.load_state_dict({k: torch.from_numpy(np.array(v)) for k, v in state.items()})

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the weights under the source's names, for `graph.build_encoder`."""
        state = {k: v.detach().float().cpu().numpy() for k, v in self.state_dict().items()}
        found = {
            "emb.pos": state["position"],
            "emb.type": np.zeros((2, HIDDEN), np.float32),
            "emb.ln.w": state["norm.weight"],
            "emb.ln.b": state["norm.bias"],
        }
        for place in range(len(self.layers)):
            for ours, theirs in _names(place, place):
                found.update(zip(theirs, np.split(state[ours], len(theirs)), strict=True))
        return found


def _names(place: int, layer: int) -> list[tuple[str, list[str]]]:
    """Pair the parameters of our layer with the source's tensors."""
    found = []
    for part in ("qkv", "ao", "aln", "fi", "fo", "oln"):
        for ours, theirs in (("weight", "w"), ("bias", "b")):
            parts = list(part) if part == "qkv" else [part]
            found.append(
                (f"layers.{place}.{part}.{ours}", [f"l{layer}.{p}.{theirs}" for p in parts])
            )
    return found
