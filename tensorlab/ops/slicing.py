"""Taking a part of a tensor: `x[1:, ..., 0]`, `tf.strided_slice`, `tf.slice`, and their gradients.

`x[1:3, tf.newaxis, -1]` becomes one `StridedSlice` node: three small integer tensors say where every slice
begins, where it ends and how long its steps are, and five bit masks say which entries of the index were
left open (`x[:3]`), were `...`, `tf.newaxis`, or a plain number that removes its dimension.

Read next: `gather.py` (taking entries by a list of their positions).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, DType, as_dtype, bool_, int32, int64
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import UNKNOWN
from tensorlab.graph.shapes import Dimension, Sizes, TensorShape, shape_of
from tensorlab.graph.static_values import static_ints
from tensorlab.graph.tensor import Tensor, define_operator
from tensorlab.ops.fills import ones_like
from tensorlab.ops.scattering import zeros_of
from tensorlab.ops.shape_ops import shape_for

# --- what the masks mean ----------------------------------------------------------------------------------


def index_of(begin: Any, end: Any, strides: Any, masks: tuple[int, int, int, int, int]) -> tuple[Any, ...]:
    """Return the Python index that a strided slice stands for; entries not known yet are None in their place.

    >>> index_of((0, 0, 2), (0, 0, 3), (1, 1, 1), (1, 1, 2, 0, 4))
    (slice(None, None, 1), Ellipsis, 2)
    """
    begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask = masks
    if ellipsis_mask & (ellipsis_mask - 1):
        raise ValueError("Multiple ellipses in slice spec not allowed")
    index: list[Any] = []
    for place, (first, last, step) in enumerate(zip(begin, end, strides, strict=True)):
        bit = 1 << place
        if ellipsis_mask & bit:
            index.append(Ellipsis)
        elif new_axis_mask & bit:
            index.append(None)
        elif step == 0:
            raise ValueError(f"strides[{place}] must be non-zero")
        elif shrink_axis_mask & bit:
            if step is not None and step < 0:
                raise ValueError("only stride 1 allowed on non-range indexing.")
            index.append(first)
        else:
            index.append(slice(None if begin_mask & bit else first, None if end_mask & bit else last, step))
    return tuple(index)


def _sliced(
    input: TensorShape, begin: Any, end: Any, strides: Any, begin_mask: int, end_mask: int,
    ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> TensorShape:  # fmt: skip
    count = next((len(known) for known in (begin, end, strides) if known is not None), None)
    if input.sizes is None or count is None:
        return UNKNOWN
    begin, end, strides = (known if known is not None else (None,) * count for known in (begin, end, strides))
    # Unknown ends are not open ends, so masks for both are kept beside the index.
    index = index_of(begin, end, strides, (0, 0, ellipsis_mask, new_axis_mask, shrink_axis_mask))
    taken = sum(
        entry is not Ellipsis and not (new_axis_mask >> place & 1) for place, entry in enumerate(index)
    )
    rank = len(input.sizes)
    if taken > rank:
        raise ValueError(
            f"Index out of range using input dim {rank}; input has only {rank} dims: shape {input}"
        )
    sizes: list[int | None] = []
    dimension = 0
    for place, entry in enumerate(index):
        bit = 1 << place
        if entry is Ellipsis:
            sizes += input.sizes[dimension : dimension + rank - taken]
            dimension += rank - taken
        elif new_axis_mask & bit:
            sizes.append(1)
        elif shrink_axis_mask & bit:
            _check_entry(entry, input.sizes[dimension], dimension)
            dimension += 1
        else:
            sizes.append(_length(entry, input.sizes[dimension], bool(begin_mask & bit), bool(end_mask & bit)))
            dimension += 1
    return shape_of((*sizes, *input.sizes[dimension:]))


def _check_entry(position: int | None, size: int | None, dimension: int) -> None:
    if position is not None and size is not None and not -size <= position < size:
        raise ValueError(f"slice index {position} of dimension {dimension} out of bounds.")


def _length(entry: slice, size: int | None, open_begin: bool, open_end: bool) -> int | None:
    """How many entries a slice of a dimension has, as far as that can be known."""
    first, last, step = entry.start, entry.stop, entry.step
    if step is None or (first is None and not open_begin) or (last is None and not open_end):
        return None
    bounds = slice(None if open_begin else first, None if open_end else last, step)
    return None if size is None else len(range(*bounds.indices(size)))


# --- the ops ----------------------------------------------------------------------------------------------


@op("StridedSlice", shape=_sliced, dtypes=ALL, kind="array", symbol="[:]", latex="{input}[\\ldots]")
def strided_slice_node(
    input: Array, begin: HostInts, end: HostInts, strides: HostInts, begin_mask: int = 0, end_mask: int = 0,
    ellipsis_mask: int = 0, new_axis_mask: int = 0, shrink_axis_mask: int = 0,
) -> Any:  # fmt: skip
    """Take the part of a tensor that an index such as `[1:, ..., 0]` describes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([[1, 2, 3], [4, 5, 6]])
    ...     print(sess.run(x[:, ::-2]))
    [[3 1]
     [6 4]]
    """
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return _take(input, _checked_index(begin, end, strides, masks))


@strided_slice_node.bind
def _(begin: Any, end: Any, strides: Any, **masks: int) -> Any:
    index = _checked_index(begin, end, strides, tuple(masks.values()))

    def take(input: Any) -> Any:
        return _take(input, index)

    return take


def _checked_index(begin: Any, end: Any, strides: Any, masks: Any) -> tuple[Any, ...]:
    try:
        return index_of(begin, end, strides, masks)
    except ValueError as error:
        raise InvalidArgumentError(None, None, str(error)) from None


def _take(input: Any, index: tuple[Any, ...]) -> Any:
    try:
        return input[index]
    except IndexError as error:
        raise InvalidArgumentError(None, None, _out_of_bounds(input, index, str(error))) from None


def _out_of_bounds(input: Any, index: tuple[Any, ...], message: str) -> str:
    taken = sum(entry is not None and entry is not Ellipsis for entry in index)
    if taken > input.ndim:
        return f"Index out of range using input dim {input.ndim}; input has only {input.ndim} dims"
    dimension = 0
    for entry in index:
        if entry is Ellipsis:
            dimension += input.ndim - taken
        elif entry is not None:
            if not isinstance(entry, slice) and not -input.shape[dimension] <= entry < input.shape[dimension]:
                size = input.shape[dimension]
                return f"slice index {entry} of dimension {dimension} out of bounds (its size is {size})."
            dimension += 1
    return message


@strided_slice_node.gradient(latex=(r"\mathrm{{scatter}}\,{g}",))
def _(g, y, input, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask):
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return build("StridedSliceGrad", shape_for(input), begin, end, strides, g, *masks)


@strided_slice_node.static
def _(operation: Any) -> Sizes | None:
    known = static_ints(operation.inputs[0])
    begin, end, strides = (static_ints(tensor) for tensor in operation.inputs[1:])
    if (
        known is None
        or operation.inputs[0].shape.ndims != 1
        or begin is None
        or end is None
        or strides is None
    ):
        return None
    if None in begin or None in end or None in strides:
        return None
    masks = tuple(operation.attributes[name] for name in MASKS)
    entries = np.array(known, dtype=object)[index_of(begin, end, strides, masks)]  # type: ignore[arg-type]
    if not isinstance(entries, np.ndarray):
        return (entries,)
    return tuple(entries.tolist()) if entries.ndim == 1 else None


MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


@strided_slice_node.samples
def _() -> list[Sample]:
    matrix = np.arange(12, dtype=np.float32).reshape(3, 4)
    return [
        Sample(matrix, [0, 1], [2, 4], [1, 2]),
        Sample(matrix, [2, -1], [0, 0], [-1, -2], end_mask=2),
        Sample(matrix, [1, 0], [2, 0], [1, 1], shrink_axis_mask=1, begin_mask=2, end_mask=2),
        Sample(
            matrix, [0, 0, -1], [0, 0, 0], [1, 1, 1], ellipsis_mask=1, new_axis_mask=2, shrink_axis_mask=4
        ),
        Sample(np.float32(3.0), [0], [0], [1], new_axis_mask=1),
        Sample(matrix, [5], [9], [1]),
    ]


def _dtype_of_gradient(dtypes: Any, _: Any) -> DType:
    return dtypes["dy"]


def _given_shape(shape: Any, *_: Any, **__: Any) -> TensorShape:
    return TensorShape(shape)


@op(
    "StridedSliceGrad",
    shape=_given_shape,
    dtypes=ALL,
    result=_dtype_of_gradient,
    kind="gradient",
    symbol="scatter",
    latex=r"\mathrm{{scatter}}\,{dy}",
)
def strided_slice_grad(
    shape: HostInts, begin: HostInts, end: HostInts, strides: HostInts, dy: Array, begin_mask: int = 0,
    end_mask: int = 0, ellipsis_mask: int = 0, new_axis_mask: int = 0, shrink_axis_mask: int = 0,
) -> Any:  # fmt: skip
    """Put a gradient where the slice was taken from, and zeros everywhere else."""
    result = zeros_of(shape or (), dy)
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    result[_checked_index(begin, end, strides, masks)] = dy
    return result


@strided_slice_grad.gradient
def _(
    g, y, shape, begin, end, strides, dy, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask
):
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return None, None, None, None, strided_slice_node(g, begin, end, strides, *masks)


@strided_slice_grad.samples
def _() -> list[Sample]:
    return [
        Sample([3, 2], [0], [3], [2], [[1.0, 2.0], [3.0, 4.0]]),
        Sample([3, 2], [1, 0], [2, 0], [1, 1], [1.0, 2.0], begin_mask=2, end_mask=2, shrink_axis_mask=1),
    ]


def strided_slice(
    input_: Any, begin: Any, end: Any, strides: Any = None, begin_mask: int = 0, end_mask: int = 0,
    ellipsis_mask: int = 0, new_axis_mask: int = 0, shrink_axis_mask: int = 0, var: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Take every `strides`-th entry from `begin` up to, and not including, `end`; the op behind `x[1:3]`.

    Args:
        input_: a tensor of any dtype.
        begin, end, strides: int32 or int64, rank 1, one entry for each dimension that is sliced.
        begin_mask, end_mask: bit i set: `begin[i]` (`end[i]`) does not count, the slice is open there.
        ellipsis_mask, new_axis_mask: bit i set: entry i stands for `...`, or for `tf.newaxis`.
        shrink_axis_mask: bit i set: take the single entry `begin[i]`; the dimension goes away.
        var: not used.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/strided_slice

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strided_slice([1, 2, 3, 4], [0], [4], [2])))
    [1 3]
    """
    if strides is None:
        strides = ones_like(begin)
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return strided_slice_node(input_, begin, end, strides, *masks, name=name)


