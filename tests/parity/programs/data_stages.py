"""tf.data: choosing, repeating, batching, keeping."""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements, outcomes, show


def choosing(tf: Any, np: Any) -> None:
    """take, skip, shard, repeat, concatenate, enumerate, zip."""
    numbers = tf.data.Dataset.range(7)
    for dataset in [
        numbers.take(3), numbers.take(-1), numbers.take(0), numbers.take(9), numbers.skip(5), numbers.skip(9),
        numbers.skip(-1),
        numbers.shard(3, 0), numbers.shard(3, 2), numbers.repeat(2), numbers.repeat(0), numbers.repeat().take(16),
        numbers.take(2).concatenate(numbers.skip(5)), numbers.skip(2).take(2).repeat(2),
        tf.data.Dataset.range(0).repeat(),
    ]:  # fmt: skip
        print(elements(tf, dataset))
    show(tf, tf.data.Dataset.from_tensor_slices(["a", "b"]).enumerate(5))
    show(
        tf,
        tf.data.Dataset.zip(
            (numbers, {"x": numbers.skip(4), "y": tf.data.Dataset.from_tensors(1.5).repeat()})
        ),
    )
    attempt(tf, lambda: numbers.shard(0, 0))
    attempt(tf, lambda: numbers.shard(2, 2))
    attempt(tf, lambda: numbers.concatenate(tf.data.Dataset.from_tensors(1.0)))
    attempt(tf, lambda: numbers.concatenate(tf.data.Dataset.from_tensors((1, 2))))


def batches(tf: Any, np: Any) -> None:
    """batch: sizes, remainders, dtypes, nests, batches of batches."""
    numbers = tf.data.Dataset.range(5)
    show(tf, numbers.batch(2))
    show(tf, numbers.batch(2, drop_remainder=True))
    show(tf, numbers.batch(7))
    show(tf, numbers.batch(7, True))
    show(tf, numbers.batch(2).batch(2))
    show(tf, tf.data.Dataset.from_tensor_slices({"a": np.eye(3), "b": ["x", "yy", "zzz"]}).batch(2))
    show(tf, tf.data.Dataset.from_tensor_slices(np.array([["a", "b"], ["c", "d"]])).batch(2))
    outcomes(tf, numbers.map(lambda n: tf.zeros([n])).batch(2), 4)
    outcomes(tf, numbers.batch(0), 1)
    size = tf.placeholder(tf.int64, [])
    iterator = numbers.batch(size).make_initializable_iterator()
    element = iterator.get_next()
    print(element.shape)
    with tf.Session() as session:
        session.run(iterator.initializer, {size: 3})
        print(session.run(element))


def padded_batches(tf: Any, np: Any) -> None:
    """padded_batch: to the longest, to a size, with values, several parts."""
    rows = tf.data.Dataset.range(1, 6).map(lambda n: tf.fill([n], n))
    show(tf, rows.padded_batch(2, [None]))
    show(tf, rows.padded_batch(2, [-1], drop_remainder=True))
    show(tf, rows.padded_batch(3, [6], padding_values=np.int64(-1)))
    show(tf, rows.padded_batch(3, tf.TensorShape([None])))
    both = rows.map(lambda row: (row, {"s": tf.as_string(row), "n": tf.size(row)}))
    show(tf, both.padded_batch(2, ([None], {"s": [None], "n": []}), (np.int64(0), {"s": "-", "n": 0})))
    outcomes(tf, rows.padded_batch(2, [3]), 4)
    outcomes(
        tf,
        rows.map(
            lambda row: tf.Print(row, []) if False else tf.py_func(lambda r: r, [row], tf.int64)
        ).padded_batch(2, [None, None]),
        1,
    )
    attempt(tf, lambda: rows.padded_batch(2, [None, 2]))
    attempt(tf, lambda: rows.padded_batch(2, [None], padding_values=1.5))
    attempt(tf, lambda: rows.padded_batch(2, [None], padding_values=np.zeros(2, np.int64)))


def windows(tf: Any, np: Any) -> None:
    """window: neighbours as small datasets."""
    for arguments in [(3,), (3, 1), (2, 3), (2, 1, 2), (3, 1, 1, True), (3, 2, 2, True), (9,)]:
        windowed = tf.data.Dataset.range(7).window(*arguments)
        print(arguments, [e.tolist() for e in elements(tf, windowed.flat_map(lambda w: w.batch(9)))])
    pairs = tf.data.Dataset.range(6).map(lambda x: {"a": x, "b": -x}).window(2)
    print(elements(tf, pairs.flat_map(lambda w: tf.data.Dataset.zip((w["b"], w["a"])))))


def caches(tf: Any, np: Any) -> None:
    """cache in memory: the function is called in the first epoch only."""
    calls: list[int] = []

    def seen(x: Any) -> Any:
        calls.append(int(x))
        return x

    dataset = tf.data.Dataset.range(3).map(lambda x: tf.py_func(seen, [x], tf.int64)).cache().repeat(3)
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        for _ in range(2):
            session.run(iterator.initializer)
            print([int(session.run(element)) for _ in range(9)], calls)


