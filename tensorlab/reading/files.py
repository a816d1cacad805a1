"""Files as TensorFlow's functions see them: a path is text or bytes, and what goes wrong is one of `tf.errors`.

Read next: `tfrecord.py`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tensorlab.errors import (
    AlreadyExistsError,
    FailedPreconditionError,
    NotFoundError,
    OpError,
    PermissionDeniedError,
    UnknownError,
)

# Exactly these are of that class; any other OSError is an UnknownError.
CLASSES: dict[type[OSError], Any] = {
    FileNotFoundError: NotFoundError,
    FileExistsError: AlreadyExistsError,
    PermissionError: PermissionDeniedError,
    IsADirectoryError: FailedPreconditionError,
    NotADirectoryError: FailedPreconditionError,
}


def refused(error: OSError) -> OpError:
    """What TensorFlow raises where Python raises an OSError."""
    reason = error.strerror or str(error)
    made: OpError = CLASSES.get(type(error), UnknownError)(None, None, f"{error.filename}; {reason}")
    return made


@contextmanager
def file_errors() -> Iterator[None]:
    """Turn, inside this scope, what goes wrong with files into TensorFlow's errors.

    >>> with file_errors():
    ...     open("there/is/no/such/file")
    Traceback (most recent call last):
    tensorlab.errors.NotFoundError: there/is/no/such/file; No such file or directory
    """
    try:
        yield
    except OSError as error:
        raise refused(error) from None


def path_text(path: Any) -> str:
    """A path as text; a tensor's string is bytes.

    >>> path_text(b"a/b"), path_text("c")
    ('a/b', 'c')
    """
    return os.fsdecode(path)
