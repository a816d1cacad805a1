"""Sparse tensors in queues: put aside under a number, and the number goes through the queue.

A queue's components are arrays of one shape each, and a sparse tensor is three of any size. So it is kept in a map of
the session, its number is put into the queue, and whoever takes numbers out of the queue gets the sparse tensors back
as one, with a dimension more.

Read next: `tensorlab/training/batching_sparse.py`, which batches them so.
"""

import threading
from itertools import count
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, DType, float32, int64
from tensorlab.graph.registry import Array, Shelf, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.run.resources import Resource

INT64 = frozenset([int64])
ON_CPU = {"CPU": "sparse tensors that wait stay in the computer's own memory"}


class SparseMap(Resource):
    """Sparse tensors by number; each can be taken once."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Any, Any, Any]] = {}
        self._numbers = count()
        self._lock = threading.Lock()

    def add(self, indices: Any, values: Any, dense_shape: Any) -> Any:
        """Keep one; its number."""
        with self._lock:
            number = next(self._numbers)
            self._kept[number] = np.array(indices), np.array(values), np.array(dense_shape)
        return np.int64(number)

    def take(self, number: int) -> tuple[Any, Any, Any]:
        """Give one up: its indices, values and shape."""
        with self._lock:
            found = self._kept.pop(number, None)
        if found is None:
            raise InvalidArgumentError(
                None,  # type: ignore[arg-type]
                None,
                f"Unable to find SparseTensor: {number} in map.",
            )
        return found

    def close(self) -> None:
        """The session closes."""
        self._kept.clear()


def _map_op(type_name: str, symbol: str, formula: str, **more: Any) -> Any:
    return op(
        type_name,
        kind="queue",
        symbol=symbol,
        latex=r"\text{{" + symbol + "}}(" + formula + ")",
        devices=ON_CPU,
        outside=True,
        **more,
    )


def _number_shape(indices: Any, values: Any, dense_shape: Any, *rest: Any) -> TensorShape:
    return TensorShape([])


def _numbers_shape(indices: Any, values: Any, dense_shape: Any, *rest: Any) -> TensorShape:
    return TensorShape([None])


PARTS = {"indices": INT64, "values": ALL, "dense_shape": INT64}
NAMES = {"indices": "sparse_indices", "values": "sparse_values", "dense_shape": "sparse_shape"}


@_map_op(
    "AddSparseToTensorsMap", "keep", "{values}", dtypes=PARTS, opdef=NAMES, result=int64, shape=_number_shape
)
def add_sparse(
    shelf: Shelf,
    indices: Array,
    values: Array,
    dense_shape: Array,
    container: str = "",
    shared_name: str = "",
):
    """Keep a sparse tensor in the session, and give its number."""
    return shelf.keep(SparseMap).add(indices, values, dense_shape)


@_map_op(
    "AddManySparseToTensorsMap",
    "keep",
    "{values}",
    dtypes=PARTS,
    opdef=NAMES,
    result=int64,
    shape=_numbers_shape,
)
def add_many_sparse(
    shelf: Shelf,
    indices: Array,
    values: Array,
    dense_shape: Array,
    container: str = "",
    shared_name: str = "",
):
    """Keep every row of a sparse tensor in the session, and give their numbers."""
    kept = shelf.keep(SparseMap)
    numbers = np.empty(dense_shape[0], np.int64)
    for row in range(len(numbers)):
        here = indices[:, 0] == row
        numbers[row] = kept.add(indices[here, 1:], values[here], dense_shape[1:])
    return numbers


def _taken_shapes(numbers: TensorShape, *attributes: Any) -> list[TensorShape]:
    return [TensorShape([None, None]), TensorShape([None]), TensorShape([None])]


def _taken_dtypes(_: Any, attributes: Any) -> list[DType]:
    return [int64, attributes["dtype"], int64]


@_map_op(
    "TakeManySparseFromTensorsMap",
    "take",
    "{numbers}",
    dtypes=INT64,
    opdef={"numbers": "sparse_handles"},
    result=_taken_dtypes,
    outputs=3,
    shape=_taken_shapes,
)
def take_many_sparse(
    shelf: Shelf, numbers: Array, dtype: DType = float32, container: str = "", shared_name: str = ""
):
    """Give up sparse tensors by their numbers, as one with a dimension more; the largest says how large it is."""
    taken = [shelf.keep(SparseMap).take(int(number)) for number in numbers]
    rank = len(taken[0][2]) if taken else 0
    indices = [np.insert(where, 0, row, axis=1) for row, (where, _, _) in enumerate(taken)]
    largest = np.max([size for _, _, size in taken], axis=0) if taken else []
    return (
        np.concatenate(indices) if taken else np.empty((0, rank + 1), np.int64),
        np.concatenate([v for _, v, _ in taken]) if taken else np.empty(0, dtype.as_numpy_dtype),
        np.array([len(taken), *largest], np.int64),
    )


add_sparse.not_differentiable("what comes out again does so in another run")
add_many_sparse.not_differentiable("what comes out again does so in another run")
take_many_sparse.not_differentiable("what comes out went in in another run")
