"""Taking entries by a list of their positions: gather, gather_nd.

The gradient of `tf.gather` along the first dimension is an `IndexedSlices`: only the rows that were read.
That keeps the training of a large embedding cheap.

Read next: `scatter.py` (the way back: putting values at listed positions).
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, INDEX, NUMERIC, DType
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import Array, HostInt, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN, normal_axis
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of, unknown_shape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.scattering import add_at, check_indices, counted, deep_index, zeros_of
from tensorlab.ops.scattering_in_parallel import outside
from tensorlab.ops.shape_ops import shape_for

# --- gather -----------------------------------------------------------------------------------------------


def _gathered(params: TensorShape, indices: TensorShape, axis: Any, batch_dims: int) -> TensorShape:
    if params.sizes is None or indices.sizes is None:
        return UNKNOWN
    batch = batch_dims + len(indices.sizes) if batch_dims < 0 else batch_dims
    if axis is None or isinstance(axis, tuple):
        return unknown_shape(len(params.sizes) + len(indices.sizes) - 1 - batch)
    if not params.sizes:
        raise ValueError(
            f"Shape must be at least rank 1 but is rank 0: gather takes entries of a list, not of {params}"
        )
    axis = normal_axis(axis, params)
    if not batch <= min(axis, len(indices.sizes)):
        raise ValueError(
            f"batch_dims = {batch_dims} must be at most axis = {axis} and the rank of indices {indices}"
        )
    return shape_of((*params.sizes[:axis], *indices.sizes[batch:], *params.sizes[axis + 1 :]))


def _batch_index(indices: Any, batch: int) -> tuple[Any, ...]:
    """The NumPy index for a gather with batch dimensions; its result has the indices' dimensions first."""
    index: list[Any] = []
    for place in range(batch):
        grid = [1] * indices.ndim
        grid[place] = indices.shape[place]
        index.append(counted(indices.shape[place], indices).reshape(grid))
    return (*index, indices)


@op(
    "GatherV2",
    shape=_gathered,
    dtypes={"params": ALL, "indices": INDEX},
    kind="array",
    symbol="gather",
    latex="{params}[{indices}]",
)
def gather_node(params: Array, indices: Array, axis: HostInt = 0, batch_dims: int = 0) -> Any:
    """Take the entries (rows, if `params` is a matrix) that `indices` lists.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.gather([10, 20, 30], [2, 0, 2])))
    [30 10 30]
    """
    axis = axis + params.ndim if axis < 0 else axis
    check_indices(indices, params.shape[axis])
    if batch_dims == 0:
        return np.take(params, indices, axis)
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    rows = np.moveaxis(params, axis, batch)[_batch_index(indices, batch)]
    # rows: batch, the indices' other dimensions, those of params between batch and axis, and after axis
    return np.moveaxis(rows, range(batch, indices.ndim), range(axis, axis + indices.ndim - batch))


@gather_node.kernel_for("GPU")
def _(params: Any, indices: Any, axis: int = 0, batch_dims: int = 0) -> Any:
    # As in TensorFlow, a position that does not exist gives 0: nobody has looked at the indices.
    axis = axis + params.ndim if axis < 0 else axis
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    found = gather_node.kernel(params, indices, axis, batch)
    between, after = (1,) * (axis - batch), (1,) * (params.ndim - axis - 1)
    wrong = outside((indices,), params.shape[axis:])
    wrong = wrong.reshape((*indices.shape[:batch], *between, *indices.shape[batch:], *after))
    return np.where(wrong, found.dtype.type(0), found)


@gather_node.bind
def _(axis: int, batch_dims: int) -> Any:
    if batch_dims != 0:
        return None

    def take(params: Any, indices: Any) -> Any:
        check_indices(indices, params.shape[axis])
        return params.take(indices, axis)

    return take


@gather_node.gradient(latex=(r"\mathrm{{scatter}}_{{{indices}}}\,{g}", ""))
def _(g, y, params, indices, axis, batch_dims):
    known = static_ints(axis)
    if batch_dims == 0 and known == (0,) and params.shape.ndims:
        rest = params.shape.sizes[1:]
        if None not in rest:
            values = build("Reshape", g, [-1, *rest])
        else:
            tail = build("Shape", params)[1:]
            values = build("Reshape", g, build("ConcatV2", [[-1], tail], 0))
        shape = shape_for(params)
        dense_shape = (
            shape if isinstance(shape, Tensor) else build("Const", np.array(shape, np.int32), name="Shape")
        )
        flat = indices if indices.shape.ndims == 1 else build("Reshape", indices, [-1])
        return IndexedSlices(values, flat, dense_shape), None
    return build("GatherGrad", g, indices, shape_for(params), axis, batch_dims), None


