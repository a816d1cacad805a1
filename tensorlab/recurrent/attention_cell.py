"""Cells around a cell that look back at their own last outputs, or let their input pass by.

Read next: `attention.py`.
"""

from typing import Any

from tensorlab.nest import assert_same_structure, flatten, is_nested, map_structure
from tensorlab.ops.activations import sigmoid
from tensorlab.ops.array import concat
from tensorlab.ops.cutting import slice_
from tensorlab.ops.hyperbolic import tanh
from tensorlab.ops.initializers import Constant
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import xw_plus_b
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.softmax_family import softmax
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.cell import RNNCell, assert_like_rnncell
from tensorlab.recurrent.projections import linear
from tensorlab.recurrent.wrappers import CellWrapper

__all__ = ["AttentionCellWrapper", "HighwayWrapper"]


class AttentionCellWrapper(RNNCell):
    r"""A cell that keeps its last outputs, and at every step looks back at those that matter.

    $$a_i = \text{softmax}_i\left(v^T \tanh(W y_{t-i} + U s_t)\right), \qquad d_t = \sum_i a_i\, y_{t-i}$$

    Args:
        cell: the cell.
        attn_length: how many of the last outputs are kept.
        attn_size: the width of the output; that of the cell's by default.
        attn_vec_size: the width of the comparison; `attn_size` by default.
        input_size: the width of what the cell reads; that of the input by default.
        state_is_tuple: False: the state is one tensor, for cells whose state is one.
        reuse: whether to find existing variables in its scope.

    Raises:
        TypeError: when `cell` is no cell.
        ValueError: when the cell's state is a tuple and `state_is_tuple` is False, or `attn_length` is not positive.

    Source: Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate" (2014).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.AttentionCellWrapper(tf.contrib.rnn.GRUCell(5), attn_length=4)
    ...     outputs, state = tf.nn.dynamic_rnn(cell, tf.ones([2, 9, 3]), dtype=tf.float32)
    >>> print(outputs.shape, [one.shape.as_list() for one in state])
    (2, 9, 5) [[2, 5], [2, 5], [2, 20]]
    """

    def __init__(
        self,
        cell: Any,
        attn_length: int,
        attn_size: int | None = None,
        attn_vec_size: int | None = None,
        input_size: int | None = None,
        state_is_tuple: bool = True,
        reuse: Any = None,
    ) -> None:
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        if is_nested(cell.state_size) and not state_is_tuple:
            raise ValueError(
                "Cell returns tuple of states, but the flag state_is_tuple is not set. State size is: "
                f"{cell.state_size}"
            )
        if attn_length <= 0:
            raise ValueError(f"attn_length should be greater than zero, got {attn_length}")
        self._cell = cell
        self._length = attn_length
        self._size: int = cell.output_size if attn_size is None else attn_size
        self._compared: int = self._size if attn_vec_size is None else attn_vec_size
        self._input_size = input_size
        self._state_is_tuple = state_is_tuple

    @property
    def state_size(self) -> Any:
        """The cell's state, what was looked at, and the outputs that are kept, side by side."""
        sizes = (self._cell.state_size, self._size, self._size * self._length)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> int:
        """The width of the output."""
        return self._size

    def call(self, inputs: Any, state: Any) -> Any:
        """One step."""
        length, size = self._length, self._size
        if self._state_is_tuple:
            state, seen, kept = state
        else:
            place = self._cell.state_size
            whole = state
            state = slice_(whole, [0, 0], [-1, place])
            seen = slice_(whole, [0, place], [-1, size])
            kept = slice_(whole, [0, place + size], [-1, size * length])
        kept = reshape(kept, [-1, length, size])
        width = inputs.shape.as_list()[1] if self._input_size is None else self._input_size
        output, new_state = self._cell(linear([inputs, seen], width, True), state)
        seen = self._look_back(concat(flatten(new_state), 1) if is_nested(new_state) else new_state, kept)
        with variable_scope("attn_output_projection"):
            output = linear([output, seen], size, True)
        kept = concat([slice_(kept, [0, 1, 0], [-1, -1, -1]), expand_dims(output, 1)], 1)
        parts = (new_state, seen, reshape(kept, [-1, length * size]))
        return output, parts if self._state_is_tuple else concat(list(parts), 1)

    def _look_back(self, query: Any, kept: Any) -> Any:
        """The sum of the outputs that are kept, each as far as it matters."""
        length, size, compared = self._length, self._size, self._compared
        with variable_scope("attention"):
            kernel = get_variable("attn_w", [1, 1, size, compared])
            vector = get_variable("attn_v", [compared])
            rows = matmul(reshape(kept, [-1, size]), reshape(kernel, [size, compared]))
            features = reshape(rows, [-1, length, compared])
            question = reshape(linear(query, compared, True), [-1, 1, compared])
            weights = softmax(reduce_sum(vector * tanh(features + question), [2]))
            return reshape(reduce_sum(expand_dims(weights, 2) * kept, [1]), [-1, size])


class HighwayWrapper(CellWrapper):
    r"""Lets the input of a cell pass by, as far as a gate says.

    $$y_t = \sigma(x_t W + b) \odot x_t + (1 - \sigma(x_t W + b)) \odot \text{cell}(x_t, s_{t-1})$$

    Args:
        cell: the cell; its output must be as wide as its input.
        couple_carry_transform_gates: False gives the cell's output a gate of its own.
        carry_bias_init: what the gate's bias starts from.

    Source: Srivastava et al., "Highway Networks" (2015).
    """

    def __init__(
        self, cell: Any, couple_carry_transform_gates: bool = True, carry_bias_init: float = 1.0
    ) -> None:
        super().__init__(cell)
        self._coupled = couple_carry_transform_gates
        self._start = carry_bias_init

    def wrapped_step(self, inputs: Any, state: Any, scope: Any) -> Any:
        """One step, with the input passing by."""
        outputs, new_state = self._inner(inputs, state, scope)
        assert_same_structure(inputs, outputs)
        map_structure(lambda x, y: x.shape.assert_is_compatible_with(y.shape), inputs, outputs)
        return map_structure(self._mixed, inputs, outputs), new_state

    def _mixed(self, given: Any, made: Any) -> Any:
        width = given.shape.with_rank(2).as_list()[1]
        carry = self._gate("carry", given, width, self._start)
        transform = 1 - carry if self._coupled else self._gate("transform", given, width, -self._start)
        return given * carry + made * transform

    @staticmethod
    def _gate(name: str, given: Any, width: Any, start: float) -> Any:
        weights = get_variable(f"{name}_w", [width, width])
        biases = get_variable(f"{name}_b", [width], initializer=Constant(start))
        return sigmoid(xw_plus_b(given, weights, biases))
