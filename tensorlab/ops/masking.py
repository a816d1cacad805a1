"""Keeping some entries, different entries, and grids: boolean_mask, unique, setdiff1d, meshgrid.

Read next: `ordering.py` (sorting and the largest entries).
"""

from collections import namedtuple
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, INDEX, DType, as_dtype, int32
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import normal_axis
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.fills import ones
from tensorlab.ops.gather import gather
from tensorlab.ops.selecting import where_true
from tensorlab.ops.shape_ops import reshape, shape, size
from tensorlab.ops.shaping import squeeze

Unique = namedtuple("Unique", ["y", "idx"])
UniqueWithCounts = namedtuple("UniqueWithCounts", ["y", "idx", "count"])
ListDiff = namedtuple("ListDiff", ["out", "idx"])


def boolean_mask(tensor: Any, mask: Any, name: str = "boolean_mask", axis: int | None = None) -> Tensor:
    """Keep the entries (or rows) where the mask is true.

    Args:
        tensor: any shape and dtype.
        mask: bool, of known rank, at least 1; its shape is that of the dimensions of `tensor` from `axis` on.
        axis: where the masked dimensions start.

    Returns:
        The kept entries; the masked dimensions become one.

    Raises:
        ValueError: for a mask that is a single bool, or does not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/boolean_mask

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.boolean_mask([[1, 2], [3, 4], [5, 6]], [True, False, True])))
    [[1 2]
     [5 6]]
    """
    with name_scope(name, "boolean_mask", [tensor, mask]):
        tensor = convert_to_tensor(tensor, name="tensor")
        mask = convert_to_tensor(mask, name="mask")
        rank = mask.shape.ndims
        if rank == 0:
            raise ValueError("mask cannot be scalar.")
        if rank is None:
            raise ValueError("Number of mask dimensions must be specified, even if some dimensions are None.")
        first = 0 if axis is None else normal_axis(axis, tensor.shape)
        sizes = tensor.shape.sizes
        if sizes is not None:
            shape_of(sizes[first : first + rank]).assert_is_compatible_with(mask.shape)
        if rank > 1:
            if sizes is not None and None not in (*sizes[:first], *sizes[first + rank :]):
                wanted: Any = [*sizes[:first], -1, *sizes[first + rank :]]
            else:
                whole = shape(tensor)
                wanted = build("ConcatV2", [whole[:first], [-1], whole[first + rank :]], 0)
            tensor = reshape(tensor, wanted)
        kept = squeeze(where_true(reshape(mask, [-1])), axis=[1])
        return gather(tensor, kept, axis=first)


def meshgrid(*args: Any, **kwargs: Any) -> list[Tensor]:
    """Spread vectors of coordinates over a grid: one tensor of x for every point, one of y, and so on.

    Args:
        *args: vectors of one dtype.
        indexing: "xy" (the first vector runs along the columns, as on a map) or "ij" (along the rows).
        name: the scope of the nodes.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/meshgrid

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x, y = sess.run(tf.meshgrid([1, 2, 3], [4, 5]))
    ...     print(x, y)
    [[1 2 3]
     [1 2 3]] [[4 4 4]
     [5 5 5]]
    """
    indexing, name = kwargs.pop("indexing", "xy"), kwargs.pop("name", "meshgrid")
    if kwargs:
        raise TypeError(f"'{next(iter(kwargs))}' is an invalid keyword argument for this function")
    if indexing not in ("xy", "ij"):
        raise ValueError(f"Argument `indexing` parameter must be either 'xy' or 'ij', got '{indexing}'")
    if not args:
        return []
    with name_scope(name, "meshgrid", args):
        vectors = [convert_to_tensor(vector, name="stack") for vector in args]
        places = list(range(len(vectors)))
        if indexing == "xy" and len(vectors) > 1:
            places[0], places[1] = 1, 0
        lined = []
        for vector, place in zip(vectors, places, strict=True):
            lined.append(reshape(vector, [-1 if other == place else 1 for other in range(len(vectors))]))
        in_order = [vectors[places.index(place)] for place in range(len(vectors))]
        grid: list[Any] = [vector.shape.num_elements() for vector in in_order]
        if None in grid:
            grid = [size(vector) for vector in in_order]
        factor = ones(grid, vectors[0].dtype.base_dtype)
        return [build("Mul", vector, factor, name="mul") for vector in lined]


# --- different entries ------------------------------------------------------------------------------------


def _different_shapes(x: TensorShape, *_: Any) -> list[TensorShape]:
    if x.ndims not in (1, None):
        raise ValueError(f"Shape must be rank 1 but is rank {x.ndims}: unique takes a vector, not {x}")
    return [shape_of((None,)), x]


def _different_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [dtypes["x"], attributes["out_idx"]]


