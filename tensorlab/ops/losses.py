"""Softmax cross entropies: how surprised the model is by the right class, straight from its scores.

Scores, which TensorFlow calls logits, are what a last layer gives before softmax or sigmoid. Taking the
logarithm of a softmax in two steps fails when a chance is too small to be written down: log(0) is minus
infinity. The operations here do both steps at once, and their gradients have the shortest formula of all:
the chance that was given, minus the chance that would have been right.

Read next: `logistic_losses.py` (the same for questions with the answers yes and no).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import FLOATING, INDEX
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.broadcast import sum_to_shape
from tensorlab.ops.scattering_in_parallel import outside
from tensorlab.ops.softmax_family import log_softmax_node, softmax_gradient, softmax_node

FLOATS = ("float32", "float64")


def both_given(labels: Any, logits: Any, function: str) -> None:
    """Refuse a call in which one of the two is missing; TensorFlow gives both the default None."""
    if labels is None or logits is None:
        raise ValueError(f"Both labels and logits must be provided: {function}(labels=..., logits=...).")


# --- softmax cross entropy: the truth is a chance for every class -----------------------------------------


def _without_axis(features: TensorShape, labels: TensorShape, axis: int) -> TensorShape:
    both = broadcast(features, labels)
    sizes = both.sizes
    if sizes is None:
        return both
    if not -len(sizes) <= axis < len(sizes):
        raise ValueError(f"There is no axis {axis} in shapes {features} and {labels} of logits and labels.")
    place = axis % len(sizes)
    return TensorShape([*sizes[:place], *sizes[place + 1 :]])


@op(
    "SoftmaxCrossEntropyWithLogits", shape=_without_axis, dtypes=FLOATING, kind="activation",
    symbol="cross entropy", latex=r"-\textstyle\sum {labels} \cdot \ln \operatorname{{softmax}}({features})",
)  # fmt: skip
def softmax_cross_entropy(features: Array, labels: Array, axis: int = -1):
    """Compare scores with the right chances: 0 where they agree for sure, large where they contradict.

    TensorFlow's operation hands out its gradient as a second output; here that is an operation of its own.
    """
    if features.itemsize == 2:  # halves are too coarse for the sum of many powers
        wide = softmax_cross_entropy.kernel(features.astype(np.float32), labels.astype(np.float32), axis)
        return wide.astype(features.dtype)
    return np.negative(np.add.reduce(labels * log_softmax_node.kernel(features, axis), axis=axis))


@softmax_cross_entropy.gradient(
    latex=(
        r"{g} \cdot (\operatorname{{softmax}}({features}) - {labels})",
        r"-{g} \cdot \ln \operatorname{{softmax}}({features})",
    )
)
def _(g, y, features, labels, axis):
    for_features = cross_entropy_gradient(g, features, labels, axis)
    if labels.op.type == "StopGradient":
        return for_features, None
    return for_features, _summed(-(build("ExpandDims", g, axis) * log_softmax_node(features, axis)), labels)


def _summed(gradient: Tensor, like: Tensor) -> Tensor:
    """Normally every row of labels has its own row of scores; where shapes differ, rows are added up."""
    if gradient.shape.ndims == like.shape.ndims and gradient.shape.is_compatible_with(like.shape):
        return gradient
    return sum_to_shape(gradient, like)


@softmax_cross_entropy.samples
def _() -> list[Sample]:
    table = [[0.25, 0.75, 0.0], [1.0, 0.0, 0.0]]
    return [
        Sample([1.0, -2.0, 0.5], [0.25, 0.5, 0.25]),
        Sample([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]], table),
        Sample([[1.0, -2.0], [3.0, 0.0]], [[0.25, 1.0], [0.75, 0.0]], axis=0),
        Sample([[1.0, -2.0, 0.5]], table, dtypes=FLOATS),
        Sample(np.linspace(-1.0, 1.0, 8).reshape(2, 2, 2), np.full((2, 2, 2), 0.5), axis=1),
        Sample(np.zeros((0, 3)), np.zeros((0, 3))),
    ]


def _as_features(g: TensorShape, features: TensorShape, labels: TensorShape, axis: int) -> TensorShape:
    return features


@op(
    "SoftmaxCrossEntropyGrad", shape=_as_features, dtypes=FLOATING, kind="gradient", symbol="softmax−labels",
    latex=r"{gradients} \cdot (\operatorname{{softmax}}({features}) - {labels})",
)  # fmt: skip
def cross_entropy_gradient(gradients: Array, features: Array, labels: Array, axis: int = -1):
    """Subtract the right chances from the chances given, and multiply by the gradient of the loss.

    It is the gradient when the labels add up to 1, as chances do; TensorFlow's is the same.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0., 0.]])
    ...     loss = tf.nn.softmax_cross_entropy_with_logits(labels=[[1., 0.]], logits=scores)
    ...     print(sess.run(tf.gradients(loss, scores)[0]))
    [[-0.5  0.5]]
    """
    wrong = np.subtract(softmax_node.kernel(features, axis), labels)
    return sum_to_shape.kernel(np.multiply(np.expand_dims(gradients, axis), wrong), features)


@cross_entropy_gradient.gradient
def _(h, z, g, features, labels, axis):
    chances = softmax_node(features, axis)
    spread = build("ExpandDims", g, axis)
    return (
        build("Sum", h * (chances - labels), axis),
        softmax_gradient(_summed(h * spread, features), chances, axis),
        _summed(-(h * spread), labels),
    )


@cross_entropy_gradient.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, -2.0], [[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]], [[0.25, 0.75, 0.0], [1.0, 0.0, 0.0]]),
        Sample([1.0, -2.0], [[1.0, -2.0], [3.0, 0.0]], [[0.25, 1.0], [0.75, 0.0]], axis=0),
        Sample(np.zeros(0), np.zeros((0, 3)), np.zeros((0, 3))),
    ]


@checks_arguments
def softmax_cross_entropy_with_logits_v2(
    labels: Any, logits: Any, axis: int | None = None, name: str | None = None
) -> Tensor:
    """The cross entropy between chances and softmax(logits), one number for every example.

    Args:
        labels: the right chances, which add up to 1 along the axis; converted to the dtype of `logits`.
        logits: scores, floating point.
        axis: the dimension of the classes; the last one by default.

    Returns:
        A tensor of the shape of `logits` without that dimension. Gradients flow into logits and labels.

    Raises:
        ValueError: when shapes do not fit, or labels or logits are missing.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/softmax_cross_entropy_with_logits_v2

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[1., 0.]], logits=[[0., 1000.]])
    ...     print(sess.run(loss))
    [1000.]
    """
    axis = -1 if axis is None else axis
    return _softmax_loss(labels, logits, axis, name, "softmax_cross_entropy_with_logits", False)


@checks_arguments
def softmax_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, dim: int = -1, name: str | None = None, axis: int | None = None
) -> Tensor:
    """As `softmax_cross_entropy_with_logits_v2`, but no gradient flows into the labels: they are constants.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.softmax_cross_entropy_with_logits(labels=[[1., 0.]], logits=[[0., 0.]])))
    [0.6931472]
    """
    if axis is not None and dim != -1:
        raise ValueError("Cannot specify both 'dim' and 'axis'.")
    axis = dim if axis is None else axis
    return _softmax_loss(labels, logits, axis, name, "softmax_cross_entropy_with_logits_sg", True)


def _softmax_loss(labels: Any, logits: Any, axis: int, name: str | None, default: str, stop: bool) -> Tensor:
    both_given(labels, logits, "softmax_cross_entropy_with_logits")
    with name_scope(name, default, [logits, labels]) as scope:
        logits = convert_to_tensor(logits, name="logits")
        labels = convert_to_tensor(labels, name="labels")
        if labels.dtype.base_dtype is not logits.dtype.base_dtype:
            labels = build("Cast", labels, logits.dtype.base_dtype)
        if stop:
            labels = build("StopGradient", labels, name="labels_stop_gradient")
        return softmax_cross_entropy(logits, labels, axis, name=scope)


# --- sparse softmax cross entropy: the truth is the number of a class -------------------------------------


def _as_labels(features: TensorShape, labels: TensorShape) -> TensorShape:
    if features.sizes is None or features.ndims is None:
        return labels
    if features.ndims == 0:
        raise ValueError("Logits cannot be scalars - received shape ().")
    rows = TensorShape(features.sizes[:-1])
    if labels.ndims is not None and labels.ndims != features.ndims - 1:
        raise ValueError(
            f"Rank mismatch: Rank of labels (received {labels.ndims}) should equal rank of logits minus 1 "
            f"(received {features.ndims}). Shapes are {labels} and {features}."
        )
    if not rows.is_compatible_with(labels):
        raise ValueError(
            "Shape mismatch: The shape of labels should equal the shape of logits except for the last "
            f"dimension (received labels {labels} and logits {features})."
        )
    return rows.merge_with(labels)


def _at_labels(table: Any, labels: Any) -> Any:
    """From every row of the last dimension the entry with that row's number, in a new array."""
    flat = table.reshape(-1, table.shape[-1])
    return flat[np.arange(flat.shape[0], like=flat), labels.reshape(-1)].reshape(labels.shape)


