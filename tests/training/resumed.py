"""A training program that may be killed: run again, it goes on from its latest checkpoint.

    python -m tests.training.resumed FOLDER LAST_STEP [PAUSE]

Its data depend on the step alone, so that the order of the batches is the same however often it was stopped. At the end
it prints the weights, bit for bit. Read next: `test_resuming.py`.
"""

import sys
import time

import numpy as np

import tensorlab as tf


def train(folder: str, last_step: int, pause: float = 0.0) -> None:
    """Train up to a step, with everything a training remembers: slots, averages, a decaying rate, local statistics."""
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [None, 4])
    y = tf.placeholder(tf.float32, [None, 1])
    hidden = tf.layers.dense(x, 8, tf.nn.tanh, name="hidden")
    hidden = tf.layers.batch_normalization(hidden, training=True, name="norm")
    loss = tf.reduce_mean(tf.square(tf.layers.dense(hidden, 1, name="out") - y))
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.01, step, 50, 0.9)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(updates):
        descend = tf.train.AdamOptimizer(rate).minimize(loss, global_step=step)
    with tf.control_dependencies([descend]):
        train_op = tf.train.ExponentialMovingAverage(0.95, step).apply()
    everything = tf.global_variables()
    values = {}

    class Keep(tf.train.SessionRunHook):
        def end(self, session: tf.Session) -> None:
            values.update(zip([v.name for v in everything], session.run(everything), strict=True))

    hooks = [tf.train.StopAtStepHook(last_step=last_step), Keep()]
    with tf.train.MonitoredTrainingSession(
        checkpoint_dir=folder, hooks=hooks, save_checkpoint_steps=25, save_summaries_steps=None
    ) as session:
        number = int(session.run(step))
        print("from", number, flush=True)
        while not session.should_stop():
            random = np.random.RandomState(number)
            batch = random.normal(size=(16, 4)).astype(np.float32)
            session.run(train_op, {x: batch, y: np.sin(batch.sum(axis=1, keepdims=True))})
            number += 1
            if pause:
                time.sleep(pause)
    for name in sorted(values):
        print(name, values[name].tobytes().hex())


if __name__ == "__main__":
    train(sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:]))
