"""Division of whole numbers, and remainders.

Python and TensorFlow round a quotient down (`//`, with the remainder `%` taking the sign of the divisor); C
rounds it towards zero (`truncatediv`, with `truncatemod` taking the sign of the dividend).

Read next: `powers.py`.
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import FLOATING, INDEX, INTEGER, NUMERIC, REAL
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shape_rules import broadcast
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.example_values import REAL_FLOATING, broadcast_pairs


def _refuse_zero(y: Any) -> None:
    """TensorFlow stops on an integer division by zero; floats give inf or nan as usual."""
    if y.dtype.kind in "iu" and not np.all(y):
        raise InvalidArgumentError(None, None, "Integer division by zero")


@op("FloorDiv", shape=broadcast, dtypes=NUMERIC, symbol="⌊÷⌋", latex=r"\lfloor {x} / {y} \rfloor")
def floor_div(x: Array, y: Array):
    """Divide `x` by `y` and round down, also for negative numbers: `-7 // 2` is -4.

    Raises:
        tf.errors.InvalidArgumentError: when integers are divided by zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.floor_div([7, -7], 2)))
    [ 3 -4]
    """
    _refuse_zero(y)
    # NumPy's own floor division of floats gives 1.0 // 0.1 = 9, TensorFlow rounds 1.0 / 0.1 down to 10.
    return np.floor_divide(x, y) if x.dtype.kind in "iu" else np.floor(np.divide(x, y))


@floor_div.kernel_for("GPU")
def _(x: Any, y: Any) -> Any:
    return np.floor_divide(x, y) if x.dtype.kind in "iu" else np.floor(np.divide(x, y))


floor_div.not_differentiable("its result stays the same between jumps")


@floor_div.samples
def _() -> list[Sample]:
    signs = Sample([7.0, -7.0, 7.0, -7.0], [2.0, 2.0, -2.0, -2.0], dtypes=["int32", "float32"])
    return [*broadcast_pairs([d.name for d in REAL]), signs]


def floordiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Divide `x` by `y` and round down, as the operator `//` does.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.floordiv([7., -7.], 2.)))
    [ 3. -4.]
    """
    return floor_div(x, y, name=name or "floordiv")


@op("FloorMod", shape=broadcast, dtypes=REAL, symbol="mod", latex=r"{x} \bmod {y}")
def floormod(x: Array, y: Array):
    """Take the remainder of dividing `x` by `y`, with the sign of `y`: `-7 % 3` is 2.

    Raises:
        tf.errors.InvalidArgumentError: when integers are divided by zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.mod([7, -7], 3)))
    [1 2]
    """
    _refuse_zero(y)
    return np.mod(x, y)


@floormod.kernel_for("GPU")
def _(x: Any, y: Any) -> Any:
    return np.mod(x, y)


@floormod.gradient(latex=("{g}", r"-{g} \lfloor {x} / {y} \rfloor"))
def _(g, z, x, y):
    return g, -(g * floor_div(x, y))


@floormod.samples
def _() -> list[Sample]:
    signs = Sample([7.5, -7.5, 7.5, -7.5], [2.0, 2.0, -2.0, -2.0], dtypes=["int32", "float64"])
    pairs = broadcast_pairs(differentiable=False)
    return [*pairs, signs, Sample([[7.25], [1.25]], [2.0, 0.75], dtypes=REAL_FLOATING)]


@op(
    "TruncateDiv",
    shape=broadcast,
    dtypes=INTEGER,
    symbol="trunc÷",
    latex=r"\operatorname{{trunc}}({x} / {y})",
)
def truncatediv(x: Array, y: Array):
    """Divide integers and round towards zero, as C does: -7 by 2 is -3.

    Raises:
        tf.errors.InvalidArgumentError: when the divisor is zero.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.truncatediv([7, -7], 2)))
    [ 3 -3]
    """
    _refuse_zero(y)
    return np.floor_divide(np.subtract(x, np.fmod(x, y)), y)


@truncatediv.kernel_for("GPU")
def _(x: Any, y: Any) -> Any:
    return np.floor_divide(np.subtract(x, np.fmod(x, y)), y)


truncatediv.not_differentiable("its result stays the same between jumps")


@truncatediv.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([7, -7, 7, -7], [2, 2, -2, -2], dtypes=["int32", "int64"])]


@op(
    "TruncateMod",
    shape=broadcast,
    dtypes=FLOATING | INDEX,
    symbol="rem",
    latex=r"{x} \operatorname{{rem}} {y}",
)
def truncatemod(x: Array, y: Array):
    """Take the remainder of dividing `x` by `y` rounded towards zero; it has the sign of `x`, as in C.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.truncatemod([7, -7], 3)))
    [ 1 -1]
    """
    _refuse_zero(y)
    return np.fmod(x, y)


@truncatemod.kernel_for("GPU")
def _(x: Any, y: Any) -> Any:
    return np.fmod(x, y)


truncatemod.not_differentiable("TensorFlow defines no gradient for it")


@truncatemod.samples
def _() -> list[Sample]:
    return [*broadcast_pairs(), Sample([7, -7, 7, -7], [2, 2, -2, -2], dtypes=["int32", "float32"])]


__all__ = ["floor_div", "floordiv", "floormod", "truncatediv", "truncatemod"]
