"""tf.data: functions of elements, and what happens inside them."""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements, outcomes, show


def arguments(tf: Any, np: Any) -> None:
    """Tuples are unpacked, dicts are one argument, lists that are returned are tuples."""
    pairs = tf.data.Dataset.from_tensor_slices(([1, 2], [3.0, 4.0]))
    show(tf, pairs.map(lambda x, y: (y, x)))
    show(tf, pairs.map(lambda x, y: {"sum": tf.to_float(x) + y, "x": x}))
    show(tf, pairs.map(lambda *both: list(both)))
    show(tf, pairs.map(lambda x, y: ((x, y), {"k": (y,)})).map(lambda first, second: (first[1], second["k"])))
    show(tf, tf.data.Dataset.from_tensor_slices({"a": [1, 2], "b": [5, 6]}).map(lambda d: d["a"] * d["b"]))
    show(tf, pairs.map(lambda x, y: 7))
    show(tf, pairs.map(lambda x, y: (x, np.ones(2)), num_parallel_calls=4))
    nested = tf.data.Dataset.zip((pairs, tf.data.Dataset.range(2)))
    show(tf, nested.map(lambda pair, n: pair[0] + tf.to_int32(n)))


def refusals(tf: Any, np: Any) -> None:
    """What functions may not return."""
    numbers = tf.data.Dataset.range(3)
    attempt(tf, lambda: numbers.map(lambda x: object()))
    attempt(tf, lambda: numbers.map(lambda: 1))
    attempt(tf, lambda: numbers.filter(lambda x: x))
    attempt(tf, lambda: numbers.filter(lambda x: tf.stack([x > 1, x > 2])))
    attempt(tf, lambda: numbers.map(lambda x: x + 1.5))


def python_inside(tf: Any, np: Any) -> None:
    """py_func inside, with its shape set; and its errors."""

    def doubled(x: Any) -> Any:
        y = tf.py_func(lambda n: np.float32([n, 2 * n]), [x], tf.float32)
        y.set_shape([2])
        return y

    show(tf, tf.data.Dataset.range(3).map(doubled).batch(2))
    unknown = tf.data.Dataset.range(2).map(
        lambda x: tuple(tf.py_func(lambda n: (n, str(n)), [x], [tf.int64, tf.string]))
    )
    show(tf, unknown)

    def some(n: Any) -> Any:
        if n == 1:
            raise ValueError("one")
        if n == 2:
            raise KeyError("two")
        return n

    outcomes(tf, tf.data.Dataset.range(4).map(lambda x: tf.py_func(some, [x], tf.int64)), 5)


def stop_inside(tf: Any, np: Any) -> None:
    """StopIteration inside a function ends the elements."""

    def few(n: Any) -> Any:
        if n == 2:
            raise StopIteration
        return n

    outcomes(tf, tf.data.Dataset.range(5).map(lambda x: tf.py_func(few, [x], tf.int64)), 3)


def errors_inside(tf: Any, np: Any) -> None:
    """After an error comes the next element; the error's class is the node's."""
    inverse = tf.data.Dataset.range(5).map(lambda x: tf.check_numerics(1.0 / tf.to_float(x - 2), "bad"))
    outcomes(tf, inverse, 7)
    outcomes(tf, inverse.batch(2), 4)
    outcomes(tf, tf.data.Dataset.range(4).map(lambda x: tf.gather([1, 2, 3], x)), 5)
    checked = tf.data.Dataset.range(3).filter(
        lambda x: tf.check_numerics(1.0 / tf.to_float(x - 1), "bad") > 0
    )
    outcomes(tf, checked, 4)


def captured(tf: Any, np: Any) -> None:
    """Tensors and placeholders from outside."""
    factor = tf.constant(3, tf.int64)
    offset = tf.placeholder(tf.int64, [])
    iterator = tf.data.Dataset.range(3).map(lambda x: x * factor + offset).make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        for value in (10, 20):
            session.run(iterator.initializer, {offset: value})
            print([int(session.run(element)) for _ in range(3)])
        attempt(tf, lambda: session.run(iterator.initializer), "placeholder")


