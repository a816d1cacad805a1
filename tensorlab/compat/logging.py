"""tf.logging: lines on stderr such as `INFO:tensorflow:step 100`.

They go through Python's own `logging`, to the logger "tensorflow": whoever wants them elsewhere adds a handler there.
Nothing below a warning is shown until a program says `tf.logging.set_verbosity(tf.logging.INFO)`.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/logging

Read next: Python's `logging`.
"""

import logging
import threading
from typing import Any

from tensorlab.compat.old_names import users_frame
from tensorlab.log_lines import get_logger

DEBUG = logging.DEBUG
INFO = logging.INFO
WARN = WARNING = logging.WARNING
ERROR = logging.ERROR
FATAL = logging.CRITICAL

_counts: dict[tuple[str, int], int] = {}
_lock = threading.Lock()


def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the given level; `args` fill the holes of `msg`, as `%` does."""
    get_logger().log(level, msg, *args, **kwargs)


def debug(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the level DEBUG."""
    get_logger().debug(msg, *args, **kwargs)


def info(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the level INFO.

    >>> import tensorlab as tf
    >>> tf.logging.set_verbosity(tf.logging.INFO)
    >>> tf.logging.info("step %d", 100)    # on stderr: INFO:tensorflow:step 100
    >>> tf.logging.set_verbosity(tf.logging.WARN)
    """
    get_logger().info(msg, *args, **kwargs)


def warning(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the level WARN."""
    get_logger().warning(msg, *args, **kwargs)


warn = warning


def error(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the level ERROR."""
    get_logger().error(msg, *args, **kwargs)


def fatal(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of the level FATAL; the program goes on."""
    get_logger().critical(msg, *args, **kwargs)


def vlog(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Write a line of a numeric level."""
    get_logger().log(level, msg, *args, **kwargs)


def log_every_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Write the line the first time that this line of the program gets here, and every n-th time after."""
    log_if(level, msg, _count() % n == 0, *args)


def log_first_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Write the line the first n times that this line of the program gets here."""
    log_if(level, msg, _count() < n, *args)


def log_if(level: int, msg: Any, condition: Any, *args: Any) -> None:
    """Write the line if the condition is true."""
    if condition:
        log(level, msg, *args)


def _count() -> int:
    """How often the program's line was here before."""
    frame = users_frame()
    place = frame.f_code.co_filename, frame.f_lineno
    with _lock:
        _counts[place] = _counts.get(place, -1) + 1
        return _counts[place]


def TaskLevelStatusMessage(msg: Any) -> None:
    """Write a line of the level ERROR."""
    error(msg)


def flush() -> None:
    """Write what is waiting."""
    for handler in get_logger().handlers:
        handler.flush()


def get_verbosity() -> int:
    """The level below which nothing is shown."""
    return get_logger().getEffectiveLevel()


def set_verbosity(v: int | str) -> None:
    """Show lines of this level and above."""
    get_logger().setLevel(v)
