"""tf.contrib.layers: convolutions and pooling.

They are layers of `tf.layers` with other names (`Conv/weights`), "SAME" padding and relu by default, and with
normalizers, collections and argument scopes.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/layers/python/layers/layers.py

Read next: `layers_normalization.py`.
"""

from typing import Any

from tensorlab.compat.contrib.framework_scopes import add_arg_scope
from tensorlab.compat.contrib.framework_variables import model_variable
from tensorlab.compat.contrib.layers_initializers import xavier_initializer
from tensorlab.compat.contrib.layers_utilities import (
    collect_named_outputs,
    collect_variable,
    collections_for,
    finished,
    known_size,
    layout_from,
    variable_getter,
)
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.convolutional_layers import Conv1D, Conv2D, Conv3D
from tensorlab.layers.pooling_layers import AveragePooling2D, AveragePooling3D, MaxPooling2D, MaxPooling3D
from tensorlab.layers.separable_layers import SeparableConv2D
from tensorlab.layers.transposed_layers import Conv2DTranspose, Conv3DTranspose
from tensorlab.layers.window_settings import sizes_of_window
from tensorlab.ops.arranging import tile
from tensorlab.ops.convolution_separable import depthwise_conv2d
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.rectifiers import relu
from tensorlab.ops.variable_scope import variable_scope

FORMATS = (None, "NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")
LAYERS = {3: Conv1D, 4: Conv2D, 5: Conv3D}

# --- convolutions -----------------------------------------------------------------------------------------


@add_arg_scope
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
    conv_dims: int | None = None,
) -> Tensor:
    """Add a convolution over sequences, images or volumes, whichever the inputs are.

    Args:
        inputs: floating point, [batch, ..., channels]; the number of channels must be known.
        num_outputs: how many channels the output has.
        kernel_size: the size of a window: one number, or one for each dimension.
        stride: how far the windows move, written likewise.
        padding: "SAME" or "VALID".
        data_format: such as "NHWC" (the default) or "NCHW".
        rate: the distance between neighbouring cells of a window.
        activation_fn, normalizer_fn, ...: see `tf.contrib.layers.fully_connected`.
        scope: the variable scope, "Conv" by default.
        conv_dims: how many dimensions the windows have to have.

    Raises:
        ValueError: for inputs of another rank, or an unknown data format.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.conv2d(tf.placeholder(tf.float32, [None, 28, 28, 1]), 32, 5)
    ...     print(y.name, y.shape.as_list(), [v.name for v in tf.trainable_variables()])
    Conv/Relu:0 [None, 28, 28, 32] ['Conv/weights:0', 'Conv/biases:0']
    """
    if data_format not in FORMATS:
        raise ValueError(f"Invalid data_format: {data_format!r}")
    getter = variable_getter(bias="biases", kernel="weights")
    with variable_scope(scope, "Conv", [inputs], reuse=reuse, custom_getter=getter) as opened:
        inputs = convert_to_tensor(inputs)
        rank = inputs.shape.ndims
        if conv_dims is not None and conv_dims + 2 != rank:
            raise ValueError(f"Convolution expects input with rank {conv_dims + 2}, got {rank}")
        if rank not in LAYERS:
            raise ValueError(f"Convolution not supported for input with rank {rank}")
        layer = LAYERS[rank](
            num_outputs, kernel_size, strides=stride, padding=padding, data_format=layout_from(data_format, FORMATS),
            dilation_rate=rate,
            use_bias=not normalizer_fn and biases_initializer is not None, kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer, kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer, trainable=trainable, name=opened.name,
            dtype=inputs.dtype.base_dtype, _scope=opened, _reuse=reuse,
        )  # fmt: skip
        outputs = layer(inputs)
        collect_variable(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            collect_variable(layer.bias, variables_collections, "biases")
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


@add_arg_scope
def convolution1d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a convolution over sequences, [batch, length, channels]; see `convolution`."""
    return convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse,
        variables_collections, outputs_collections, trainable, scope,
        conv_dims=1,
    )  # fmt: skip


@add_arg_scope
def convolution2d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a convolution over images, [batch, height, width, channels]; see `convolution`."""
    return convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse,
        variables_collections, outputs_collections, trainable, scope,
        conv_dims=2,
    )  # fmt: skip


