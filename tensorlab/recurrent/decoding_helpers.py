"""What a decoder reads at each step: the right words, its own words, or what a function of the program says.

Read next: `attention_wrapper.py`, the cell that decoders are mostly used with.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from tensorlab.control_flow.branching import cond
from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import flatten, map_structure, pack_sequence_as
from tensorlab.ops.casting import cast
from tensorlab.ops.fills import fill, zeros_like
from tensorlab.ops.flow import identity
from tensorlab.ops.logic import equal
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.random import multinomial
from tensorlab.ops.reduce_extremes import argmax
from tensorlab.ops.reduce_products import reduce_all
from tensorlab.ops.shape_ops import reshape, size
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.recurrent.dynamic_rnn import batch_and_time_swapped

__all__ = ["CustomHelper", "GreedyEmbeddingHelper", "Helper", "SampleEmbeddingHelper", "TrainingHelper"]


class Helper:
    """What a decoder asks: which words to choose, what to read next, who has finished."""

    @property
    def batch_size(self) -> Any:
        """How many sequences there are."""
        raise NotImplementedError

    @property
    def sample_ids_shape(self) -> TensorShape:
        """The shape of one choice; a scalar: the number of a word."""
        return TensorShape([])

    @property
    def sample_ids_dtype(self) -> Any:
        """The dtype of a choice, int32."""
        return int32

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """Which sequences are finished from the beginning, and the first inputs."""
        raise NotImplementedError

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """The words that the scores `outputs` choose."""
        raise NotImplementedError

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> tuple[Any, Any, Any]:
        """Which sequences are finished, what is read next, and the state."""
        raise NotImplementedError


class TrainingHelper(Helper):
    """For training: whatever the network writes, it reads the right words.

    Args:
        inputs: [batch, time, width], the vectors of the right words; or a nest of such tensors.
        sequence_length: [batch] whole numbers.
        time_major: True: the inputs are [time, batch, width].
        name: the name scope of the nodes.

    Raises:
        ValueError: when `sequence_length` is no vector.
    """

    @checks_arguments
    def __init__(
        self, inputs: Any, sequence_length: Any, time_major: bool = False, name: str | None = None
    ) -> None:
        with name_scope(name, "TrainingHelper"):
            tensors = [convert_to_tensor(one, name="inputs") for one in flatten(inputs)]
            if not time_major:
                tensors = [batch_and_time_swapped(one) for one in tensors]
            self._lengths = convert_to_tensor(sequence_length, dtype=_int32_for(sequence_length))
            if self._lengths.shape.ndims != 1:
                raise ValueError(
                    f"Expected sequence_length to be a vector, but received shape: {self._lengths.shape}"
                )
            self._like = inputs
            self._steps = [
                TensorArray(one.dtype.base_dtype, size=_length(one), element_shape=one.shape[1:]).unstack(one)
                for one in tensors
            ]
            self._nothing = [zeros_like(one[0]) for one in tensors]
            self._batch_size = _count(self._lengths)

    @property
    def batch_size(self) -> Any:
        """How many sequences there are."""
        return self._batch_size

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """Empty sequences are finished; all others begin with their first vector."""
        return equal(cast(self._lengths, int32), 0), self._read(0)

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """The words with the highest scores."""
        return cast(argmax(outputs, -1), int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any = None, name: str | None = None
    ) -> tuple[Any, Any, Any]:
        """The next right word."""
        return time + 1 >= cast(self._lengths, int32), self._read(time + 1), state

    def _read(self, time: Any) -> Any:
        """The vectors of one step; zeros behind the end of all sequences."""
        over = reduce_all(time >= cast(self._lengths, int32))
        found = []
        for steps, nothing in zip(self._steps, self._nothing, strict=True):
            one = cond(over, partial(identity, nothing), partial(steps.read, time))
            one.set_shape(nothing.shape)
            found.append(one)
        return pack_sequence_as(self._like, found)


class GreedyEmbeddingHelper(Helper):
    """For use: the network reads its own words, each time the one with the highest score.

    Args:
        embedding: the table of vectors [words, width], or a function from numbers to vectors.
        start_tokens: [batch] whole numbers, what is read first.
        end_token: the number of the word that ends a sequence.

    Raises:
        ValueError: when `start_tokens` is no vector or `end_token` no scalar.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell, table = tf.contrib.rnn.GRUCell(4), tf.get_variable("table", [6, 3])
    ...     helper = tf.contrib.seq2seq.GreedyEmbeddingHelper(table, tf.zeros([2], tf.int32), end_token=5)
    ...     decoder = tf.contrib.seq2seq.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), tf.layers.Dense(6))
    ...     outputs, _, lengths = tf.contrib.seq2seq.dynamic_decode(decoder, maximum_iterations=8)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(outputs.sample_id).shape[0], outputs.rnn_output.shape)
    2 (2, ?, 6)
    """

    @checks_arguments
    def __init__(self, embedding: Any, start_tokens: Any, end_token: Any) -> None:
        self._vectors: Callable[[Any], Any] = (
            embedding if callable(embedding) else lambda words: embedding_lookup(embedding, words)
        )
        self._start_tokens = convert_to_tensor(
            start_tokens, dtype=_int32_for(start_tokens), name="start_tokens"
        )
        self._end_token = convert_to_tensor(end_token, dtype=_int32_for(end_token), name="end_token")
        if self._start_tokens.shape.ndims != 1:
            raise ValueError("start_tokens must be a vector")
        if self._end_token.shape.ndims != 0:
            raise ValueError("end_token must be a scalar")
        self._batch_size = _count(self._start_tokens)
        self._start_inputs = self._vectors(self._start_tokens)

    @property
    def batch_size(self) -> Any:
        """How many sequences there are."""
        return self._batch_size

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """No sequence is finished; all begin with their start word."""
        return fill([self._batch_size], False), self._start_inputs

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """The words with the highest scores."""
        return cast(argmax(outputs, -1), int32)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> tuple[Any, Any, Any]:
        """The words that were chosen; a sequence ends with the end word."""
        finished = equal(sample_ids, cast(self._end_token, sample_ids.dtype))
        following = cond(reduce_all(finished), lambda: self._start_inputs, lambda: self._vectors(sample_ids))
        following.set_shape(self._start_inputs.shape)
        return finished, following, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """For use: the network reads its own words, drawn with the chances that its scores give them.

    Args:
        embedding, start_tokens, end_token: see `GreedyEmbeddingHelper`.
        softmax_temperature: what the scores are divided by: above 1 it gets bolder, below 1 more careful.
        seed: a seed for the draws.
    """

    @checks_arguments
    def __init__(
        self,
        embedding: Any,
        start_tokens: Any,
        end_token: Any,
        softmax_temperature: Any = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(embedding, start_tokens, end_token)
        self._temperature = softmax_temperature
        self._seed = seed

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """Words drawn by chance."""
        scores = outputs if self._temperature is None else outputs / self._temperature
        return cast(reshape(multinomial(scores, 1, seed=self._seed), [-1]), int32)


class CustomHelper(Helper):
    """A helper out of three functions.

    Args:
        initialize_fn: gives which sequences are finished, and the first inputs.
        sample_fn: a function of time, outputs and state that gives the words.
        next_inputs_fn: a function of time, outputs, state and sample_ids that gives which sequences are finished, the
            next inputs and the state.
        sample_ids_shape, sample_ids_dtype: the shape and the dtype of one choice; a scalar int32 by default.
    """

    @checks_arguments
    def __init__(
        self,
        initialize_fn: Callable[[], Any],
        sample_fn: Callable[..., Any],
        next_inputs_fn: Callable[..., Any],
        sample_ids_shape: Any = None,
        sample_ids_dtype: Any = None,
    ) -> None:
        self._functions = initialize_fn, sample_fn, next_inputs_fn
        self._shape = TensorShape(sample_ids_shape or [])
        self._dtype = sample_ids_dtype or int32
        self._batch_size: Any = None

    @property
    def batch_size(self) -> Any:
        """How many sequences there are; known after `initialize`."""
        if self._batch_size is None:
            raise ValueError("batch_size accessed before initialize was called")
        return self._batch_size

    @property
    def sample_ids_shape(self) -> TensorShape:
        """The shape of one choice."""
        return self._shape

    @property
    def sample_ids_dtype(self) -> Any:
        """The dtype of a choice."""
        return self._dtype

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """What the first function gives."""
        finished, inputs = self._functions[0]()
        if self._batch_size is None:
            self._batch_size = _count(convert_to_tensor(finished))
        return convert_to_tensor(finished), map_structure(convert_to_tensor, inputs)

    def sample(self, time: Any, outputs: Any, state: Any, name: str | None = None) -> Any:
        """What the second function gives."""
        return self._functions[1](time=time, outputs=outputs, state=state)

    def next_inputs(
        self, time: Any, outputs: Any, state: Any, sample_ids: Any, name: str | None = None
    ) -> tuple[Any, Any, Any]:
        """What the third function gives."""
        return self._functions[2](time=time, outputs=outputs, state=state, sample_ids=sample_ids)


def _count(vector: Tensor) -> Any:
    """How many entries a vector has, as a number where that is known."""
    sizes = vector.shape.sizes
    return sizes[0] if sizes and sizes[0] is not None else size(vector)


def _length(tensor: Tensor) -> Any:
    """How many steps a tensor has, time first."""
    known = tensor.shape.as_list()[0]
    return shape_of(tensor)[0] if known is None else known


def _int32_for(value: Any) -> Any:
    """int32 for numbers and lists; a tensor keeps its dtype."""
    return None if hasattr(value, "dtype") else int32
