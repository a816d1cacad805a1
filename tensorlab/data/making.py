"""Where elements come from: tensors, their slices, numbers in a row, a Python generator.

Read next: `choosing.py`, which leaves elements out; `dataset.py`, the class whose methods make these nodes.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.data.nodes import dataset_op
from tensorlab.data.recipes import Element, Pass, Recipe, Stage, in_brackets
from tensorlab.data.structures import flat, flat_up_to, gatherer, outline_of
from tensorlab.errors import InvalidArgumentError, OpError, UnimplementedError, UnknownError
from tensorlab.graph.dtypes import DType
from tensorlab.graph.registry import MIXED, Arrays, HostInt
from tensorlab.ops.sparse_tensor import SparseTensorValue


class OnceStage(Stage):
    """Hands out one element."""

    words = "one element"

    sources = ()

    def __init__(self, run: Pass, element: Element) -> None:
        self.element = element
        self.given = False

    def __next__(self) -> Element:
        if self.given:
            raise StopIteration
        self.given = True
        return self.element

    @staticmethod
    def count(*settings: Any) -> int:
        return 1


@dataset_op(
    "TensorDataset", symbol="[·]", latex=r"\text{{one element}}({components})", dtypes={"components": MIXED}
)
def tensor_dataset(
    components: Arrays, structure: Any = None, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Make a dataset of one element: `tf.data.Dataset.from_tensors`."""
    gather = gatherer(structure)
    return Recipe(OnceStage, tuple(components) if gather is None else gather(components))


class SliceStage(Stage):
    """Hands out the slices of arrays along their first axis."""

    words = "{1} slices"

    sources = ()

    def __init__(self, run: Pass, rows: list[Any], size: int) -> None:
        self.rows = rows
        self.size = size
        self.position = 0

    def __next__(self) -> Element:
        position = self.position
        if position >= self.size:
            raise StopIteration
        self.position = position + 1
        return tuple([rows[position] for rows in self.rows])

    def facts(self) -> dict[str, Any]:
        return {"position": self.position, "of": self.size}

    @staticmethod
    def count(*settings: Any) -> int:
        return int(settings[1])


