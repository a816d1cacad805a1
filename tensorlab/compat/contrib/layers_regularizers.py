"""Regularizers: functions from weights to a loss that grows with them, so that training keeps them small.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/regularizers.py

Read next: `layers_initializers.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.collections import GraphKeys, add_to_collection, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import add_n
from tensorlab.ops.logistic_losses import l2_loss
from tensorlab.ops.source import constant

Regularizer = Callable[[Any], Any]


def _scale(scale: Any, name: str = "scale") -> Any:
    """Refuse a scale that is a whole number or negative."""
    if isinstance(scale, int):
        raise ValueError(f"{name} cannot be an integer: {scale}. Write {scale}.0.")
    if isinstance(scale, float) and scale < 0.0:
        raise ValueError(f"Setting a scale less than 0 on a regularizer: {scale:g}")
    return scale


def _nothing(_: Any) -> None:
    """What a scale of 0 makes: no loss."""


def l1_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """A regularizer that gives scale · Σ|w|: it makes many weights exactly zero.

    Args:
        scale: a floating point number, 0.0 for none; or a scalar tensor.
        scope: a name scope.

    Raises:
        ValueError: for a whole number, or one below 0.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(l1_regularizer(0.5)(tf.constant([1., -3.]))))
    2.0
    """
    if isinstance(_scale(scale), float) and scale == 0.0:
        return _nothing

    def l1(weights: Any, name: str | None = None) -> Tensor:
        with name_scope(scope, "l1_regularizer", [weights]) as inside:
            factor = convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return build("Mul", factor, build("Sum", build("Abs", weights), None), name=inside)

    return l1


def l2_regularizer(scale: Any, scope: str | None = None) -> Regularizer:
    """A regularizer that gives scale · Σw² / 2: it makes all weights small.

    Arguments as for `l1_regularizer`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(l2_regularizer(0.5)(tf.constant([1., -3.]))))
    2.5
    """
    if isinstance(_scale(scale), float) and scale == 0.0:
        return _nothing

    def l2(weights: Any) -> Tensor:
        with name_scope(scope, "l2_regularizer", [weights]) as inside:
            factor = convert_to_tensor(scale, dtype=weights.dtype.base_dtype, name="scale")
            return build("Mul", factor, l2_loss(weights), name=inside)

    return l2


def l1_l2_regularizer(
    scale_l1: Any = 1.0, scale_l2: Any = 1.0, scope: str | None = None
) -> Regularizer | None:
    """The sum of an `l1_regularizer` and an `l2_regularizer`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(l1_l2_regularizer(0.5, 1.0)(tf.constant([1., -3.]))))
    7.0
    """
    _scale(scale_l1, "scale_l1")
    _scale(scale_l2, "scale_l2")
    scope = scope or "l1_l2_regularizer"
    if isinstance(scale_l1, float) and scale_l1 == 0.0:
        return l2_regularizer(scale_l2, scope)
    if isinstance(scale_l2, float) and scale_l2 == 0.0:
        return l1_regularizer(scale_l1, scope)
    return sum_regularizer([l1_regularizer(scale_l1), l2_regularizer(scale_l2)], scope=scope)


def sum_regularizer(regularizer_list: Any, scope: str | None = None) -> Regularizer | None:
    """The sum of several regularizers; None when there are none."""
    parts = [one for one in regularizer_list if one is not None]
    if not parts:
        return None

    def sum_reg(weights: Any) -> Tensor | None:
        with name_scope(scope, "sum_regularizer", [weights]) as inside:
            losses = [loss for loss in (one(weights) for one in parts) if loss is not None]
            return add_n(losses, name=inside) if losses else None

    return sum_reg


def apply_regularization(regularizer: Regularizer, weights_list: Any = None) -> Tensor:
    """Add up the losses of all weights; the sum joins `GraphKeys.REGULARIZATION_LOSSES`.

    Args:
        weights_list: variables; by default the collection `GraphKeys.WEIGHTS`.

    Raises:
        ValueError: when there are no weights, or a loss is no scalar.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     weights = [tf.constant([1., 2.]), tf.constant([[3.]])]
    ...     print(sess.run(apply_regularization(l2_regularizer(1.0), weights)))
    7.0
    """
    weights_list = weights_list or get_collection(GraphKeys.WEIGHTS)
    if not weights_list:
        raise ValueError("No weights to regularize.")
    with name_scope("get_regularization_penalty", values=weights_list) as inside:
        losses = [constant(0.0) if loss is None else loss for loss in map(regularizer, weights_list)]
        for loss in losses:
            if loss.shape.ndims != 0:
                raise ValueError(
                    f"regularizer must return a scalar Tensor instead of a Tensor with rank {loss.shape.ndims}."
                )
        total = add_n(losses, name=inside)
        add_to_collection(GraphKeys.REGULARIZATION_LOSSES, total)
        return total
