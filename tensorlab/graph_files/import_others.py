"""Op types that a file may hold and tensorlab has no record for: each is made of records that it has.

The table `OTHERS` says how. Most are older or newer forms of one operation (`Gather`, `FusedBatchNormV2`), or the same
operation on a variable of TensorFlow's newer kind: a resource, which is an ordinary variable here.

Read next: `tensorlab/ops/gradient_nodes_shapes.py` and its neighbours, records that only gradients of files need.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, int32, resource, variant
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build, find_op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_arrays import ARRAYS
from tensorlab.graph_files.import_nodes import (
    Refusal,
    attribute,
    build_like,
    find_record,
    grouped,
    refuse_type,
    settings,
)
from tensorlab.graph_files.import_source import Node

if TYPE_CHECKING:
    from tensorlab.graph_files.import_regions import Importer

Made = Any
Rule = Callable[["Importer", Node, list[Tensor], str], Made]


def _as(op_type: str, names: Mapping[str, str] | None = None, more: Mapping[str, Any] | None = None) -> Rule:
    """The rule "another type's record, with inputs called otherwise, and some more of them"."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Operation:
        record = find_record(op_type)
        if record is None:
            raise refuse_type(node)
        given = {(names or {}).get(key, key): value for key, value in grouped(node, inputs).items()}
        return build_like(node, record, {**(more or {}), **given}, name)

    return rule


# --- variables --------------------------------------------------------------------------------------------


