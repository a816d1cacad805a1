"""Turning the entries of a tensor into another dtype.

Read next: `array.py` (rearranging the entries).
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    BOOL,
    NUMERIC,
    DType,
    as_dtype,
    complex64,
    complex128,
    float32,
    float64,
    int32,
    int64,
)
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import Sizes
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor

# --- cast -------------------------------------------------------------------------------------------------


@op(
    "Cast",
    shape=same,
    dtypes=NUMERIC | BOOL,
    result="dtype",
    kind="array",
    symbol="cast",
    latex=r"\mathrm{{{dtype}}}({x})",
    opdef={"dtype": "DstT"},
)
def cast_node(x: Array, dtype: DType) -> Any:
    """Turn the entries into another dtype; a fraction is cut off on the way to integers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cast([1.8, -1.8], tf.int32)))
    [ 1 -1]
    """
    if x.dtype.kind == "c" and not dtype.is_complex:
        x = (x != 0) if dtype.is_bool else x.real
    return x.astype(dtype.as_numpy_dtype)


@cast_node.bind
def _(dtype: DType) -> Any:
    target = dtype.as_numpy_dtype

    def cast_to(x: Any) -> Any:
        return x.astype(target) if x.dtype.kind != "c" else cast_node.kernel(x, dtype)

    return cast_to


@cast_node.gradient(latex=("{g}",))
def _(g, y, x):
    source = x.dtype.base_dtype
    if not (source.is_floating or source.is_complex):
        return None
    return cast(g, source)


@cast_node.static
def _(operation: Any) -> Sizes | None:
    source, target = operation.inputs[0].dtype, operation.attributes["dtype"]
    return static_ints(operation.inputs[0]) if source.is_integer and target.is_integer else None


@cast_node.samples
def _() -> list[Sample]:
    return [
        Sample([[1.5, 2.5]], np.float64),
        Sample([1, 0, 2], np.bool_),
        Sample(3, np.float32),
        Sample(np.zeros((0, 2), np.float32), np.int32),
        Sample([True, False], np.float32),
        Sample([1.0], np.complex64),
    ]


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """Turn the entries of a tensor into another dtype.

    Args:
        x: a tensor (or IndexedSlices, or SparseTensor) of numbers or bools.
        dtype: the dtype to come; a tensor that has it already is returned as it is.

    A fraction is cut off on the way to integers; of a complex number the real part stays; for bool, zero is
    False and anything else True.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/cast

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.cast([1.8, -1.8], tf.int32)))
    [ 1 -1]
    """
    wanted = as_dtype(dtype).base_dtype
    if isinstance(x, Tensor) and x.dtype is wanted:
        return x
    with name_scope(name, "Cast", [x]) as scope:
        if isinstance(x, IndexedSlices):
            return IndexedSlices(cast(x.values, wanted, name=scope), x.indices, x.dense_shape)
        if hasattr(type(x), "with_values"):  # a SparseTensor, whose page may not be loaded
            return x.with_values(cast(x.values, wanted, name=scope))
        x = convert_to_tensor(x, name="x")
        if x.dtype.base_dtype is wanted:
            return x
        return cast_node(x, wanted, name=scope)


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Turn the entries into another dtype; what is too large or too small becomes its largest or smallest.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/saturate_cast

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.saturate_cast([-3.0, 99.0, 300.0], tf.uint8)))
    [  0  99 255]
    """
    wanted = as_dtype(dtype).base_dtype
    with name_scope(name, "saturate_cast", [value]) as scope:
        value = convert_to_tensor(value, name="value")
        own = value.dtype.base_dtype
        if own.min < wanted.min or own.max > wanted.max:
            low, high = (np.array(bound, wanted.as_numpy_dtype) for bound in (wanted.min, wanted.max))
            low, high = _inside(low, own, wanted.min), _inside(high, own, wanted.max)
            value = build("Minimum", build("Maximum", value, low), high, name="clamp")
        return cast(value, wanted, name=scope)


def _inside(bound: Any, dtype: DType, limit: Any) -> Any:
    """A bound of one dtype as a constant of another, stepped back where rounding carried it too far."""
    clipped = min(max(limit, dtype.min), dtype.max)
    constant = np.array(clipped, dtype.as_numpy_dtype)
    if dtype.is_floating and isinstance(limit, (int, np.integer)) and abs(int(constant)) > abs(int(limit)):
        constant = np.nextafter(constant, np.array(0, dtype.as_numpy_dtype))
    return constant


def to_float(x: Any, name: str = "ToFloat") -> Tensor:
    """Turn the entries into float32; the same as `tf.cast(x, tf.float32)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_float([1, 2])))
    [1. 2.]
    """
    return cast(x, float32, name=name)


def to_double(x: Any, name: str = "ToDouble") -> Tensor:
    """Turn the entries into float64; the same as `tf.cast(x, tf.float64)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_double([1, 2])))
    [1. 2.]
    """
    return cast(x, float64, name=name)


def to_int32(x: Any, name: str = "ToInt32") -> Tensor:
    """Turn the entries into int32; the same as `tf.cast(x, tf.int32)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_int32([1.5, 2.5])))
    [1 2]
    """
    return cast(x, int32, name=name)


def to_int64(x: Any, name: str = "ToInt64") -> Tensor:
    """Turn the entries into int64; the same as `tf.cast(x, tf.int64)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_int64([1.5, 2.5])))
    [1 2]
    """
    return cast(x, int64, name=name)


def to_complex64(x: Any, name: str = "ToComplex64") -> Tensor:
    """Turn the entries into complex64; the same as `tf.cast(x, tf.complex64)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_complex64([1, 2])))
    [1.+0.j 2.+0.j]
    """
    return cast(x, complex64, name=name)


def to_complex128(x: Any, name: str = "ToComplex128") -> Tensor:
    """Turn the entries into complex128; the same as `tf.cast(x, tf.complex128)`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.to_complex128([1, 2])))
    [1.+0.j 2.+0.j]
    """
    return cast(x, complex128, name=name)