def prefetched(tf: Any, np: Any) -> None:
    """prefetch changes no element."""
    print(elements(tf, tf.data.Dataset.range(5).prefetch(2).batch(2).prefetch(tf.data.experimental.AUTOTUNE)))
    options = tf.data.Options()
    options.experimental_deterministic = True
    print(elements(tf, tf.data.Dataset.range(3).with_options(options)))


def unbatched(tf: Any, np: Any) -> None:
    """unbatch takes apart what batch put together."""
    pairs = tf.data.Dataset.from_tensor_slices((np.arange(5), np.arange(10.0).reshape(5, 2)))
    show(tf, pairs.batch(3).apply(tf.data.experimental.unbatch()))
    attempt(tf, lambda: tf.data.Dataset.range(3).apply(tf.data.experimental.unbatch()))
    first, second = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.int32, [None])
    unequal = tf.data.Dataset.from_tensors((first, second)).apply(tf.data.experimental.unbatch())
    iterator = unequal.make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer, {first: [1, 2], second: [1, 2, 3]})
        attempt(tf, lambda: session.run(element))


def older_transformations(tf: Any, np: Any) -> None:
    """What `apply` takes."""
    experimental = tf.data.experimental
    numbers = tf.data.Dataset.range(5)
    show(tf, numbers.apply(experimental.map_and_batch(lambda x: x * x, 2)))
    show(tf, numbers.apply(experimental.map_and_batch(lambda x: (x, x + 1), 2, drop_remainder=True)))
    show(tf, numbers.apply(experimental.enumerate_dataset(start=3)))
    bad = tf.data.Dataset.from_tensor_slices([1.0, 0.0, 2.0, 0.0]).map(
        lambda x: tf.check_numerics(1 / x, "bad")
    )
    show(tf, bad.apply(experimental.ignore_errors()))
    attempt(tf, lambda: experimental.map_and_batch(lambda x: x, 2, 3, False, 4)(numbers))
    attempt(tf, lambda: numbers.apply(lambda dataset: 3))


def counted(tf: Any, np: Any) -> None:
    """cardinality, as far as it is known beforehand."""
    numbers = tf.data.Dataset.range(7)
    datasets = [
        numbers, numbers.batch(2), numbers.batch(2, True), numbers.repeat(), numbers.repeat(3), numbers.take(3),
        numbers.skip(2), numbers.skip(9), numbers.filter(lambda x: x > 2),
        numbers.shuffle(3),
        numbers.concatenate(numbers), tf.data.Dataset.zip((numbers, numbers.repeat())), numbers.shard(3, 1),
        numbers.cache(),
        numbers.flat_map(lambda x: tf.data.Dataset.range(2)), tf.data.Dataset.from_tensors(1), numbers.repeat().take(4),
        numbers.padded_batch(3, []), numbers.prefetch(1),
    ]  # fmt: skip
    with tf.Session() as session:
        print([int(n) for n in session.run([tf.data.experimental.cardinality(d) for d in datasets])])


def single(tf: Any, np: Any) -> None:
    """get_single_element and reduce."""
    with tf.Session() as session:
        pairs = tf.data.Dataset.from_tensor_slices(([1, 2], ["a", "b"])).batch(2)
        print(session.run(tf.data.experimental.get_single_element(pairs)))
        numbers = tf.data.Dataset.range(5)
        print(session.run(numbers.reduce(np.int64(0), lambda total, x: total + x)))
        count, total = numbers.reduce((0, np.int64(0)), lambda state, x: (state[0] + 1, state[1] + x))
        print(session.run([count, total]))
        joined = tf.data.Dataset.from_tensor_slices(["a", "b"]).reduce("", lambda s, x: s + x)
        print(session.run(joined))
        attempt(tf, lambda: session.run(tf.data.experimental.get_single_element(numbers)))
        attempt(tf, lambda: session.run(tf.data.experimental.get_single_element(numbers.take(0))))
        attempt(tf, lambda: numbers.reduce(0, lambda total, x: total + 1.5))


def grouped(tf: Any, np: Any) -> None:
    """group_by_window and bucket_by_sequence_length."""
    experimental = tf.data.experimental
    by_rest = experimental.group_by_window(lambda x: x % 3, lambda key, group: group.batch(4), window_size=4)
    show(tf, tf.data.Dataset.range(15).apply(by_rest))
    by_size = experimental.group_by_window(
        lambda x: x % 2, lambda key, group: group.batch(9), window_size_func=lambda key: key + 2
    )
    show(tf, tf.data.Dataset.range(9).apply(by_size))
    rows = tf.data.Dataset.from_tensor_slices([3, 1, 5, 2, 4, 1, 6, 2]).map(lambda n: tf.fill([n], n))
    show(tf, rows.apply(experimental.bucket_by_sequence_length(tf.size, [3, 5], [2, 2, 2])))
    bounded = experimental.bucket_by_sequence_length(tf.size, [3, 7], [2, 2, 2], pad_to_bucket_boundary=True)
    show(tf, rows.apply(bounded))
