"""Rarer stages: elements up to the first that fails a test, with a state, once each, chosen by another dataset.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental

Read next: `experimental_transformations.py`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.data.dataset_base import DatasetBase
from tensorlab.data.functions import captured_by, described
from tensorlab.data.nodes import VARIANT, dataset_op, owned, types_and_shapes
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.data.structures import (
    Part,
    as_element,
    flat,
    is_nest,
    packed,
    structure_of,
    tensors_of,
)
from tensorlab.errors import OutOfRangeError
from tensorlab.graph.dtypes import int64
from tensorlab.graph.registry import MIXED, Array, Arrays

Transformation = Callable[[Any], Any]


class TakeWhileStage(Stage):
    """Hands out elements until a function says no."""

    words = "the elements up to the first for which {1} is false"

    def __init__(self, run: Pass, source: Recipe, predicate: Any) -> None:
        self.predicate = predicate.ready(run)
        self.source = source.start(run)
        self.ended = False

    def __next__(self) -> Element:
        if self.ended:
            raise StopIteration
        element = next(self.source)
        (answer,) = self.predicate(element)
        if not answer:
            self.ended = True
            raise StopIteration
        return element


@dataset_op(
    "ExperimentalTakeWhileDataset", symbol="✓…✗", latex=r"e_1, e_2, \ldots \text{{ while predicate}}(e)",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def take_while_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    predicate: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Take elements as long as a function is true: `tf.data.experimental.take_while`."""
    return Recipe(TakeWhileStage, input_dataset, predicate)


def take_while(predicate: Callable[..., Any]) -> Transformation:
    """Take elements as long as a function gives True.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     few = tf.data.Dataset.range(9).apply(tf.data.experimental.take_while(lambda x: x < 3))
    ...     print(sess.run(tf.data.experimental.get_single_element(few.batch(9))))
    [0 1 2]
    """

    def apply(dataset: Any) -> Any:
        structure = dataset._structure
        who = "tf.data.experimental.take_while()"
        block = described(predicate, structure, who, "take_while", dataset._of)
        if (
            is_nest(block.result)
            or not block.result.dtype.is_bool
            or block.result.shape.ndims not in (0, None)
        ):
            raise ValueError("`predicate` return type must be convertible to a scalar boolean tensor.")
        tensor = take_while_dataset(
            dataset._variant_tensor, captured_by(block), block, **types_and_shapes(structure)
        )
        return dataset._of(owned(tensor, [block]), structure)

    return apply


class ScanStage(Stage):
    """Hands out what a function makes of its state and of an element; it also gives the next state."""

    words = "what {2} makes of its state and of each element"

    def __init__(self, run: Pass, source: Recipe, initial_state: list[Any], function: Any) -> None:
        self.function = function.ready(run)
        self.source = source.start(run)
        self.state = tuple(initial_state)

    def __next__(self) -> Element:
        element = next(self.source)
        try:
            found = self.function((*self.state, *element))
        except OutOfRangeError:
            raise StopIteration from None
        self.state = found[: len(self.state)]
        return tuple(found[len(self.state) :])

    @staticmethod
    def count(*settings: Any) -> int:
        return int(settings[0].cardinality)


