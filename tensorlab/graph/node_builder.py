"""How a call such as `tf.matmul(a, b)` becomes a node of the graph.

`build_node` turns every array argument into a tensor (constants are made under the node's own name:
`MatMul/a`), checks the dtypes, infers the static shape with the record's rule, and adds the operation.

Read next: `convert.py` (numbers and arrays become tensors), then `graph.py`.
"""

from typing import Any, NoReturn

from tensorlab.errors import located
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, int32
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES, INPUT_ROLES, MIXED, Op, Parameter, use_node_builder
from tensorlab.graph.scopes import current_graph, use_graph
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value, static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.sources import SourceLine, user_frames


def build_node(record: Op, values: list[Any], name: str | None, dtype: DType | None = None) -> Any:
    """Add a node and return its output tensor (a list of them for several outputs, the Operation for none).

    Args:
        record: the op's record.
        values: the call's arguments, in parameter order.
        name: the wanted node name; a trailing "/" means: exactly this one (an open name scope).
        dtype: the dtype to give to arguments that are no tensors yet (operators know it).
    """
    if record.build_rule is not None:
        values = list(record.build_rule(*values))
    graph = graph_for(values)
    node_name = graph.unique_name(name or record.default_name)
    inputs: list[Tensor] = []
    layout: list[int | None] = []
    attributes: dict[str, Any] = {}
    known: dict[str, Any] = {}
    for parameter, value in zip(record.parameters, values, strict=True):
        role = parameter.role
        if role not in INPUT_ROLES:
            attributes[parameter.name] = value
        elif value is None and parameter.default is None:
            layout.append(None)
        elif role == "arrays":
            tensors = _tensor_list(record, parameter, value, known, graph, node_name, dtype)
            inputs += tensors
            layout.append(len(tensors))
        else:
            wanted = _wanted_dtype(record, parameter, known) or (dtype if role == "array" else None)
            if type(value) is not Tensor:
                value = _converted(record, parameter, value, wanted, graph, node_name, parameter.opdef_name)
            _check_dtype(record, parameter, value, known, node_name)
            inputs.append(value)
            layout.append(-1)
    for tensor in inputs:
        if tensor.op.graph is not graph:
            _refuse_foreign(record, node_name, tensor, inputs, graph)
        if tensor.op.block is not graph._block and tensor.op.block is not None:
            tensor.op.block.check_open(tensor, node_name)
    _normalise_dtypes(record, attributes)
    operation = graph.add_operation(
        record, node_name, tuple(inputs), tuple(layout), attributes, user_frames()
    )
    try:
        _add_outputs(operation, known)
    except Exception:
        graph.forget_operation(operation)
        raise
    outputs = operation.outputs
    if record.outputs == 1:
        return outputs[0]
    return operation if not outputs and record.outputs == 0 else outputs


def graph_for(values: list[Any]) -> Graph:
    """The graph a call belongs to: that of its first tensor, or else the default graph."""
    for value in values:
        if type(value) is Tensor:
            return value.op.graph
        graph = getattr(value, "graph", None)
        if isinstance(graph, Graph):
            return graph
        if type(value) in (list, tuple):
            for item in value:
                graph = getattr(item, "graph", None)
                if isinstance(graph, Graph):
                    return graph
    return current_graph()


# --- inputs -----------------------------------------------------------------------------------------------


def _wanted_dtype(record: Op, parameter: Parameter, known: dict[str, Any]) -> DType | None:
    """The dtype an input must take because an earlier one fixed it, or because only one is allowed."""
    rule = record.dtypes.get(parameter.name)
    if isinstance(rule, str):
        return known.get(rule)
    if isinstance(rule, frozenset) and len(rule) == 1:
        return next(iter(rule))
    return None


