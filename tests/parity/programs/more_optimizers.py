"""Adadelta, Ftrl, dual averaging and the proximal optimizers, over many steps."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt


def made(tf: Any) -> dict[str, Any]:
    """Every optimizer under test, by a name to print; it is given the counter of the steps."""
    train = tf.train
    penalties = {"l1_regularization_strength": 0.01, "l2_regularization_strength": 0.02}
    return {
        "adadelta": lambda counter: train.AdadeltaOptimizer(1.0, 0.9, 1e-4),
        "adadelta as it stands": lambda counter: train.AdadeltaOptimizer(),
        "ftrl": lambda counter: train.FtrlOptimizer(0.1),
        "ftrl with penalties": lambda counter: train.FtrlOptimizer(0.3, **penalties),
        "ftrl with shrinkage": lambda counter: train.FtrlOptimizer(
            0.3, l2_shrinkage_regularization_strength=0.1
        ),
        "proximal descent": lambda counter: train.ProximalGradientDescentOptimizer(0.05, **penalties),
        "proximal adagrad": lambda counter: train.ProximalAdagradOptimizer(0.3, **penalties),
        "dual averaging": lambda counter: train.AdagradDAOptimizer(0.3, counter, **penalties),
    }


def thirty_steps_of_a_regression(tf: Any, np: Any) -> None:
    """Ten features of which three count; a loss that falls, weights that become zero."""
    rng = np.random.RandomState(0)
    data = rng.randn(40, 10).astype("f")
    labels = data[:, :3] @ np.array([[1.0], [-2.0], [0.5]], "f") + 0.1 * rng.randn(40, 1).astype("f")
    for name, make in made(tf).items():
        tf.reset_default_graph()
        x, y = tf.placeholder(tf.float32, [None, 10]), tf.placeholder(tf.float32, [None, 1])
        w, b = tf.Variable(tf.zeros([10, 1]), name="w"), tf.Variable(0.1, name="b")
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
        counter = tf.train.get_or_create_global_step()
        step = make(counter).minimize(loss, global_step=counter)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            print(name, [variable.name for variable in tf.global_variables()])
            for turn in range(30):
                batch = slice(10 * (turn % 4), 10 * (turn % 4) + 10)
                _, value = session.run([step, loss], {x: data[batch], y: labels[batch]})
                if turn % 6 == 5:
                    print(value)
            print(session.run(w).ravel(), session.run([b, counter]))


def thirty_steps_of_a_table(tf: Any, np: Any) -> None:
    """Word vectors, some rows in each step."""
    rng = np.random.RandomState(1)
    start = rng.randn(8, 3).astype("f")
    for name, make in made(tf).items():
        tf.reset_default_graph()
        rng = np.random.RandomState(2)
        table = tf.Variable(start, name="table")
        rows = tf.placeholder(tf.int32, [None])
        wanted = tf.placeholder(tf.float32, [None, 3])
        loss = tf.reduce_sum(tf.squared_difference(tf.nn.embedding_lookup(table, rows), wanted))
        counter = tf.train.get_or_create_global_step()
        step = make(counter).minimize(loss, global_step=counter)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            print(name)
            for turn in range(30):
                words = rng.randint(7, size=4)  # the last row is never named
                feed = {rows: words, wanted: np.sin(np.arange(12.0)).reshape(4, 3)}
                _, value = session.run([step, loss], feed)
                if turn % 10 == 9:
                    print(value)
            print(session.run(table))


def refusals(tf: Any, np: Any) -> None:
    """Settings that no optimizer takes."""
    train = tf.train
    attempt(tf, lambda: train.FtrlOptimizer(0.1, learning_rate_power=0.5), "negative or zero")
    attempt(tf, lambda: train.FtrlOptimizer(0.1, initial_accumulator_value=-1.0), "positive or zero")
    attempt(tf, lambda: train.FtrlOptimizer(0.1, l1_regularization_strength=-1.0), "positive or zero")
    attempt(tf, lambda: train.FtrlOptimizer(0.1, l2_regularization_strength=-1.0), "positive or zero")
    attempt(tf, lambda: train.FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=-1.0), "positive")
    attempt(tf, lambda: train.ProximalAdagradOptimizer(0.1, initial_accumulator_value=0.0), "positive")
    attempt(tf, lambda: train.AdagradDAOptimizer(0.1, None, 0.0), "positive")
    attempt(tf, lambda: train.AdadeltaOptimizer(name=""))


def rates_that_are_tensors(tf: Any, np: Any) -> None:
    """A rate that falls, fed and computed."""
    w = tf.Variable([1.0, -2.0])
    rate = tf.placeholder(tf.float32, [])
    counter = tf.Variable(0, trainable=False)
    falling = tf.train.exponential_decay(1.0, counter, 2, 0.5)
    loss = tf.reduce_sum(tf.square(w))
    steps = [
        tf.train.FtrlOptimizer(rate).minimize(loss),
        tf.train.AdadeltaOptimizer(falling).minimize(loss, global_step=counter),
        tf.train.ProximalAdagradOptimizer(falling, l1_regularization_strength=0.1).minimize(loss),
    ]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for turn in range(4):
            for step in steps:
                session.run(step, {rate: 0.5 / (turn + 1)})
                print(session.run(w))