def _check_labels(labels: Any, classes: int) -> None:
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        wrong = labels[(labels < 0) | (labels >= classes)].reshape(-1)[0]
        message = f"Received a label value of {wrong} which is outside the valid range of [0, {classes})."
        values = " ".join(str(label) for label in labels.reshape(-1))
        raise InvalidArgumentError(None, None, f"{message}  Label values: {values}")


LABELLED = {"features": FLOATING, "labels": INDEX}


@op(
    "SparseSoftmaxCrossEntropyWithLogits", shape=_as_labels, dtypes=LABELLED, kind="activation",
    symbol="cross entropy", latex=r"-\ln \operatorname{{softmax}}({features})_{{{labels}}}",
)  # fmt: skip
def sparse_cross_entropy(features: Array, labels: Array):
    """Look up how likely the scores make the right class, and give minus the logarithm of that chance."""
    _check_labels(labels, features.shape[-1])
    return _loss_at_labels(features, labels)


def _loss_at_labels(features: Any, labels: Any) -> Any:
    if features.itemsize == 2:
        wide = log_softmax_node.kernel(features.astype(np.float32))
        return np.negative(_at_labels(wide, labels)).astype(features.dtype)
    return np.negative(_at_labels(log_softmax_node.kernel(features), labels))


def _nan_for_wrong(found: Any, labels: Any, classes: int) -> Any:
    """On a GPU nobody looks at the labels: as in TensorFlow, a class that does not exist gives nan."""
    wrong = outside((labels,), (classes,)).reshape(labels.shape + (1,) * (found.ndim - labels.ndim))
    return np.where(wrong, found.dtype.type(np.nan), found)


