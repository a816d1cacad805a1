"""Shape rules: how the shape of a result follows from the shapes of the inputs.

An op record names one (`shape=broadcast`). A rule is called like the op's kernel, with a `TensorShape` in
place of each array, a list of them in place of each list of arrays, and for a host input (an axis, a shape)
its value where the graph already knows it: a tuple whose entries may be None, or None when nothing is known.
Attributes arrive as they are. The rule returns a `TensorShape` (one per output), as exact as can be known
now, and raises ValueError when the shapes cannot fit; the graph builder adds the node and the line to it.

Most ops need one of the rules below; an op with a shape of its own has its rule beside it on its page.

Read next: `tensorlab/graph/registry.py`, the record in which the rule is one entry.
"""

from collections.abc import Callable, Sequence
from typing import Any

from tensorlab.graph.shapes import TensorShape, shape_of, unknown_shape

SCALAR = shape_of(())
UNKNOWN = shape_of(None)


def same(first: TensorShape, *others: Any, **attributes: Any) -> TensorShape:
    """The result has the shape of the first input, whatever the others are.

    >>> print(same(TensorShape([2, None])))
    (2, ?)
    """
    return first


def same_as(position: int) -> Callable[..., TensorShape]:
    """Make the rule "the result has the shape of the input at `position`", counting from 0.

    >>> print(same_as(1)(TensorShape([]), TensorShape([4])))
    (4,)
    """

    def same_as_input(*inputs: Any, **attributes: Any) -> TensorShape:
        return inputs[position]

    return same_as_input


def merged(*inputs: Any, **attributes: Any) -> TensorShape:
    """All inputs have one shape, and so has the result; what each knows of it is put together.

    Lists of shapes are looked into; anything that is no shape is passed over.

    >>> print(merged(TensorShape([None, 3]), [TensorShape([2, None]), TensorShape(None)]))
    (2, 3)
    """
    result = UNKNOWN
    for entry in inputs:
        if type(entry) is TensorShape:
            result = _merge(result, entry)
        elif type(entry) is list:
            for shape in entry:
                result = _merge(result, shape)
    return result


def _merge(known: TensorShape, shape: TensorShape) -> TensorShape:
    if known is shape or known.sizes is None:
        return shape
    if known.is_compatible_with(shape):
        return known.merge_with(shape)
    left, right = known.sizes, shape.sizes or ()
    if len(left) != len(right):
        what = f"Shapes must be equal rank, but are {len(left)} and {len(right)}"
    else:
        place = next(
            i for i, (a, b) in enumerate(zip(left, right, strict=True)) if None not in (a, b) and a != b
        )
        what = f"Dimension {place} in both shapes must be equal, but are {left[place]} and {right[place]}"
    raise ValueError(f"{what}. Shapes are {known} and {shape}.")


def scalar(*inputs: Any, **attributes: Any) -> TensorShape:
    """The result is a single value.

    >>> print(scalar(TensorShape([2, 3])))
    ()
    """
    return SCALAR


def unknown(*inputs: Any, **attributes: Any) -> TensorShape:
    """Nothing is known about the result until the graph runs.

    >>> print(unknown(TensorShape([2, 3])))
    <unknown>
    """
    return UNKNOWN


def given(position: int) -> Callable[..., TensorShape]:
    """Make the rule "the argument at `position` says the shape", as in `tf.fill` and `tf.random_normal`.

    >>> print(given(0)((2, None)), given(0)(None))
    (2, ?) <unknown>
    """

    def given_by_argument(*inputs: Any, **attributes: Any) -> TensorShape:
        return TensorShape(inputs[position])

    return given_by_argument


def broadcast(first: TensorShape, second: Any = None, *others: Any, **attributes: Any) -> TensorShape:
    """The shapes are lined up at their last dimension, and dimensions of size 1 are stretched, as in NumPy.

    An unknown dimension beside a size above 1 must become that size (or 1); beside 1 it stays unknown.

    >>> print(broadcast(TensorShape([2, 1, None]), TensorShape([5, 1])))
    (2, 5, ?)
    >>> broadcast(TensorShape([2, 3]), TensorShape([2, 4]))
    Traceback (most recent call last):
    ValueError: Dimensions must be equal, but are 3 and 4: (2, 3) and (2, 4) cannot be broadcast together
    """
    if first is second and not others:
        return first
    result = first
    for shape in (second, *others):
        if type(shape) is TensorShape:
            result = _broadcast_two(result, shape)
    return result


# `gradients` undoes the stretching, once and centrally, for every op whose rule carries this mark.
broadcast.is_broadcasting = True  # type: ignore[attr-defined]


def _broadcast_two(a: TensorShape, b: TensorShape) -> TensorShape:
    left, right = a.sizes, b.sizes
    if left is None or right is None:
        return UNKNOWN
    if left == right:
        # Two dimensions that are both unknown may differ when the graph runs: the result is unknown too.
        return a
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    extra = len(longer) - len(shorter)
    sizes = list(longer)
    for position, one in enumerate(shorter, extra):
        other = longer[position]
        if one == other or one == 1:
            continue
        if one is None or other is None:
            known = other if one is None else one
            # An unknown dimension beside a size above 1 can only be that or 1; beside 1 it may be anything.
            sizes[position] = known if known is not None and known > 1 else None
        elif other == 1:
            sizes[position] = one
        else:
            first, second = (other, one) if longer is left else (one, other)
            raise ValueError(
                f"Dimensions must be equal, but are {first} and {second}: "
                f"{a} and {b} cannot be broadcast together"
            )
    return shape_of(tuple(sizes))


def reduced(x: TensorShape, axis: Sequence[int | None] | None, keepdims: bool = False) -> TensorShape:
    """The dimensions along `axis` go away, or become 1 with `keepdims`; `axis=None` means not known yet.

    >>> x = TensorShape([2, 3, 4])
    >>> print(reduced(x, (0, -1)), reduced(x, (1,), True), reduced(x, None), reduced(x, None, True))
    (3,) (2, 1, 4) <unknown> (?, ?, ?)
    >>> reduced(x, (3,))
    Traceback (most recent call last):
    ValueError: Invalid reduction dimension 3 for input with 3 dimensions: shape (2, 3, 4)
    """
    if x.sizes is None:
        return UNKNOWN
    rank = len(x.sizes)
    if axis is None or None in axis:
        return unknown_shape(rank) if keepdims else UNKNOWN
    gone = [normal_axis(one, x, "reduction dimension") for one in axis if one is not None]
    if keepdims:
        return shape_of(tuple(1 if place in gone else size for place, size in enumerate(x.sizes)))
    return shape_of(tuple(size for place, size in enumerate(x.sizes) if place not in gone))


def normal_axis(axis: int, shape: TensorShape, what: str = "axis") -> int:
    """Return `axis` counted from the front; ValueError unless -rank <= axis < rank. The rank must be known.

    >>> normal_axis(-1, TensorShape([2, None]))
    1
    """
    rank = len(shape)
    if not -rank <= axis < rank:
        raise ValueError(f"Invalid {what} {axis} for input with {rank} dimensions: shape {shape}")
    return axis + rank if axis < 0 else axis