def _on_resource(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """`ResourceApplyAdam` and its like: the record without "Resource" in its name, without the output."""
    record = find_record(node.op.removeprefix("Resource"))
    if record is None:
        raise refuse_type(node)
    given = grouped(node, inputs)
    given["ref"] = given.pop("resource", given.get("ref"))
    return [], build_like(node, record, given, name)


def _handle(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Operation:
    settled = {"shape": attribute(node, "shape"), "dtype": attribute(node, "dtype")}
    return build_like(node, find_op("VariableV2"), {}, name, settled)


def _read(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Tensor:
    """The value at this very moment: a node that waits for something is no mere view of the variable."""
    variable = inputs[0]
    home = importer.reachable(variable.op)
    waits = [] if importer.graph._control_inputs else [home]
    with importer.graph.control_dependencies(waits):
        return find_op("Identity")(variable, name=f"{name}/")


def _assign(op_type: str) -> Rule:
    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        settled = {"validate_shape": False} if op_type == "Assign" else {}
        given = {"ref": inputs[0], "value": inputs[1]}
        return [], build_like(node, find_op(op_type), given, name, settled)

    return rule


def _gather_from_variable(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    settled = {"batch_dims": attribute(node, "batch_dims") or 0}
    given = {"params": importer.plain(inputs[0]), "indices": inputs[1], "axis": settled["batch_dims"]}
    return build_like(node, find_op("GatherV2"), given, name, settled)


def _gather_nd_from_variable(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    given = {"params": importer.plain(inputs[0]), "indices": inputs[1]}
    return build_like(node, find_op("GatherNd"), given, name, {})


def _variable_shape(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    settled = {"out_type": attribute(node, "out_type")}
    return build_like(node, find_op("Shape"), {"input": importer.plain(inputs[0])}, name, settled)


def _count_up_to(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    raised = build("IncrementUpTo", inputs[0], attribute(node, "limit"), name=f"{name}/increment")
    return find_op("CountUpTo")(raised, name=f"{name}/")


# --- losses: their second output is a gradient ------------------------------------------------------------


def _loss_and_gradient(gradient_type: str) -> Rule:
    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        features, labels = inputs
        loss = find_op(node.op)(features=features, labels=labels, name=f"{name}/")
        if (node.name, 1) not in importer.read:
            return loss
        ones = build("OnesLike", loss, name=f"{name}/ones")
        slope = build(gradient_type, ones, features, labels, name=f"{name}/backprop")
        return [loss, slope], loss.op

    return rule


# --- older and newer forms --------------------------------------------------------------------------------


def _add(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    op_type = "StringJoin" if inputs[0].dtype.name == "string" else "AddV2"
    if op_type == "StringJoin":
        return build_like(node, find_op(op_type), {"inputs": inputs}, name, {})
    return build_like(node, find_op(op_type), {"x": inputs[0], "y": inputs[1]}, name, {})


def _add_n(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    op_type = "TensorListAdd" if inputs[0].dtype is variant else "AddN"
    return build_like(node, find_record(op_type), {"inputs": inputs, "lists": inputs}, name, {})  # type: ignore[arg-type]


def _zeros_like(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    if inputs[0].dtype.base_dtype is not variant:
        return build_like(node, find_op("ZerosLike"), {"x": inputs[0]}, name)
    count = build("TensorListLength", inputs[0], name=f"{name}/length")
    return build_like(node, find_op("TensorListReserve"), {"size": count}, name, {})


def _identity(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    if inputs[0].dtype.base_dtype is resource:
        return [inputs[0]], inputs[0].op
    return build_like(node, find_op("Identity"), {"input": inputs[0]}, name, {})


def _placeholder(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    shape = attribute(node, "shape")
    if shape is not None and shape.ndims == 0 and 0 < importer.producer < 24:
        shape = None  # in files that old, "no sizes" meant that nothing is known
    return build_like(
        node, find_op("Placeholder"), {}, name, {"dtype": attribute(node, "dtype"), "shape": shape}
    )


def _diagonal(op_type: str, first: str) -> Rule:
    """The old matrix diagonals: the main one, filled up with zeros."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        given: dict[str, Any] = {first: inputs[0], "k": 0}
        if op_type == "MatrixSetDiagV3":
            given["diagonal"] = inputs[1]
        else:
            given["padding_value"] = np.zeros((), inputs[0].dtype.base_dtype.as_numpy_dtype)
        if op_type == "MatrixDiagV3":
            given.update(num_rows=-1, num_cols=-1)
        return build_like(node, find_record(op_type), given, name, {})  # type: ignore[arg-type]

    return rule


def _diagonals(op_type: str) -> Rule:
    """The second form of the matrix diagonals, which lines the short ones up on the left."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        return build_like(node, find_record(op_type), grouped(node, inputs), name, {"align": "LEFT_LEFT"})  # type: ignore[arg-type]

    return rule


def _batch_norm(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    return build_like(node, find_record("FusedBatchNormV3"), grouped(node, inputs), name, _without(node, "U"))  # type: ignore[arg-type]


def _batch_norm_gradient(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    given = {**grouped(node, inputs), "reserve_space_3": np.zeros(0, np.float32)}
    return build_like(node, find_record("FusedBatchNormGradV3"), given, name, _without(node, "U"))  # type: ignore[arg-type]


def _without(node: Node, *names: str) -> dict[str, Any]:
    record = find_record("FusedBatchNormV3")
    found = settings(node, record)  # type: ignore[arg-type]
    return {key: value for key, value in found.items() if key not in names}


def _with_settings(op_type: str) -> Rule:
    """A type whose window is an input here and an attribute there."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        given = grouped(node, inputs)
        settled = {
            key: tuple(int(one) for one in constant(node, given.pop(key))) for key in ("ksize", "strides")
        }
        record = find_record(op_type)
        kept = {**settings(node, record), **settled}  # type: ignore[arg-type]
        return build_like(node, record, given, name, kept)  # type: ignore[arg-type]

    return rule


def constant(node: Node, tensor: Tensor) -> Any:
    """The value of an input that has to be known now."""
    value = constant_value(tensor)
    if value is None:
        raise Refusal(
            f"Node {node.name!r} of graph_def cannot be imported: {node.op} takes {tensor.name} while it runs, and "
            "tensorlab needs its value when the graph is described."
        )
    return value


def _count(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """`Bincount`: the number of places is given; empty weights mean that everything counts once."""
    numbers, size, weights = inputs
    given: dict[str, Any] = {"input": numbers, "minlength": size, "maxlength": size, "weights": None}
    if weights.shape.num_elements() != 0:
        given["weights"] = weights
    record = find_record("DenseBincount")
    return build_like(node, record, given, name, {"dtype": attribute(node, "T")})  # type: ignore[arg-type]


def _nothing(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Operation:
    return find_op("NoOp")(name=f"{name}/")


# --- gradients that are a few nodes here ------------------------------------------------------------------


def _softplus_gradient(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    slope = build("Sigmoid", inputs[1], name=f"{name}/slope")
    return find_op("Mul")(inputs[0], slope, name=f"{name}/")


def _response_gradient(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """The rule that stands beside the record, with the file's nodes."""
    g, image, y = inputs
    record = find_op("LRN")
    chosen = settings(node, record)
    with name_scope(f"{name}/parts/"):
        found = record.gradient_rule(g, y, image, **{key: chosen[key] for key in record.gradient_attributes})  # type: ignore[misc]
    return find_op("Identity")(found, name=f"{name}/")


def _mirror_gradient(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """The record wants something of the shape of the result: the size of what arrives, without the paddings."""
    g, paddings = inputs
    sizes = build(
        "Sub", build("Shape", g), build("Cast", build("Sum", paddings, 1), int32), name=f"{name}/sizes"
    )
    like = build("Fill", sizes, convert_to_tensor(0, dtype=g.dtype.base_dtype), name=f"{name}/like")
    given = {"gradient": g, "tensor": like, "paddings": paddings}
    return build_like(node, find_op("MirrorPadGrad"), given, name)


def _segment_gradient(power: float) -> Rule:
    """The gradient of `tf.sparse_segment_mean` (power 1) and `tf.sparse_segment_sqrt_n` (power 0.5)."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        g, indices, segment_ids, rows = inputs
        ones = build("OnesLike", build("Cast", segment_ids, g.dtype.base_dtype), name=f"{name}/ones")
        many = build("UnsortedSegmentSum", ones, segment_ids, build("Shape", g)[0], name=f"{name}/many")
        share = build("Pow", build("GatherV2", many, segment_ids, 0), -power)
        spread = build(
            "Mul", build("GatherV2", g, segment_ids, 0), column_of(share, g), name=f"{name}/spread"
        )
        return find_op("UnsortedSegmentSum")(spread, indices, rows, name=f"{name}/")

    return rule


def column_of(numbers: Tensor, like: Tensor) -> Tensor:
    """A vector with as many dimensions of size 1 behind it as `like` has more."""
    extra = build("OnesLike", build("Shape", like)[1:])
    return build("Reshape", numbers, build("ConcatV2", [build("Shape", numbers), extra], 0))


def _filled_rows_gradient(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """Of the rows that `tf.sparse_fill_empty_rows` gave: what came from outside, and what was filled in."""
    places, g = inputs
    kept = build("GatherV2", g, places, 0, name=f"{name}/kept")
    rest = find_op("Sub")(build("Sum", g, [0]), build("Sum", kept, [0]), name=f"{name}/")
    return [kept, rest], rest.op


ON_RESOURCES = (
    *("ApplyAdaMax", "ApplyAdadelta", "ApplyAdagrad", "ApplyAdagradDA", "ApplyAdam", "ApplyCenteredRMSProp"),
    *("ApplyFtrl", "ApplyFtrlV2", "ApplyGradientDescent", "ApplyMomentum", "ApplyProximalAdagrad"),
    *("ApplyProximalGradientDescent", "ApplyRMSProp"),
    *("ScatterAdd", "ScatterDiv", "ScatterMax", "ScatterMin", "ScatterMul", "ScatterNdAdd", "ScatterNdSub"),
    *("ScatterNdUpdate", "ScatterSub", "ScatterUpdate"),
    *("SparseApplyAdadelta", "SparseApplyAdagrad", "SparseApplyAdagradDA", "SparseApplyCenteredRMSProp"),
    *("SparseApplyFtrl", "SparseApplyFtrlV2", "SparseApplyMomentum", "SparseApplyProximalAdagrad"),
    *("SparseApplyProximalGradientDescent", "SparseApplyRMSProp"),
)
"""Types that TensorFlow has once more with `Resource` before their names, for variables of the newer kind."""

OTHERS: dict[str, Rule] = {
    # variables
    "Variable": _as("VariableV2"),
    "VarHandleOp": _handle,
    "ReadVariableOp": _read,
    "AssignVariableOp": _assign("Assign"),
    "AssignAddVariableOp": _assign("AssignAdd"),
    "AssignSubVariableOp": _assign("AssignSub"),
    "VarIsInitializedOp": _as("IsVariableInitialized", {"resource": "ref"}),
    "VariableShape": _variable_shape,
    "ResourceGather": _gather_from_variable,
    "ResourceGatherNd": _gather_nd_from_variable,
    "CountUpTo": _count_up_to,
    "ResourceCountUpTo": _count_up_to,
    "DestroyResourceOp": _nothing,
    **{f"Resource{name}": _on_resource for name in ON_RESOURCES},
    # losses
    "SoftmaxCrossEntropyWithLogits": _loss_and_gradient("SoftmaxCrossEntropyGrad"),
    "SparseSoftmaxCrossEntropyWithLogits": _loss_and_gradient("SparseSoftmaxCrossEntropyGrad"),
    "SoftplusGrad": _softplus_gradient,
    "LRNGrad": _response_gradient,
    "MirrorPadGrad": _mirror_gradient,
    "SparseSegmentMeanGrad": _segment_gradient(1.0),
    "SparseSegmentSqrtNGrad": _segment_gradient(0.5),
    "SparseFillEmptyRowsGrad": _filled_rows_gradient,
    # older and newer forms
    "Add": _add,
    "AddN": _add_n,
    "ZerosLike": _zeros_like,
    "Identity": _identity,
    "RefIdentity": _identity,
    "Placeholder": _placeholder,
    "PlaceholderV2": _placeholder,
    "Bincount": _count,
    "ControlTrigger": _nothing,
    "Gather": _as("GatherV2", more={"axis": 0}),
    "BatchMatMul": _as("BatchMatMulV2"),
    "BatchMatMulV3": _as("BatchMatMulV2"),
    "Inv": _as("Reciprocal"),
    "InvGrad": _as("ReciprocalGrad"),
    "MatrixDiag": _diagonal("MatrixDiagV3", "diagonal"),
    "MatrixDiagPart": _diagonal("MatrixDiagPartV3", "input"),
    "MatrixSetDiag": _diagonal("MatrixSetDiagV3", "input"),
    "MatrixDiagV2": _diagonals("MatrixDiagV3"),
    "MatrixDiagPartV2": _diagonals("MatrixDiagPartV3"),
    "MatrixSetDiagV2": _diagonals("MatrixSetDiagV3"),
    "FusedBatchNorm": _batch_norm,
    "FusedBatchNormV2": _batch_norm,
    "FusedBatchNormGrad": _batch_norm_gradient,
    "FusedBatchNormGradV2": _batch_norm_gradient,
    "MaxPoolV2": _with_settings("MaxPool"),
    "MaxPoolGradV2": _with_settings("MaxPoolGrad"),
    # arrays, stacks, lists
    **ARRAYS,
}
"""How each of these op types is built: a function of (importer, node, inputs, full name)."""