@dataset_op(
    "TensorSliceDataset", symbol="≡", latex=r"\text{{slices}}({components})", dtypes={"components": MIXED}
)
def tensor_slice_dataset(
    components: Arrays, structure: Any = None, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Make a dataset of the slices of tensors along their first axis: `tf.data.Dataset.from_tensor_slices`."""
    gather = gatherer(structure)
    values = tuple(components) if gather is None else gather(components)
    rows = [
        _sparse_rows(value) if isinstance(value, SparseTensorValue) else np.asarray(value) for value in values
    ]
    sizes = [len(one) for one in rows]
    if any(size != sizes[0] for size in sizes):
        raise ValueError(
            f"All components must have the same size in the 0th dimension, but the sizes are {in_brackets(sizes)}."
        )
    return Recipe(SliceStage, rows, sizes[0])


def _sparse_rows(value: SparseTensorValue) -> list[SparseTensorValue]:
    """The slices of a sparse array along its first axis."""
    indices, values = np.asarray(value.indices), np.asarray(value.values)
    whole = np.asarray(value.dense_shape)
    order = np.argsort(indices[:, 0], kind="stable")
    ends = np.searchsorted(indices[order, 0], np.arange(int(whole[0]) + 1))
    found = []
    for number in range(int(whole[0])):
        here = order[ends[number] : ends[number + 1]]
        found.append(SparseTensorValue(indices[here, 1:], values[here], whole[1:]))
    return found


class RangeStage(Stage):
    """Hands out numbers in a row."""

    words = "the numbers of {0}"

    sources = ()

    def __init__(self, run: Pass, numbers: range) -> None:
        self.numbers = iter(numbers)

    def __next__(self) -> Element:
        return (np.int64(next(self.numbers)),)

    @staticmethod
    def count(*settings: Any) -> int:
        return len(settings[0])


@dataset_op("RangeDataset", symbol="0…n", latex=r"{start}, {start}+{step}, \ldots < {stop}")
def range_dataset(
    start: HostInt, stop: HostInt, step: HostInt, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Make a dataset of the numbers from `start` up to `stop`: `tf.data.Dataset.range`."""
    if step == 0:
        raise ValueError("step must be a non-zero integer.")
    return Recipe(RangeStage, range(start, stop, step))


# --- a Python generator -----------------------------------------------------------------------------------


class GeneratorStage(Stage):
    """Hands out what a generator of the program yields, checked against what was promised."""

    words = "what the generator {0.__name__}() yields"

    sources = ()

    def __init__(
        self, run: Pass, generator: Callable[..., Any], arguments: list[Any], structure: Any
    ) -> None:
        self.generator, self.arguments = generator, arguments
        self.structure, self.parts = structure, flat(structure)
        self.name = getattr(generator, "__name__", type(generator).__name__)
        self.iterator: Any = None
        self.yielded = 0

    def __next__(self) -> Element:
        try:
            if self.iterator is None:
                self.iterator = iter(self.generator(*self.arguments))
            value = next(self.iterator)
        except (StopIteration, OpError):
            raise
        except Exception as error:
            kind: type[OpError] = UnknownError
            if isinstance(error, (TypeError, ValueError)):
                kind = InvalidArgumentError
            elif isinstance(error, NotImplementedError):
                kind = UnimplementedError
            self._failed(error, kind)
        self.yielded += 1
        return self._checked(value)

    def _failed(self, error: Exception, kind: type[OpError]) -> None:
        place = _last_line(error)
        try:
            self.refuse(
                f"{type(error).__name__}: {error}\nIt was raised by the generator {self.name}(){place}, after it had "
                f"yielded {self.yielded} elements.",
                kind,
            )
        except OpError as refusal:
            raise refusal from error

    def _checked(self, value: Any) -> Element:
        """What was yielded as arrays of the promised dtypes and shapes."""
        try:
            values = flat_up_to(self.structure, value, "the generator")
        except (TypeError, ValueError):
            self.refuse(
                f"TypeError: `generator` yielded an element that did not match the expected structure. The expected "
                f"structure was {outline_of(self.structure)}, but the yielded element was {value!r}."
            )
        return tuple([self._array(one, part) for one, part in zip(values, self.parts, strict=True)])

    def _array(self, value: Any, part: Any) -> Any:
        try:
            array = as_array(value, part.dtype)
        except (TypeError, ValueError, OverflowError):
            self.refuse(
                "TypeError: `generator` yielded an element that could not be converted to the expected type. The "
                f"expected type was {part.dtype.name}, but the yielded element was {value!r}."
            )
        if not part.shape.is_compatible_with(array.shape):
            self.refuse(
                f"ValueError: `generator` yielded an element of shape {array.shape} where an element of shape "
                f"{part.shape} was expected."
            )
        return array

    def facts(self) -> dict[str, Any]:
        return {"yielded": self.yielded}

    def close(self) -> None:
        closing = getattr(self.iterator, "close", None)
        if closing is not None:
            closing()


def as_array(value: Any, dtype: DType) -> np.ndarray:
    """A Python value as an array of a dtype; text becomes bytes."""
    if dtype.name != "string":
        return np.asarray(value, dtype.as_numpy_dtype)
    texts = np.asarray(value)
    if texts.dtype.kind not in "OSU":
        raise TypeError("not text")
    found = np.empty(texts.shape, object)
    for place in np.ndindex(texts.shape):
        text = texts[place]
        found[place] = text.encode() if isinstance(text, str) else bytes(text)
    return found


def _last_line(error: Exception) -> str:
    """Where an error came up, as the end of a clause."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "" if at is None else f" at {at.tb_frame.f_code.co_filename}:{at.tb_lineno}"


@dataset_op(
    "GeneratorDataset", symbol="py", latex=r"\text{{generator}}({arguments})", dtypes={"arguments": MIXED}
)
def generator_dataset(
    arguments: Arrays,
    generator: Any,
    structure: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Make a dataset of what a Python generator yields: `tf.data.Dataset.from_generator`.

    TensorFlow makes it of a `FlatMapDataset` over one element, with such a node inside.
    """
    return Recipe(GeneratorStage, generator, list(arguments), structure)
