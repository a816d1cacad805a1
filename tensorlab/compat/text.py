"""tf.compat's functions for text, from the days when programs ran on Python 2 and 3 alike.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/compat

Read next: `install.py`.
"""

import datetime
import numbers
import os
from typing import Any

import numpy as np

bytes_or_text_types = (bytes, str)
integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)
complex_types = (numbers.Complex, np.number)


def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Text as bytes; bytes stay as they are.

    Raises:
        TypeError: when it is neither.

    >>> as_bytes("σ")
    b'\\xcf\\x83'
    """
    if isinstance(bytes_or_text, bytearray):
        return bytes(bytes_or_text)
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text
    raise TypeError(f"Expected bytes or text, not {bytes_or_text!r} of type {type(bytes_or_text).__name__}.")


def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Bytes as text; text stays as it is.

    Raises:
        TypeError: when it is neither.

    >>> as_text(b"abc")
    'abc'
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    raise TypeError(f"Expected bytes or text, not {bytes_or_text!r} of type {type(bytes_or_text).__name__}.")


as_str = as_text


def as_str_any(value: Any) -> str:
    """Anything as text: bytes are decoded, other things written by `str`.

    >>> as_str_any(b"a"), as_str_any(3)
    ('a', '3')
    """
    return as_text(value) if isinstance(value, bytes) else str(value)


def path_to_str(path: Any) -> Any:
    """A path object as text; other things stay as they are.

    >>> import pathlib
    >>> path_to_str(pathlib.PurePosixPath("a/b"))
    'a/b'
    """
    return as_str_any(os.fspath(path)) if hasattr(path, "__fspath__") else path


def forward_compatible(year: int, month: int, day: int) -> bool:
    """Whether the day has passed until which TensorFlow kept to an older file format: it has, long ago.

    >>> forward_compatible(2019, 10, 1)
    True
    """
    return datetime.date.today() > datetime.date(year, month, day)


class forward_compatibility_horizon:
    """A `with` block that moves that day; here it changes nothing."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self.day = datetime.date(year, month, day)

    def __enter__(self) -> None: ...

    def __exit__(self, *raised: object) -> None: ...
