"""`tf.map_fn`, `tf.scan`, `tf.foldl` and `tf.foldr`: a function for every slice of an array, as loops.

Read next: `looping.py` and `tensor_array.py`, of which they are made.
"""

from collections.abc import Callable
from typing import Any

from tensorlab import nest
from tensorlab.control_flow.looping import while_loop
from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import Dimension, TensorShape, as_shape
from tensorlab.graph.tensor import Tensor

__all__ = ["foldl", "foldr", "map_fn", "scan"]

Function = Callable[..., Any]


class _Slices:
    """Arrays of one length, to be read slice by slice."""

    def __init__(self, elems: Any) -> None:
        self.structure = elems
        self.whole = [convert_to_tensor(value, name="elem") for value in nest.flatten(elems)]
        for tensor in self.whole:
            if tensor.shape.ndims == 0:
                raise ValueError(f"elems must be a 1+ dimensional Tensor, not a scalar ({tensor.name}).")
        length = as_shape(self.whole[0].shape[:1] if self.whole[0].shape.ndims is not None else [None])
        for tensor in self.whole[1:]:
            if tensor.shape.ndims is not None:
                length = length.merge_with(tensor.shape[:1])
        self.static_length: int | None = length.as_list()[0]
        self.length: Any = self.static_length
        if self.length is None:
            self.length = build(
                "StridedSlice", build("Shape", self.whole[0]), [0], [1], [1], shrink_axis_mask=1
            )
        self._lists = [
            TensorArray(tensor.dtype.base_dtype, self.length).unstack(tensor) for tensor in self.whole
        ]

    def __getitem__(self, index: Any) -> Any:
        return nest.pack_sequence_as(self.structure, [one.read(index) for one in self._lists])


def _lists_for(values: list[Tensor], length: Any) -> list[TensorArray]:
    return [TensorArray(value.dtype.base_dtype, length) for value in values]


def _stacked(structure: Any, lists: list[TensorArray], length: int | None) -> Any:
    results = []
    for one in lists:
        result = one.stack()
        result.set_shape(TensorShape([Dimension(length)]).concatenate(one.element_shape))
        results.append(result)
    return nest.pack_sequence_as(structure, results)


def map_fn(
    fn: Function,
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """Call a function with every slice of `elems` along the first axis, and stack what it returns.

    Args:
        fn: a function of one slice (of a nest of slices, where `elems` is a nest).
        elems: a tensor of rank 1 or more, or a nest of tensors of one length.
        dtype: the dtype of what `fn` returns, in its nest; needed where that differs from `elems`.
        back_prop: False lets no gradient go back.
        infer_shape: check that all results have one static shape.
        parallel_iterations, swap_memory: accepted as in TensorFlow, without effect.
        name: the name scope of the new nodes.

    Returns:
        A tensor of shape [length, ...], or a nest of them.

    Raises:
        TypeError: when `fn` is no function.
        ValueError: for scalars.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/map_fn

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.map_fn(lambda x: x * x, tf.constant([1, 2, 3]))))
    [1 4 9]
    """
    if not callable(fn):
        raise TypeError(f"The provided function {fn!r} is not callable. fn must be callable.")
    with name_scope(name, "map", nest.flatten(elems)):
        slices = _Slices(elems)
        outline = elems if dtype is None else dtype
        dtypes = [t.dtype.base_dtype for t in slices.whole] if dtype is None else nest.flatten(dtype)
        lists = [TensorArray(one, slices.length, infer_shape=infer_shape) for one in dtypes]

        def body(index: Tensor, lists: list[TensorArray]) -> Any:
            result = fn(slices[index])
            nest.assert_same_structure(outline, result, check_types=False)
            return index + 1, [o.write(index, v) for o, v in zip(lists, nest.flatten(result), strict=True)]

        _, filled = while_loop(
            lambda index, _: build("Less", index, slices.length), body, [0, lists], back_prop=back_prop
        )
        return _stacked(outline, filled, slices.static_length)


def scan(
    fn: Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """Combine the slices of `elems` one after the other, and stack all results on the way.

    Args:
        fn: a function of (result so far, slice) that returns the next result.
        elems: a tensor of rank 1 or more, or a nest of tensors of one length.
        initializer: the first result so far; the first slice when None.
        reverse: begin with the last slice.
        back_prop, parallel_iterations, swap_memory, infer_shape, name: as for `tf.map_fn`.

    Returns:
        A tensor of shape [length, ...], or a nest of them: the result after each slice.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/scan

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.scan(lambda total, x: total + x, tf.constant([1, 2, 3, 4]))))
    [ 1  3  6 10]
    """
    if not callable(fn):
        raise TypeError(f"The provided function {fn!r} is not callable. fn must be callable.")
    with name_scope(name, "scan", nest.flatten(elems)):
        slices = _Slices(elems)
        first, step = _ends(slices, reverse)
        lists: list[TensorArray] = []
        if initializer is None:
            state = nest.flatten(slices[first])
            outline = elems
            lists = [o.write(first, v) for o, v in zip(_lists_for(state, slices.length), state, strict=True)]
            begin = first + step
        else:
            state = [convert_to_tensor(value) for value in nest.flatten(initializer)]
            outline = initializer
            lists = _lists_for(state, slices.length)
            begin = first

        def body(index: Tensor, state: list[Any], lists: list[TensorArray]) -> Any:
            result = fn(nest.pack_sequence_as(outline, state), slices[index])
            nest.assert_same_structure(outline, result, check_types=False)
            flat = nest.flatten(result)
            return index + step, flat, [o.write(index, v) for o, v in zip(lists, flat, strict=True)]

        def more(index: Tensor, *_: Any) -> Tensor:
            return build("GreaterEqual", index, 0) if reverse else build("Less", index, slices.length)

        _, _, filled = while_loop(more, body, [begin, state, lists], back_prop=back_prop)
        return _stacked(outline, filled, slices.static_length)


def foldl(
    fn: Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """Combine the slices of `elems` from the first to the last; the last result only. Arguments as for `tf.scan`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.foldl(lambda total, x: total - x, tf.constant([10, 2, 3]))))
    5
    """
    return _folded(fn, elems, initializer, False, back_prop, name, "foldl")


def foldr(
    fn: Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """Combine the slices of `elems` from the last to the first; the last result only. Arguments as for `tf.scan`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.foldr(lambda total, x: total - x, tf.constant([2, 3, 10]))))
    5
    """
    return _folded(fn, elems, initializer, True, back_prop, name, "foldr")


def _folded(
    fn: Function, elems: Any, initializer: Any, reverse: bool, back_prop: bool, name: str | None, default: str
) -> Any:
    if not callable(fn):
        raise TypeError(f"The provided function {fn!r} is not callable. fn must be callable.")
    with name_scope(name, default, nest.flatten(elems)):
        slices = _Slices(elems)
        first, step = _ends(slices, reverse)
        if initializer is None:
            start, begin = slices[first], first + step
        else:
            start, begin = nest.map_structure(convert_to_tensor, initializer), first

        def more(index: Tensor, *_: Any) -> Tensor:
            return build("GreaterEqual", index, 0) if reverse else build("Less", index, slices.length)

        def body(index: Tensor, state: Any) -> Any:
            return index + step, fn(state, slices[index])

        _, result = while_loop(more, body, [begin, start], back_prop=back_prop)
        return result


def _ends(slices: _Slices, reverse: bool) -> tuple[Any, int]:
    """Where to begin, and how to go on."""
    return (slices.length - 1, -1) if reverse else (0, 1)
