"""Rearranging and joining: transpose and concat.

Read next: `stacking.py` (stack, unstack, split), `arranging.py` (tile, pad, reverse).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    ALL,
    NUMERIC,
    int32,
)
from tensorlab.graph.registry import Array, Arrays, HostInt, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN, merged, normal_axis
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of, unknown_shape
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor

# --- transpose --------------------------------------------------------------------------------------------


def _transposed(a: TensorShape, perm: Sizes | None) -> TensorShape:
    if perm is None:
        return unknown_shape(a.ndims)
    if a.sizes is None:
        return unknown_shape(len(perm))
    if len(perm) != len(a.sizes):
        raise ValueError(
            f"Dimension must be {len(a.sizes)} but is {len(perm)}: perm {list(perm)} for the shape {a}"
        )
    for axis in perm:
        if axis is not None and not -len(perm) <= axis < len(perm):
            raise ValueError(f"perm dim {axis} is out of range of input rank {len(perm)}")
    return shape_of(tuple(None if axis is None else a.sizes[axis] for axis in perm))


def _with_perm(a: Any, perm: Any = None) -> tuple[Any, Any]:
    rank = a.shape.ndims if isinstance(a, Tensor) else np.ndim(a)
    return a, list(range(rank))[::-1] if perm is None and rank is not None else perm


@op(
    "Transpose",
    shape=_transposed,
    dtypes=ALL,
    name="transpose",
    kind="array",
    symbol="{a}ᵀ",
    latex="{a}^T",
    opdef={"a": "x"},
)
def transpose_node(a: Array, perm: HostInts = None) -> Any:
    """Swap dimensions: dimension i of the result is dimension `perm[i]` of `a`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.transpose([[1, 2, 3], [4, 5, 6]])))
    [[1 4]
     [2 5]
     [3 6]]
    """
    try:
        return np.transpose(a, perm)
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"perm {list(perm or ())} is no order of the {a.ndim} dimensions of {tuple(a.shape)}."
        ) from None


@op(
    "ConjugateTranspose",
    shape=_transposed,
    dtypes=NUMERIC,
    name="transpose",
    kind="array",
    symbol="{a}ᴴ",
    latex="{a}^H",
    opdef={"a": "x"},
)
def conjugate_transpose_node(a: Array, perm: HostInts = None) -> Any:
    """Swap dimensions and turn the sign of the imaginary parts.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.transpose([[1 + 2j, 3j]], conjugate=True)))
    [[1.-2.j]
     [0.-3.j]]
    """
    return np.conjugate(np.transpose(a, perm))


@transpose_node.bind
def _(perm: Any = None) -> Any:
    def transposed(a: Any) -> Any:
        return a.transpose(perm)

    return transposed if perm is not None else np.transpose


transpose_node.build(_with_perm)
conjugate_transpose_node.build(_with_perm)


def _inverse(perm: Tensor | None) -> Any:
    if perm is None:
        return None
    known = static_ints(perm)
    if known is None or None in known:
        return build("InvertPermutation", perm)
    return np.argsort([axis % len(known) for axis in known if axis is not None]).tolist()


@transpose_node.gradient(latex=("{g}^T",))
def _(g, y, a, perm):
    return transpose_node(g, _inverse(perm))


@conjugate_transpose_node.gradient(latex=("{g}^H",))
def _(g, y, a, perm):
    return conjugate_transpose_node(g, _inverse(perm))


def _transpose_samples() -> list[Sample]:
    return [
        Sample([[1.0, 2.0, 3.0]]),
        Sample(np.arange(6, dtype=np.float32).reshape(1, 2, 3), [2, 0, 1]),
        Sample([1.0, 2.0], [0]),
        Sample(2.0),
        Sample(np.zeros((0, 2), np.float32), [-1, 0]),
    ]


transpose_node.samples(_transpose_samples)
conjugate_transpose_node.samples(_transpose_samples)


@checks_arguments
def transpose(a: Any, perm: Any = None, name: str = "transpose", conjugate: bool = False) -> Tensor:
    """Swap dimensions: dimension i of the result is dimension `perm[i]` of `a`.

    Args:
        a: a tensor of any rank.
        perm: the new order of the dimensions; None turns it round, which transposes a matrix.
        conjugate: turn the sign of the imaginary parts too (of complex entries).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/transpose

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.transpose([[1, 2, 3], [4, 5, 6]])))
    [[1 4]
     [2 5]
     [3 6]]
    """
    with name_scope(name, "transpose", [a]) as scope:
        a = convert_to_tensor(a, name="a")
        node = conjugate_transpose_node if conjugate and a.dtype.is_complex else transpose_node
        return node(a, perm, name=scope)


# --- joining ----------------------------------------------------------------------------------------------


def _concatenated(values: list[TensorShape], axis: Any) -> TensorShape:
    known = [value for value in values if value.sizes is not None]
    if not known:
        return UNKNOWN
    rank = len(known[0])
    for value in known:
        if len(value) != rank:
            raise ValueError(
                f"Shape must be rank {rank} but is rank {len(value)}: concat of {known[0]} and {value}"
            )
    if axis is None or isinstance(axis, tuple):
        return unknown_shape(rank)
    axis = normal_axis(axis, known[0], "concatenation axis")
    total: int | None = 0
    rest = unknown_shape(rank - 1)
    for value in values:
        sizes = value.sizes if value.sizes is not None else (None,) * rank
        total = None if total is None or sizes[axis] is None else total + sizes[axis]
        try:
            rest = merged(rest, shape_of(sizes[:axis] + sizes[axis + 1 :]))
        except ValueError:
            shapes = " and ".join(str(one) for one in values)
            raise ValueError(
                f"Dimensions other than the one along which tensors are joined (axis {axis}) must be equal: {shapes}"
            ) from None
    found = rest.sizes or ()
    return shape_of((*found[:axis], total, *found[axis:]))


@op(
    "ConcatV2",
    shape=_concatenated,
    dtypes=ALL,
    name="concat",
    kind="array",
    symbol="concat",
    latex=r"[{values}]",
)
def concat_node(values: Arrays, axis: HostInt) -> Any:
    """Put tensors end to end along one dimension; the other dimensions must agree.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.concat([[[1, 2]], [[3, 4]]], axis=0)))
    [[1 2]
     [3 4]]
    """
    try:
        return np.concatenate(values, axis)
    except ValueError:
        shapes = " and ".join(str(tuple(value.shape)) for value in values)
        raise InvalidArgumentError(
            None, None, f"ConcatOp : Dimension of inputs should match, except along axis {axis}: {shapes}."
        ) from None


@concat_node.bind
def _(axis: int) -> Any:
    def join(values: Any) -> Any:
        return concat_node.kernel(values, axis)

    return join


@concat_node.gradient
def _(g, y, values, axis):
    known = static_ints(axis)
    if known is not None and all(value.shape.ndims for value in values):
        sizes = [value.shape.sizes[known[0]] for value in values]
        if None not in sizes:
            return build("SplitV", g, sizes, known[0], len(sizes), name="split"), None
    return build("ConcatGrad", g, values, axis, len(values)), None


@concat_node.static
def _(operation: Any) -> Sizes | None:
    joined: list[int | None] = []
    for value in operation.arguments()[0]:
        sizes = static_ints(value)
        if sizes is None:
            if value.shape.num_elements() is None:
                return None
            sizes = (None,) * value.shape.num_elements()
        joined.extend(sizes)
    return tuple(joined)


@concat_node.samples
def _() -> list[Sample]:
    return [
        Sample([[[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]]], 0),
        Sample([[[1.0]], [[2.0]]], -1),
        Sample([[1.0], [2.0]], 0),
        Sample([np.zeros((0, 2), np.float32), np.ones((1, 2), np.float32)], 0),
    ]


def _parts(g: TensorShape, values: list[TensorShape], *_: Any) -> list[TensorShape]:
    return list(values)


@op("ConcatGrad", shape=_parts, dtypes=ALL, outputs="count", kind="gradient", symbol="split", latex="{g}")
def concat_grad(g: Array, values: Arrays, axis: HostInt, count: int) -> Any:
    """Cut a gradient into pieces as large as the tensors that were joined."""
    ends = np.cumsum([value.shape[axis] for value in values])[:-1].tolist()
    return np.split(g, ends, axis)


@concat_grad.gradient
def _(g, y, gradient, values, axis):
    return concat_node(g, axis), [None for _ in values], None


@concat_grad.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]]], 0, 2)]


@checks_arguments
def concat(values: Any, axis: Any, name: str = "concat") -> Tensor:
    """Put tensors end to end along one dimension; the other dimensions must agree.

    Args:
        values: a list of tensors of one dtype and rank.
        axis: the dimension along which they are joined; counted from the end when negative.

    Raises:
        ValueError: when the ranks or the other dimensions differ.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/concat

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.concat([[[1, 2]], [[3, 4]]], axis=0)))
    [[1 2]
     [3 4]]
    """
    values = list(values) if isinstance(values, (list, tuple)) else [values]
    if not values:
        raise ValueError("concat needs at least one tensor.")
    if len(values) > 1:
        return concat_node(values, axis, name=name)
    with name_scope(name, "concat", values):
        convert_to_tensor(axis, dtype=int32, name="concat_dim")
        return build("Identity", convert_to_tensor(values[0]), name=name or "concat")