def _converted(
    record: Op,
    parameter: Parameter,
    value: Any,
    dtype: DType | None,
    graph: Graph,
    node_name: str,
    constant_name: str,
) -> Tensor:
    """Make a tensor of an argument that is none; a constant made here lives under the node's own name."""
    if parameter.role == "ref":
        reference = getattr(value, "_ref", None)
        if reference is None:
            _refuse(
                record, node_name, f"{record.function_name}() needs a variable, not {value!r}.", TypeError
            )
        return reference()
    if hasattr(value, "_as_graph_element"):
        dtype = None  # it has a dtype of its own, and `_check_dtype` says better what is wrong with it
    if parameter.role in ("host_ints", "host_int") and dtype is None:
        dtype = None if hasattr(value, "dtype") else int32
    with use_graph(graph), graph.inside_scope(node_name):
        try:
            return convert_to_tensor(value, dtype=dtype, name=constant_name)
        except (TypeError, ValueError) as error:
            _refuse(
                record,
                node_name,
                f"Argument {parameter.name!r} of {record.function_name}(): {error}",
                type(error),
            )


def _tensor_list(
    record: Op,
    parameter: Parameter,
    values: Any,
    known: dict[str, Any],
    graph: Graph,
    node_name: str,
    dtype: DType | None,
) -> list[Tensor]:
    """Convert a list argument; the items share the dtype of the first tensor among them, or are MIXED."""
    if not isinstance(values, (list, tuple)):
        values = list(values) if isinstance(values, (set, frozenset)) else [values]
    wanted = _wanted_dtype(record, parameter, known) or dtype
    mixed = record.dtypes.get(parameter.name) is MIXED
    if wanted is None and not mixed:
        for value in values:
            if hasattr(value, "dtype") and not hasattr(value, "__array_interface__"):
                wanted = as_dtype(value.dtype).base_dtype
                break
    tensors = []
    for number, value in enumerate(values):
        if type(value) is not Tensor:
            value = _converted(
                record, parameter, value, wanted, graph, node_name, f"{parameter.opdef_name}_{number}"
            )
        if not mixed:
            _check_dtype(record, parameter, value, known, node_name)
            wanted = value.dtype.base_dtype
        tensors.append(value)
    if mixed:
        known[parameter.name] = [tensor.dtype.base_dtype for tensor in tensors]
    return tensors


def _check_dtype(
    record: Op, parameter: Parameter, tensor: Tensor, known: dict[str, Any], node_name: str
) -> None:
    """Refuse a dtype that the op does not take, or that differs from that of an input it must equal."""
    found = tensor.dtype.base_dtype
    expected = known.get(parameter.name)
    partner = parameter.name
    if parameter.role in HOST_ROLES:
        if parameter.role != "host_value" and not found.is_integer:
            message = (
                f"{record.function_name}() needs whole numbers for {parameter.name!r}, not {found.name}."
            )
            _refuse(record, node_name, message, TypeError, [tensor])
        if parameter.role != "host_value" and (tensor._shape.ndims or 0) > 1:
            message = (
                f"{record.function_name}() needs a vector for {parameter.name!r}, not shape {tensor._shape}."
            )
            _refuse(record, node_name, message, ValueError, [tensor])
        known[parameter.name] = found
        return
    rule = record.dtypes.get(parameter.name)
    if isinstance(rule, str):
        partner, expected = rule, known.get(rule)
        rule = None
    if expected is not None and found is not expected:
        message = (
            f"Input {parameter.opdef_name!r} of {record.type!r} Op has type {found.name} that does not match "
            f"type {expected.name} of argument {record.parameters[record.position[partner]].opdef_name!r}."
        )
        place, wider = ("first", found) if expected.is_integer else ("second", expected)
        advice = f"Convert the {place}: tf.cast(..., tf.{wider.name})."
        _refuse(record, node_name, message, TypeError, [tensor], advice)
    if rule is not None and found not in rule:
        allowed = ", ".join(sorted(d.name for d in rule))
        message = (
            f"Value passed to parameter {parameter.opdef_name!r} has DataType {found.name} not in list of "
            f"allowed values: {allowed}."
        )
        _refuse(record, node_name, message, TypeError, [tensor])
    known[parameter.name] = found


