"""Order: the largest entries, sorting, and where a value belongs in a sorted row.

Read next: `masking.py` (keeping some entries, different entries).
"""

from collections import namedtuple
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import INDEX, REAL, DType, as_dtype, bool_, float32, int32
from tensorlab.graph.registry import Array, HostInt, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN, merged
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import transpose
from tensorlab.ops.scattering import counted, in_host_memory
from tensorlab.ops.shape_ops import shape_for

TopKV2 = namedtuple("TopKV2", ["values", "indices"])

# --- the largest entries ----------------------------------------------------------------------------------


def _top_shapes(input: TensorShape, k: Any, *_: Any) -> list[TensorShape]:
    if input.sizes is None:
        return [UNKNOWN, UNKNOWN]
    if not input.sizes:
        raise ValueError("input must have rank at least 1: top_k looks along the last dimension")
    count = None if isinstance(k, tuple) else k
    last = input.sizes[-1]
    if count is not None and last is not None and last < count:
        raise ValueError(f"input must have last dimension >= k = {count} but is {last}")
    return [shape_of((*input.sizes[:-1], count))] * 2


def _top_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [dtypes["input"], attributes["index_type"]]


@op(
    "TopKV2",
    shape=_top_shapes,
    dtypes=REAL,
    result=_top_dtypes,
    outputs=2,
    kind="array",
    symbol="top {k}",
    latex=r"\mathrm{{top}}_{{{k}}}\,{input}",
)
def top_k_node(input: Array, k: HostInt = 1, sorted: bool = True, index_type: DType = int32) -> Any:
    """Find the `k` largest entries of each row, and where they are; of equal ones the first.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.top_k([3.0, 1.0, 2.0], 2)).indices)
    [0 2]
    """
    size = input.shape[-1]
    if not 0 <= k <= size:
        raise InvalidArgumentError(None, None, f"input must have at least k columns. Had {size}, needed {k}")
    # A stable sort of the mirrored row, read backwards, puts the first of equal entries first.
    order = size - 1 - np.argsort(input[..., ::-1], axis=-1, kind="stable")[..., ::-1][..., :k]
    return np.take_along_axis(input, order, axis=-1), order.astype(index_type.as_numpy_dtype)


@top_k_node.gradient(latex=(r"\mathrm{{scatter}}\,{g}",))
def _(g, y, input, k):
    # The last dimension is looked up row by row: all dimensions before it are shared.
    return build("GatherGrad", g[0], y[1], shape_for(input), -1, -1)


@top_k_node.samples
def _() -> list[Sample]:
    return [
        Sample([[3.0, 1.0, 2.0], [4.0, 6.0, 5.0]], 2),
        Sample([1.0, 2.0], 1, sorted=False),
        Sample([1.0, 1.0, 2.0], 3, index_type=np.int64, differentiable=False),
        Sample(np.zeros((0, 3), np.float32), 2),
    ]


def top_k(
    input: Any, k: Any = 1, sorted: bool = True, name: str | None = None, index_type: Any = int32
) -> Any:
    """Find the `k` largest entries of each row, and where they are.

    Args:
        input: real numbers, rank 1 or more; the rows lie along the last dimension.
        k: how many; int32, rank 0.
        sorted: the results are in falling order anyway.
        index_type: int32 or int64.

    Returns:
        A named tuple (values, indices). Of equal entries the one with the lower index comes first.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/top_k

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.top_k([3.0, 1.0, 2.0], 2)).values)
    [3. 2.]
    """
    return TopKV2(*top_k_node(input, k, sorted, as_dtype(index_type), name=name))


def _one_for_each(predictions: TensorShape, targets: TensorShape, k: Any) -> TensorShape:
    if predictions.sizes is None:
        return targets
    if len(predictions.sizes) != 2:
        raise ValueError(
            f"Shape must be rank 2 but is rank {len(predictions.sizes)}: predictions are {predictions}"
        )
    return merged(targets, shape_of(predictions.sizes[:1]))


@op(
    "InTopKV2",
    shape=_one_for_each,
    dtypes={"predictions": frozenset({float32}), "targets": INDEX},
    result=bool_,
    kind="comparison",
    symbol="in top {k}",
    latex=r"{targets} \in \mathrm{{top}}_{{{k}}}\,{predictions}",
)
def in_top_k_node(predictions: Array, targets: Array, k: HostInt) -> Any:
    """Tell for each row whether the entry named by `targets` is among the `k` largest.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.in_top_k([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]], [2, 2], 2)))
    [ True False]
    """
    valid = (targets >= 0) & (targets < predictions.shape[1])
    rows = counted(predictions.shape[0], predictions)
    chosen = predictions[rows, np.where(valid, targets, 0)]
    larger = (predictions > chosen[:, None]).sum(axis=1)
    return valid & np.isfinite(chosen) & np.isfinite(predictions).all(axis=1) & (larger < k)


in_top_k_node.not_differentiable("the results are bools")


@in_top_k_node.samples
def _() -> list[Sample]:
    return [
        Sample([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]], [2, 2], 2),
        Sample([[0.5, 0.5]], [1], 1),
        Sample([[0.5]], [3], 1),
    ]


def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """Tell for each row whether the entry named by `targets` is among the `k` largest.

    Args:
        predictions: float32, shape [batch, classes].
        targets: int32 or int64, shape [batch].
        k: how many count as large.

    Returns:
        bool, shape [batch]. Entries equal to the k-th largest all count as being among them.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/in_top_k

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.in_top_k([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]], [2, 2], 2)))
    [ True False]
    """
    with name_scope(name, "in_top_k", [predictions, targets]):
        return in_top_k_node(predictions, targets, k, name="InTopKV2")


