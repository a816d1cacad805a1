"""A method that NumPy's arrays have lost, `array.tostring()`, for programs that `python -m tensorlab run` runs.

Every book that writes TFRecords calls it. A method cannot be given back to NumPy's own class, so the call is read anew:
`array.tostring()` as `with_tostring(array).tostring()`, in which an array has the method again.

Source: https://numpy.org/doc/stable/release/2.3.0-notes.html

Read next: `running.py`.
"""

import ast
from types import CodeType
from typing import Any

import numpy as np

from tensorlab.compat.old_names import warn_old

HELPER = "__with_tostring__"
"""What the function is called in a program."""


def compiled(text: bytes, filename: str) -> CodeType:
    """A program as Python compiles it, but with these calls read anew. Its lines stay where they are.

    Raises:
        SyntaxError: for what is no program.

    >>> import numpy as np
    >>> program = compiled(b"length = len(array.tostring())", "program.py")
    >>> names = {"array": np.zeros(3, np.float32), HELPER: with_tostring}
    >>> exec(program, names)
    >>> names["length"]
    12
    """
    tree = compile(text, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    return compile(_Calls().visit(tree), filename, "exec", dont_inherit=True)


def with_tostring(owner: Any) -> Any:
    """Something that has the method of an array; anything but an array stands for itself."""
    lost = isinstance(owner, (np.ndarray, np.generic)) and not hasattr(owner, "tostring")
    return _Array(owner) if lost else owner


class _Array:
    """An array as it was."""

    def __init__(self, array: Any) -> None:
        self._array = array

    def tostring(self) -> bytes:
        """The bytes of the array."""
        warn_old("array.tostring() is gone from NumPy: write array.tobytes().")
        found: bytes = self._array.tobytes()
        return found


class _Calls(ast.NodeTransformer):
    """Reads `x.tostring()` as `__with_tostring__(x).tostring()`; a call with arguments is something else."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        method = node.func
        if not isinstance(method, ast.Attribute) or method.attr != "tostring" or node.args or node.keywords:
            return node
        helper = ast.copy_location(ast.Name(HELPER, ast.Load()), method.value)
        method.value = ast.copy_location(ast.Call(helper, [method.value], []), method.value)
        return node
