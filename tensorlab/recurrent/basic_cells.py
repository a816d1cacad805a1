"""The two shortest cells: the plain one, and the one with gates (GRU).

Read next: `lstm_cells.py`, which adds a second state.
"""

from typing import Any

from tensorlab.ops.activations import sigmoid
from tensorlab.ops.array import concat
from tensorlab.ops.initializers import Constant, Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.stacking import split
from tensorlab.recurrent.cell import LayerRNNCell, activation_of

__all__ = ["BasicRNNCell", "GRUCell"]


class BasicRNNCell(LayerRNNCell):
    r"""The plain recurrent cell: a dense layer that reads the input and its own last output.

    $$h_t = \tanh\left([x_t, h_{t-1}]\, W + b\right)$$

    Input and last output stand side by side as one row `[x, h]`, so one matrix holds both kinds of weights: the
    upper rows of `kernel` multiply the input, the lower ones the last output. Output and state are the same.

    What happened n steps ago reaches the present through n multiplications with the same matrix. Gradients
    shrink or grow on the way back accordingly: this cell learns what is near. `GRUCell` and `BasicLSTMCell`
    were made to remember longer.

    Args:
        num_units: how many units it has: the width of its state.
        activation: a function, or its name; tanh by default.
        reuse: whether to find existing variables in its scope (True, `tf.AUTO_REUSE`).
        name: the name of its scope, "basic_rnn_cell" by default.
        dtype: the dtype of its weights; that of the first input by default.

    Variables: `kernel` [input size + num_units, num_units] and `bias` [num_units], which starts from zeros.

    Source: Elman, "Finding Structure in Time" (1990).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.nn.rnn_cell.BasicRNNCell(2)
    ...     with tf.variable_scope("all_ones", initializer=tf.ones_initializer()):
    ...         output, state = cell(tf.constant([[0.1]]), tf.constant([[0.2, 0.3]]))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(output), [v.name for v in cell.variables])
    [[0.5370496 0.5370496]] ['all_ones/basic_rnn_cell/kernel:0', 'all_ones/basic_rnn_cell/bias:0']
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias."""
        width = self._width_of(input_shape)
        self._kernel = self.add_weight("kernel", [width + self._num_units, self._num_units])
        self._bias = self.add_weight("bias", [self._num_units], initializer=Zeros(dtype=self.dtype))
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: output = new state = activation([input, state] W + b)."""
        gate_inputs = bias_add(matmul(concat([inputs, state], 1), self._kernel), self._bias)
        output = self._activation(gate_inputs)
        return output, output


class GRUCell(LayerRNNCell):
    r"""The gated recurrent unit: it decides, unit by unit, how much of its state to keep.

    $$[r_t, u_t] = \sigma\left([x_t, h_{t-1}]\, W_g + b_g\right)$$
    $$c_t = \tanh\left([x_t, r_t \odot h_{t-1}]\, W_c + b_c\right)$$
    $$h_t = u_t \odot h_{t-1} + (1 - u_t) \odot c_t$$

    Two gates lie between 0 and 1. The update gate u mixes the old state with the candidate c: where it is 1, the
    state passes unchanged, and so does its gradient. The reset gate r says how much of the old state the
    candidate may see. The gates' biases start from 1, so that a new cell remembers most of what it had.

    Args:
        num_units: how many units it has: the width of its state.
        activation: a function for the candidate, or its name; tanh by default.
        reuse: whether to find existing variables in its scope (True, `tf.AUTO_REUSE`).
        kernel_initializer: what the two kernels start from.
        bias_initializer: what both biases start from, in place of 1 (gates) and 0 (candidate).
        name: the name of its scope, "gru_cell" by default.
        dtype: the dtype of its weights; that of the first input by default.

    Variables: `gates/kernel` [input size + num_units, 2 num_units], `gates/bias`, `candidate/kernel`
    [input size + num_units, num_units], `candidate/bias`. In the gates' kernel, r comes first.

    Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
    Translation" (2014).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     with tf.variable_scope("zero", initializer=tf.zeros_initializer()):
    ...         output, state = tf.nn.rnn_cell.GRUCell(2)(tf.constant([[5.]]), tf.constant([[1., -1.]]))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(output))  # with such weights u is sigmoid(1), and the candidate 0
    [[ 0.7310586 -0.7310586]]
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._activation = activation_of(activation)
        self._kernel_initializer = kernel_initializer
        self._bias_initializer = bias_initializer

    @property
    def state_size(self) -> int:
        """The number of units."""
        return self._num_units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernels and biases of the gates and of the candidate."""
        width, units = self._width_of(input_shape) + self._num_units, self._num_units
        kernel, bias = self._kernel_initializer, self._bias_initializer
        ones, zeros = Constant(1.0, dtype=self.dtype), Zeros(dtype=self.dtype)
        self._gate_kernel = self.add_weight("gates/kernel", [width, 2 * units], initializer=kernel)
        self._gate_bias = self.add_weight("gates/bias", [2 * units], initializer=bias or ones)
        self._candidate_kernel = self.add_weight("candidate/kernel", [width, units], initializer=kernel)
        self._candidate_bias = self.add_weight("candidate/bias", [units], initializer=bias or zeros)
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: output = new state = u state + (1 - u) candidate."""
        gate_inputs = bias_add(matmul(concat([inputs, state], 1), self._gate_kernel), self._gate_bias)
        reset, update = split(sigmoid(gate_inputs), 2, 1)
        candidate = matmul(concat([inputs, reset * state], 1), self._candidate_kernel)
        candidate = self._activation(bias_add(candidate, self._candidate_bias))
        new = update * state + (1 - update) * candidate
        return new, new
