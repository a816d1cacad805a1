"""What all layers share that slide windows of weights: their settings, their variables, bias and activation.

Read next: `convolutional_layers.py`.
"""

from typing import Any

from tensorlab.graph.registry import build as build_node
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.base_layer import Layer
from tensorlab.layers.input_spec import InputSpec
from tensorlab.layers.named_settings import activation_named
from tensorlab.layers.window_settings import layout_of, length_after, padding_of, sizes_of_window
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.nn_layers import bias_add


class ConvolutionLayer(Layer):
    """What the convolutions of sequences, images and volumes share."""

    rank: int

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
        super().__init__(trainable=trainable, name=name, activity_regularizer=activity_regularizer, **kwargs)
        self.filters = int(filters)
        self.kernel_size = sizes_of_window(kernel_size, self.rank, "kernel_size")
        self.strides = sizes_of_window(strides, self.rank, "strides")
        self.padding = padding_of(padding, causal=self.rank == 1)
        self.data_format = layout_of(data_format)
        self.dilation_rate = sizes_of_window(dilation_rate, self.rank, "dilation_rate")
        self.activation = activation_named(activation)
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.kernel: Any = None
        self.bias: Any = None
        self.input_spec = InputSpec(ndim=self.rank + 2)

    # --- its variables ------------------------------------------------------------------------------------

    def channels_of(self, input_shape: Any) -> int:
        """How many channels the input has; the layer asks for as many from now on.

        Raises:
            ValueError: when that is not known.
        """
        axis = 1 if self.data_format == "channels_first" else -1
        channels = as_shape(input_shape).as_list()[axis] if as_shape(input_shape).ndims else None
        if channels is None:
            raise ValueError(
                "The channel dimension of the inputs should be defined. Found `None` (layer "
                f"{self.name}, input shape {input_shape}): the kernel has a plane for each. Give the placeholder "
                "a shape."
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        return channels

    def build(self, input_shape: Any) -> None:
        """Make the kernel, [*kernel_size, channels, filters], and the bias."""
        self.add_kernel([*self.kernel_size, self.channels_of(input_shape), self.filters])
        self.add_bias()
        self.built = True

    def add_kernel(self, shape: list[int]) -> None:
        """Make the kernel."""
        self.kernel = self.add_weight(
            "kernel", shape, self._dtype, self.kernel_initializer, self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )  # fmt: skip

    def add_bias(self) -> None:
        """Make the bias, one number for every filter."""
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", [self.filters], self._dtype, self.bias_initializer, self.bias_regularizer,
                constraint=self.bias_constraint,
            )  # fmt: skip

    # --- its nodes ----------------------------------------------------------------------------------------

    def slide(self, inputs: Any) -> Tensor:
        """The convolution itself."""
        raise NotImplementedError

    def call(self, inputs: Any) -> Tensor:
        """Return activation(inputs ∗ kernel + bias)."""
        return self.finished(self.slide(inputs))

    def finished(self, outputs: Tensor) -> Tensor:
        """The outputs with the bias added and the activation applied."""
        if self.use_bias:
            if self.data_format == "channels_last":
                outputs = bias_add(outputs, self.bias)
            elif self.rank == 1:
                outputs = outputs + build_node("Reshape", self.bias, [1, self.filters, 1])
            else:
                outputs = bias_add(outputs, self.bias, data_format="NCHW")
        return outputs if self.activation is None else self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the output for an input of this shape."""
        sizes = as_shape(input_shape).as_list()
        first = self.data_format == "channels_first"
        places = sizes[2:] if first else sizes[1:-1]
        settings = zip(places, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        lengths = [length_after(size, one, self.padding, step, apart) for size, one, step, apart in settings]
        return TensorShape(
            [sizes[0], self.filters, *lengths] if first else [sizes[0], *lengths, self.filters]
        )
