"""Threads inside one node: how many of them NumPy's matrix products may use.

NumPy hands matrix products to a library (OpenBLAS, MKL, Accelerate) that splits them among threads of its own. The
package threadpoolctl tells that library how many.

Read next: `tensorlab/scheduling/parallel.py`, threads for several nodes at the same time.
"""

import warnings
from contextlib import AbstractContextManager
from typing import Any


def math_threads(count: int) -> AbstractContextManager[Any] | None:
    """Something to enter while nodes compute, so that each uses at most `count` threads; None for 0, no limit.

    >>> math_threads(0) is None
    True
    """
    if count <= 0:
        return None
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        warnings.warn(
            "intra_op_parallelism_threads has no effect: pip install threadpoolctl",
            stacklevel=2,
        )
        return None
    return _Limit(ThreadpoolController().select(user_api="blas").lib_controllers, count)


class _Limit:
    """A limit that can be entered again and again, also by several threads at once; it costs a few microseconds.

    Args:
        libraries: threadpoolctl's handles of the libraries that compute matrix products.
        count: how many threads each may use.
    """

    def __init__(self, libraries: list[Any], count: int) -> None:
        self._libraries = libraries
        self._count = count
        self._before: list[list[int]] = []

    def __enter__(self) -> None:
        # To ask costs far less than to set, so what is so already is left alone.
        self._before.append([library.get_num_threads() for library in self._libraries])
        for library, before in zip(self._libraries, self._before[-1], strict=True):
            if before != self._count:
                library.set_num_threads(self._count)

    def __exit__(self, *_: object) -> None:
        for library, before in zip(self._libraries, self._before.pop(), strict=True):
            if before != self._count:
                library.set_num_threads(before)
