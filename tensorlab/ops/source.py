"""Where values come from: constants, and placeholders that are fed.

Read next: `flow.py` (passing values on), `math.py` (the first ops with gradients).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import to_array
from tensorlab.graph.dtypes import ALL, DType, as_dtype
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor


def _value_shape(value: Any) -> TensorShape:
    return TensorShape(value.shape)


def _value_dtype(_: Any, attributes: Any) -> DType:
    return as_dtype(attributes["value"].dtype)


@op("Const", shape=_value_shape, result=_value_dtype, kind="constant", symbol="const")
def constant_node(value: Any):
    """Hold one fixed value; every run gives the same."""
    return value


@constant_node.build
def _(value: Any) -> tuple[Any]:
    value = value if isinstance(value, np.ndarray) else np.asarray(value)
    if value.flags.writeable:
        value = value.copy()  # the graph's constants do not change when the caller's array does
        value.flags.writeable = False
    return (value,)


constant_node.not_differentiable("a constant has no inputs")


def constant(
    value: Any, dtype: Any = None, shape: Any = None, name: str = "Const", verify_shape: bool = False
) -> Tensor:
    """Make a constant tensor.

    Args:
        value: a number, a string, a bool, an array or nested lists.
        dtype: the dtype; TensorFlow's default for the value when None (a float is float32, an int int32).
        shape: the shape; a value with fewer entries is filled up with its last one.
        verify_shape: refuse a value of another shape instead of filling it up.

    Raises:
        TypeError: when the value does not fit the dtype, or (with `verify_shape`) the shape.
        ValueError: when the value has more entries than the shape.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/constant

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.constant([1, 2, 3], shape=[2, 2])))
    [[1 2]
     [3 3]]
    """
    if isinstance(value, Tensor):
        raise TypeError(
            f"tf.constant needs numbers, not the tensor {value.name}; tf.identity passes a tensor on."
        )
    array = to_array(value, None if dtype is None else as_dtype(dtype))
    if shape is not None:
        sizes = tuple(size or 0 for size in as_shape(shape).as_list())
        if verify_shape and array.shape != sizes:
            raise TypeError(f"Expected Tensor's shape: {sizes}, got {array.shape}.")
        array = _filled_up(array, sizes)
    return constant_node(array, name=name or "Const")


def _filled_up(array: np.ndarray[Any, Any], sizes: tuple[int, ...]) -> np.ndarray[Any, Any]:
    count = 1
    for size in sizes:
        count *= size
    if array.size > count:
        raise ValueError(
            f"Too many elements provided. Takes at most {count} for shape {sizes}, but got {array.size}."
        )
    flat = array.ravel()
    if flat.size < count:
        if flat.size == 0:
            raise ValueError(f"An empty value cannot fill the shape {sizes}.")
        flat = np.concatenate([flat, np.repeat(flat[-1:], count - flat.size)])
    return flat.reshape(sizes)


def _declared_shape(dtype: Any, shape: Any) -> TensorShape:
    return as_shape(shape)


@op("Placeholder", shape=_declared_shape, result="dtype", kind="placeholder", symbol="feed")
def placeholder(dtype: DType, shape: TensorShape | None = None):
    """Reserve a place for a value that every run must feed: `session.run(y, feed_dict={x: value})`.

    Args:
        dtype: the dtype of the values to come.
        shape: their shape; None for an unknown one, `[None, 2]` for any number of rows.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/placeholder

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None, 2], name="x")
    ...     print(sess.run(2 * x, feed_dict={x: [[1, 2]]}))
    [[2. 4.]]
    """
    described = TensorShape(shape)
    raise InvalidArgumentError(
        None,
        None,
        f"You must feed a value for placeholder tensor with dtype {dtype.name} and shape {described}",
    )


@placeholder.build
def _(dtype: Any, shape: Any = None) -> tuple[Any, Any]:
    if dtype is None:
        raise TypeError("tf.placeholder needs a dtype, for example tf.placeholder(tf.float32, [None, 2]).")
    return as_dtype(dtype), as_shape(shape)


placeholder.not_differentiable("a placeholder has no inputs")


def _default_shape(input: TensorShape, shape: Any) -> TensorShape:
    if not input.is_compatible_with(shape):
        raise ValueError(
            f"The default value has shape {input}, which does not fit the declared shape {shape}."
        )
    return as_shape(shape)


@op("PlaceholderWithDefault", shape=_default_shape, dtypes=ALL, kind="placeholder", symbol="feed")
def placeholder_with_default(input: Array, shape: TensorShape | None):
    """Pass `input` on unless another value is fed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rate = tf.placeholder_with_default(0.5, [])
    ...     print(sess.run(rate), sess.run(rate, {rate: 0.1}))
    0.5 0.1
    """
    return input


@placeholder_with_default.build
def _(input: Any, shape: Any) -> tuple[Any, Any]:
    return input, as_shape(shape)


@placeholder_with_default.gradient
def _(g, y, input):
    return g


@placeholder_with_default.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]], shape=[None, 2]), Sample(3, shape=[])]


__all__ = ["constant", "placeholder", "placeholder_with_default"]
