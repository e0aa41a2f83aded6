"""The encoder as an ONNX graph with int8 weights.

Activations are quantised with scales fixed at export, and those behind the activation function,
which differ most, with one scale a token. So what a token becomes depends on its own comment only:
the same comment gives the same bits alone and in any batch. The usual dynamic quantisation, one
scale a batch, does not, and one scale a token everywhere takes half as long again. A few channels
are far larger than all others; they are made smaller and their weights larger in the same measure
before both are rounded (SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HIDDEN = 384
HEADS = 12
EPSILON = 1e-12
MICROSOFT = "com.microsoft"
OPSET = 23
SMOOTH = 0.85
# Codes of zero: in the middle for values of both signs, low for those hardly below zero.
MIDDLE, LOW = 128, 16
LOWEST_GELU = 0.17

Arrays = Mapping[str, np.ndarray]


class _Graph:
    """Nodes, initialisers and outputs of a graph in the making."""

    def __init__(self, weights: Arrays, peaks: Arrays | None) -> None:
        self.weights = weights
        self.peaks = peaks
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.gauged: list[str] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(
        self, kind: str, inputs: Sequence[str], *outputs: str, domain: str = "", **more: object
    ) -> str:
        made = helper.make_node(kind, inputs, outputs, domain=domain, **more)
        self.nodes.append(made)
        return outputs[0]


def build_encoder(weights: Arrays, layers: int, peaks: Arrays | None) -> onnx.ModelProto:
    """Return the graph from word vectors to token states.

    Parameters
    ----------
    weights : mapping of str to float32 array
        Names as in `source.read_source`; matrices are (outputs, inputs).
    layers : int
        How many of the encoder's layers to keep, from the first.
    peaks : mapping of str to float32 array (channels,), or None
        The largest absolute value of each channel that is multiplied by weights, by the name of
        the place, as `gauge.Gauge` measures it on text. None leaves all weights in float32, and
        the graph has one more output, `PLACE.peak`, for each place.

    Returns
    -------
    ModelProto
        Input `words`, float32 (comments, tokens, 384), comments of one length together, so that
        nothing is padded; output `states` of the same shape.
    """
    graph = _Graph(weights, peaks)
    graph.node("Shape", ["words"], "shape")
    state = _embed(graph)
    for layer in range(layers):
        state = _layer(graph, f"l{layer}", state)
    graph.node("Identity", [state], "states")
    dimensions = ["comments", "tokens", HIDDEN]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, dimensions)]
    outputs += [helper.make_tensor_value_info(p, TensorProto.FLOAT, [None]) for p in graph.gauged]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("words", TensorProto.FLOAT, dimensions)],
            outputs,
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=11,
    )
    onnx.checker.check_model(model)
    return model


def _embed(graph: _Graph) -> str:
    """Add positions to the word vectors and normalise."""
    weights = graph.weights
    position = weights["emb.pos"].reshape(-1, HIDDEN) + weights["emb.type"].reshape(2, HIDDEN)[0]
    graph.constant("positions", position)
    zero = graph.constant("zero", np.array([0], np.int64))
    graph.node("Shape", ["words"], "tokens", start=1, end=2)
    graph.node("Slice", ["positions", zero, "tokens", zero], "position")
    graph.node("Add", ["words", "position"], "placed")
    return _normalise(graph, "emb.ln", "placed")


def _layer(graph: _Graph, name: str, state: str) -> str:
    """Add one transformer layer."""
    attended = _attention(graph, name, state)
    (projected,) = _products(graph, [f"{name}.ao"], attended, smooth=False)
    graph.node("Add", [projected, state], f"{name}.aln.sum")
    middle = _normalise(graph, f"{name}.aln", f"{name}.aln.sum")
    (hidden,) = _products(graph, [f"{name}.fi"], middle)
    active = graph.node("Gelu", [hidden], f"{name}.active", domain=MICROSOFT)
    out = _product_by_row(graph, f"{name}.fo", active)
    graph.node("Add", [out, middle], f"{name}.oln.sum")
    return _normalise(graph, f"{name}.oln", f"{name}.oln.sum")


def _attention(graph: _Graph, name: str, state: str) -> str:
    parts = _products(graph, [f"{name}.{part}" for part in "qkv"], state)
    return graph.node("Attention", parts, f"{name}.attended", q_num_heads=HEADS, kv_num_heads=HEADS)


def _normalise(graph: _Graph, name: str, summed: str) -> str:
    """Normalise a sum; as a node of its own, which runs faster than the fused one."""
    scale = graph.constant(f"{name}.w", graph.weights[f"{name}.w"])
    shift = graph.constant(f"{name}.b", graph.weights[f"{name}.b"])
    return graph.node(
        "LayerNormalization", [summed, scale, shift], f"{name}.out", axis=-1, epsilon=EPSILON
    )


def _products(graph: _Graph, names: Sequence[str], rows: str, smooth: bool = True) -> list[str]:
    """Multiply rows by several matrices and add their biases; `smooth` evens the channels."""
    if graph.peaks is None:
        return _in_float(graph, names, rows)
    peaks = np.maximum(graph.peaks[names[0]], 1e-6)
    heaviest = np.max([np.abs(graph.weights[f"{name}.w"]).max(0) for name in names], axis=0)
    factors = peaks**SMOOTH / np.maximum(heaviest, 1e-6) ** (1 - SMOOTH) if smooth else 1.0
    factors = np.asarray(factors / np.max(factors), np.float32) * np.ones_like(peaks)
    if smooth:
        scale = graph.constant(f"{names[0]}.evening", np.asarray(1 / factors, np.float32))
        rows = graph.node("Mul", [rows, scale], f"{names[0]}.evened")
    high = np.array(np.max(peaks / factors) / 127, np.float32)
    step = graph.constant(f"{names[0]}.step", high)
    zero = graph.constant("middle", np.array(MIDDLE, np.uint8))
    codes = graph.node("QuantizeLinear", [rows, step, zero], f"{names[0]}.rows")
    return [_in_codes(graph, name, codes, step, zero, factors) for name in names]


def _product_by_row(graph: _Graph, name: str, rows: str) -> str:
    """Multiply what the activation function gives, which differs much from token to token.

    Each row has a scale of its own, from its largest value; the smallest is known.
    """
    if graph.peaks is None:
        return _in_float(graph, [name], rows)[0]
    last = graph.constant("last", np.array([-1], np.int64))
    flat = graph.constant("flat", np.array([-1, 4 * HIDDEN], np.int64))
    graph.node("Reshape", [rows, flat], f"{name}.flat")
    graph.node("ReduceMax", [f"{name}.flat", last], f"{name}.max", keepdims=0)
    step = graph.constant("by_row.step", np.array(1 / (255 - LOW), np.float32))
    least = graph.constant("by_row.least", np.array(LOWEST_GELU / LOW, np.float32))
    graph.node("Mul", [f"{name}.max", step], f"{name}.raw_steps")
    graph.node("Max", [f"{name}.raw_steps", least], f"{name}.steps")
    graph.node("Shape", [f"{name}.steps"], f"{name}.count")
    low = helper.make_tensor("value", TensorProto.UINT8, [1], [LOW])
    graph.node("ConstantOfShape", [f"{name}.count"], f"{name}.zeros", value=low)
    codes = graph.node(
        "QuantizeLinear", [f"{name}.flat", f"{name}.steps", f"{name}.zeros"], f"{name}.rows", axis=0
    )
    one = graph.constant("one", np.array(1, np.float32))
    zero = graph.constant("low", np.array(LOW, np.uint8))
    product = _in_codes(graph, name, codes, one, zero, np.ones(1, np.float32), bias=False)
    graph.node("Unsqueeze", [f"{name}.steps", last], f"{name}.column")
    graph.node("Mul", [product, f"{name}.column"], f"{name}.scaled")
    shift = graph.constant(f"{name}.bias", graph.weights[f"{name}.b"])
    graph.node("Add", [f"{name}.scaled", shift], f"{name}.shifted")
    return graph.node("Reshape", [f"{name}.shifted", "shape"], f"{name}.whole")


def _in_codes(
    graph: _Graph,
    name: str,
    rows: str,
    step: str,
    zero: str,
    factors: np.ndarray,
    bias: bool = True,
) -> str:
    """Multiply quantised rows by int8 weights, with one scale for each column."""
    matrix = graph.weights[f"{name}.w"] * factors
    scale = np.maximum(np.abs(matrix).max(1) / 127, 1e-12).astype(np.float32)
    codes = np.round(matrix / scale[:, None]).astype(np.int8).T
    inputs = [
        *(rows, graph.constant(f"{name}.codes", codes)),
        *(step, graph.constant(f"{name}.scale", scale)),
        *(zero, "", graph.constant(f"{name}.bias", graph.weights[f"{name}.b"]) if bias else ""),
    ]
    return graph.node("MatMulIntegerToFloat", inputs, f"{name}.out", domain=MICROSOFT)


def _in_float(graph: _Graph, names: Sequence[str], rows: str) -> list[str]:
    """Multiply rows by float weights, and note the largest values of the rows' channels."""
    axes = graph.constant("rows", np.array([0, 1], np.int64))
    graph.node("Abs", [rows], f"{names[0]}.abs")
    peak = graph.node("ReduceMax", [f"{names[0]}.abs", axes], f"{names[0]}.peak", keepdims=0)
    graph.gauged.append(peak)
    found = []
    for name in names:
        matrix = graph.constant(f"{name}.w", graph.weights[f"{name}.w"].T)
        shift = graph.constant(f"{name}.b", graph.weights[f"{name}.b"])
        product = graph.node("MatMul", [rows, matrix], f"{name}.product")
        found.append(graph.node("Add", [product, shift], f"{name}.out"))
    return found
