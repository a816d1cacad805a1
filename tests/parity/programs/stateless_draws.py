"""Random numbers that depend on a seed alone."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def numbers(tf: Any, np: Any) -> None:
    """Each function in each dtype; twice the same; another seed gives others."""
    random = tf.random
    seed = tf.placeholder(tf.int64, [2])
    drawn = [
        random.stateless_uniform([2, 3], seed),
        random.stateless_uniform([3], seed, -1.0, 2.0, tf.float64),
        random.stateless_uniform([5], seed, minval=-3, maxval=9, dtype=tf.int32),
        random.stateless_normal([4], seed),
        random.stateless_normal([3], seed, 10.0, 0.5, name="narrow"),
        random.stateless_normal([2], seed, dtype=tf.float16),
        random.stateless_truncated_normal([6], seed, stddev=2.0),
        random.stateless_categorical([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]], 5, seed),
        random.stateless_multinomial([[0.0, 1.0]], 4, seed, output_dtype=tf.int32),
    ]
    describe(*drawn)
    config = tf.ConfigProto(intra_op_parallelism_threads=1)
    with tf.Session(config=config) as session:
        for fed in ([1, 2], [1, 2], [2**40, -1]):
            for values in session.run(drawn, {seed: fed}):
                print(values)


def shapes_and_mistakes(tf: Any, np: Any) -> None:
    """Shapes that are fed, seeds of another length, whole numbers without a limit."""
    size = tf.placeholder(tf.int32, [1])
    print(run(tf, tf.random.stateless_uniform(size, [1, 2]), {size: [3]}))
    attempt(tf, lambda: tf.random.stateless_uniform([2], [1, 2, 3]))
    attempt(tf, lambda: tf.random.stateless_uniform([2], [1, 2], dtype=tf.int32), "maxval")
    attempt(tf, lambda: run(tf, tf.random.stateless_uniform([2], [1, 2], 5, 5, tf.int32)))
