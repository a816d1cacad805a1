"""One NodeDef becomes one operation: inputs matched to parameters, attributes read, dtypes and shapes checked.

TensorFlow's OpDef says how the inputs are called and which attributes only say dtypes and counts; the op record
says which parameter takes what. What the record does not know must stand at its default in the file, or the node
is refused.

Read next: `import_others.py`, op types that have no record of their own; `import_regions.py`, which calls this.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tensorlab.errors import did_you_mean
from tensorlab.graph.dtypes import DType, as_dtype
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import INPUT_ROLES, REQUIRED, Op, Parameter, registry
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.attribute_values import default_value, from_attr_value
from tensorlab.graph_files.import_defs import op_def
from tensorlab.graph_files.import_source import Node
from tensorlab.graph_files.op_defs import Argument, OpDef, known_types

PAGES = ("ops", "control_flow", "graph_files", "queues", "reading", "data", "summaries", "saving")
"""The rooms in which op records stand; a page is loaded when a file names a type that no loaded page has."""

HARMLESS = frozenset(
    (
        *(
            "grad_a",
            "grad_b",
            "grad_x",
            "grad_y",
            "incompatible_shape_error",
            "Truncate",
            "bad_indices_policy",
        ),
        *("parallel_iterations", "swap_memory", "sparse_gradient", "num_args", "config", "config_proto"),
        *("executor_type", "token", "is_stateless", "debug_name", "allowed_devices"),
    )
)
"""Attributes that change nothing about the values."""


class Refusal(ValueError):
    """What cannot be imported; the message names the node."""


def find_record(op_type: str) -> Op | None:
    """The record of an op type, its page loaded if need be; None when tensorlab has none."""
    if op_type not in registry and op_type not in _on_no_page:
        _load_pages(op_type)
    return registry.get(op_type)


def is_only_here(op_type: str) -> bool:
    """Whether a node depends on the program that made it: it calls a function of Python, or is a part of a pipeline."""
    return op_type.startswith("PyFunc") or "Dataset" in op_type or "Iterator" in op_type


def refuse_type(node: Node) -> Refusal:
    """The error for an op type that tensorlab cannot run."""
    if node.op in ("PyFunc", "PyFuncStateless", "EagerPyFunc"):
        what = "it calls a Python function, which no file can hold"
        way = (
            "Build that part of the graph again with tf.py_func and join the two with input_map={...}, or cut the "
            "file before it (tf.graph_util.extract_sub_graph)."
        )
    elif is_only_here(node.op):
        what = "the pipelines of tf.data do not come back from a file"
        way = (
            "Build the pipeline again, and join what its iterator gives to the file with "
            'input_map={"IteratorGetNext:0": ...}, after tf.graph_util.extract_sub_graph if need be.'
        )
    elif op_def(node.op) is not None:
        what = f"tensorlab has no operation of the type {node.op!r}, which TensorFlow has"
        way = "Cut the file before it (tf.graph_util.extract_sub_graph), or give its value with input_map={...}."
    else:
        what = f"there is no op type {node.op!r} in tensorlab's tables"
        way = did_you_mean(node.op, [*registry, *known_types()])
    return Refusal(f"Node {node.name!r} of graph_def cannot be imported: {what}. {way}".rstrip())


def attribute(node: Node, name: str) -> Any:
    """The Python value of a node's attribute, or its default; None when there is neither."""
    if name in node.attr:
        try:
            return from_attr_value(node.attr[name])
        except (TypeError, ValueError) as error:
            raise Refusal(
                f"Node {node.name!r} of graph_def: its attribute {name!r} is damaged: {error}"
            ) from None
    defined = op_def(node.op)
    known = defined.attributes.get(name) if defined is not None else None
    if known is None or not known.has_default or known.type == "tensor":
        return None  # the table has no arrays: the record knows its own default
    return default_value(known)


def grouped(node: Node, inputs: Sequence[Tensor]) -> dict[str, Any]:
    """The inputs by their names in TensorFlow's OpDef: a tensor each, or a list of them."""
    defined = op_def(node.op)
    if defined is None:
        raise refuse_type(node)
    found: dict[str, Any] = {}
    position = 0
    for argument in defined.inputs:
        count = count_of(node, argument)
        found[argument.name] = (
            list(inputs[position : position + count]) if argument.is_list else inputs[position : position + 1]
        )
        position += count
        if not argument.is_list:
            (found[argument.name],) = found[argument.name] or (None,)
    if position != len(inputs) or None in (value for value in found.values() if not isinstance(value, list)):
        wanted = ", ".join(argument.name for argument in defined.inputs) or "none"
        raise Refusal(
            f"Node {node.name!r} of graph_def has {len(inputs)} inputs, but {node.op} takes {position} ({wanted})."
        )
    return found


def count_of(node: Node, argument: Argument) -> int:
    """How many tensors an input or output is."""
    if argument.number_attr:
        return int(attribute(node, argument.number_attr))
    if argument.type_list_attr:
        return len(attribute(node, argument.type_list_attr))
    return 1


