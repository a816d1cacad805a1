"""Relatives of the LSTM: with normalised gates, with one gate for two, and those that do all in one op elsewhere.

Read next: `more_cells.py`.
"""

from typing import Any

from tensorlab.layers.base_layer import Layer
from tensorlab.layers.input_spec import InputSpec
from tensorlab.ops.activations import sigmoid
from tensorlab.ops.array import concat
from tensorlab.ops.clip import clip_by_value
from tensorlab.ops.cutting import slice_
from tensorlab.ops.initializers import Constant, Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import bias_add, dropout
from tensorlab.ops.normalizing import batch_normalization, moments
from tensorlab.ops.stacking import split, stack, unstack
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.cell import RNNCell, activation_of
from tensorlab.recurrent.dynamic_rnn import dynamic_rnn
from tensorlab.recurrent.lstm_cells import LSTMCell, LSTMStateTuple

__all__ = [
    "CoupledInputForgetGateLSTMCell",
    "LSTMBlockCell",
    "LSTMBlockFusedCell",
    "LayerNormBasicLSTMCell",
]


def _normalised(tensor: Any, name: str, gain: float, shift: float) -> Any:
    """Each row brought to mean 0 and variance 1, then scaled and moved by what is learned."""
    with variable_scope(name):
        width, dtype = tensor.shape.as_list()[-1:], tensor.dtype
        gamma = get_variable("gamma", width, dtype=dtype, initializer=Constant(gain))
        beta = get_variable("beta", width, dtype=dtype, initializer=Constant(shift))
        mean, variance = moments(tensor, [-1], keepdims=True)
        return batch_normalization(tensor, mean, variance, beta, gamma, 1e-12)


