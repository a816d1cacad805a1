"""Choosing between two tensors by a condition, and asking where a condition holds.

Read next: `masking.py` (keeping the entries a mask allows).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, BOOL, NUMERIC, DType, int64
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import broadcast, merged
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor


def _selected(condition: TensorShape, x: TensorShape, y: TensorShape) -> TensorShape:
    result = merged(x, y)
    if condition.sizes is None or result.sizes is None or not condition.sizes:
        return result
    if len(condition.sizes) == 1 and result.sizes:
        merged(condition, shape_of(result.sizes[:1]))
        return result
    return merged(result, condition)


def _dtype_of_x(dtypes: Any, _: Any) -> DType:
    return dtypes["x"]


@op(
    "Select",
    shape=_selected,
    dtypes={"condition": BOOL, "x": ALL, "y": "x"},
    result=_dtype_of_x,
    kind="array",
    symbol="?:",
    latex=r"{x} \text{{ if }} {condition} \text{{ else }} {y}",
    opdef={"x": "t", "y": "e"},
)
def select(condition: Array, x: Array, y: Array) -> Any:
    """Take each entry from `x` where the condition is true and from `y` where it is not.

    A condition that is a vector chooses whole rows of `x` and `y`; a single one chooses everything.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.where([True, False], [[1, 2], [3, 4]], [[5, 6], [7, 8]])))
    [[1 2]
     [7 8]]
    """
    if condition.ndim == 1 and x.ndim > 1:
        condition = condition.reshape(condition.shape + (1,) * (x.ndim - 1))
        fits = condition.shape[0] == x.shape[0]
    else:
        fits = condition.ndim == 0 or condition.shape == x.shape
    if not fits or x.shape != y.shape:
        raise InvalidArgumentError(
            None,
            None,
            f"'then' and 'else' must have the same shape as the condition (or as its vector says): condition "
            f"{tuple(condition.shape)}, then {tuple(x.shape)}, else {tuple(y.shape)}.",
        )
    return np.where(condition, x, y)


@select.gradient(latex=("", r"{g}\,[{condition}]", r"{g}\,[\neg {condition}]"))
def _(g, y, condition, x, otherwise):
    nothing = build("ZerosLike", g)
    return None, select(condition, g, nothing), select(condition, nothing, g)


@select.samples
def _() -> list[Sample]:
    one, two = [[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]
    return [
        Sample([[True, False], [False, True]], one, two),
        Sample([True, False], one, two),
        Sample(True, one, two),
        Sample(False, 1.0, 2.0),
        Sample(np.zeros(0, bool), np.zeros((0, 2), np.float32), np.zeros((0, 2), np.float32)),
    ]


@op(
    "SelectV2",
    shape=broadcast,
    dtypes={"condition": BOOL, "x": ALL, "y": "x"},
    result=_dtype_of_x,
    kind="array",
    symbol="?:",
    latex=r"{x} \text{{ if }} {condition} \text{{ else }} {y}",
    opdef={"x": "t", "y": "e"},
)
def select_v2(condition: Array, x: Array, y: Array) -> Any:
    """Take each entry from `x` where the condition is true and from `y` where it is not, with broadcasting.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.where_v2([True, False], [[1, 2], [3, 4]], 0)))
    [[1 0]
     [3 0]]
    """
    return np.where(condition, x, y)


@select_v2.gradient(latex=("", r"{g}\,[{condition}]", r"{g}\,[\neg {condition}]"))
def _(g, y, condition, x, otherwise):
    nothing = build("ZerosLike", g)
    return None, select_v2(condition, g, nothing), select_v2(condition, nothing, g)


@select_v2.samples
def _() -> list[Sample]:
    return [
        Sample([True, False], [[1.0, 2.0], [3.0, 4.0]], 0.0),
        Sample(True, 1.0, 2.0),
        Sample([[True], [False]], [1.0, 2.0], [3.0, 4.0]),
        Sample(np.zeros((0, 1), bool), [1.0, 2.0], [3.0, 4.0]),
    ]


def _positions(condition: TensorShape) -> TensorShape:
    return shape_of((None, condition.ndims))


@op(
    "Where",
    shape=_positions,
    dtypes=NUMERIC | BOOL,
    result=int64,
    kind="array",
    symbol="where",
    latex=r"\{{i : {condition}_i\}}",
    opdef={"condition": "input"},
)
def where_true(condition: Array) -> Any:
    """List the positions of the entries that are true (not zero), one row for each.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.where([[True, False], [False, True]])))
    [[0 0]
     [1 1]]
    """
    return np.argwhere(condition)


where_true.not_differentiable("positions are whole numbers")


@where_true.samples
def _() -> list[Sample]:
    return [
        Sample([[True, False], [True, True]]),
        Sample([0.0, 2.0]),
        Sample(True),
        Sample(np.zeros((0, 2), bool)),
    ]


def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """Choose between two tensors by a condition; with a condition alone, list where it is true.

    Args:
        condition: bool. With x and y: of their shape, or a vector that chooses rows, or a single bool.
        x, y: tensors of one shape and dtype, or None for both.

    Raises:
        ValueError: when only one of x and y is given, or the shapes do not fit.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/where

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.where([True, False], [1, 2], [3, 4])))
    ...     print(sess.run(tf.where([False, True])))
    [1 4]
    [[1]]
    """
    if x is None and y is None:
        return where_true(condition, name=name)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return select(condition, x, y, name=name)


def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """Choose between two tensors by a condition, with broadcasting; with it alone, list where it is true.

    Args:
        condition: bool; x, y: tensors of one dtype, or None for both. All three are broadcast together.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/where_v2

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.where_v2([True, False], [1, 2], 0)))
    [1 0]
    """
    if x is None and y is None:
        return where_true(condition, name=name)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return select_v2(condition, x, y, name=name)
