"""What the programs about monitored sessions share: a small model, a hook that prints its calls, what is logged."""

from __future__ import annotations  # older Pythons run this too, under TensorFlow 1.15

import contextlib
import logging
import re
import time
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def logged(tf: Any, *hidden: str) -> Iterator[None]:
    """Print what is logged; times, folders and objects' places left out."""

    class Printer(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            line = re.sub(r"\d+\.\d+ sec\)", "x sec)", record.getMessage())
            line = re.sub(r"(/sec: )\S+", r"\1x", line)
            line = re.sub(r"\S*/(\w+\.ckpt|timeline)", r"\1", line).replace("'", "")
            line = re.sub(r" at 0x\w+", "", line)
            if not any(word in line for word in (*hidden, "is deprecated")):
                print(f"{record.levelname}: {line}")

    logger, printer = logging.getLogger("tensorflow"), Printer()
    before, handlers, passed_on = logger.level, logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [printer], False
    tf.logging.set_verbosity(tf.logging.INFO)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = handlers, passed_on
        logger.setLevel(before)


def watcher(tf: Any, name: str, fetches: Any = None) -> Any:
    """A hook that prints its calls."""

    class Watcher(tf.train.SessionRunHook):
        def begin(self) -> None:
            print(name, "begin", tf.get_default_graph().finalized)

        def after_create_session(self, session: Any, coord: Any) -> None:
            print(name, "after_create_session", type(coord).__name__, session.graph.finalized)

        def before_run(self, run_context: Any) -> Any:
            print(name, "before_run", run_context.original_args.feed_dict, run_context.stop_requested)
            return None if fetches is None else tf.train.SessionRunArgs(fetches)

        def after_run(self, run_context: Any, run_values: Any) -> None:
            print(name, "after_run", run_values.results, type(run_values.run_metadata).__name__)

        def end(self, session: Any) -> None:
            print(name, "end", session.run(tf.train.get_global_step()))

    return Watcher()


def model(tf: Any, waits: bool = False) -> tuple[Any, Any, Any]:
    """A weight, its loss and a step of training.

    TensorFlow may read the global step before or after it is counted up in the same run, and the weight before or after
    it changes. With `waits` the step waits for the loss and for a moment, so that both are before, as in tensorlab.
    """
    w = tf.Variable([4.0, -2.0], name="w")
    loss = tf.reduce_sum(tf.square(w), name="loss")
    step = tf.train.get_or_create_global_step()
    before = [loss]
    if waits:
        moment = tf.py_func(lambda: time.sleep(0.006), [], [])
        before += moment if isinstance(moment, list) else [moment]
    with tf.control_dependencies(before):
        train = tf.train.GradientDescentOptimizer(0.25).minimize(loss, global_step=step)
    return w, loss, train
