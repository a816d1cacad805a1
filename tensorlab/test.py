"""tf.test: test cases, gradients beside measured ones, whether there is a GPU.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from typing import Any as _Any

from tensorlab.devices.device_lib import (
    gpu_device_name,
    is_built_with_cuda,
    is_gpu_available,
)
from tensorlab.errors import unknown_name as _unknown_name

# Most programs never test anything, so what it takes (Python's unittest) is loaded when it is named.
_OF_PROGRAMS = {
    "TestCase": "unit_tests",
    "compute_gradient": "gradient_jacobians",
    "compute_gradient_error": "gradient_jacobians",
    "get_temp_dir": "unit_tests",
    "main": "unit_tests",
    "test_src_dir_path": "unit_tests",
}


def is_built_with_rocm() -> bool:
    """Whether AMD's GPUs can be used: no."""
    return False


def is_built_with_xla() -> bool:
    """Whether TensorFlow's compiler is there: no."""
    return False


def __getattr__(name: str) -> _Any:
    if name == "mock":
        from unittest import mock

        return mock
    if name in _OF_PROGRAMS:
        from importlib import import_module

        return getattr(import_module(f"tensorlab.compat.{_OF_PROGRAMS[name]}"), name)
    return _refuse(name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_OF_PROGRAMS])


_refuse = _unknown_name(__name__, {**globals(), **_OF_PROGRAMS})
