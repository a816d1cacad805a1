"""`tf.slice`: a box cut out of a tensor, given by where it begins and how large it is.

Read next: `gather.py` (taking entries by a list of their positions).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, NUMERIC
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.shapes import Sizes, TensorShape, shape_of, unknown_shape
from tensorlab.ops.scattering import zeros_of
from tensorlab.ops.shape_ops import shape_for


def _cut(input_: TensorShape, begin: Sizes | None, size: Sizes | None) -> TensorShape:
    count = next((len(known) for known in (begin, size) if known is not None), input_.ndims)
    if count is None:
        return unknown_shape()
    if input_.sizes is not None and len(input_.sizes) != count:
        raise ValueError(f"Shape must be rank {count} but is rank {len(input_.sizes)}: slice of {input_}")
    nothing = (None,) * count
    sizes: list[int | None] = []
    for whole, first, length in zip(input_.sizes or nothing, begin or nothing, size or nothing, strict=True):
        if length == -1:
            length = None if whole is None or first is None else whole - first
        sizes.append(length)
    return shape_of(tuple(sizes))


def _box(shape: Any, begin: Any, size: Any) -> tuple[slice, ...]:
    """The NumPy index of the box; InvalidArgumentError when it does not lie inside the shape."""
    index = []
    if not len(shape) == len(begin) == len(size):
        raise InvalidArgumentError(
            None, None, f"Expected begin and size to have {len(shape)} entries, but got {begin} and {size}"
        )
    for place, (whole, first, length) in enumerate(zip(shape, begin, size, strict=True)):
        last = whole if length == -1 else first + length
        if not 0 <= first <= last <= whole:
            raise InvalidArgumentError(
                None,
                None,
                f"Expected size[{place}] in [0, {whole - first}], but got {length} (begin is {first})",
            )
        index.append(slice(first, last))
    return tuple(index)


@op("Slice", shape=_cut, dtypes=ALL, kind="array", symbol="slice", latex=r"{input_}[\ldots]",
    opdef={"input_": "input"})  # fmt: skip
def slice_(input_: Array, begin: HostInts, size: HostInts) -> Any:
    """Cut a box out of a tensor.

    Args:
        input_: any shape and dtype.
        begin: int32 or int64, one entry for each dimension: where the box begins.
        size: how many entries it has along each dimension; -1 for all that are left.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/slice

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [-1, 2])))
    [[2 3]
     [5 6]]
    """
    return input_[_box(input_.shape, begin or (), size or ())]


@slice_.gradient(latex=(r"\mathrm{{scatter}}\,{g}",))
def _(g, y, input_, begin, size):
    return build("SliceGrad", g, shape_for(input_), begin, size)


@slice_.samples
def _() -> list[Sample]:
    matrix = np.arange(12, dtype=np.float32).reshape(3, 4)
    return [
        Sample(matrix, [1, 0], [2, 3]),
        Sample(matrix, [0, 2], [-1, -1]),
        Sample(matrix, [3, 0], [0, 4]),
        Sample([1.0, 2.0], [1], [1]),
        Sample(3.0, np.zeros(0, np.int32), np.zeros(0, np.int32)),
    ]


def _whole(gradient: TensorShape, shape: Any, *_: Any) -> TensorShape:
    return TensorShape(shape)


@op("SliceGrad", shape=_whole, dtypes=NUMERIC, kind="gradient", symbol="scatter",
    latex=r"\mathrm{{scatter}}\,{gradient}")  # fmt: skip
def slice_grad(gradient: Array, shape: HostInts, begin: HostInts, size: HostInts) -> Any:
    """Put a gradient where the box was cut out, and zeros everywhere else."""
    result = zeros_of(shape or (), gradient)
    result[_box(shape or (), begin or (), size or ())] = gradient
    return result


@slice_grad.gradient
def _(g, y, gradient, shape, begin, size):
    return slice_(g, begin, size)


@slice_grad.samples
def _() -> list[Sample]:
    return [Sample([[1.0], [2.0]], [3, 2], [1, 0], [2, 1]), Sample([1.0], [2], [1], [-1])]
