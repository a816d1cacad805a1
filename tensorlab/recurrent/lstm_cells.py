"""LSTM: a cell with a second state, a memory line that nothing multiplies by a matrix.

`BasicLSTMCell` is the plain form; `LSTMCell` adds peepholes, clipping and a projection. Both keep their four
gates in one kernel, in TensorFlow's order: i (input), j (new values), f (forget), o (output).

Read next: `stacked_cells.py` (cells on top of each other), `dynamic_rnn.py` (along a sequence).
"""

from typing import Any, NamedTuple

from tensorlab.ops.activations import sigmoid
from tensorlab.ops.array import concat
from tensorlab.ops.clip import clip_by_value
from tensorlab.ops.cutting import slice_
from tensorlab.ops.initializers import Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.math import add, multiply
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.source import constant
from tensorlab.ops.stacking import split
from tensorlab.recurrent.cell import LayerRNNCell, activation_of

__all__ = ["BasicLSTMCell", "LSTMCell", "LSTMStateTuple"]


class _StateOfLSTM(NamedTuple):
    c: Any
    h: Any


class LSTMStateTuple(_StateOfLSTM):
    """The state of an LSTM: `c`, the memory line, and `h`, the last output.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.nn.rnn_cell.BasicLSTMCell(5).state_size
    LSTMStateTuple(c=5, h=5)
    """

    __slots__ = ()

    @property
    def dtype(self) -> Any:
        """The dtype of both; TypeError when they differ."""
        if self.c.dtype != self.h.dtype:
            raise TypeError(f"Inconsistent dtypes for internal state: {self.c.dtype} vs {self.h.dtype}")
        return self.c.dtype


class BasicLSTMCell(LayerRNNCell):
    r"""Long short-term memory: what is to be remembered travels along a line of its own, c.

    $$[i, j, f, o] = [x_t, h_{t-1}]\, W + b$$
    $$c_t = \sigma(f + 1) \odot c_{t-1} + \sigma(i) \odot \tanh(j)$$
    $$h_t = \sigma(o) \odot \tanh(c_t)$$

    Step by step: j proposes new values; the input gate σ(i) says how much of them to write into c, the forget
    gate σ(f) how much of c to keep, the output gate σ(o) how much of it to show. From one step to the next c is
    only multiplied by numbers between 0 and 1 and added to, so a gradient can travel far along it. To f a
    `forget_bias` of 1 is added, so that a new cell begins by remembering.

    Args:
        num_units: how many units it has: the width of c and of h.
        forget_bias: what is added to f.
        state_is_tuple: True: the state is an `LSTMStateTuple(c, h)`. False: one tensor [c, h], as in old programs.
        activation: a function in place of both tanh, or its name.
        reuse: whether to find existing variables in its scope (True, `tf.AUTO_REUSE`).
        name: the name of its scope, "basic_lstm_cell" by default.
        dtype: the dtype of its weights; that of the first input by default.

    Variables: `kernel` [input size + num_units, 4 num_units] and `bias` [4 num_units], which starts from zeros.

    Source: Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); the forget bias: Jozefowicz et al., "An
    Empirical Exploration of Recurrent Network Architectures" (2015).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.nn.rnn_cell.BasicLSTMCell(1)
    ...     with tf.variable_scope("zero", initializer=tf.zeros_initializer()):
    ...         output, state = cell(tf.constant([[5.]]), cell.zero_state(1, tf.float32)._replace(c=[[1.]]))
    ...     sess.run(tf.global_variables_initializer())
    ...     c, h = sess.run(state)
    ...     print(c, h)  # c = sigmoid(0 + 1) 1 + sigmoid(0) tanh(0), h = sigmoid(0) tanh(c)
    [[0.7310586]] [[0.31185627]]
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> Any:
        """`LSTMStateTuple(num_units, num_units)`, or twice the number of units."""
        units = self._num_units
        return LSTMStateTuple(units, units) if self._state_is_tuple else 2 * units

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias of all four gates."""
        width, units = self._width_of(input_shape), self._num_units
        self._kernel = self.add_weight("kernel", [width + units, 4 * units])
        self._bias = self.add_weight("bias", [4 * units], initializer=Zeros(dtype=self.dtype))
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        c, h = state if self._state_is_tuple else split(state, 2, 1)
        gate_inputs = bias_add(matmul(concat([inputs, h], 1), self._kernel), self._bias)
        i, j, f, o = split(gate_inputs, 4, 1)
        kept = multiply(c, sigmoid(add(f, constant(self._forget_bias, dtype=f.dtype))))
        new_c = add(kept, multiply(sigmoid(i), self._activation(j)))
        new_h = multiply(self._activation(new_c), sigmoid(o))
        return new_h, LSTMStateTuple(new_c, new_h) if self._state_is_tuple else concat([new_c, new_h], 1)


