"""Where the entries of sparse tensors stand: helpers of the kernels, and the nodes that gradients need.

A position [row, column] of a tensor of known shape is also one number, the place in the book read line by line; that
number sorts, compares and looks up quickly.

Read next: `sparse_products.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import NUMERIC, int64
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.scattering import in_host_memory, zeros_of

INT64 = frozenset({int64})


def flat_positions(indices: Any, shape: Any) -> Any:
    """One number for each row of positions.

    >>> print(flat_positions(np.array([[0, 1], [2, 0]]), (3, 4)))
    [1 8]
    """
    result = zeros_of(indices.shape[:1], indices)
    for place, size in enumerate(shape):
        result = result * size + indices[:, place]
    return result


def positions_of(flat: Any, shape: Any) -> Any:
    """The rows of positions that the numbers stand for.

    >>> print(positions_of(np.array([1, 8]), (3, 4)))
    [[0 1]
     [2 0]]
    """
    columns = []
    for size in reversed(shape):
        size = max(size, 1)
        columns.append(flat % size)
        flat = flat // size
    if not columns:
        return zeros_of((*flat.shape, 0), flat)
    return np.stack(columns[::-1], axis=1)


def check_inside(indices: Any, shape: Any) -> None:
    """Refuse positions outside the shape; only arrays in host memory are looked at.

    Raises:
        InvalidArgumentError: naming the first wrong position.
    """
    if not in_host_memory(indices) or not indices.size:
        return
    outside = ((indices < 0) | (indices >= np.array(shape))).any(axis=1)
    if outside.any():
        place = int(outside.argmax())
        raise InvalidArgumentError(
            None,
            None,
            f"indices[{place}] = {indices[place].tolist()} is out of bounds: need 0 <= index < {list(shape)}",
        )


def int64_like(values: Any, like: Any) -> Any:
    """A vector of int64 where the array `like` lives."""
    if in_host_memory(like):
        return np.array(values, np.int64)
    return np.array(values, np.int64, like=like)


def _found_shape(indices: TensorShape, among: TensorShape) -> TensorShape:
    return indices[:1] if indices.sizes is not None else TensorShape([None])


@op(
    "SparseFind",
    shape=_found_shape,
    dtypes={"indices": INT64, "among": INT64},
    result=int64,
    kind="gradient",
    symbol="find",
    latex=r"\text{{find}}({indices}, {among})",
)
def sparse_find(indices: Array, among: Array):
    """For each row of positions, the place of the same row in another list, or -1 where it is not there.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(sparse_find([[0, 1], [1, 1]], [[1, 1], [2, 0]])))
    [-1  0]
    """
    both = np.concatenate([indices, among], axis=0)
    if not among.shape[0] or not indices.shape[0]:
        return zeros_of(indices.shape[:1], indices) - 1
    low = both.min(axis=0)
    size = both.max(axis=0) - low + 1
    wanted, known = zeros_of(indices.shape[:1], indices), zeros_of(among.shape[:1], among)
    for place in range(both.shape[1]):
        wanted = wanted * size[place] + indices[:, place] - low[place]
        known = known * size[place] + among[:, place] - low[place]
    order = np.argsort(known, kind="stable")
    place = np.minimum(np.searchsorted(known[order], wanted), len(known) - 1)
    return np.where(known[order][place] == wanted, order[place], -1)


sparse_find.not_differentiable("it looks positions up, not numbers")


@sparse_find.samples
def _() -> list[Sample]:
    return [
        Sample(np.array([[0, 1], [1, 1], [2, 0]], np.int64), np.array([[1, 1], [2, 0], [3, 3]], np.int64)),
        Sample(np.zeros((0, 2), np.int64), np.array([[1, 1]], np.int64)),
    ]


def _stretched_shape(sp_indices: TensorShape, sp_shape: Any, dense: TensorShape) -> TensorShape:
    rows = sp_indices.as_list()[0] if sp_indices.sizes is not None else None
    return TensorShape([rows, dense.ndims])


def places_in(indices: Any, dense_shape: Any) -> Any:
    """The positions in a dense tensor that broadcasts to the shape of a sparse one, for each of its entries."""
    depth = len(dense_shape)
    last = indices[:, indices.shape[1] - depth :]
    if not depth:
        return last
    return np.stack([last[:, k] * (0 if size == 1 else 1) for k, size in enumerate(dense_shape)], axis=1)


@op(
    "SparsePlacesInDense",
    shape=_stretched_shape,
    dtypes={"sp_indices": INT64, "dense": NUMERIC},
    result=int64,
    kind="gradient",
    symbol="places",
    latex=r"\text{{places}}({sp_indices})",
)
def places_in_dense(sp_indices: Array, sp_shape: HostInts, dense: Array):
    """For each entry of a sparse tensor, the position of what stands there in a dense one that broadcasts to it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(places_in_dense([[0, 1], [1, 2]], [2, 3], [[5.0], [6.0]])))
    [[0 0]
     [1 0]]
    """
    check_broadcasts(sp_shape or (), dense.shape)
    return places_in(sp_indices, dense.shape)


def check_broadcasts(sparse: Any, dense: Any) -> None:
    """Refuse a dense tensor that cannot be stretched to the shape of a sparse one.

    Raises:
        InvalidArgumentError: with both shapes.
    """
    ends = zip(reversed(sparse), reversed(dense), strict=False)
    if len(dense) > len(sparse) or any(one not in (1, whole) for whole, one in ends):
        raise InvalidArgumentError(
            None,
            None,
            "SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: "
            f"{list(sparse)} vs. {list(dense)}",
        )


places_in_dense.not_differentiable("it looks positions up, not numbers")


@places_in_dense.samples
def _() -> list[Sample]:
    shape = np.array([2, 3], np.int64)
    return [
        Sample(np.array([[0, 1], [1, 2]], np.int64), shape, [[5.0], [6.0]]),
        Sample(np.array([[0, 1], [1, 2]], np.int64), shape, [1.0, 2.0, 3.0]),
        Sample(np.array([[0, 1], [1, 2]], np.int64), shape, 4.0),
    ]


__all__ = [
    "INT64",
    "check_broadcasts",
    "check_inside",
    "flat_positions",
    "int64_like",
    "places_in",
    "places_in_dense",
    "positions_of",
    "sparse_find",
]
