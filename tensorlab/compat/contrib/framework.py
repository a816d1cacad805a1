"""tf.contrib.framework: argument scopes, model variables, small checks.

This module only gathers names, and gives the names that moved to `tf` under their old ones.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/framework

Read next: `framework_scopes.py`.
"""

from tensorlab import nest
from tensorlab.compat.contrib.framework_checkpoints import (
    assign_from_checkpoint,
    assign_from_checkpoint_fn,
)
from tensorlab.compat.contrib.framework_helpers import (
    assert_or_get_global_step,
    assert_same_float_dtype,
    assert_scalar_int,
    convert_to_tensor_or_sparse_tensor,
    get_graph_from_inputs,
    get_name_scope,
    get_placeholders,
    is_tensor,
    prepend_name_scope,
    py_func,
    reduce_sum_n,
    remove_squeezable_dimensions,
    smart_cond,
    smart_constant_value,
    strip_name_scope,
    with_same_shape,
    with_shape,
)
from tensorlab.compat.contrib.framework_readers import (
    init_from_checkpoint,
    list_variables,
    load_checkpoint,
    load_variable,
)
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
from tensorlab.optimizers.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
)

NOT_HERE = dict.fromkeys(
    [
        "load_and_remap_matrix_initializer",
        "load_embedding_initializer",
        "load_linear_multiclass_bias_initializer",
        "load_variable_slot_initializer",
    ],
    ("it serves vocabularies that change", "tf.train.load_variable, and assign_from_values"),
)
NOT_HERE.update(
    {
        "RecordInput": ("record files are not here yet", "numpy.load"),
        "fuse_op": ("it rewrites graphs for telephones", "the graph as it is"),
        "smart_case": ("no book uses it", "tf.case, or Python's own if"),
        "zero_initializer": ("no book uses it", "tf.variables_initializer"),
        **dict.fromkeys(("BoundedTensorSpec", "TensorSpec"), ("no book uses it", "tf.placeholder")),
        **dict.fromkeys(
            ("deprecated", "deprecated_arg_values", "deprecated_args"),
            ("it marks TensorFlow's own functions", "warnings.warn"),
        ),
        **dict.fromkeys(
            (
                "convolutional_delta_orthogonal",
                "convolutional_orthogonal_1d",
                "convolutional_orthogonal_2d",
                "convolutional_orthogonal_3d",
            ),
            ("no book uses it", "tf.orthogonal_initializer"),
        ),
    }
)
"""Name -> (why it is not here, what to use)."""

__getattr__ = _name_or_reason("framework", globals(), NOT_HERE)
