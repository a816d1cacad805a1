"""What `Dataset.apply` takes: functions of a dataset, as `tf.data.experimental` and `tf.contrib.data` have them.

Most of them are methods of `Dataset` under an older name.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/data/experimental

Read next: `grouping_by_key.py`, groups and buckets.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.data.arranging import seed_tensors
from tensorlab.data.choosing import ignore_errors_dataset
from tensorlab.data.dataset import Dataset
from tensorlab.data.dataset_base import number
from tensorlab.data.experimental_stages import scan
from tensorlab.data.shuffling import shuffle_and_repeat_dataset
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int64

Transformation = Callable[[Any], Any]


def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transformation:
    """Shuffle epoch after epoch in one buffer, which is filled from the next epoch while the last is handed out.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     twice = tf.data.Dataset.range(3).apply(tf.data.experimental.shuffle_and_repeat(3, 2, seed=1))
    ...     element = twice.make_one_shot_iterator().get_next()
    ...     print(sorted(int(sess.run(element)) for _ in range(3)))
    [0, 1, 2]
    """

    def apply(dataset: Any) -> Any:
        size = number(buffer_size, "buffer_size")
        times = number(-1 if count is None else count, "count")
        return dataset._next(shuffle_and_repeat_dataset, size, *seed_tensors(seed), times)

    return apply


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """`map` and then `batch`.

    Raises:
        ValueError: when both `num_parallel_batches` and `num_parallel_calls` are given.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     both = tf.data.Dataset.range(4).apply(tf.data.experimental.map_and_batch(lambda x: x * x, 3))
    ...     print(sess.run(both.make_one_shot_iterator().get_next()))
    [0 1 4]
    """
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise ValueError(
            "map_and_batch allows only one of num_parallel_batches and num_parallel_calls to be set, but not both."
        )

    def apply(dataset: Any) -> Any:
        return dataset.map(map_func, num_parallel_calls).batch(batch_size, drop_remainder)

    return apply


def map_and_batch_with_legacy_function(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """The same as `map_and_batch`."""
    return map_and_batch(map_func, batch_size, num_parallel_batches, drop_remainder, num_parallel_calls)


def unbatch() -> Transformation:
    """Take elements apart along their first axis; `Dataset.unbatch`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     single = tf.data.Dataset.range(4).batch(4).apply(tf.data.experimental.unbatch())
    ...     print(sess.run(single.make_one_shot_iterator().get_next()))
    0
    """
    return lambda dataset: dataset.unbatch()


def ignore_errors() -> Transformation:
    """Leave out the elements whose computation fails.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     inverse = tf.data.Dataset.from_tensor_slices([0.0, 2.0]).map(lambda x: tf.check_numerics(1 / x, "zero"))
    ...     good = inverse.apply(tf.data.experimental.ignore_errors())
    ...     print(sess.run(good.make_one_shot_iterator().get_next()))
    0.5
    """
    return lambda dataset: dataset._next(ignore_errors_dataset)


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: Any = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Transformation:
    """`Dataset.interleave` under an older name. It is never sloppy here: the order is always the same.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mixed = tf.data.Dataset.range(2).apply(
    ...         tf.data.experimental.parallel_interleave(lambda x: tf.data.Dataset.range(x, x + 2), cycle_length=2))
    ...     element = mixed.make_one_shot_iterator().get_next()
    ...     print([int(sess.run(element)) for _ in range(4)])
    [0, 1, 1, 2]
    """
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length)


def enumerate_dataset(start: Any = 0) -> Transformation:
    """`Dataset.enumerate` under an older name."""
    return lambda dataset: dataset.enumerate(start)


def batch_and_drop_remainder(batch_size: Any) -> Transformation:
    """`Dataset.batch` with `drop_remainder`."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> Transformation:
    """`Dataset.padded_batch` with `drop_remainder`."""
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


def prefetch_to_device(device: str, buffer_size: Any = None) -> Transformation:
    """`Dataset.prefetch`: the elements come from the computer's own memory, whatever the device."""
    return lambda dataset: dataset.prefetch(buffer_size)


def copy_to_device(target_device: str, source_device: str = "/cpu:0") -> Transformation:
    """The same dataset: the elements come from the computer's own memory, whatever the device."""
    return lambda dataset: dataset


def Counter(start: Any = 0, step: Any = 1, dtype: Any = int64) -> Any:
    """A dataset of numbers without end: `start`, `start + step`, ...

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     numbers = tf.data.experimental.Counter(start=5, step=-2).take(3).batch(3)
    ...     print(sess.run(tf.data.experimental.get_single_element(numbers)))
    [5 3 1]
    """
    first, further = (
        convert_to_tensor(start, dtype, name="start"),
        convert_to_tensor(step, dtype, name="step"),
    )

    def counted(state: Any, _: Any) -> Any:
        return state + further, state

    return Dataset.from_tensors(0).repeat().apply(scan(first, counted))
