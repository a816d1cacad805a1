"""Names that NumPy has dropped since TensorFlow 1.x, for programs that `python -m tensorlab run` runs as they stand.

TensorFlow 1.15 ran beside NumPy 1.16 to 1.18. Each old name answers with a DeprecationWarning at the program's line; a
name that NumPy has is never touched.

Source: https://numpy.org/doc/stable/numpy_2_0_migration_guide.html and the release notes of NumPy 1.24 and 2.0 to 2.4

Read next: `old_methods.py`, for a method that arrays have lost; `running.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import numpy as np

from tensorlab.compat.old_names import warn_old

# Old name -> (what it stood for, what to write today).
DROPPED: dict[str, tuple[Any, str]] = {
    "Inf": (np.inf, "np.inf"),
    "Infinity": (np.inf, "np.inf"),
    "NAN": (np.nan, "np.nan"),
    "NINF": (-np.inf, "-np.inf"),
    "NaN": (np.nan, "np.nan"),
    "PINF": (np.inf, "np.inf"),
    "alltrue": (np.all, "np.all"),
    "asscalar": (lambda array: array.item(), "array.item()"),
    "complex": (complex, "complex"),
    "complex_": (np.complex128, "np.complex128"),
    "cumproduct": (np.cumprod, "np.cumprod"),
    "float": (float, "float"),
    "float_": (np.float64, "np.float64"),
    "in1d": (
        lambda first, second, *rest, **named: np.isin(np.ravel(first), second, *rest, **named),
        "np.isin",
    ),
    "infty": (np.inf, "np.inf"),
    "int": (int, "int"),
    "mat": (np.asmatrix, "np.asmatrix"),
    "msort": (lambda array: np.sort(array, axis=0), "np.sort(array, axis=0)"),
    "object": (object, "object"),
    "product": (np.prod, "np.prod"),
    "round_": (np.round, "np.round"),
    "row_stack": (np.vstack, "np.vstack"),
    "sometrue": (np.any, "np.any"),
    "str": (str, "str"),
    "string_": (np.bytes_, "np.bytes_"),
    "trapz": (getattr(np, "trapezoid", None), "np.trapezoid"),
    "unicode_": (np.str_, "np.str_"),
}


@contextmanager
def old_numpy() -> Iterator[None]:
    """A `with` block in which NumPy answers to these names.

    >>> import warnings
    >>> with old_numpy(), warnings.catch_warnings(record=True):
    ...     np.zeros(2, np.int), np.reshape([1, 2], newshape=[2, 1]).tolist()
    (array([0, 0]), [[1], [2]])
    """
    before = np.__getattr__, np.reshape

    def answer(name: str) -> Any:
        if name in DROPPED:
            meant, today = DROPPED[name]
            warn_old(f"np.{name} is gone from NumPy: write {today}.")
            return meant
        return before[0](name)

    np.__getattr__, np.reshape = answer, _with_newshape(np.reshape)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        np.__getattr__, np.reshape = before  # type: ignore[method-assign, assignment]


def _with_newshape(function: Callable[..., Any]) -> Callable[..., Any]:
    """`np.reshape`, which called its second argument `newshape`."""

    @wraps(function)
    def reshape(*args: Any, **named: Any) -> Any:
        if "newshape" in named:
            warn_old("'newshape' is gone from np.reshape: write shape=...")
            named["shape"] = named.pop("newshape")
        return function(*args, **named)

    return reshape
