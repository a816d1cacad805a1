"""The small parts of a layer: biases, and dropout.

Read next: `normalizing.py` (bringing numbers to one scale).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC, DType
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.random import get_seed, random_uniform
from tensorlab.ops.row_sums import added_to_rows, sum_of_rows
from tensorlab.ops.shape_ops import shape as shape_of

# --- biases -----------------------------------------------------------------------------------------------


def _biased_shape(value: TensorShape, bias: TensorShape, data_format: str) -> TensorShape:
    if bias.ndims not in (None, 1):
        raise ValueError(f"Shape must be rank 1 but is rank {bias.ndims}: the bias, of shape {bias}")
    least = 3 if data_format == "NCHW" else 2
    if value.sizes is None or value.ndims is None:
        return value
    if value.ndims < least:
        raise ValueError(f"Shape must be at least rank {least} but is rank {value.ndims}: {value}")
    place = 1 if data_format == "NCHW" else value.ndims - 1
    sizes = list(value.sizes)
    size = bias.sizes[0] if bias.sizes is not None else None
    if None not in (sizes[place], size) and sizes[place] != size:
        message = f"Dimensions must be equal, but are {sizes[place]} and {size}: value {value}, bias {bias}"
        raise ValueError(message)
    sizes[place] = size if sizes[place] is None else sizes[place]
    return TensorShape(sizes)


@op(
    "BiasAdd", shape=_biased_shape, dtypes=NUMERIC, kind="math", symbol="+ bias", latex="{value} + {bias}",
)  # fmt: skip
def bias_add(value: Array, bias: Array, data_format: str = "NHWC"):
    """Add one number for every channel: the same bias to every row.

    Args:
        value: numbers of rank 2 or more.
        bias: a vector of the same dtype, one entry for every channel.
        data_format: "NHWC" (the default; also None), where channels are the last dimension, or "NCHW", where
            they are the second one.

    Raises:
        ValueError: when the shapes do not fit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.bias_add([[1., 2.], [3., 4.]], [10., 20.])))
    [[11. 22.]
     [13. 24.]]
    """
    if data_format == "NCHW":
        return np.add(value, bias.reshape((-1,) + (1,) * (value.ndim - 2)))
    return added_to_rows(value, bias)


@bias_add.build
def _(value: Any, bias: Any, data_format: Any = None) -> tuple[Any, Any, str]:
    layout = str(data_format or "NHWC")
    if not layout.startswith("N") or "C" not in (layout[1:2], layout[-1:]):
        raise ValueError(f"data_format must be of the form `N...C` or `NC...`, not {data_format!r}.")
    return value, bias, "NCHW" if layout.startswith("NC") and len(layout) > 2 else "NHWC"


@bias_add.bind
def _(data_format: str) -> Any:
    return added_to_rows if data_format == "NHWC" else None


@bias_add.gradient(latex=("{g}", r"\textstyle\sum_{{\text{{rows}}}} {g}"))
def _(g, y, value, bias, data_format):
    return g, bias_gradient(g, data_format)


@bias_add.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]], [5.0, 7.0]),
        Sample(np.arange(12.0).reshape(2, 2, 3), [1.0, 2.0, 3.0]),
        Sample(np.arange(12.0).reshape(2, 3, 2), [1.0, 2.0, 3.0], data_format="NCHW"),
        Sample(np.arange(8.0).reshape(1, 2, 2, 2), [1.0, 2.0], data_format="NCHW"),
        Sample(np.zeros((0, 2)), [5.0, 7.0]),
    ]


def _channels(out_backprop: TensorShape, data_format: str) -> TensorShape:
    if out_backprop.sizes is None:
        return TensorShape([None])
    return TensorShape([out_backprop.sizes[1 if data_format == "NCHW" else -1]])


@op(
    "BiasAddGrad", shape=_channels, dtypes=NUMERIC, kind="gradient", symbol="Σ rows",
    latex=r"\textstyle\sum_{{\text{{rows}}}} {out_backprop}",
)  # fmt: skip
def bias_gradient(out_backprop: Array, data_format: str = "NHWC"):
    """Add up all rows: every row used the bias once, so its gradient is the sum over the rows.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     bias = tf.constant([0., 0.])
    ...     print(sess.run(tf.gradients(tf.nn.bias_add(tf.ones([3, 2]), bias), bias)[0]))
    [3. 3.]
    """
    if data_format != "NCHW":
        return sum_of_rows(out_backprop)
    others = tuple(place for place in range(out_backprop.ndim) if place != 1)
    return np.add.reduce(out_backprop, axis=others, dtype=out_backprop.dtype)


@bias_gradient.gradient(latex=("{g}",))
def _(h, y, out_backprop, data_format):
    return bias_add(build("ZerosLike", out_backprop), h, data_format)


@bias_gradient.samples
def _() -> list[Sample]:
    return [
        Sample([[1.0, 2.0], [3.0, 4.0]]),
        Sample(np.arange(12.0).reshape(2, 3, 2), data_format="NCHW"),
        Sample(np.arange(12.0).reshape(2, 2, 3)),
        Sample(np.zeros((0, 2))),
    ]


def xw_plus_b(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """A whole linear layer: matmul(x, weights) + biases.

    Args:
        x: [batch, inputs]; weights: [inputs, outputs]; biases: [outputs].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.xw_plus_b([[1., 2.]], [[3.], [4.]], [100.])))
    [[111.]]
    """
    with name_scope(name, "xw_plus_b", [x, weights, biases]) as scope:
        return bias_add(_product(x, weights), convert_to_tensor(biases, name="biases"), name=scope)


def relu_layer(x: Any, weights: Any, biases: Any, name: str | None = None) -> Tensor:
    """A whole layer with an activation: relu(matmul(x, weights) + biases).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.relu_layer([[1., 2.]], [[3., -3.], [4., -4.]], [100., 1.])))
    [[111.   0.]]
    """
    with name_scope(name, "relu_layer", [x, weights, biases]) as scope:
        linear = bias_add(_product(x, weights), convert_to_tensor(biases, name="biases"))
        return build("Relu", linear, name=scope)


def _product(x: Any, weights: Any) -> Tensor:
    return build("MatMul", convert_to_tensor(x, name="x"), convert_to_tensor(weights, name="weights"))


# --- dropout ----------------------------------------------------------------------------------------------


@checks_arguments
def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """Replace random entries by 0, and enlarge the others so that the sum stays about the same.

    For training only: a layer that cannot rely on any single input learns to rely on many.

    Args:
        x: floating point numbers of any shape.
        keep_prob: the chance that an entry is kept, a number or a scalar tensor: the older way to say rate.
        noise_shape: the shape of the random choices, which stretches to that of `x`: `[batch, 1]` drops
            whole rows. A None in it means: as large as `x` is there.
        seed: a seed for this operation.
        rate: the chance that an entry is replaced.

    Returns:
        A tensor of the shape and dtype of `x`; `x` itself when nothing is to be replaced.

    Raises:
        ValueError: when `x` is not floating point, when both or none of `keep_prob` and `rate` are given, or
            when the rate is not in [0, 1).

    Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.dropout([1., 1., 1., 1.], rate=0.5, seed=3)))
    [0. 0. 2. 0.]
    """
    if rate is not None and keep_prob is not None:
        raise ValueError("Cannot specify both 'keep_prob' and 'rate'.")
    if keep_prob is not None:
        rate = 1 - keep_prob
    if rate is None:
        raise ValueError("You must provide a rate: the chance that an entry is dropped.")
    with name_scope(name, "dropout", [x]):
        x = convert_to_tensor(x, name="x")
        dtype = x.dtype.base_dtype
        if not dtype.is_floating:
            raise ValueError(f"x has to be floating point, since it is scaled: {x.name} is {dtype.name}.")
        if isinstance(rate, (int, float, np.number)):
            if not 0 <= rate < 1:
                raise ValueError(f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}")
            if rate == 0:
                get_seed(seed)  # counted all the same, so that the random ops made later keep their numbers
                return x
            enlarged = build("Mul", x, convert_to_tensor(1 / (1 - rate), dtype=dtype), name="Mul")
        else:
            rate = _scalar_rate(rate, dtype)
            kept = build("Sub", convert_to_tensor(1, dtype=dtype), rate, name="Sub")
            enlarged = build("RealDiv", x, kept, name="RealDiv")
        chances = random_uniform(_noise_shape(x, noise_shape), dtype=dtype, seed=seed)
        keep = build("GreaterEqual", chances, rate, name="GreaterEqual")
        result = build("SelectV2", keep, enlarged, convert_to_tensor(0, dtype=dtype), name="SelectV2")
        result.set_shape(x.shape)  # also where a placeholder for the rate says nothing about its own shape
        return result


def _scalar_rate(rate: Any, dtype: DType) -> Tensor:
    rate = convert_to_tensor(rate, name="rate")
    if rate.shape.ndims not in (None, 0):
        raise ValueError(f"rate must be a scalar tensor or a float in the range [0, 1), not {rate.shape}")
    if rate.dtype.base_dtype is not dtype:
        raise ValueError(f"rate has to be of dtype {dtype.name} like x, not {rate.dtype.name}: {rate.name}")
    return rate


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    if noise_shape is None:
        return shape_of(x, name="Shape")
    if isinstance(noise_shape, Tensor):
        return noise_shape
    if isinstance(noise_shape, (list, tuple)) and any(isinstance(size, Tensor) for size in noise_shape):
        return convert_to_tensor(list(noise_shape))
    wanted = TensorShape(noise_shape).as_list()
    if x.shape.ndims == len(wanted):
        own = x.shape.as_list()
        wanted = [size if one is None else one for one, size in zip(wanted, own, strict=True)]
    return wanted


__all__ = ["bias_add", "dropout", "relu_layer", "xw_plus_b"]
