"""tf.data: the order in which shuffle hands out elements, for many seeds, sizes and epochs."""

from typing import Any

from tests.parity.datasets import elements, outcomes


def seeds_and_sizes(tf: Any, np: Any) -> None:
    """One epoch."""
    for seed in (0, 1, 42, 2**31 + 5):
        for size in (1, 2, 5, 10, 100):
            print(seed, size, elements(tf, tf.data.Dataset.range(10).shuffle(size, seed=seed)))
    outcomes(tf, tf.data.Dataset.range(3).shuffle(0), 1)


def many(tf: Any, np: Any) -> None:
    """More random words than are drawn at a time."""
    order = elements(tf, tf.data.Dataset.range(3000).shuffle(700, seed=9))
    print(order[:20], order[-20:], sum(i * n for i, n in enumerate(order)) % 1000003)


def epochs(tf: Any, np: Any) -> None:
    """Every epoch has an order of its own, or all have the same."""
    numbers = tf.data.Dataset.range(8)
    print(elements(tf, numbers.shuffle(4, seed=3).repeat(4)))
    print(elements(tf, numbers.shuffle(4, seed=3, reshuffle_each_iteration=True).repeat(3)))
    print(elements(tf, numbers.shuffle(4, seed=3, reshuffle_each_iteration=False).repeat(3)))
    print(elements(tf, numbers.repeat(2).shuffle(6, seed=3)))
    print(elements(tf, numbers.shuffle(8, seed=3).batch(3).repeat(2).map(lambda b: b[0])))


def graph_seed(tf: Any, np: Any) -> None:
    """tf.set_random_seed, and how nodes are counted."""
    tf.set_random_seed(7)
    numbers = tf.data.Dataset.range(8)
    print(elements(tf, numbers.shuffle(8)))
    print(elements(tf, numbers.shuffle(8)))
    print(elements(tf, numbers.shuffle(8, seed=2)))
    print(tf.get_seed(None))


def begun_again(tf: Any, np: Any) -> None:
    """An iterator that begins again begins with the same order."""
    dataset = tf.data.Dataset.range(8).shuffle(5, seed=3).repeat(2)
    iterator = dataset.make_initializable_iterator()
    element = iterator.get_next()
    for _ in range(2):
        with tf.Session() as session:
            for _ in range(2):
                session.run(iterator.initializer)
                print([int(session.run(element)) for _ in range(12)])


def several(tf: Any, np: Any) -> None:
    """Two shuffles of one kind, one behind the other, side by side, in turns."""
    numbers = tf.data.Dataset.range(6)
    shuffled = numbers.shuffle(6, seed=4)
    print(elements(tf, tf.data.Dataset.zip((shuffled, shuffled)).repeat(2)))
    print(elements(tf, shuffled.concatenate(shuffled).repeat(2)))
