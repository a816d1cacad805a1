"""Separable convolutions: look around in every channel by itself, then mix the channels pixel by pixel.

A whole convolution has a weight for every cell, channel and filter; taken apart into these two steps it needs far
fewer.

Read next: `pooling_layers.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.convolution_base import ConvolutionLayer
from tensorlab.ops.arranging import pad
from tensorlab.ops.convolution_separable import separable_conv2d as look_and_mix
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.nn_layers import bias_add


class SeparableLayer(ConvolutionLayer):
    """What the separable convolutions of sequences and images share."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str,
        dilation_rate: Any,
        depth_multiplier: int,
        activation: Any,
        use_bias: bool,
        depthwise: tuple[Any, Any, Any],
        pointwise: tuple[Any, Any, Any],
        bias: tuple[Any, Any, Any],
        activity_regularizer: Any,
        trainable: bool,
        name: Any,
        **kwargs: Any,
    ) -> None:
        initializer, regularizer, constraint = bias
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
            bias_initializer=initializer, bias_regularizer=regularizer, activity_regularizer=activity_regularizer,
            bias_constraint=constraint, trainable=trainable, name=name, **kwargs,
        )  # fmt: skip
        self.depth_multiplier = depth_multiplier
        self.depthwise_initializer, self.depthwise_regularizer, self.depthwise_constraint = depthwise
        self.pointwise_initializer, self.pointwise_regularizer, self.pointwise_constraint = pointwise

    def build(self, input_shape: Any) -> None:
        """Make both kernels, and the bias."""
        channels = self.channels_of(input_shape)
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", [*self.kernel_size, channels, self.depth_multiplier], self._dtype,
            self.depthwise_initializer, self.depthwise_regularizer, constraint=self.depthwise_constraint,
        )  # fmt: skip
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel", [*[1] * self.rank, self.depth_multiplier * channels, self.filters], self._dtype,
            self.pointwise_initializer, self.pointwise_regularizer, constraint=self.pointwise_constraint,
        )  # fmt: skip
        self.add_bias()
        self.built = True


# --- sequences ---------------------------------------------------------------------------------------------


class SeparableConv1D(SeparableLayer):
    """Look around in every channel of sequences by itself, then mix the channels.

    Args:
        filters: how many channels the output has.
        kernel_size: the size of the windows: one number.
        strides, padding, data_format, dilation_rate: see `tf.layers.Conv1D`.
        depth_multiplier: how many windows every channel has.
        depthwise_initializer, pointwise_initializer, ...: for the kernels of the first and of the second step.
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        depthwise_kernel: [*kernel_size, channels, depth_multiplier]; pointwise_kernel: the mixing weights.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/SeparableConv1D
    """

    rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias,
            (depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            (pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            (bias_initializer, bias_regularizer, bias_constraint), activity_regularizer, trainable, name, **kwargs,
        )  # fmt: skip

    def call(self, inputs: Any) -> Tensor:
        """Return activation(the separable convolution + bias), computed on images of height 1."""
        first = self.data_format == "channels_first"
        padding = self.padding.upper()
        if padding == "CAUSAL":
            front = [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0]
            inputs = pad(inputs, [[0, 0], [0, 0], front] if first else [[0, 0], front, [0, 0]])
            padding = "VALID"
        height = 2 if first else 1
        steps = self.strides * 2
        outputs = look_and_mix(
            build_node("ExpandDims", inputs, height), build_node("ExpandDims", self.depthwise_kernel, 0),
            build_node("ExpandDims", self.pointwise_kernel, 0), [1, 1, *steps] if first else [1, *steps, 1], padding,
            rate=[1, *self.dilation_rate], data_format="NCHW" if first else "NHWC",
        )  # fmt: skip
        if self.use_bias:
            outputs = bias_add(outputs, self.bias, data_format="NCHW" if first else "NHWC")
        outputs = build_node("Squeeze", outputs, [height])
        return outputs if self.activation is None else self.activation(outputs)


@checks_arguments
def separable_conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """Add a layer that looks around in every channel of sequences by itself, then mixes the channels.

    Args:
        inputs: [batch, length, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.SeparableConv1D`.
        name: the variable scope, "separable_conv1d" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     ones = tf.ones_initializer()
    ...     x, settings = tf.ones([1, 3, 2]), {'depthwise_initializer': ones, 'pointwise_initializer': ones}
    ...     y = tf.layers.separable_conv1d(x, 1, 2, **settings)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [4. 4.]
    """
    layer = SeparableConv1D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias,
        depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer, pointwise_regularizer,
        bias_regularizer, activity_regularizer, depthwise_constraint, pointwise_constraint, bias_constraint,
        trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


# --- images ------------------------------------------------------------------------------------------------


class SeparableConv2D(SeparableLayer):
    """Look around in every channel of images by itself, then mix the channels.

    Args:
        filters: how many channels the output has.
        kernel_size: the size of the windows: one number, or height and width.
        strides, padding, data_format, dilation_rate: see `tf.layers.Conv2D`.
        depth_multiplier: how many windows every channel has.
        depthwise_initializer, pointwise_initializer, ...: for the kernels of the first and of the second step.
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        depthwise_kernel: [*kernel_size, channels, depth_multiplier]; pointwise_kernel: the mixing weights.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/SeparableConv2D
    """

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias,
            (depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            (pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            (bias_initializer, bias_regularizer, bias_constraint), activity_regularizer, trainable, name, **kwargs,
        )  # fmt: skip

    def slide(self, inputs: Any) -> Tensor:
        """The separable convolution."""
        first = self.data_format == "channels_first"
        return look_and_mix(
            inputs, self.depthwise_kernel, self.pointwise_kernel,
            [1, 1, *self.strides] if first else [1, *self.strides, 1], self.padding.upper(),
            rate=list(self.dilation_rate), data_format="NCHW" if first else "NHWC",
        )  # fmt: skip


@checks_arguments
def separable_conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1),
    depth_multiplier: int = 1,
    activation: Any = None,
    use_bias: bool = True,
    depthwise_initializer: Any = None,
    pointwise_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    depthwise_regularizer: Any = None,
    pointwise_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    depthwise_constraint: Any = None,
    pointwise_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """Add a layer that looks around in every channel of images by itself, then mixes the channels.

    Args:
        inputs: [batch, height, width, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.SeparableConv2D`.
        name: the variable scope, "separable_conv2d" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     ones = tf.ones_initializer()
    ...     x, settings = tf.ones([1, 2, 3, 2]), {'depthwise_initializer': ones, 'pointwise_initializer': ones}
    ...     y = tf.layers.separable_conv2d(x, 1, 2, **settings)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [8. 8.]
    """
    layer = SeparableConv2D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, activation, use_bias,
        depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer, pointwise_regularizer,
        bias_regularizer, activity_regularizer, depthwise_constraint, pointwise_constraint, bias_constraint,
        trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


__all__ = ["SeparableConv1D", "SeparableConv2D", "separable_conv1d", "separable_conv2d"]
