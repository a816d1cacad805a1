r"""A decoder that looks back: at every step it asks all of the encoder's outputs which of them matter now.

$$a_i = \text{softmax}_i\left(v^T \tanh(W h_i + U s_t)\right), \qquad d_t = \sum_i a_i h_i$$

The encoder's outputs are h_i, the decoder's state is s_t. The weights a_i add up to 1; d_t is what was looked at,
and goes into the output and into the next input.

Source: Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate" (2014); Vinyals et
al., "Grammar as a Foreign Language" (2014).

Read next: `attention.py`, the same thought for decoders in loops.
"""

import copy
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import flatten
from tensorlab.ops.array import concat
from tensorlab.ops.fills import zeros
from tensorlab.ops.hyperbolic import tanh
from tensorlab.ops.linalg import matmul
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.softmax_family import softmax
from tensorlab.ops.stacking import stack
from tensorlab.ops.variable_scope import get_variable_scope, variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.projections import EmbeddingWrapper, OutputProjectionWrapper, linear
from tensorlab.recurrent.sequence_to_sequence import LoopFunction, either_way, own_words
from tensorlab.recurrent.static_rnn import static_rnn

__all__ = ["attention_decoder", "embedding_attention_decoder", "embedding_attention_seq2seq"]


class _Reader:
    """What looks back at the encoder's outputs: one or several heads, each with weights of its own."""

    def __init__(self, states: Tensor, num_heads: int) -> None:
        self.states = states
        self.width = width = int(states.shape[2])
        self.features, self.vectors = [], []
        for head in range(num_heads):
            # The shape is that of a 1x1 convolution, as which the product was once written.
            kernel = get_variable(f"AttnW_{head}", [1, 1, width, width])
            product = matmul(reshape(states, [-1, width]), reshape(kernel, [width, width]))
            self.features.append(reshape(product, shape_of(states)))
            self.vectors.append(get_variable(f"AttnV_{head}", [width]))

    def read(self, query: Any) -> list[Tensor]:
        """What each head looks at, asked by a state."""
        query = flatten(query)
        query = query[0] if len(query) == 1 else concat(query, 1)
        found = []
        for head, (features, vector) in enumerate(zip(self.features, self.vectors, strict=True)):
            with variable_scope(f"Attention_{head}"):
                question = expand_dims(linear(query, self.width, True), 1)
                weights = softmax(reduce_sum(vector * tanh(features + question), [2]))
                seen = reduce_sum(expand_dims(weights, 2) * self.states, [1])
                found.append(reshape(seen, [-1, self.width]))
        return found


