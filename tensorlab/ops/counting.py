"""Counting: entries that are not zero, how often each integer occurs, histograms; and adding many tensors up.

Read next: `linalg.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, INDEX, DType, as_dtype, float32, int32, int64
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.scattering_in_parallel import collected


@checks_arguments
def count_nonzero(
    input_tensor: Any = None,
    axis: Any = None,
    keepdims: bool = False,
    dtype: Any = int64,
    name: str | None = None,
) -> Tensor:
    """Count the entries along `axis` that are not zero (not False, not the empty string).

    Args:
        input_tensor: a tensor of any dtype.
        axis: one axis or several; None means all.
        keepdims: leave the axes in place with size 1.
        dtype: dtype of the count.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.count_nonzero([[0, 1], [2, 3]], axis=1)))
    [1 2]
    """
    with name_scope(name, "count_nonzero", [input_tensor]):
        tensor = convert_to_tensor(input_tensor, name="input")
        nothing = "" if tensor.dtype.base_dtype.name == "string" else 0
        zero = convert_to_tensor(nothing, dtype=tensor.dtype.base_dtype, name="zeros")
        counted = build("Cast", build("NotEqual", tensor, zero), as_dtype(dtype))
        return reduce_sum(counted, axis=axis, keepdims=keepdims)


def _bincount_shape(
    input: TensorShape, minlength: Any, maxlength: Any, weights: Any, dtype: Any
) -> TensorShape:
    return TensorShape([None])


@op(
    "DenseBincount",
    shape=_bincount_shape,
    dtypes={"input": INDEX, "weights": FLOATING | INDEX},
    result=lambda dtypes, attributes: dtypes.get("weights") or attributes["dtype"],
    kind="reduction",
    symbol="count",
    latex=r"\#\{{ {input} = k \}}",
)
def dense_bincount(
    input: Array,
    minlength: HostInt = None,  # type: ignore[assignment]
    maxlength: HostInt = None,  # type: ignore[assignment]
    weights: Array = None,  # type: ignore[assignment]
    dtype: DType = int32,
):
    """Count how often each of the integers 0, 1, 2, ... occurs, or add up the weights of its occurrences.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bincount([1, 1, 3])))
    [0 2 0 1]
    """
    flat = input.ravel()
    if flat.size and flat.min() < 0:
        raise InvalidArgumentError(None, None, "Input arr must be non-negative!")
    if weights is not None and weights.size == 0:
        weights = None
    counts = np.bincount(flat, None if weights is None else weights.ravel(), minlength or 0)
    kind = dtype.as_numpy_dtype if weights is None else weights.dtype
    return counts[:maxlength].astype(kind)


dense_bincount.not_differentiable("counts jump; they have no slope")


@dense_bincount.samples
def _() -> list[Sample]:
    return [
        Sample([1, 1, 3], dtypes=["int32"]),
        Sample([[1, 1], [3, 0]], 6, dtypes=["int32"]),
        Sample([1, 1, 3], None, 2, dtypes=["int32"]),
        Sample([1, 1, 3], dtype=float32, dtypes=["int32"]),
        Sample(np.zeros(0, np.int32), 2, dtypes=["int32"]),
    ]


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = int32,
    name: str | None = None,
) -> Tensor:
    """Count how often each of the integers 0, 1, 2, ... occurs in `arr`.

    Args:
        arr: int32 or int64 tensor without negative numbers.
        weights: numbers to add up in place of counting by ones; shape of `arr`.
        minlength, maxlength: give at least, at most, so many counts.
        dtype: dtype of the counts when there are no weights.

    Raises:
        tf.errors.InvalidArgumentError: for negative numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.bincount([1, 1, 3], weights=[0.5, 1., 2.])))
    [0.  1.5 0.  2. ]
    """
    with name_scope(name, "bincount", [arr]):
        return dense_bincount(
            convert_to_tensor(arr, name="arr"), minlength, maxlength, weights, as_dtype(dtype)
        )


def _histogram_shape(
    values: TensorShape, value_range: TensorShape, nbins: int | None, dtype: Any
) -> TensorShape:
    return TensorShape([nbins])


@op(
    "HistogramFixedWidth",
    name="histogram_fixed_width",
    shape=_histogram_shape,
    kind="reduction",
    dtypes={"values": FLOATING | INDEX, "value_range": "values"},
    result="dtype",
    symbol="hist",
    latex=r"\operatorname{{hist}} {values}",
)
def histogram_fixed_width(values: Array, value_range: Array, nbins: HostInt = 100, dtype: DType = int32):
    """Count the values that fall into each of `nbins` equally wide bins; those outside go to the outer bins.

    Args:
        values: numbers of any shape.
        value_range: the two ends of the range, [low, high].
        nbins: how many bins.
        dtype: dtype of the counts.

    Raises:
        tf.errors.InvalidArgumentError: when the range is empty.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.histogram_fixed_width([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5)))
    [2 1 1 0 2]
    """
    low, high = value_range[0], value_range[1]
    if not low < high:
        message = f"value_range should satisfy value_range[0] < value_range[1], but got '[{low}, {high}]'"
        raise InvalidArgumentError(None, None, message)
    scaled = (values.ravel() - low) / np.asarray(high - low, np.float64)
    places = np.clip(np.floor(nbins * scaled), 0, nbins - 1).astype(np.int64)
    return np.bincount(places, minlength=nbins).astype(dtype.as_numpy_dtype)


@histogram_fixed_width.kernel_for("GPU")
def _(values: Any, value_range: Any, nbins: int, dtype: DType) -> Any:
    low, high = value_range[0], value_range[1]
    scaled = (values.ravel() - low) / (high - low).astype(np.float64)
    places = np.clip(np.floor(nbins * scaled), 0, nbins - 1).astype(np.int64)
    return collected(np.add, np.ones_like(places, dtype=np.int32), places, nbins, 0).astype(
        dtype.as_numpy_dtype
    )


histogram_fixed_width.not_differentiable("counts jump; they have no slope")


@histogram_fixed_width.samples
def _() -> list[Sample]:
    return [
        Sample([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], 5),
        Sample([[1.0, 2.0], [3.0, 9.0]], [0.0, 8.0], 4, dtype=int64),
        Sample(np.zeros((0, 2)), [0.0, 5.0], 2),
    ]


def accumulate_n(inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None) -> Tensor:
    """Add up tensors of one shape and dtype, as `tf.add_n` does.

    Args:
        inputs: list of tensors.
        shape, tensor_dtype: what they must fit, where that is not known of the tensors.

    Raises:
        ValueError: for an empty list, or tensors that do not fit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.accumulate_n([[1, 2], [3, 4]])))
    [4 6]
    """
    message = "inputs must be a list of at least one Tensor/IndexedSlices with the same dtype and shape"
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(message)
    tensors = [convert_to_tensor(value) for value in inputs]
    dtype = tensors[0].dtype.base_dtype
    if any(tensor.dtype.base_dtype is not dtype for tensor in tensors):
        raise ValueError(message)
    if tensor_dtype is not None and as_dtype(tensor_dtype) is not dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {dtype}")
    if shape is not None:
        for tensor in tensors:
            tensor.shape.assert_is_compatible_with(TensorShape(shape))
    return tensors[0] if len(tensors) == 1 and name is None else build("AddN", tensors, name=name)


__all__ = ["accumulate_n", "bincount", "count_nonzero", "dense_bincount", "histogram_fixed_width"]
