"""A cell that looks back: at every step it asks an attention mechanism what of the memory matters now.

Read next: `decoding.py`, which leads it along what is to be written.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.errors import checks_arguments
from tensorlab.graph.dtypes import int32
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.core_layers import Dense
from tensorlab.nest import assert_same_structure, map_structure
from tensorlab.ops.array import concat
from tensorlab.ops.fills import zeros
from tensorlab.ops.flow import identity
from tensorlab.ops.linalg import matmul
from tensorlab.ops.shaping import expand_dims, squeeze
from tensorlab.recurrent.attention import AttentionMechanism
from tensorlab.recurrent.cell import RNNCell, assert_like_rnncell
from tensorlab.recurrent.sizes import static_shape, zeros_of_size

__all__ = ["AttentionWrapper", "AttentionWrapperState"]


class _State(NamedTuple):
    cell_state: Any
    attention: Any
    time: Any
    alignments: Any
    alignment_history: Any
    attention_state: Any


class AttentionWrapperState(_State):
    """The state of an `AttentionWrapper`.

    Attributes:
        cell_state: the state of the cell inside. attention: what was looked at in the step before. time: the number of
            the step. alignments: the weights of the step before. alignment_history: a `tf.TensorArray` of the
            weights of all steps, or (). attention_state: what the mechanism remembers.
    """

    __slots__ = ()

    def clone(self, **kwargs: Any) -> "AttentionWrapperState":
        """The same with other parts, such as `clone(cell_state=encoder_state)`.

        Raises:
            ValueError: when a part is nested or shaped differently.
        """
        for name, new in kwargs.items():
            old = getattr(self, name)
            assert_same_structure(old, new)
            map_structure(_keep_shape, old, new)
        return self._replace(**kwargs)


def _keep_shape(old: Any, new: Any) -> None:
    if isinstance(old, Tensor) and isinstance(new, Tensor):
        new.set_shape(old.shape)


class AttentionWrapper(RNNCell):
    r"""A cell with attention.

    1. The cell reads the input and what was looked at before: $o_t = \text{cell}([x_t, a_{t-1}], s_{t-1})$.
    2. The mechanism compares its output with the memory, and gives a weight for each part of it.
    3. The context is the sum of the memory with these weights.
    4. What was looked at is the context, or with an attention layer $a_t = A\,[o_t, \text{context}]$.

    Args:
        cell: the cell.
        attention_mechanism: a mechanism, or a list of them.
        attention_layer_size: the width of the attention layer (one for each mechanism); None for none.
        alignment_history: True keeps the weights of all steps in the state.
        cell_input_fn: a function from (input, attention) to what the cell reads; side by side by default.
        output_attention: True gives $a_t$ as output, False the cell's own.
        initial_cell_state: the state of the cell inside to begin with.
        name: the name of its scope, "attention_wrapper" by default.
        attention_layer: a layer to use in place of one of `attention_layer_size`.

    Raises:
        TypeError: for what is no cell or no mechanism.
        ValueError: when there are not as many layers as mechanisms, or both kinds are given.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/seq2seq/AttentionWrapper

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     read = tf.ones([2, 6, 4])
    ...     cell = tf.contrib.seq2seq.AttentionWrapper(
    ...         tf.contrib.rnn.GRUCell(5), tf.contrib.seq2seq.BahdanauAttention(3, read), attention_layer_size=7)
    ...     outputs, state = tf.nn.dynamic_rnn(cell, tf.ones([2, 9, 1]), dtype=tf.float32)
    >>> print(outputs.shape, state.alignments.shape, state.cell_state.shape)
    (2, 9, 7) (2, 6) (2, 5)
    """

    @checks_arguments
    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_layer_size: Any = None,
        alignment_history: bool = False,
        cell_input_fn: Callable[[Any, Any], Any] | None = None,
        output_attention: bool = True,
        initial_cell_state: Any = None,
        name: str | None = None,
        attention_layer: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        assert_like_rnncell("cell", cell)
        self._several = isinstance(attention_mechanism, (list, tuple))
        self._mechanisms = tuple(attention_mechanism) if self._several else (attention_mechanism,)
        for mechanism in self._mechanisms:
            if not isinstance(mechanism, AttentionMechanism):
                raise TypeError(
                    "attention_mechanism must be an AttentionMechanism or list of multiple AttentionMechanism "
                    f"instances, saw type: {type(mechanism).__name__}"
                )
        if cell_input_fn is not None and not callable(cell_input_fn):
            raise TypeError(f"cell_input_fn must be callable, saw type: {type(cell_input_fn).__name__}")
        if attention_layer_size is not None and attention_layer is not None:
            raise ValueError("Only one of attention_layer_size and attention_layer should be set")
        self._cell = cell
        self._cell_input_fn = cell_input_fn or (lambda inputs, attention: concat([inputs, attention], -1))
        self._layers = self._made_layers(attention_layer_size, attention_layer)
        widths = [
            mechanism.values.shape.as_list()[-1] if layer is None else layer.units
            for mechanism, layer in zip(self._mechanisms, self._layers, strict=True)
        ]
        self._width = sum(widths)
        self._output_attention = output_attention
        self._alignment_history = alignment_history
        self._initial_cell_state = initial_cell_state

    def _made_layers(self, sizes: Any, layers: Any) -> list[Any]:
        if sizes is None and layers is None:
            return [None] * len(self._mechanisms)
        given = sizes if sizes is not None else layers
        given = list(given) if isinstance(given, (list, tuple)) else [given]
        if len(given) != len(self._mechanisms):
            raise ValueError(
                "If provided, attention_layer_size must contain exactly one integer per attention_mechanism, saw: "
                f"{len(given)} vs {len(self._mechanisms)}"
            )
        if sizes is None:
            return given
        return [Dense(size, name="attention_layer", use_bias=False) for size in given]

    def _one_or_all(self, items: Any) -> Any:
        items = tuple(items)
        return items if self._several else items[0]

    @property
    def output_size(self) -> Any:
        """The width of what was looked at, or of the cell's output."""
        return self._width if self._output_attention else self._cell.output_size

    @property
    def state_size(self) -> AttentionWrapperState:
        """The sizes of the parts of its state."""
        sizes = self._one_or_all(mechanism.alignments_size for mechanism in self._mechanisms)
        history = sizes if self._alignment_history else self._one_or_all(() for _ in self._mechanisms)
        return AttentionWrapperState(
            self._cell.state_size, self._width, TensorShape([]), sizes, history, sizes
        )

    def zero_state(self, batch_size: Any, dtype: Any) -> AttentionWrapperState:
        """The state before the first step: zeros, and the cell state that was given, if one was."""
        with name_scope(type(self).__name__ + "ZeroState"):
            cell_state = self._initial_cell_state
            if cell_state is None:
                cell_state = self._cell.zero_state(batch_size, dtype)
            cell_state = map_structure(lambda one: identity(one, name="checked_cell_state"), cell_state)
            first = [mechanism.initial_state(batch_size, dtype) for mechanism in self._mechanisms]
            histories: list[Any] = [()] * len(first)
            if self._alignment_history:
                rows = [static_shape(batch_size, mechanism.alignments_size) for mechanism in self._mechanisms]
                histories = [TensorArray(dtype, size=0, dynamic_size=True, element_shape=row) for row in rows]
            return AttentionWrapperState(
                cell_state=cell_state,
                attention=zeros_of_size(batch_size, self._width, dtype),
                time=zeros([], dtype=int32),
                alignments=self._one_or_all(
                    mechanism.initial_alignments(batch_size, dtype) for mechanism in self._mechanisms
                ),
                alignment_history=self._one_or_all(histories),
                attention_state=self._one_or_all(first),
            )

    def call(self, inputs: Any, state: Any) -> tuple[Any, AttentionWrapperState]:
        """One step."""
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                "Expected state to be instance of AttentionWrapperState. Received type "
                f"{type(state)} instead. Begin with cell.zero_state(batch_size, tf.float32), and put an encoder's "
                "state into it with .clone(cell_state=...)."
            )
        output, cell_state = self._cell(self._cell_input_fn(inputs, state.attention), state.cell_state)
        several = self._several
        remembered = state.attention_state if several else [state.attention_state]
        before = state.alignment_history if several else [state.alignment_history]
        seen, weights, states, histories = [], [], [], []
        for mechanism, layer, own, history in zip(
            self._mechanisms, self._layers, remembered, before, strict=True
        ):
            alignments, next_own = mechanism(output, own)
            context = squeeze(matmul(expand_dims(alignments, 1), mechanism.values), [1])
            seen.append(context if layer is None else layer(concat([output, context], 1)))
            weights.append(alignments)
            states.append(next_own)
            histories.append(history.write(state.time, alignments) if self._alignment_history else ())
        attention = concat(seen, 1)
        next_state = AttentionWrapperState(
            cell_state=cell_state,
            attention=attention,
            time=state.time + 1,
            alignments=self._one_or_all(weights),
            alignment_history=self._one_or_all(histories),
            attention_state=self._one_or_all(states),
        )
        return attention if self._output_attention else output, next_state
