"""basic_train_loop: calls a function that trains for one step, until its supervisor stops.

Read next: `supervisor.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.errors import AbortedError


def basic_train_loop(
    supervisor: Any,
    train_step_fn: Callable[..., Any],
    args: Any = None,
    kwargs: Any = None,
    master: str = "",
) -> None:
    """Train in a managed session; from the latest checkpoint again, where it is lost by AbortedError.

    Args:
        supervisor: a `tf.train.Supervisor`.
        train_step_fn: is called as `train_step_fn(session, *args, **kwargs)`.
        args, kwargs: further arguments of it.
        master: "", the local machine.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/basic_train_loop

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     count = tf.assign_add(tf.Variable(0), 1)
    ...     supervisor = tf.train.Supervisor()
    ...     def step(sess, last):
    ...         print(number := sess.run(count))
    ...         if number == last:
    ...             supervisor.request_stop()
    ...     tf.logging.set_verbosity(tf.logging.ERROR)
    ...     basic_train_loop(supervisor, step, kwargs={"last": 2})
    ...     tf.logging.set_verbosity(tf.logging.WARN)
    1
    2
    """
    again = True
    while again:
        again = False
        try:
            with supervisor.managed_session(master) as session:
                while not supervisor.should_stop():
                    train_step_fn(session, *(args or ()), **(kwargs or {}))
        except AbortedError:
            again = True
