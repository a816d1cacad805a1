"""Which elements: the first ones, all but the first, every n-th, those for which a function holds; and again.

Read next: `combining.py`, several datasets in one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.data.nodes import VARIANT, dataset_op
from tensorlab.data.recipes import INFINITE, UNKNOWN_COUNT, Element, Pass, Recipe, Stage
from tensorlab.errors import OpError, OutOfRangeError
from tensorlab.graph.registry import MIXED, Array, Arrays, HostInt


class TakeStage(Stage):
    """Hands out the first so many elements."""

    words = "the first {1} elements"

    def __init__(self, run: Pass, source: Recipe, count: int) -> None:
        self.left = count
        self.source = source.start(run)

    def __next__(self) -> Element:
        if self.left == 0:
            raise StopIteration
        element = next(self.source)
        self.left -= 1
        return element

    def facts(self) -> dict[str, Any]:
        return {"left": self.left} if self.left >= 0 else {}

    @staticmethod
    def count(*settings: Any) -> int:
        source, count = settings
        known = source.cardinality
        if count < 0 or known == UNKNOWN_COUNT:
            return int(known)
        return count if known == INFINITE else min(known, count)


@dataset_op(
    "TakeDataset", symbol="take {count}", latex=r"\text{{first }} {count} \text{{ of }} {input_dataset}"
)
def take_dataset(
    input_dataset: Array, count: HostInt, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Take the first `count` elements only; all of them when it is negative: `Dataset.take`."""
    return Recipe(TakeStage, input_dataset, count)


class SkipStage(Stage):
    """Leaves the first so many elements out."""

    words = "all elements but the first {1}"

    def __init__(self, run: Pass, source: Recipe, count: int) -> None:
        self.left = count
        self.source = source.start(run)

    def __next__(self) -> Element:
        if self.left < 0:
            raise StopIteration
        while self.left:
            next(self.source)
            self.left -= 1
        return next(self.source)

    def facts(self) -> dict[str, Any]:
        return {"still to skip": self.left}

    @staticmethod
    def count(*settings: Any) -> int:
        source, count = settings
        known = source.cardinality
        if count < 0:
            return 0
        return int(known) if known < 0 else max(0, known - count)


@dataset_op(
    "SkipDataset", symbol="skip {count}", latex=r"{input_dataset} \text{{ without the first }} {count}"
)
def skip_dataset(
    input_dataset: Array, count: HostInt, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Leave the first `count` elements out; all of them when it is negative: `Dataset.skip`."""
    return Recipe(SkipStage, input_dataset, count)


class ShardStage(Stage):
    """Hands out every n-th element."""

    words = "every {1}th element from number {2} on"

    def __init__(self, run: Pass, source: Recipe, shards: int, index: int) -> None:
        self.before, self.between = index, shards - 1
        self.skip = index
        self.source = source.start(run)

    def __next__(self) -> Element:
        while self.skip:
            next(self.source)
            self.skip -= 1
        element = next(self.source)
        self.skip = self.between
        return element

    @staticmethod
    def count(*settings: Any) -> int:
        source, shards, index = settings
        known = source.cardinality
        return int(known) if known < 0 else len(range(index, known, shards))


@dataset_op("ShardDataset", symbol="1/n", latex=r"{input_dataset}_{{{index}, {index}+{num_shards}, \ldots}}")
def shard_dataset(
    input_dataset: Array,
    num_shards: HostInt,
    index: HostInt,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Take one element of every `num_shards`, beginning with number `index`: `Dataset.shard`."""
    if num_shards <= 0:
        raise ValueError(f"Number of shards must be greater than zero (currently num_shards = {num_shards}).")
    if index < 0 or index >= num_shards:
        raise ValueError(f"Index must be between 0 and {num_shards - 1} (currently index = {index}).")
    return Recipe(ShardStage, input_dataset, num_shards, index)


class RepeatStage(Stage):
    """Begins again when the elements are at an end: every time is an epoch."""

    words = "the elements {1} times (-1 means for ever)"

    def __init__(self, run: Pass, source: Recipe, count: int) -> None:
        self.source_recipe, self.run, self.epochs = source, run, count
        self.epoch = 0
        self.source: Stage | None = None

    def __next__(self) -> Element:
        while self.epochs < 0 or self.epoch < self.epochs:
            fresh = self.source is None
            if self.source is None:
                self.source = self.source_recipe.start(self.run)
            try:
                return next(self.source)
            except StopIteration:
                if fresh and self.epochs < 0:
                    self.epochs = 0  # nothing at all: repeating that for ever would never end
                self.source.close()
                self.source = None
                self.epoch += 1
        raise StopIteration

    def facts(self) -> dict[str, Any]:
        known = {"epochs": self.epochs} if self.epochs >= 0 else {}
        return {"epoch": self.epoch + 1, **known}

    @staticmethod
    def count(*settings: Any) -> int:
        source, count = settings
        known = source.cardinality
        if count < 0:
            return 0 if known == 0 else INFINITE
        if count == 0 or known == 0:
            return 0
        return int(known) if known < 0 else known * count


@dataset_op("RepeatDataset", symbol="↻ {count}", latex=r"{input_dataset} \times {count}")
def repeat_dataset(
    input_dataset: Array, count: HostInt, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Go through the elements `count` times; for ever when it is negative: `Dataset.repeat`."""
    return Recipe(RepeatStage, input_dataset, count)


class FilterStage(Stage):
    """Hands out the elements for which a function says yes."""

    words = "the elements for which {1} is true"

    def __init__(self, run: Pass, source: Recipe, predicate: Any) -> None:
        self.predicate: Callable[[Element], Element] = predicate.ready(run)
        self.source = source.start(run)
        self.kept = self.dropped = 0

    def __next__(self) -> Element:
        while True:
            element = next(self.source)
            try:
                (answer,) = self.predicate(element)
            except OutOfRangeError:
                raise StopIteration from None
            if np.shape(answer) != ():
                self.refuse("Filter predicate `f` must return a scalar bool.")
            if answer:
                self.kept += 1
                return element
            self.dropped += 1

    def facts(self) -> dict[str, Any]:
        return {"kept": self.kept, "dropped": self.dropped}


@dataset_op(
    "FilterDataset", symbol="✓?", latex=r"\{{ e \in {input_dataset} : \text{{predicate}}(e) \}}",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def filter_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    predicate: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Keep the elements for which a function is true: `Dataset.filter`."""
    return Recipe(FilterStage, input_dataset, predicate)


class FailureStage(Stage):
    """Leaves out the elements that cannot be computed."""

    words = "the elements that can be computed"

    def __init__(self, run: Pass, source: Recipe) -> None:
        self.source = source.start(run)
        self.dropped = 0

    def __next__(self) -> Element:
        while True:
            try:
                return next(self.source)
            except OpError:
                self.dropped += 1

    def facts(self) -> dict[str, Any]:
        return {"dropped": self.dropped}


@dataset_op(
    "IgnoreErrorsDataset", symbol="⚠→∅", latex=r"\{{ e \in {input_dataset} : e \text{{ is no error}} \}}"
)
def ignore_errors_dataset(input_dataset: Array, output_types: tuple[Any, ...] = (), output_shapes: Any = ()):
    """Leave out the elements whose computation fails: `tf.data.experimental.ignore_errors`."""
    return Recipe(FailureStage, input_dataset)