def settings(node: Node, record: Op) -> dict[str, Any]:
    """The attributes of a node by the names of the record's parameters.

    Raises:
        Refusal: for an attribute off its default that the record does not know.
    """
    defined = op_def(node.op)
    known = {parameter.opdef_name: parameter for parameter in record.parameters}
    found = {
        parameter.name: as_parameter(value, parameter)
        for parameter in record.attributes
        if (value := attribute(node, parameter.opdef_name)) is not None
    }
    implied = _implied(defined) if defined is not None else set()
    for name in node.attr:
        if name in known or name in implied or name in HARMLESS or name.startswith("_"):
            continue
        value = attribute(node, name)
        fallback = defined.attributes.get(name) if defined is not None else None
        if isinstance(value, DType) or (
            fallback is not None and fallback.has_default and _is_same(value, default_value(fallback))
        ):
            continue
        if fallback is None and not value:
            continue
        raise Refusal(
            f"Node {node.name!r} of graph_def cannot be imported: tensorlab's {node.op} has no attribute {name!r} "
            f"(here {value!r})."
        )
    return found


def _is_same(value: Any, default: Any) -> bool:
    """Whether a value is the default, text being bytes in a file."""
    return bool((value.decode("utf-8", "replace") if isinstance(value, bytes) else value) == default)


def as_parameter(value: Any, parameter: Parameter) -> Any:
    """A value of the file as the record's attribute takes it: text as str, a list as a tuple."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list):
        return tuple(as_parameter(item, parameter) for item in value)
    return value


def build_like(
    node: Node, record: Op, inputs: Mapping[str, Any], name: str, attributes: Mapping[str, Any] | None = None
) -> Operation:
    """Build the operation of a record from inputs and attributes.

    Args:
        node: the node that it is for.
        record: the record.
        inputs: by the names in TensorFlow's OpDef.
        name: its full name.
        attributes: by the names of the record's parameters; those of the node when None.
    """
    chosen = settings(node, record) if attributes is None else attributes
    values = []
    for parameter in record.parameters:
        if parameter.role in INPUT_ROLES and parameter.opdef_name in inputs:
            values.append(inputs[parameter.opdef_name])
        elif parameter.name in chosen:
            values.append(chosen[parameter.name])
        elif parameter.default is not REQUIRED:
            values.append(parameter.default)
        else:
            raise Refusal(f"Node {node.name!r} of graph_def ({node.op}) misses its {parameter.opdef_name!r}.")
    return operation_of(record.node(values, f"{name}/"))


def operation_of(built: Any) -> Operation:
    """The operation behind what a call of an op returned."""
    while not isinstance(built, Operation):
        built = built[0] if isinstance(built, (list, tuple)) else built.op
    return built


def check_outputs(node: Node, outputs: Sequence[Tensor]) -> None:
    """Compare the outputs' dtypes with what the file says, and add what it knows of their shapes."""
    dtypes = output_dtypes(node)
    for number, tensor in enumerate(outputs):
        wanted = dtypes[number] if number < len(dtypes) else None
        if (
            isinstance(wanted, DType)
            and tensor.dtype.base_dtype is not wanted.base_dtype
            and not {wanted.name, tensor.dtype.base_dtype.name} & HANDLES
        ):
            raise Refusal(
                f"Node {node.name!r} of graph_def says that its output {number} is {wanted.name}, but it is "
                f"{tensor.dtype.base_dtype.name}: the inputs do not fit what the file says of them."
            )
    shapes = attribute(node, "_output_shapes")
    for tensor, shape in zip(outputs, shapes or (), strict=False):
        if isinstance(shape, TensorShape) and tensor.shape.is_compatible_with(shape):
            tensor._shape = tensor.shape.merge_with(shape)


HANDLES = frozenset({"resource", "variant"})
"""Dtypes of handles, which stand for something else here."""


def output_dtypes(node: Node) -> list[Any]:
    """The dtype of every output, as far as the file says them."""
    defined = op_def(node.op)
    found: list[Any] = []
    for argument in defined.outputs if defined is not None else ():
        if argument.type_list_attr:
            found += attribute(node, argument.type_list_attr) or []
            continue
        dtype = as_dtype(argument.type) if argument.type else None
        if argument.type_attr:
            # A default says nothing: files of older versions lack attributes that newer ones have.
            dtype = attribute(node, argument.type_attr) if argument.type_attr in node.attr else None
        found += [dtype] * count_of(node, argument)
    return found


def _implied(defined: OpDef) -> set[str]:
    arguments = (*defined.inputs, *defined.outputs)
    return {name for a in arguments for name in (a.type_attr, a.number_attr, a.type_list_attr) if name}


_on_no_page: set[str] = set()


def _load_pages(op_type: str) -> None:
    """Load the page on which a type stands; all pages when none names it."""
    mentioned: list[str] = []
    others: list[str] = []
    for room in PAGES:
        try:
            package = import_module(f"tensorlab.{room}")
        except ModuleNotFoundError:
            continue
        for folder in map(Path, package.__path__):
            for path in sorted(folder.glob("*.py")):
                names_it = f'"{op_type}"' in path.read_text(encoding="utf-8")
                (mentioned if names_it else others).append(f"{package.__name__}.{path.stem}")
    for name in [*mentioned, *others]:
        if op_type not in registry and not name.endswith(".__init__"):
            import_module(name)
    if op_type not in registry:
        _on_no_page.add(op_type)
