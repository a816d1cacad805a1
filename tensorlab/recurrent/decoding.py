"""Decoders: networks that write, one word after the other, in a loop, until each sequence has ended.

Three parts share the work. A *helper* says what is read at each step (`decoding_helpers.py`): the right words while
training, the network's own when it is used. A *decoder* takes one step with a cell and a helper. `dynamic_decode`
repeats the steps.

Read next: `decoding_helpers.py`.
"""

from typing import Any, NamedTuple

from tensorlab.control_flow.looping import while_loop
from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import assert_same_structure, flatten, map_structure, pack_sequence_as
from tensorlab.ops.fills import fill, zeros_like
from tensorlab.ops.logic import greater_equal, logical_not, logical_or
from tensorlab.ops.reduce_products import reduce_all
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.source import constant
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.decoding_helpers import Helper
from tensorlab.recurrent.dynamic_rnn import batch_and_time_swapped
from tensorlab.recurrent.sizes import static_shape, zeros_of_size

__all__ = ["BasicDecoder", "BasicDecoderOutput", "Decoder", "dynamic_decode"]


class Decoder:
    """What `dynamic_decode` repeats. A subclass defines the properties and methods below."""

    @property
    def batch_size(self) -> Any:
        """How many sequences are written at once."""
        raise NotImplementedError

    @property
    def output_size(self) -> Any:
        """The sizes of what a step gives, a nest."""
        raise NotImplementedError

    @property
    def output_dtype(self) -> Any:
        """Its dtypes, in the same nest."""
        raise NotImplementedError

    @property
    def tracks_own_finished(self) -> bool:
        """Whether `step` says of every sequence whether it has ended, and not only of those that end now."""
        return False

    def initialize(self, name: str | None = None) -> tuple[Any, Any, Any]:
        """Which sequences are finished already, the first inputs and the first state."""
        raise NotImplementedError

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> tuple[Any, ...]:
        """One step: the outputs, the next state, the next inputs, and which sequences are finished."""
        raise NotImplementedError

    def finalize(self, outputs: Any, final_state: Any, sequence_lengths: Any) -> tuple[Any, Any]:
        """What is to be done with the outputs when all is written; nothing, usually."""
        return outputs, final_state


class BasicDecoderOutput(NamedTuple):
    """What a `BasicDecoder` gives: the cell's outputs (scores of the words), and the words."""

    rnn_output: Any
    sample_id: Any