@gather_node.static
def _(operation: Any) -> Sizes | None:
    params, indices = (static_ints(tensor) for tensor in operation.inputs[:2])
    if params is None or indices is None or None in indices or operation.inputs[0].shape.ndims != 1:
        return None
    return (
        tuple(params[index] for index in indices if index is not None)
        if operation.inputs[1].shape.ndims < 2
        else None
    )


@gather_node.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [
        Sample(matrix, [1, 0, 1], 0),
        Sample(matrix, [[2, 0]], 1),
        Sample(matrix, 1, -1),
        Sample([1.0, 2.0], np.zeros(0, np.int32), 0),
        Sample(matrix, [[0, 2], [1, 1]], 1, batch_dims=1),
        Sample(np.arange(12.0, dtype=np.float32).reshape(2, 2, 3), [[0, 2], [1, 1]], 2, batch_dims=1),
        Sample(matrix, [[0], [1]], -1, batch_dims=-1),
    ]


def _dtype_of_first(dtypes: Any, _: Any) -> DType:
    return dtypes["gradient"]


def _like_params(gradient: TensorShape, indices: TensorShape, shape: Any, *_: Any) -> TensorShape:
    return TensorShape(shape)


@op(
    "GatherGrad",
    shape=_like_params,
    dtypes={"gradient": NUMERIC, "indices": INDEX},
    result=_dtype_of_first,
    kind="gradient",
    symbol="scatter",
    latex=r"\mathrm{{scatter}}_{{{indices}}}\,{gradient}",
)
def gather_grad(gradient: Array, indices: Array, shape: HostInts, axis: HostInt, batch_dims: int = 0) -> Any:
    """Add each gradient to the entry that was taken there; entries never taken get zero."""
    rank = len(shape or ())
    axis = axis + rank if axis < 0 else axis
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    sizes = list(shape or ())
    sizes.insert(
        batch, sizes.pop(axis)
    )  # while it is filled, the dimension that is looked up stands behind the batch
    rows = np.moveaxis(gradient, range(axis, axis + indices.ndim - batch), range(batch, indices.ndim))
    result = add_at(zeros_of(sizes, gradient), _batch_index(indices, batch), rows)
    return np.moveaxis(result, batch, axis)


@gather_grad.gradient
def _(g, y, gradient, indices, shape, axis, batch_dims):
    return gather_node(g, indices, axis, batch_dims), None


@gather_grad.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]], [1, 1], [2, 3], 1),
        Sample([[1.0, 2.0], [3.0, 4.0]], [[0, 1], [2, 2]], [2, 3], 1, batch_dims=1),
    ]


