"""Putting values at listed positions: scatter_nd and the tensor_scatter family.

Read next: `partition.py` (dealing rows out, and `tf.nn.embedding_lookup`).
"""

from typing import Any

from tensorlab.graph.dtypes import INDEX, NUMERIC, DType
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.gather import gather_nd
from tensorlab.ops.scattering import add_at, deep_index, zeros_of


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
    result = tensor.copy()
    result[deep_index(indices, tensor.shape, "tensor")] = updates
    return result


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


def _update_samples() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0], [[0], [2]], [7.0, 9.0]),
        Sample([[1.0, 2.0], [3.0, 4.0]], [[1]], [[5.0, 6.0]]),
    ]


tensor_scatter_update.samples(_update_samples)
tensor_scatter_add.samples(_update_samples)
