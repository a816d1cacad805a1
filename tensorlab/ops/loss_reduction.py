"""How the losses of many examples become one number, and where a graph keeps its losses.

Every function of `tf.losses` ends here: its losses are weighted, brought together, and put into the
collection `GraphKeys.LOSSES`, from which `get_total_loss` adds up all losses of a graph.

Read next: `loss_functions.py` (the functions themselves).
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import current_graph, name_scope
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import add_n
from tensorlab.ops.shape_ops import size
from tensorlab.ops.source import constant


class Reduction:
    """How the losses of the examples become one number.

    - `NONE`: they do not; the result has the shape of the losses.
    - `SUM`: their sum.
    - `MEAN`: their sum divided by the sum of the weights.
    - `SUM_OVER_BATCH_SIZE`: their sum divided by how many there are.
    - `SUM_BY_NONZERO_WEIGHTS`: their sum divided by how many have a weight other than 0. The default.
    """

    NONE = "none"
    SUM = "weighted_sum"
    MEAN = "weighted_mean"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    SUM_OVER_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All kinds, in TensorFlow's order."""
        return (
            cls.NONE, cls.SUM, cls.MEAN, cls.SUM_OVER_BATCH_SIZE, cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )  # fmt: skip

    @classmethod
    def validate(cls, key: str) -> None:
        """Refuse what is no kind of reduction with a ValueError."""
        if key not in cls.all():
            raise ValueError(f"Invalid Reduction Key {key}. Key should be one of {cls.all()}.")


# --- from many losses to one ------------------------------------------------------------------------------


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """Multiply losses by weights, and bring them together as `reduction` says.

    Args:
        losses: numbers of any shape.
        weights: a scalar, or a tensor of the same rank whose dimensions are 1 or those of `losses`.
        scope: the name scope.
        loss_collection: the collection that the result joins; None for none.
        reduction: one of `tf.losses.Reduction`.

    Returns:
        A scalar of the dtype of `losses`, or with `Reduction.NONE` a tensor of their shape.

    Raises:
        ValueError: for weights of a shape that does not fit, or an unknown reduction.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.compute_weighted_loss([1., 2., 6.], weights=[1., 1., 0.])))
    1.5
    """
    Reduction.validate(reduction)
    with name_scope(scope, "weighted_loss", [losses, weights]):
        losses = convert_to_tensor(losses)
        dtype = losses.dtype.base_dtype
        losses, weights = as_float32(losses), as_float32(weights)
        check_weights(losses, weights)
        weighted = build("Mul", losses, weights)
        if reduction == Reduction.NONE:
            result = weighted
        else:
            result = build("Sum", weighted, None)
            count = _divisor(losses, weights, reduction)
            if count is not None:
                result = build("DivNoNan", result, count, name="value")
        result = result if dtype is float32 else build("Cast", result, dtype)
        add_loss(result, loss_collection)
        return result


def _divisor(losses: Tensor, weights: Tensor, reduction: str) -> Tensor | None:
    if reduction == Reduction.SUM:
        return None
    if reduction == Reduction.MEAN:
        return build("Sum", build("OnesLike", losses) * weights, None)
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return build("Cast", size(losses, name="num_elements"), float32)
    return _number_present(losses, weights)


def _number_present(losses: Tensor, weights: Tensor) -> Tensor:
    """How many losses have a weight other than 0."""
    known = constant_value(weights)
    if known is not None and known.ndim == 0 and known != 0:
        return build("Cast", size(losses, name="num_elements"), float32)
    present = build("Cast", build("NotEqual", weights, 0.0), float32)
    return build("Sum", present * build("OnesLike", losses), None, name="num_present")


def check_weights(losses: Tensor, weights: Tensor) -> None:
    """Refuse weights that are no scalar, and whose sizes are neither 1 nor those of the losses."""
    values, given = losses.shape, weights.shape
    if values.ndims is None or not given.ndims:
        return
    fits = values.ndims == given.ndims and all(
        one is None or other is None or one in (1, other)
        for one, other in zip(given.as_list(), values.as_list(), strict=True)
    )
    if not fits:
        raise ValueError(
            "weights can not be broadcast to values. "
            f"values.rank={values.ndims}. weights.rank={given.ndims}. "
            f"values.shape={values}. weights.shape={given}."
        )


def as_float32(x: Any) -> Tensor:
    """The tensor as float32, in which all losses of this family are computed."""
    x = convert_to_tensor(x)
    return x if x.dtype.base_dtype is float32 else build("Cast", x, float32)


def cast_like(labels: Any, logits: Tensor) -> Tensor:
    """Labels in the dtype of the scores."""
    labels = convert_to_tensor(labels)
    wanted = logits.dtype.base_dtype
    return labels if labels.dtype.base_dtype is wanted else build("Cast", labels, wanted)


def refuse_none(**arguments: Any) -> None:
    """Refuse a call in which an argument is None that must be given."""
    for name, value in arguments.items():
        if value is None:
            raise ValueError(f"{name} must not be None.")


# --- collections ------------------------------------------------------------------------------------------


def add_loss(loss: Any, loss_collection: str | None = GraphKeys.LOSSES) -> None:
    """Put a loss into a collection, so that `get_total_loss` counts it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.losses.add_loss(tf.constant(1.0, name="mine"))
    ...     [loss.name for loss in tf.losses.get_losses()]
    ['mine:0']
    """
    if loss_collection:
        current_graph().add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: str = GraphKeys.LOSSES) -> list[Any]:
    """All losses of the graph so far; `scope` filters by the beginning of their names."""
    return current_graph().get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Any]:
    """The losses that the regularizers of variables have added."""
    return current_graph().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(scope: str | None = None, name: str = "total_regularization_loss") -> Tensor:
    """The sum of the losses that regularizers have added; 0 when there are none.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.get_regularization_loss()))
    0.0
    """
    losses = get_regularization_losses(scope)
    return add_n(losses, name=name) if losses else constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses of the graph, those of regularizers included.

    Raises:
        ValueError: when there is no loss.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.losses.mean_squared_error([1.], [3.])
    ...     tf.losses.add_loss(tf.constant(0.5))
    ...     print(sess.run(tf.losses.get_total_loss()))
    4.5
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses += get_regularization_losses(scope)
    return add_n(losses, name=name)


__all__ = [
    "Reduction", "add_loss", "compute_weighted_loss", "get_losses", "get_regularization_loss",
    "get_regularization_losses", "get_total_loss",
]  # fmt: skip
