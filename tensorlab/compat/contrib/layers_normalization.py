"""tf.contrib.layers: batch, layer, instance and group normalization.

They differ in what mean and variance are measured over: all examples of a batch, or each example by itself; each
channel by itself, or groups of them, or all.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/layers.py and
normalization.py; Ba, Kiros and Hinton, "Layer Normalization" (2016); Ulyanov and others, "Instance Normalization"
(2016); Wu and He, "Group Normalization" (2018).

Read next: `layers_optimizers.py`.
"""

from typing import Any

from tensorlab.compat.contrib.framework_scopes import add_arg_scope
from tensorlab.compat.contrib.framework_variables import model_variable
from tensorlab.compat.contrib.layers_utilities import (
    collect_variable,
    collections_for,
    finished,
    layout_from,
    variable_getter,
)
from tensorlab.graph.collections import GraphKeys, add_to_collections
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float16, float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.choice import by_flag, known_flag
from tensorlab.layers.normalization_layers import BatchNormalization
from tensorlab.ops.flow import identity
from tensorlab.ops.fused_batch_norm import fused_batch_norm
from tensorlab.ops.initializers import Ones, Zeros
from tensorlab.ops.normalizing import batch_normalization, moments, weighted_moments
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.source import constant
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.optimizers.moving_averages import assign_moving_average

# --- batch normalization ----------------------------------------------------------------------------------


@add_arg_scope
def batch_norm(
    inputs: Any,
    decay: Any = 0.999,
    center: bool = True,
    scale: bool = False,
    epsilon: float = 0.001,
    activation_fn: Any = None,
    param_initializers: Any = None,
    param_regularizers: Any = None,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    is_training: Any = True,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    batch_weights: Any = None,
    fused: bool | None = None,
    data_format: str = "NHWC",
    zero_debias_moving_mean: bool = False,
    scope: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_decay: float = 0.99,
    adjustment: Any = None,
) -> Tensor:
    """Bring every channel to mean 0 and variance 1, measured on the batch; then add beta, which is learnt.

    Args:
        decay: how much of the moving averages is kept in an update.
        center, scale: whether beta is added, and gamma multiplied (it is not by default).
        epsilon: a small number that keeps the division from failing.
        activation_fn: a function for the result.
        param_initializers, param_regularizers: dictionaries for "beta", "gamma", "moving_mean",
            "moving_variance".
        updates_collections: the collections that the update operations join; None runs them with every output.
        is_training: whether the batch is its own measure (True by default): a bool, or a scalar bool tensor.
        batch_weights: how much each example counts.
        fused: whether one operation does it, where possible.
        zero_debias_moving_mean: correct the moving mean for its start from zero.
        renorm, renorm_clipping, renorm_decay, adjustment: not supported.
        reuse, variables_collections, outputs_collections, trainable, scope: see `fully_connected`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.contrib.layers.batch_norm(tf.constant([[1.], [3.]]), epsilon=1e-9)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel(), [v.name for v in tf.trainable_variables()])
    [-1.  1.] ['BatchNorm/beta:0']
    """
    inputs = convert_to_tensor(inputs)
    layout = layout_from(data_format, ("NCHW", "NHWC"))
    initial, regular = param_initializers or {}, param_regularizers or {}
    rank = inputs.shape.ndims
    to_updates = updates_collections == GraphKeys.UPDATE_OPS
    if renorm and (batch_weights is not None or not to_updates or zero_debias_moving_mean):
        raise ValueError(
            "renorm is not supported with batch_weights, updates_collections or zero_debias_moving_mean"
        )
    one_node = (fused is None or fused) and batch_weights is None and not renorm and adjustment is None
    one_node = one_node and rank in (2, 4) and (zero_debias_moving_mean or rank == 2 or not to_updates)
    plain = not one_node and batch_weights is None and to_updates and not zero_debias_moving_mean
    getter = variable_getter() if not one_node else None
    with variable_scope(scope, "BatchNorm", [inputs], reuse=reuse, custom_getter=getter) as opened:
        if plain:
            layer = BatchNormalization(
                1 if layout == "channels_first" else -1, decay, epsilon, center, scale,
                initial.get("beta", Zeros()), initial.get("gamma", Ones()), initial.get("moving_mean", Zeros()),
                initial.get("moving_variance", Ones()), regular.get("beta"), regular.get("gamma"), renorm=renorm,
                renorm_clipping=renorm_clipping, renorm_momentum=renorm_decay, fused=fused is None or fused,
                trainable=trainable, adjustment=adjustment, name=opened.name, _scope=opened, _reuse=reuse,
            )  # fmt: skip
            outputs = layer(inputs, training=is_training)
            for name in ("moving_mean", "moving_variance", "beta", "gamma"):
                if getattr(layer, name) is not None:
                    collect_variable(getattr(layer, name), variables_collections, name)
        else:
            channels = 1 if layout == "channels_first" and rank != 2 else -1
            made = _parameters(
                inputs, channels, center, scale, initial, regular if one_node else {}, variables_collections,
                trainable, float32 if one_node else inputs.dtype.base_dtype,
            )  # fmt: skip
            updating = (decay, zero_debias_moving_mean, updates_collections)
            settings = (epsilon, is_training, updating, data_format)
            if one_node:
                outputs = _by_one_node(inputs, made, *settings)
            else:
                outputs = _by_many_nodes(inputs, made, batch_weights, *settings)
        return finished(outputs, None, None, activation_fn, outputs_collections, opened.name)


