"""Elements kept: in memory, in a file, or read a little before they are wanted.

Read next: `cache_files.py`, what a file of elements looks like; `files.py`.
"""

from typing import Any

import numpy as np

from tensorlab.data.cache_files import read_elements, write_elements
from tensorlab.data.nodes import dataset_op
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.graph.registry import Array, HostInt, HostValue


class Kept:
    """The elements that a `cache` in memory keeps for one pass; None until all were read once."""

    __slots__ = ("elements",)

    def __init__(self) -> None:
        self.elements: list[Element] | None = None


class CacheStage(Stage):
    """Reads its dataset once, keeps the elements, and hands out the kept ones from then on.

    Only a dataset that was read to its end is kept: a half-read one is read again from its beginning.
    """

    words = "elements that are kept once they were read"

    def __init__(self, run: Pass, source: Recipe, file: str, kinds: tuple[str, ...]) -> None:
        self.file, self.kinds = file, kinds
        self.kept: Kept = run.keep(Kept)
        if self.kept.elements is None and file:
            try:
                self.kept.elements = read_elements(file, kinds)
            except ValueError as error:
                self.refuse(str(error))
        self.from_memory = self.kept.elements is not None
        self.source: Stage | None = None if self.from_memory else source.start(run)
        self.position = 0
        self.found: list[Element] = self.kept.elements or []

    def __next__(self) -> Element:
        if self.source is None:
            if self.position >= len(self.found):
                raise StopIteration
            self.position += 1
            return self.found[self.position - 1]
        try:
            element = next(self.source)
        except StopIteration:
            if self.file:
                write_elements(self.file, self.found, self.kinds)
            self.kept.elements = self.found
            self.source.close()
            self.source, self.position = None, len(self.found)
            raise
        self.found.append(element)
        return element

    def facts(self) -> dict[str, Any]:
        return {"kept": len(self.found), "from the cache": self.from_memory}

    @staticmethod
    def count(*settings: Any) -> int:
        return int(settings[0].cardinality)


@dataset_op("CacheDataset", symbol="⛁", latex=r"\text{{kept}}({input_dataset})")
def cache_dataset(
    input_dataset: Array,
    filename: HostValue,
    kinds: tuple[str, ...] = (),
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Keep the elements after they were read once, in memory or in a file: `Dataset.cache`."""
    name = np.asarray(filename)[()]
    return Recipe(CacheStage, input_dataset, name.decode() if isinstance(name, bytes) else str(name), kinds)


class PrefetchStage(Stage):
    """Hands the elements on.

    TensorFlow reads ahead in a thread of its own. Here an element is computed when it is asked for: two Python threads
    take turns, and a training loop with a thread that reads ahead took 1.0 to 1.2 times as long as one without (the
    last figure of `benchmarks/pipelines.py`).
    """

    words = "the elements, which may be read ahead"

    def __init__(self, run: Pass, source: Recipe, buffer_size: int) -> None:
        self.source = source.start(run)

    def __next__(self) -> Element:
        return next(self.source)

    @staticmethod
    def count(*settings: Any) -> int:
        return int(settings[0].cardinality)


@dataset_op("PrefetchDataset", symbol="⇢", latex=r"{input_dataset}")
def prefetch_dataset(
    input_dataset: Array,
    buffer_size: HostInt,
    slack_period: int = 0,
    legacy_autotune: bool = True,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Say that elements may be read before they are asked for: `Dataset.prefetch`. The elements are the same."""
    if buffer_size < -1:
        raise ValueError("buffer_size must be >= -1")
    return Recipe(PrefetchStage, input_dataset, buffer_size)
