"""Putting values at listed positions: scatter_nd, the tensor_scatter family, sparse_to_dense.

Read next: `partition.py` (dealing rows out, and `tf.nn.embedding_lookup`).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, INDEX, NUMERIC, DType
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.gather import gather_nd
from tensorlab.ops.scattering import add_at, deep_index, in_host_memory, replaced, zeros_of


def _scattered(indices: TensorShape, updates: TensorShape, shape: Any) -> TensorShape:
    return TensorShape(shape)


def _dtype_of_updates(dtypes: Any, _: Any) -> DType:
    return dtypes["updates"]


@op(
    "ScatterNd",
    shape=_scattered,
    dtypes={"indices": INDEX, "updates": NUMERIC},
    result=_dtype_of_updates,
    kind="array",
    symbol="scatter",
    latex=r"\mathrm{{scatter}}_{{{indices}}}\,{updates}",
)
def scatter_nd(indices: Array, updates: Array, shape: HostInts) -> Any:
    """Put values at listed positions of a tensor of zeros; what goes to the same position adds up.

    Args:
        indices: int32 or int64; each row of its last dimension is one position.
        updates: the values, one (or one slice) for each row.
        shape: the shape of the result.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/scatter_nd

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.scatter_nd([[1], [3], [1]], [10, 20, 5], [5])))
    [ 0 15  0 20  0]
    """
    if not indices.shape[-1]:  # positions without coordinates: each stands for the whole
        return np.add.reduce(updates, axis=tuple(range(indices.ndim - 1)), dtype=updates.dtype)
    result = zeros_of(shape or (), updates)
    return add_at(result, deep_index(indices, shape or (), "output"), updates)


@scatter_nd.gradient(latex=("", "{g}[{indices}]"))
def _(g, y, indices, updates, shape):
    return None, gather_nd(g, indices)


@scatter_nd.samples
def _() -> list[Sample]:
    return [
        Sample([[1], [3], [1]], [1.0, 2.0, 3.0], [5]),
        Sample([[0, 1]], [2.0], [2, 3]),
        Sample([[1]], [[1.0, 2.0]], [2, 2]),
        Sample(np.zeros((2, 0), np.int32), [1.0, 2.0], np.zeros(0, np.int32)),
    ]


def _same_as_tensor(tensor: TensorShape, indices: TensorShape, updates: TensorShape) -> TensorShape:
    return tensor


def _update_op(type_name: str, symbol: str) -> Any:
    return op(
        type_name,
        shape=_same_as_tensor,
        dtypes={"tensor": NUMERIC, "indices": INDEX, "updates": "tensor"},
        kind="array",
        symbol=symbol,
        latex=r"{tensor}[{indices}] " + symbol + " {updates}",
    )


@_update_op("TensorScatterUpdate", "←")
def tensor_scatter_update(tensor: Array, indices: Array, updates: Array) -> Any:
    """Copy a tensor with new values at listed positions.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/tensor_scatter_update

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tensor_scatter_update([1, 2, 3], [[0], [2]], [7, 9])))
    [7 2 9]
    """
    return replaced(tensor.copy(), deep_index(indices, tensor.shape, "tensor"), updates)


@tensor_scatter_update.gradient
def _(g, y, tensor, indices, updates):
    return tensor_scatter_update(g, indices, build("ZerosLike", updates)), None, gather_nd(g, indices)


@_update_op("TensorScatterAdd", "+")
def tensor_scatter_add(tensor: Array, indices: Array, updates: Array) -> Any:
    """Copy a tensor with values added at listed positions.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/tensor_scatter_add

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tensor_scatter_add([1, 2, 3], [[0], [0]], [7, 9])))
    [17  2  3]
    """
    return add_at(tensor.copy(), deep_index(indices, tensor.shape, "tensor"), updates)


@tensor_scatter_add.gradient
def _(g, y, tensor, indices, updates):
    return g, None, gather_nd(g, indices)


@_update_op("TensorScatterSub", "−")
def tensor_scatter_sub(tensor: Array, indices: Array, updates: Array) -> Any:
    """Copy a tensor with values subtracted at listed positions.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/tensor_scatter_sub

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.tensor_scatter_sub([1, 2, 3], [[0], [0]], [7, 9])))
    [-15   2   3]
    """
    return add_at(tensor.copy(), deep_index(indices, tensor.shape, "tensor"), -updates)


@tensor_scatter_sub.gradient
def _(g, y, tensor, indices, updates):
    return g, None, build("Neg", gather_nd(g, indices))


def _update_samples() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0], [[0], [2]], [7.0, 9.0]),
        Sample([[1.0, 2.0], [3.0, 4.0]], [[1]], [[5.0, 6.0]]),
    ]


tensor_scatter_update.samples(_update_samples)
tensor_scatter_add.samples(_update_samples)
tensor_scatter_sub.samples(_update_samples)


def _dense_shape(
    sparse_indices: TensorShape, output_shape: Any, sparse_values: TensorShape, *_: Any
) -> TensorShape:
    return TensorShape(output_shape)


def _dtype_of_values(dtypes: Any, _: Any) -> DType:
    return dtypes["sparse_values"]


@op(
    "SparseToDense",
    shape=_dense_shape,
    dtypes={"sparse_indices": INDEX, "sparse_values": ALL, "default_value": "sparse_values"},
    result=_dtype_of_values,
    kind="array",
    symbol="dense",
    latex=r"\mathrm{{dense}}({sparse_indices}, {sparse_values})",
)
def sparse_to_dense_node(
    sparse_indices: Array,
    output_shape: HostInts,
    sparse_values: Array,
    default_value: Array,
    validate_indices: bool = True,
) -> Any:
    """Put values at listed positions of a tensor that has one default value everywhere else.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse_to_dense([1, 3], [5], [7, 9])))
    [0 7 0 9 0]
    """
    rows = sparse_indices.reshape(-1, len(output_shape or ()))
    index = deep_index(rows, output_shape or (), "output")
    if validate_indices and in_host_memory(rows):
        # Each row must come after the one before it, as the words of a dictionary do.
        order = np.lexsort(rows.T[::-1])
        repeated = (rows[1:] == rows[:-1]).all(axis=1)
        if repeated.any() or not np.array_equal(order, np.arange(len(rows))):
            what = "is repeated" if repeated.any() else "is out of order"
            place = int(np.argmax(repeated)) + 1 if repeated.any() else int(np.argmax(np.diff(order) < 0)) + 1
            raise InvalidArgumentError(None, None, f"indices[{place}] = {rows[place].tolist()} {what}")
    result = zeros_of(output_shape or (), sparse_values)
    result[...] = default_value
    return replaced(result, index, sparse_values)


@sparse_to_dense_node.gradient
def _(g, y, sparse_indices, output_shape, sparse_values, default_value):
    rank = y.shape.ndims
    at_values = gather_nd(g, build("Reshape", sparse_indices, [-1, rank]))
    axes = list(range(rank))
    to_default = build("Sub", build("Sum", g, axes), build("Sum", at_values, [0]))
    if sparse_values.shape.ndims == 0:
        at_values = build("Sum", at_values, [0])
    return None, None, at_values, to_default


@sparse_to_dense_node.samples
def _() -> list[Sample]:
    return [
        Sample([1, 3], [5], [7.0, 9.0], 0.0),
        Sample([[0, 1], [1, 0]], [2, 3], [7.0, 9.0], -1.0),
        Sample([[2], [0]], [3], 4.0, 1.0, validate_indices=False),
        Sample(2, [4], 5.0, 0.0),
    ]


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """Put values at listed positions of a tensor that has one default value everywhere else.

    Args:
        sparse_indices: int32 or int64: a position, a vector of them, or one position in each row.
        output_shape: the shape of the result.
        sparse_values: the values, one for each position, or one for all.
        default_value: what stands everywhere else.
        validate_indices: refuse positions that repeat or are not in order.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/sparse/to_dense

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sparse_to_dense([1, 3], [5], [7, 9])))
    [0 7 0 9 0]
    """
    return sparse_to_dense_node(
        sparse_indices, output_shape, sparse_values, default_value, validate_indices, name=name
    )