@dataset_op(
    "ExperimentalScanDataset", symbol="f(s,·)", latex=r"s, y_i \leftarrow f(s, e_i)",
    dtypes={"input_dataset": VARIANT, "initial_state": MIXED, "other_arguments": MIXED},
)  # fmt: skip
def scan_dataset(
    input_dataset: Array,
    initial_state: Arrays,
    other_arguments: Arrays,
    f: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Call a function with a state and an element; it gives a new state and a new element."""
    return Recipe(ScanStage, input_dataset, list(initial_state), f)


def scan(initial_state: Any, scan_func: Callable[..., Any]) -> Transformation:
    """Go through the elements with a state: a function of both gives the next state and a new element.

    Raises:
        TypeError: when it does not give a pair, or the state changes its dtypes.
        ValueError: when the state changes its static shapes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sums = tf.data.Dataset.range(1, 5).apply(
    ...         tf.data.experimental.scan(tf.constant(0, tf.int64), lambda total, x: (total + x, total + x)))
    ...     print(sess.run(tf.data.experimental.get_single_element(sums.batch(4))))
    [ 1  3  6 10]
    """

    def apply(dataset: Any) -> Any:
        state = as_element(initial_state)
        structure = structure_of(state)
        who = "tf.data.experimental.scan()"
        inputs = (structure, dataset._structure)
        block = described(scan_func, inputs, who, "scan", dataset._of)
        if not isinstance(block.result, tuple) or len(block.result) != 2:
            raise TypeError(
                "The scan function must return a pair comprising the new state and the output value."
            )
        new, result = block.result
        before, after = flat(structure), flat(new)
        if [part.dtype for part in before] != [part.dtype for part in after]:
            raise TypeError(
                f"The element types for the new state must match the initial state. Expected {before}; got {after}."
            )
        for old, found in zip(before, after, strict=True):
            if not old.shape.is_compatible_with(found.shape):
                raise ValueError(f"The state has the shape {old.shape} at first, and then {found.shape}.")
        tensor = scan_dataset(
            dataset._variant_tensor, tensors_of(state), captured_by(block), block, **types_and_shapes(result)
        )
        return dataset._of(owned(tensor, [block]), result)

    return apply


class UniqueStage(Stage):
    """Hands out every element once."""

    words = "each element once"

    def __init__(self, run: Pass, source: Recipe) -> None:
        self.source = source.start(run)
        self.seen: set[Any] = set()

    def __next__(self) -> Element:
        while True:
            element = next(self.source)
            key = element[0] if isinstance(element[0], bytes) else np.asarray(element[0]).tolist()
            if key not in self.seen:
                self.seen.add(key)
                return element

    def facts(self) -> dict[str, Any]:
        return {"held": len(self.seen)}


@dataset_op("ExperimentalUniqueDataset", symbol="≠", latex=r"\{{ e : e \in {input_dataset} \}}")
def unique_dataset(input_dataset: Array, output_types: tuple[Any, ...] = (), output_shapes: Any = ()):
    """Leave out what came before: `tf.data.experimental.unique`."""
    return Recipe(UniqueStage, input_dataset)


def unique() -> Transformation:
    """Leave out elements that came before; for scalars of dtype int32, int64 or string.

    Raises:
        TypeError: for other elements.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     once = tf.data.Dataset.from_tensor_slices([1, 2, 1, 3, 2]).apply(tf.data.experimental.unique())
    ...     print(sess.run(tf.data.experimental.get_single_element(once.batch(9))))
    [1 2 3]
    """

    def apply(dataset: Any) -> Any:
        parts = flat(dataset._structure)
        if len(parts) != 1 or parts[0].dtype.name not in ("int32", "int64", "string"):
            raise TypeError(
                "`tf.data.experimental.unique()` only supports inputs with a single `tf.int32`, `tf.int64`, or "
                "`tf.string` component."
            )
        return dataset._next(unique_dataset)

    return apply


class ChoiceStage(Stage):
    """Takes the next element of the dataset whose number another dataset gives."""

    sources = ("source",)
    words = "elements of several datasets, as another one chooses"

    def __init__(self, run: Pass, source: Recipe, recipes: list[Recipe]) -> None:
        self.source = source.start(run)
        self.stages: list[Stage] = [
            recipe.start(run, f"ChoiceStage[{place}]") for place, recipe in enumerate(recipes)
        ]
        self.ended = [False] * len(recipes)

    def __next__(self) -> Element:
        while not all(self.ended):
            (choice,) = next(self.source)
            if not 0 <= choice < len(self.stages):
                self.refuse(
                    f"Selector index out of range: {int(choice)}, but there are {len(self.stages)} datasets."
                )
            try:
                return next(self.stages[int(choice)])
            except StopIteration:
                self.ended[int(choice)] = True
        raise StopIteration

    def close(self) -> None:
        for stage in (self.source, *self.stages):
            stage.close()


@dataset_op(
    "ExperimentalDirectedInterleaveDataset", symbol="⇶", latex=r"d_{{i_1}}, d_{{i_2}}, \ldots",
    dtypes={"selector_input_dataset": VARIANT, "data_input_datasets": VARIANT},
)  # fmt: skip
def directed_interleave_dataset(
    selector_input_dataset: Array,
    data_input_datasets: Arrays,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Take from several datasets as another one says: `tf.data.experimental.choose_from_datasets`."""
    return Recipe(ChoiceStage, selector_input_dataset, list(data_input_datasets))


def choose_from_datasets(datasets: Any, choice_dataset: Any) -> Any:
    """Take elements from several datasets; another dataset gives the number of the one whose turn it is.

    Raises:
        TypeError: when the choices are no scalars of dtype int64, or the datasets differ in their elements.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     letters = [tf.data.Dataset.from_tensors(letter).repeat() for letter in "abc"]
    ...     turns = tf.data.Dataset.from_tensor_slices(tf.constant([2, 0, 2], tf.int64))
    ...     chosen = tf.data.experimental.choose_from_datasets(letters, turns)
    ...     print(sess.run(tf.data.experimental.get_single_element(chosen.batch(3))))
    [b'c' b'a' b'c']
    """
    choice = choice_dataset._structure
    if not isinstance(choice, Part) or choice.dtype is not int64 or choice.shape.ndims not in (0, None):
        raise TypeError("`choice_dataset` must be a dataset of scalar `tf.int64` tensors.")
    datasets = list(datasets)
    first = datasets[0]
    parts = flat(first._structure)
    for other in datasets[1:]:
        for what in ("types", "classes"):
            mine, others = getattr(first, f"output_{what}"), getattr(other, f"output_{what}")
            if mine != others:
                raise TypeError(f"Datasets to choose from have different {what} {mine} and {others}")
        pairs = zip(parts, flat(other._structure), strict=True)
        parts = [one.with_shape(one.shape.most_specific_compatible_shape(two.shape)) for one, two in pairs]
    structure = packed(first._structure, parts)
    tensors = [dataset._variant_tensor for dataset in datasets]
    tensor = directed_interleave_dataset(
        choice_dataset._variant_tensor, tensors, **types_and_shapes(structure)
    )
    return DatasetBase._of(tensor, structure)
