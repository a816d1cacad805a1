"""Numbers in a row: counting with `tf.range`, even spacing, one-hot rows, `tf.sequence_mask`.

Read next: `shape_ops.py` (asking for a shape and changing it).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    ALL,
    BOOL,
    FLOATING,
    DType,
    as_dtype,
    bool_,
    float16,
    float32,
    float64,
    int8,
    int32,
    int64,
    uint8,
)
from tensorlab.graph.registry import Array, HostInt, HostValue, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.casting import cast
from tensorlab.ops.scattering import counted

COUNTED = (int32, int64, float16, float32, float64)  # from the narrowest to the widest

# --- range ------------------------------------------------------------------------------------------------


def _count(start: Any, limit: Any, delta: Any) -> int:
    """How many numbers there are; ValueError when the way does not lead from start to limit."""
    if delta == 0:
        raise ValueError(f"Requires delta != 0: {delta}")
    if (delta > 0 and start > limit) or (delta < 0 and start < limit):
        sign = "<=" if delta > 0 else ">="
        raise ValueError(
            f"Requires start {sign} limit when delta {'>' if delta > 0 else '<'} 0: {start}/{limit}"
        )
    if isinstance(start, np.integer):
        return -(-(int(limit) - int(start)) // int(delta))
    return int(np.ceil(np.abs((limit - start) / delta)))


def _counted(start: Any, limit: Any, delta: Any) -> TensorShape:
    if start is None or limit is None or delta is None:
        return shape_of((None,))
    return shape_of((_count(start[()], limit[()], delta[()]),))


def _dtype_of_start(dtypes: Any, _: Any) -> DType:
    return dtypes["start"]


@op(
    "Range",
    shape=_counted,
    result=_dtype_of_start,
    name="range",
    kind="array",
    symbol="range",
    latex=r"{start}, \ldots, {limit}",
)
def range_node(start: HostValue, limit: HostValue, delta: HostValue) -> Any:
    """List the numbers from `start` up to, and not including, `limit`, in steps of `delta`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.range(3, 18, 3)))
    [ 3  6  9 12 15]
    """
    first, last, step = start[()], limit[()], delta[()]
    try:
        count = _count(first, last, step)
    except ValueError as error:
        raise InvalidArgumentError(None, None, str(error)) from None
    return first + np.arange(count).astype(start.dtype) * step


range_node.not_differentiable("the results are positions in a row")


@range_node.samples
def _() -> list[Sample]:
    return [
        Sample(0, 5, 1),
        Sample(0.0, 1.0, 0.25),
        Sample(5, 0, -2),
        Sample(np.int64(3), np.int64(3), np.int64(1)),
    ]


def range_(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range") -> Tensor:
    """List the numbers from `start` up to, and not including, `limit`, in steps of `delta`.

    Args:
        start: the first number; when it is given alone, it is the limit and the first number is 0.
        limit: where to stop.
        delta: the step; not zero, negative to count down.
        dtype: of the result; None takes the widest among the arguments.

    Raises:
        ValueError: when the step does not lead from start to limit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/range

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.range(5)), sess.run(tf.range(3, 18, 3)))
    [0 1 2 3 4] [ 3  6  9 12 15]
    """
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "range", [start, limit, delta]) as scope:
        wanted = None if dtype is None else as_dtype(dtype)
        named = zip(("start", "limit", "delta"), (start, limit, delta), strict=True)
        bounds = [convert_to_tensor(v, None if isinstance(v, Tensor) else wanted, name=n) for n, v in named]
        if wanted is None:
            for bound in bounds:
                if bound.dtype.base_dtype not in COUNTED:
                    raise TypeError(
                        f"tf.range counts in {[d.name for d in COUNTED]}, not in {bound.dtype.name}."
                    )
            wanted = COUNTED[max(COUNTED.index(bound.dtype.base_dtype) for bound in bounds)]
        bounds = [cast(bound, wanted) for bound in bounds]
        result = range_node(*bounds, name=scope)
        result.set_shape(_counted(*map(constant_value, bounds)))
        return result


# --- linspace ---------------------------------------------------------------------------------------------


def _spaced(start: TensorShape, stop: TensorShape, num: Any) -> TensorShape:
    if num is not None and not isinstance(num, tuple) and num <= 0:
        raise ValueError(f"Requires num > 0: {num}")
    return shape_of((None if isinstance(num, tuple) else num,))


@op(
    "LinSpace",
    shape=_spaced,
    dtypes=FLOATING,
    kind="array",
    symbol="linspace",
    latex=r"{start}, \ldots, {stop}",
)
def linspace(start: Array, stop: Array, num: HostInt) -> Any:
    """List `num` evenly spaced numbers from `start` to `stop`, both included.

    Args:
        start, stop: floating point, rank 0.
        num: how many; at least 1, and 1 gives `start` alone.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/linspace

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.linspace(0.0, 1.0, 5)))
    [0.   0.25 0.5  0.75 1.  ]
    """
    if num <= 0:
        raise InvalidArgumentError(None, None, f"Requires num > 0: {num}")
    if num == 1:
        return start.reshape(1)
    step = (stop - start) / (num - 1)
    inner = counted(num - 1, start).astype(start.dtype) * step + start
    return np.concatenate([inner, stop.reshape(1)])


@linspace.gradient
def _(g, y, start, stop, num):
    # Each point is a mixture of the two ends, with weights that are evenly spaced themselves.
    zero, one = convert_to_tensor(0, start.dtype.base_dtype), convert_to_tensor(1, start.dtype.base_dtype)
    weight = linspace(zero, one, num)
    to_stop = build("Sum", build("Mul", g, weight), [0])
    return build("Sub", build("Sum", g, [0]), to_stop), to_stop, None


@linspace.samples
def _() -> list[Sample]:
    return [Sample(0.0, 1.0, 5), Sample(2.0, -1.0, 4), Sample(3.0, 5.0, 1)]


# --- one-hot ----------------------------------------------------------------------------------------------


def _one_hot_shape(indices: TensorShape, depth: Any, on_value: Any, off_value: Any, axis: int) -> TensorShape:
    if depth is not None and not isinstance(depth, tuple) and depth < 0:
        raise ValueError(f"depth must be non-negative, got: {depth}")
    if indices.sizes is None:
        return shape_of(None)
    if not -1 <= axis <= len(indices.sizes):
        raise ValueError(f"axis must be in the range [-1, {len(indices.sizes)}], got: {axis}")
    place = len(indices.sizes) if axis == -1 else axis
    return shape_of(
        (*indices.sizes[:place], None if isinstance(depth, tuple) else depth, *indices.sizes[place:])
    )


def _dtype_of_on(dtypes: Any, _: Any) -> DType:
    return dtypes["on_value"]


@op(
    "OneHot",
    shape=_one_hot_shape,
    dtypes={"indices": frozenset({uint8, int8, int32, int64}), "on_value": ALL, "off_value": "on_value"},
    result=_dtype_of_on,
    name="one_hot",
    kind="array",
    symbol="one-hot",
    latex=r"\mathrm{{onehot}}\,{indices}",
)
def one_hot_node(indices: Array, depth: HostInt, on_value: Array, off_value: Array, axis: int = -1) -> Any:
    """Turn each index into a row with one entry on: at the position that the index names.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.one_hot([0, 2], 3)))
    [[1. 0. 0.]
     [0. 0. 1.]]
    """
    if depth < 0:
        raise InvalidArgumentError(None, None, f"depth must be non-negative, got: {depth}")
    place = indices.ndim if axis == -1 else axis
    positions = counted(depth, indices).reshape((depth,) + (1,) * (indices.ndim - place))
    return np.where(np.expand_dims(indices, place) == positions, on_value, off_value)


one_hot_node.not_differentiable(
    "positions are whole numbers, and TensorFlow passes nothing to the two values"
)


@one_hot_node.samples
def _() -> list[Sample]:
    return [
        Sample([0, 2, -1], 3, 1.0, 0.0),
        Sample([[0, 1], [1, 2]], 3, 5.0, -1.0, axis=1),
        Sample([1, 0], 2, 1.0, 0.0, axis=0),
        Sample(1, 3, True, False),
        Sample(np.zeros((0, 2), np.int32), 2, 1.0, 0.0),
    ]


@checks_arguments
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """Turn each index into a row with one entry on: at the position that the index names.

    Args:
        indices: uint8, int8, int32 or int64, any shape; any other than 0 to depth - 1 gives a row all off.
        depth: the length of the rows.
        on_value, off_value: the two values; 1 and 0 when None.
        axis: where the new dimension stands; -1, the last, when None.
        dtype: of the result; that of the values when None, and float32 without any.

    Raises:
        TypeError: when dtype and the dtypes of the values differ.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/one_hot

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.one_hot([0, 2], 3)))
    [[1. 0. 0.]
     [0. 0. 1.]]
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value]) as scope:
        wanted = None if dtype is None else as_dtype(dtype)
        given = {}
        for which, value in (("on_value", on_value), ("off_value", off_value)):
            if value is not None:
                given[which] = value if isinstance(value, Tensor) else convert_to_tensor(value)
                found = given[which].dtype.base_dtype
                if wanted is not None and found is not wanted and dtype is not None:
                    if isinstance(value, Tensor):
                        raise TypeError(f"dtype {found} of {which} does not match dtype parameter {wanted}")
                    given[which] = convert_to_tensor(value, wanted)
                elif wanted is not None and found is not wanted:
                    raise TypeError(f"dtype {wanted} of on_value does not match dtype {found} of off_value")
                wanted = given[which].dtype.base_dtype
        wanted = wanted or float32
        on = given.get("on_value")
        on = convert_to_tensor(1, wanted, name="on_value") if on is None else on
        off = given.get("off_value")
        off = convert_to_tensor(0, wanted, name="off_value") if off is None else off
        return one_hot_node(indices, depth, on, off, -1 if axis is None else axis, name=scope)