@add_arg_scope
def convolution3d(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a convolution over volumes, [batch, depth, height, width, channels]; see `convolution`."""
    return convolution(
        inputs, num_outputs, kernel_size, stride, padding, data_format, rate, activation_fn, normalizer_fn,
        normalizer_params, weights_initializer, weights_regularizer, biases_initializer, biases_regularizer, reuse,
        variables_collections, outputs_collections, trainable, scope,
        conv_dims=3,
    )  # fmt: skip


@add_arg_scope
def convolution2d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a transposed convolution, back to larger images. Arguments as for `convolution`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.conv2d_transpose(tf.ones([1, 7, 7, 4]), 2, 3, stride=2)
    >>> y.name, y.shape.as_list()
    ('Conv2d_transpose/Relu:0', [1, 14, 14, 2])
    """
    getter = variable_getter(bias="biases", kernel="weights")
    with variable_scope(scope, "Conv2d_transpose", [inputs], reuse=reuse, custom_getter=getter) as opened:
        inputs = convert_to_tensor(inputs)
        layer = Conv2DTranspose(
            num_outputs, kernel_size, strides=stride, padding=padding,
            data_format=layout_from(data_format, ("NCHW", "NHWC")),
            use_bias=not normalizer_fn and biases_initializer is not None, kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer, kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer, trainable=trainable, name=opened.name,
            dtype=inputs.dtype.base_dtype, _scope=opened, _reuse=reuse,
        )  # fmt: skip
        outputs = layer(inputs)
        collect_variable(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            collect_variable(layer.bias, variables_collections, "biases")
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


@add_arg_scope
def convolution3d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str | None = "NDHWC",
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a transposed convolution, back to larger volumes. Arguments as for `convolution`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.conv3d_transpose(tf.ones([1, 3, 3, 3, 4]), 2, 3, stride=2)
    >>> y.name, y.shape.as_list()
    ('Conv3d_transpose/Relu:0', [1, 6, 6, 6, 2])
    """
    getter = variable_getter(bias="biases", kernel="weights")
    with variable_scope(scope, "Conv3d_transpose", [inputs], reuse=reuse, custom_getter=getter) as opened:
        inputs = convert_to_tensor(inputs)
        layer = Conv3DTranspose(
            num_outputs, kernel_size, strides=stride, padding=padding,
            data_format=layout_from(data_format, ("NCDHW", "NDHWC")),
            use_bias=not normalizer_fn and biases_initializer is not None, kernel_initializer=weights_initializer,
            bias_initializer=biases_initializer, kernel_regularizer=weights_regularizer,
            bias_regularizer=biases_regularizer, trainable=trainable, name=opened.name,
            dtype=inputs.dtype.base_dtype, _scope=opened, _reuse=reuse,
        )  # fmt: skip
        outputs = layer(inputs)
        collect_variable(layer.kernel, variables_collections, "weights")
        if layer.bias is not None:
            collect_variable(layer.bias, variables_collections, "biases")
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


@add_arg_scope
def separable_convolution2d(
    inputs: Any,
    num_outputs: int | None,
    kernel_size: Any,
    depth_multiplier: int = 1,
    stride: Any = 1,
    padding: str = "SAME",
    data_format: str = "NHWC",
    rate: Any = 1,
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    pointwise_initializer: Any = None,
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Add a separable convolution: every channel by itself, then, unless `num_outputs` is None, a mixing step.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.separable_conv2d(tf.ones([1, 4, 4, 3]), 2, 3)
    ...     print(y.name, [v.name for v in tf.trainable_variables()][:2])
    SeparableConv2d/Relu:0 ['SeparableConv2d/depthwise_weights:0', 'SeparableConv2d/pointwise_weights:0']
    """
    layout = layout_from(data_format, ("NCHW", "NHWC"))
    getter = variable_getter(
        bias="biases", depthwise_kernel="depthwise_weights", pointwise_kernel="pointwise_weights"
    )
    with variable_scope(scope, "SeparableConv2d", [inputs], reuse=reuse, custom_getter=getter) as opened:
        inputs = convert_to_tensor(inputs)
        if num_outputs is not None:
            layer = SeparableConv2D(
                num_outputs, kernel_size, strides=stride, padding=padding, data_format=layout,
                dilation_rate=sizes_of_window(rate, 2, "rate"), depth_multiplier=depth_multiplier,
                use_bias=not normalizer_fn and biases_initializer is not None,
                depthwise_initializer=weights_initializer,
                pointwise_initializer=pointwise_initializer or weights_initializer,
                bias_initializer=biases_initializer, depthwise_regularizer=weights_regularizer,
                pointwise_regularizer=weights_regularizer, bias_regularizer=biases_regularizer, trainable=trainable,
                name=opened.name, dtype=inputs.dtype.base_dtype, _scope=opened, _reuse=reuse,
            )  # fmt: skip
            outputs = layer(inputs)
            collect_variable(layer.depthwise_kernel, variables_collections, "weights")
            collect_variable(layer.pointwise_kernel, variables_collections, "weights")
            if layer.bias is not None:
                collect_variable(layer.bias, variables_collections, "biases")
        else:
            channels = known_size(inputs.shape, 1 if layout == "channels_first" else -1, least_rank=4)
            weights = model_variable(
                "depthwise_weights", [*sizes_of_window(kernel_size, 2, "kernel_size"), channels, depth_multiplier],
                inputs.dtype.base_dtype, weights_initializer, weights_regularizer, trainable,
                collections_for(variables_collections, "weights"),
            )  # fmt: skip
            steps = sizes_of_window(stride, 2, "stride")
            outputs = depthwise_conv2d(
                inputs, weights, [1, 1, *steps] if layout == "channels_first" else [1, *steps, 1], padding,
                rate=list(sizes_of_window(rate, 2, "rate")), data_format=data_format,
            )  # fmt: skip
            if normalizer_fn is None and biases_initializer is not None:
                biases = model_variable(
                    "biases", [depth_multiplier * channels], inputs.dtype.base_dtype, biases_initializer,
                    biases_regularizer, trainable, collections_for(variables_collections, "biases"),
                )  # fmt: skip
                outputs = bias_add(outputs, biases, data_format=data_format)
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


@add_arg_scope
def convolution2d_in_plane(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 1,
    padding: str = "SAME",
    activation_fn: Any = relu,
    normalizer_fn: Any = None,
    normalizer_params: Any = None,
    weights_initializer: Any = xavier_initializer(),  # noqa: B008
    weights_regularizer: Any = None,
    biases_initializer: Any = Zeros(),  # noqa: B008
    biases_regularizer: Any = None,
    reuse: Any = None,
    variables_collections: Any = None,
    outputs_collections: Any = None,
    trainable: bool = True,
    scope: Any = None,
) -> Tensor:
    """Apply one and the same window to every channel by itself, for instance to blur an image.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     y = tf.contrib.layers.conv2d_in_plane(tf.ones([1, 4, 4, 3]), 3)
    ...     print(y.shape.as_list(), tf.trainable_variables()[0].shape.as_list())
    [1, 4, 4, 3] [3, 3, 1, 1]
    """
    with variable_scope(scope, "ConvInPlane", [inputs], reuse=reuse) as opened:
        inputs = convert_to_tensor(inputs)
        dtype = inputs.dtype.base_dtype
        channels = known_size(inputs.shape, -1, least_rank=4)
        weights = model_variable(
            "weights", [*sizes_of_window(kernel_size, 2, "kernel_size"), 1, 1], dtype, weights_initializer,
            weights_regularizer, trainable, collections_for(variables_collections, "weights"),
        )  # fmt: skip
        steps = sizes_of_window(stride, 2, "stride")
        outputs = depthwise_conv2d(inputs, tile(weights, [1, 1, channels, 1]), [1, *steps, 1], padding)
        if normalizer_fn is None and biases_initializer is not None:
            biases = model_variable(
                "biases", [channels], dtype, biases_initializer, biases_regularizer, trainable,
                collections_for(variables_collections, "biases"),
            )  # fmt: skip
            outputs = bias_add(outputs, biases)
        return finished(
            outputs, normalizer_fn, normalizer_params, activation_fn, outputs_collections, opened.name
        )


conv1d, conv2d, conv3d = convolution1d, convolution2d, convolution3d
conv2d_transpose, conv3d_transpose = convolution2d_transpose, convolution3d_transpose
conv2d_in_plane = convolution2d_in_plane
separable_conv2d = separable_convolution2d

# --- pooling ----------------------------------------------------------------------------------------------


def _pooled(
    layer: Any, default: str, allowed: tuple[str, ...], inputs: Any, kernel_size: Any, stride: Any, padding: str,
    data_format: str, outputs_collections: Any, scope: Any,
) -> Tensor:  # fmt: skip
    layout = layout_from(data_format, allowed)
    with name_scope(scope, default, [inputs]) as opened:
        inputs = convert_to_tensor(inputs)
        outputs = layer(kernel_size, stride, padding, layout, _scope=opened)(inputs)
        return collect_named_outputs(outputs_collections, opened, outputs)


@add_arg_scope
def max_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Keep the largest entry of every window; windows move by 2 if not told otherwise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.max_pool2d(tf.ones([1, 4, 4, 1]), 2).name
    'MaxPool2D/MaxPool:0'
    """
    return _pooled(
        MaxPooling2D, "MaxPool2D", ("NCHW", "NHWC"), inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )  # fmt: skip


@add_arg_scope
def max_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Keep the largest entry of every window; windows move by 2 if not told otherwise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.max_pool3d(tf.ones([1, 4, 4, 4, 1]), 2).name
    'MaxPool3D/MaxPool3D:0'
    """
    return _pooled(
        MaxPooling3D, "MaxPool3D", ("NCDHW", "NDHWC"), inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )  # fmt: skip


@add_arg_scope
def avg_pool2d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Keep the average of every window; windows move by 2 if not told otherwise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.avg_pool2d(tf.ones([1, 4, 4, 1]), 2).name
    'AvgPool2D/AvgPool:0'
    """
    return _pooled(
        AveragePooling2D, "AvgPool2D", ("NCHW", "NHWC"), inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )  # fmt: skip


@add_arg_scope
def avg_pool3d(
    inputs: Any,
    kernel_size: Any,
    stride: Any = 2,
    padding: str = "VALID",
    data_format: str = "NDHWC",
    outputs_collections: Any = None,
    scope: Any = None,
) -> Tensor:
    """Keep the average of every window; windows move by 2 if not told otherwise.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.contrib.layers.avg_pool3d(tf.ones([1, 4, 4, 4, 1]), 2).name
    'AvgPool3D/AvgPool3D:0'
    """
    return _pooled(
        AveragePooling3D, "AvgPool3D", ("NCDHW", "NDHWC"), inputs, kernel_size, stride, padding, data_format,
        outputs_collections, scope,
    )  # fmt: skip
