"""Functions of elements: `map`.

Read next: `functions.py`, how such a function is described and run; `batching.py`.
"""

from typing import Any

from tensorlab.data.nodes import VARIANT, dataset_op
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.errors import OutOfRangeError
from tensorlab.graph.registry import MIXED, Array, Arrays, HostInt


class MapStage(Stage):
    """Hands out what a function makes of the elements."""

    words = "what {1} makes of each element"

    def __init__(self, run: Pass, source: Recipe, function: Any) -> None:
        self.function = function.ready(run)
        self.source = source.start(run)
        self.calls = 0

    def __next__(self) -> Element:
        element = next(self.source)
        self.calls += 1
        try:
            result: Element = self.function(element)
        except OutOfRangeError:  # a function may say in this way that there are no more
            raise StopIteration from None
        return result

    def facts(self) -> dict[str, Any]:
        return {"calls": self.calls}

    @staticmethod
    def count(*settings: Any) -> int:
        return int(settings[0].cardinality)


@dataset_op(
    "MapDataset", symbol="f(·)", latex=r"f(e) \text{{ for }} e \in {input_dataset}",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def map_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    f: Any = None,
    use_inter_op_parallelism: bool = True,
    preserve_cardinality: bool = False,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Call a function with every element: `Dataset.map`."""
    return Recipe(MapStage, input_dataset, f)


@dataset_op(
    "ParallelMapDataset", symbol="f(·)", latex=r"f(e) \text{{ for }} e \in {input_dataset}",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def parallel_map_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    num_parallel_calls: HostInt,
    f: Any = None,
    use_inter_op_parallelism: bool = True,
    preserve_cardinality: bool = False,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """The same. One element is computed after the other here: two Python functions never compute at the same time."""
    return Recipe(MapStage, input_dataset, f)
