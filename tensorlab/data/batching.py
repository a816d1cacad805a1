"""Batches: several elements stacked into one; padded where their sizes differ; and taken apart again.

Read next: `shuffling.py`.
"""

from typing import Any

import numpy as np

from tensorlab.data.mapping import MapStage
from tensorlab.data.nodes import VARIANT, dataset_op
from tensorlab.data.recipes import UNKNOWN_COUNT, Element, Pass, Recipe, Stage, in_brackets, shape_of
from tensorlab.errors import DataLossError, OpError
from tensorlab.graph.registry import MIXED, Array, Arrays, HostInt, HostValue
from tensorlab.ops.sparse_tensor import SparseTensorValue


class BatchStage(Stage):
    """Collects so many elements and stacks each of their parts."""

    words = "batches of {1}"

    def __init__(self, run: Pass, source: Recipe, size: int, drop_remainder: bool) -> None:
        self.size, self.drop_remainder = size, drop_remainder
        self.source = source.start(run)
        self.batches = 0

    def collected(self) -> list[Element]:
        """The elements of the next batch."""
        source, elements = self.source, []
        try:
            for _ in range(self.size):
                elements.append(next(source))
        except StopIteration:
            if not elements or self.drop_remainder:
                raise
        except OpError:
            if isinstance(source, MapStage):
                self._give_up(len(elements) + 1)
            raise
        self.batches += 1
        return elements

    def _give_up(self, read: int) -> None:
        """Read the rest of a batch that cannot be: TensorFlow computes `map` and `batch` in one, a batch at a time."""
        for _ in range(self.size - read):
            try:
                next(self.source)
            except OpError:
                pass
            except StopIteration:
                return

    def __next__(self) -> Element:
        columns = zip(*self.collected(), strict=True)
        return tuple([self.stacked(column, number) for number, column in enumerate(columns)])

    def stacked(self, column: tuple[Any, ...], number: int) -> Any:
        """One part of all the elements as one array."""
        first = column[0]
        if isinstance(first, SparseTensorValue):
            return stacked_sparse(column)
        if isinstance(first, Recipe):
            self.refuse(
                "A part of the elements is a dataset, and datasets cannot be stacked: use flat_map first."
            )
        try:
            if len({value.shape for value in column}) == 1:  # quicker than a look at each
                return stacked(column, first.shape)
        except AttributeError:
            pass  # text is no array
        shape = np.shape(first)
        for place, value in enumerate(column):
            if np.shape(value) != shape:
                self.refuse(
                    f"Cannot batch tensors with different shapes in component {number}. First element had shape "
                    f"{in_brackets(shape)} and element {place} had shape {in_brackets(np.shape(value))}.",
                    advice="Dataset.padded_batch fills the shorter ones up.",
                )
        return stacked(column, shape)

    def facts(self) -> dict[str, Any]:
        return {"batch": self.batches, "size": self.size}

    @staticmethod
    def count(*settings: Any) -> int:
        source, size, drop_remainder = settings[:3]
        known = source.cardinality
        return int(known) if known < 0 else known // size if drop_remainder else -(-known // size)


