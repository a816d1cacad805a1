"""tf.contrib.slim: the layers and scopes of tf.contrib.layers and tf.contrib.framework under one short name.

Its loops, `slim.learning.train` and `slim.evaluation`, stand in `slim_loops.py`; its data readers and ready-made
networks are not here.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/slim

Read next: `layers.py`, `framework.py`, `training.py`.
"""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from tensorlab.compat.contrib import framework, layers, losses, metrics, training
from tensorlab.compat.contrib import layers_utilities as utils
from tensorlab.compat.contrib import slim_loops as _loops
from tensorlab.compat.contrib import slim_summaries as summaries
from tensorlab.errors import did_you_mean

__all__ = ["evaluation", "layers", "learning", "losses", "metrics", "model_analyzer", "utils"]

tf: Any = import_module("tensorlab")

NOT_HERE = {
    "data": "its readers are not here: feed slices of NumPy arrays",
    "dataset": "its readers are not here: feed slices of NumPy arrays",
    "dataset_data_provider": "its readers are not here: feed slices of NumPy arrays",
    "nets": "ready-made networks are not here: write the layers, slim.conv2d and the others are here",
    "parallel_reader": "its readers are not here: feed slices of NumPy arrays",
    "prefetch_queue": "queues are not here yet: feed slices of NumPy arrays",
    "queues": "queues are not here yet: feed slices of NumPy arrays",
    "tfexample_decoder": "record files are not here yet: use numpy.load",
}


def create_train_op(
    total_loss: Any,
    optimizer: Any,
    global_step: Any = training.USE_GLOBAL_STEP,
    update_ops: Any = None,
    variables_to_train: Any = None,
    clip_gradient_norm: float = 0,
    summarize_gradients: bool = False,
    gate_gradients: int = 1,
    aggregation_method: Any = None,
    colocate_gradients_with_ops: bool = False,
    gradient_multipliers: Any = None,
    check_numerics: bool = True,
) -> Any:
    """As `tf.contrib.training.create_train_op`; the gradients may be multiplied and clipped by their norms."""

    def transform(pairs: Any) -> Any:
        if gradient_multipliers:
            pairs = training.multiply_gradients(pairs, gradient_multipliers)
        return training.clip_gradient_norms(pairs, clip_gradient_norm) if clip_gradient_norm > 0 else pairs

    return training.create_train_op(
        total_loss,
        optimizer,
        global_step,
        update_ops,
        variables_to_train,
        transform,
        summarize_gradients,
        gate_gradients,
        aggregation_method,
        colocate_gradients_with_ops,
        check_numerics,
    )


def analyze_vars(variables: Any, print_info: bool = False) -> tuple[int, int]:
    """How many numbers variables hold, and how many bytes; a line for each if asked.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     analyze_vars([tf.Variable(tf.zeros([2, 3]), name="w")], print_info=True)
    w:0 (float32_ref 2x3) [6, bytes: 24]
    Total size of variables: 6
    Total bytes of variables: 24
    (6, 24)
    """
    sizes = []
    for variable in variables:
        count = variable.get_shape().num_elements() or 0
        sizes.append((count, count * variable.dtype.size))
        if print_info:
            shape = "x".join(map(str, variable.get_shape().as_list())) or "scalar"
            print(f"{variable.name} ({variable.dtype.name} {shape}) [{sizes[-1][0]}, bytes: {sizes[-1][1]}]")
    numbers, size = sum(count for count, _ in sizes), sum(size for _, size in sizes)
    if print_info:
        print(f"Total size of variables: {numbers}\nTotal bytes of variables: {size}")
    return numbers, size


learning = SimpleNamespace(
    add_gradients_summaries=lambda grads_and_vars: training.gradients_summaries(grads_and_vars, "/"),
    clip_gradient_norms=training.clip_gradient_norms,
    create_train_op=create_train_op,
    multiply_gradients=training.multiply_gradients,
    train=_loops.train,
    train_step=_loops.train_step,
)
evaluation = _loops.evaluation
model_analyzer = SimpleNamespace(analyze_vars=analyze_vars)


def __getattr__(name: str) -> Any:
    for space in (layers, framework):
        if name in vars(space):
            return getattr(space, name)
    if name in NOT_HERE:
        raise AttributeError(f"tf.contrib.slim.{name} is not here: {NOT_HERE[name]}.", obj=NOT_HERE)
    hint = did_you_mean(name, {**vars(layers), **vars(framework), **globals()})
    raise AttributeError(
        f"module 'tensorlab.contrib.slim' has no attribute {name!r}.{hint and ' ' + hint}", obj=()
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *dir(layers), *dir(framework)})