def _parameters(
    inputs: Tensor, axis: int, center: bool, scale: bool, initial: Any, regular: Any, collections: Any,
    trainable: bool, dtype: Any,
) -> dict[str, Any]:  # fmt: skip
    """Beta, gamma and the moving averages: variables, or None."""
    size = None if inputs.shape.ndims is None else inputs.shape.as_list()[axis]
    if size is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channels dimension {inputs.shape}.")

    def made(name: str, start: Any, trained: bool) -> Any:
        return model_variable(
            name, [size], dtype, initial.get(name, start), regular.get(name) if trained else None,
            trained and trainable, collections_for(collections, name),
        )  # fmt: skip

    return {
        "beta": made("beta", Zeros(), True) if center else None,
        "gamma": made("gamma", Ones(), True) if scale else None,
        "mean": made("moving_mean", Zeros(), False),
        "variance": made("moving_variance", Ones(), False),
        "size": size,
        "dtype": dtype,
    }


def _updates(made: dict[str, Any], mean: Any, variance: Any, updating: Any) -> list[Any]:
    decay, zero_debias, _ = updating
    return [
        assign_moving_average(made["mean"], mean, decay, zero_debias=zero_debias),
        assign_moving_average(made["variance"], variance, decay, zero_debias=False),
    ]


def _by_one_node(
    inputs: Tensor, made: dict[str, Any], epsilon: float, training: Any, updating: Any, data_format: str
) -> Tensor:
    images = inputs
    if inputs.shape.ndims == 2:
        flat = [-1, made["size"], 1, 1] if data_format == "NCHW" else [-1, 1, 1, made["size"]]
        images = reshape(inputs, flat)
    beta = made["beta"] if made["beta"] is not None else constant(0.0, float32, [made["size"]])
    gamma = made["gamma"] if made["gamma"] is not None else constant(1.0, float32, [made["size"]])

    def measured() -> Any:
        return fused_batch_norm(images, gamma, beta, epsilon=epsilon, data_format=data_format)

    def remembered() -> Any:
        averages = (made["mean"], made["variance"])
        return fused_batch_norm(images, gamma, beta, *averages, epsilon, data_format, is_training=False)

    outputs, mean, variance = by_flag(training, measured, remembered)
    if known_flag(training) is not False:
        if updating[2] is None:

            def at_once() -> Tensor:
                with control_dependencies(_updates(made, mean, variance, updating)):
                    return identity(outputs)

            outputs = by_flag(training, at_once, lambda: identity(outputs))
        else:
            _collect_updates(made, mean, variance, training, updating)
    outputs.set_shape(images.shape)
    return outputs if inputs.shape.ndims != 2 else reshape(outputs, shape_of(inputs))


def _collect_updates(made: dict[str, Any], mean: Any, variance: Any, training: Any, updating: Any) -> None:
    found = by_flag(
        training,
        lambda: _updates(made, mean, variance, updating),
        lambda: [convert_to_tensor(made["mean"]), convert_to_tensor(made["variance"])],
    )
    for update in found:
        add_to_collections(updating[2], update)


