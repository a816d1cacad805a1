"""Pooling that also says where: the largest pixel of every window, and its place in the image.

Networks that first make an image small and then large again remember the places, to put things back where they
came from.

Read next: `pooling_volumes.py`.
"""

from math import prod
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import INDEX, REAL, DType, as_dtype, int64
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.pooling import pooled, pooled_shape, window_of
from tensorlab.ops.pooling_average import plain
from tensorlab.ops.pooling_kernels import largest, place_of_the_largest
from tensorlab.ops.scattering import add_at, counted, zeros_of

TWO, ONES = (1, 2, 2, 1), (1, 1, 1, 1)
FLOATS = ("float16", "float32", "float64")


def _shapes(
    input: TensorShape, ksize: Any, strides: Any, padding: str, Targmax: DType, include_batch_in_index: bool
) -> list[TensorShape]:
    shape = pooled_shape(input, ksize, strides, padding, (), "NHWC")
    return [shape, shape]


def _dtypes(dtypes: dict[str, Any], attributes: dict[str, Any]) -> list[DType]:
    return [dtypes["input"], attributes["Targmax"]]


@op("MaxPoolWithArgmax", shape=_shapes, dtypes=REAL, result=_dtypes, outputs=2, kind="reduction",
    symbol="max pool, argmax", latex=r"\max, \operatorname{{argmax}} \; {input}_{{sy+i,\,sx+j}}")  # fmt: skip
def max_pool_with_argmax_node(
    input: Array, ksize: tuple, strides: tuple, padding: str, Targmax: DType = int64,
    include_batch_in_index: bool = False,
):  # fmt: skip
    """Keep the largest pixel of every window, and say where it stood."""
    places = pooled(input.shape, ksize, strides, padding, (), "NHWC")
    y = largest(input, places)
    where = place_of_the_largest(input, y, places, include_batch_in_index)
    return y, where.astype(Targmax.as_numpy_dtype)


@max_pool_with_argmax_node.gradient
def _(g, y, input, ksize, strides, padding, Targmax, include_batch_in_index):
    return max_pool_gradient_at(input, g[0], y[1], ksize, strides, padding, include_batch_in_index)


def _numbers(*shape: int) -> Any:
    return np.sin(np.arange(np.prod(shape)) * 1.7 + 0.3).reshape(shape).round(3)


@max_pool_with_argmax_node.samples
def _() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    return [
        Sample(image, TWO, TWO, "SAME", dtypes=FLOATS),
        Sample(image, (1, 3, 2, 1), (1, 1, 2, 1), "VALID", dtypes=FLOATS),
        Sample(image, TWO, TWO, "SAME", as_dtype("int32"), True, dtypes=FLOATS),
        Sample(np.ones((1, 2, 4, 1)), TWO, TWO, "VALID", differentiable=False),
    ]


def _as_input(
    input: TensorShape, grad: TensorShape, argmax: TensorShape, ksize: Any, strides: Any, padding: str,
    include_batch_in_index: bool,
) -> TensorShape:  # fmt: skip
    return input


@op("MaxPoolGradWithArgmax", shape=_as_input, dtypes={"input": REAL, "grad": "input", "argmax": INDEX},
    kind="gradient", symbol="max pool′", latex=r"{grad} \text{{ at }} {argmax}")  # fmt: skip
def max_pool_gradient_at(
    input: Array, grad: Array, argmax: Array, ksize: tuple, strides: tuple, padding: str,
    include_batch_in_index: bool = False,
):  # fmt: skip
    """Send the gradient of every window to the place that was noted.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     row = tf.constant([[[[1.], [4.], [3.], [3.]]]])
    ...     y, where = tf.nn.max_pool_with_argmax(row, [1, 1, 2, 1], [1, 1, 2, 1], "VALID")
    ...     print(sess.run(where).ravel(), sess.run(tf.gradients(y, row)[0]).ravel())
    [1 2] [0. 1. 1. 0.]
    """
    return add_at(zeros_of((prod(input.shape),), grad), _flat(input, argmax, include_batch_in_index).reshape(-1),
                  grad.reshape(-1)).reshape(input.shape)  # fmt: skip


