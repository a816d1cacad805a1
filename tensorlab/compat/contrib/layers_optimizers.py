"""tf.contrib.layers: `optimize_loss`, which makes a whole training step in one call, and summaries of layers.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/optimizers.py

Read next: `tensorlab/optimizers/optimizer.py`.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import bool_, float32, string
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.registry import build
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.asserts import assert_scalar
from tensorlab.ops.clip import clip_by_global_norm, global_norm
from tensorlab.ops.flow import with_dependencies
from tensorlab.ops.initializers import Constant
from tensorlab.ops.random import truncated_normal
from tensorlab.ops.variable_lists import trainable_variables
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.optimizers.adagrad import AdagradOptimizer
from tensorlab.optimizers.adam import AdamOptimizer
from tensorlab.optimizers.ftrl import FtrlOptimizer
from tensorlab.optimizers.global_step import assert_global_step, get_global_step
from tensorlab.optimizers.gradient_descent import GradientDescentOptimizer
from tensorlab.optimizers.momentum import MomentumOptimizer
from tensorlab.optimizers.optimizer import Optimizer
from tensorlab.optimizers.rmsprop import RMSPropOptimizer
from tensorlab.summaries.numbers import histogram, scalar

OPTIMIZER_CLS_NAMES: dict[str, Callable[..., Optimizer]] = {
    "Adagrad": AdagradOptimizer,
    "Adam": AdamOptimizer,
    "Ftrl": FtrlOptimizer,
    "Momentum": partial(MomentumOptimizer, momentum=0.9),
    "RMSProp": RMSPropOptimizer,
    "SGD": GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES = ["learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm"]
Gradients = list[tuple[Any, Any]]

# --- a training step --------------------------------------------------------------------------------------


def optimize_loss(
    loss: Any,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: Any = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Any = None,
    update_ops: Any = None,
    variables: Any = None,
    name: str | None = None,
    summaries: Any = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Tensor:
    """Make a training step: gradients, perhaps clipped or scaled, applied by an optimizer.

    Args:
        loss: a scalar.
        global_step: the variable that counts steps; None for that of the graph, if it has one.
        learning_rate: a float, which becomes a variable; a scalar tensor; or None.
        optimizer: a name ("SGD", "Adam", "Adagrad", "Ftrl", "Momentum", "RMSProp"), a class, an object, or a
            function from a learning rate to an optimizer.
        gradient_noise_scale: how much random noise is added to the gradients.
        gradient_multipliers: a dictionary from variables (or their names) to factors.
        clip_gradients: the largest global norm, a float; or a function from pairs to pairs.
        learning_rate_decay_fn: a function of learning rate and global step.
        update_ops: operations to run before; by default those of `GraphKeys.UPDATE_OPS`.
        variables: what is trained; by default all trainable variables.
        name: the variable scope, "OptimizeLoss" by default.
        summaries: which numbers are written for TensorBoard.
        increment_global_step: whether the step counts.

    Returns:
        A tensor that makes the step, and gives the loss.

    Raises:
        ValueError: for an unknown optimizer, a learning rate that is neither float nor scalar, ...

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(4.0)
    ...     step = tf.contrib.layers.optimize_loss(w * w, None, 0.25, "SGD")
    ...     sess.run(tf.global_variables_initializer())
    ...     print(*[sess.run(step) for _ in range(3)])
    16.0 4.0 1.0
    """
    loss = convert_to_tensor(loss)
    assert_scalar(loss)
    if global_step is None:
        global_step = get_global_step()
    else:
        assert_global_step(global_step)
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        waiting = (
            list(dict.fromkeys(get_collection(GraphKeys.UPDATE_OPS))) if update_ops is None else update_ops
        )
        if waiting:
            loss = with_dependencies(list(waiting), loss)
        summaries = ["loss", "learning_rate", "global_gradient_norm"] if summaries is None else summaries
        for wanted in summaries:
            if wanted not in OPTIMIZER_SUMMARIES:
                raise ValueError(
                    f"Summaries should be one of [{', '.join(OPTIMIZER_SUMMARIES)}], you provided {wanted}."
                )
        rate = _rate(learning_rate)
        if learning_rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in summaries:
                scalar("learning_rate", rate)
        chosen = _optimizer(optimizer, learning_rate, rate)
        gradients = chosen.compute_gradients(
            loss,
            trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        gradients = _changed(gradients, gradient_noise_scale, gradient_multipliers, clip_gradients, summaries)
        if "loss" in summaries:
            scalar("loss", loss)
        _summarize_gradients(gradients, summaries, clip_gradients is not None)
        applied = chosen.apply_gradients(
            gradients, global_step=global_step if increment_global_step else None, name="train"
        )
        return with_dependencies([applied], loss)


def _rate(learning_rate: Any) -> Any:
    if learning_rate is None or (isinstance(learning_rate, Tensor) and learning_rate.shape.ndims == 0):
        return learning_rate
    if not isinstance(learning_rate, float):
        raise ValueError(
            f"Learning rate should be 0d Tensor or float. Got {learning_rate} of type {type(learning_rate)}"
        )
    if learning_rate < 0.0:
        raise ValueError(f"Invalid learning_rate {learning_rate}.")
    return get_variable("learning_rate", [], trainable=False, initializer=Constant(learning_rate))


def _optimizer(optimizer: Any, learning_rate: Any, rate: Any) -> Optimizer:
    named = isinstance(optimizer, str)
    if named or (isinstance(optimizer, type) and issubclass(optimizer, Optimizer)):
        if rate is None:
            what = "string" if named else "class"
            raise ValueError(
                f"Learning rate is None, but should be specified if optimizer is {what} ({optimizer})."
            )
        if named and optimizer not in OPTIMIZER_CLS_NAMES:
            raise ValueError(
                f"Optimizer name should be one of [{', '.join(OPTIMIZER_CLS_NAMES)}], you provided {optimizer}."
            )
        return (OPTIMIZER_CLS_NAMES[optimizer] if named else optimizer)(learning_rate=rate)
    if isinstance(optimizer, Optimizer):
        return optimizer
    if callable(optimizer):
        made = optimizer(rate) if learning_rate is not None else optimizer()
        if isinstance(made, Optimizer):
            return made
        raise ValueError(f"Unrecognized optimizer: function should return subclass of Optimizer. Got {made}.")
    raise ValueError(
        "Unrecognized optimizer: should be string, subclass of Optimizer, instance of subclass of Optimizer or "
        f"function with one argument. Got {optimizer}."
    )


def _changed(gradients: Gradients, noise: Any, multipliers: Any, clip: Any, summaries: Any) -> Gradients:
    """The gradients with noise, multiplied, clipped."""
    if noise is not None:
        gradients = [(_noisy(gradient, noise), variable) for gradient, variable in gradients]
    if multipliers is not None:
        gradients = [
            (_multiplied(gradient, variable, multipliers), variable) for gradient, variable in gradients
        ]
        if not gradients:
            raise ValueError(
                "Empty list of (gradient, var) pairs encountered. This is most likely to be caused by an improper "
                "value of gradient_multipliers."
            )
    if "global_gradient_norm" in summaries or "gradient_norm" in summaries:
        _summary_of_norm("global_norm/gradient_norm", gradients)
    if isinstance(clip, float):
        clipped, _ = clip_by_global_norm([gradient for gradient, _ in gradients], clip)
        gradients = list(zip(clipped, (variable for _, variable in gradients), strict=True))
    elif callable(clip):
        gradients = clip(gradients)
    elif clip is not None:
        raise ValueError(f"Unknown type {type(clip)} for clip_gradients")
    return gradients


def _noisy(gradient: Any, scale: Any) -> Any:
    if gradient is None:
        return None
    shape = gradient.dense_shape if isinstance(gradient, IndexedSlices) else gradient.shape
    return convert_to_tensor(gradient) + truncated_normal(shape) * scale


def _multiplied(gradient: Any, variable: Any, multipliers: Any) -> Any:
    key = variable if variable in multipliers else variable.name
    if gradient is None or key not in multipliers:
        return gradient
    factor = multipliers[key]
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape)
    return gradient * build("Cast", factor, gradient.dtype.base_dtype)


# --- summaries --------------------------------------------------------------------------------------------


def _summary_of_norm(name: str, gradients: Gradients) -> None:
    scalar(name, global_norm([gradient for gradient, _ in gradients]))


def _summarize_gradients(gradients: Gradients, wanted: Any, clipped: bool) -> None:
    """What `optimize_loss` writes down about gradients, once they are as they are applied."""
    for gradient, variable in gradients:
        values = gradient.values if isinstance(gradient, IndexedSlices) else gradient
        if values is None:
            continue
        name = variable.name.replace(":", "_")
        if "gradients" in wanted:
            histogram(f"gradients/{name}", values)
        if "gradient_norm" in wanted:
            scalar(f"gradient_norm/{name}", global_norm([values]))
    if clipped and ("global_gradient_norm" in wanted or "gradient_norm" in wanted):
        _summary_of_norm("global_norm/clipped_gradient_norm", gradients)


def summarize_tensor(tensor: Any, tag: str | None = None) -> Any:
    """A summary of a tensor: a number, or a histogram. None for text and truth values."""
    if tensor.dtype.base_dtype in (string, bool_):
        return None
    write = scalar if tensor.shape.ndims == 0 else histogram
    return write(tag or f"{tensor.op.name}_summary", tensor)


def summarize_activation(op: Any) -> Any:
    """A histogram of a layer's output; of a relu, also the share of entries that it has cut off."""
    name, kind = op.op.name, op.op.type
    if kind in ("Relu", "Softplus", "Relu6"):
        scalar(f"{name}/zeros", _share("Less", op.op.inputs[0], 0.0))
    if kind == "Relu6":
        scalar(f"{name}/sixes", _share("Greater", op.op.inputs[0], 6.0))
    return histogram(f"{name}/activation", op)