# --- sorting ----------------------------------------------------------------------------------------------


def sort(values: Any, axis: int = -1, direction: str = "ASCENDING", name: str | None = None) -> Tensor:
    """Put the entries in order along one dimension.

    Args:
        values: real numbers, rank 1 or more.
        axis: the dimension; the last by default.
        direction: "ASCENDING" or "DESCENDING".

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/sort

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sort([3.0, 1.0, 2.0])))
    [1. 2. 3.]
    """
    with name_scope(name, "sort", [values]):
        return _in_order(values, axis, direction, 0)


def argsort(
    values: Any, axis: int = -1, direction: str = "ASCENDING", stable: bool = False, name: str | None = None
) -> Tensor:
    """List the positions of the entries in sorted order: first that of the smallest, and so on.

    Args: as `tf.sort`; `stable` changes nothing, equal entries always keep their order.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/argsort

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.argsort([3.0, 1.0, 2.0])))
    [1 2 0]
    """
    with name_scope(name, "argsort", [values]):
        return _in_order(values, axis, direction, 1)


def _in_order(values: Any, axis: int, direction: str, which: int) -> Tensor:
    """Sort by taking all entries as the largest ones: of the negated entries, for ascending order."""
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"Direction must be 'ASCENDING' or 'DESCENDING', not {direction!r}.")
    values = convert_to_tensor(values, name="values")
    ascending = direction == "ASCENDING"
    if ascending:
        values = _turned(values)
    rank = values.shape.ndims
    order = None
    if rank is not None and axis % rank != rank - 1:
        order = list(range(rank))
        order[axis], order[-1] = order[-1], order[axis]
        values = transpose(values, order)
    elif rank is None and axis != -1:
        raise ValueError("To sort along a dimension other than the last, the rank must be known.")
    last = values.shape.sizes[-1] if values.shape.sizes else None
    result = top_k_node(values, build("Shape", values)[-1] if last is None else last)[which]
    if order is not None:
        result = transpose(result, order)
    return _turned(result) if ascending and which == 0 else result


def _turned(values: Tensor) -> Tensor:
    """Numbers in the opposite order: negated, or for integers (whose smallest has no negative) -1 - x."""
    dtype = values.dtype.base_dtype
    if not dtype.is_integer:
        return build("Neg", values)
    end = dtype.max if dtype.is_unsigned else -1
    return build("Sub", convert_to_tensor(end, dtype), values)


# --- searching --------------------------------------------------------------------------------------------


def _found_shape(sorted_sequence: TensorShape, values: TensorShape, *_: Any) -> TensorShape:
    return values


def _found_type(dtypes: Any, attributes: Any) -> DType:
    return attributes["out_type"]


def _search(name: str, words: str) -> Any:
    return op(
        name,
        shape=_found_shape,
        dtypes=REAL,
        result=_found_type,
        kind="array",
        symbol="search",
        latex=r"\#\{{" + words + r"\}}",
        opdef={"sorted_sequence": "sorted_inputs"},
    )


def _positions(sorted_sequence: Any, values: Any, side: Any, out_type: DType) -> Any:
    rows, wanted = (
        sorted_sequence.reshape(-1, sorted_sequence.shape[-1]),
        values.reshape(-1, values.shape[-1]),
    )
    found = [np.searchsorted(row, some, side) for row, some in zip(rows, wanted, strict=True)]
    if in_host_memory(values) or not found:
        return np.array(found, out_type.as_numpy_dtype).reshape(values.shape)
    return np.stack(found).astype(out_type.as_numpy_dtype).reshape(values.shape)


@_search("LowerBound", "s < v")
def lower_bound(sorted_sequence: Array, values: Array, out_type: DType = int32) -> Any:
    """Count, for each value, the entries of its sorted row that are smaller."""
    return _positions(sorted_sequence, values, "left", out_type)


@_search("UpperBound", r"s \le v")
def upper_bound(sorted_sequence: Array, values: Array, out_type: DType = int32) -> Any:
    """Count, for each value, the entries of its sorted row that are smaller or equal."""
    return _positions(sorted_sequence, values, "right", out_type)


lower_bound.not_differentiable("positions are whole numbers")
upper_bound.not_differentiable("positions are whole numbers")


def _search_samples() -> list[Sample]:
    return [
        Sample([[1.0, 3.0, 5.0]], [[3.0, 4.0]]),
        Sample([[1, 3], [2, 4]], [[0, 1, 9], [2, 3, 4]], out_type=np.int64),
    ]


lower_bound.samples(_search_samples)
upper_bound.samples(_search_samples)


def searchsorted(
    sorted_sequence: Any, values: Any, side: str = "left", out_type: Any = int32, name: str | None = None
) -> Tensor:
    """Find where each value belongs in a sorted row.

    Args:
        sorted_sequence: rows in ascending order along the last dimension.
        values: what to place; all dimensions but the last agree with `sorted_sequence`.
        side: "left" puts a value before its equals, "right" behind them.
        out_type: int32 or int64.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/searchsorted

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.searchsorted([1, 3, 5], [3, 4])))
    [1 2]
    """
    if side not in ("left", "right"):
        raise ValueError(f"side must be either 'right' or 'left'.  Saw: {side}.")
    return (lower_bound if side == "left" else upper_bound)(
        sorted_sequence, values, as_dtype(out_type), name=name
    )