def _normalise_dtypes(record: Op, attributes: dict[str, Any]) -> None:
    """Turn dtype attributes written as `np.float32` or "float32" into DTypes."""
    for parameter in record.attributes:
        names_dtype = parameter.name in ("dtype", "output_type", "out_type") or isinstance(
            parameter.default, DType
        )
        if names_dtype and attributes[parameter.name] is not None:
            attributes[parameter.name] = as_dtype(attributes[parameter.name])


# --- outputs ----------------------------------------------------------------------------------------------


def _add_outputs(operation: Operation, known: dict[str, Any]) -> None:
    """Give the operation its output tensors: how many, of which dtype, of which static shape."""
    record, attributes = operation.record, operation.attributes
    count = record.outputs
    if isinstance(count, str):
        count = attributes[count]
    elif callable(count):
        count = count(attributes)
    if count == 0:
        return
    dtype = _result_dtype(record, operation, known)
    try:
        shapes = inferred_shapes(operation, {})
    except ValueError as error:
        _refuse(record, operation.name, str(error), ValueError, operation.inputs)
    if record.outputs == 1:
        shapes = [shapes]
    if count is None:
        count = len(shapes)
    for number in range(count):
        one = dtype[number] if isinstance(dtype, (list, tuple)) else dtype
        operation.outputs.append(Tensor(operation, number, one, shapes[number]))


def _result_dtype(record: Op, operation: Operation, known: dict[str, Any]) -> Any:
    result = record.result
    if result is None:
        first = operation.inputs[0].dtype
        return first._as_ref if record.writes else first.base_dtype
    if isinstance(result, DType):
        return result
    if isinstance(result, str):
        return operation.attributes[result]
    return result(known, operation.attributes)


def inferred_shapes(operation: Operation, actual: dict[Tensor, TensorShape]) -> Any:
    """Call the record's shape rule with shapes (those in `actual` first), static host values and attributes."""
    record = operation.record
    inputs = iter(operation.arguments())
    arguments: list[Any] = []
    for parameter in record.parameters:
        role = parameter.role
        if role not in INPUT_ROLES:
            arguments.append(operation.attributes[parameter.name])
            continue
        value = next(inputs)
        if value is None:
            arguments.append(None)
        elif role == "arrays":
            arguments.append([actual.get(tensor, tensor._shape) for tensor in value])
        elif role in HOST_ROLES:
            ints = static_ints(value) if role != "host_value" else constant_value(value)
            arguments.append(ints[0] if role == "host_int" and ints is not None else ints)
        else:
            arguments.append(actual.get(value, value._shape))
    return record.shape_rule(*arguments)


# --- refusals ---------------------------------------------------------------------------------------------


def _refuse(
    record: Op,
    node_name: str,
    message: str,
    error: type[Exception],
    inputs: Any = (),
    advice: str | None = None,
) -> NoReturn:
    """Raise a graph-building error that names the node and the user's line."""
    frames = user_frames()
    line = SourceLine(*frames[0]) if frames else None
    where, source = (line.place, line.text) if line else (None, None)
    node = (node_name, record.type)
    text = located(message, node=node, where=where, source=source, inputs=inputs, advice=advice)
    raise error(text) from None


def _refuse_foreign(
    record: Op, node_name: str, tensor: Tensor, inputs: list[Tensor], graph: Graph
) -> NoReturn:
    """Refuse a tensor of another graph; of both it is said where they live, and which line made them."""
    first = next((t for t in inputs if t.op.graph is graph), None)
    other = f"as {first}" if first is not None else "as the graph in use"
    lives = [_where_it_lives(one) for one in (first, tensor) if one is not None]
    advice = (
        "Two graphs share nothing: build both inside one `with graph.as_default():` block, or pass the value "
        "through a placeholder."
    )
    _refuse(record, node_name, f"{tensor} must be from the same graph {other}.", ValueError, lives, advice)


def _where_it_lives(tensor: Tensor) -> str:
    graph, line = tensor.op.graph, tensor.op.source
    count = len(graph.get_operations())
    which = "the default graph" if graph is current_graph() else "another graph"
    made = f", made at {line.place}    {line.text.strip()}" if line else ""
    return f"{tensor.name}: in {which} ({count} operation{'' if count == 1 else 's'}){made}"


use_node_builder(build_node)