def variables(tf: Any, np: Any) -> None:
    """A variable inside: its value when the iterator is initialised."""
    weight = tf.Variable(2.0)
    iterator = (
        tf.data.Dataset.range(1, 3).map(lambda x: tf.to_float(x) * weight).make_initializable_iterator()
    )
    element = iterator.get_next()
    with tf.Session() as session:
        attempt(tf, lambda: session.run(iterator.initializer))
        session.run(weight.initializer)
        session.run(iterator.initializer)
        print([float(session.run(element)) for _ in range(2)])
        session.run(weight.assign(10.0))
        session.run(iterator.initializer)
        print([float(session.run(element)) for _ in range(2)])


def branches_and_loops(tf: Any, np: Any) -> None:
    """tf.cond, tf.while_loop and tf.map_fn inside."""
    numbers = tf.data.Dataset.range(1, 5)
    print(elements(tf, numbers.map(lambda x: tf.cond(x > 2, lambda: x * 10, lambda: -x))))
    factorial = lambda n: tf.while_loop(  # noqa: E731
        lambda i, p: i <= n, lambda i, p: (i + 1, p * i), [tf.constant(1, tf.int64), tf.constant(1, tf.int64)]
    )[1]
    print(elements(tf, numbers.map(factorial)))
    print([e.tolist() for e in elements(tf, numbers.map(lambda n: tf.map_fn(lambda i: i * n, tf.range(n))))])


def filters(tf: Any, np: Any) -> None:
    """filter, alone and among others."""
    numbers = tf.data.Dataset.range(10)
    print(elements(tf, numbers.filter(lambda x: tf.equal(x % 3, 0))))
    pairs = tf.data.Dataset.from_tensor_slices(([1, 2, 3, 4], ["a", "b", "c", "d"]))
    print(elements(tf, pairs.filter(lambda x, s: tf.not_equal(s, "b")).map(lambda x, s: x).batch(2)))
    print(
        elements(tf, numbers.filter(lambda x: False)), elements(tf, numbers.filter(lambda x: x > 7).repeat(2))
    )


def datasets_of_datasets(tf: Any, np: Any) -> None:
    """flat_map and interleave."""
    numbers = tf.data.Dataset.range(1, 5)
    show(tf, numbers.flat_map(lambda n: tf.data.Dataset.from_tensors(n).repeat(n)))
    show(tf, numbers.flat_map(lambda n: tf.data.Dataset.range(n).map(lambda i: (n, i))))
    for cycle, block in [(1, 1), (2, 1), (2, 2), (3, 2), (4, 16), (7, 1)]:
        mixed = numbers.interleave(lambda n: tf.data.Dataset.range(10 * n, 10 * n + n), cycle, block)
        print(cycle, block, elements(tf, mixed))
    mixed = numbers.interleave(
        lambda n: tf.data.Dataset.from_tensors(n).repeat(3), 2, 2, num_parallel_calls=2
    )
    print(elements(tf, mixed))
    old = tf.data.experimental.parallel_interleave
    print(elements(tf, numbers.apply(old(lambda n: tf.data.Dataset.range(10 * n, 10 * n + 3), 2, 1))))
    outcomes(tf, numbers.interleave(lambda n: tf.data.Dataset.range(n), 0), 1)
    outcomes(tf, numbers.interleave(lambda n: tf.data.Dataset.range(n), 2, 0), 1)


def drawn(tf: Any, np: Any) -> None:
    """Random numbers inside: seeds are counted anew; an iterator that begins again draws the same."""
    tf.set_random_seed(7)
    first = tf.random_uniform([])
    dataset = tf.data.Dataset.range(3).map(lambda x: tf.random_uniform([]) + tf.random_normal([])).repeat(2)
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    last = tf.random_uniform([])
    other = dataset.make_initializable_iterator()
    elsewhere = other.get_next()
    with tf.Session() as session:
        print(session.run([first, last]))
        session.run([iterator.initializer, other.initializer])
        print([session.run(element) for _ in range(6)])
        print([session.run(elsewhere) for _ in range(6)])
        session.run(iterator.initializer)
        print([session.run(element) for _ in range(3)])
    print(elements(tf, dataset))
    print(elements(tf, tf.data.Dataset.range(3).map(lambda x: tf.random_uniform([2], seed=5)).repeat(2)))
    print(tf.get_seed(None))
