"""What all metrics share: counters that live in the session, and inputs brought to one shape.

A metric is measured over many runs. So it is a pair: a tensor that gives the value so far, and an operation
that counts one more batch and gives the new value. The counters are *local* variables: they are neither
trained nor saved, and `tf.local_variables_initializer()` sets them back to zero::

    accuracy, count_batch = tf.metrics.accuracy(labels, predictions)
    session.run(tf.local_variables_initializer())
    for batch in batches:
        session.run(count_batch, feed_dict=batch)
    print(session.run(accuracy))

Read next: `averages.py`.
"""

from typing import Any

from tensorlab.control_flow.branching import cond
from tensorlab.graph.collections import GraphKeys, add_to_collections
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, float32
from tensorlab.graph.registry import build
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.fills import zeros
from tensorlab.ops.loss_reduction import check_weights
from tensorlab.ops.shape_ops import rank
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.shaping import broadcast_to
from tensorlab.ops.variables import Variable


def counter(shape: Any, dtype: DType, name: str) -> Variable:
    """A local variable that starts from zeros, in the collections of local and of metric variables."""
    return Variable(
        lambda: zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        name=name,
    )


def publish(value: Any, update: Any, metrics_collections: Any, updates_collections: Any) -> tuple[Any, Any]:
    """Add the two halves of a metric to the collections asked for, and return them."""
    if metrics_collections:
        add_to_collections(metrics_collections, value)
    if updates_collections:
        add_to_collections(updates_collections, update)
    return value, update


def cast(value: Any, dtype: DType) -> Tensor:
    """The tensor in another dtype; itself where that is its own."""
    value = convert_to_tensor(value)
    return value if value.dtype.base_dtype is dtype else build("Cast", value, dtype)


def ratio(part: Any, whole: Any, name: str) -> Tensor:
    """part / whole, and 0 where nothing was counted."""
    return build("DivNoNan", part, build("Maximum", whole, 0.0), name=name)


def same_rank(one: Any, other: Any) -> tuple[Tensor, Tensor]:
    """Take off a last dimension of size 1 that only one of the two has."""
    one, other = convert_to_tensor(one), convert_to_tensor(other)
    if one.shape.ndims is not None and other.shape.ndims is not None:
        difference = one.shape.ndims - other.shape.ndims
        if difference == 1 and one.shape.as_list()[-1] in (1, None):
            one = build("Squeeze", one, [-1])
        elif difference == -1 and other.shape.as_list()[-1] in (1, None):
            other = build("Squeeze", other, [-1])
        return one, other
    difference = rank(one) - rank(other)  # only the run can tell
    return _squeezed_if(build("Equal", difference, 1), one), _squeezed_if(
        build("Equal", difference, -1), other
    )


def _squeezed_if(longer: Tensor, values: Tensor) -> Tensor:
    if values.shape.ndims is not None and (
        values.shape.ndims == 0 or values.shape.as_list()[-1] not in (1, None)
    ):
        return values
    return cond(longer, lambda: build("Squeeze", values, [-1]), lambda: values)


def matched(predictions: Any, labels: Any, weights: Any) -> tuple[Tensor, Tensor, Tensor | None]:
    """Predictions, labels and weights with as many dimensions each (a scalar weight stays a scalar).

    Raises:
        ValueError: when predictions and labels cannot have one shape.
    """
    labels, predictions = same_rank(labels, predictions)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return predictions, labels, matched_weights(predictions, weights)


def matched_weights(values: Tensor, weights: Any) -> Tensor | None:
    """The weights with as many dimensions as the values."""
    if weights is None:
        return None
    weights = convert_to_tensor(weights)
    if weights.shape.ndims == 0:
        return weights
    if weights.shape.ndims is None or values.shape.ndims is None:
        difference = build("Sub", rank(weights), rank(values))
        weights = _squeezed_if(build("Equal", difference, 1), weights)
        shorter = build("LogicalAnd", build("Equal", difference, -1), build("Greater", rank(weights), 0))
        return cond(shorter, lambda: build("ExpandDims", weights, -1), lambda: weights)
    if weights.shape.ndims - values.shape.ndims == 1:
        return build("Squeeze", weights, [-1])
    if values.shape.ndims - weights.shape.ndims == 1:
        return build("ExpandDims", weights, -1)
    return weights


def stretched(weights: Any, values: Tensor, dtype: DType = float32) -> Tensor:
    """One weight for every value.

    Raises:
        ValueError: when the weights are no scalar, and their sizes are neither 1 nor those of the values.
    """
    weights = cast(weights, dtype)
    check_weights(values, weights)
    known = weights.shape.is_fully_defined() and values.shape.is_fully_defined()
    if known and weights.shape.as_list() == values.shape.as_list():
        return weights
    return broadcast_to(weights, shape_of(values), name="broadcast_weights")
