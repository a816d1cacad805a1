"""Pooling: make sequences, images and volumes smaller, keeping the largest or the average of every window.

These layers have no variables.

Read next: `normalization_layers.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.base_layer import Layer
from tensorlab.layers.input_spec import InputSpec
from tensorlab.layers.window_settings import layout_of, length_after, padding_of, sizes_of_window
from tensorlab.ops.pooling import max_pool
from tensorlab.ops.pooling_average import avg_pool
from tensorlab.ops.pooling_volumes import avg_pool3d, max_pool3d


class PoolingLayer(Layer):
    """What all pooling layers share."""

    rank: int
    largest: bool

    def __init__(
        self,
        pool_size: Any,
        strides: Any,
        padding: str = "valid",
        data_format: str = "channels_last",
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        if strides is None:
            raise ValueError("Argument `strides` must not be None.")
        self.pool_size = sizes_of_window(pool_size, self.rank, "pool_size")
        self.strides = sizes_of_window(strides, self.rank, "strides")
        self.padding = padding_of(padding)
        self.data_format = layout_of(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for an input of this shape."""
        sizes = as_shape(input_shape).as_list()
        begin = 2 if self.data_format == "channels_first" else 1
        settings = zip(sizes[begin : begin + self.rank], self.pool_size, self.strides, strict=True)
        sizes[begin : begin + self.rank] = [
            length_after(size, one, self.padding, step) for size, one, step in settings
        ]
        return TensorShape(sizes)

    def call(self, inputs: Any) -> Tensor:
        """Return what is left of every window."""
        first = self.data_format == "channels_first"
        if self.rank == 3:
            return self._pool_volume(inputs, first)
        window, strides = self.pool_size, self.strides
        if self.rank == 1:  # an image of width 1
            inputs = build_node("ExpandDims", inputs, 3 if first else 2)
            window, strides = (*window, 1), (*strides, 1)
        window, strides = ((1, 1, *sizes) if first else (1, *sizes, 1) for sizes in (window, strides))
        pool = max_pool if self.largest else avg_pool
        outputs = pool(inputs, window, strides, self.padding.upper(), "NCHW" if first else "NHWC")
        return build_node("Squeeze", outputs, [3 if first else 2]) if self.rank == 1 else outputs

    def _pool_volume(self, inputs: Any, first: bool) -> Tensor:
        if first:
            inputs = build_node("Transpose", inputs, [0, 2, 3, 4, 1], name="transpose")
        pool = max_pool3d if self.largest else avg_pool3d
        outputs = pool(inputs, (1, *self.pool_size, 1), (1, *self.strides, 1), self.padding.upper())
        return build_node("Transpose", outputs, [0, 4, 1, 2, 3], name="transpose") if first else outputs


# --- sequences ---------------------------------------------------------------------------------------------


class MaxPooling1D(PoolingLayer):
    """Keep the largest entry of every window of sequences. Arguments as for `tf.layers.max_pooling1d`."""

    rank = 1
    largest = True


@checks_arguments
def max_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the largest entry of every window of sequences.

    Args:
        inputs: [batch, length, channels].
        pool_size: the size of a window: one number.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.layers.max_pooling1d(tf.constant([[[1.], [4.], [2.], [3.]]]), 2, 2)).ravel())
    [4. 3.]
    """
    return MaxPooling1D(pool_size, strides, padding, data_format, name)(inputs)


class AveragePooling1D(PoolingLayer):
    """Keep the average of every window of sequences. Arguments as for `tf.layers.average_pooling1d`."""

    rank = 1
    largest = False


@checks_arguments
def average_pooling1d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the average of every window of sequences.

    Args:
        inputs: [batch, length, channels].
        pool_size: the size of a window: one number.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.layers.average_pooling1d(tf.constant([[[1.], [4.], [2.], [3.]]]), 2, 2)).ravel())
    [2.5 2.5]
    """
    return AveragePooling1D(pool_size, strides, padding, data_format, name)(inputs)


# --- images ------------------------------------------------------------------------------------------------


class MaxPooling2D(PoolingLayer):
    """Keep the largest entry of every window of images. Arguments as for `tf.layers.max_pooling2d`."""

    rank = 2
    largest = True


@checks_arguments
def max_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the largest entry of every window of images.

    Args:
        inputs: [batch, height, width, channels].
        pool_size: the size of a window: one number, or one for each dimension.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([1., 4., 2., 3.], [1, 2, 2, 1])
    ...     print(sess.run(tf.layers.max_pooling2d(image, pool_size=[2, 2], strides=2)).ravel())
    [4.]
    """
    return MaxPooling2D(pool_size, strides, padding, data_format, name)(inputs)


class AveragePooling2D(PoolingLayer):
    """Keep the average of every window of images. Arguments as for `tf.layers.average_pooling2d`."""

    rank = 2
    largest = False


@checks_arguments
def average_pooling2d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the average of every window of images.

    Args:
        inputs: [batch, height, width, channels].
        pool_size: the size of a window: one number, or one for each dimension.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     image = tf.reshape([1., 4., 2., 3.], [1, 2, 2, 1])
    ...     print(sess.run(tf.layers.average_pooling2d(image, pool_size=[2, 2], strides=2)).ravel())
    [2.5]
    """
    return AveragePooling2D(pool_size, strides, padding, data_format, name)(inputs)


# --- volumes -----------------------------------------------------------------------------------------------


class MaxPooling3D(PoolingLayer):
    """Keep the largest entry of every window of volumes. Arguments as for `tf.layers.max_pooling3d`."""

    rank = 3
    largest = True


@checks_arguments
def max_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the largest entry of every window of volumes.

    Args:
        inputs: [batch, depth, height, width, channels].
        pool_size: the size of a window: one number, or one for each dimension.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(tf.layers.max_pooling3d(tf.ones([1, 4, 4, 4, 1]), 2, 2).shape.as_list())
    [1, 2, 2, 2, 1]
    """
    return MaxPooling3D(pool_size, strides, padding, data_format, name)(inputs)


class AveragePooling3D(PoolingLayer):
    """Keep the average of every window of volumes. Arguments as for `tf.layers.average_pooling3d`."""

    rank = 3
    largest = False


@checks_arguments
def average_pooling3d(
    inputs: Any,
    pool_size: Any,
    strides: Any,
    padding: str = "valid",
    data_format: str = "channels_last",
    name: str | None = None,
) -> Tensor:
    """Keep the average of every window of volumes.

    Args:
        inputs: [batch, depth, height, width, channels].
        pool_size: the size of a window: one number, or one for each dimension.
        strides: how far the window moves, written likewise.
        padding: "valid" (windows stay inside) or "same" (they may hang over).
        data_format: "channels_last", or "channels_first".

    Raises:
        ValueError: for inputs of another rank.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(tf.layers.average_pooling3d(tf.ones([1, 4, 4, 4, 1]), 2, 2).shape.as_list())
    [1, 2, 2, 2, 1]
    """
    return AveragePooling3D(pool_size, strides, padding, data_format, name)(inputs)


__all__ = [
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D",
    "average_pooling1d", "average_pooling2d", "average_pooling3d", "max_pooling1d", "max_pooling2d",
    "max_pooling3d",
]  # fmt: skip
