"""Questions about tensors and their kinds, for programs that take more than one kind.

Read next: `sparse_tensor.py`.
"""

from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, float32
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.shapes import Dimension, TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.ops.variables import Variable


def is_tensor(x: Any) -> bool:
    """Tell whether something is a tensor, a sparse one, IndexedSlices, or a variable.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.is_tensor(tf.constant(1.0)), tf.is_tensor(1.0)
    (True, False)
    """
    return isinstance(x, (Tensor, SparseTensor, IndexedSlices, Variable))


def convert_to_tensor_or_indexed_slices(
    value: Any, dtype: Any = None, name: str | None = None
) -> Tensor | IndexedSlices:
    """Turn anything into a tensor, and leave IndexedSlices as they are.

    Raises:
        ValueError: when IndexedSlices have another dtype than the one asked for.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.convert_to_tensor_or_indexed_slices([1.0])
    <tf.Tensor 'Const:0' shape=(1,) dtype=float32>
    """
    if isinstance(value, IndexedSlices):
        if dtype is not None and not as_dtype(dtype).is_compatible_with(value.dtype):
            raise ValueError(f"Incompatible tensor conversion requested to {dtype} for {value}")
        return value
    return convert_to_tensor(value, dtype, name=name)


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> DType:
    """Check that all tensors have one floating dtype, and return it; float32 when there is none.

    Raises:
        ValueError: when they differ, or are not floating.

    >>> import tensorlab as tf
    >>> tf.assert_same_float_dtype(dtype=tf.float64)
    tf.float64
    """
    expected = None if dtype is None else as_dtype(dtype).base_dtype
    for tensor in [one for one in tensors or () if one is not None]:
        found = tensor.dtype.base_dtype
        if expected is not None and found is not expected:
            raise ValueError(f"Tensor type mismatch: {tensor} must be {expected.name}, not {found.name}.")
        expected = found
    expected = expected or float32
    if not expected.is_floating:
        raise ValueError(f"Expected floating point type, got {expected.name}.")
    return expected


def dimension_value(dimension: Any) -> int | None:
    """The size of a dimension as a number, or None; a number stays itself.

    >>> import tensorlab as tf
    >>> tf.dimension_value(tf.TensorShape([2, None])[0])
    2
    """
    return dimension.value if isinstance(dimension, Dimension) else dimension


def dimension_at_index(shape: Any, index: int) -> Dimension:
    """One dimension of a shape; an unknown one when the shape is unknown.

    >>> import tensorlab as tf
    >>> tf.dimension_at_index(tf.TensorShape([2, None]), 0)
    Dimension(2)
    """
    shape = TensorShape(shape)
    return Dimension(None) if shape.ndims is None else Dimension(shape.as_list()[index])


__all__ = [
    "assert_same_float_dtype",
    "convert_to_tensor_or_indexed_slices",
    "dimension_at_index",
    "dimension_value",
    "is_tensor",
]
