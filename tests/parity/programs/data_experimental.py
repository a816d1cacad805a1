"""tf.data.experimental: the rarer stages."""

import os
import tempfile
from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements, outcomes, show


def taken_while(tf: Any, np: Any) -> None:
    """Up to the first element that fails a test."""
    few = tf.data.experimental.take_while(lambda x: tf.not_equal(x % 4, 3))
    print(
        elements(tf, tf.data.Dataset.range(9).apply(few)),
        elements(tf, tf.data.Dataset.range(9).apply(few).repeat(2)),
    )
    pairs = tf.data.Dataset.from_tensor_slices(([1, 2, 3], ["a", "b", "c"]))
    show(tf, pairs.apply(tf.data.experimental.take_while(lambda n, s: tf.not_equal(s, "c"))))
    attempt(tf, lambda: pairs.apply(tf.data.experimental.take_while(lambda n, s: n)))


def scanned(tf: Any, np: Any) -> None:
    """With a state that goes from element to element; each epoch begins with the first one."""
    scan = tf.data.experimental.scan
    sums = tf.data.Dataset.range(5).apply(scan(np.int64(10), lambda total, x: (total + x, (x, total))))
    show(tf, sums.repeat(2))
    fibonacci = (
        tf.data.Dataset.from_tensors(0)
        .repeat(8)
        .apply(scan((0, 1), lambda s, _: ((s[1], s[0] + s[1]), s[0])))
    )
    print(elements(tf, fibonacci))
    attempt(tf, lambda: tf.data.Dataset.range(5).apply(scan(np.int64(0), lambda total, x: total + x)))
    attempt(tf, lambda: tf.data.Dataset.range(5).apply(scan(np.int64(0), lambda total, x: (1.5, x))))


def once_each(tf: Any, np: Any) -> None:
    """Numbers and strings without repetition."""
    unique = tf.data.experimental.unique()
    print(elements(tf, tf.data.Dataset.from_tensor_slices([3, 1, 3, 2, 1]).apply(unique)))
    print(elements(tf, tf.data.Dataset.from_tensor_slices(["b", "a", "b", ""]).apply(unique).repeat(2)))
    print(
        elements(tf, tf.data.experimental.Counter(3, 2).take(4)),
        elements(tf, tf.data.experimental.Counter().take(2)),
    )


def chosen(tf: Any, np: Any) -> None:
    """Which dataset is next is said by another one."""
    choose = tf.data.experimental.choose_from_datasets
    datasets = [tf.data.Dataset.range(n * 10, n * 10 + n + 1) for n in range(3)]
    turns = tf.data.Dataset.from_tensor_slices(np.array([2, 0, 0, 1, 2, 2, 2, 1, 1, 1]))
    print(elements(tf, choose(datasets, turns)))
    outcomes(tf, choose(datasets, tf.data.Dataset.range(5)), 5)
    attempt(tf, lambda: choose(datasets, tf.data.Dataset.from_tensors(1)))


def sampled(tf: Any, np: Any) -> None:
    """Datasets that take turns at random."""
    print(elements(tf, tf.data.experimental.RandomDataset(seed=4).take(5)))
    sample = tf.data.experimental.sample_from_datasets
    datasets = [tf.data.Dataset.from_tensors(n).repeat() for n in range(3)]
    print(elements(tf, sample(datasets, [0.2, 0.5, 0.3], seed=7).take(30)))
    print(elements(tf, sample([dataset.take(4) for dataset in datasets], seed=8)))
    attempt(tf, lambda: sample(datasets, [0.5, 0.5]))
    attempt(tf, lambda: sample(datasets, [1, 2, 3]))


def tables(tf: Any, np: Any) -> None:
    """Comma-separated values, and a dataset written as records."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "table.csv")
        with open(name, "w") as file:
            file.write('x,n,kind\n1.5,3,"a, b"\n,4,c\n2.5,,d\n')
        defaults = [tf.constant([0.5]), tf.constant([7]), tf.string]
        show(tf, tf.data.experimental.CsvDataset(name, defaults, header=True))
        show(tf, tf.data.experimental.CsvDataset([name, name], [tf.string], header=True, select_cols=[2]))
        outcomes(tf, tf.data.experimental.CsvDataset(name, [tf.float32, tf.int32, tf.string], header=True), 4)
        records = os.path.join(folder, "records")
        texts = tf.data.Dataset.range(4).map(tf.as_string)
        with tf.Session() as session:
            session.run(tf.data.experimental.TFRecordWriter(records).write(texts))
        print(elements(tf, tf.data.TFRecordDataset(records)))
