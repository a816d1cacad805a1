"""Tallies: which class was taken for which, which bin a value falls into, and where a place in a flat list lies.

Read next: `counting.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import INDEX, as_dtype, int32, int64
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.asserts import assert_less, assert_non_negative
from tensorlab.ops.scatter import scatter_nd
from tensorlab.ops.scattering import check_indices


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """Count how often each class (row) was taken for each class (column).

    Args:
        labels: integers from 0, one for each example: the true classes.
        predictions: as many integers: the predicted classes.
        num_classes: how many classes there are; by default one more than the largest number.
        dtype: that of the counts.
        weights: how much each example counts.

    Raises:
        tf.errors.InvalidArgumentError: for a negative number, or one that is too large.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/confusion_matrix

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.confusion_matrix([0, 1, 1, 2], [0, 1, 2, 2])))
    [[1 0 0]
     [0 1 1]
     [0 0 1]]
    """
    with name_scope(name, "confusion_matrix", [predictions, labels, num_classes, weights]):
        labels, predictions = _of_one_shape(
            convert_to_tensor(labels, name="labels"), convert_to_tensor(predictions, name="predictions")
        )
        labels, predictions = _long(labels), _long(predictions)
        labels = _checked(labels, assert_non_negative(labels, message="`labels` contains negative values"))
        predictions = _checked(
            predictions, assert_non_negative(predictions, message="`predictions` contains negative values")
        )
        if num_classes is None:
            largest = build("Maximum", build("Max", predictions, [0]), build("Max", labels, [0]))
            num_classes = build("AddV2", largest, convert_to_tensor(1, int64))
        else:
            num_classes = _long(convert_to_tensor(num_classes))
            labels = _checked(labels, assert_less(labels, num_classes, message="`labels` out of bound"))
            predictions = _checked(
                predictions, assert_less(predictions, num_classes, message="`predictions` out of bound")
            )
        dtype = as_dtype(dtype)
        if weights is None:
            counts = build("OnesLike", build("Cast", predictions, dtype))
        else:
            weights = convert_to_tensor(weights, name="weights")
            predictions.shape.assert_is_compatible_with(weights.shape)
            counts = build("Cast", weights, dtype)
        shape = build("Pack", [num_classes, num_classes])
        return scatter_nd(build("Pack", [labels, predictions], 1), counts, shape)


def _of_one_shape(labels: Tensor, predictions: Tensor) -> tuple[Tensor, Tensor]:
    """Take the last dimension, of size 1, off the one that has a dimension more."""
    ranks = labels.shape.ndims, predictions.shape.ndims
    if ranks[0] is not None and ranks[1] is not None:
        if ranks[0] - ranks[1] == 1 and labels.shape.as_list()[-1] in (1, None):
            labels = build("Squeeze", labels, [-1])
        elif ranks[1] - ranks[0] == 1 and predictions.shape.as_list()[-1] in (1, None):
            predictions = build("Squeeze", predictions, [-1])
    labels.shape.assert_is_compatible_with(predictions.shape)
    return labels, predictions


def _long(values: Tensor) -> Tensor:
    return values if values.dtype.base_dtype is int64 else build("Cast", values, int64)


def _checked(values: Tensor, check: Any) -> Tensor:
    with control_dependencies([check]):
        return build("Identity", values)


def histogram_fixed_width_bins(
    values: Any, value_range: Any, nbins: Any = 100, dtype: Any = int32, name: str | None = None
) -> Tensor:
    """Tell into which of `nbins` equally wide bins each value falls; those outside go to the outer bins.

    Args:
        values: numbers of any shape.
        value_range: the two ends of the range, [low, high].
        nbins: how many bins.
        dtype: int32 or int64.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.histogram_fixed_width_bins([-1., 0., 1.5, 2., 5., 15.], [0., 5.], nbins=5)))
    [0 0 1 2 4 4]
    """
    with name_scope(name, "histogram_fixed_width_bins", [values, value_range, nbins]):
        values = convert_to_tensor(values, name="values")
        flat = build("Reshape", values, [-1])
        value_range = convert_to_tensor(value_range, name="value_range")
        nbins = convert_to_tensor(nbins, int32, name="nbins")
        count = build("Cast", nbins, flat.dtype.base_dtype)
        low, high = value_range[0], value_range[1]
        places = build("Floor", count * ((flat - low) / (high - low)))
        zero = convert_to_tensor(0, int32)
        places = build("Maximum", zero, build("Minimum", build("Cast", places, int32), nbins - 1))
        return build("Reshape", build("Cast", places, as_dtype(dtype)), build("Shape", values))


def _unraveled(indices: TensorShape, dims: Any) -> TensorShape:
    count = None if dims is None else len(dims)
    if indices.sizes is None:
        return TensorShape(None)
    return TensorShape([count]) if not indices.sizes else TensorShape([count, indices.num_elements()])


@op(
    "UnravelIndex",
    shape=_unraveled,
    dtypes={"indices": INDEX},
    kind="array",
    symbol="place",
    latex=r"\text{{place}}({indices})",
)
def unravel_index(indices: Array, dims: HostInts):
    """Tell where places in a flat list lie in a tensor of shape `dims`: one row of coordinates per dimension.

    Args:
        indices: int32 or int64, of rank 0 or 1.
        dims: the shape.

    Raises:
        tf.errors.InvalidArgumentError: for a place outside.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unravel_index([2, 5, 7], [3, 3])))
    [[0 1 2]
     [2 2 1]]
    """
    shape = dims or ()
    check_indices(indices, int(np.prod(shape, dtype=np.int64)))
    rows, rest = [], indices
    for size in reversed(shape):
        rows.append(rest % size)
        rest = rest // size
    return np.stack(rows[::-1]).astype(indices.dtype)


unravel_index.not_differentiable("it works on whole numbers")


@unravel_index.samples
def _() -> list[Sample]:
    narrow, wide = ["int32"], ["int64"]
    return [
        Sample([2, 5, 7], [3, 3], dtypes=narrow),
        Sample(5, [2, 3], dtypes=narrow),
        Sample([11], np.array([2, 2, 3], np.int64), dtypes=wide),
    ]


def parallel_stack(values: Any, name: str = "parallel_stack") -> Tensor:
    """Join tensors of one, fully known shape along a new first axis, as `tf.stack` does.

    Raises:
        ValueError: when the shape is not fully known.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.parallel_stack([[1, 4], [2, 5]])))
    [[1 4]
     [2 5]]
    """
    with name_scope(name):
        tensors = [convert_to_tensor(value) for value in values]
        for tensor in tensors:
            tensor.shape.assert_is_fully_defined()
        return build("Pack", tensors, name="ParallelConcat")


__all__ = ["confusion_matrix", "histogram_fixed_width_bins", "parallel_stack", "unravel_index"]
