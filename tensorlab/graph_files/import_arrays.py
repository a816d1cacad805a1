"""`TensorArray`s and stacks of a file.

In a graph that has not been differentiated, a `TensorArray` becomes a list that is never changed, as
`tf.TensorArray` makes it here: the number that TensorFlow calls its flow *is* the list, and gradients can be
taken. With its gradients in the file it becomes a real array that changes in a run
(`tensorlab/control_flow/mutable_arrays.py`).

Read next: `import_others.py`, which lists these rules with all others.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType
from tensorlab.graph.registry import build, find_op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_nodes import attribute, build_like, find_record, grouped, refuse_type
from tensorlab.graph_files.import_source import Node

if TYPE_CHECKING:
    from tensorlab.graph_files.import_regions import Importer


def _changing(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    """The node as it stands in the file."""
    record = find_record(node.op)
    return build_like(node, record, grouped(node, inputs), name)  # type: ignore[arg-type]


def _array(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    if importer.has_array_gradients:
        return _changing(importer, node, inputs, name)
    flow = find_op("TensorListReserve")(inputs[0], attribute(node, "dtype"), name=f"{name}/")
    importer.arrays[flow] = (
        attribute(node, "dtype"),
        attribute(node, "element_shape") or TensorShape(None),
        bool(attribute(node, "dynamic_size")),
    )
    return [flow, flow], flow.op


def _of_list(rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule for the lists that are never changed; `rule(node, named inputs, settings of the array, name)`."""

    def chosen(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        if importer.has_array_gradients:
            return _changing(importer, node, inputs, name)
        return rule(node, grouped(node, inputs), importer.arrays[inputs[0]], name + "/")

    return chosen


@_of_list
def _write(node: Node, given: Any, settings: Any, name: str) -> Any:
    dtype, _, grows = settings
    return build(
        "TensorListSetItem", given["flow_in"], given["index"], given["value"], grows, dtype, name=name
    )


@_of_list
def _scatter(node: Node, given: Any, settings: Any, name: str) -> Any:
    dtype, _, grows = settings
    return build(
        "TensorListScatterIntoExistingList",
        given["flow_in"],
        given["value"],
        given["indices"],
        grows,
        dtype,
        name=name,
    )


@_of_list
def _split(node: Node, given: Any, settings: Any, name: str) -> Any:
    return build("TensorListSplit", given["value"], given["lengths"], name=name)


@_of_list
def _read(node: Node, given: Any, settings: Any, name: str) -> Any:
    return build("TensorListGetItem", given["flow_in"], given["index"], settings[0], settings[1], name=name)


@_of_list
def _gather(node: Node, given: Any, settings: Any, name: str) -> Any:
    shape = settings[1].merge_with(attribute(node, "element_shape") or TensorShape(None))
    return build("TensorListGather", given["flow_in"], given["indices"], settings[0], shape, name=name)


@_of_list
def _concat(node: Node, given: Any, settings: Any, name: str) -> Any:
    return build("TensorListConcat", given["flow_in"], settings[0], settings[1], name=name)


@_of_list
def _size(node: Node, given: Any, settings: Any, name: str) -> Any:
    return build("TensorListLength", given["flow_in"], name=name)


def _close(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    return find_op("NoOp")(name=f"{name}/")


# --- lists of arrays --------------------------------------------------------------------------------------


def _element_shape(tensor: Tensor | None) -> Any:
    """The static shape that an input says; a single -1 says nothing."""
    value = None if tensor is None else constant_value(tensor)
    if value is None or np.ndim(value) == 0:
        return None
    return [None if size < 0 else int(size) for size in value]


def _list(op_type: str, *names: str) -> Callable[..., Any]:
    """A record of `tensor_list.py`: for each of its inputs the name that TensorFlow gives it."""

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        given = grouped(node, inputs)
        record = find_record(op_type)
        if record is None:
            raise refuse_type(node)
        known = {parameter.name for parameter in record.attributes}
        settled = {
            "dtype": attribute(node, "element_dtype"),
            "element_shape": _element_shape(given.get("element_shape")),
            "dynamic_size": bool(attribute(node, "resize_if_index_out_of_bounds")),
        }
        values = [given[theirs] for theirs in names]
        renamed = {
            parameter.opdef_name: value for parameter, value in zip(record.inputs, values, strict=True)
        }
        return build_like(node, record, renamed, name, {key: v for key, v in settled.items() if key in known})

    return rule


def _read_list(op_type: str, like_type: str, *names: str) -> Callable[..., Any]:
    """A record that reads a list; when the shape of its items is only known in a run, one that gets zeros of it."""
    plain = _list(op_type, *names)

    def rule(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
        given = grouped(node, inputs)
        shape = given["element_shape"]
        if constant_value(shape) is not None or shape.shape.ndims == 0:
            return plain(importer, node, inputs, name)
        sizes = build("Maximum", shape, 0, name=f"{name}/sizes")
        if op_type != "TensorListGetItem":
            one = given.get("indices")
            count = (
                build("Size", one) if one is not None else build("TensorListLength", given["input_handle"])
            )
            sizes = build("ConcatV2", [build("Reshape", count, [1]), sizes], 0)
        like = build(
            "Fill", sizes, convert_to_tensor(0, dtype=attribute(node, "element_dtype")), name=f"{name}/like"
        )
        return find_record(like_type)(*(given[one] for one in names), like, name=f"{name}/")  # type: ignore[misc]

    return rule


def _concat_list(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    whole = find_op("TensorListConcat")(inputs[0], attribute(node, "element_dtype"), name=f"{name}/")
    if (node.name, 1) not in importer.read:
        return whole
    find_record("TensorListPieceLengths")
    return [whole, build("TensorListPieceLengths", inputs[0], name=f"{name}/lengths")], whole.op


def _scatter_list(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    dtype = attribute(node, "element_dtype")
    size = build("Maximum", inputs[3], 0) if len(inputs) > 3 else 0
    items = build("TensorListReserve", size, dtype, name=f"{name}/items")
    into = find_op("TensorListScatterIntoExistingList")
    return into(items, inputs[0], inputs[1], True, dtype, name=f"{name}/")


def _empty_list(importer: "Importer", node: Node, inputs: list[Tensor], name: str) -> Any:
    dtype: DType = attribute(node, "element_dtype")
    return build_like(node, find_op("TensorListReserve"), {"size": 0}, name, {"dtype": dtype})


ARRAYS = {
    "TensorArrayV3": _array,
    "TensorArrayWriteV3": _write,
    "TensorArrayScatterV3": _scatter,
    "TensorArraySplitV3": _split,
    "TensorArrayReadV3": _read,
    "TensorArrayGatherV3": _gather,
    "TensorArrayConcatV3": _concat,
    "TensorArraySizeV3": _size,
    "TensorArrayCloseV3": _close,
    "StackCloseV2": _close,
    "EmptyTensorList": _empty_list,
    "TensorListReserve": _list("TensorListReserve", "num_elements"),
    "TensorListFromTensor": _list("TensorListFromTensor", "tensor"),
    "TensorListSetItem": _list("TensorListSetItem", "input_handle", "index", "item"),
    "TensorListGetItem": _read_list("TensorListGetItem", "TensorListGetLike", "input_handle", "index"),
    "TensorListStack": _read_list("TensorListStack", "TensorListStackLike", "input_handle"),
    "TensorListGather": _read_list("TensorListGather", "TensorListGatherLike", "input_handle", "indices"),
    "TensorListConcat": _concat_list,
    "TensorListConcatV2": _concat_list,
    "TensorListScatter": _scatter_list,
    "TensorListScatterV2": _scatter_list,
    "TensorListLength": _list("TensorListLength", "input_handle"),
    "TensorListSplit": _list("TensorListSplit", "tensor", "lengths"),
    "TensorListScatterIntoExistingList": _list(
        "TensorListScatterIntoExistingList", "input_handle", "tensor", "indices"
    ),
}
"""How nodes of arrays are built; see `OTHERS` in `import_others.py`."""
