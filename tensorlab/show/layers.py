"""Which scopes hold a layer: found from the nodes inside, never from the name of the scope alone.

A scope with one matrix product by a variable is a dense layer, whatever it is called; one whose product is split into
four gates is an LSTM cell. What is found gets a small picture in the Tracer (`static/layer_pictures.js`) and a plain
sentence (`tensorlab/messages/layers.json`).

Read next: `groups.py` (the scopes), `tracer.py` (which asks here).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tensorlab.record.words import message

Node = Mapping[str, Any]
Layer = dict[str, Any]

ACTIVATIONS = frozenset(
    ["Relu", "Relu6", "Elu", "Selu", "LeakyRelu", "Sigmoid", "Tanh", "Softplus", "Softsign", "Softmax"]
)
CONVOLUTIONS = frozenset(
    ["Conv2D", "Conv3D", "DepthwiseConv2dNative", "Conv2DBackpropInput", "Conv3DBackpropInputV2"]
)
POOLINGS = {"MaxPool": "largest", "AvgPool": "mean", "MaxPool3D": "largest", "AvgPool3D": "mean"}
NORMALIZATIONS = frozenset(
    ["FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "BatchNormWithGlobalNormalization"]
)
# What may stand beside a layer's own product without making it something else.
BESIDE = ACTIVATIONS | {
    "VariableV2", "BiasAdd", "AddV2", "Add", "Reshape", "ExpandDims", "Squeeze", "Shape", "Pack", "StridedSlice",
    "Const", "Identity", "L2Loss", "Mul",
}  # fmt: skip


def add_layers(bundle: dict[str, Any]) -> None:
    """Say in a bundle's groups and boxes which of them are layers."""
    nodes, boxes, groups = bundle["nodes"], bundle["boxes"], bundle["groups"]
    inside: list[list[int]] = [[] for _ in groups]
    parents = [0] * len(groups)
    for number, group in enumerate(groups):
        for child in group["children"]:
            if child < 0:
                parents[-child] = number
    for number in range(len(groups) - 1, -1, -1):  # a group stands after the one around it
        inside[number] += [child for child in groups[number]["children"] if child >= 0]
        if number:
            inside[parents[number]] += inside[number]
    found: set[int] = set()
    for number, group in enumerate(groups):
        if not number or group["kind"] != "scope" or "loop" in group:
            continue
        if parents[number] in found:
            found.add(number)  # inside a layer there are only its parts
            continue
        layer = layer_of([nodes[boxes[box]["node"]] for box in inside[number]], nodes)
        if layer is not None:
            group["layer"] = layer
            found.add(number)
    for number, group in enumerate(groups):
        within = [one for one in found if _is_around(number, one, parents)]
        cells = [
            one for one in within if groups[one].get("layer", {}).get("kind") in ("lstm", "gru", "recurrent")
        ]
        loops = [
            one for one, other in enumerate(groups) if "loop" in other and _is_around(number, one, parents)
        ]
        if number and number not in found and "loop" not in group and cells and loops:
            group["layer"] = _made("recurrent", "unrolled")
    in_layers = {box for number in found for box in inside[number]}
    for number, box in enumerate(boxes):
        if number not in in_layers and nodes[box["node"]]["type"] in POOLINGS:
            box["layer"] = layer_of([nodes[box["node"]]], nodes)


def _is_around(outer: int, inner: int, parents: Sequence[int]) -> bool:
    """Whether one group is somewhere around another."""
    while inner:
        inner = parents[inner]
        if inner == outer:
            return True
    return False


def layer_of(inside: Sequence[Node], nodes: Sequence[Node]) -> Layer | None:
    """The layer that some nodes make up: {"kind", "short", "sentence"}; None where they make up none.

    Args:
        inside: the nodes of a scope. nodes: all of the bundle, to which their inputs refer.

    >>> layer_of([{"type": "MaxPool", "attributes": {"ksize": "(1, 2, 2, 1)"}, "inputs": []}], [])["kind"]
    'pooling'
    """
    types = Counter(str(node["type"]) for node in inside)
    for recognise in (_convolution, _cell, _pooling, _normalization, _dropout, _dense):
        layer = recognise(inside, types, nodes)
        if layer is not None:
            return layer
    return None


def _made(kind: str, sentence: str = "", **holes: Any) -> Layer:
    name = sentence or kind
    return {
        "kind": kind,
        "short": message(f"layers.{name}_short", **holes),
        "sentence": message(f"layers.{name}", **holes),
    }


