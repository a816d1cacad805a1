"""Arithmetic: adding, subtracting, multiplying and dividing.

Every operation here works entry by entry; shapes broadcast as in NumPy. How broadcasting is undone in
gradients stands in `broadcast.py`, so a rule below is nothing but the derivative.

Read next: `remainders.py` (whole-number division), `powers.py` (squares and roots), then `elementary.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import COMPLEX, FLOATING, NUMERIC, STRING, float32, float64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast
from tensorlab.graph.tensor import Tensor, define_operator
from tensorlab.ops.complex_numbers import conj
from tensorlab.ops.example_values import broadcast_pairs

# --- adding, subtracting, multiplying ---------------------------------------------------------------------


@op("AddV2", name="Add", shape=broadcast, dtypes=NUMERIC | STRING, symbol="+", latex="{x} + {y}")
def add(x: Array, y: Array):
    """Add two tensors, entry by entry. `x + y` makes the same node. Strings are joined.

    Args:
        x, y: numbers of one dtype, or strings; their shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.add([1, 2], 10)))
    [11 12]
    """
    return np.add(x, y)


@add.bind
def _() -> Any:
    return np.add


@add.gradient(latex=("{g}", "{g}"))
def _(g, z, x, y):
    return g, g


@add.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([["a"], ["b"]], ["c", ""])]


@op("Sub", shape=broadcast, dtypes=NUMERIC, symbol="−", latex="{x} - {y}")
def subtract(x: Array, y: Array):
    """Subtract `y` from `x`, entry by entry. `x - y` makes the same node.

    Args:
        x, y: numbers of one dtype; their shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.subtract([1., 2.], 0.5)))
    [0.5 1.5]
    """
    return np.subtract(x, y)


@subtract.bind
def _() -> Any:
    return np.subtract


@subtract.gradient(latex=("{g}", "-{g}"))
def _(g, z, x, y):
    return g, -g


@subtract.samples
def _() -> list[Sample]:
    return broadcast_pairs()


@op("Mul", shape=broadcast, dtypes=NUMERIC, symbol="×", latex=r"{x} \cdot {y}")
def multiply(x: Array, y: Array):
    """Multiply two tensors, entry by entry. `x * y` makes the same node; matrices multiply with `tf.matmul`.

    Args:
        x, y: numbers of one dtype; their shapes broadcast.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.multiply([[1], [2]], [3, 4])))
    [[3 4]
     [6 8]]
    """
    return np.multiply(x, y)


@multiply.bind
def _() -> Any:
    return np.multiply


@multiply.gradient(latex=(r"{g} \cdot {y}", r"{g} \cdot {x}"))
def _(g, z, x, y):
    return g * conj(y), g * conj(x)


@multiply.samples
def _() -> list[Sample]:
    return broadcast_pairs()


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """Multiply a tensor, or the rows of an `IndexedSlices`, by one number.

    Raises:
        ValueError: when `scalar` is no scalar.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.scalar_mul(2.0, tf.constant([1., 2.]))))
    [2. 4.]
    """
    from tensorlab.graph.indexed_slices import IndexedSlices

    dtype = x.dtype.base_dtype if hasattr(x, "dtype") else None
    scalar = convert_to_tensor(scalar, dtype=dtype, name="scalar")
    if scalar.shape.ndims != 0:
        raise ValueError(f"The input scalar must be a 0-D value. Received shape {scalar.shape}.")
    if isinstance(x, IndexedSlices):
        return IndexedSlices(multiply(scalar, x.values, name=name), x.indices, x.dense_shape)
    return multiply(scalar, x, name=name)


# --- true division ----------------------------------------------------------------------------------------


@op("RealDiv", shape=broadcast, dtypes=FLOATING | COMPLEX, symbol="÷", latex=r"\frac{{{x}}}{{{y}}}")
def realdiv(x: Array, y: Array):
    """Divide `x` by `y`, entry by entry, for floating point and complex numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.realdiv([1., 2.], 4.)))
    [0.25 0.5 ]
    """
    return np.divide(x, y)


@realdiv.bind
def _() -> Any:
    return np.divide


@realdiv.gradient(latex=("{g} / {y}", "-{g} {x} / {y}^2"))
def _(g, z, x, y):
    for_x = g / conj(y)
    return for_x, -(for_x * conj(z))


@realdiv.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([-1.0, 3.0], [2.0, -0.5])]


def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Divide as Python 3 does: integers are turned into floating point numbers first.

    Integers of 8 and 16 bits become float32, larger ones float64.

    Raises:
        TypeError: when the dtypes differ.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.truediv([1, 2], [4, 4])))
    [0.25 0.5 ]
    """
    return _divide_truly(x, y, name)