def stacked(column: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Arrays of one shape as one array, with a new first axis."""
    first = column[0]
    if isinstance(first, bytes) or np.asarray(first).dtype == object:
        texts = np.empty((len(column), *shape), object)
        for place, value in enumerate(column):
            texts[place] = value if isinstance(value, bytes) else value[()]
        return texts
    return np.array(column)


def stacked_sparse(column: tuple[SparseTensorValue, ...]) -> SparseTensorValue:
    """Sparse arrays as one sparse array, with a new first axis, large enough for all."""
    counts = [len(value.values) for value in column]
    rows = np.repeat(np.arange(len(column), dtype=np.int64), counts)[:, np.newaxis]
    indices = np.concatenate([rows, np.concatenate([np.asarray(value.indices) for value in column])], axis=1)
    largest = np.max([np.asarray(value.dense_shape) for value in column], axis=0)
    values = np.concatenate([np.asarray(value.values) for value in column])
    return SparseTensorValue(indices, values, np.array([len(column), *largest], np.int64))


def _checked_size(batch_size: int) -> None:
    if batch_size <= 0:
        raise ValueError("Batch size must be greater than zero.")


@dataset_op("BatchDatasetV2", symbol="▤ {batch_size}", latex=r"\text{{batches of }} {batch_size}")
def batch_dataset(
    input_dataset: Array,
    batch_size: HostInt,
    drop_remainder: HostValue,
    parallel_copy: bool = False,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Stack `batch_size` elements at a time: `Dataset.batch`."""
    _checked_size(batch_size)
    return Recipe(BatchStage, input_dataset, batch_size, bool(drop_remainder))


class PaddedBatchStage(BatchStage):
    """Collects so many elements, fills each of their parts up to one shape, and stacks them."""

    words = "batches of {1}, filled up to one shape"

    def __init__(
        self,
        run: Pass,
        source: Recipe,
        size: int,
        drop_remainder: bool,
        shapes: list[Any],
        padding: list[Any],
    ) -> None:
        super().__init__(run, source, size, drop_remainder)
        self.shapes, self.padding = [tuple(np.asarray(shape).tolist()) for shape in shapes], padding

    def stacked(self, column: tuple[Any, ...], number: int) -> Any:
        wanted, padding = self.shapes[number], self.padding[number]
        shapes = [shape_of(value) for value in column]
        for shape in shapes:
            if len(shape) != len(wanted):
                self.refuse(
                    "All elements in a batch must have the same rank as the padded shape for component"
                    f"{number}: expected rank {len(wanted)} but got element with rank {len(shape)}"
                )
        largest = [
            max(shape[axis] for shape in shapes) if size == -1 else size for axis, size in enumerate(wanted)
        ]
        for shape in shapes:
            if any(size > most for size, most in zip(shape, largest, strict=True)):
                self.refuse(
                    f"Attempted to pad to a smaller size than the input element: component {number} has the shape "
                    f"{in_brackets(shape)}, and should be padded to {in_brackets(largest)}.",
                    DataLossError,
                    "Give -1 (None) in padded_shapes: then the longest element of each batch says how long.",
                )
        value = padding if isinstance(padding, bytes) else np.asarray(padding)[()]
        dtype = object if isinstance(value, bytes) else np.asarray(padding).dtype
        result: Any = np.full((len(column), *largest), value, dtype)
        for place, (entry, shape) in enumerate(zip(column, shapes, strict=True)):
            result[(place, *(slice(size) for size in shape))] = entry
        return result


@dataset_op(
    "PaddedBatchDatasetV2", symbol="▤ {batch_size} ▒", latex=r"\text{{padded batches of }} {batch_size}",
    dtypes={"input_dataset": VARIANT, "padded_shapes": MIXED, "padding_values": MIXED},
)  # fmt: skip
def padded_batch_dataset(
    input_dataset: Array,
    batch_size: HostInt,
    padded_shapes: Arrays,
    padding_values: Arrays,
    drop_remainder: HostValue,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Fill elements up to one shape, and stack `batch_size` of them at a time: `Dataset.padded_batch`."""
    _checked_size(batch_size)
    return Recipe(
        PaddedBatchStage,
        input_dataset,
        batch_size,
        bool(drop_remainder),
        list(padded_shapes),
        list(padding_values),
    )


class UnbatchStage(Stage):
    """Hands out the slices of each element along its first axis."""

    words = "the slices of each element"

    def __init__(self, run: Pass, source: Recipe) -> None:
        self.source = source.start(run)
        self.rows: list[Any] = []
        self.position = self.size = 0

    def __next__(self) -> Element:
        while self.position >= self.size:
            self._open(next(self.source))
        position = self.position
        self.position += 1
        return tuple([rows[position] for rows in self.rows])

    def _open(self, element: Element) -> None:
        from tensorlab.data.making import _sparse_rows

        self.rows = [_sparse_rows(one) if isinstance(one, SparseTensorValue) else one for one in element]
        sizes = {len(rows) for rows in self.rows}
        self.position, self.size = 0, 0
        if len(sizes) > 1:
            self.refuse(
                f"Input element must have the same batch size in each component; the sizes are {sorted(sizes)}."
            )
        self.size = sizes.pop()

    def facts(self) -> dict[str, Any]:
        return {"position": self.position, "of": self.size}


@dataset_op("UnbatchDataset", symbol="▤→≡", latex=r"\text{{slices of the elements of }} {input_dataset}")
def unbatch_dataset(input_dataset: Array, output_types: tuple[Any, ...] = (), output_shapes: Any = ()):
    """Take elements apart along their first axis: `tf.data.experimental.unbatch`."""
    return Recipe(UnbatchStage, input_dataset)


class ListStage(Stage):
    """Hands out elements of a list."""

    words = "a window"

    sources = ()

    def __init__(self, run: Pass, elements: list[Element]) -> None:
        self.elements = iter(elements)

    def __next__(self) -> Element:
        return next(self.elements)

    @staticmethod
    def count(*settings: Any) -> int:
        return len(settings[0])


class WindowStage(Stage):
    """Collects so many elements and hands each of their parts out as a small dataset."""

    words = "windows of {1} elements, each {2} further"

    def __init__(
        self, run: Pass, source: Recipe, size: int, shift: int, stride: int, drop_remainder: bool
    ) -> None:
        self.size, self.shift, self.stride, self.drop_remainder = size, shift, stride, drop_remainder
        self.source = source.start(run)
        self.held: list[Element] = []
        self.ended = False

    def __next__(self) -> Element:
        wanted = (self.size - 1) * self.stride + 1
        while not self.ended and len(self.held) < wanted:
            self._read(keep=True)
        if not self.held or (self.drop_remainder and len(self.held) < wanted):
            raise StopIteration
        window = self.held[: wanted : self.stride]
        for _ in range(len(self.held), self.shift):
            if not self.ended:
                self._read(keep=False)
        del self.held[: self.shift]
        return tuple(
            Recipe(ListStage, [(value,) for value in column]) for column in zip(*window, strict=True)
        )

    def _read(self, keep: bool) -> None:
        try:
            element = next(self.source)
        except StopIteration:
            self.ended = True
            return
        if keep:
            self.held.append(element)

    def facts(self) -> dict[str, Any]:
        return {"held": len(self.held)}

    @staticmethod
    def count(*settings: Any) -> int:
        known = settings[0].cardinality
        return int(known) if known <= 0 else UNKNOWN_COUNT


@dataset_op(
    "WindowDataset", symbol="[{size}]→", latex=r"\text{{windows of }} {size} \text{{ every }} {shift}"
)
def window_dataset(
    input_dataset: Array,
    size: HostInt,
    shift: HostInt,
    stride: HostInt,
    drop_remainder: HostValue,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Make small datasets of `size` elements, each `shift` further: `Dataset.window`."""
    for name, number in (("Window size", size), ("Window shift", shift), ("Window stride", stride)):
        if number <= 0:
            raise ValueError(f"{name} must be greater than zero.")
    return Recipe(WindowStage, input_dataset, size, shift, stride, bool(drop_remainder))