@sparse_cross_entropy.kernel_for("GPU")
def _(features: Any, labels: Any) -> Any:
    return _nan_for_wrong(_loss_at_labels(features, labels), labels, features.shape[-1])


@sparse_cross_entropy.gradient(latex=(r"{g} \cdot (\operatorname{{softmax}}({features}) - [{labels}])", ""))
def _(g, y, features, labels):
    return sparse_cross_entropy_gradient(g, features, labels), None


@sparse_cross_entropy.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]], [0, 2]),
        Sample([1.0, -2.0, 0.5], 1),
        Sample(np.linspace(-1.0, 1.0, 12).reshape(2, 2, 3), [[0, 1], [2, 1]]),
        Sample(np.zeros((0, 3)), np.zeros(0, np.int32)),
    ]


@op(
    "SparseSoftmaxCrossEntropyGrad", shape=lambda gradients, features, labels: features, kind="gradient",
    dtypes={"gradients": FLOATING, "features": "gradients", "labels": INDEX}, symbol="softmax−labels",
    latex=r"{gradients} \cdot (\operatorname{{softmax}}({features}) - [{labels}])",
)  # fmt: skip
def sparse_cross_entropy_gradient(gradients: Array, features: Array, labels: Array):
    """Subtract 1 from the chance given to the right class, and multiply by the gradient of the loss.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0., 0.]])
    ...     loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[0], logits=scores)
    ...     print(sess.run(tf.gradients(loss, scores)[0]))
    [[-0.5  0.5]]
    """
    chances = softmax_node.kernel(features)
    places = np.equal(labels[..., None], np.arange(features.shape[-1], like=labels))
    return np.multiply(np.expand_dims(gradients, -1), np.subtract(chances, places))


@sparse_cross_entropy_gradient.kernel_for("GPU")
def _(gradients: Any, features: Any, labels: Any) -> Any:
    found = sparse_cross_entropy_gradient.kernel(gradients, features, labels)
    return _nan_for_wrong(found, labels, features.shape[-1])


@sparse_cross_entropy_gradient.gradient
def _(h, z, g, features, labels):
    wrong = sparse_cross_entropy_gradient(build("OnesLike", g), features, labels)
    for_features = softmax_gradient(h * build("ExpandDims", g, -1), softmax_node(features))
    return build("Sum", h * wrong, -1), for_features, None


@sparse_cross_entropy_gradient.samples
def _() -> list[Sample]:
    return [
        Sample([1.0, -2.0], [[1.0, -2.0, 0.5], [3.0, 0.0, 1.0]], [0, 2]),
        Sample(2.0, [1.0, -2.0, 0.5], 1),
        Sample(np.zeros(0), np.zeros((0, 3)), np.zeros(0, np.int32)),
    ]


@checks_arguments
def sparse_softmax_cross_entropy_with_logits(
    labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross entropy where the truth is the number of the right class: no one-hot table is needed.

    Args:
        labels: int32 or int64, the shape of `logits` without its last dimension.
        logits: scores, floating point; the last dimension holds the classes.

    Returns:
        A tensor of the shape of `labels` and the dtype of `logits`.

    Raises:
        ValueError: when shapes do not fit, or labels or logits are missing.
        tf.errors.InvalidArgumentError: while running, for a label below 0 or not below the number of classes.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=[[1000., 0.]])))
    [1000.]
    """
    both_given(labels, logits, "sparse_softmax_cross_entropy_with_logits")
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits", [labels, logits]):
        labels = convert_to_tensor(labels)
        logits = convert_to_tensor(logits)
        return sparse_cross_entropy(logits, labels, name=name)


__all__ = [
    "softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2",
    "sparse_softmax_cross_entropy_with_logits",
]  # fmt: skip
