"""Sequences answered with sequences: one network reads, its last state starts another, which writes.

    encoder:  x0 x1 x2 -> state
    decoder:  state, GO y0 y1 -> y0 y1 y2

The decoder reads the word before and names the next. While training it reads the right words; when it is used, its
own (`feed_previous`, a loop function). All sequences here are Python lists with one tensor for each step, as in the
first translation tutorials.

Read next: `attention_decoder.py`, a decoder that looks back at what was read; `buckets.py`, several lengths.
"""

import copy
from collections.abc import Callable
from typing import Any

from tensorlab.control_flow.branching import cond
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.nest import flatten, is_nested, pack_sequence_as
from tensorlab.ops.flow import stop_gradient
from tensorlab.ops.nn_layers import xw_plus_b
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.reduce_extremes import argmax
from tensorlab.ops.variable_scope import get_variable_scope, variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.cell import RNNCell
from tensorlab.recurrent.projections import EmbeddingWrapper, OutputProjectionWrapper
from tensorlab.recurrent.static_rnn import static_rnn

__all__ = [
    "basic_rnn_seq2seq",
    "embedding_rnn_decoder",
    "embedding_rnn_seq2seq",
    "embedding_tied_rnn_seq2seq",
    "one2many_rnn_seq2seq",
    "rnn_decoder",
    "tied_rnn_seq2seq",
]

LoopFunction = Callable[[Any, int], Any]


def rnn_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    cell: Any,
    loop_function: LoopFunction | None = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Lead a cell along a list, from a given state; or let it read what a function makes of its last output.

    Args:
        decoder_inputs: a list of tensors [batch, input size].
        initial_state: the state to begin with, usually an encoder's last one.
        cell: the cell.
        loop_function: a function from (last output, step number) to the next input; `decoder_inputs` are then
            read only at the first step.
        scope: the variable scope, "rnn_decoder" by default.

    Returns:
        The list of outputs and the final state.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.GRUCell(3)
    ...     start = [tf.ones([2, 3])] * 4
    ...     own = tf.contrib.legacy_seq2seq.rnn_decoder(start, tf.zeros([2, 3]), cell, lambda last, step: last)
    >>> len(own[0]), own[1].shape.as_list()
    (4, [2, 3])
    """
    with variable_scope(scope or "rnn_decoder"):
        state, outputs, last = initial_state, [], None
        for number, step_input in enumerate(decoder_inputs):
            if loop_function is not None and last is not None:
                with variable_scope("loop_function", reuse=True):
                    step_input = loop_function(last, number)
            if number > 0:
                get_variable_scope().reuse_variables()
            output, state = cell(step_input, state)
            outputs.append(output)
            if loop_function is not None:
                last = output
    return outputs, state


def basic_rnn_seq2seq(
    encoder_inputs: Any, decoder_inputs: Any, cell: Any, dtype: Any = float32, scope: Any = None
) -> tuple[list[Any], Any]:
    """Read one list of vectors, then answer along another; two networks with weights of their own.

    Args:
        encoder_inputs, decoder_inputs: lists of tensors [batch, input size].
        cell: the decoder's cell; the encoder gets a copy of it.
        dtype: the dtype of the zero state.
        scope: the variable scope, "basic_rnn_seq2seq" by default.

    Returns:
        The list of the decoder's outputs and its final state.
    """
    with variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = static_rnn(copy.deepcopy(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    loop_function: LoopFunction | None = None,
    dtype: Any = float32,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Like `basic_rnn_seq2seq`, but the same weights read and write.

    Args:
        encoder_inputs, decoder_inputs: lists of tensors [batch, input size].
        cell: the cell.
        loop_function: see `rnn_decoder`.
        dtype: the dtype of the zero state.
        scope: the variable scope, "tied_rnn_seq2seq" by default, inside "combined_tied_rnn_seq2seq".
    """
    with variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function=loop_function, scope=scope)


