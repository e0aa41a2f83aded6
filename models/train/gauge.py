"""How large activations become on real text: what the int8 graph's scales are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import graph
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from cxnlp.model.encoder import Encoder
from cxnlp.model.vectors import PackedVectors


class Gauge:
    """A session of the float graph that notes the largest value of every channel it multiplies.

    Parameters
    ----------
    weights : mapping of str to float32 array
        As in `graph.build_encoder`.
    layers : int
        How many layers there are.
    """

    def __init__(self, weights: Mapping[str, np.ndarray], layers: int) -> None:
        model = graph.build_encoder(weights, layers, None).SerializeToString()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options)
        self.names = [output.name for output in self.session.get_outputs()]
        self.peaks: dict[str, np.ndarray] = {}

    def run(self, _: Sequence[str], feeds: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """Return the states alone, as `cxnlp.model.encoder.Encoder` asks for them."""
        states, *peaks = self.session.run(None, feeds)
        for name, peak in zip(self.names[1:], peaks, strict=True):
            place = name.removesuffix(".peak")
            self.peaks[place] = np.maximum(self.peaks.get(place, 0), peak)
        return [states]


def measure_peaks(
    weights: Mapping[str, np.ndarray],
    layers: int,
    tokenizer: Tokenizer,
    words: PackedVectors,
    texts: Sequence[str],
) -> dict[str, np.ndarray]:
    """Return the largest absolute value of each channel over some texts, by place.

    Parameters
    ----------
    weights, layers
        As in `graph.build_encoder`.
    tokenizer, words
        As in `cxnlp.model.encoder.Encoder`.
    texts : sequence of str
        Comments of all languages; a few hundred do.
    """
    gauge = Gauge(weights, layers)
    Encoder(gauge, tokenizer, words).states(texts)
    return gauge.peaks