def gather(
    params: Any,
    indices: Any,
    validate_indices: bool | None = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """Take the entries (rows, if `params` is a matrix) that `indices` lists.

    Args:
        params: a tensor of rank 1 or more, or a variable.
        indices: int32 or int64, any shape.
        validate_indices: not used.
        axis: the dimension of `params` that the indices count; `batch_dims` (so the first) when None.
        batch_dims: how many leading dimensions `params` and `indices` share.

    Raises:
        InvalidArgumentError: at run time, for an index outside [0, size).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/gather

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.gather([10, 20, 30], [2, 0, 2])))
    [30 10 30]
    """
    return gather_node(params, indices, batch_dims if axis is None else axis, batch_dims, name=name)


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """Take entries along the last dimension of `indices`; all dimensions before it are shared with `params`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/batch_gather

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.batch_gather([[1, 2], [3, 4]], [[1], [0]])))
    [[2]
     [3]]
    """
    rank = indices.shape.ndims if isinstance(indices, Tensor) else np.ndim(indices)
    if rank is None:
        raise ValueError("batch_gather does not allow indices with unknown shape.")
    return gather_node(params, indices, rank - 1, rank - 1, name=name or "BatchGather")


# --- gather_nd ---------------------------------------------------------------------------------------------


def _gathered_deep(params: TensorShape, indices: TensorShape) -> TensorShape:
    if params.sizes is None or not indices.sizes or indices.sizes[-1] is None:
        return UNKNOWN
    depth = indices.sizes[-1]
    if depth > len(params.sizes):
        raise ValueError(
            f"indices.shape[-1] must be <= params.rank, but saw indices {indices} and params {params}"
        )
    return shape_of((*indices.sizes[:-1], *params.sizes[depth:]))


@op(
    "GatherNd",
    shape=_gathered_deep,
    dtypes={"params": ALL, "indices": INDEX},
    kind="array",
    symbol="gather",
    latex="{params}[{indices}]",
)
def gather_nd_node(params: Array, indices: Array) -> Any:
    """Take entries by their full position: each row of `indices` is one index `[i, j, ...]` into `params`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.gather_nd([[1, 2], [3, 4]], [[0, 0], [1, 1]])))
    [1 4]
    """
    if indices.shape[-1] == 0:
        return np.broadcast_to(params, (*indices.shape[:-1], *params.shape))
    return params[deep_index(indices, params.shape, "param")]


@gather_nd_node.kernel_for("GPU")
def _(params: Any, indices: Any) -> Any:
    found = gather_nd_node.kernel(params, indices)
    if indices.shape[-1] == 0:
        return found
    wrong = outside(deep_index(indices, params.shape, "param"), params.shape)
    return np.where(wrong.reshape(wrong.shape + (1,) * (found.ndim - wrong.ndim)), found.dtype.type(0), found)


@gather_nd_node.gradient(latex=(r"\mathrm{{scatter}}_{{{indices}}}\,{g}", ""))
def _(g, y, params, indices):
    return build("ScatterNd", indices, g, shape_for(params)), None


@gather_nd_node.samples
def _() -> list[Sample]:
    matrix = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return [
        Sample(matrix, [[0, 1], [1, 2], [0, 1]]),
        Sample(matrix, [[1], [0]]),
        Sample(matrix, [1, 0]),
        Sample(matrix, np.zeros((0, 2), np.int32)),
    ]


def _with_batch_shape(indices: TensorShape, batch_dims: int) -> TensorShape:
    if not indices.sizes or indices.sizes[-1] is None:
        return unknown_shape(indices.ndims)
    return shape_of((*indices.sizes[:-1], indices.sizes[-1] + batch_dims))


@op(
    "WithBatchPositions",
    shape=_with_batch_shape,
    dtypes=INDEX,
    kind="array",
    symbol="i, [i]",
    latex=r"(i, {indices}_i)",
)
def with_batch_positions(indices: Array, batch_dims: int) -> Any:
    """Put the place of each index in its batch before the index, so that it says a full position."""
    rows = indices.shape[:-1]
    batch = []
    for place in range(batch_dims):
        places = counted(rows[place], indices).astype(indices.dtype)
        places = places.reshape((-1,) + (1,) * (len(rows) - place - 1))
        batch.append(np.broadcast_to(places, rows)[..., None])
    return np.concatenate([*batch, indices], axis=-1)


with_batch_positions.not_differentiable("positions are whole numbers")


@with_batch_positions.samples
def _() -> list[Sample]:
    return [Sample([[1], [0]], 1), Sample([[[1], [0]], [[2], [2]]], 2), Sample(np.zeros((0, 2), np.int32), 1)]


def gather_nd(params: Any, indices: Any, name: str | None = None, batch_dims: int = 0) -> Tensor:
    """Take entries by their full position: each row of `indices` is one index `[i, j, ...]` into `params`.

    Args:
        params: any shape and dtype.
        indices: int32 or int64; rows shorter than the rank of `params` take whole slices.
        batch_dims: how many leading dimensions `params` and `indices` share; rows index into what follows.

    Returns:
        The entries, in the shape of `indices` without its last dimension, then that of a slice.

    Raises:
        ValueError: when `indices` has too few dimensions for `batch_dims`.
        InvalidArgumentError: at run time, for a position outside `params`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/gather_nd

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.gather_nd([[1, 2], [3, 4]], [[0, 0], [1, 1]])))
    ...     print(sess.run(tf.gather_nd([[1, 2], [3, 4]], [[1], [0]], batch_dims=1)))
    [1 4]
    [2 3]
    """
    if batch_dims == 0:
        return gather_nd_node(params, indices, name=name)
    with name_scope(name, "BatchGatherND", [params, indices]) as scope:
        params, indices = convert_to_tensor(params, name="params"), convert_to_tensor(indices, name="indices")
        for tensor, what in ((params, "params"), (indices, "indices")):
            if tensor.shape.ndims is not None and not 0 < batch_dims < tensor.shape.ndims:
                raise ValueError(
                    f"batch_dims = {batch_dims} must be less than rank({what}) = {tensor.shape.ndims}"
                )
        if params.shape.ndims is not None and indices.shape.ndims is not None:
            params.shape[:batch_dims].assert_is_compatible_with(indices.shape[:batch_dims])
        return gather_nd_node(params, with_batch_positions(indices, batch_dims), name=scope)