def _by_many_nodes(
    inputs: Tensor, made: dict[str, Any], weights: Any, epsilon: float, training: Any, updating: Any,
    data_format: str,
) -> Tensor:  # fmt: skip
    rank = inputs.shape.ndims or 0
    first = data_format == "NCHW"
    others = [place for place in range(rank) if place != (1 if first else rank - 1)]
    mean, variance = convert_to_tensor(made["mean"]), convert_to_tensor(made["variance"])
    if known_flag(training) is not False:
        if weights is None:
            found = moments(inputs, others)
        else:
            weights = reshape(convert_to_tensor(weights), [-1, *[1] * (rank - 1)])
            found = weighted_moments(inputs, others, weights)
        if updating[2] is None:

            def at_once() -> list[Tensor]:
                with control_dependencies(_updates(made, *found, updating)):
                    return [identity(one) for one in found]

            mean, variance = by_flag(training, at_once, lambda: [mean, variance])
        else:
            _collect_updates(made, *found, training, updating)
            mean, variance = by_flag(training, lambda: [*found], lambda: [mean, variance])
    if first:
        standing = [1, made["size"], *[1] * (rank - 2)]
        mean, variance = reshape(mean, standing), reshape(variance, standing)
        made = {**made, **{k: reshape(made[k], standing) for k in ("beta", "gamma") if made[k] is not None}}
    outputs = batch_normalization(inputs, mean, variance, made["beta"], made["gamma"], epsilon)
    outputs.set_shape(inputs.shape)
    return outputs


# --- every example by itself ------------------------------------------------------------------------------


def _scale_and_offset(
    shape: Any, inputs: Tensor, center: bool, scale: bool, initial: Any, collections: Any, trainable: bool
) -> list[Any]:
    """Beta and gamma: variables, or None."""
    made = []
    for name, wanted, start in (("beta", center, Zeros()), ("gamma", scale, Ones())):
        made.append(
            model_variable(
                name, shape, inputs.dtype.base_dtype, (initial or {}).get(name, start), None, trainable,
                collections_for(collections, name),
            )
            if wanted
            else None
        )  # fmt: skip
    return made


@add_arg_scope
def layer_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    activation_fn: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    begin_norm_axis: int = 1,
    begin_params_axis: int = -1,
    scope: Any = None,
) -> Tensor:
    """Bring every example to mean 0 and variance 1, then multiply by gamma and add beta.

    Args:
        begin_norm_axis: mean and variance are over this dimension and all behind it.
        begin_params_axis: gamma and beta have the shape of this dimension and all behind it.
        others: see `batch_norm`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.contrib.layers.layer_norm(tf.constant([[1., 3.], [10., 30.]]))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y))
    [[-1.  1.]
     [-1.  1.]]
    """
    with variable_scope(scope, "LayerNorm", [inputs], reuse=reuse) as opened:
        inputs = convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if rank is None:
            raise ValueError(f"Inputs {inputs.name} has undefined rank.")
        begin_norm_axis += rank if begin_norm_axis < 0 else 0
        if begin_params_axis >= rank or begin_norm_axis >= rank:
            raise ValueError(
                f"begin_params_axis ({begin_params_axis}) and begin_norm_axis ({begin_norm_axis}) must be < "
                f"rank(inputs) ({rank})"
            )
        shape = inputs.shape[begin_params_axis:]
        if not shape.is_fully_defined():
            raise ValueError(
                f"Inputs {inputs.name}: shape(inputs)[{begin_params_axis}:] is not fully defined: {inputs.shape}"
            )
        beta, gamma = _scale_and_offset(shape, inputs, center, scale, None, variables_collections, trainable)
        mean, variance = moments(inputs, list(range(begin_norm_axis, rank)), keepdims=True)
        epsilon = 1e-3 if inputs.dtype.base_dtype is float16 else 1e-12
        outputs = batch_normalization(inputs, mean, variance, beta, gamma, epsilon)
        outputs.set_shape(inputs.shape)
        return finished(outputs, None, None, activation_fn, outputs_collections, opened.name)