def _share(comparison: str, tensor: Any, limit: float) -> Any:
    """The share of entries for which a comparison with a limit holds."""
    holds = build(comparison, tensor, convert_to_tensor(limit, tensor.dtype.base_dtype))
    return build("Mean", build("Cast", holds, float32), None)


def summarize_tensors(tensors: Any, summarizer: Any = summarize_tensor) -> list[Any]:
    """Summaries of several tensors."""
    return [summarizer(tensor) for tensor in tensors]


def summarize_collection(
    collection: str, name_filter: str | None = None, summarizer: Any = summarize_tensor
) -> Any:
    """Summaries of all tensors of a collection whose names match a pattern."""
    found = get_collection(collection)
    return summarize_tensors(
        [one for one in found if name_filter is None or re.match(name_filter, one.op.name)], summarizer
    )


summarize_variables = partial(summarize_collection, GraphKeys.GLOBAL_VARIABLES)
summarize_weights = partial(summarize_collection, GraphKeys.WEIGHTS)
summarize_biases = partial(summarize_collection, GraphKeys.BIASES)


def summarize_activations(name_filter: str | None = None, summarizer: Any = summarize_activation) -> Any:
    """Summaries of the collection `GraphKeys.ACTIVATIONS`."""
    return summarize_collection(GraphKeys.ACTIVATIONS, name_filter, summarizer)