def _in_order_of_appearance(x: Any) -> tuple[Any, Any, Any]:
    """The different entries as they first appear, which one every entry is, and how often each occurs."""
    _, first, inverse, count = np.unique(x, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(first)
    rank = np.argsort(order)
    return x[first[order]], rank[inverse.reshape(-1)], count[order]


@op("Unique", shape=_different_shapes, dtypes=ALL, result=_different_dtypes, outputs=2, kind="array",
    symbol="unique", latex=r"\operatorname{{unique}} {x}")  # fmt: skip
def unique_node(x: Array, out_idx: DType = int32) -> Any:
    """List the different entries as they first appear, and for every entry which of them it is.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unique([7, 5, 7])))
    Unique(y=array([7, 5], dtype=int32), idx=array([0, 1, 0], dtype=int32))
    """
    different, which, _ = _in_order_of_appearance(x)
    return different, which.astype(out_idx.as_numpy_dtype)


def _counted_shapes(x: TensorShape, *_: Any) -> list[TensorShape]:
    return [*_different_shapes(x), shape_of((None,))]


def _counted_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [dtypes["x"], attributes["out_idx"], attributes["out_idx"]]


@op("UniqueWithCounts", shape=_counted_shapes, dtypes=ALL, result=_counted_dtypes, outputs=3, kind="array",
    symbol="unique", latex=r"\operatorname{{unique}} {x}")  # fmt: skip
def unique_with_counts_node(x: Array, out_idx: DType = int32) -> Any:
    """List the different entries, for every entry which of them it is, and how often each occurs.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unique_with_counts([7, 5, 7])).count)
    [2 1]
    """
    different, which, count = _in_order_of_appearance(x)
    return different, which.astype(out_idx.as_numpy_dtype), count.astype(out_idx.as_numpy_dtype)


unique_node.not_differentiable("TensorFlow has no gradient for unique")
unique_with_counts_node.not_differentiable("TensorFlow has no gradient for unique")


def _unique_samples() -> list[Sample]:
    return [Sample([7, 5, 7]), Sample([2.0, 1.0, 1.0], out_idx=np.int64), Sample(np.zeros(0, np.float32))]


unique_node.samples(_unique_samples)
unique_with_counts_node.samples(_unique_samples)


def unique(x: Any, out_idx: Any = int32, name: str | None = None) -> Any:
    """List the different entries of a vector as they first appear, and for every entry which of them it is.

    Returns:
        A named tuple (y, idx) with x[i] = y[idx[i]].

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/unique

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unique([7, 5, 7])).y)
    [7 5]
    """
    return Unique(*unique_node(x, as_dtype(out_idx), name=name))


def unique_with_counts(x: Any, out_idx: Any = int32, name: str | None = None) -> Any:
    """The same as `tf.unique`, and how often each different entry occurs.

    Returns:
        A named tuple (y, idx, count).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/unique_with_counts

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.unique_with_counts([7, 5, 7])).count)
    [2 1]
    """
    return UniqueWithCounts(*unique_with_counts_node(x, as_dtype(out_idx), name=name))


def _some(x: TensorShape, y: TensorShape, *_: Any) -> list[TensorShape]:
    return [shape_of((None,))] * 2


@op("ListDiff", shape=_some, dtypes=ALL, result=_different_dtypes, outputs=2, kind="array", symbol="−",
    latex=r"{x} \setminus {y}")  # fmt: skip
def list_diff(x: Array, y: Array, out_idx: DType = int32) -> Any:
    """List the entries of `x` that are not in `y`, and where they stand in `x`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.setdiff1d([1, 2, 3, 4], [2, 4])))
    ListDiff(out=array([1, 3], dtype=int32), idx=array([0, 2], dtype=int32))
    """
    places = np.flatnonzero(~np.isin(x, y))
    return x[places], places.astype(out_idx.as_numpy_dtype)


list_diff.not_differentiable("TensorFlow has no gradient for setdiff1d")


@list_diff.samples
def _() -> list[Sample]:
    return [Sample([1, 2, 3, 4], [2, 4]), Sample([1.0, 1.0], [2.0], out_idx=np.int64), Sample([1], [1])]


def setdiff1d(x: Any, y: Any, index_dtype: Any = int32, name: str | None = None) -> Any:
    """List the entries of `x` that are not in `y`, and where they stand in `x`.

    Args:
        x, y: vectors of one dtype.
        index_dtype: int32 or int64.

    Returns:
        A named tuple (out, idx).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/setdiff1d

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.setdiff1d([1, 2, 3, 4], [2, 4])).out)
    [1 3]
    """
    return ListDiff(*list_diff(x, y, as_dtype(index_dtype), name=name))


def _vector(x: TensorShape) -> TensorShape:
    return x.with_rank(1)


@op("InvertPermutation", shape=_vector, dtypes=INDEX, kind="array", symbol="perm⁻¹", latex="{x}^{{-1}}")
def invert_permutation(x: Array) -> Any:
    """Turn an order round: where entry i of the result says at which place i stands in `x`.

    Args:
        x: int32 or int64, rank 1, each of 0, 1, ..., n-1 once.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/invert_permutation

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.invert_permutation([2, 0, 1])))
    [1 2 0]
    """
    order = np.argsort(x, kind="stable")
    if isinstance(x, np.ndarray) and not np.array_equal(x[order], np.arange(x.size)):
        wrong = next((n for n in x.tolist() if not 0 <= n < x.size), None)
        why = f"{wrong} is not between 0 and {x.size}" if wrong is not None else "an entry is duplicated"
        raise InvalidArgumentError(None, None, f"{why} in the input: {x.tolist()}")
    return order.astype(x.dtype)


invert_permutation.not_differentiable("positions are whole numbers")


@invert_permutation.samples
def _() -> list[Sample]:
    return [Sample([2, 0, 1]), Sample(np.zeros(0, np.int64)), Sample([0])]
