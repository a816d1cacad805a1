"""Average pooling: of every window the average is left; and the way back, to all pixels in equal parts.

Zeros that SAME padding puts around the image are no part of an average: at the edge it is over fewer pixels.

Read next: `pooling_volumes.py` (three dimensions).
"""

from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, HostInts, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.convolution import either
from tensorlab.ops.convolution_geometry import with_channels_at_home, with_channels_last
from tensorlab.ops.convolution_rules import size_of
from tensorlab.ops.pooling import pooled, pooled_shape, window_of
from tensorlab.ops.pooling_kernels import average, spread_evenly

TWO, ONES = (1, 2, 2, 1), (1, 1, 1, 1)


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


def _average_shape(
    value: TensorShape, ksize: Any, strides: Any, padding: str, data_format: str
) -> TensorShape:
    return pooled_shape(value, ksize, strides, padding, (), data_format)


@op("AvgPool", shape=_average_shape, dtypes=FLOATING, kind="reduction", symbol="mean pool",
    latex=r"\tfrac{{1}}{{n}} \textstyle\sum_{{i,j}} {value}_{{sy+i,\,sx+j}}")  # fmt: skip
def avg_pool_node(value: Array, ksize: tuple, strides: tuple, padding: str, data_format: str = "NHWC"):
    """Take the average of every window."""
    places = pooled(value.shape, ksize, strides, padding, (), data_format)
    return with_channels_at_home(average(with_channels_last(value, data_format), places), data_format)


@avg_pool_node.gradient(latex=("{g} / n",))
def _(g, y, value, ksize, strides, padding, data_format):
    return avg_pool_gradient(size_of(value), g, ksize, strides, padding, data_format)


@avg_pool_node.samples
def _() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    return [
        Sample(_numbers(2, 4, 4, 1), TWO, TWO, "VALID"),
        Sample(image, TWO, TWO, "SAME"),
        Sample(image, (1, 3, 2, 1), ONES, "SAME"),
        Sample(image, (1, 2, 3, 1), (1, 3, 2, 1), "VALID"),
        Sample(_numbers(1, 2, 4, 5), (1, 1, 2, 2), (1, 1, 2, 1), "SAME", data_format="NCHW"),
        Sample(np.zeros((0, 2, 2, 1)), TWO, TWO, "VALID"),
    ]


def _gradient_shape(
    orig_input_shape: Any, grad: TensorShape, ksize: Any, strides: Any, padding: str, data_format: str
) -> TensorShape:
    return shape_of((None,) * len(ksize)) if orig_input_shape is None else TensorShape(orig_input_shape)


def _dtype_of_gradient(dtypes: dict[str, Any], attributes: dict[str, Any]) -> Any:
    return dtypes["grad"]


@op("AvgPoolGrad", shape=_gradient_shape, dtypes={"grad": FLOATING}, result=_dtype_of_gradient,
    kind="gradient", symbol="mean pool′", latex="{grad} / n")  # fmt: skip
def avg_pool_gradient(
    orig_input_shape: HostInts, grad: Array, ksize: tuple, strides: tuple, padding: str,
    data_format: str = "NHWC",
):  # fmt: skip
    """Send the gradient of every window in equal parts to the pixels under it.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.constant([[[[1.], [4.], [3.]]]])
    ...     y = tf.nn.avg_pool(row, [1, 1, 2, 1], [1, 1, 1, 1], "VALID")
    ...     print(sess.run(tf.gradients(y, row)[0]).ravel())
    [0.5 1.  0.5]
    """
    places = pooled(orig_input_shape, ksize, strides, padding, (), data_format)
    return with_channels_at_home(spread_evenly(with_channels_last(grad, data_format), places), data_format)


@avg_pool_gradient.gradient
def _(h, z, orig_input_shape, grad, ksize, strides, padding, data_format):
    return None, avg_pool_node(h, ksize, strides, padding, data_format)


@avg_pool_gradient.samples
def _() -> list[Sample]:
    return [
        Sample((2, 4, 4, 1), _numbers(2, 2, 2, 1), TWO, TWO, "VALID"),
        Sample((2, 4, 5, 2), _numbers(2, 2, 3, 2), TWO, TWO, "SAME"),
        Sample((1, 4, 5, 2), _numbers(1, 4, 5, 2), (1, 3, 2, 1), ONES, "SAME"),
        Sample((1, 2, 4, 5), _numbers(1, 2, 2, 5), (1, 1, 2, 2), (1, 1, 2, 1), "SAME", data_format="NCHW"),
    ]


@checks_arguments
def avg_pool(
    value: Any,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """Take the average of every window.

    Args:
        value: images, floating point; other arguments as for `tf.nn.max_pool`.
        padding: "SAME" or "VALID"; an average is over the pixels of the image only.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([4., 1., 0., 2., 3., 2., 5., 1.], [1, 2, 4, 1])
    ...     print(sess.run(tf.nn.avg_pool(image, ksize=2, strides=2, padding="SAME")).ravel())
    [2.5 2. ]
    """
    with name_scope(name, "AvgPool", [value]) as scope:
        value = either("input", input, "value", value)
        window, strides, kind, _, data_format = window_of(ksize, strides, plain(padding), data_format)
        return avg_pool_node(value, window, strides, kind, data_format, name=scope)


def plain(padding: Any) -> Any:
    """A padding that is no list of pairs.

    Raises:
        ValueError: for a list.
    """
    if isinstance(padding, (list, tuple)):
        raise ValueError(f"An average is taken with padding 'SAME' or 'VALID', not {padding!r}.")
    return padding
