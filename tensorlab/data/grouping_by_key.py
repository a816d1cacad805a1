"""Elements put together by a key: `group_by_window`, and `bucket_by_sequence_length`, which is made of it.

Read next: `functions.py`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tensorlab.data.batching import ListStage
from tensorlab.data.functions import captured_by, described
from tensorlab.data.nodes import VARIANT, dataset_op, owned, types_and_shapes
from tensorlab.data.recipes import Element, Pass, Recipe, Stage
from tensorlab.data.structures import DATASET, SCALAR, Part, is_nest
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64, variant
from tensorlab.graph.registry import MIXED, Array, Arrays, build
from tensorlab.graph.tensor import Tensor


class GroupStage(Stage):
    """Collects elements by key; a group that is full becomes a dataset, and its elements are handed out."""

    words = "groups of elements that {1} gives one key"

    sources = ("source", "inner")

    def __init__(self, run: Pass, source: Recipe, key: Any, reduce: Any, size: Any) -> None:
        self.key, self.reduce, self.size = key.ready(run), reduce.ready(run), size.ready(run)
        self.run = run
        self.groups: dict[int, list[Element]] = {}
        self.sizes: dict[int, int] = {}
        self.source: Stage | None = source.start(run)
        self.inner: Stage | None = None

    def __next__(self) -> Element:
        while True:
            if self.inner is not None:
                try:
                    return next(self.inner)
                except StopIteration:
                    self.inner = None
            if self.source is None:
                if not self.groups:
                    raise StopIteration
                self._open(min(self.groups))
                continue
            try:
                element = next(self.source)
            except StopIteration:
                self.source = None
                continue
            (key,) = self.key(element)
            key = int(key)
            if key not in self.sizes:
                self.sizes[key] = int(self.size((np.int64(key),))[0])
                if self.sizes[key] <= 0:
                    self.refuse(f"Window size must be greater than zero, but got {self.sizes[key]}.")
            group = self.groups.setdefault(key, [])
            group.append(element)
            if len(group) >= self.sizes[key]:
                self._open(key)

    def _open(self, key: int) -> None:
        elements = self.groups.pop(key)
        (recipe,) = self.reduce((np.int64(key), Recipe(ListStage, elements)))
        self.inner = recipe.start(self.run)

    def facts(self) -> dict[str, Any]:
        return {"groups": {key: len(group) for key, group in self.groups.items()}}


@dataset_op(
    "ExperimentalGroupByWindowDataset", symbol="⊞", latex=r"\text{{groups of }} {input_dataset}",
    dtypes={"input_dataset": VARIANT, "other_arguments": MIXED},
)  # fmt: skip
def group_by_window_dataset(
    input_dataset: Array,
    other_arguments: Arrays,
    key_func: Any = None,
    reduce_func: Any = None,
    window_size_func: Any = None,
    output_types: tuple[Any, ...] = (),
    output_shapes: Any = (),
):
    """Collect elements with the same key, and make a dataset of each group: `group_by_window`."""
    return Recipe(GroupStage, input_dataset, key_func, reduce_func, window_size_func)


def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[..., Any],
    window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
) -> Callable[[Any], Any]:
    """Collect elements with the same key; as soon as there are so many, a function makes a dataset of them.

    Args:
        key_func: a function of an element that returns its key, a scalar of dtype int64.
        reduce_func: a function of a key and of the dataset of a group, that returns a dataset.
        window_size: how many elements make a group full.
        window_size_func: a function of a key that says so, instead.

    Raises:
        ValueError: when both or none of the two are given, or a function returns something else.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/group_by_window

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     grouped = tf.data.Dataset.range(6).apply(tf.data.experimental.group_by_window(
    ...         lambda x: x % 2, lambda key, group: group.batch(3), window_size=3))
    ...     element = grouped.make_one_shot_iterator().get_next()
    ...     print(sess.run(element), sess.run(element))
    [0 2 4] [1 3 5]
    """
    if (window_size is None) == (window_size_func is None):
        raise ValueError("Must pass either window_size or window_size_func.")

    def size_of(key: Tensor) -> Any:
        found = window_size if window_size_func is None else window_size_func(key)
        return convert_to_tensor(found, dtype=int64)

    def apply(dataset: Any) -> Any:
        who = "tf.data.experimental.group_by_window()"
        make, key = dataset._of, Part(int64, SCALAR)
        group = Part(variant, SCALAR, DATASET, dataset._structure)
        blocks = [
            described(key_func, dataset._structure, who, "group_by_window_key", make),
            described(reduce_func, (key, group), who, "group_by_window_reduce", make),
            described(size_of, key, who, "group_by_window_size", make),
        ]
        result = blocks[0].result
        if is_nest(result) or result.dtype is not int64 or not result.shape.is_compatible_with([]):
            raise ValueError(f"`key_func` must return a single tf.int64 tensor. Got {result!r}.")
        result = blocks[1].result
        if is_nest(result) or result.kind != DATASET:
            raise TypeError(f"`reduce_func` must return a `Dataset` object. Got {result!r}.")
        captured = list(dict.fromkeys(tensor for block in blocks for tensor in captured_by(block)))
        tensor = group_by_window_dataset(
            dataset._variant_tensor, captured, *blocks, **types_and_shapes(result.inner)
        )
        return dataset._of(owned(tensor, blocks), result.inner)

    return apply


def bucket_by_sequence_length(
    element_length_func: Callable[..., Any],
    bucket_boundaries: Sequence[int],
    bucket_batch_sizes: Sequence[int],
    padded_shapes: Any = None,
    padding_values: Any = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
) -> Callable[[Any], Any]:
    """Make batches of sequences of similar length, so that little is padded.

    Args:
        element_length_func: a function of an element that returns its length, a scalar of dtype int32.
        bucket_boundaries: the lengths at which a new bucket begins, rising.
        bucket_batch_sizes: for each bucket the size of its batches: one more than there are boundaries.
        padded_shapes, padding_values: as for `Dataset.padded_batch`; the elements' own shapes by default.
        pad_to_bucket_boundary: fill up to the longest length that a bucket may hold; longer elements are an error.
        no_padding: do not fill up.
        drop_remainder: leave out batches that are not full.

    Raises:
        ValueError: when there is not one batch size more than boundaries.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental/bucket_by_sequence_length

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.data.Dataset.range(1, 5).map(lambda n: tf.fill([n], n))
    ...     batches = rows.apply(tf.data.experimental.bucket_by_sequence_length(tf.size, [3], [2, 2]))
    ...     print(sess.run(batches.make_one_shot_iterator().get_next()))
    [[1 0]
     [2 2]]
    """
    if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
        raise ValueError("len(bucket_batch_sizes) must equal len(bucket_boundaries) + 1")
    lowest = [np.iinfo(np.int32).min, *bucket_boundaries]
    highest = [*bucket_boundaries, np.iinfo(np.int32).max]

    def bucket_of(*parts: Any) -> Tensor:
        length = element_length_func(*parts)
        inside = build(
            "LogicalAnd",
            build("LessEqual", convert_to_tensor(np.array(lowest, np.int32)), length),
            build("Less", length, convert_to_tensor(np.array(highest, np.int32))),
        )
        found: Tensor = build("Cast", build("ArgMax", build("Cast", inside, int64), 0), int64)
        return found

    def size_of(bucket: Tensor) -> Tensor:
        sizes = convert_to_tensor(np.array(bucket_batch_sizes, np.int64))
        found: Tensor = build("GatherV2", sizes, bucket)
        return found

    def apply(dataset: Any) -> Any:
        def batches(bucket: Tensor, group: Any) -> Any:
            size = size_of(bucket)
            if no_padding:
                return group.batch(size, drop_remainder)
            shapes = padded_shapes if padded_shapes is not None else group.output_shapes
            if pad_to_bucket_boundary:
                limits = convert_to_tensor(np.array([*bucket_boundaries, 0], np.int64) - 1)
                shapes = _bounded(shapes, build("GatherV2", limits, bucket))
            return group.padded_batch(size, shapes, padding_values, drop_remainder)

        return dataset.apply(group_by_window(bucket_of, batches, window_size_func=size_of))

    return apply


def _bounded(shapes: Any, limit: Tensor) -> Any:
    """Padded shapes with the bucket's limit wherever they say nothing."""
    from tensorlab.data.structures import mapped
    from tensorlab.graph.shapes import as_shape

    def bounded(shape: Any) -> Any:
        sizes = as_shape(shape).as_list()
        return build("Pack", [limit if size is None else np.int64(size) for size in sizes])

    return mapped(bounded, shapes)
