"""Whole numbers that TensorFlow's gradient graphs compute: along which axes to sum, and where a piece began.

tensorlab's own gradients need neither: broadcasting is undone by one node (`SumToShape`), and a piece is cut out
by one (`ConcatGrad`). Graphs that TensorFlow differentiated and wrote into a file have these nodes by the
hundred.

Read next: `tensorlab/graph_files/import_others.py`, the rest of what such files hold.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import int32
from tensorlab.graph.registry import Arrays, HostInt, HostInts, Sample, op
from tensorlab.graph.shapes import TensorShape

WHOLE = "its results are whole numbers"


def _two_vectors(*_: Any) -> list[TensorShape]:
    return [TensorShape([None])] * 2


def _first_dtype(dtypes: Any, _: Any) -> Any:
    return dtypes["s0"]


@op("BroadcastGradientArgs", shape=_two_vectors, result=_first_dtype, outputs=2, kind="gradient", symbol="axes",
    latex=r"\{{i : {s0}_i \text{{ was stretched to }} {s1}_i\}}", host_result=True)  # fmt: skip
def stretched_axes(s0: HostInts, s1: HostInts):
    """Say along which axes each of two shapes is stretched when they are broadcast together.

    The gradient of a sum or product is added up along these axes, to have the shape of the operand again.

    Args:
        s0, s1: two shapes.

    Returns:
        Two vectors of axes: those of the first shape, and those of the second.

    >>> [axes.tolist() for axes in stretched_axes.kernel((5, 1, 3), (4, 3))]
    [[1], [0]]
    """
    left, right = tuple(s0 or ()), tuple(s1 or ())
    rank = max(len(left), len(right))
    wide = [(1,) * (rank - len(shape)) + shape for shape in (left, right)]
    found: tuple[list[int], list[int]] = ([], [])
    for axis, (a, b) in enumerate(zip(*wide, strict=True)):
        if a != b and 1 not in (a, b):
            texts = ("[" + ",".join(map(str, shape)) + "]" for shape in (left, right))
            raise InvalidArgumentError(None, None, "Incompatible shapes: {} vs. {}".format(*texts))
        for axes, size in zip(found, (a, b), strict=True):
            if size == 1:
                axes.append(axis)
    return [np.array(axes, np.int32) for axes in found]


stretched_axes.not_differentiable(WHOLE)


@stretched_axes.samples
def _() -> list[Sample]:
    return [
        Sample([5, 1, 3], [4, 3]),
        Sample([2, 3], [2, 3]),
        Sample([3], [2, 1]),
        Sample([1, 1], [1]),
        Sample(np.zeros(0, np.int32), [4]),
    ]


def _as_the_shapes(concat_dim: Any, shape: Any) -> list[TensorShape]:
    return list(shape)


@op("ConcatOffset", shape=_as_the_shapes, dtypes={"shape": frozenset([int32])}, result=int32, outputs=None,
    kind="gradient", symbol="begin", latex=r"\text{{begin of each of }} {shape}", host_result=True)  # fmt: skip
def piece_begins(concat_dim: HostInt, shape: Arrays):
    """Say where each piece begins in the array that `tf.concat` makes of them.

    Args:
        concat_dim: the axis along which they are joined.
        shape: the shapes of the pieces.

    Returns:
        For each piece the index of its first entry.

    >>> [begin.tolist() for begin in piece_begins.kernel(1, [np.array([2, 3]), np.array([2, 5]), np.array([2, 1])])]
    [[0, 0], [0, 3], [0, 8]]
    """
    rank = len(shape[0])
    axis = concat_dim + rank if concat_dim < 0 else concat_dim
    begins, total = [], 0
    for sizes in shape:
        begin = np.zeros(rank, np.int32)
        begin[axis] = total
        total += int(sizes[axis])
        begins.append(begin)
    return begins


piece_begins.not_differentiable(WHOLE)


@piece_begins.samples
def _() -> list[Sample]:
    return [
        Sample(1, [[2, 3], [2, 5], [2, 1]], dtypes=["int32"]),
        Sample(-1, [[4], [2]], dtypes=["int32"]),
    ]