# --- sequence masks ---------------------------------------------------------------------------------------


def sequence_mask(lengths: Any, maxlen: Any = None, dtype: Any = bool_, name: str | None = None) -> Tensor:
    """Turn each length n into a row that is true at its first n places.

    Args:
        lengths: integers of any shape.
        maxlen: the length of the rows; the largest of `lengths` when None.
        dtype: of the result.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/sequence_mask

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sequence_mask([1, 3], dtype=tf.int32)))
    [[1 0 0]
     [1 1 1]]
    """
    with name_scope(name, "SequenceMask", [lengths, maxlen]):
        lengths = convert_to_tensor(lengths)
        if maxlen is None:
            largest = build("Max", lengths, list(range(lengths.shape.ndims)))
            maxlen = build("Maximum", convert_to_tensor(0, largest.dtype), largest)
        else:
            maxlen = convert_to_tensor(maxlen)
            if maxlen.shape.ndims not in (0, None):
                raise ValueError("maxlen must be scalar for sequence_mask")
        row = range_(
            convert_to_tensor(0, maxlen.dtype), maxlen, convert_to_tensor(1, maxlen.dtype), name="Range"
        )
        columns = build("Cast", build("ExpandDims", lengths, -1), maxlen.dtype)
        mask = build("Less", row, columns)
        return mask if as_dtype(dtype) in BOOL else cast(mask, dtype)
