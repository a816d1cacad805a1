"""A whole dataset as one value: `Dataset.reduce`, `tf.data.experimental.get_single_element` and `cardinality`.

Such a node goes through the dataset in the very run that asks for it, from its beginning.

Read next: `experimental.py`.
"""

from typing import Any

import numpy as np

from tensorlab.data.functions import DatasetCall, FunctionBlock, captured_by, described
from tensorlab.data.nodes import NO_GRADIENT, ON_THE_HOST, VARIANT, owned, types_and_shapes
from tensorlab.data.recipes import Pass
from tensorlab.data.structures import (
    SCALAR,
    all_tensors,
    as_element,
    element_of,
    flat,
    mapped,
    packed,
    spreader,
    structure_of,
    tensors_of,
)
from tensorlab.errors import OutOfRangeError
from tensorlab.graph.dtypes import int64
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import MIXED, Array, Arrays, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.run.journal import journal
from tensorlab.run.plan import Plan


def _given_shapes(*arguments: Any) -> list[TensorShape]:
    return list(arguments[-1])


def _given_types(_: Any, attributes: dict[str, Any]) -> list[Any]:
    return list(attributes["output_types"])


@op(
    "ReduceDataset", shape=_given_shapes, outputs=None, result=_given_types, kind="data", symbol="Σf",
    latex=r"f(\ldots f(f({initial_state}, e_1), e_2) \ldots, e_n)", devices=ON_THE_HOST, outside=True,
    dtypes={"input_dataset": VARIANT, "initial_state": MIXED, "other_arguments": MIXED},
)  # fmt: skip
def reduce_dataset(
    input_dataset: Array,
    initial_state: Arrays,
    other_arguments: Arrays,
    f: Any,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Combine all elements of a dataset into one value: `Dataset.reduce`."""
    run = Pass()
    dataset: Any = input_dataset
    function: Any = f.ready(run)
    state = tuple(initial_state)
    elements = 0
    for element in dataset.start(run):
        state = function((*state, *element))
        elements += 1
    journal.note(element=elements)
    return list(state)


class ReduceCall(DatasetCall):
    """What the step of a `ReduceDataset` node calls."""

    def __init__(self, operation: Operation, plan: Plan) -> None:
        super().__init__(operation, plan)
        self.outs = [self.out, *(plan.new_slot() for _ in operation.outputs[1:])]
        self.slots.update(self.outs)
        pairs = zip(operation.outputs, self.outs, strict=False)
        plan.slot_of.update((output, slot) for output, slot in pairs if output not in plan.fed)
        self.kernel = journal.kernel(operation.record.kernel, operation)

    def __call__(self, values: list[Any]) -> None:
        for slot, value in zip(self.outs, self.kernel(*self.arguments(values)), strict=False):
            values[slot] = value


reduce_dataset.inside(ReduceCall)


def reduced(dataset: Any, initial_state: Any, reduce_func: Any) -> Any:
    """All elements of a dataset combined into one value; see `Dataset.reduce`."""
    state = as_element(initial_state)
    structure = structure_of(state)
    while True:
        block: FunctionBlock = described(
            _of_pairs(reduce_func, structure), (structure, dataset._structure), "reduce()", "Dataset_reduce",
            dataset._of,
        )  # fmt: skip
        before, after = flat(structure), flat(block.result)
        if [part.dtype for part in before] != [part.dtype for part in after]:
            raise TypeError(
                "The element types for the new state must match the initial state. Expected "
                f"{mapped(lambda part: part.type, structure)}; got {mapped(lambda part: part.type, block.result)}."
            )
        pairs = zip(before, after, strict=True)
        parts = [old.with_shape(old.shape.most_specific_compatible_shape(new.shape)) for old, new in pairs]
        if parts == before:
            break
        structure = packed(
            structure, parts
        )  # the shape of the state changes: describe the function with less known
    outputs = reduce_dataset(
        dataset._variant_tensor, tensors_of(state), captured_by(block), block, **types_and_shapes(structure)
    )
    owned(outputs[0], [block])
    return element_of(structure, outputs, dataset._of)


def _of_pairs(function: Any, structure: Any) -> Any:
    """The function of (state, element), whatever nests those are."""

    def called(state: Any, element: Any) -> Any:
        returned = function(state, element)
        return tuple(returned) if isinstance(returned, list) else returned

    called.__name__ = getattr(function, "__name__", type(function).__name__)
    return called


@op(
    "DatasetToSingleElement", shape=_given_shapes, dtypes=VARIANT, outputs=None, result=_given_types, kind="data",
    symbol="e₁", latex=r"\text{{the element of }} {dataset}", devices=ON_THE_HOST, outside=True,
)  # fmt: skip
def dataset_to_single_element(
    dataset: Array, structure: Any = None, output_types: tuple[Any, ...] = (), output_shapes: Any = ()
):
    """Take the only element of a dataset: `tf.data.experimental.get_single_element`."""
    recipe: Any = dataset
    stage = recipe.start(Pass())
    try:
        element = next(stage)
    except StopIteration:
        stage.refuse("Dataset was empty.")
    try:
        next(stage)
    except (StopIteration, OutOfRangeError):
        pass
    else:
        stage.refuse("Dataset had more than one element.")
    stage.close()
    spread = spreader(structure)
    return list(element) if spread is None else spread(element)


def get_single_element(dataset: Any) -> Any:
    """The only element of a dataset, as tensors: every run reads it anew.

    Raises:
        tf.errors.InvalidArgumentError: in a run, when the dataset has none, or more than one.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/get_single_element

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.data.experimental.get_single_element(tf.data.Dataset.range(4).batch(4))))
    [0 1 2 3]
    """
    structure = dataset._structure
    tensors = dataset_to_single_element(
        dataset._variant_tensor, structure=structure, **types_and_shapes(structure)
    )
    assert len(tensors) == len(all_tensors(structure))
    return element_of(structure, tensors, dataset._of)


@op(
    "ExperimentalDatasetCardinality", shape=lambda *_: SCALAR, dtypes=VARIANT, result=int64, kind="data", symbol="#",
    latex=r"|{input_dataset}|", devices=ON_THE_HOST,
)  # fmt: skip
def dataset_cardinality(input_dataset: Array):
    """Say how many elements a dataset has, where that is known beforehand."""
    recipe: Any = input_dataset
    return np.int64(recipe.cardinality)


def cardinality(dataset: Any) -> Any:
    """How many elements a dataset has: a scalar of dtype int64; -1 without end, -2 where nobody knows beforehand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/cardinality

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     dataset = tf.data.Dataset.range(5).batch(2)
    ...     print(sess.run([tf.data.experimental.cardinality(d) for d in (dataset, dataset.repeat())]))
    [np.int64(3), np.int64(-1)]
    """
    return dataset_cardinality(dataset._variant_tensor)


for record in (reduce_dataset, dataset_to_single_element, dataset_cardinality):
    record.not_differentiable(NO_GRADIENT)
