"""More about shapes: dimensions of size 1, broadcast_to, ensure_shape, sizes known in advance.

Read next: `array.py` (rearranging the entries).
"""

import operator
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, INDEX
from tensorlab.graph.registry import Array, HostInt, HostInts, Sample, build, op
from tensorlab.graph.shape_rules import UNKNOWN, broadcast, normal_axis
from tensorlab.graph.shapes import Sizes, TensorShape, as_shape, shape_of, unknown_shape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.extremes import maximum, minimum
from tensorlab.ops.flow import identity
from tensorlab.ops.math import add, multiply, subtract
from tensorlab.ops.remainders import floor_div
from tensorlab.ops.shape_ops import reshape, shape_for

# --- sizes known in advance -------------------------------------------------------------------------------


@identity.static
def _(operation: Any) -> Sizes | None:
    return static_ints(operation.inputs[0])


def _entry_by_entry(calculate: Any) -> Any:
    """Make the rule of an arithmetic op: each entry is known where both of its operands are."""

    def rule(operation: Any) -> Sizes | None:
        left, right = (static_ints(tensor) for tensor in operation.inputs)
        if left is None or right is None or not operation.inputs[0].dtype.is_integer:
            return None
        length = max(len(left), len(right)) if left and right else 0
        if len(left) not in (1, length) or len(right) not in (1, length):
            return None
        pairs = zip(
            left * length if len(left) == 1 else left,
            right * length if len(right) == 1 else right,
            strict=True,
        )
        return tuple(None if None in pair else calculate(*pair) for pair in pairs)

    return rule


def _quotient(left: int, right: int) -> int | None:
    return left // right if right else None


add.static(_entry_by_entry(operator.add))
subtract.static(_entry_by_entry(operator.sub))
multiply.static(_entry_by_entry(operator.mul))
floor_div.static(_entry_by_entry(_quotient))
maximum.static(_entry_by_entry(max))
minimum.static(_entry_by_entry(min))


# --- dimensions of size 1 ----------------------------------------------------------------------------------


def _expanded(input: TensorShape, axis: Any) -> TensorShape:
    if input.sizes is None:
        return UNKNOWN
    if axis is None or isinstance(axis, tuple):
        return unknown_shape(len(input.sizes) + 1)
    longer = len(input.sizes) + 1
    if not -longer <= axis < longer:
        raise ValueError(
            f"dim {axis} not in the interval [{-longer}, {longer - 1}]. The input has shape {input}"
        )
    axis %= longer
    return shape_of((*input.sizes[:axis], 1, *input.sizes[axis:]))


@op(
    "ExpandDims",
    shape=_expanded,
    dtypes=ALL,
    kind="array",
    symbol="expand",
    latex=r"\mathrm{{expand}}\,{input}",
    opdef={"axis": "dim"},
)
def expand_dims(input: Array, axis: HostInt) -> Any:
    """Insert a dimension of size 1.

    Args:
        input: any shape and dtype.
        axis: where the new dimension stands in the result; counted from the end when negative.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/expand_dims

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.expand_dims([1, 2], -1)))
    [[1]
     [2]]
    """
    return np.expand_dims(input, axis)


@expand_dims.build
def _(input: Any, axis: Any) -> tuple[Any, Any]:
    if isinstance(axis, (list, tuple)) and len(axis) == 1:
        axis = axis[0]  # TensorFlow takes a list of one as well
    return input, axis


@expand_dims.gradient(latex=(r"\mathrm{{reshape}}\,{g}",))
def _(g, y, input, axis):
    return reshape(g, shape_for(input))


@expand_dims.static
def _(operation: Any) -> Sizes | None:
    return static_ints(operation.inputs[0]) if operation.inputs[0].shape.ndims == 0 else None


@expand_dims.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0]], 0),
        Sample([1.0, 2.0], -1),
        Sample(3.0, 0),
        Sample(np.zeros((2, 0), np.float32), 1),
    ]


def _squeezed(input: TensorShape, axis: tuple[int, ...]) -> TensorShape:
    if input.sizes is None:
        return UNKNOWN
    if not axis:
        return UNKNOWN if None in input.sizes else shape_of(tuple(size for size in input.sizes if size != 1))
    gone = [normal_axis(one, input, "squeeze dimension") for one in axis]
    for place in gone:
        if input.sizes[place] not in (None, 1):
            raise ValueError(
                f"Can not squeeze dim[{place}], expected a dimension of 1, got {input.sizes[place]}"
            )
    return shape_of(tuple(size for place, size in enumerate(input.sizes) if place not in gone))


@op(
    "Squeeze",
    shape=_squeezed,
    dtypes=ALL,
    kind="array",
    symbol="squeeze",
    latex=r"\mathrm{{squeeze}}\,{input}",
    opdef={"axis": "squeeze_dims"},
)
def squeeze(input: Array, axis: tuple = ()) -> Any:
    """Remove dimensions of size 1.

    Args:
        input: any shape and dtype.
        axis: which of them; all of them when None.

    Raises:
        ValueError: for a dimension whose size is known and not 1 (InvalidArgumentError at run time).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/squeeze

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.squeeze([[[1], [2]]])))
    [1 2]
    """
    try:
        return np.squeeze(input, axis or None)
    except ValueError:
        wrong = next(one for one in axis if input.shape[one] != 1)
        raise InvalidArgumentError(
            None, None, f"Can not squeeze dim[{wrong}], expected a dimension of 1, got {input.shape[wrong]}"
        ) from None


@squeeze.build
def _(input: Any, axis: Any = None) -> tuple[Any, tuple[int, ...]]:
    axes = [] if axis is None else axis if isinstance(axis, (list, tuple)) else [axis]
    return input, tuple(int(one) for one in axes)


