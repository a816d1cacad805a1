"""tf.data: where elements come from, what they look like, and what is refused."""

from typing import Any

from tests.parity.attempt import attempt
from tests.parity.datasets import elements, outcomes, show


def tensors(tf: Any, np: Any) -> None:
    """One element, slices, and what is known of them beforehand."""
    show(tf, tf.data.Dataset.from_tensors([1, 2, 3]))
    show(tf, tf.data.Dataset.from_tensor_slices(np.arange(6.0).reshape(3, 2)))
    show(tf, tf.data.Dataset.from_tensor_slices(["a", "bc", ""]))
    show(tf, tf.data.Dataset.from_tensors(np.float32(2.5)))
    show(tf, tf.data.Dataset.from_tensor_slices(np.zeros((0, 2), np.int64)))


def nests(tf: Any, np: Any) -> None:
    """Tuples, dicts, nests of both."""
    show(tf, tf.data.Dataset.from_tensor_slices(([1, 2], [[3.0], [4.0]])))
    show(tf, tf.data.Dataset.from_tensor_slices({"b": [1, 2], "a": ["x", "y"]}))
    show(tf, tf.data.Dataset.from_tensor_slices((([1, 2], {"z": [True, False]}), np.array([5, 6], np.uint8))))
    show(tf, tf.data.Dataset.from_tensors((1, {"k": [2.0]})))


def names(tf: Any, np: Any) -> None:
    """The names and types of the nodes."""
    dataset = tf.data.Dataset.from_tensor_slices((np.arange(3.0), [1, 2, 3]))
    dataset = dataset.map(lambda x, y: (x * 2, y)).shuffle(10).batch(2).repeat(2)
    iterator = dataset.make_initializable_iterator()
    print(iterator.get_next(), iterator.get_next("hello"), iterator.initializer.name)
    one_shot = dataset.make_one_shot_iterator()
    print(one_shot.get_next(), one_shot.string_handle(), one_shot.string_handle("handle"))
    other = tf.data.Iterator.from_structure(dataset.output_types, dataset.output_shapes)
    print(other.make_initializer(dataset).name, other.make_initializer(dataset, "start").name)
    kinds = [(o.type, o.name) for o in tf.get_default_graph().get_operations()]
    print(sorted(kind for kind in kinds if "Dataset_map" not in kind[1]))


def ranges(tf: Any, np: Any) -> None:
    """As Python's range."""
    for arguments in [(5,), (2, 5), (1, 9, 3), (5, 1), (5, 1, -2), (0,)]:
        print(arguments, elements(tf, tf.data.Dataset.range(*arguments)))
    attempt(tf, lambda: tf.data.Dataset.range())
    attempt(tf, lambda: elements(tf, tf.data.Dataset.range(1, 2, 0)), "step")


def generators(tf: Any, np: Any) -> None:
    """Generators: nests, shapes, arguments, text, epochs."""

    def pairs() -> Any:
        for n in range(3):
            yield n, [float(n)] * n

    show(tf, tf.data.Dataset.from_generator(pairs, (tf.int64, tf.float32), ([], [None])).repeat(2))
    show(tf, tf.data.Dataset.from_generator(lambda: iter([1, 2]), tf.int32))
    show(tf, tf.data.Dataset.from_generator(lambda: ["one", b"two"], tf.string, []))
    show(tf, tf.data.Dataset.from_generator(lambda: [{"a": 1, "b": 2.0}], {"a": tf.int32, "b": tf.float64}))

    def counting(stop: Any) -> Any:
        yield from range(stop)

    show(tf, tf.data.Dataset.from_generator(counting, tf.int64, [], args=(np.int64(3),)))
    show(tf, tf.data.Dataset.from_generator(lambda: np.arange(4.0).reshape(2, 2), tf.float32, [2]).batch(2))


def generators_that_fail(tf: Any, np: Any) -> None:
    """A generator's own error, and what does not fit what was promised."""

    def failing() -> Any:
        yield 1
        raise ValueError("boom")

    def dividing() -> Any:
        yield 1 // 0

    outcomes(tf, tf.data.Dataset.from_generator(failing, tf.int32), 3)
    outcomes(tf, tf.data.Dataset.from_generator(dividing, tf.int32), 2)
    outcomes(tf, tf.data.Dataset.from_generator(lambda: [1, "x", 3], tf.int32), 4)
    outcomes(tf, tf.data.Dataset.from_generator(lambda: [[1, 2], [1, 2, 3]], tf.int32, [2]), 3)
    outcomes(tf, tf.data.Dataset.from_generator(lambda: [(1, 2), 3], (tf.int32, tf.int32)), 3)
    attempt(tf, lambda: tf.data.Dataset.from_generator([1, 2], tf.int32))


def sparse_tensors(tf: Any, np: Any) -> None:
    """Sparse tensors: whole, in slices, in batches, through functions."""
    sparse = tf.SparseTensor([[0, 1], [0, 3], [2, 0]], [1.0, 2.0, 3.0], [3, 4])
    show(tf, tf.data.Dataset.from_tensors(sparse))
    show(tf, tf.data.Dataset.from_tensor_slices(sparse))
    show(tf, tf.data.Dataset.from_tensor_slices((sparse, [1, 2, 3])).batch(2))
    doubled = tf.data.Dataset.from_tensor_slices(sparse).map(
        lambda s: tf.SparseTensor(s.indices, s.values * 2, s.dense_shape)
    )
    print(elements(tf, doubled))
    print(elements(tf, tf.data.Dataset.from_tensor_slices(sparse).map(tf.sparse_tensor_to_dense)))


def refusals(tf: Any, np: Any) -> None:
    """Which errors come while the graph is described."""
    attempt(tf, lambda: tf.data.Dataset.from_tensor_slices(3))
    attempt(tf, lambda: tf.data.Dataset.from_tensor_slices(([1, 2], [1, 2, 3])))
    attempt(tf, lambda: tf.data.Dataset.zip([tf.data.Dataset.range(2)]))
    attempt(tf, lambda: tf.data.Dataset.zip((1, 2)))
    attempt(tf, lambda: iter(tf.data.Dataset.range(3)))
    attempt(tf, lambda: tf.data.Dataset.range(3).batch("two"))