@add_arg_scope
def instance_norm(
    inputs: Any,
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Any = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    data_format: str = "NHWC",
    scope: Any = None,
) -> Tensor:
    """Bring every channel of every example to mean 0 and variance 1. Arguments as for `batch_norm`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.instance_norm(tf.ones([2, 4, 4, 3])).name
    'InstanceNorm/instancenorm/add_1:0'
    """
    inputs = convert_to_tensor(inputs)
    first = layout_from(data_format, ("NCHW", "NHWC")) == "channels_first"
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    with variable_scope(scope, "InstanceNorm", [inputs], reuse=reuse) as opened:
        channel = 1 if first else rank - 1
        size = inputs.shape.as_list()[channel]
        if size is None:
            raise ValueError(f"Inputs {inputs.name} has undefined channels dimension {inputs.shape}.")
        made = _scale_and_offset(
            [size], inputs, center, scale, param_initializers, variables_collections, trainable
        )
        if first:
            made = [None if one is None else reshape(one, [1, size, *[1] * (rank - 2)]) for one in made]
        axes = [place for place in range(1, rank) if place != channel]
        mean, variance = moments(inputs, axes, keepdims=True)
        beta, gamma = made
        outputs = batch_normalization(inputs, mean, variance, beta, gamma, epsilon, name="instancenorm")
        return finished(outputs, None, None, activation_fn, outputs_collections, opened.name)


@add_arg_scope
def group_norm(
    inputs: Any,
    groups: int = 32,
    channels_axis: int = -1,
    reduction_axes: Any = (-3, -2),
    center: bool = True,
    scale: bool = True,
    epsilon: float = 1e-6,
    activation_fn: Any = None,
    param_initializers: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    mean_close_to_zero: bool = False,
) -> Tensor:
    """Bring every group of channels of every example to mean 0 and variance 1.

    Args:
        groups: how many groups the channels are parted into.
        channels_axis: the dimension of the channels.
        reduction_axes: the other dimensions that mean and variance are over.
        mean_close_to_zero: accepted as in TensorFlow; the numbers are the same up to rounding.
        others: see `batch_norm`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.group_norm(tf.ones([2, 4, 4, 6]), groups=3).shape.as_list()
    [2, 4, 4, 6]
    """
    inputs = convert_to_tensor(inputs)
    rank = inputs.shape.ndims
    if rank is None:
        raise ValueError(f"Inputs {inputs.name} has undefined rank.")
    if channels_axis > rank - 1:
        raise ValueError("Axis is out of bounds.")
    channels_axis %= rank
    known, present = inputs.shape.as_list(), shape_of(inputs)
    channels = known[channels_axis]
    if channels is None:
        raise ValueError(f"Inputs {inputs.name} has undefined channel dimension: {channels_axis}.")
    axes = [axis + rank if axis < 0 else axis for axis in reduction_axes]
    for axis in axes:
        if axis > rank:
            raise ValueError("Axis is out of bounds.")
        if known[axis] is None:
            raise ValueError(f"Inputs {inputs.name} has undefined dimensions {axis}.")
        if axis == channels_axis:
            raise ValueError("reduction_axis must be mutually exclusive with channels_axis")
    if groups > channels:
        raise ValueError(f"Invalid groups {groups} for {channels} channels.")
    if channels % groups != 0:
        raise ValueError(f"{channels} channels is not commensurate with {groups} groups.")
    sizes = [present[place] if size is None else size for place, size in enumerate(known)]
    parted = [groups, channels // groups]
    grouped = reshape(inputs, [*sizes[:channels_axis], *parted, *sizes[channels_axis + 1 :]])
    standing = [*[1] * channels_axis, *parted, *[1] * (rank - channels_axis - 1)]
    with variable_scope(scope, "GroupNorm", [grouped], reuse=reuse) as opened:
        made = _scale_and_offset(
            [channels], inputs, center, scale, param_initializers, variables_collections, trainable
        )
        beta, gamma = (None if one is None else reshape(one, standing) for one in made)
        over = [channels_axis + 1, *(axis + 1 if axis > channels_axis else axis for axis in axes)]
        mean, variance = moments(grouped, over, keepdims=True)
        gain = build("Rsqrt", variance + epsilon)
        offset = -mean * gain
        if gamma is not None:
            gain, offset = gain * gamma, offset * gamma
        if beta is not None:
            offset = offset + beta
        outputs = reshape(grouped * gain + offset, sizes)
        return finished(outputs, None, None, activation_fn, outputs_collections, opened.name)
