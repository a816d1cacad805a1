"""Batch normalization: bring every channel to mean 0 and variance 1, measured on the batch at hand.

In training the batch is its own measure. For predictions one example must not depend on the others, so moving
averages of the batches' means and variances are kept, and used then. Two things follow, and both are easily
forgotten: the layer has to be told whether it is `training`; and its update operations have to be run::

    update = tf.group(*tf.get_collection(tf.GraphKeys.UPDATE_OPS))
    with tf.control_dependencies([update]):
        step = optimizer.minimize(loss)

Read next: `base_layer.py`.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, float16, float32
from tensorlab.graph.registry import build as build_node
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.base_layer import Layer
from tensorlab.layers.choice import by_flag, known_flag
from tensorlab.layers.input_spec import InputSpec
from tensorlab.ops.fills import ones, zeros
from tensorlab.ops.fused_batch_norm import fused_batch_norm
from tensorlab.ops.initializers import Ones, Zeros
from tensorlab.ops.normalizing import batch_normalization as scale_and_shift
from tensorlab.ops.normalizing import moments
from tensorlab.ops.state import assign_sub


class BatchNormalization(Layer):
    """Bring every channel to mean 0 and variance 1, then multiply by gamma and add beta, which are learnt.

    Args:
        axis: the dimension of the channels, or a list of dimensions that are kept apart.
        momentum: how much of the moving averages is kept in an update.
        epsilon: a small number that keeps the division from failing.
        center, scale: whether beta is added, and gamma multiplied.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: what the
            variables start from.
        beta_regularizer, gamma_regularizer: functions from a variable to a loss.
        beta_constraint, gamma_constraint: functions that optimizers apply to the new values.
        fused: whether images are normalized by one operation: None and True, where possible.
        renorm, renorm_clipping, renorm_momentum, virtual_batch_size, adjustment: not supported.
        trainable, name: see `tf.layers.Layer`.

    Attributes:
        gamma, beta: what is learnt, one number for every channel, or None.
        moving_mean, moving_variance: the averages, which are not trained.

    Raises:
        TypeError: for an axis that is neither a number nor a list.
        NotImplementedError: for `renorm`, `virtual_batch_size` and `adjustment`.

    Source: Ioffe and Szegedy, "Batch Normalization" (2015), arXiv:1502.03167;
    https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/layers/BatchNormalization

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.BatchNormalization()
    ...     y = layer(tf.placeholder(tf.float32, [None, 3]), training=True)
    ...     [v.name for v in layer.weights]
    ...     len(tf.get_collection(tf.GraphKeys.UPDATE_OPS))  # doctest: +NORMALIZE_WHITESPACE
    ['batch_normalization/gamma:0', 'batch_normalization/beta:0', 'batch_normalization/moving_mean:0',
     'batch_normalization/moving_variance:0']
    2
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = Zeros(),  # noqa: B008
        gamma_initializer: Any = Ones(),  # noqa: B008
        moving_mean_initializer: Any = Zeros(),  # noqa: B008
        moving_variance_initializer: Any = Ones(),  # noqa: B008
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable=trainable, name=name, **kwargs)
        if not isinstance(axis, (int, list, tuple)):
            raise TypeError(f"axis must be int or list, type given: {type(axis)}")
        for setting, what in (
            (renorm, "renorm"),
            (virtual_batch_size, "virtual_batch_size"),
            (adjustment, "adjustment"),
        ):
            if setting:
                raise NotImplementedError(
                    f"Batch normalization with {what} is not here: leave {what} out. Plain batch normalization "
                    "computes the same for large batches."
                )
        self.axis: Any = axis if isinstance(axis, int) else list(axis)
        self.momentum, self.epsilon = momentum, epsilon
        self.center, self.scale = center, scale
        self.beta_initializer, self.gamma_initializer = beta_initializer, gamma_initializer
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.beta_regularizer, self.gamma_regularizer = beta_regularizer, gamma_regularizer
        self.beta_constraint, self.gamma_constraint = beta_constraint, gamma_constraint
        self.fused = fused is None or bool(fused)
        self.gamma: Any = None
        self.beta: Any = None

    # --- its variables ------------------------------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Make gamma, beta and the moving averages.

        Raises:
            ValueError: for an axis that the input does not have, or whose size is not known.
        """
        shape = as_shape(input_shape)
        if not shape.ndims:
            raise ValueError(f"Input has undefined rank: {shape} (layer {self.name}).")
        sizes = shape.as_list()
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        for axis in axes:
            if not -len(sizes) <= axis < len(sizes):
                raise ValueError(f"Invalid axis: {axis} (layer {self.name}, input shape {shape})")
        self.axis = [axis % len(sizes) for axis in axes]
        if len(set(self.axis)) != len(self.axis):
            raise ValueError(f"Duplicate axis: {self.axis}")
        if any(sizes[axis] is None for axis in self.axis):
            raise ValueError(
                f"Input has undefined `axis` dimension. Input shape: {shape} (layer {self.name}). Give the placeholder "
                "a shape."
            )
        self.fused = self.fused and len(sizes) == 4 and self.axis in ([1], [3])
        self.input_spec = InputSpec(ndim=len(sizes), axes={axis: sizes[axis] for axis in self.axis})
        kept = [size if place in self.axis else 1 for place, size in enumerate(sizes)]
        self._param_shape = [sizes[self.axis[0]]] if len(self.axis) == 1 else kept
        dtype = self._param_dtype
        if self.scale:
            self.gamma = self.add_weight(
                "gamma", self._param_shape, dtype, self.gamma_initializer, self.gamma_regularizer,
                constraint=self.gamma_constraint,
            )  # fmt: skip
        if self.center:
            self.beta = self.add_weight(
                "beta", self._param_shape, dtype, self.beta_initializer, self.beta_regularizer,
                constraint=self.beta_constraint,
            )  # fmt: skip
        self.moving_mean = self.add_weight(
            "moving_mean", self._param_shape, dtype, self.moving_mean_initializer, trainable=False
        )
        self.moving_variance = self.add_weight(
            "moving_variance", self._param_shape, dtype, self.moving_variance_initializer, trainable=False
        )
        self.built = True

    @property
    def _param_dtype(self) -> DType:
        """Halves are too coarse for averages."""
        return float32 if self._dtype in (None, float16) else self._dtype  # type: ignore[return-value]

    # --- its nodes ----------------------------------------------------------------------------------------

    def call(self, inputs: Any, training: Any = False) -> Tensor:
        """Return the normalized inputs.

        Args:
            training: whether the batch is its own measure; a bool, or a scalar bool tensor.
        """
        return self._by_one_node(inputs, training) if self.fused else self._by_many_nodes(inputs, training)

    def _by_one_node(self, inputs: Tensor, training: Any) -> Tensor:
        beta = self.beta if self.center else zeros(self._param_shape, self._param_dtype)
        gamma = self.gamma if self.scale else ones(self._param_shape, self._param_dtype)
        layout = "NCHW" if self.axis == [1] else "NHWC"

        def measured() -> Any:
            return fused_batch_norm(inputs, gamma, beta, epsilon=self.epsilon, data_format=layout)

        def remembered() -> Any:
            mean, variance = self.moving_mean, self.moving_variance
            return fused_batch_norm(
                inputs, gamma, beta, mean, variance, self.epsilon, layout, is_training=False
            )

        outputs, mean, variance = by_flag(training, measured, remembered)
        known = known_flag(training)
        if known is None:  # a momentum of 1 keeps the averages as they are
            momentum = by_flag(
                training, lambda: convert_to_tensor(self.momentum), lambda: convert_to_tensor(1.0)
            )
        else:
            momentum = convert_to_tensor(self.momentum)
        if known is not False:
            self.add_update(self._moved(self.moving_mean, mean, momentum))
            self.add_update(self._moved(self.moving_variance, variance, momentum))
        return outputs

    def _by_many_nodes(self, inputs: Tensor, training: Any) -> Tensor:
        rank = inputs.shape.ndims
        others = [place for place in range(rank or 0) if place not in self.axis]
        mean: Any = self.moving_mean
        variance: Any = self.moving_variance
        if known_flag(training) is not False:
            wide = (
                inputs if inputs.dtype.base_dtype is self._param_dtype else _cast(inputs, self._param_dtype)
            )
            batch_mean, batch_variance = moments(wide, others, keepdims=len(self.axis) > 1)
            mean = by_flag(training, lambda: batch_mean, lambda: convert_to_tensor(self.moving_mean))
            variance = by_flag(
                training, lambda: batch_variance, lambda: convert_to_tensor(self.moving_variance)
            )
            self.add_update(self._moved_in_training(self.moving_mean, mean, training))
            self.add_update(self._moved_in_training(self.moving_variance, variance, training))
        dtype = inputs.dtype.base_dtype
        mean, variance, beta, gamma = (
            None if one is None else _cast(self._standing(one, inputs, others), dtype)
            for one in (mean, variance, self.beta, self.gamma)
        )
        outputs = scale_and_shift(inputs, mean, variance, beta, gamma, self.epsilon)
        outputs.set_shape(inputs.shape)
        return outputs

    def _moved_in_training(self, average: Any, value: Any, training: Any) -> Any:
        def moved() -> Any:
            return self._moved(average, value, self.momentum)

        return by_flag(training, moved, lambda: convert_to_tensor(average))

    def _standing(self, values: Any, inputs: Tensor, others: list[int]) -> Any:
        """One number per channel, brought to where the channels are; nothing to do when they come last."""
        rank = inputs.shape.ndims or 0
        if values.shape.ndims == rank or others == list(range(rank - 1)):
            return values
        sizes = [1] * rank
        sizes[self.axis[0]] = -1
        return build_node("Reshape", values, sizes)

    def _moved(self, average: Any, value: Any, momentum: Any) -> Any:
        """Move an average towards a value: a ← a − (1 − momentum) · (a − value)."""
        with name_scope("AssignMovingAvg") as scope:
            step = convert_to_tensor(1.0 - momentum, name="decay")
            return assign_sub(average, (average - value) * _cast(step, average.dtype.base_dtype), name=scope)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The shape of the input."""
        return as_shape(input_shape)


