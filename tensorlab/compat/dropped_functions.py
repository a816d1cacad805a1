"""Functions that TensorFlow dropped and whose arguments differ from those of today's function.

Read next: `dropped_names.py`.
"""

from importlib import import_module
from typing import Any

from tensorlab.compat.old_names import warn_old

tf: Any = import_module("tensorlab")


def batch_matmul(x: Any, y: Any, adj_x: bool = False, adj_y: bool = False, name: str | None = None) -> Any:
    """Multiply matrices, one pair after the other: `tf.matmul` of tensors of rank 3 and more.

    >>> x = tf.ones([5, 2, 3])
    >>> batch_matmul(x, x, adj_y=True).shape
    TensorShape([Dimension(5), Dimension(2), Dimension(2)])
    """
    warn_old("tf.batch_matmul is an old name: write tf.matmul(x, y, adjoint_a=..., adjoint_b=...).")
    return tf.matmul(x, y, adjoint_a=adj_x, adjoint_b=adj_y, name=name)


def op_scope(values: Any, name: str | None, default_name: str | None = None) -> Any:
    """A `with` block whose nodes have a prefix to their names.

    >>> with tf.Graph().as_default(), op_scope([], None, "layer"):
    ...     print(tf.constant(1.0).op.name)
    layer/Const
    """
    warn_old("tf.op_scope is an old name: write tf.name_scope(name, default_name, values).")
    return tf.name_scope(name, default_name, values)


def variable_op_scope(
    values: Any,
    name_or_scope: Any,
    default_name: str | None = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
) -> Any:
    """A `with` block whose variables and nodes have a prefix to their names."""
    warn_old(
        "tf.variable_op_scope is an old name: write tf.variable_scope(name_or_scope, default_name, values)."
    )
    return tf.variable_scope(
        name_or_scope,
        default_name,
        values,
        initializer=initializer,
        regularizer=regularizer,
        caching_device=caching_device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        reuse=reuse,
        dtype=dtype,
    )
