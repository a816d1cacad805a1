"""tf.data as TensorFlow 1.15 has it, where later versions differ; and the names of tf.contrib.data."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements


def as_written(tf: Any, dataset: Any) -> Any:
    """The dataset without what TensorFlow 1.15 joins into one node before it runs it."""
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    options.experimental_optimization.autotune = False
    return dataset.with_options(options)


def epochs(tf: Any, np: Any) -> None:
    """Every epoch has an order of its own."""
    numbers = tf.data.Dataset.range(8)
    print(elements(tf, as_written(tf, numbers.shuffle(4, seed=3).repeat(4))))
    print(elements(tf, as_written(tf, numbers.shuffle(4, seed=3, reshuffle_each_iteration=False).repeat(3))))
    print(elements(tf, as_written(tf, numbers.repeat(2).shuffle(6, seed=3))))


def several(tf: Any, np: Any) -> None:
    """Two shuffles behind one another, side by side, in turns."""
    numbers = tf.data.Dataset.range(6)
    shuffled = numbers.shuffle(6, seed=4)
    print(elements(tf, as_written(tf, numbers.shuffle(3, seed=4).shuffle(3, seed=4).repeat(2))))
    print(elements(tf, as_written(tf, tf.data.Dataset.zip((shuffled, shuffled)).repeat(2))))
    print(elements(tf, as_written(tf, shuffled.concatenate(shuffled).repeat(2))))
    inner = lambda x: tf.data.Dataset.range(4).shuffle(4, seed=1)  # noqa: E731
    print(elements(tf, as_written(tf, numbers.take(3).flat_map(inner).repeat(2))))
    print(elements(tf, as_written(tf, numbers.take(3).interleave(inner, 2).repeat(2))))


def shuffled_and_repeated(tf: Any, np: Any) -> None:
    """The buffer is filled from the next epoch while the last is handed out."""
    both = tf.data.experimental.shuffle_and_repeat
    numbers = tf.data.Dataset.range(5)
    for size in (1, 3, 5, 12, 100):
        print(size, elements(tf, numbers.apply(both(size, 3, seed=6))))
    print(elements(tf, numbers.apply(both(7, seed=6)).take(17)))
    print(elements(tf, numbers.apply(tf.contrib.data.shuffle_and_repeat(4, 2, 9))))
    attempt(tf, lambda: elements(tf, numbers.apply(both(7, 0, seed=6))))


def refusals(tf: Any, np: Any) -> None:
    """What functions may not return."""
    numbers = tf.data.Dataset.range(3)
    attempt(tf, lambda: numbers.map(lambda x: None))
    attempt(tf, lambda: numbers.flat_map(lambda x: x))
    attempt(tf, lambda: numbers.interleave(lambda x: x, cycle_length=2))


def shown(tf: Any, np: Any) -> None:
    """What a dataset is shown as."""
    print(tf.data.Dataset.from_tensor_slices({"a": [1.0, 2.0], "b": ["x", "y"]}).batch(2))
    print(repr(tf.data.Dataset.range(3)))


def older_names(tf: Any, np: Any) -> None:
    """The names of tf.contrib.data."""
    data = tf.contrib.data
    numbers = tf.data.Dataset.range(5)
    print([e.tolist() for e in elements(tf, numbers.apply(data.map_and_batch(lambda x: x + 1, 2)))])
    print([e.tolist() for e in elements(tf, numbers.apply(data.batch_and_drop_remainder(2)))])
    rows = numbers.map(lambda n: tf.fill([n], n))
    print([e.tolist() for e in elements(tf, rows.apply(data.padded_batch_and_drop_remainder(2, [-1])))])
    print(elements(tf, numbers.batch(2).apply(data.unbatch())))
    print(elements(tf, numbers.apply(data.enumerate_dataset(1)))[:2])
    inverse = numbers.map(lambda x: tf.check_numerics(1.0 / tf.to_float(x), "bad"))
    print(len(elements(tf, inverse.apply(data.ignore_errors()))))
    mixed = data.parallel_interleave(lambda x: tf.data.Dataset.range(x, x + 2), cycle_length=2)
    print(elements(tf, numbers.apply(mixed)))
    sizes = data.group_by_window(lambda x: x % 2, lambda key, group: group.batch(2), window_size=2)
    print([e.tolist() for e in elements(tf, numbers.apply(sizes))])
    print(int(tf.Session().run(data.get_single_element(numbers.take(1)))))
