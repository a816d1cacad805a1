"""How CuPy reads what stands in square brackets.

An array of indices that reaches beyond the end is no error there: it begins again at the other end, because a GPU
cannot stop half-way and complain
(https://docs.cupy.dev/en/v14.2.0/user_guide/difference.html#out-of-bounds-indices).

Read next: `simulated_array.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


def index(parts: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The parts of an index, with indices in arrays brought inside the array that they look at.

    >>> index((slice(None), np.array([0, 5])), (2, 3))
    (slice(None, None, None), array([0, 2]))
    """
    parts = tuple(_part(part) for part in parts)
    taken = [_axes(part) for part in parts]
    axis = 0
    inside = []
    for part, axes in zip(parts, taken, strict=True):
        if part is Ellipsis:
            axes = len(shape) - sum(taken)
        elif isinstance(part, np.ndarray) and part.dtype.kind in "iu" and axis < len(shape):
            part = wrapped(part, shape[axis])
        inside.append(part)
        axis += axes
    return tuple(inside)


def wrapped(indices: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Indices brought into an axis of this size, as often around as needed."""
    if size == 0 or indices.size == 0 or (indices.min() >= -size and indices.max() < size):
        return indices
    return indices % size


def _part(part: Any) -> Any:
    if isinstance(part, list):
        array = np.asarray(part)
        return array if array.size else array.astype(np.int32)
    if part is None or part is Ellipsis or isinstance(part, (slice, np.ndarray, int, np.integer, np.bool_)):
        return part
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are "
        f"valid indices, not {type(part).__name__}"
    )


def _axes(part: Any) -> int:
    """How many axes of the array a part of the index takes."""
    if part is None or part is Ellipsis or isinstance(part, (bool, np.bool_)):
        return 0
    if isinstance(part, np.ndarray) and part.dtype.kind == "b":
        return part.ndim
    return 1


def _take(values: Any, indices: Any, axis: Any = None, out: Any = None) -> tuple[Any, Any]:
    values = np.asarray(values)
    size = values.size if axis is None else values.shape[axis] if values.ndim else 1
    return (values, wrapped(np.asarray(indices), size), axis, out), {}


def _along_axis(values: Any, indices: Any, *rest: Any, **named: Any) -> tuple[Any, Any]:
    axis = named.get("axis", rest[-1] if rest else -1)
    size = values.size if axis is None else values.shape[axis]
    return (values, wrapped(indices, size), *rest), named


within: dict[str, Callable[..., tuple[Any, Any]]] = {
    "take": _take,
    "take_along_axis": _along_axis,
    "put_along_axis": _along_axis,
}
"""For functions with indices among their arguments: the arguments with the indices brought inside."""
