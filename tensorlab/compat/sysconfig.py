"""tf.sysconfig and tf.load_op_library: what belongs to TensorFlow's C++ side, which tensorlab does not have.

Read next: `CONTRIBUTING.md`, which shows how an op is added: one page of Python.
"""

import os
from typing import Any, NoReturn

import tensorlab
from tensorlab.errors import NotFoundError

CXX11_ABI_FLAG = 0
MONOLITHIC_BUILD = 0

_OWN_OP = (
    "tensorlab's ops are Python: write one as a page (see CONTRIBUTING.md), or wrap a NumPy function "
    "with tf.py_func."
)


def get_include() -> NoReturn:
    """Refuse: there are no C++ headers."""
    raise NotImplementedError(f"There are no C++ headers here. {_OWN_OP}")


def get_lib() -> str:
    """The folder of tensorlab."""
    return os.path.dirname(os.path.abspath(tensorlab.__file__ or ""))


def get_compile_flags() -> NoReturn:
    """Refuse: there are no C++ headers."""
    get_include()


def get_link_flags() -> NoReturn:
    """Refuse: there is no C++ library."""
    get_include()


def load_op_library(library_filename: Any) -> NoReturn:
    """Refuse: an op that is compiled for TensorFlow cannot run here.

    Raises:
        NotFoundError: always, as TensorFlow does for a file that it cannot load.
    """
    raise NotFoundError(
        None, None, f"{library_filename} is compiled for TensorFlow itself and cannot run here. {_OWN_OP}"
    )


load_library = load_file_system_library = load_op_library
