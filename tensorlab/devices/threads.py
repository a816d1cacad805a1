"""Threads inside one node: how many of them NumPy's matrix products may use.

NumPy hands matrix products to a library (OpenBLAS, MKL, Accelerate) that splits them among threads of its own. The
package threadpoolctl tells that library how many.

Read next: `tensorlab/run/parallel.py`, threads for several nodes at the same time.
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
    return _Limit(ThreadpoolController(), count)


class _Limit:
    """A limit that can be entered again and again, also by several threads at once."""

    def __init__(self, controller: Any, count: int) -> None:
        self._controller = controller
        self._count = count
        self._open: list[Any] = []

    def __enter__(self) -> None:
        limit = self._controller.limit(limits=self._count)
        limit.__enter__()
        self._open.append(limit)

    def __exit__(self, *_: object) -> None:
        self._open.pop().__exit__(None, None, None)
