"""Names that TensorFlow renamed or dropped before 1.15, so that older books run as they are printed.

Each answers with a DeprecationWarning that says what to write today.

Read next: the pages that the new names stand on.
"""

import warnings
from typing import Any

RENAMED = {
    "all_variables": "global_variables",
    "arg_max": "argmax",
    "arg_min": "argmin",
    "initialize_all_variables": "global_variables_initializer",
    "initialize_local_variables": "local_variables_initializer",
    "initialize_variables": "variables_initializer",
    "mul": "multiply",
    "neg": "negative",
    "pack": "stack",
    "sub": "subtract",
    "unpack": "unstack",
}


def find(name: str) -> Any:
    """The function that a dropped name stands for, or None.

    >>> import tensorlab as tf
    >>> find("mul") is tf.multiply
    True
    """
    new_name = RENAMED.get(name)
    if new_name is None:
        return None
    import tensorlab

    warnings.warn(f"tf.{name} is an old name: write tf.{new_name}.", DeprecationWarning, stacklevel=3)
    return getattr(tensorlab, new_name)
