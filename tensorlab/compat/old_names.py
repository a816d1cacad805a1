"""How a program is told that it uses an old name: a DeprecationWarning at its own line.

Read next: `dropped_names.py` and `old_arguments.py`, which do.
"""

import sys
import warnings
from types import FrameType

PACKAGE = __name__.partition(".")[0]


def warn_old(message: str) -> None:
    """Warn at the line of the program, however many of our own calls lie between it and here.

    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     warn_old("tf.mul is an old name: write tf.multiply.")
    >>> caught[0].category.__name__, str(caught[0].message)
    ('DeprecationWarning', 'tf.mul is an old name: write tf.multiply.')
    """
    frame = users_frame()
    warnings.warn_explicit(
        message,
        DeprecationWarning,
        filename=frame.f_code.co_filename,
        lineno=frame.f_lineno,
        module=frame.f_globals.get("__name__", "<program>"),
        registry=frame.f_globals.setdefault("__warningregistry__", {}),
    )


def users_frame() -> FrameType:
    """The nearest call that is neither ours nor Python's import machinery."""
    frame: FrameType = sys._getframe(1)
    while frame.f_back is not None and (
        frame.f_globals.get("__name__", "").partition(".")[0] == PACKAGE
        or frame.f_code.co_filename.startswith("<frozen importlib")
    ):
        frame = frame.f_back
    return frame
