"""tf.contrib.framework: argument scopes, model variables, small checks.

This module only gathers names, and gives the names that moved to `tf` under their old ones.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/framework

Read next: `framework_scopes.py`.
"""

from typing import Any

from tensorlab import nest
from tensorlab.compat.contrib.framework_scopes import (
    add_arg_scope,
    arg_scope,
    arg_scope_func_key,
    arg_scoped_arguments,
    current_arg_scope,
    has_arg_scope,
)
from tensorlab.compat.contrib.framework_variables import (
    VariableDeviceChooser,
    add_model_variable,
    assign_from_values,
    assign_from_values_fn,
    filter_variables,
    get_local_variables,
    get_model_variables,
    get_trainable_variables,
    get_unique_variable,
    get_variable_full_name,
    get_variables,
    get_variables_by_name,
    get_variables_by_suffix,
    get_variables_to_restore,
    global_variable,
    local_variable,
    model_variable,
    variable,
)
from tensorlab.compat.contrib.left_out import name_or_reason as _name_or_reason
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype as _as_dtype
from tensorlab.graph.dtypes import float32 as _float32
from tensorlab.graph.scopes import current_graph as _current_graph
from tensorlab.graph.tensor import Tensor as _Tensor
from tensorlab.layers.choice import by_flag as smart_cond
from tensorlab.ops.asserts import (
    assert_scalar,
    is_numeric_tensor,
)
from tensorlab.ops.ordering import (
    argsort,
    sort,
)
from tensorlab.ops.scans import (
    is_non_decreasing,
    is_strictly_increasing,
)
from tensorlab.ops.variables import Variable as _Variable
from tensorlab.optimizers.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
)


def is_tensor(x: Any) -> bool:
    """Whether something is a tensor or a variable.

    >>> is_tensor(1.0)
    False
    """
    return isinstance(x, (_Tensor, _Variable)) or type(x).__name__ in ("SparseTensor", "IndexedSlices")


def assert_or_get_global_step(graph: Any = None, global_step_tensor: Any = None) -> Any:
    """The global step of the graph, or the one given, once it is found to be one."""
    if global_step_tensor is None:
        return get_global_step(graph)
    assert_global_step(global_step_tensor)
    return global_step_tensor


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> Any:
    """The floating dtype that all tensors share; ValueError when they do not share one."""
    found = {tensor.dtype.base_dtype for tensor in tensors or ()}
    found |= set() if dtype is None else {_as_dtype(dtype).base_dtype}
    if len(found) > 1:
        raise ValueError(f"Expected tensors of one dtype, got {sorted(one.name for one in found)}.")
    shared = found.pop() if found else _float32
    if not shared.is_floating:
        raise ValueError(f"Expected floating point type, got {shared.name}.")
    return shared


def assert_scalar_int(tensor: Any, name: str | None = None) -> Any:
    """The tensor, once it is found to be a whole number; ValueError otherwise."""
    tensor = convert_to_tensor(tensor)
    if not tensor.dtype.base_dtype.is_integer:
        raise ValueError(f"Expected integer type for {tensor.name}, received type: {tensor.dtype.name}.")
    return assert_scalar(tensor, name=name)


def get_name_scope() -> str:
    """The name scope that is open now.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.name_scope("a"), tf.name_scope("b"):
    ...     get_name_scope()
    'a/b'
    """
    return _current_graph().get_name_scope()


def get_graph_from_inputs(op_input_list: Any, graph: Any = None) -> Any:
    """The graph of some tensors."""
    return graph or next((one.graph for one in op_input_list if hasattr(one, "graph")), _current_graph())


NOT_HERE = dict.fromkeys(
    [
        "assign_from_checkpoint",
        "assign_from_checkpoint_fn",
        "init_from_checkpoint",
        "list_variables",
        "load_and_remap_matrix_initializer",
        "load_checkpoint",
        "load_embedding_initializer",
        "load_linear_multiclass_bias_initializer",
        "load_variable",
        "load_variable_slot_initializer",
    ],
    ("saving is not here yet", "assign_from_values with the arrays of numpy.load"),
)
"""Name -> (why it is not here, what to use)."""

__getattr__ = _name_or_reason("framework", globals(), NOT_HERE)
