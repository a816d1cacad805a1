"""The small helpers of tf.contrib.framework: checks, shapes, names.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/framework/python

Read next: `framework_variables.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab import nest
from tensorlab.control_flow.outside import py_func as call_python
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype, float32
from tensorlab.graph.scopes import current_graph, name_scope
from tensorlab.graph.shapes import as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.choice import by_flag, known_flag
from tensorlab.metrics.local_state import same_rank
from tensorlab.ops.asserts import assert_scalar, assert_type
from tensorlab.ops.flow import add_n
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.variables import Variable
from tensorlab.optimizers.global_step import assert_global_step, get_global_step

# --- what something is ------------------------------------------------------------------------------------


def is_tensor(x: Any) -> bool:
    """Whether something is a tensor or a variable.

    >>> is_tensor(1.0)
    False
    """
    return isinstance(x, (Tensor, Variable)) or type(x).__name__ in ("SparseTensor", "IndexedSlices")


def convert_to_tensor_or_sparse_tensor(value: Any, dtype: Any = None, name: str | None = None) -> Any:
    """A sparse tensor as it is; anything else as a tensor."""
    if type(value).__name__ == "SparseTensor":
        if dtype is not None:
            assert_type(value, dtype)
        return value
    return convert_to_tensor(value, dtype, name)


def assert_or_get_global_step(graph: Any = None, global_step_tensor: Any = None) -> Any:
    """The global step of the graph, or the one given, once it is found to be one."""
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> Any:
    """The floating dtype that all tensors share; ValueError when they do not share one."""
    found = {tensor.dtype.base_dtype for tensor in tensors or ()}
    found |= set() if dtype is None else {as_dtype(dtype).base_dtype}
    if len(found) > 1:
        raise ValueError(f"Expected tensors of one dtype, got {sorted(one.name for one in found)}.")
    shared = found.pop() if found else float32
    if not shared.is_floating:
        raise ValueError(f"Expected floating point type, got {shared.name}.")
    return shared


def assert_scalar_int(tensor: Any, name: str | None = None) -> Any:
    """The tensor, once it is found to be a whole number; ValueError otherwise."""
    tensor = convert_to_tensor(tensor)
    if not tensor.dtype.base_dtype.is_integer:
        raise ValueError(f"Expected integer type for {tensor.name}, received type: {tensor.dtype.name}.")
    return assert_scalar(tensor, name=name)


# --- choices and sums -------------------------------------------------------------------------------------


def smart_cond(
    pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any], name: str | None = None
) -> Any:
    """One of two results: chosen at once where the truth is known, and by `tf.cond` otherwise.

    >>> smart_cond(True, lambda: "yes", lambda: "no")
    'yes'
    """
    return by_flag(pred, true_fn, false_fn)


def smart_constant_value(pred: Any) -> bool | None:
    """The truth of a Python value or a constant tensor; None where only a run can tell."""
    return known_flag(pred)


def reduce_sum_n(tensors: Any, name: str | None = None) -> Tensor:
    """The sum of all entries of all tensors.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(reduce_sum_n([tf.constant([1., 2.]), tf.constant(4.)])))
    7.0
    """
    if not tensors:
        raise ValueError("No tensors provided.")
    with name_scope(name, "reduce_sum_n", tensors) as scope:
        sums = [reduce_sum(tensor, name=f"{tensor.op.name}/sum") for tensor in tensors]
        return sums[0] if len(sums) == 1 else add_n(sums, name=scope)


def py_func(
    func: Callable[..., Any],
    args: Any = (),
    kwargs: Any = None,
    output_types: Any = None,
    output_shapes: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """Call a Python function in the run: `tf.py_func` with nests of tensors, keywords, and shapes of the results.

    Args:
        func: takes arrays, and gives arrays in the nest of `output_types`.
        args, kwargs: nests of tensors.
        output_types: the dtypes of the results; output_shapes: their static shapes, in the same nest, or None.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = py_func(lambda x, by: x * by, [3.0], {"by": 2.0}, tf.float32, [])
    ...     print(sess.run(y), y.shape)
    6.0 ()
    """
    given = {"args": list(args), "kwargs": dict(kwargs or {})}
    types = nest.flatten(output_types)

    def call(*values: Any) -> list[Any]:
        packed = nest.pack_sequence_as(given, values)
        found = func(*packed["args"], **packed["kwargs"])
        results = nest.flatten(found) if nest.is_nested(output_types) else [found]
        return [
            np.asarray(one, as_dtype(dtype).as_numpy_dtype) for one, dtype in zip(results, types, strict=True)
        ]

    outputs = call_python(call, nest.flatten(given), types, stateful, name)
    if output_shapes is not None:
        shapes = [output_shapes] if not nest.is_nested(output_types) else list(output_shapes)
        for output, shape in zip(outputs, shapes, strict=True):
            output.set_shape(shape)
    return nest.pack_sequence_as(output_types, outputs) if nest.is_nested(output_types) else outputs[0]


# --- shapes -----------------------------------------------------------------------------------------------


def remove_squeezable_dimensions(
    predictions: Any, labels: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Take off a last dimension of size 1 that only one of the two has."""
    with name_scope(name, "remove_squeezable_dimensions", [predictions, labels]):
        return same_rank(predictions, labels)


def with_shape(expected_shape: Any, tensor: Any) -> Tensor:
    """The tensor, once its static shape is found to fit; ValueError otherwise."""
    tensor = convert_to_tensor(tensor)
    if isinstance(expected_shape, Tensor):
        raise NotImplementedError("with_shape takes a shape that is known here: use tf.ensure_shape.")
    wanted = as_shape(expected_shape)
    if not tensor.shape.is_compatible_with(wanted):
        raise ValueError(f"Invalid shape for {tensor.name}, expected {wanted}, got {tensor.shape}.")
    tensor.set_shape(wanted)
    return tensor


def with_same_shape(expected_tensor: Any, tensor: Any) -> Tensor:
    """The tensor, once its static shape is found to fit that of another one; ValueError otherwise."""
    return with_shape(convert_to_tensor(expected_tensor).shape, tensor)


# --- names ------------------------------------------------------------------------------------------------


def get_name_scope() -> str:
    """The name scope that is open now.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.name_scope("a"), tf.name_scope("b"):
    ...     get_name_scope()
    'a/b'
    """
    return current_graph().get_name_scope()


def prepend_name_scope(name: str, import_scope: str | None) -> str:
    """A name inside a scope.

    >>> prepend_name_scope("w", "net")
    'net/w'
    """
    return f"{import_scope.rstrip('/')}/{name}" if import_scope else name


def strip_name_scope(name: str, export_scope: str | None) -> str:
    """A name without the scope it begins with.

    >>> strip_name_scope("net/w", "net")
    'w'
    """
    return name.removeprefix(export_scope.rstrip("/") + "/") if export_scope else name


def get_graph_from_inputs(op_input_list: Any, graph: Any = None) -> Any:
    """The graph of some tensors."""
    return graph or next((one.graph for one in op_input_list if hasattr(one, "graph")), current_graph())


def get_placeholders(graph: Any) -> list[Tensor]:
    """The placeholders of a graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default() as graph:
    ...     x = tf.placeholder(tf.float32)
    ...     get_placeholders(graph) == [x]
    True
    """
    return [operation.outputs[0] for operation in graph.get_operations() if operation.type == "Placeholder"]