@squeeze.gradient(latex=(r"\mathrm{{reshape}}\,{g}",))
def _(g, y, input):
    return reshape(g, shape_for(input))


@squeeze.static
def _(operation: Any) -> Sizes | None:
    return static_ints(operation.inputs[0]) if (operation.inputs[0].shape.ndims or 9) < 2 else None


@squeeze.samples
def _() -> list[Sample]:
    return [
        Sample([[[1.0], [2.0]]]),
        Sample([[[1.0], [2.0]]], axis=[0]),
        Sample([[[1.0], [2.0]]], axis=-1),
        Sample(1.0),
        Sample(np.zeros((1, 0), np.float32)),
    ]


# --- broadcasting -----------------------------------------------------------------------------------------


def _stretched(input: TensorShape, shape: Sizes | None) -> TensorShape:
    if shape is None:
        return UNKNOWN
    if input.sizes is not None:
        if len(input.sizes) > len(shape):
            raise ValueError(
                f"Shape must be at most rank {len(shape)} but is rank {len(input.sizes)}: {input}"
            )
        for size, wanted in zip(reversed(input.sizes), reversed(shape), strict=False):
            if size is not None and wanted is not None and size not in (1, wanted):
                raise ValueError(
                    f"Dimensions must be equal, but are {size} and {wanted}: {input} to {list(shape)}"
                )
    return shape_of(tuple(shape))


@op(
    "BroadcastTo",
    shape=_stretched,
    dtypes=ALL,
    kind="array",
    symbol="broadcast",
    latex=r"\mathrm{{broadcast}}\,{input}",
)
def broadcast_to(input: Array, shape: HostInts) -> Any:
    """Repeat a tensor along its dimensions of size 1, and along new ones in front, up to a shape.

    Args:
        input: any dtype; shape as NumPy's broadcasting rules ask.
        shape: int32 or int64, rank 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/broadcast_to

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.broadcast_to([1, 2, 3], [2, 3])))
    [[1 2 3]
     [1 2 3]]
    """
    try:
        return np.broadcast_to(input, shape or ())
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Incompatible shapes: {list(input.shape)} vs. {list(shape or ())}"
        ) from None


@broadcast_to.gradient(latex=(r"\sum {g}",))
def _(g, y, input, shape):
    return build("SumToShape", g, input)


@broadcast_to.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, 2.0, 3.0], [2, 3]),
        Sample([[1.0], [2.0]], [2, 3]),
        Sample(3.0, [2, 2]),
        Sample([1.0], [0]),
        Sample(2.0, []),
    ]


def _broadcast_length(s0: TensorShape, s1: TensorShape) -> TensorShape:
    if s0.sizes is None or s1.sizes is None or None in (s0.sizes[0], s1.sizes[0]):
        return unknown_shape(1)
    return shape_of((max(s0.sizes[0], s1.sizes[0]),))  # type: ignore[type-var]


@op("BroadcastArgs", shape=_broadcast_length, dtypes=INDEX, kind="array", symbol="broadcast",
    latex=r"\mathrm{{broadcast}}({s0}, {s1})")  # fmt: skip
def broadcast_dynamic_shape(s0: Array, s1: Array) -> Any:
    """Give the shape that two shapes have when they are broadcast together.

    Args:
        s0, s1: int32 or int64, rank 1: two shapes.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/broadcast_dynamic_shape

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.broadcast_dynamic_shape([2, 1], [3])))
    [2 3]
    """
    try:
        sizes = np.broadcast_shapes(tuple(s0.tolist()), tuple(s1.tolist()))
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Incompatible shapes: {s0.tolist()} vs. {s1.tolist()}"
        ) from None
    return np.array(sizes, dtype=s0.dtype)


broadcast_dynamic_shape.not_differentiable("a shape does not depend on the values")


@broadcast_dynamic_shape.samples
def _() -> list[Sample]:
    return [Sample([2, 1], [3]), Sample([4], [2, 3, 1])]


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """Give the static shape that two static shapes have when they are broadcast together.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/broadcast_static_shape

    >>> print(broadcast_static_shape(TensorShape([2, 1]), TensorShape([3])))
    (2, 3)
    """
    return broadcast(as_shape(shape_x), as_shape(shape_y))


# --- checks -----------------------------------------------------------------------------------------------


def _ensured(x: TensorShape, shape: TensorShape) -> TensorShape:
    return x.merge_with(shape)


@op(
    "EnsureShape",
    shape=_ensured,
    dtypes=ALL,
    kind="array",
    symbol="=",
    latex="{x}",
    opdef={"x": "input"},
)
def ensure_shape(x: Array, shape: TensorShape) -> Any:
    """Pass a tensor on if it has the shape that is asked for, and refuse it otherwise.

    Args:
        x: any shape and dtype.
        shape: what is expected; None stands for any size.

    Raises:
        InvalidArgumentError: at run time, for another shape (ValueError where that is known already).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/ensure_shape

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32)
    ...     print(tf.ensure_shape(x, [None, 2]).shape)
    (?, 2)
    """
    if not shape.is_compatible_with(x.shape):
        raise InvalidArgumentError(
            None, None, f"Shape of tensor {list(x.shape)} is not compatible with expected shape {shape}."
        )
    return x


@ensure_shape.build
def _(x: Any, shape: Any) -> tuple[Any, TensorShape]:
    return x, as_shape(shape)


@ensure_shape.gradient(latex=("{g}",))
def _(g, y, x):
    return g


@ensure_shape.static
def _(operation: Any) -> Sizes | None:
    return static_ints(operation.inputs[0])


@ensure_shape.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0]], [None, 2]), Sample(3, [])]