# --- x[...] -----------------------------------------------------------------------------------------------


def take_slice(tensor: Tensor, index: Any) -> Tensor:
    """Build the node for `tensor[index]`.

    An index is a whole number, a slice, `...`, `tf.newaxis` (None), a scalar int32 or int64 tensor, or a
    tuple of these; a bool tensor is a mask (`tf.boolean_mask`).

    Raises:
        TypeError: for anything else, such as a float.
        ValueError: for a number out of range, as far as the static shape says.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([[1, 2, 3], [4, 5, 6]])
    ...     print(sess.run(x[-1, 1:]))
    [5 6]
    """
    if _is_mask(index):
        from tensorlab.ops.masking import boolean_mask

        return boolean_mask(tensor, index)
    entries = index if isinstance(index, (list, tuple)) else (index,)
    begin: list[Any] = []
    end: list[Any] = []
    strides: list[Any] = []
    masks = [0, 0, 0, 0, 0]
    for place, entry in enumerate(entries):
        bit = 1 << place
        if isinstance(entry, slice):
            _add_range(entry, begin, end, strides, masks, bit)
        elif entry is Ellipsis or entry is None:
            begin.append(0)
            end.append(0)
            strides.append(1)
            masks[2 if entry is Ellipsis else 3] |= bit
        else:
            entry = _entry(entry)
            begin.append(entry)
            end.append(entry + 1)
            strides.append(1)
            masks[4] |= bit
    with name_scope(None, "strided_slice", [tensor, *begin, *end, *strides]) as scope:
        if not begin:
            nothing = convert_to_tensor(np.zeros(0, np.int32))
            return strided_slice_node(tensor, nothing, nothing, nothing, name=scope)
        packed = [build_vector(values) for values in (begin, end, strides)]
        if any(vector.dtype is int64 for vector in packed):
            packed = [vector if vector.dtype is int64 else build("Cast", vector, int64) for vector in packed]
        return strided_slice_node(tensor, *packed, *masks, name=scope)


