"""Transposed convolutions: the way back from a small image to a larger one.

What the gradient of a convolution does, made a layer: every pixel of the input lays its window, multiplied by
itself, onto the output. Generators of images and segmentation networks end with such layers.

Read next: `separable_layers.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.convolution_base import ConvolutionLayer
from tensorlab.layers.window_settings import length_before
from tensorlab.ops.convolution import image_gradient_node, settings_of
from tensorlab.ops.convolution_volumes import volume_gradient_node
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.stacking import stack


class TransposedLayer(ConvolutionLayer):
    """What the transposed convolutions of images and volumes share."""

    def build(self, input_shape: Any) -> None:
        """Make the kernel, [*kernel_size, filters, channels], and the bias."""
        rank = as_shape(input_shape).ndims
        if rank != self.rank + 2:
            raise ValueError(f"Inputs should have rank {self.rank + 2}. Received input shape: {input_shape}")
        self.add_kernel([*self.kernel_size, self.filters, self.channels_of(input_shape)])
        self.add_bias()
        self.built = True

    def enlarged(self, batch: Any, places: Any) -> list[Any]:
        """The sizes of the output, as numbers or as tensors."""
        settings = zip(places, self.kernel_size, self.strides, strict=True)
        lengths = [length_before(size, one, self.padding, step) for size, one, step in settings]
        first = self.data_format == "channels_first"
        return [batch, self.filters, *lengths] if first else [batch, *lengths, self.filters]

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for an input of this shape."""
        sizes = as_shape(input_shape).as_list()
        return TensorShape(
            self.enlarged(sizes[0], sizes[2:] if self.data_format == "channels_first" else sizes[1:-1])
        )

    def slide(self, inputs: Any) -> Tensor:
        """The transposed convolution."""
        sizes = shape_of(inputs)
        begin = 2 if self.data_format == "channels_first" else 1
        known = inputs.shape.as_list()[begin : begin + self.rank]
        places = [sizes[begin + place] if size is None else size for place, size in enumerate(known)]
        outputs = self.lay_out(stack(self.enlarged(sizes[0], places)), inputs)
        outputs.set_shape(self.compute_output_shape(inputs.shape))
        return outputs

    def lay_out(self, sizes: Tensor, inputs: Tensor) -> Tensor:
        """The node of the transposed convolution."""
        raise NotImplementedError


# --- images ------------------------------------------------------------------------------------------------


class Conv2DTranspose(TransposedLayer):
    """Lay windows of weights onto larger images, add biases, apply an activation.

    Args:
        filters: how many channels the output has.
        kernel_size: the size of a window: one number, or height and width.
        strides: how far apart neighbouring inputs are laid: with 2 the output is twice as large.
        padding: "valid" (whole windows), or "same" (the output is exactly `strides` times as large).
        data_format: "channels_last", [batch, height, width, channels], or "channels_first".
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        kernel: the windows, [*kernel_size, filters, channels]; bias: [filters], or None.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Conv2DTranspose

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.layers.Conv2DTranspose(1, 5, 2, "same")(tf.placeholder(tf.float32, [None, 14, 14, 8])).shape.as_list()
    [None, 28, 28, 1]
    """

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
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
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias, kernel_initializer,
            bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
            bias_constraint, trainable, name, **kwargs,
        )  # fmt: skip

    def lay_out(self, sizes: Tensor, inputs: Tensor) -> Tensor:
        """The node of the transposed convolution."""
        layout = "NCHW" if self.data_format == "channels_first" else "NHWC"
        strides, padding, explicit, layout, dilations = settings_of(
            list(self.strides), self.padding.upper(), layout, 1, 4
        )
        return image_gradient_node(
            sizes,
            self.kernel,
            inputs,
            strides,
            padding,
            True,
            explicit,
            layout,
            dilations,
            name="conv2d_transpose",
        )


@checks_arguments
def conv2d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
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
    """Add a layer that lays windows of weights onto larger images.

    Args:
        inputs: [batch, height, width, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.Conv2DTranspose`.
        name: the variable scope, "conv2d_transpose" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    Raises:
        ValueError: for inputs of another rank, or of an unknown number of channels.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.conv2d_transpose(
    ...         tf.constant([[[[1.], [2.]]]]), 1, [1, 2], strides=[1, 2], kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [1. 1. 2. 2.]
    """
    layer = Conv2DTranspose(
        filters, kernel_size, strides, padding, data_format, activation, use_bias, kernel_initializer,
        bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


# --- volumes -----------------------------------------------------------------------------------------------


class Conv3DTranspose(TransposedLayer):
    """Lay windows of weights onto larger volumes, add biases, apply an activation.

    Args:
        filters: how many channels the output has.
        kernel_size: the size of a window: one number, or depth, height and width.
        strides: how far apart neighbouring inputs are laid: with 2 the output is twice as large.
        padding: "valid" (whole windows), or "same" (the output is exactly `strides` times as large).
        data_format: "channels_last", [batch, depth, height, width, channels], or "channels_first".
        activation and the others: see `tf.layers.Dense`.

    Attributes:
        kernel: the windows, [*kernel_size, filters, channels]; bias: [filters], or None.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Conv3DTranspose

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.layers.Conv3DTranspose(1, 2, 2)(tf.placeholder(tf.float32, [None, 3, 3, 3, 2])).shape.as_list()
    [None, 6, 6, 6, 1]
    """

    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
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
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias, kernel_initializer,
            bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
            bias_constraint, trainable, name, **kwargs,
        )  # fmt: skip

    def lay_out(self, sizes: Tensor, inputs: Tensor) -> Tensor:
        """The node of the transposed convolution."""
        first = self.data_format == "channels_first"
        strides, padding, _, layout, dilations = settings_of(
            [1, 1, *self.strides] if first else [1, *self.strides, 1], self.padding.upper(),
            "NCDHW" if first else "NDHWC", [1] * 5, 5,
        )  # fmt: skip
        return volume_gradient_node(
            sizes, self.kernel, inputs, strides, padding, layout, dilations, name="conv3d_transpose"
        )


@checks_arguments
def conv3d_transpose(
    inputs: Any,
    filters: int,
    kernel_size: Any,
    strides: Any = (1, 1, 1),
    padding: str = "valid",
    data_format: str = "channels_last",
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
    """Add a layer that lays windows of weights onto larger volumes.

    Args:
        inputs: [batch, depth, height, width, channels], floating point; the number of channels must be known.
        filters, kernel_size and the others: see `tf.layers.Conv3DTranspose`.
        name: the variable scope, "conv3d_transpose" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.

    Raises:
        ValueError: for inputs of another rank, or of an unknown number of channels.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.conv3d_transpose(tf.ones([1, 1, 1, 1, 1]), 1, 2, kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [1. 1. 1. 1. 1. 1. 1. 1.]
    """
    layer = Conv3DTranspose(
        filters, kernel_size, strides, padding, data_format, activation, use_bias, kernel_initializer,
        bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint,
        bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


__all__ = ["Conv2DTranspose", "Conv3DTranspose", "conv2d_transpose", "conv3d_transpose"]
