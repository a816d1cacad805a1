"""tf.contrib.layers.optimize_loss: training steps in one call."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt


def _steps(tf: Any, step: Any, count: int, *others: Any) -> None:
    """Make steps. What a step gives is not printed: TensorFlow may compute the loss before or after the update."""
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(count):
            session.run(step)
            print(*session.run(list(others)))


def by_name(tf: Any, np: Any) -> None:
    """All names of optimizers."""
    for name in ("SGD", "Adam", "Adagrad", "Momentum", "RMSProp", "Ftrl"):
        tf.reset_default_graph()
        w = tf.get_variable("w", initializer=[3.0, -1.0])
        global_step = tf.train.get_or_create_global_step()
        loss = tf.reduce_sum(tf.square(w))
        step = tf.contrib.layers.optimize_loss(loss, global_step, 0.1, name)
        print(name, step.shape, [v.name for v in tf.global_variables()][:3])
        _steps(tf, step, 3, w, global_step)


def by_other_means(tf: Any, np: Any) -> None:
    """Classes, objects, functions; decay; no global step; some variables."""

    def half(rate: Any, step: Any) -> Any:
        return tf.train.exponential_decay(rate, step, 1, 0.5)

    settings = (
        {"optimizer": tf.train.GradientDescentOptimizer, "learning_rate": 0.1},
        {"optimizer": tf.train.MomentumOptimizer(0.1, 0.5), "learning_rate": None},
        {"optimizer": lambda rate: tf.train.AdamOptimizer(rate), "learning_rate": 0.5},
        {"optimizer": "SGD", "learning_rate": 0.4, "learning_rate_decay_fn": half},
        {"optimizer": "SGD", "learning_rate": 0.1, "increment_global_step": False, "name": "own"},
        {"optimizer": "SGD", "learning_rate": 0.1, "clip_gradients": 1.0},
        {"optimizer": "SGD", "learning_rate": 0.1, "gradient_multipliers": {"v:0": 10.0}},
        {
            "optimizer": "SGD",
            "learning_rate": 0.1,
            "clip_gradients": lambda pairs: [(g * 0.5, v) for g, v in pairs],
        },
    )
    for setting in settings:
        tf.reset_default_graph()
        w, v = tf.get_variable("w", initializer=[3.0, -1.0]), tf.get_variable("v", initializer=1.0)
        global_step = tf.train.get_or_create_global_step()
        loss = tf.reduce_sum(tf.square(w)) + v * v
        step = tf.contrib.layers.optimize_loss(loss, global_step, **setting)
        print([x.name for x in tf.global_variables() if "learning_rate" in x.name])
        _steps(tf, step, 3, w, v, global_step)


def updates_first(tf: Any, np: Any) -> None:
    """Update operations run before; the global step of the graph is found; only some variables."""
    w, v = tf.get_variable("w", initializer=2.0), tf.get_variable("v", initializer=1.0)
    count = tf.get_variable("count", initializer=0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.assign_add(count, 1.0))
    global_step = tf.train.get_or_create_global_step()
    step = tf.contrib.layers.optimize_loss(w * w * v, None, 0.1, "SGD", variables=[w])
    _steps(tf, step, 2, w, v, count, global_step)


def misfits(tf: Any, np: Any) -> None:
    """What it refuses."""
    optimize, w = tf.contrib.layers.optimize_loss, tf.get_variable("w", initializer=1.0)
    loss, step = w * w, tf.train.get_or_create_global_step()
    attempt(tf, lambda: optimize(loss, step, 0.1, "Sgd"), "Optimizer name")
    attempt(tf, lambda: optimize(loss, step, None, "SGD"), "Learning rate is None")
    attempt(tf, lambda: optimize(loss, step, [0.1], "SGD"), "Learning rate should be")
    attempt(tf, lambda: optimize(loss, step, -0.1, "SGD", name="a"), "Invalid learning_rate")
    attempt(tf, lambda: optimize(loss, step, 0.1, 5, name="b"), "Unrecognized optimizer")
    attempt(tf, lambda: optimize(loss, step, 0.1, "SGD", name="c", summaries=["los"]), "Summaries")
    attempt(tf, lambda: optimize(tf.ones([2]), step, 0.1, "SGD", name="d"))
    attempt(tf, lambda: optimize(loss, step, 0.1, "SGD", name="e", clip_gradients=1), "clip_gradients")