def _convolution(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    own = [node for node in inside if node["type"] in CONVOLUTIONS]
    if len(own) != 1 or set(types) - BESIDE - CONVOLUTIONS:
        return None
    weights = _weights(own[0], nodes)
    if weights is None or None in weights or len(weights) < 3:
        return None
    back = "Backprop" in own[0]["type"]
    sizes, filters = weights[:-2], weights[-2 if back else -1]
    strides = [size for size in _numbers(own[0]["attributes"].get("strides")) if size > 1]
    return _made(
        "convolution",
        "transposed" if back else "convolution",
        size="×".join(map(str, sizes)),
        count=filters,
        stride=max(strides, default=1),
        activation=_activation(types),
    )


def _dense(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    products = [node for node in inside if node["type"] in ("MatMul", "BatchMatMulV2")]
    if len(products) != 1 or set(types) - BESIDE - {
        "MatMul",
        "BatchMatMulV2",
        "Transpose",
        "Prod",
        "GatherV2",
        "ConcatV2",
    }:
        return None
    weights = _weights(products[0], nodes)
    if weights is None or len(weights) != 2 or None in weights:
        return None
    return _made("dense", inputs=weights[0], outputs=weights[1], activation=_activation(types))


def _cell(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    """A recurrent cell: one product of what comes in and the state, and gates made from it."""
    products = [node for node in inside if node["type"] == "MatMul" and _weights(node, nodes)]
    splits = [node for node in inside if node["type"] == "Split"]
    if not products or not types["ConcatV2"] or types["While"]:
        return None
    gates = {str(node["attributes"].get("num_split")) for node in splits}
    shape = (splits or products)[0]["outputs"][0]["shape"] or [None]
    units = shape[-1]
    if units is None:
        return None
    if gates == {"4"} and types["Sigmoid"] >= 3 and types["Tanh"]:
        return _made("lstm", units=units)
    if gates == {"2"} and types["Sigmoid"] and types["Tanh"] and len(products) >= 2:
        return _made("gru", units=units)
    activations = sum(types[one] for one in ACTIVATIONS)
    if (
        not splits
        and activations == len(products) == types["ConcatV2"]
        and not set(types) - BESIDE - {"MatMul", "ConcatV2"}
    ):
        return _made("recurrent", units=units, activation=_activation(types))
    return None


def _pooling(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    own = [node for node in inside if node["type"] in POOLINGS]
    if len(own) != 1 or set(types) - BESIDE - set(POOLINGS):
        return None
    size = [number for number in _numbers(own[0]["attributes"].get("ksize")) if number > 1]
    return _made("pooling", f"pooling_{POOLINGS[own[0]['type']]}", size="×".join(map(str, size or [1])))


def _normalization(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    by_hand = types["Rsqrt"] and (types["SquaredDifference"] or types["Sub"] or types["Mul"])
    if (
        not (set(types) & NORMALIZATIONS or by_hand)
        or types["MatMul"]
        or set(types) & CONVOLUTIONS
        or types["While"]
    ):
        return None
    return _made("normalization")


def _dropout(inside: Sequence[Node], types: Counter[str], nodes: Sequence[Node]) -> Layer | None:
    draws = types["RandomUniform"] == 1 and types["GreaterEqual"] + types["Floor"] == 1
    if not draws or types["VariableV2"] or types["MatMul"]:
        return None
    return _made("dropout")


# --- details ----------------------------------------------------------------------------------------------


def _weights(node: Node, nodes: Sequence[Node]) -> list[int | None] | None:
    """The shape of the variable that a node multiplies by; None where it does by none."""
    for number, _ in node["inputs"]:
        seen = 0
        while number is not None and nodes[number]["type"] in ("Identity", "Reshape", "Enter") and seen < 4:
            before = nodes[number]["inputs"]
            number = before[0][0] if before else None
            seen += 1
        if number is not None and nodes[number]["kind"] == "variable":
            shape = nodes[number]["outputs"][0]["shape"]
            return None if shape is None else list(shape)
    return None


def _activation(types: Counter[str]) -> Any:
    """The activation behind a product, as a text that may be empty."""
    found = [one for one in types if one in ACTIVATIONS]
    return (
        {"say": "layers.with_activation", "with": {"activation": found[0].lower()}} if len(found) == 1 else ""
    )


def _numbers(text: Any) -> list[int]:
    return [
        int(part)
        for part in str(text or "").strip("()").replace(",", " ").split()
        if part.lstrip("-").isdigit()
    ]
