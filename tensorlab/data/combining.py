"""Several datasets in one: side by side, one after the other, or taken in turns.

Read next: `mapping.py`, functions of elements; `batching.py`.
"""

from typing import Any

from tensorlab.data.nodes import VARIANT, dataset_op
from tensorlab.data.recipes import INFINITE, UNKNOWN_COUNT, Element, Pass, Recipe, Stage
from tensorlab.errors import OutOfRangeError
from tensorlab.graph.registry import MIXED, Array, Arrays, HostInt


class ZipStage(Stage):
    """Takes one element of each dataset, and hands their parts out together."""

    words = "elements side by side"

    sources = ()

    def __init__(self, run: Pass, recipes: list[Recipe]) -> None:
        self.stages = [recipe.start(run, f"ZipStage[{number}]") for number, recipe in enumerate(recipes)]
        self.ended = False

    def __next__(self) -> Element:
        if self.ended:
            raise StopIteration
        parts: list[Any] = []
        try:
            for stage in self.stages:
                parts += next(stage)
        except StopIteration:
            self.ended = True
            raise
        return tuple(parts)

    def close(self) -> None:
        for stage in self.stages:
            stage.close()

    @staticmethod
    def count(*settings: Any) -> int:
        counts = [recipe.cardinality for recipe in settings[0]]
        known = [count for count in counts if count != INFINITE]
        if UNKNOWN_COUNT in known:
            return UNKNOWN_COUNT
        return min(known, default=INFINITE)


@dataset_op("ZipDataset", symbol="⧉", latex=r"({input_datasets})")
def zip_dataset(input_datasets: Arrays, output_types: tuple[Any, ...] = (), output_shapes: Any = ()):
    """Put the elements of several datasets side by side, until one is at its end: `tf.data.Dataset.zip`."""
    return Recipe(ZipStage, list(input_datasets))


class ConcatenateStage(Stage):
    """Hands out the elements of one dataset, and then those of another."""

    words = "one dataset behind another"

    def __init__(self, run: Pass, first: Recipe, second: Recipe) -> None:
        self.run, self.second = run, second
        self.source = first.start(run, "ConcatenateStage[0]")
        self.which = 0

    def __next__(self) -> Element:
        try:
            return next(self.source)
        except StopIteration:
            if self.which:
                raise
        self.source.close()
        self.which = 1
        self.source = self.second.start(self.run, "ConcatenateStage[1]")
        return next(self.source)

    def facts(self) -> dict[str, Any]:
        return {"dataset": self.which + 1, "of": 2}

    @staticmethod
    def count(*settings: Any) -> int:
        first, second = (recipe.cardinality for recipe in settings)
        if INFINITE in (first, second):
            return INFINITE
        return UNKNOWN_COUNT if UNKNOWN_COUNT in (first, second) else int(first + second)


@dataset_op("ConcatenateDataset", symbol="++", latex=r"{input_dataset} \mathbin{{+\!\!+}} {another_dataset}")
def concatenate_dataset(
    input_dataset: Array, another_dataset: Array, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Put the elements of one dataset behind those of another: `Dataset.concatenate`."""
    return Recipe(ConcatenateStage, input_dataset, another_dataset)


class FlatMapStage(Stage):
    """Makes a dataset of every element, and hands out the elements of all of them, one dataset after the other."""

    words = "the elements of the datasets that {1} makes"

    sources = ("source", "inner")

    def __init__(self, run: Pass, source: Recipe, function: Any) -> None:
        self.run, self.function = run, function.ready(run)
        self.source = source.start(run)
        self.inner: Stage | None = None
        self.made = 0

    def __next__(self) -> Element:
        while True:
            if self.inner is None:
                self.inner = _started(self, next(self.source), self.made)
            try:
                return next(self.inner)
            except StopIteration:
                self.inner.close()
                self.inner = None

    def facts(self) -> dict[str, Any]:
        return {"dataset": self.made}


def _started(stage: Any, element: Element, place: int) -> Stage:
    """The stage of the dataset that a function makes of an element."""
    try:
        (recipe,) = stage.function(element)
    except OutOfRangeError:
        raise StopIteration from None
    stage.made += 1
    started: Stage = recipe.start(stage.run, f"{type(stage).__name__}[{place}]")
    return started


@dataset_op(
    "FlatMapDataset", symbol="f(·)++", latex=r"f(e_1) \mathbin{{+\!\!+}} f(e_2) \mathbin{{+\!\!+}} \ldots",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def flat_map_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    f: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Make a dataset of every element, and put them one behind the other: `Dataset.flat_map`."""
    return Recipe(FlatMapStage, input_dataset, f)


class InterleaveStage(Stage):
    """Makes a dataset of every element, and takes from several of them in turns.

    There are `cycle_length` places. The place whose turn it is gives up to `block_length` elements; a dataset at its
    end leaves its place, which is filled again when it is its turn.
    """

    words = "elements in turns from {2} of the datasets that {1} makes, {3} at a time"

    def __init__(
        self, run: Pass, source: Recipe, function: Any, cycle_length: int, block_length: int
    ) -> None:
        self.run, self.function = run, function.ready(run)
        self.places: list[Stage | None] = [None] * cycle_length
        self.cycle_length, self.block_length = cycle_length, block_length
        self.turn = self.given = self.made = 0
        self.source: Stage | None = source.start(run)

    def __next__(self) -> Element:
        while self.source is not None or any(self.places):
            stage = self.places[self.turn]
            if stage is not None:
                try:
                    element = next(stage)
                except StopIteration:
                    stage.close()
                    self.places[self.turn] = None
                    self._next_place()
                    continue
                self.given += 1
                if self.given == self.block_length:
                    self._next_place()
                return element
            if self.source is None:
                self._next_place()
                continue
            try:
                self.places[self.turn] = _started(self, next(self.source), self.turn)
            except StopIteration:
                self.source.close()
                self.source = None
        raise StopIteration

    def _next_place(self) -> None:
        self.given = 0
        self.turn = (self.turn + 1) % self.cycle_length

    def facts(self) -> dict[str, Any]:
        return {"turn": self.turn, "open": sum(place is not None for place in self.places)}

    def close(self) -> None:
        for stage in (*self.places, self.source):
            if stage is not None:
                stage.close()


def _interleaved(recipe: Any, function: Any, cycle_length: int, block_length: int) -> Recipe:
    if cycle_length <= 0:
        raise ValueError("`cycle_length` must be > 0.")
    if block_length <= 0:
        raise ValueError("`block_length` must be > 0.")
    return Recipe(InterleaveStage, recipe, function, cycle_length, block_length)


@dataset_op(
    "InterleaveDataset", symbol="⇶", latex=r"\text{{in turns}}(f(e_1), f(e_2), \ldots)",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def interleave_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    cycle_length: HostInt,
    block_length: HostInt,
    f: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Make a dataset of every element, and take from several of them in turns: `Dataset.interleave`."""
    return _interleaved(input_dataset, f, cycle_length, block_length)


@dataset_op(
    "ParallelInterleaveDatasetV2", symbol="⇶", latex=r"\text{{in turns}}(f(e_1), f(e_2), \ldots)",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def parallel_interleave_dataset_v2(
    input_dataset: Array,
    other_arguments: Arrays,
    cycle_length: HostInt,
    block_length: HostInt,
    num_parallel_calls: HostInt,
    f: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """The same; the elements are computed one after the other here, and their order is TensorFlow's."""
    return _interleaved(input_dataset, f, cycle_length, block_length)
