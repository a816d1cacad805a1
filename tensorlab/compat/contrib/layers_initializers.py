"""The initializers of tf.contrib: Xavier's (that is Glorot's), and those with a variance that fits the layer.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/initializers.py;
Glorot and Bengio (2010); He, Zhang, Ren and Sun, "Delving Deep into Rectifiers" (2015).

Read next: `layers_dense.py`, which starts from them.
"""

import math
from collections.abc import Callable
from typing import Any

from tensorlab.graph.dtypes import as_dtype, float32
from tensorlab.ops.initializers import sizes_of
from tensorlab.ops.random import random_uniform, truncated_normal
from tensorlab.ops.scaling_initializers import fans

FEW_ARE_CUT = (
    1.3  # the variance that is lost where a normal distribution is cut at ±2, as TensorFlow counts it
)


def variance_scaling_initializer(
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
    dtype: Any = float32,
) -> Callable[..., Any]:
    """An initializer that gives random numbers with the variance factor / n.

    Args:
        factor: 2.0 for layers with relu (He and others), 1.0 for others.
        mode: what n is: "FAN_IN" (inputs of a unit), "FAN_OUT" (units fed by an input) or "FAN_AVG" (their mean).
        uniform: uniform numbers instead of normal ones.
        seed, dtype: as for `tf.random_uniform_initializer`.

    Raises:
        TypeError: for another mode, or a dtype that is not floating point.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(variance_scaling_initializer(seed=1)([200, 300])).std().round(2))
    0.1
    """
    if not as_dtype(dtype).is_floating:
        raise TypeError("Cannot create initializer for non-floating point type.")
    if mode not in ("FAN_IN", "FAN_OUT", "FAN_AVG"):
        raise TypeError(f"Unknown mode {mode} [FAN_IN, FAN_OUT, FAN_AVG]")

    def _initializer(shape: Any, dtype: Any = dtype, partition_info: Any = None) -> Any:
        if not as_dtype(dtype).is_floating:
            raise TypeError("Cannot create initializer for non-floating point type.")
        fan_in, fan_out = fans(sizes_of(shape))
        n = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2.0}[mode]
        if uniform:
            limit = math.sqrt(3.0 * factor / n)
            return random_uniform(shape, -limit, limit, dtype, seed=seed)
        return truncated_normal(shape, 0.0, math.sqrt(FEW_ARE_CUT * factor / n), dtype, seed=seed)

    return _initializer


def xavier_initializer(
    uniform: bool = True, seed: int | None = None, dtype: Any = float32
) -> Callable[..., Any]:
    """An initializer that keeps signals and gradients about the same size in all layers.

    Args:
        uniform: uniform numbers in ±√(6 / (fan_in + fan_out)); otherwise normal ones.
        seed, dtype: as for `tf.random_uniform_initializer`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(xavier_initializer(seed=1)([2, 1])))
    [[-0.7381137]
     [ 1.1890694]]
    """
    return variance_scaling_initializer(1.0, "FAN_AVG", uniform, seed, dtype)


xavier_initializer_conv2d = xavier_initializer
