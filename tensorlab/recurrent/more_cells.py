"""Further cells that were proposed: one gate only, found by a search, made for deep stacks.

Read next: `attention_cell.py`.
"""

from typing import Any

from tensorlab.ops.activations import sigmoid
from tensorlab.ops.array import concat
from tensorlab.ops.hyperbolic import tanh
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.rectifiers import relu
from tensorlab.ops.stacking import split
from tensorlab.ops.variable_scope import get_variable_scope, variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.cell import RNNCell, activation_of
from tensorlab.recurrent.lstm_cells import LSTMStateTuple
from tensorlab.recurrent.projections import linear

__all__ = ["IntersectionRNNCell", "NASCell", "UGRNNCell"]


def _width(inputs: Any) -> int:
    width = inputs.shape.with_rank(2).as_list()[1]
    if width is None:
        raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
    return width


class UGRNNCell(RNNCell):
    r"""A cell with one gate, between the plain one and the GRU: how much of the state stays?

    $$[g, c] = [x_t, h_{t-1}]\, W + b, \qquad
    h_t = \sigma(g + 1) \odot h_{t-1} + (1 - \sigma(g + 1)) \odot \tanh(c)$$

    Args:
        num_units: how many units it has.
        initializer: what the kernel starts from.
        forget_bias: what is added to g.
        activation: a function in place of tanh, or its name.
        reuse: whether to find existing variables in its scope.

    Variables: `kernel` [input size + num_units, 2 num_units], `bias`.

    Source: Collins et al., "Capacity and Trainability in Recurrent Neural Networks" (2016).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.UGRNNCell(5)
    ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    ...     print(output.shape, cell.trainable_weights[0].name)
    (2, 5) ugrnn_cell/kernel:0
    """

    def __init__(
        self,
        num_units: int,
        initializer: Any = None,
        forget_bias: float = 1.0,
        activation: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: output = new state."""
        _width(inputs)
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            gate, candidate = split(linear(concat([inputs, state], 1), 2 * self._num_units, True), 2, 1)
            keep = sigmoid(gate + self._forget_bias)
            new = keep * state + (1.0 - keep) * self._activation(candidate)
        return new, new


class IntersectionRNNCell(RNNCell):
    r"""A cell for deep stacks: one gate for what goes on in time, one for what goes on to the next layer.

    $$h_t = \sigma(g_h + 1) \odot h_{t-1} + (1 - \sigma(g_h + 1)) \odot \tanh(c_h)$$
    $$y_t = \sigma(g_y + 1) \odot x_t + (1 - \sigma(g_y + 1)) \odot \text{relu}(c_y)$$

    The output is as wide as the input.

    Args:
        num_units: how many units it has.
        num_in_proj: for the first layer of a stack: `num_units`, brings the input to this width.
        initializer: what the kernels start from.
        forget_bias: what is added to both gates.
        y_activation: a function in place of relu.
        reuse: whether to find existing variables in its scope.

    Raises:
        ValueError: when the input is of another width and `num_in_proj` is not given.

    Source: Collins et al., "Capacity and Trainability in Recurrent Neural Networks" (2016).
    """

    def __init__(
        self,
        num_units: int,
        num_in_proj: int | None = None,
        initializer: Any = None,
        forget_bias: float = 1.0,
        y_activation: Any = relu,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._num_in_proj = num_in_proj
        self._initializer = initializer
        self._forget_bias = forget_bias
        self._y_activation = activation_of(y_activation)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output and the state differ."""
        width = _width(inputs)
        with variable_scope(get_variable_scope(), initializer=self._initializer):
            if width != self._num_units:
                if not self._num_in_proj:
                    raise ValueError(
                        "Must have input size == output size for Intersection RNN. To fix, num_in_proj should be set "
                        "to num_units at cell init."
                    )
                with variable_scope("in_projection"):
                    inputs = linear(inputs, self._num_units, True)
            parts = linear(concat([inputs, state], 1), 4 * self._num_units, True)
            time_gate, new_state, depth_gate, new_output = split(parts, 4, 1)
            in_time = sigmoid(time_gate + self._forget_bias)
            in_depth = sigmoid(depth_gate + self._forget_bias)
            state = in_time * state + (1.0 - in_time) * tanh(new_state)
            output = in_depth * inputs + (1.0 - in_depth) * self._y_activation(new_output)
        return output, state


class NASCell(RNNCell):
    r"""A cell that no person drew: a search through many arithmetic trees found it.

    Input and last output give eight numbers for each unit, $x_k$ and $m_k$, which meet pair by pair in three layers:

    $$a_k = \sigma,\ \text{relu},\ \sigma,\ \text{relu},\ \tanh,\ \sigma,\ \tanh,\ \sigma \text{ of } x_k + m_k
    \quad (\text{but } a_3 \text{ of } x_3 m_3)$$
    $$c_t = \tanh(\tanh(a_0 a_1) + c_{t-1}) \cdot \tanh(a_2 + a_3), \qquad
    h_t = \tanh\left(c_t \tanh(\tanh(a_4 a_5) + \sigma(a_6 + a_7))\right)$$

    Args:
        num_units: the width of c.
        num_proj: the width of h, when it is projected.
        use_biases: True adds a bias.
        reuse: whether to find existing variables in its scope.

    Variables: `recurrent_kernel`, `kernel`, `bias`, `projection_weights`.

    Source: Zoph and Le, "Neural Architecture Search with Reinforcement Learning" (2016).
    """

    def __init__(
        self, num_units: int, num_proj: int | None = None, use_biases: bool = False, reuse: Any = None
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._num_proj = num_proj
        self._use_biases = use_biases

    @property
    def state_size(self) -> LSTMStateTuple:
        """`LSTMStateTuple(num_units, output_size)`."""
        return LSTMStateTuple(self._num_units, self.output_size)

    @property
    def output_size(self) -> int:
        """The width of the projection, or else the number of units."""
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        c, h = state
        units, dtype = self._num_units, inputs.dtype
        recurrent = get_variable("recurrent_kernel", [self.output_size, 8 * units], dtype=dtype)
        kernel = get_variable("kernel", [_width(inputs), 8 * units], dtype=dtype)
        from_h, from_x = matmul(h, recurrent), matmul(inputs, kernel)
        if self._use_biases:
            from_h = bias_add(from_h, get_variable("bias", [8 * units], dtype=dtype, initializer=Zeros()))
        m, x = split(from_h, 8, 1), split(from_x, 8, 1)
        first = tanh(sigmoid(x[0] + m[0]) * relu(x[1] + m[1]))
        second = tanh(sigmoid(x[2] + m[2]) + relu(x[3] * m[3]))
        third = tanh(tanh(x[4] + m[4]) * sigmoid(x[5] + m[5]))
        fourth = sigmoid(tanh(x[6] + m[6]) + sigmoid(x[7] + m[7]))
        c = tanh(first + c) * second
        h = tanh(c * tanh(third + fourth))
        if self._num_proj is not None:
            h = matmul(h, get_variable("projection_weights", [units, self._num_proj], dtype=dtype))
        return h, LSTMStateTuple(c, h)
