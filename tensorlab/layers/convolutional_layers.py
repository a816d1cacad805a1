"""Layers that slide small windows of weights along sequences, over images, through volumes.

A dense layer has a weight for every pair of an input and an output. A convolution has a small kernel that it
lays on every place of its input: what it learns to see in one place it sees everywhere, with few weights.

Read next: `transposed_layers.py` (the way back to a larger image), `pooling_layers.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.convolution_base import ConvolutionLayer
from tensorlab.layers.input_spec import InputSpec
from tensorlab.layers.named_settings import activation_named
from tensorlab.layers.window_settings import layout_of, length_after, padding_of, sizes_of_window
from tensorlab.ops.arranging import pad
from tensorlab.ops.convolution import conv2d as slide_over_image
from tensorlab.ops.convolution_volumes import conv1d as slide_along_line
from tensorlab.ops.convolution_volumes import conv3d as slide_through_volume
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.nn_layers import bias_add

# --- sequences ---------------------------------------------------------------------------------------------


class Conv1D(ConvolutionLayer):
    """Slide windows of weights over sequences, add biases, apply an activation.

    Args:
        filters: how many windows there are, and so how many channels the output has.
        kernel_size: the size of a window: one number.
        strides: how far the windows move, written likewise.
        padding: "valid" (windows stay inside), "same" (surrounded by zeros), or
            "causal" (zeros in front only, so that no output looks ahead).
        data_format: "channels_last", [batch, length, channels], or "channels_first".
        dilation_rate: the distance between neighbouring cells of a window.
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        kernel: the windows, [*kernel_size, channels, filters]; bias: [filters], or None. Both after the first call.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Conv1D

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.layers.Conv1D(8, 3)(tf.placeholder(tf.float32, [None, 10, 2])).shape
    TensorShape([Dimension(None), Dimension(8), Dimension(8)])
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
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
            kernel_constraint, bias_constraint, trainable, name, **kwargs,
        )  # fmt: skip

    def slide(self, inputs: Any) -> Tensor:
        """The convolution along the sequence; "causal" padding puts zeros in front only."""
        first = self.data_format == "channels_first"
        if self.padding == "causal":
            front = [self.dilation_rate[0] * (self.kernel_size[0] - 1), 0]
            inputs = pad(inputs, [[0, 0], [0, 0], front] if first else [[0, 0], front, [0, 0]])
        return slide_along_line(
            inputs, self.kernel, list(self.strides), "VALID" if self.padding == "causal" else self.padding.upper(),
            data_format="NCW" if first else "NWC", dilations=list(self.dilation_rate), name=type(self).__name__,
        )  # fmt: skip


@checks_arguments
def conv1d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = 1,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """Add a layer that slides windows of weights over sequences.

    Args:
        inputs: [batch, length, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.Conv1D`.
        name: the variable scope, "conv1d" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    Returns:
        A tensor with `filters` channels.

    Raises:
        ValueError: for inputs of another rank, or of an unknown number of channels.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.conv1d(tf.ones([1, 3, 1]), 1, 2, kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [2. 2.]
    """
    layer = Conv1D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, kernel_initializer,
        bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


# --- images ------------------------------------------------------------------------------------------------


class Conv2D(ConvolutionLayer):
    """Slide windows of weights over images, add biases, apply an activation.

    Args:
        filters: how many windows there are, and so how many channels the output has.
        kernel_size: the size of a window: one number, or one for each dimension.
        strides: how far the windows move, written likewise.
        padding: "valid" (windows stay inside), "same" (surrounded by zeros).
        data_format: "channels_last", [batch, height, width, channels], or "channels_first".
        dilation_rate: the distance between neighbouring cells of a window.
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        kernel: the windows, [*kernel_size, channels, filters]; bias: [filters], or None. Both after the first call.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Conv2D

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.Conv2D(32, 5, padding="same", activation=tf.nn.relu)
    ...     y = layer(tf.placeholder(tf.float32, [None, 28, 28, 1]))
    >>> y.name, y.shape.as_list(), layer.kernel.shape.as_list()
    ('conv2d/Relu:0', [None, 28, 28, 32], [5, 5, 1, 32])
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
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
            kernel_constraint, bias_constraint, trainable, name, **kwargs,
        )  # fmt: skip

    def slide(self, inputs: Any) -> Tensor:
        """The convolution over the image."""
        return slide_over_image(
            inputs, self.kernel, list(self.strides), self.padding.upper(),
            data_format="NCHW" if self.data_format == "channels_first" else "NHWC",
            dilations=list(self.dilation_rate), name=type(self).__name__,
        )  # fmt: skip


@checks_arguments
def conv2d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1),
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """Add a layer that slides windows of weights over images.

    Args:
        inputs: [batch, height, width, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.Conv2D`.
        name: the variable scope, "conv2d" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    Returns:
        A tensor with `filters` channels.

    Raises:
        ValueError: for inputs of another rank, or of an unknown number of channels.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.conv2d(tf.ones([1, 2, 3, 1]), 1, 2, kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel(), [v.name for v in tf.trainable_variables()])
    [4. 4.] ['conv2d/kernel:0', 'conv2d/bias:0']
    """
    layer = Conv2D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, kernel_initializer,
        bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


# --- volumes -----------------------------------------------------------------------------------------------


class Conv3D(ConvolutionLayer):
    """Slide windows of weights over volumes, add biases, apply an activation.

    Args:
        filters: how many windows there are, and so how many channels the output has.
        kernel_size: the size of a window: one number, or one for each dimension.
        strides: how far the windows move, written likewise.
        padding: "valid" (windows stay inside), "same" (surrounded by zeros).
        data_format: "channels_last", [batch, depth, height, width, channels], or "channels_first".
        dilation_rate: the distance between neighbouring cells of a window.
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        kernel: the windows, [*kernel_size, channels, filters]; bias: [filters], or None. Both after the first call.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Conv3D

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.layers.Conv3D(4, 3)(tf.placeholder(tf.float32, [None, 5, 5, 5, 1])).shape.as_list()
    [None, 3, 3, 3, 4]
    """

    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1, 1),
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias,
            kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
            kernel_constraint, bias_constraint, trainable, name, **kwargs,
        )  # fmt: skip

    def slide(self, inputs: Any) -> Tensor:
        """The convolution through the volume."""
        first = self.data_format == "channels_first"
        strides, dilations = (
            [1, 1, *steps] if first else [1, *steps, 1] for steps in (self.strides, self.dilation_rate)
        )
        return slide_through_volume(
            inputs, self.kernel, strides, self.padding.upper(), "NCDHW" if first else "NDHWC", dilations,
            name=type(self).__name__,
        )  # fmt: skip


@checks_arguments
def conv3d(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: Any = (1, 1, 1),
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Tensor:
    """Add a layer that slides windows of weights over volumes.

    Args:
        inputs: [batch, depth, height, width, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.Conv3D`.
        name: the variable scope, "conv3d" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    Returns:
        A tensor with `filters` channels.

    Raises:
        ValueError: for inputs of another rank, or of an unknown number of channels.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.conv3d(tf.ones([1, 2, 2, 2, 1]), 1, 2, kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [8.]
    """
    layer = Conv3D(
        filters, kernel_size, strides, padding, data_format, dilation_rate, activation, use_bias, kernel_initializer,
        bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


__all__ = ["Conv1D", "Conv2D", "Conv3D", "conv1d", "conv2d", "conv3d"]
