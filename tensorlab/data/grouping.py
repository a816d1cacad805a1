"""The methods of `Dataset` that put elements together: batch, padded_batch, window; and unbatch, which undoes it.

Read next: `batching.py`, the nodes.
"""

from typing import Any

import numpy as np

from tensorlab.data.batching import batch_dataset, padded_batch_dataset, unbatch_dataset, window_dataset
from tensorlab.data.dataset_base import DatasetBase, number
from tensorlab.data.structures import DATASET, SCALAR, SPARSE, Part, flat, flat_up_to, mapped, packed
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import bool_, int64, variant
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.static_values import constant_value, static_ints
from tensorlab.graph.tensor import Tensor


class Grouping(DatasetBase):
    """Elements put together."""

    def batch(self, batch_size: Any, drop_remainder: Any = False) -> Any:
        """Stack so many elements at a time into one.

        Args:
            batch_size: how many; the last batch has fewer where the number does not work out.
            drop_remainder: leave such a last batch out. Then the static shape knows the size of a batch.

        Raises:
            tf.errors.InvalidArgumentError: in a run, when elements of one batch differ in their shapes.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#batch

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(5).batch(3).make_one_shot_iterator().get_next()
        ...     print(sess.run(element), sess.run(element))
        [0 1 2] [3 4]
        """
        size, drop = number(batch_size, "batch_size"), _yes_or_no(drop_remainder)
        known = _known_size(size, drop)
        structure = mapped(lambda part: part.with_shape(known.concatenate(part.shape)), self._structure)
        return self._next(batch_dataset, size, drop, structure=structure)

    def padded_batch(
        self, batch_size: Any, padded_shapes: Any, padding_values: Any = None, drop_remainder: Any = False
    ) -> Any:
        """Fill elements up to one shape, and stack so many of them at a time.

        Args:
            batch_size: how many.
            padded_shapes: for every part of an element the shape to fill up to; where it says None or -1, as large as
                the largest of the batch.
            padding_values: for every part the scalar to fill up with; 0 or "" by default.
            drop_remainder: leave out a last batch that is not full.

        Raises:
            ValueError: for a shape that does not fit the elements, or a padding value that is no scalar.
            TypeError: for a padding value of another dtype, and for sparse tensors.
            tf.errors.DataLossError: in a run, for an element that is larger than its padded shape.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#padded_batch

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     rows = tf.data.Dataset.range(1, 4).map(lambda n: tf.fill([n], n))
        ...     print(sess.run(rows.padded_batch(3, [None]).make_one_shot_iterator().get_next()))
        [[1 0 0]
         [2 2 0]
         [3 3 3]]
        """
        parts = flat(self._structure)
        if any(part.kind == SPARSE for part in parts):
            raise TypeError("Batching of padded sparse tensors is not currently supported")
        size, drop = number(batch_size, "batch_size"), _yes_or_no(drop_remainder)
        wanted = flat_up_to(self._structure, padded_shapes, "padded_shapes")
        shapes = [_shape_tensor(shape, part.shape) for shape, part in zip(wanted, parts, strict=True)]
        if padding_values is None:
            values = [_zero(part) for part in parts]
        else:
            given = flat_up_to(self._structure, padding_values, "padding_values")
            values = [_padding(value, part) for value, part in zip(given, parts, strict=True)]
        known = _known_size(size, drop)
        found = [
            part.with_shape(known.concatenate(_static(tensor)))
            for part, tensor in zip(parts, shapes, strict=True)
        ]
        structure = packed(self._structure, found)
        return self._next(padded_batch_dataset, size, shapes, values, drop, structure=structure)

    def window(self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False) -> Any:
        """Put neighbours together, as small datasets: what a sequence model looks at.

        Args:
            size: how many elements a window has.
            shift: how much further the next window begins; `size` when None.
            stride: take every so many-th element of a window.
            drop_remainder: leave out windows at the end that are not full.

        Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/Dataset#window

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     windows = tf.data.Dataset.range(5).window(3, shift=1, drop_remainder=True)
        ...     element = windows.flat_map(lambda window: window.batch(3)).make_one_shot_iterator().get_next()
        ...     print(sess.run(element), sess.run(element))
        [0 1 2] [1 2 3]
        """
        numbers = (
            number(size, "size"),
            number(size if shift is None else shift, "shift"),
            number(stride, "stride"),
        )
        structure = mapped(lambda part: Part(variant, SCALAR, DATASET, part), self._structure)
        return self._next(window_dataset, *numbers, _yes_or_no(drop_remainder), structure=structure)

    def unbatch(self) -> Any:
        """Take every element apart along its first axis: the elements are its slices.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     element = tf.data.Dataset.range(3).batch(2).unbatch().make_one_shot_iterator().get_next()
        ...     print([int(sess.run(element)) for _ in range(3)])
        [0, 1, 2]
        """
        structure = mapped(_without_first, self._structure)
        return self._next(unbatch_dataset, structure=structure)