def _divide_truly(x: Any, y: Any, name: str | None = None) -> Tensor:
    with name_scope(name, "truediv", [x, y]) as scope:
        x_tensor = convert_to_tensor(x, name="x")
        y_tensor = convert_to_tensor(y, preferred_dtype=x_tensor.dtype.base_dtype, name="y")
        dtype = x_tensor.dtype.base_dtype
        if dtype is not y_tensor.dtype.base_dtype:
            raise TypeError(
                f"x and y must have the same dtype, got {dtype!r} != {y_tensor.dtype.base_dtype!r} "
                f"({x_tensor.name} / {y_tensor.name}). Convert one of them with tf.cast."
            )
        if dtype.is_integer:
            wider = float32 if dtype.size < 4 else float64
            x_tensor, y_tensor = build("Cast", x_tensor, wider), build("Cast", y_tensor, wider)
        return realdiv(x_tensor, y_tensor, name=scope)


def _true_divide(left: Any, right: Any) -> Tensor:
    """`left / right`: the side that is no tensor takes the dtype of the one that is."""
    tensor, other = (left, right) if isinstance(left, Tensor) else (right, left)
    dtype = tensor.dtype.base_dtype
    if not dtype.is_integer:
        return realdiv.node([left, right], "truediv", dtype=dtype)
    if not isinstance(left, Tensor) or not isinstance(right, Tensor):
        with name_scope(None, "truediv", [tensor]) as scope:
            made = convert_to_tensor(other, dtype=dtype, name="x" if tensor is right else "y")
            if tensor is right:
                return _divide_truly(made, right, scope)
            return _divide_truly(left, made, scope)
    return _divide_truly(left, right)


define_operator("true_divide", _true_divide)


def divide(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Divide as the operator `/` does; integers give floating point numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.divide([1., 3.], 2.)))
    [0.5 1.5]
    """
    return _divide_truly(x, y, name)


def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Divide as Python 2 did: floats as usual, integers rounded down to an integer.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.div(7, 2)), sess.run(tf.div(7., 2.)))
    3 3.5
    """
    with name_scope(name, "div", [x, y]) as scope:
        x_tensor = convert_to_tensor(x, name="x")
        y_tensor = convert_to_tensor(y, name="y", dtype=x_tensor.dtype.base_dtype)
        if x_tensor.dtype.is_integer:
            return build("FloorDiv", x_tensor, y_tensor, name=scope)
        return realdiv(x_tensor, y_tensor, name=scope)


@op(
    "DivNoNan",
    name="div_no_nan",
    shape=broadcast,
    dtypes=FLOATING | COMPLEX,
    symbol="÷₀",
    latex=r"\frac{{{x}}}{{{y}}} \text{{ or }} 0",
)
def div_no_nan(x: Array, y: Array):
    """Divide `x` by `y`, but give 0 wherever `y` is 0, whatever `x` is there.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.div_no_nan([1., 2.], [0., 4.])))
    [0.  0.5]
    """
    return np.where(y == 0, np.zeros_like(y), np.divide(x, y))


@div_no_nan.gradient(latex=("{g} / {y}", "-{g} {x} / {y}^2"))
def _(g, z, x, y):
    for_x = div_no_nan(g, conj(y))
    return for_x, -(for_x * conj(z))


@div_no_nan.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([1.0, 0.0], [0.0, 0.0], differentiable=False)]


__all__ = ["add", "div", "div_no_nan", "divide", "multiply", "realdiv", "scalar_mul", "subtract", "truediv"]
