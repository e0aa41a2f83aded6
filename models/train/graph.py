"""The encoder as an ONNX graph with int8 weights.

Activations are quantised row by row (one scale a token), so what a token becomes depends on its
own comment only: the same comment gives the same bits alone and in any batch. The usual dynamic
quantisation, one scale a batch, does not.
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
OPSET = 19
ZERO_POINT = 128


class _Graph:
    """Nodes and initialisers of a graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

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


def build_encoder(weights: Mapping[str, np.ndarray], layers: int) -> onnx.ModelProto:
    """Return the graph from word vectors to token states.

    Parameters
    ----------
    weights : mapping of str to float32 array
        Names as in `source.read_source`; matrices are (outputs, inputs).
    layers : int
        How many of the encoder's layers to keep, from the first.

    Returns
    -------
    ModelProto
        Input `words`, float32 (comments, tokens, 384), comments of one length together, so that
        nothing is padded; output `states` of the same shape.
    """
    graph = _Graph()
    flat = graph.constant("rows", np.array([-1, HIDDEN], np.int64))
    graph.node("Shape", ["words"], "shape")
    state = graph.node("Reshape", [_embed(graph, weights), flat], "layer0")
    for layer in range(layers):
        state = _layer(graph, weights, f"l{layer}", state)
    graph.node("Reshape", [state, "shape"], "states")
    dimensions = ["comments", "tokens", HIDDEN]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info("words", TensorProto.FLOAT, dimensions)],
            [helper.make_tensor_value_info("states", TensorProto.FLOAT, dimensions)],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=9,
    )
    onnx.checker.check_model(model)
    return model


def _embed(graph: _Graph, weights: Mapping[str, np.ndarray]) -> str:
    """Add positions to the word vectors and normalise."""
    position = weights["emb.pos"].reshape(-1, HIDDEN) + weights["emb.type"].reshape(2, HIDDEN)[0]
    graph.constant("positions", position)
    zero = graph.constant("zero", np.array([0], np.int64))
    graph.node("Shape", ["words"], "tokens", start=1, end=2)
    graph.node("Slice", ["positions", zero, "tokens", zero], "position")
    graph.node("Add", ["words", "position"], "placed")
    scale = graph.constant("emb.ln.w", weights["emb.ln.w"])
    shift = graph.constant("emb.ln.b", weights["emb.ln.b"])
    return graph.node(
        "LayerNormalization", ["placed", scale, shift], "embedded", axis=-1, epsilon=EPSILON
    )


def _layer(graph: _Graph, weights: Mapping[str, np.ndarray], name: str, state: str) -> str:
    """Add one transformer layer on rows of token states."""
    attended = _attention(graph, weights, name, state)
    projected = _linear(graph, weights, [f"{name}.ao"], attended)
    middle = _normalise(graph, weights, f"{name}.aln", projected, state)
    hidden = _product(graph, weights, [f"{name}.fi"], middle)
    shift = graph.constant(f"{name}.fi.bias", weights[f"{name}.fi.b"])
    active = graph.node("BiasGelu", [hidden, shift], f"{name}.active", domain=MICROSOFT)
    out = _linear(graph, weights, [f"{name}.fo"], active)
    return _normalise(graph, weights, f"{name}.oln", out, middle)


def _attention(graph: _Graph, weights: Mapping[str, np.ndarray], name: str, state: str) -> str:
    parts = [f"{name}.{part}" for part in "qkv"]
    joined = _linear(graph, weights, parts, state)
    cube = graph.constant("cube", np.array([3 * HIDDEN], np.int64))
    graph.node("Shape", ["words"], f"{name}.lead", start=0, end=2)
    graph.node("Concat", [f"{name}.lead", cube], f"{name}.cube", axis=0)
    graph.node("Reshape", [joined, f"{name}.cube"], f"{name}.joined")
    thirds = graph.constant("thirds", np.array([HIDDEN] * 3, np.int64))
    graph.node("Split", [f"{name}.joined", thirds], *(f"{part}.out" for part in parts), axis=-1)
    attended = graph.node(
        "MultiHeadAttention",
        [f"{part}.out" for part in parts],
        f"{name}.attended",
        domain=MICROSOFT,
        num_heads=HEADS,
    )
    return graph.node("Reshape", [attended, "rows"], f"{name}.attended_rows")


def _normalise(
    graph: _Graph, weights: Mapping[str, np.ndarray], name: str, new: str, old: str
) -> str:
    """Add the residual and normalise; as two nodes, which run faster than the fused one."""
    scale = graph.constant(f"{name}.w", weights[f"{name}.w"])
    shift = graph.constant(f"{name}.b", weights[f"{name}.b"])
    graph.node("Add", [new, old], f"{name}.sum")
    return graph.node(
        "LayerNormalization", [f"{name}.sum", scale, shift], f"{name}.out", axis=-1, epsilon=EPSILON
    )


def _linear(
    graph: _Graph, weights: Mapping[str, np.ndarray], names: Sequence[str], rows: str
) -> str:
    """Multiply rows by weights and add the bias."""
    product = _product(graph, weights, names, rows)
    bias = np.concatenate([weights[f"{name}.b"] for name in names])
    shift = graph.constant(f"{names[0]}.bias", bias)
    return graph.node("Add", [product, shift], f"{names[0]}.linear")


def _product(
    graph: _Graph, weights: Mapping[str, np.ndarray], names: Sequence[str], rows: str
) -> str:
    """Multiply rows by int8 weights: one scale for each row in, one for each column out."""
    matrix = np.concatenate([weights[f"{name}.w"] for name in names])
    column_scale = np.maximum(np.abs(matrix).max(1) / 127, 1e-12).astype(np.float32)
    codes = np.round(matrix / column_scale[:, None]).astype(np.int8)
    name = names[0]
    row_scale, quantised = _quantise_rows(graph, name, rows)
    product = graph.node(
        "MatMulIntegerToFloat",
        [
            quantised,
            graph.constant(f"{name}.codes", codes.T),
            graph.constant("one", np.array(1, np.float32)),
            graph.constant(f"{name}.scale", column_scale),
            graph.constant("middle", np.array(ZERO_POINT, np.uint8)),
            "",
        ],
        f"{name}.product",
        domain=MICROSOFT,
    )
    graph.node("Unsqueeze", [row_scale, "last"], f"{name}.row_scale")
    return graph.node("Mul", [product, f"{name}.row_scale"], f"{name}.scaled")


def _quantise_rows(graph: _Graph, name: str, rows: str) -> tuple[str, str]:
    last = graph.constant("last", np.array([-1], np.int64))
    graph.node("Abs", [rows], f"{name}.abs")
    graph.node("ReduceMax", [f"{name}.abs", last], f"{name}.max", keepdims=0)
    step = graph.constant("step", np.array(1 / 127, np.float32))
    smallest = graph.constant("smallest", np.array(1e-12, np.float32))
    graph.node("Mul", [f"{name}.max", step], f"{name}.raw_step")
    scale = graph.node("Max", [f"{name}.raw_step", smallest], f"{name}.step")
    graph.node("Shape", [scale], f"{name}.count")
    middle = helper.make_tensor("value", TensorProto.UINT8, [1], [ZERO_POINT])
    graph.node("ConstantOfShape", [f"{name}.count"], f"{name}.middle", value=middle)
    quantised = graph.node(
        "QuantizeLinear", [rows, scale, f"{name}.middle"], f"{name}.quantised", axis=0
    )
    return scale, quantised
