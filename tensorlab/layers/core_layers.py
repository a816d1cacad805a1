"""The layers of the first networks: dense ones, dropout, flattening.

Every layer stands here twice, as in TensorFlow: as a class, whose objects can be called again and again with
the same variables, and as a function that makes such an object and calls it once.

Read next: `convolutional_layers.py`.
"""

import math
from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.base_layer import Layer
from tensorlab.layers.choice import by_flag
from tensorlab.layers.input_spec import InputSpec
from tensorlab.layers.named_settings import activation_named
from tensorlab.layers.window_settings import layout_of
from tensorlab.ops.contractions import tensordot
from tensorlab.ops.flow import identity
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.nn_layers import dropout as drop_entries
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of

# --- dense layers -----------------------------------------------------------------------------------------


class Dense(Layer):
    """Multiply by a matrix of weights, add biases, apply an activation: activation(x · kernel + bias).

    Args:
        units: how many outputs there are.
        activation: a function, the name of one, or None for none.
        use_bias: whether biases are added.
        kernel_initializer, bias_initializer: what the variables start from. Without a kernel initializer it is
            that of the variable scope, or uniform random numbers after Glorot.
        kernel_regularizer, bias_regularizer, activity_regularizer: functions from a variable (or the output)
            to a loss, which joins the regularization losses.
        kernel_constraint, bias_constraint: functions that optimizers apply to the new values.
        trainable, name, dtype: see `tf.layers.Layer`.

    Attributes:
        kernel: the weights, [inputs, units]; bias: the biases, [units], or None. Both after the first call.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Dense

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.Dense(4, activation=tf.nn.relu)
    ...     y = layer(tf.placeholder(tf.float32, [None, 3]))
    >>> y.name, layer.kernel.name, layer.bias.shape
    ('dense/Relu:0', 'dense/kernel:0', TensorShape([Dimension(4)]))
    """

    def __init__(
        self,
        units: int,
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
        self.units = int(units)
        self.activation = activation_named(activation)
        self.use_bias = use_bias
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.kernel: Any = None
        self.bias: Any = None
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias.

        Raises:
            ValueError: when the last size of the input is not known.
            TypeError: for inputs that are not floating point.
        """
        inputs = as_shape(input_shape).as_list()[-1] if as_shape(input_shape).ndims else None
        if self._dtype is not None and not (self._dtype.is_floating or self._dtype.is_complex):
            raise TypeError(
                f"Unable to build `Dense` layer with non-floating point dtype {self._dtype!r}. Convert the input "
                f"of layer {self.name} with tf.cast(x, tf.float32)."
            )
        if inputs is None:
            raise ValueError(
                f"The last dimension of the inputs to `Dense` should be defined. Found `None` (layer {self.name}, "
                f"input shape {input_shape}): the kernel has a row for each. Give the placeholder a shape."
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})
        self.kernel = self.add_weight(
            "kernel", [inputs, self.units], self._dtype, self.kernel_initializer, self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", [self.units], self._dtype, self.bias_initializer, self.bias_regularizer,
                constraint=self.bias_constraint,
            )  # fmt: skip
        self.built = True

    def call(self, inputs: Any) -> Tensor:
        """Return activation(inputs · kernel + bias), along the last dimension."""
        inputs = convert_to_tensor(inputs)
        if inputs.shape.ndims is not None and inputs.shape.ndims > 2:
            outputs = tensordot(inputs, self.kernel, [[inputs.shape.ndims - 1], [0]])
            outputs.set_shape([*inputs.shape.as_list()[:-1], self.units])
        else:
            outputs = matmul(inputs, self.kernel)
        if self.use_bias:
            outputs = bias_add(outputs, self.bias)
        return outputs if self.activation is None else self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the input, with the last size replaced by `units`."""
        sizes = as_shape(input_shape).with_rank_at_least(2).as_list()
        if sizes[-1] is None:
            raise ValueError(
                f"The innermost dimension of input_shape must be defined, but saw: {input_shape}"
            )
        return TensorShape([*sizes[:-1], self.units])


@checks_arguments
def dense(
    inputs: Any,
    units: int,
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
    """Add a dense layer: activation(inputs · kernel + bias).

    Args:
        inputs: floating point, [batch, ..., inputs]; the last size must be known.
        name: the variable scope, "dense" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.
        units and the others: see `tf.layers.Dense`.

    Returns:
        A tensor of the shape of `inputs`, with the last size replaced by `units`.

    Raises:
        ValueError: for inputs of fewer than two dimensions or of unknown last size.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.dense(tf.constant([[1., 2.]]), 1, kernel_initializer=tf.ones_initializer())
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y), [v.name for v in tf.trainable_variables()])
    [[3.]] ['dense/kernel:0', 'dense/bias:0']
    """
    layer = Dense(
        units, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
        activity_regularizer, kernel_constraint, bias_constraint, trainable, name, _scope=name, _reuse=reuse,
    )  # fmt: skip
    return layer(inputs)


# --- dropout ----------------------------------------------------------------------------------------------


class Dropout(Layer):
    """While training, replace random entries by 0 and enlarge the others; otherwise change nothing.

    Args:
        rate: the chance that an entry is replaced.
        noise_shape: the shape of the random choices, which stretches to that of the input.
        seed: a seed for the random choices.
        name: see `tf.layers.Layer`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/Dropout

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     layer = tf.layers.Dropout(0.5, seed=3)
    ...     print(sess.run(layer(tf.ones([4]), training=True)))
    [0. 0. 2. 0.]
    """

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed

    def call(self, inputs: Any, training: Any = False) -> Tensor:
        """Return the entries that are left; all of them unless `training`."""
        inputs = convert_to_tensor(inputs)
        return by_flag(
            training,
            lambda: drop_entries(inputs, noise_shape=self._choices(inputs), seed=self.seed, rate=self.rate),
            lambda: identity(inputs),
        )

    def _choices(self, inputs: Tensor) -> Any:
        if self.noise_shape is None or isinstance(self.noise_shape, Tensor):
            return self.noise_shape
        if None not in self.noise_shape:
            return self.noise_shape
        sizes = shape_of(inputs)
        return convert_to_tensor(
            [sizes[place] if size is None else size for place, size in enumerate(self.noise_shape)]
        )

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the input."""
        return as_shape(input_shape)


@checks_arguments
def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Tensor:
    """While training, replace random entries by 0 and enlarge the others; otherwise change nothing.

    Args:
        inputs: floating point numbers of any shape.
        rate: the chance that an entry is replaced. (`tf.nn.dropout` took the chance that it is kept.)
        noise_shape, seed: see `tf.layers.Dropout`.
        training: a bool, or a scalar bool tensor. False by default: without it nothing is ever dropped.

    Returns:
        A tensor of the shape and dtype of `inputs`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.layers.dropout(tf.ones([4]), 0.25)))
    [1. 1. 1. 1.]
    """
    return Dropout(rate, noise_shape=noise_shape, seed=seed, name=name)(inputs, training=training)


# --- flattening -------------------------------------------------------------------------------------------


class Flatten(Layer):
    """Make one long row of every example.

    Args:
        data_format: "channels_last" (the default) or "channels_first": which dimension comes last in the row.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.layers.Flatten()(tf.placeholder(tf.float32, [None, 4, 4])).shape
    TensorShape([Dimension(None), Dimension(16)])
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = layout_of(data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Tensor:
        """Return the rows."""
        rank = inputs.shape.ndims
        if self.data_format == "channels_first" and rank is not None and rank > 1:
            inputs = build_node("Transpose", inputs, [0, *range(2, rank), 1], name="transpose")
        batch, width = self.compute_output_shape(inputs.shape).as_list()
        if width is not None:
            flat = reshape(inputs, [-1 if batch is None or width == 0 else batch, width])
        else:
            flat = reshape(inputs, [shape_of(inputs)[0], -1])
        flat.set_shape([batch, width])
        return flat

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """[batch, the product of the other sizes]."""
        if as_shape(input_shape).ndims is None:
            return TensorShape([None, None])
        batch, *sizes = as_shape(input_shape).as_list()
        known = [size for size in sizes if size is not None]
        return TensorShape([batch, math.prod(known) if len(known) == len(sizes) else None])


@checks_arguments
def flatten(inputs: Any, name: str | None = None, data_format: str = "channels_last") -> Tensor:
    """Make one long row of every example: [batch, a, b, ...] becomes [batch, a · b · ...].

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.layers.flatten(tf.constant([[[1, 2], [3, 4]]]))))
    [[1 2 3 4]]
    """
    return Flatten(name=name, data_format=data_format)(inputs)


__all__ = ["Dense", "Dropout", "Flatten", "dense", "dropout", "flatten"]