def _without_first(part: Part) -> Part:
    if part.shape.ndims == 0:
        raise ValueError("Cannot unbatch an element with scalar components.")
    return part if part.shape.ndims is None else part.with_shape(part.shape[1:])


def _yes_or_no(value: Any) -> Tensor:
    return convert_to_tensor(value, dtype=bool_, name="drop_remainder")


def _known_size(size: Tensor, drop: Tensor) -> TensorShape:
    """The first size of a batch as far as it is known beforehand."""
    dropped, known = constant_value(drop), constant_value(size)
    return TensorShape([int(known) if dropped is not None and dropped and known is not None else None])


def _shape_tensor(shape: Any, element: TensorShape) -> Tensor:
    """A shape to fill up to as a vector of int64, -1 where nothing is said."""
    if not isinstance(shape, Tensor):
        try:
            sizes = as_shape(shape).as_list()
            shape = np.array([-1 if size is None else size for size in sizes], np.int64)
        except (TypeError, ValueError):
            shape = np.asarray(shape, np.int64)
    tensor = convert_to_tensor(shape, name="padded_shape")
    if tensor.shape.ndims is not None and tensor.shape.ndims != 1:
        raise ValueError(
            f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its shape was {tensor.shape}."
        )
    if tensor.dtype.base_dtype is not int64:
        raise TypeError(
            f"Padded shape {shape} must be a 1-D tensor of tf.int64 values, but its element type was "
            f"{tensor.dtype.name}."
        )
    static = _static(tensor)
    if not _fits(static, element):
        raise ValueError(
            f"The padded shape {static} is not compatible with the corresponding input component shape {element}."
        )
    return tensor


def _static(tensor: Tensor) -> TensorShape:
    """A shape that a tensor holds, as far as it is known beforehand."""
    known = static_ints(tensor)
    if known is None:
        return TensorShape(None)
    return TensorShape([None if size is None or size < 0 else size for size in known])


def _fits(padded: TensorShape, element: TensorShape) -> bool:
    if padded.sizes is None or element.sizes is None:
        return True
    if len(padded.sizes) != len(element.sizes):
        return False
    pairs = zip(padded.sizes, element.sizes, strict=True)
    return all(mine is None or other is None or mine >= other for mine, other in pairs)


def _zero(part: Part) -> Tensor:
    if part.kind == DATASET:
        raise TypeError(
            "Unable to create padding for field of type 'variant': a dataset cannot be filled up."
        )
    zero = "" if part.dtype.name == "string" else np.zeros((), part.dtype.as_numpy_dtype)
    return convert_to_tensor(zero, name="padding_value")


def _padding(value: Any, part: Part) -> Tensor:
    tensor = convert_to_tensor(value, name="padding_value")
    if not tensor.shape.is_compatible_with([]):
        raise ValueError(f"Padding value should be a scalar, but is not: {value!r}")
    if tensor.dtype.base_dtype is not part.dtype:
        raise TypeError(
            f"Padding value tensor ({tensor}) does not match output type: {part.dtype!r}. Write "
            f"tf.constant({value!r}, tf.{part.dtype.name})."
        )
    return tensor
