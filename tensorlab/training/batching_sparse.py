"""How sparse tensors go through the queues of `batching.py`: as numbers, under which the session keeps them.

Read next: `tensorlab/queues/sparse_maps.py`.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.control_flow.branching import cond
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, int64
from tensorlab.graph.registry import build
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import with_dependencies
from tensorlab.ops.gather import gather
from tensorlab.ops.shaping import expand_dims, squeeze
from tensorlab.ops.sparse_making import sparse_retain
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.queues.sparse_maps import add_many_sparse, add_sparse, take_many_sparse


class Kept(NamedTuple):
    """What is known of a component whose values are kept aside.

    Attributes:
        map_name: the name of the map that keeps them.
        dtype: that of the values.
        rank: of the sparse tensors that come out; None when unknown.
    """

    map_name: str
    dtype: DType
    rank: int | None


def store_sparse(
    tensors: Sequence[Any],
    enqueue_many: bool,
    keep_input: Tensor,
    earlier: "Sequence[Kept | None] | None" = None,
) -> tuple[list[Any], list[Kept | None]]:
    """Numbers in place of sparse tensors.

    Args:
        tensors: the components of an element; some are sparse.
        enqueue_many: whether they are many elements.
        keep_input: which of them go into the queue; the others are not kept.
        earlier: of the first of several sources; the others put theirs into the same maps.

    Returns:
        The components, and for each that is sparse how it is kept.
    """
    stored: list[Any] = []
    kept: list[Kept | None] = []
    for tensor, before in zip(tensors, earlier or [None] * len(tensors), strict=True):
        if not isinstance(tensor, SparseTensor):
            stored.append(tensor)
            kept.append(None)
            continue
        numbers, map_name = _store(tensor, enqueue_many, keep_input, before.map_name if before else "")
        rank = tensor.dense_shape.shape.as_list()[0]
        kept.append(Kept(map_name, tensor.dtype, None if rank is None else rank + (not enqueue_many)))
        stored.append(expand_dims(numbers, -1))
    return stored, kept


def _store(sparse: SparseTensor, many: bool, keep: Tensor, shared_name: str) -> tuple[Tensor, str]:
    """Keep one sparse tensor, or its rows; the numbers, and the name of the map."""
    if keep.shape.ndims == 1:
        sparse = sparse_retain(sparse, gather(keep, sparse.indices[:, 0]))
    made: list[Tensor] = []

    def put_aside() -> Tensor:
        record = add_many_sparse if many else add_sparse
        made.append(record(*sparse._parts, "", shared_name))
        return made[0]

    def leave() -> Tensor:
        if not many:
            return convert_to_tensor(-1, int64)
        rows = build("StridedSlice", sparse.dense_shape, [0], [1], [1])
        return build("Fill", rows, convert_to_tensor(-1, int64))

    numbers = put_aside() if keep.shape.ndims == 1 else where_kept(keep, put_aside, leave)
    if many:
        numbers.set_shape([None])
    return numbers, shared_name or made[0].op.name


def where_kept(keep: Tensor, yes: Any, no: Any) -> Any:
    """`yes()` or `no()`; a `cond` only where the graph does not know it yet."""
    known = constant_value(keep)
    if known is None:
        return cond(keep, yes, no)
    return yes() if np.all(known) else no()


def restore_sparse(dequeued: Any, kept: Sequence[Kept | None]) -> Any:
    """Sparse tensors in place of their numbers; all of a batch are taken before any of it is handed out."""
    tensors = list(dequeued) if isinstance(dequeued, (list, tuple)) else [dequeued]
    if not any(kept):
        return dequeued
    restored: list[Any] = []
    for tensor, how in zip(tensors, kept, strict=True):
        if how is None:
            restored.append(tensor)
            continue
        indices, values, dense_shape = take_many_sparse(squeeze(tensor, [1]), how.dtype, "", how.map_name)
        indices.set_shape([None, how.rank])
        dense_shape.set_shape([how.rank])
        restored.append(SparseTensor(indices, values, dense_shape))
    first = [one.values if isinstance(one, SparseTensor) else one for one in restored]

    def after_all(tensor: Tensor) -> Tensor:
        return with_dependencies(first, tensor)

    results = [
        SparseTensor(*map(after_all, one._parts)) if isinstance(one, SparseTensor) else after_all(one)
        for one in restored
    ]
    return results if isinstance(dequeued, (list, tuple)) else results[0]
