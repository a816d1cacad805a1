"""tf.contrib.opt and tf.contrib.training: further optimizers, train ops, hyperparameters."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt


def _steps(tf: Any, make: Any) -> None:
    """Three steps on dense weights and on rows of a table."""
    tf.reset_default_graph()
    w = tf.get_variable("w", initializer=[1.0, -2.0, 0.5])
    table = tf.get_variable("table", initializer=[[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])
    loss = tf.reduce_sum(tf.square(w) * [1.0, 0.5, 2.0]) + tf.reduce_sum(
        tf.square(tf.gather(table, [0, 2, 0]))
    )
    optimizer = make()
    step = optimizer.minimize(loss)
    print(type(optimizer).__name__, sorted(v.name for v in tf.global_variables() if "power" not in v.name))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(step)
            print(session.run(w), session.run(table).ravel())


def further_optimizers(tf: Any, np: Any) -> None:
    """Those of tf.contrib.opt."""
    opt = tf.contrib.opt
    for make in (
        lambda: opt.AdaMaxOptimizer(0.1), lambda: opt.NadamOptimizer(0.1), lambda: opt.LazyAdamOptimizer(0.1),
        lambda: opt.AdamWOptimizer(0.01, 0.1), lambda: opt.LARSOptimizer(0.1),
        lambda: opt.MovingAverageOptimizer(tf.train.GradientDescentOptimizer(0.1)),
    ):  # fmt: skip
        _steps(tf, make)


def train_ops(tf: Any, np: Any) -> None:
    """create_train_op with clipping and updates."""
    training = tf.contrib.training
    w = tf.get_variable("w", initializer=[3.0, 4.0])
    count = tf.get_variable("count", initializer=0.0, trainable=False)
    tf.add_to_collection(tf.GraphKeys.UPDATE_OPS, tf.assign_add(count, 1.0))
    loss = tf.reduce_sum(w * w)
    clip = training.clip_gradient_norms_fn(1.0)
    step = training.create_train_op(loss, tf.train.GradientDescentOptimizer(0.5), transform_grads_fn=clip)
    print(step.shape, len(tf.get_collection(tf.GraphKeys.TRAIN_OP)))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run(step)
            print(session.run(w), session.run(count), session.run(tf.train.get_global_step()))
    pairs = [(tf.constant([3.0, 4.0]), w)]
    clipped = training.clip_gradient_norms(pairs, 1.0)
    doubled = training.multiply_gradients(pairs, {w: 2.0})
    with tf.Session() as session:
        print(session.run(clipped[0][0]), session.run(doubled[0][0]))


def hyperparameters(tf: Any, np: Any) -> None:
    """HParams."""
    h = tf.contrib.training.HParams(rate=0.1, layers=3, name="net", sizes=[1, 2], flag=True)
    print(h.rate, h.layers, h.name, h.sizes, h.flag, sorted(h.values().items(), key=str), "rate" in h)
    h.parse("rate=0.5,layers=7,sizes=[3,4,5],flag=false")
    print(h.rate, h.layers, h.sizes, h.flag, h.get("missing", 9))
    h.add_hparam("more", 5)
    h.set_hparam("name", "other")
    h.del_hparam("layers")
    print(h.more, h.name, sorted(h.values()), h.to_json(sort_keys=True))
    h.override_from_dict({"rate": 0.25})
    print(h.rate)
    attempt(tf, lambda: h.parse("unknown=1"), "unknown")
    attempt(tf, lambda: h.add_hparam("more", 6), "more")
    attempt(tf, lambda: h.set_hparam("rate", "fast"))