def attention_decoder(
    decoder_inputs: list[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    output_size: int | None = None,
    num_heads: int = 1,
    loop_function: LoopFunction | None = None,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """Lead a cell along a list, looking back at other states at every step.

    Args:
        decoder_inputs: a list of tensors [batch, input size].
        initial_state: the state to begin with.
        attention_states: [batch, steps read, width]: what to look at, usually an encoder's outputs.
        cell: the cell.
        output_size: the width of the outputs; that of the cell's by default.
        num_heads: how many places it looks at separately.
        loop_function: see `rnn_decoder`.
        dtype: the dtype of the variables.
        scope: the variable scope, "attention_decoder" by default.
        initial_state_attention: True looks back before the first step already, False begins with zeros.

    Returns:
        The list of outputs [batch, output_size] and the final state.

    Raises:
        ValueError: without inputs or heads, or when a width is unknown.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell, read = tf.contrib.rnn.GRUCell(3), tf.ones([2, 6, 4])
    ...     outputs, state = tf.contrib.legacy_seq2seq.attention_decoder(
    ...         [tf.ones([2, 5])] * 2, tf.ones([2, 3]), read, cell)
    >>> outputs[1].shape.as_list()
    [2, 3]
    """
    if not decoder_inputs:
        raise ValueError("Must provide at least 1 input to attention decoder.")
    if num_heads < 1:
        raise ValueError("With less than 1 heads, use a non-attention decoder.")
    attention_states = convert_to_tensor(attention_states)
    if attention_states.shape.with_rank(3).sizes[2] is None:
        raise ValueError(f"Shape[2] of attention_states must be known: {attention_states.shape}")
    if output_size is None:
        output_size = cell.output_size
    with variable_scope(scope or "attention_decoder", dtype=dtype) as opened:
        reader = _Reader(attention_states, num_heads)
        state, outputs, last = initial_state, [], None
        nothing = zeros(stack([shape_of(decoder_inputs[0])[0], reader.width]), dtype=opened.dtype)
        nothing.set_shape([None, reader.width])
        seen = reader.read(initial_state) if initial_state_attention else [nothing] * num_heads
        for number, step_input in enumerate(decoder_inputs):
            if number > 0:
                get_variable_scope().reuse_variables()
            if loop_function is not None and last is not None:
                with variable_scope("loop_function", reuse=True):
                    step_input = loop_function(last, number)
            width = step_input.shape.with_rank(2).sizes[1]
            if width is None:
                raise ValueError(f"Could not infer input size from input: {step_input.name}")
            cell_output, state = cell(linear([step_input, *seen], width, True), state)
            with variable_scope(get_variable_scope(), reuse=True if initial_state_attention else None):
                seen = reader.read(state)
            with variable_scope("AttnOutputProjection"):
                output = linear([cell_output, *seen], output_size, True)
            if loop_function is not None:
                last = output
            outputs.append(output)
    return outputs, state


def embedding_attention_decoder(
    decoder_inputs: list[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_size: int | None = None,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """`attention_decoder` for words: their numbers are looked up in a table of its own.

    Args:
        decoder_inputs: a list of tensors [batch] of whole numbers.
        num_symbols: how many words there are.
        embedding_size: the width of their vectors.
        output_projection, feed_previous, update_embedding_for_previous: see `embedding_rnn_decoder`.
        scope: the variable scope, "embedding_attention_decoder" by default.
        initial_state, attention_states, cell, num_heads, output_size, dtype, initial_state_attention: see
            `attention_decoder`.
    """
    if output_size is None:
        output_size = cell.output_size
    if output_projection is not None:
        convert_to_tensor(output_projection[1], dtype=dtype).shape.assert_is_compatible_with([num_symbols])
    with variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        table = get_variable("embedding", [num_symbols, embedding_size])
        feeding = own_words(table, output_projection, update_embedding_for_previous)
        return attention_decoder(
            [embedding_lookup(table, words) for words in decoder_inputs],
            initial_state,
            attention_states,
            cell,
            output_size=output_size,
            num_heads=num_heads,
            loop_function=feeding if feed_previous else None,
            initial_state_attention=initial_state_attention,
        )


def embedding_attention_seq2seq(
    encoder_inputs: list[Any],
    decoder_inputs: list[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    encoder_cell: Any = None,
    num_heads: int = 1,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """Read words and answer with words, looking back at what was read.

    Args:
        encoder_inputs, decoder_inputs: lists of tensors [batch] of whole numbers.
        cell: the decoder's cell; the encoder gets a copy of it unless it has one of its own.
        num_encoder_symbols, num_decoder_symbols: how many words each side has.
        embedding_size: the width of their vectors.
        encoder_cell: the encoder's cell.
        num_heads, initial_state_attention: see `attention_decoder`.
        output_projection, feed_previous, dtype: see `embedding_rnn_seq2seq`.
        scope: the variable scope, "embedding_attention_seq2seq" by default.

    Returns:
        The list of outputs and the decoder's final state.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     words = [tf.constant([1, 2]), tf.constant([3, 0])]
    ...     outputs, state = tf.contrib.legacy_seq2seq.embedding_attention_seq2seq(
    ...         words, words, tf.contrib.rnn.GRUCell(5), 10, 8, embedding_size=4)
    >>> outputs[0].shape.as_list(), state.shape.as_list()
    ([2, 8], [2, 5])
    """
    with variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as opened:
        encoder_cell = copy.deepcopy(cell) if encoder_cell is None else encoder_cell
        encoder_cell = EmbeddingWrapper(encoder_cell, num_encoder_symbols, embedding_size)
        encoder_outputs, encoder_state = static_rnn(encoder_cell, encoder_inputs, dtype=opened.dtype)
        states = concat([reshape(one, [-1, 1, cell.output_size]) for one in encoder_outputs], 1)
        output_size = None
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)
            output_size = num_decoder_symbols

        def decoder(feeding: bool, **settings: Any) -> tuple[list[Any], Any]:
            return embedding_attention_decoder(
                decoder_inputs,
                encoder_state,
                states,
                cell,
                num_decoder_symbols,
                embedding_size,
                num_heads=num_heads,
                output_size=output_size,
                output_projection=output_projection,
                feed_previous=feeding,
                initial_state_attention=initial_state_attention,
                **settings,
            )

        if isinstance(feed_previous, bool):
            return decoder(feed_previous)
        return either_way(
            feed_previous,
            lambda feeding: decoder(feeding, update_embedding_for_previous=False),
            encoder_state,
        )