class LayerNormBasicLSTMCell(RNNCell):
    r"""An LSTM whose gates and memory are normalised, with dropout of what is newly written.

    $$\text{norm}(z) = \gamma \odot \frac{z - \text{mean}(z)}{\text{deviation}(z)} + \beta$$
    $$c_t = \text{norm}\left(\sigma(\text{norm}(f) + 1) \odot c_{t-1}
    + \sigma(\text{norm}(i)) \odot \tanh(\text{norm}(j))\right)$$
    $$h_t = \sigma(\text{norm}(o)) \odot \tanh(c_t)$$

    Args:
        num_units: the width of c and of h.
        forget_bias: what is added to f.
        input_size: not used.
        activation: a function in place of both tanh, or its name.
        layer_norm: False leaves the normalisation out, and adds a bias instead.
        norm_gain, norm_shift: what γ and β start from.
        dropout_keep_prob: the chance to keep an entry of what is newly written.
        dropout_prob_seed: a seed for these draws.
        reuse: whether to find existing variables in its scope.

    Variables: `kernel`, and for each of `input`, `transform`, `forget`, `output` and `state` its `gamma` and `beta`.

    Source: Ba et al., "Layer Normalization" (2016); Semeniuta et al., "Recurrent Dropout without Memory Loss" (2016).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.LayerNormBasicLSTMCell(5)
    ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    ...     print(output.shape, len(cell.trainable_weights), cell.trainable_weights[1].name)
    (2, 5) 11 layer_norm_basic_lstm_cell/input/gamma:0
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        input_size: Any = None,
        activation: Any = None,
        layer_norm: bool = True,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
        dropout_keep_prob: Any = 1.0,
        dropout_prob_seed: int | None = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._activation = activation_of(activation)
        self._layer_norm = layer_norm
        self._gain, self._shift = norm_gain, norm_shift
        self._keep_prob = dropout_keep_prob
        self._seed = dropout_prob_seed

    @property
    def state_size(self) -> LSTMStateTuple:
        """`LSTMStateTuple(num_units, num_units)`."""
        return LSTMStateTuple(self._num_units, self._num_units)

    @property
    def output_size(self) -> int:
        """The number of units."""
        return self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        c, h = state
        side_by_side = concat([inputs, h], 1)
        units, dtype = self._num_units, side_by_side.dtype
        kernel = get_variable("kernel", [side_by_side.shape.as_list()[1], 4 * units], dtype=dtype)
        gates = matmul(side_by_side, kernel)
        if not self._layer_norm:
            gates = bias_add(gates, get_variable("bias", [4 * units], dtype=dtype))
        i, j, f, o = split(gates, 4, 1)
        if self._layer_norm:
            i, j = self._norm(i, "input"), self._norm(j, "transform")
            f, o = self._norm(f, "forget"), self._norm(o, "output")
        written = self._activation(j)
        if not isinstance(self._keep_prob, float) or self._keep_prob < 1:
            written = dropout(written, self._keep_prob, seed=self._seed)
        new_c = c * sigmoid(f + self._forget_bias) + sigmoid(i) * written
        if self._layer_norm:
            new_c = self._norm(new_c, "state")
        new_h = self._activation(new_c) * sigmoid(o)
        return new_h, LSTMStateTuple(new_c, new_h)

    def _norm(self, tensor: Any, name: str) -> Any:
        return _normalised(tensor, name, self._gain, self._shift)


class CoupledInputForgetGateLSTMCell(RNNCell):
    r"""An LSTM that writes exactly where it forgets: one gate f for both.

    $$c_t = \sigma(f + 1) \odot c_{t-1} + (1 - \sigma(f + 1)) \odot \tanh(j), \qquad
    h_t = \sigma(o) \odot \tanh(c_t)$$

    Args:
        num_units: the width of c.
        use_peepholes: True lets f and o see the memory.
        initializer: not used, as in TensorFlow; set one with `tf.variable_scope`.
        num_proj: the width of h, when it is projected.
        proj_clip: keeps the projected h between -proj_clip and proj_clip.
        num_unit_shards, num_proj_shards: not used; variables are kept whole.
        forget_bias: what is added to f.
        state_is_tuple: False: the state is one tensor [c, h].
        activation: a function in place of both tanh, or its name.
        reuse: whether to find existing variables in its scope.
        layer_norm, norm_gain, norm_shift: see `LayerNormBasicLSTMCell`; off by default.

    Variables: `W_0` [input size + width of h, 3 num_units] (in the order j, f, o), `B`, `W_F_diag`, `W_O_diag`,
    `W_P_0`.

    Source: Greff et al., "LSTM: A Search Space Odyssey" (2015).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.CoupledInputForgetGateLSTMCell(5)
    ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    ...     print(output.shape, [v.shape.as_list() for v in cell.trainable_weights])
    (2, 5) [[8, 15], [15]]
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int = 1,
        num_proj_shards: int = 1,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        layer_norm: bool = False,
        norm_gain: float = 1.0,
        norm_shift: float = 0.0,
    ) -> None:
        super().__init__(_reuse=reuse)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = activation_of(activation)
        self._layer_norm = layer_norm
        self._gain, self._shift = norm_gain, norm_shift

    @property
    def state_size(self) -> Any:
        """`LSTMStateTuple(num_units, output_size)`, or their sum."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        """The width of the projection, or else the number of units."""
        return self._num_proj or self._num_units

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        units, dtype = self._num_units, inputs.dtype
        if self._state_is_tuple:
            c_before, h_before = state
        else:
            c_before = slice_(state, [0, 0], [-1, units])
            h_before = slice_(state, [0, units], [-1, self.output_size])
        width = inputs.shape.with_rank(2).as_list()[1]
        if width is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        kernel = get_variable("W_0", [width + self.output_size, 3 * units], dtype=dtype)
        bias = get_variable("B", [3 * units], dtype=dtype, initializer=Zeros())
        gates = matmul(concat([inputs, h_before], 1), kernel)
        j, f, o = split(gates if self._layer_norm else bias_add(gates, bias), 3, 1)
        if self._layer_norm:
            j, f, o = (
                _normalised(one, name, self._gain, self._shift)
                for one, name in ((j, "transform"), (f, "forget"), (o, "output"))
            )
        f = f + self._forget_bias
        if self._use_peepholes:
            w_f, w_o = (get_variable(name, [units], dtype=dtype) for name in ("W_F_diag", "W_O_diag"))
            f = f + w_f * c_before
        keep = sigmoid(f)
        c = keep * c_before + (1 - keep) * self._activation(j)
        if self._layer_norm:
            c = _normalised(c, "state", self._gain, self._shift)
        h = sigmoid(o + w_o * c if self._use_peepholes else o) * self._activation(c)
        if self._num_proj is not None:
            h = matmul(h, get_variable("W_P_0", [units, self._num_proj], dtype=dtype))
            if self._proj_clip is not None:
                h = clip_by_value(h, -self._proj_clip, self._proj_clip)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], 1)


class LSTMBlockCell(LSTMCell):
    """The same as `LSTMCell`, under TensorFlow's name for a quicker one, which does a whole step in one op there.

    Args:
        num_units: the width of c and of h.
        forget_bias: what is added to f.
        cell_clip: keeps c between -cell_clip and cell_clip.
        use_peephole: True lets the gates see the memory.
        dtype, reuse, name: see `LSTMCell`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.LSTMBlockCell(5)
    ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    ...     print(output.shape, cell.trainable_weights[0].name)
    (2, 5) lstm_cell/kernel:0
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        dtype: Any = None,
        reuse: Any = None,
        name: Any = "lstm_cell",
    ) -> None:
        clip = cell_clip if cell_clip is not None and cell_clip > 0 else None
        super().__init__(
            num_units,
            use_peepholes=use_peephole,
            cell_clip=clip,
            forget_bias=forget_bias,
            reuse=reuse,
            name=name,
            dtype=dtype,
        )

    def call(self, inputs: Any, state: Any) -> Any:
        """One step: the output h, and the state (c, h)."""
        if len(state) != 2:
            raise ValueError("Expecting state to be a tuple with length 2.")
        return super().call(inputs, state)