def _cast(value: Any, dtype: DType) -> Any:
    return value if value.dtype.base_dtype is dtype else build_node("Cast", value, dtype)


@checks_arguments
def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = Zeros(),  # noqa: B008
    gamma_initializer: Any = Ones(),  # noqa: B008
    moving_mean_initializer: Any = Zeros(),  # noqa: B008
    moving_variance_initializer: Any = Ones(),  # noqa: B008
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: float = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> Tensor:
    """Add a layer that brings every channel to mean 0 and variance 1, then scales and shifts it as it learns.

    Args:
        inputs: floating point numbers; the size of the axis must be known.
        training: whether the batch is its own measure: a bool, or a scalar bool tensor. False by default, which
            uses the moving averages; these move only where the operations of `tf.GraphKeys.UPDATE_OPS` are run.
        name: the variable scope, "batch_normalization" by default; a given name is taken as it is.
        reuse: whether the variables of an older layer of that name are used.
        axis and the others: see `tf.layers.BatchNormalization`.

    Returns:
        A tensor of the shape and dtype of `inputs`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.batch_normalization(tf.constant([[1.], [3.]]), epsilon=0., training=True)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [-1.  1.]
    """
    layer = BatchNormalization(
        axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer, moving_mean_initializer,
        moving_variance_initializer, beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint, renorm,
        renorm_clipping, renorm_momentum, fused, trainable, virtual_batch_size, adjustment, name, _reuse=reuse,
        _scope=name,
    )  # fmt: skip
    return layer(inputs, training=training)


__all__ = ["BatchNormalization", "batch_normalization"]
