"""Lines such as `INFO:tensorflow:Saving checkpoints for 100 into ...`, as TensorFlow writes them on stderr.

They go through Python's own `logging`, to the logger "tensorflow": whoever wants them elsewhere adds a handler there.
Nothing below a warning is shown until a program says `tf.logging.set_verbosity(tf.logging.INFO)`.

Read next: `tensorlab/compat/logging.py`, which is `tf.logging`.
"""

from typing import Any

_logger: Any = None


def get_logger() -> Any:
    """The logger "tensorflow", with a handler unless the program has set up Python's logging itself.

    >>> get_logger().name
    'tensorflow'
    """
    global _logger
    if _logger is None:
        import logging

        _logger = logging.getLogger("tensorflow")
        if not logging.getLogger().handlers and not _logger.handlers:
            handler = _to_stderr()
            handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
            _logger.addHandler(handler)
            _logger.propagate = False
    return _logger


def _to_stderr() -> Any:
    """A handler that writes to what is stderr at that moment, so that a program (or a test) may redirect it."""
    import logging
    import sys

    class ToStderr(logging.StreamHandler):  # type: ignore[type-arg]
        def emit(self, record: logging.LogRecord) -> None:
            self.stream = sys.stderr
            super().emit(record)

    return ToStderr()