def embedding_rnn_decoder(
    decoder_inputs: Any,
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """A decoder that reads words: their numbers are looked up in a table of its own.

    Args:
        decoder_inputs: a list of tensors [batch] of whole numbers.
        initial_state: the state to begin with.
        cell: the cell.
        num_symbols: how many words there are.
        embedding_size: the width of their vectors.
        output_projection: a pair (W, b) that turns an output into scores of the words; needed to feed them back when
            the cell does not give scores itself.
        feed_previous: True reads its own most likely word at each step, and `decoder_inputs` only at the first.
        update_embedding_for_previous: False lets no gradient into the table from words it wrote itself.
        scope: the variable scope, "embedding_rnn_decoder" by default.

    Raises:
        ValueError: when the projection has another shape.
    """
    with variable_scope(scope or "embedding_rnn_decoder") as opened:
        _check_projection(output_projection, num_symbols, opened.dtype)
        table = get_variable("embedding", [num_symbols, embedding_size])
        feeding = own_words(table, output_projection, update_embedding_for_previous)
        vectors = [embedding_lookup(table, words) for words in decoder_inputs]
        return rnn_decoder(vectors, initial_state, cell, loop_function=feeding if feed_previous else None)


def embedding_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Read words and answer with words: two tables, two networks.

    Args:
        encoder_inputs, decoder_inputs: lists of tensors [batch] of whole numbers.
        cell: the decoder's cell; the encoder gets a copy of it.
        num_encoder_symbols, num_decoder_symbols: how many words each side has.
        embedding_size: the width of their vectors.
        output_projection: a pair (W, b); without it the outputs are scores of the words already.
        feed_previous: whether the decoder reads its own words: True, False, or a scalar bool tensor, which decides
            in every run.
        dtype: the dtype of the zero state.
        scope: the variable scope, "embedding_rnn_seq2seq" by default.

    Returns:
        The list of outputs and the decoder's final state.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     words = [tf.constant([1, 2]), tf.constant([3, 0])]
    ...     outputs, state = tf.contrib.legacy_seq2seq.embedding_rnn_seq2seq(
    ...         words, words, tf.contrib.rnn.GRUCell(5), 10, 8, embedding_size=4)
    >>> outputs[0].shape.as_list(), state.shape.as_list()
    ([2, 8], [2, 5])
    """
    with variable_scope(scope or "embedding_rnn_seq2seq") as opened:
        if dtype is not None:
            opened.set_dtype(dtype)
        encoder_cell = EmbeddingWrapper(copy.deepcopy(cell), num_encoder_symbols, embedding_size)
        _, encoder_state = static_rnn(encoder_cell, encoder_inputs, dtype=opened.dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decoder(feeding: bool, **settings: Any) -> tuple[list[Any], Any]:
            return embedding_rnn_decoder(
                decoder_inputs,
                encoder_state,
                cell,
                num_decoder_symbols,
                embedding_size,
                output_projection=output_projection,
                feed_previous=feeding,
                **settings,
            )

        if isinstance(feed_previous, bool):
            return decoder(feed_previous)
        return either_way(
            feed_previous,
            lambda feeding: decoder(feeding, update_embedding_for_previous=False),
            encoder_state,
        )


def embedding_tied_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_decoder_symbols: int | None = None,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Read words and answer with words, with one table and one network for both.

    Args:
        encoder_inputs, decoder_inputs: lists of tensors [batch] of whole numbers.
        cell: the cell.
        num_symbols: how many words there are.
        embedding_size: the width of their vectors.
        num_decoder_symbols: among how many of them the answer chooses; all by default.
        output_projection, feed_previous, dtype: see `embedding_rnn_seq2seq`.
        scope: the variable scope, "embedding_tied_rnn_seq2seq" by default.
    """
    with variable_scope(scope or "embedding_tied_rnn_seq2seq", dtype=dtype) as opened:
        _check_projection(output_projection, num_symbols, opened.dtype)
        table = get_variable("embedding", [num_symbols, embedding_size], dtype=opened.dtype)
        read = [embedding_lookup(table, words) for words in encoder_inputs]
        written = [embedding_lookup(table, words) for words in decoder_inputs]
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols or num_symbols)

        def network(feeding: bool, update: bool) -> tuple[list[Any], Any]:
            own = own_words(table, output_projection, update) if feeding else None
            return tied_rnn_seq2seq(read, written, cell, loop_function=own, dtype=opened.dtype)

        if isinstance(feed_previous, bool):
            return network(feed_previous, True)
        return either_way(feed_previous, lambda feeding: network(feeding, False), cell.state_size)