def _is_mask(index: Any) -> bool:
    if isinstance(index, (bool, np.bool_)):
        return True
    dtype = getattr(index, "dtype", None)
    return dtype is not None and as_dtype(dtype).base_dtype is bool_


def _add_range(
    entry: slice, begin: list[Any], end: list[Any], strides: list[Any], masks: list[int], bit: int
) -> None:
    for bound, places, mask in ((entry.start, begin, 0), (entry.stop, end, 1)):
        if bound is None:
            masks[mask] |= bit
        places.append(0 if bound is None else _entry(bound))
    strides.append(1 if entry.step is None else _entry(entry.step))


def _entry(value: Any) -> Any:
    """One whole number of an index: an int, or a scalar tensor."""
    if isinstance(value, Dimension):
        value = value.value
    element = getattr(value, "_as_graph_element", None)
    if element is not None:
        tensor = element()
        if tensor.dtype.base_dtype in (int32, int64) and tensor.shape.ndims in (0, None):
            return tensor
    elif hasattr(value, "__index__") and not isinstance(value, (bool, np.bool_)):
        return value.__index__()
    raise TypeError(
        "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 "
        f"tensors are valid indices, got {value!r}"
    )


def build_vector(values: list[Any]) -> Tensor:
    """A vector of whole numbers, of which some may be tensors, named "stack"."""
    from tensorlab.ops.stacking import stack

    if not any(isinstance(value, Tensor) for value in values):
        return convert_to_tensor(np.array(values, np.int32), name="stack")
    return stack(values)


define_operator("take_slice", take_slice)