def _flat(input: Any, argmax: Any, include_batch_in_index: bool) -> Any:
    """The places in the whole batch."""
    if include_batch_in_index:
        return argmax
    return argmax + counted(input.shape[0], argmax).reshape(-1, 1, 1, 1) * prod(input.shape[1:])


@max_pool_gradient_at.gradient
def _(h, z, input, grad, argmax, ksize, strides, padding, include_batch_in_index):
    return None, taken_at(h, argmax, include_batch_in_index), None


def _gradient_samples() -> list[Sample]:
    image = _numbers(2, 4, 5, 2)
    places = pooled(image.shape, TWO, TWO, "SAME", (), "NHWC")
    where = place_of_the_largest(image, largest(image, places), places, False)
    batch = place_of_the_largest(image, largest(image, places), places, True)
    g = _numbers(2, 2, 3, 2)
    return [
        Sample(image, g, where, TWO, TWO, "SAME", dtypes=FLOATS),
        Sample(image, g, batch, TWO, TWO, "SAME", True, dtypes=FLOATS),
    ]


max_pool_gradient_at.samples(_gradient_samples)


def _as_argmax(x: TensorShape, argmax: TensorShape, include_batch_in_index: bool) -> TensorShape:
    return argmax


@op("TakenAtArgmax", shape=_as_argmax, dtypes={"x": REAL, "argmax": INDEX}, kind="gradient",
    symbol="{x}[{argmax}]", latex="{x}_{{{argmax}}}")  # fmt: skip
def taken_at(x: Array, argmax: Array, include_batch_in_index: bool = False):
    """Take the entries of an image at the places that pooling noted.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(taken_at([[[[5.], [7.], [9.]]]], tf.constant([[[[2]]]]))).ravel())
    [9.]
    """
    return x.reshape(-1)[_flat(x, argmax, include_batch_in_index)]


@taken_at.gradient
def _(h, z, x, argmax, include_batch_in_index):
    # Window, strides and padding are not needed to go to a place that is known.
    return max_pool_gradient_at(x, h, argmax, ONES, ONES, "SAME", include_batch_in_index), None


@taken_at.samples
def _() -> list[Sample]:
    return [
        Sample(sample.args[0], sample.args[2], len(sample.args) > 6, dtypes=FLOATS)
        for sample in _gradient_samples()
    ]


@checks_arguments
def max_pool_with_argmax(
    input: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    Targmax: Any = None,
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> tuple[Tensor, Tensor]:
    """Keep the largest pixel of every window, and say where it stood.

    Args:
        input: images, [images, height, width, channels], real numbers.
        ksize, strides, padding: as for `tf.nn.max_pool`.
        data_format: "NHWC" only.
        Targmax: the dtype of the places, int64 (the default) or int32.
        output_dtype: another name of `Targmax`.
        include_batch_in_index: number the pixels of all images through, instead of each image's own.

    Returns:
        The pixels and their places: (row · width + column) · channels + channel.

    Raises:
        ValueError: when the window does not fit, or for another data format.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([4., 1., 0., 2., 3., 2., 5., 1.], [1, 2, 4, 1])
    ...     print(*[value.ravel() for value in sess.run(tf.nn.max_pool_with_argmax(image, 2, 2, "SAME"))])
    [4. 5.] [0 6]
    """
    if data_format != "NHWC":
        raise ValueError(f"data_format values other than 'NHWC' are not supported: {data_format!r}")
    if Targmax is not None and output_dtype is not None:
        raise ValueError("Cannot specify both 'Targmax' and 'output_dtype'.")
    window, moves, kind, _, _ = window_of(ksize, strides, plain(padding), data_format)
    dtype = as_dtype(Targmax or output_dtype or int64)
    found = max_pool_with_argmax_node(
        input, window, moves, kind, dtype, bool(include_batch_in_index), name=name
    )
    return found[0], found[1]
