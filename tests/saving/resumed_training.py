"""A training that is killed and started again, and the same one without a break.

    python -m tests.saving.resumed_training FOLDER UNTIL [KILLED_AT]

trains until a step, saving every tenth, going on from the newest checkpoint in the folder. It prints a digest of every
variable, bit for bit. With a third number it kills itself, without any tidying, in the middle of that step.
"""

import hashlib
import os
import signal
import sys
from typing import Any

import numpy as np

import tensorlab as tf

SAVED_EVERY = 10


def build() -> tuple[Any, Any, Any]:
    """A network with two optimizers' slots and an average; the inputs and the training step."""
    x = tf.placeholder(tf.float32, [None, 6])
    y = tf.placeholder(tf.float32, [None, 1])
    hidden = tf.layers.dense(
        x, 8, tf.nn.tanh, kernel_initializer=tf.glorot_uniform_initializer(seed=1), name="hidden"
    )
    guess = tf.layers.dense(hidden, 1, kernel_initializer=tf.glorot_uniform_initializer(seed=2), name="guess")
    loss = tf.reduce_mean(tf.square(guess - y))
    step = tf.train.get_or_create_global_step()
    rate = tf.train.exponential_decay(0.05, step, 100, 0.9)
    first = tf.train.MomentumOptimizer(rate, 0.9).minimize(loss, var_list=tf.trainable_variables("hidden"))
    second = tf.train.AdamOptimizer(0.01).minimize(loss, step, var_list=tf.trainable_variables("guess"))
    average = tf.train.ExponentialMovingAverage(0.99, step)
    with tf.control_dependencies([first, second]):
        return x, y, tf.group(average.apply(tf.trainable_variables()))


def batch(step: int) -> tuple[Any, Any]:
    """The data of a step: it depends on nothing but the step, so a resumed training sees the same."""
    numbers = np.random.default_rng(step)
    x = numbers.normal(size=(16, 6)).astype(np.float32)
    return x, np.sin(x.sum(1, keepdims=True))


def train(folder: str, until: int, killed_at: int | None) -> None:
    """Go on from the newest checkpoint until a step."""
    tf.set_random_seed(1)
    x, y, train_step = build()
    saver = tf.train.Saver(max_to_keep=2)
    step_tensor = tf.train.get_global_step()
    with tf.Session() as session:
        newest = tf.train.latest_checkpoint(folder)
        if newest is None:
            session.run(tf.global_variables_initializer())
        else:
            saver.restore(session, newest)
        begun = int(session.run(step_tensor))
        for step in range(begun, until):
            x_now, y_now = batch(step)
            session.run(train_step, {x: x_now, y: y_now})
            if step == killed_at:
                os.kill(os.getpid(), signal.SIGKILL)
            if (step + 1) % SAVED_EVERY == 0:
                saver.save(session, os.path.join(folder, "model.ckpt"), step_tensor, write_meta_graph=False)
        print("begun at", begun)
        for variable in tf.global_variables():
            value = session.run(variable)
            print(variable.op.name, value.dtype, hashlib.sha256(np.asarray(value).tobytes()).hexdigest()[:16])


if __name__ == "__main__":
    train(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else None)