def one2many_rnn_seq2seq(
    encoder_inputs: Any,
    decoder_inputs_dict: dict[str, Any],
    enc_cell: Any,
    dec_cells_dict: dict[str, Any],
    num_encoder_symbols: int,
    num_decoder_symbols_dict: dict[str, int],
    embedding_size: int,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Read words once, and answer in several ways: one encoder, a decoder for every name.

    Args:
        encoder_inputs: a list of tensors [batch] of whole numbers.
        decoder_inputs_dict, dec_cells_dict, num_decoder_symbols_dict: by name the inputs, the cell and the number of
            words of each decoder.
        enc_cell: the encoder's cell.
        num_encoder_symbols: how many words it knows.
        embedding_size, feed_previous, dtype: see `embedding_rnn_seq2seq`.
        scope: the variable scope, "one2many_rnn_seq2seq" by default.

    Returns:
        The outputs and the final states, by name.

    Raises:
        TypeError: when a cell is no `RNNCell`.
        ValueError: when the names differ.
    """
    for what, cell in (("enc_cell", enc_cell), *(("dec_cell", one) for one in dec_cells_dict.values())):
        if not isinstance(cell, RNNCell):
            raise TypeError(f"{what} is not an RNNCell: {type(cell)}")
    if set(dec_cells_dict) != set(decoder_inputs_dict):
        raise ValueError("keys of dec_cells_dict != keys of decoder_inputs_dict")
    outputs, states = {}, {}
    with variable_scope(scope or "one2many_rnn_seq2seq", dtype=dtype) as opened:
        encoder_cell = EmbeddingWrapper(enc_cell, num_encoder_symbols, embedding_size)
        _, encoder_state = static_rnn(encoder_cell, encoder_inputs, dtype=opened.dtype)
        for name, inputs in decoder_inputs_dict.items():
            words = num_decoder_symbols_dict[name]
            with variable_scope(f"one2many_decoder_{name}"):
                cell = OutputProjectionWrapper(dec_cells_dict[name], words)

                def decoder(
                    feeding: bool, inputs: Any = inputs, cell: Any = cell, words: int = words
                ) -> tuple[list[Any], Any]:
                    return embedding_rnn_decoder(
                        inputs, encoder_state, cell, words, embedding_size, feed_previous=feeding
                    )

                if isinstance(feed_previous, bool):
                    outputs[name], states[name] = decoder(feed_previous)
                else:
                    outputs[name], states[name] = either_way(feed_previous, decoder, encoder_state)
    return outputs, states


def own_words(table: Any, output_projection: Any = None, update_embedding: bool = True) -> LoopFunction:
    """A loop function that looks up the most likely word of the last output."""

    def vector_of_last(last: Any, _: int) -> Any:
        if output_projection is not None:
            last = xw_plus_b(last, output_projection[0], output_projection[1])
        vector = embedding_lookup(table, argmax(last, 1))
        return vector if update_embedding else stop_gradient(vector)

    return vector_of_last


def either_way(feed_previous: Any, decoder: Callable[[bool], tuple[list[Any], Any]], state_like: Any) -> Any:
    """A decoder described twice, with and without reading its own words; in a run a tensor decides."""
    lengths = []

    def flat(feeding: bool) -> list[Any]:
        with variable_scope(get_variable_scope(), reuse=None if feeding else True):
            outputs, state = decoder(feeding)
            lengths.append(len(outputs))
            return [*outputs, *flatten(state)]

    results = cond(feed_previous, lambda: flat(True), lambda: flat(False))
    outputs, states = results[: lengths[0]], results[lengths[0] :]
    return outputs, pack_sequence_as(state_like, states) if is_nested(state_like) else states[0]


def _check_projection(output_projection: Any, num_symbols: int, dtype: Any) -> None:
    if output_projection is not None:
        weights, biases = (convert_to_tensor(one, dtype=dtype) for one in output_projection)
        weights.shape.assert_is_compatible_with([None, num_symbols])
        biases.shape.assert_is_compatible_with([num_symbols])
