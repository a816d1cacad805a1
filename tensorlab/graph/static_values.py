"""What is known of a tensor's value before anything runs.

Shapes depend on values: `tf.reshape(x, [2, -1])` can only say its static shape because the constant is known.
A constant is known whole; `tf.stack([tf.shape(x)[0], 10])` is known in part: `(None, 10)`.

Read next: `shape_rules.py`, which uses these answers.
"""

from typing import Any

import numpy as np

from tensorlab.graph.registry import HOST_ROLES
from tensorlab.graph.tensor import Tensor

LARGEST_FOLDED = 100_000  # entries; folding bigger values while describing a graph would surprise


def constant_value(tensor: Tensor, partial: bool = False) -> np.ndarray[Any, Any] | None:
    """The value of a tensor that depends on constants only, or None.

    With `partial`, a vector of whole numbers that is known in part comes with None where it is not known.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(constant_value(tf.stack([2, 3]) * 2))
    [4 6]
    """
    operation = tensor.op
    if operation.type == "Const":
        return operation.attributes["value"]
    if partial and operation.type == "Pack" and tensor._shape.ndims == 1:
        known_entries = static_ints(tensor)
        return None if known_entries is None else np.array(known_entries)
    record = operation.record
    if (
        record.kind not in ("math", "array", "constant", "reduction", "comparison")
        or record.outputs != 1
        or record.needs_stream
    ):
        return None
    if not operation.inputs or operation.type in ("Placeholder", "PlaceholderWithDefault"):
        return None
    size = tensor._shape.num_elements()
    if size is None or size > LARGEST_FOLDED or tensor.dtype.name == "variant":  # a list is no array
        return None
    if operation.type == "Shape":
        sizes = operation.inputs[0]._shape.sizes
        if sizes is None or None in sizes:
            return None
        return np.array(sizes, dtype=tensor.dtype.as_numpy_dtype)
    values: list[Any] = []
    for value in operation.arguments():
        if value is None:
            values.append(None)
            continue
        known: Any = [constant_value(t) for t in value] if isinstance(value, list) else constant_value(value)
        if known is None or (isinstance(known, list) and any(item is None for item in known)):
            return None
        values.append(known)
    return np.asarray(record.kernel(*kernel_arguments(operation, values)))


def kernel_arguments(operation: Any, values: list[Any]) -> list[Any]:
    """A kernel's arguments in parameter order, from the input values; host values become Python ints."""
    inputs = iter(values)
    arguments = []
    for parameter in operation.record.parameters:
        if parameter.role == "attribute":
            arguments.append(operation.attributes[parameter.name])
            continue
        value = next(inputs)
        arguments.append(host_value(parameter.role, value) if parameter.role in HOST_ROLES else value)
    return arguments


def host_value(role: str, value: Any) -> Any:
    """What a kernel receives for a host input: a tuple of ints, one int, or the array itself."""
    if value is None or role == "host_value":
        return value
    if role == "host_int":
        return int(np.reshape(value, ()))  # TensorFlow takes a vector of one for a number
    return tuple(np.atleast_1d(value).tolist())


def static_ints(tensor: Tensor) -> tuple[int | None, ...] | None:
    """The entries of an integer tensor of rank 0 or 1 as far as they are known; None when nothing is.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [None, 3])
    ...     static_ints(tf.stack([tf.shape(x)[0], 10])), static_ints(tf.shape(x))
    ((None, 10), (None, 3))
    """
    operation = tensor.op
    if operation.type == "Const":
        value = operation.attributes["value"]
        return tuple(np.atleast_1d(value).tolist()) if value.ndim < 2 else None
    rule = operation.record.static_rule
    known = rule(operation) if rule is not None else None
    if known is not None:
        return known
    value = constant_value(tensor)
    if value is not None:
        return tuple(np.atleast_1d(value).tolist()) if value.ndim < 2 else None
    sizes = tensor._shape.sizes
    return (None,) * sizes[0] if sizes is not None and len(sizes) == 1 and sizes[0] is not None else None
