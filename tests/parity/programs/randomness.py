"""Random numbers: op seeds, graph seeds, sessions, and what the distributions give."""

from typing import Any

from tests.parity.attempt import attempt, run


def op_seeds(tf: Any, np: Any) -> None:
    """The same seed gives the same numbers; every run draws on; a new session starts over."""
    a, b = tf.random_normal([2, 3], seed=1), tf.random_normal([2, 3], seed=1)
    with tf.Session() as session:
        print(*session.run([a, b]))
        print(session.run(a))
        print(session.run(b))
    with tf.Session() as session:
        print(session.run(a))


def graph_seed(tf: Any, np: Any) -> None:
    """With a graph seed, every random op without a seed gets the number of those before it."""
    tf.set_random_seed(42)
    a, b, c = tf.random_uniform([2]), tf.random_normal([2]), tf.random_uniform([2], seed=5)
    d = tf.random_uniform([2])
    with tf.Session() as session:
        print(*session.run([a, b, c, d]))
        print(*session.run([a, b, c, d]))
    with tf.Graph().as_default():
        tf.set_random_seed(42)
        print(run(tf, tf.random_uniform([2])))
        tf.set_random_seed(7)
        print(run(tf, tf.random_uniform([2])))
    print(tf.get_default_graph().seed, tf.get_seed(3), tf.get_seed(None))


def seeds_of_functions(tf: Any, np: Any) -> None:
    """`tf.get_seed` tells the two seeds of an op."""
    print(tf.get_seed(None), tf.get_seed(5))
    tf.set_random_seed(10)
    print(tf.get_seed(None), tf.get_seed(5))
    tf.set_random_seed(0)
    print(tf.get_seed(0))


def two_graphs(tf: Any, np: Any) -> None:
    """Graph seeds belong to graphs."""
    for _ in range(2):
        with tf.Graph().as_default():
            tf.set_random_seed(1)
            print(run(tf, [tf.random_uniform([]), tf.random_normal([])]))


def distributions(tf: Any, np: Any) -> None:
    """Every distribution with a seed."""
    made = [
        tf.random_normal([4], mean=10.0, stddev=2.0, seed=3),
        tf.truncated_normal([4], mean=1.0, stddev=0.5, seed=3),
        tf.random_uniform([4], seed=3),
        tf.random_uniform([4], -3.0, 3.0, seed=3),
        tf.random_uniform([6], 0, 10, tf.int32, seed=3),
        tf.random_uniform([4], -5, 5, tf.int64, seed=3),
        tf.random_gamma([4], 2.0, seed=3),
        tf.random_gamma([3], [0.5, 3.0], beta=2.0, seed=3),
        tf.random_normal([3], dtype=tf.float64, seed=3),
        tf.random_uniform([3], dtype=tf.float64, seed=3),
        tf.random_shuffle(tf.range(8), seed=3),
        tf.random_shuffle([[1, 2], [3, 4], [5, 6]], seed=4),
    ]
    for tensor in made:
        print(tensor.dtype.name, tensor.shape)
    for value in run(tf, made):
        print(value)


def half_precision(tf: Any, np: Any) -> None:
    """float16 draws."""
    print(
        run(
            tf,
            [
                tf.random_normal([4], dtype=tf.float16, seed=1),
                tf.random_uniform([4], dtype=tf.float16, seed=1),
            ],
        )
    )


def shapes_at_run_time(tf: Any, np: Any) -> None:
    """The number of values drawn decides how far the stream moves."""
    n = tf.placeholder(tf.int32, [])
    x = tf.random_uniform(tf.stack([n]), seed=9)
    with tf.Session() as session:
        for count in (1, 5, 2, 0, 3):
            print(session.run(x, {n: count}))


def large(tf: Any, np: Any) -> None:
    """Some statistics and some entries of a large draw."""
    x = tf.random_normal([1000, 37], seed=12)
    y = tf.truncated_normal([5000], seed=12)
    first, second = run(tf, [x, y])
    print(first.mean(), first.std(), first[999, 30:], first[500, :4])
    print(second.min() > -2.0, second.max() < 2.0, second[2500:2504])


def dropout(tf: Any, np: Any) -> None:
    """Dropout keeps, scales, and draws its own numbers."""
    x = tf.ones([3, 4])
    print(run(tf, tf.nn.dropout(x, keep_prob=0.5, seed=1)))
    print(run(tf, tf.nn.dropout(x, rate=0.25, seed=2)))
    print(run(tf, tf.nn.dropout(x, keep_prob=0.5, noise_shape=[3, 1], seed=3)))
    print(tf.nn.dropout(x, keep_prob=1.0) is x, run(tf, tf.nn.dropout(x, keep_prob=tf.constant(1.0), seed=4)))
    gradient = tf.gradients(tf.nn.dropout(x, keep_prob=0.5, seed=1), x)[0]
    print(run(tf, gradient))
    attempt(tf, lambda: tf.nn.dropout(x, keep_prob=0.0))
    attempt(tf, lambda: tf.nn.dropout(x, keep_prob=1.5))


def shape_as_tensor(tf: Any, np: Any) -> None:
    """Shapes may be tensors, and parameters too."""
    mean = tf.constant([0.0, 100.0])
    print(run(tf, tf.random_normal([3, 2], mean=mean, stddev=[1.0, 0.1], seed=1)))
    print(run(tf, tf.random_normal(tf.constant([2, 2]), seed=1)))


def seeds_that_are_unusual(tf: Any, np: Any) -> None:
    """Zero, negative and large seeds."""
    for seed in (0, -1, 2**31 - 1, 123456789):
        print(seed, run(tf, tf.random_uniform([2], seed=seed)))
    tf.set_random_seed(0)
    print(run(tf, tf.random_uniform([2], seed=0)))


def multinomial(tf: Any, np: Any) -> None:
    """Drawing classes."""
    print(run(tf, tf.multinomial(tf.log([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]), 8, seed=2)))