class LSTMBlockFusedCell(Layer):
    """A whole sequence through an LSTM: called with all steps at once, [time, batch, input size] or a list of them.

    In TensorFlow this is one op; here it is `tf.nn.dynamic_rnn` with an LSTM cell, and computes the same.

    Args:
        num_units: the width of c and of h.
        forget_bias, cell_clip, use_peephole, reuse, dtype: see `LSTMBlockCell`.
        name: the name of its scope, "lstm_fused_cell" by default.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     outputs, state = tf.contrib.rnn.LSTMBlockFusedCell(5)(tf.ones([7, 2, 3]), dtype=tf.float32)
    >>> print(outputs.shape, state.c.shape)
    (7, 2, 5) (2, 5)
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        cell_clip: float | None = None,
        use_peephole: bool = False,
        reuse: Any = None,
        dtype: Any = None,
        name: Any = "lstm_fused_cell",
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype)
        self._cell = LSTMBlockCell(num_units, forget_bias, cell_clip, use_peephole, dtype, reuse, name)
        self.input_spec = InputSpec(ndim=3)

    @property
    def num_units(self) -> int:
        """The width of the output."""
        return self._cell.output_size

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead the whole sequence through.

        Args:
            inputs: [time, batch, input size], or a list of tensors [batch, input size].
            initial_state: the pair (c, h) to begin with; zeros by default.
            dtype: the dtype of these zeros.
            sequence_length: [batch] whole numbers: how many steps each sequence has.

        Returns:
            The outputs, a tensor or a list like the inputs, and the final `LSTMStateTuple`.
        """
        if isinstance(inputs, list):
            outputs, state = super().__call__(stack(inputs), *args, **kwargs)
            return unstack(outputs), state
        return super().__call__(inputs, *args, **kwargs)

    def call(  # type: ignore[override]
        self, inputs: Any, initial_state: Any = None, dtype: Any = None, sequence_length: Any = None
    ) -> Any:
        """All steps."""
        if initial_state is None and dtype is None:
            raise ValueError("Either initial_state or dtype needs to be specified")
        self._cell._scope = self._scope  # the weights live where this layer's would
        start = None if initial_state is None else LSTMStateTuple(*initial_state)
        result = dynamic_rnn(
            self._cell, inputs, sequence_length, initial_state=start, dtype=dtype, time_major=True
        )
        self._trainable_weights = self._cell.trainable_weights
        return result
