"""Sets: what two lists have in common, row by row. `tf.sets`.

The last dimension of a tensor holds the entries of a set; the result is sparse, as the sets differ in size.

Read next: `edit_distances.py`.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import STRING, DType, int8, int16, int32, int64, uint8, uint16
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_positions import INT64
from tensorlab.ops.sparse_tensor import SparseTensor

KEPT = frozenset({int8, int16, int32, int64, uint8, uint16}) | STRING
ON_CPU = {"CPU": "every set has a size of its own, so they are gone through one by one"}
OPERATIONS = {
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
}


def _sets_of_dense(values: Any) -> dict[tuple[int, ...], set[Any]]:
    return {place: set(values[place].tolist()) for place in np.ndindex(values.shape[:-1])}


def _sets_of_sparse(indices: Any, values: Any, shape: Any, check: bool) -> dict[tuple[int, ...], set[Any]]:
    if check and len(indices) > 1:
        rows = [tuple(row) for row in indices.tolist()]
        if any(one >= other for one, other in pairwise(rows)):
            raise InvalidArgumentError(None, None, "indices are out of order or repeated")
    sets: dict[tuple[int, ...], set[Any]] = {place: set() for place in np.ndindex(tuple(shape[:-1]))}
    for row, value in zip(indices.tolist(), values.tolist(), strict=True):
        sets[tuple(row[:-1])].add(value)
    return sets


def _compared(one: Any, other: Any, operation: str, dtype: Any, front: Any) -> tuple[Any, Any, Any]:
    """The sets that come out, as the three arrays of a sparse tensor."""
    if set(one) != set(other):
        raise InvalidArgumentError(
            None, None, "The shapes of both sets must agree but for the last dimension."
        )
    places, values, most = [], [], 0
    for place in sorted(one):
        found = sorted(OPERATIONS[operation](one[place], other[place]))
        places += [[*place, number] for number in range(len(found))]
        values += found
        most = max(most, len(found))
    result = np.empty(len(values), dtype)
    result[:] = values
    indices = np.array(places, np.int64).reshape(-1, len(front) + 1)
    return indices, result, np.array([*front, most], np.int64)


def _sparse_shapes(rank: int | None) -> list[TensorShape]:
    return [TensorShape([None, rank]), TensorShape([None]), TensorShape([rank])]


def _first(name: str) -> Any:
    def dtypes_rule(dtypes: Any, _: Any) -> list[DType]:
        return [int64, dtypes[name], int64]

    return dtypes_rule


SHARED: dict[str, Any] = {"outputs": 3, "kind": "array", "devices": ON_CPU, "symbol": "sets"}


@op(
    "DenseToDenseSetOperation",
    shape=lambda set1, set2, *_: _sparse_shapes(set1.ndims or set2.ndims),
    dtypes={"set1": KEPT, "set2": "set1"},
    result=_first("set1"),
    latex=r"\text{{sets}}({set1}, {set2})",
    **SHARED,
)
def two_dense_sets(set1: Array, set2: Array, set_operation: str, validate_indices: bool = True):
    """Compare the sets in the last dimension of two dense tensors."""
    one, other = _sets_of_dense(set1), _sets_of_dense(set2)
    return _compared(one, other, set_operation, set1.dtype, set1.shape[:-1])


@op(
    "DenseToSparseSetOperation",
    shape=lambda set1, *_: _sparse_shapes(set1.ndims),
    dtypes={"set1": KEPT, "set2_indices": INT64, "set2_values": "set1"},
    result=_first("set1"),
    latex=r"\text{{sets}}({set1}, {set2_values})",
    **SHARED,
)
def dense_and_sparse_sets(
    set1: Array,
    set2_indices: Array,
    set2_values: Array,
    set2_shape: HostInts,
    set_operation: str,
    validate_indices: bool = True,
):
    """Compare the sets in the last dimension of a dense and a sparse tensor."""
    other = _sets_of_sparse(set2_indices, set2_values, set2_shape, validate_indices)
    return _compared(_sets_of_dense(set1), other, set_operation, set1.dtype, set1.shape[:-1])


@op(
    "SparseToSparseSetOperation",
    shape=lambda set1_indices, *_: _sparse_shapes(
        set1_indices.as_list()[1] if set1_indices.ndims is not None else None
    ),
    dtypes={
        "set1_indices": INT64,
        "set1_values": KEPT,
        "set2_indices": INT64,
        "set2_values": "set1_values",
    },
    result=_first("set1_values"),
    latex=r"\text{{sets}}({set1_values}, {set2_values})",
    **SHARED,
)
def two_sparse_sets(
    set1_indices: Array,
    set1_values: Array,
    set1_shape: HostInts,
    set2_indices: Array,
    set2_values: Array,
    set2_shape: HostInts,
    set_operation: str,
    validate_indices: bool = True,
):
    """Compare the sets in the last dimension of two sparse tensors."""
    one = _sets_of_sparse(set1_indices, set1_values, set1_shape, validate_indices)
    other = _sets_of_sparse(set2_indices, set2_values, set2_shape, validate_indices)
    return _compared(one, other, set_operation, set1_values.dtype, (set1_shape or ())[:-1])


@op(
    "SetSize",
    shape=lambda set_indices, set_values, set_shape, *_: TensorShape(
        None if set_shape is None else [None if size == -1 else size for size in set_shape[:-1]]
    ),
    dtypes={"set_indices": INT64, "set_values": KEPT},
    result=int32,
    kind="array",
    devices=ON_CPU,
    symbol="size",
    latex=r"\text{{size}}({set_values})",
)
def size_of_sets(set_indices: Array, set_values: Array, set_shape: HostInts, validate_indices: bool = True):
    """Count the different entries of each set in the last dimension of a sparse tensor."""
    sets = _sets_of_sparse(set_indices, set_values, set_shape, validate_indices)
    result = np.zeros((set_shape or ())[:-1], np.int32)
    for place, entries in sets.items():
        result[place] = len(entries)
    return result


@two_dense_sets.samples
def _() -> list[Sample]:
    pair = [[1, 2, 3], [4, 4, 5]], [[3, 2], [6, 4]]
    some: dict[str, Any] = {"dtypes": ["int32", "int64", "uint8"]}
    return [
        Sample(*pair, "intersection", **some),
        Sample(*pair, "union", **some),
        Sample(*pair, "a-b", **some),
        Sample(*pair, "b-a", **some),
        Sample([["b", "a"]], [["a", "c"]], "union"),
    ]


def _sparse_pair() -> tuple[Any, Any, Any]:
    return np.array([[0, 0], [0, 1], [1, 0]], np.int64), [3, 2, 4], np.array([2, 2], np.int64)


@dense_and_sparse_sets.samples
def _() -> list[Sample]:
    some: dict[str, Any] = {"dtypes": ["int32", "int64", "uint8"]}
    return [Sample([[1, 2, 3], [4, 4, 5]], *_sparse_pair(), kind, **some) for kind in OPERATIONS]


@two_sparse_sets.samples
def _() -> list[Sample]:
    some: dict[str, Any] = {"dtypes": ["int32", "int64", "uint8"]}
    one = np.array([[0, 0], [0, 1], [1, 2]], np.int64), [1, 2, 5], np.array([2, 3], np.int64)
    return [Sample(*one, *_sparse_pair(), kind, **some) for kind in OPERATIONS]


@size_of_sets.samples
def _() -> list[Sample]:
    some: dict[str, Any] = {"dtypes": ["int32", "int64", "uint8"]}
    indices = np.array([[0, 0], [0, 1], [2, 0], [2, 3]], np.int64)
    return [Sample(indices, [1, 2, 4, 4], np.array([3, 4], np.int64), **some)]


for _record in (two_dense_sets, dense_and_sparse_sets, two_sparse_sets, size_of_sets):
    _record.not_differentiable("sets have no slope")


def _operation(a: Any, b: Any, operation: str, validate_indices: bool) -> SparseTensor:
    sparse_a, sparse_b = isinstance(a, SparseTensor), isinstance(b, SparseTensor)
    if sparse_a and not sparse_b:
        a, b, sparse_a, sparse_b = b, a, False, True
        operation = {"a-b": "b-a", "b-a": "a-b"}.get(operation, operation)
    if sparse_a:
        if a.dtype.base_dtype is not b.dtype.base_dtype:
            raise TypeError(f"Types don't match, {a.dtype.name} vs {b.dtype.name}.")
        return SparseTensor(*two_sparse_sets(*a._parts, *b._parts, operation, validate_indices))
    a = convert_to_tensor(a)
    if sparse_b:
        return SparseTensor(*dense_and_sparse_sets(a, *b._parts, operation, validate_indices))
    return SparseTensor(*two_dense_sets(a, b, operation, validate_indices))


def set_size(a: Any, validate_indices: bool = True) -> Tensor:
    """Count the different entries of each set in the last dimension of a sparse tensor.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sets.size(tf.SparseTensor([[0, 0], [0, 1]], [7, 7], [2, 2]))))
    [1 0]
    """
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected SparseTensor, got {a}.")
    return build("SetSize", *a._parts, validate_indices)


def set_intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What both sets hold, for every row of two tensors, dense or sparse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sets.intersection([[1, 2, 3]], [[3, 5, 1]])).values)
    [1 3]
    """
    return _operation(a, b, "intersection", validate_indices)


def set_difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """What the first set holds and the second does not; the other way round without `aminusb`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sets.difference([[1, 2, 3]], [[3, 5, 1]])).values)
    [2]
    """
    return _operation(a, b, "a-b" if aminusb else "b-a", validate_indices)


def set_union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What either set holds, for every row of two tensors, dense or sparse.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sets.union([[1, 2, 3]], [[3, 5, 1]])).values)
    [1 2 3 5]
    """
    return _operation(a, b, "union", validate_indices)


__all__ = ["set_difference", "set_intersection", "set_size", "set_union"]