class BasicDecoder(Decoder):
    """Writes with a cell: its output, through a layer if there is one, are scores; a helper chooses the words.

    Args:
        cell: the cell.
        helper: see `decoding_helpers.py`.
        initial_state: the state to begin with.
        output_layer: a layer, such as `tf.layers.Dense(number of words)`.

    Raises:
        TypeError: when one of them is of another kind.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.contrib.rnn.GRUCell(4)
    ...     helper = tf.contrib.seq2seq.TrainingHelper(tf.ones([2, 5, 3]), [5, 2])
    ...     decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), tf.layers.Dense(7))
    ...     outputs, state, lengths = tf.contrib.seq2seq.dynamic_decode(decoder, impute_finished=True)
    ...     sess.run(tf.global_variables_initializer())
    ...     scores, words, found = sess.run([outputs.rnn_output, outputs.sample_id, lengths])
    ...     print(scores.shape, words.shape, found)
    (2, 5, 7) (2, 5) [5 2]
    """

    @checks_arguments
    def __init__(self, cell: Any, helper: Any, initial_state: Any, output_layer: Any = None) -> None:
        assert_like_rnncell("cell", cell)
        if not isinstance(helper, Helper):
            raise TypeError(f"helper must be a Helper, received: {type(helper)}")
        if output_layer is not None and not callable(output_layer):
            raise TypeError(f"output_layer must be a Layer, received: {type(output_layer)}")
        self._cell = cell
        self._helper = helper
        self._initial_state = initial_state
        self._output_layer = output_layer

    @property
    def batch_size(self) -> Any:
        """How many sequences are written at once."""
        return self._helper.batch_size

    def _score_size(self) -> Any:
        size = self._cell.output_size
        if self._output_layer is None:
            return size
        if hasattr(self._output_layer, "units"):
            return TensorShape([self._output_layer.units])
        return map_structure(
            lambda one: self._output_layer.compute_output_shape(static_shape(None, one))[1:], size
        )

    @property
    def output_size(self) -> BasicDecoderOutput:
        """The sizes of scores and words."""
        return BasicDecoderOutput(self._score_size(), self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> BasicDecoderOutput:
        """The dtypes of scores and words."""
        dtype = flatten(self._initial_state)[0].dtype.base_dtype
        return BasicDecoderOutput(
            map_structure(lambda _: dtype, self._score_size()), self._helper.sample_ids_dtype
        )

    def initialize(self, name: str | None = None) -> tuple[Any, Any, Any]:
        """What the helper begins with, and the first state."""
        return (*self._helper.initialize(), self._initial_state)

    def step(self, time: Any, inputs: Any, state: Any, name: str | None = None) -> tuple[Any, ...]:
        """One step of the cell, and the helper's choice."""
        with name_scope(name, "BasicDecoderStep"):
            scores, cell_state = self._cell(inputs, state)
            if self._output_layer is not None:
                scores = self._output_layer(scores)
            words = self._helper.sample(time=time, outputs=scores, state=cell_state)
            finished, next_inputs, next_state = self._helper.next_inputs(
                time=time, outputs=scores, state=cell_state, sample_ids=words
            )
        return BasicDecoderOutput(scores, words), next_state, next_inputs, finished


@checks_arguments
def dynamic_decode(
    decoder: Any,
    output_time_major: bool = False,
    impute_finished: bool = False,
    maximum_iterations: Any = None,
    parallel_iterations: int = 32,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Tensor]:
    """Repeat a decoder's steps until every sequence has ended.

    Args:
        decoder: the `Decoder`.
        output_time_major: True gives outputs [time, batch, ...], False [batch, time, ...].
        impute_finished: True gives zeros behind the end of a sequence, and keeps its state.
        maximum_iterations: after how many steps to stop in any case.
        parallel_iterations, swap_memory: accepted as in TensorFlow, without effect.
        scope: the variable scope, "decoder" by default.

    Returns:
        The outputs in the decoder's nest, the final state, and how long each sequence is.

    Raises:
        TypeError: when `decoder` is no decoder.
        ValueError: when `maximum_iterations` is no scalar.
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"Expected decoder to be type Decoder, but saw: {type(decoder)}")
    with variable_scope(scope, "decoder"):
        if maximum_iterations is not None:
            maximum_iterations = convert_to_tensor(maximum_iterations, dtype=int32, name="maximum_iterations")
            if maximum_iterations.shape.ndims != 0:
                raise ValueError("maximum_iterations must be a scalar")
        finished, inputs, state = decoder.initialize()
        batch_size = decoder.batch_size
        sizes, dtypes = decoder.output_size, decoder.output_dtype
        assert_same_structure(sizes, dtypes)
        nothing = map_structure(lambda size, dtype: zeros_of_size(batch_size, size, dtype), sizes, dtypes)
        if maximum_iterations is not None:
            finished = logical_or(finished, greater_equal(0, maximum_iterations))
        arrays = tuple(
            TensorArray(dtype, size=0, dynamic_size=True, element_shape=static_shape(batch_size, size))
            for size, dtype in zip(flatten(sizes), flatten(dtypes), strict=True)
        )

        def one_step(
            time: Any, arrays: Any, state: Any, inputs: Any, finished: Any, lengths: Any
        ) -> tuple[Any, ...]:
            outputs, next_state, next_inputs, ended = decoder.step(time, inputs, state)
            next_finished = ended if decoder.tracks_own_finished else logical_or(ended, finished)
            if maximum_iterations is not None:
                next_finished = logical_or(next_finished, time + 1 >= maximum_iterations)
            next_lengths = where(finished, lengths, fill(shape_of(lengths), time + 1))
            assert_same_structure(state, next_state)
            assert_same_structure(sizes, outputs)
            assert_same_structure(inputs, next_inputs)
            if impute_finished:
                outputs = map_structure(lambda zero, new: where(finished, zero, new), nothing, outputs)
                next_state = map_structure(lambda old, new: _kept(finished, old, new), state, next_state)
            arrays = tuple(
                array.write(time, one) for array, one in zip(arrays, flatten(outputs), strict=True)
            )
            return time + 1, arrays, next_state, next_inputs, next_finished, next_lengths

        _, arrays, state, _, _, lengths = while_loop(
            lambda time, arrays, state, inputs, finished, lengths: logical_not(reduce_all(finished)),
            one_step,
            (constant(0, dtype=int32), arrays, state, inputs, finished, zeros_like(finished, dtype=int32)),
        )
        outputs = pack_sequence_as(sizes, [array.stack() for array in arrays])
        outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = map_structure(batch_and_time_swapped, outputs)
    return outputs, state, lengths


def _kept(finished: Any, old: Any, new: Any) -> Any:
    """The new state, but the old one in the rows that have ended; what has no rows passes."""
    if not isinstance(old, Tensor):
        return new
    new.set_shape(old.shape)
    return new if new.shape.ndims == 0 else where(finished, old, new)