class LSTMCell(LayerRNNCell):
    r"""The LSTM with all its options: peepholes, clipping, a projection, an initializer of one's choice.

    $$[i, j, f, o] = [x_t, h_{t-1}]\, W + b$$
    $$c_t = \sigma(f + 1 + w_f \odot c_{t-1}) \odot c_{t-1} + \sigma(i + w_i \odot c_{t-1}) \odot \tanh(j)$$
    $$h_t = \left(\sigma(o + w_o \odot c_t) \odot \tanh(c_t)\right) P$$

    Without options, w and P are not there and this is `BasicLSTMCell`. The vectors w are *peepholes*: through
    them the gates see the memory line. The *projection* P makes the output narrower than the memory.

    Args:
        num_units: the width of c.
        use_peepholes: True adds the vectors w.
        cell_clip: keeps c between -cell_clip and cell_clip.
        initializer: what the kernels and peepholes start from.
        num_proj: the width of h, when it is projected.
        proj_clip: keeps the projected h between -proj_clip and proj_clip.
        num_unit_shards, num_proj_shards: how old programs cut the kernels into pieces; not used, variables are
            kept whole.
        forget_bias: what is added to f.
        state_is_tuple: True: the state is an `LSTMStateTuple(c, h)`. False: one tensor [c, h].
        activation: a function in place of both tanh, or its name.
        reuse: whether to find existing variables in its scope (True, `tf.AUTO_REUSE`).
        name: the name of its scope, "lstm_cell" by default.
        dtype: the dtype of its weights; that of the first input by default.

    Variables: `kernel` [input size + width of h, 4 num_units], `bias` [4 num_units]; `w_f_diag`, `w_i_diag`,
    `w_o_diag` [num_units]; `projection/kernel` [num_units, num_proj].

    Source: Sak et al., "Long Short-Term Memory Recurrent Neural Network Architectures for Large Scale Acoustic
    Modeling" (2014).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.LSTMCell(5, use_peepholes=True, num_proj=3)
    ...     output, state = cell(tf.ones([2, 4]), cell.zero_state(2, tf.float32))
    >>> print(output.shape, state.c.shape, *[v.shape for v in cell.weights])
    (2, 3) (2, 5) (7, 20) (20,) (5,) (5,) (5,) (5, 3)
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = initializer
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)

    @property
    def state_size(self) -> Any:
        """`LSTMStateTuple(num_units, output_size)`, or their sum."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        """The width of the projection, or else the number of units."""
        return self._num_proj or self._num_units

    def build(self, input_shape: Any) -> None:
        """Make the kernel and bias of all four gates, the peepholes and the projection."""
        width, units, start = self._width_of(input_shape), self._num_units, self._initializer
        self._kernel = self.add_weight("kernel", [width + self.output_size, 4 * units], initializer=start)
        self._bias = self.add_weight("bias", [4 * units], initializer=Zeros(dtype=self.dtype))
        if self._use_peepholes:
            self._w_f_diag = self.add_weight("w_f_diag", [units], initializer=start)
            self._w_i_diag = self.add_weight("w_i_diag", [units], initializer=start)
            self._w_o_diag = self.add_weight("w_o_diag", [units], initializer=start)
        if self._num_proj is not None:
            self._projection = self.add_weight(
                "projection/kernel", [units, self._num_proj], initializer=start
            )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        units = self._num_units
        if self._state_is_tuple:
            c_before, h_before = state
        else:
            c_before = slice_(state, [0, 0], [-1, units])
            h_before = slice_(state, [0, units], [-1, self.output_size])
        gate_inputs = bias_add(matmul(concat([inputs, h_before], 1), self._kernel), self._bias)
        i, j, f, o = split(gate_inputs, 4, 1)
        if self._use_peepholes:
            forget = sigmoid(f + self._forget_bias + self._w_f_diag * c_before)
            c = forget * c_before + sigmoid(i + self._w_i_diag * c_before) * self._activation(j)
        else:
            c = sigmoid(f + self._forget_bias) * c_before + sigmoid(i) * self._activation(j)
        if self._cell_clip is not None:
            c = clip_by_value(c, -self._cell_clip, self._cell_clip)
        h = sigmoid(o + self._w_o_diag * c if self._use_peepholes else o) * self._activation(c)
        if self._num_proj is not None:
            h = matmul(h, self._projection)
            if self._proj_clip is not None:
                h = clip_by_value(h, -self._proj_clip, self._proj_clip)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], 1)
