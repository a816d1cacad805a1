r"""Attention: which of the things that were read matter for what is to be written now?

The *memory* are the outputs of an encoder, one for each step it read. A mechanism compares a *query* (the decoder's
output) with each of them, which gives a score, and turns the scores into weights that add up to 1:

$$\text{weights} = \text{softmax}(\text{score}(q, m_1), \ldots, \text{score}(q, m_n)), \qquad
\text{context} = \sum_i \text{weight}_i\, m_i$$

Read next: `attention_wrapper.py`, a cell that asks such a mechanism at every step.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.core_layers import Dense
from tensorlab.ops.asserts import assert_positive
from tensorlab.ops.fills import ones_like
from tensorlab.ops.hyperbolic import tanh
from tensorlab.ops.initializers import Constant, Zeros
from tensorlab.ops.linalg import matmul
from tensorlab.ops.powers import rsqrt, square
from tensorlab.ops.reduce import reduce_sum
from tensorlab.ops.reduce_extremes import argmax
from tensorlab.ops.selecting import where
from tensorlab.ops.sequences import one_hot, sequence_mask
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.shaping import expand_dims, squeeze
from tensorlab.ops.softmax_family import softmax
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.sizes import zeros_of_size

__all__ = ["AttentionMechanism", "BahdanauAttention", "LuongAttention", "hardmax"]


class AttentionMechanism:
    """What all mechanisms have in common: a memory, the lengths of what was read, weights out of scores.

    Args:
        memory: [batch, steps read, width].
        memory_sequence_length: [batch] whole numbers: how much of it counts; the rest gets the weight 0.
        probability_fn: a function from scores to weights; softmax by default.
        score_mask_value: the score of what does not count, minus infinity by default.
        query_layer, memory_layer: layers that turn queries and memory into vectors of one width, or None.
        name: the name scope of the nodes.

    Attributes:
        values: the memory, zeros where it does not count. keys: what queries are compared with.
        batch_size, alignments_size: how many sequences, and how many steps were read.
    """

    def __init__(
        self,
        memory: Any,
        memory_sequence_length: Any = None,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        query_layer: Any = None,
        memory_layer: Any = None,
        name: str | None = None,
    ) -> None:
        if probability_fn is not None and not callable(probability_fn):
            raise TypeError(f"probability_fn must be callable, saw type: {type(probability_fn).__name__}")
        self.query_layer, self.memory_layer = query_layer, memory_layer
        self._probability_fn = probability_fn or softmax
        self._score_mask_value = float("-inf") if score_mask_value is None else score_mask_value
        with name_scope(name, "BaseAttentionMechanismInit"):
            memory = convert_to_tensor(memory, name="memory")
            if memory.shape.ndims is None or not memory.shape[2:].is_fully_defined():
                raise ValueError(
                    f"Expected memory {memory.name} to have fully defined inner dims, but saw shape: {memory.shape}"
                )
            self._lengths = None
            self.values: Tensor = memory
            if memory_sequence_length is not None:
                self._lengths = convert_to_tensor(memory_sequence_length, name="memory_sequence_length")
                mask = sequence_mask(self._lengths, maxlen=shape_of(memory)[1], dtype=memory.dtype.base_dtype)
                self.values = memory * expand_dims(mask, 2)
            self.keys: Tensor = memory_layer(self.values) if memory_layer else self.values
            sizes = self.keys.shape.as_list()
            self.batch_size = sizes[0] if sizes[0] is not None else shape_of(self.keys)[0]
            self.alignments_size = sizes[1] if sizes[1] is not None else shape_of(self.keys)[1]

    @property
    def state_size(self) -> Any:
        """How much a mechanism remembers from step to step: its last weights."""
        return self.alignments_size

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Tensor:
        """The weights before the first step: zeros."""
        return zeros_of_size(batch_size, self.alignments_size, dtype)

    def initial_state(self, batch_size: Any, dtype: Any) -> Tensor:
        """What it remembers before the first step."""
        return self.initial_alignments(batch_size, dtype)

    def __call__(self, query: Any, state: Any) -> tuple[Tensor, Any]:
        """The weights for a query [batch, width], and what to remember: the weights."""
        weights = self._weights(self.score(query))
        return weights, weights

    def score(self, query: Any) -> Tensor:
        """Compare a query with every key: [batch, steps read]."""
        raise NotImplementedError

    def _weights(self, score: Tensor) -> Tensor:
        if self._lengths is None:
            return self._probability_fn(score)
        message = "All values in memory_sequence_length must greater than zero."
        with control_dependencies([assert_positive(self._lengths, message=message)]):
            counts = sequence_mask(self._lengths, maxlen=shape_of(score)[1])
            return self._probability_fn(where(counts, score, self._score_mask_value * ones_like(score)))


class LuongAttention(AttentionMechanism):
    r"""Scores are products: $\text{score}(q, m) = q^T (M m)$.

    Args:
        num_units: the width of keys; that of the queries.
        memory, memory_sequence_length, probability_fn, score_mask_value, name: see `AttentionMechanism`.
        scale: True multiplies the scores by a number that is learned.
        dtype: the dtype of the weights.

    Variables: `memory_layer/kernel`; with `scale` `luong_attention/attention_g`.

    Source: Luong et al., "Effective Approaches to Attention-based Neural Machine Translation" (2015).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     memory = tf.ones([1, 4, 3])
    ...     weights, _ = tf.contrib.seq2seq.LuongAttention(2, memory)(tf.ones([1, 2]), None)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(weights))  # all alike
    [[0.25 0.25 0.25 0.25]]
    """

    @checks_arguments
    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        dtype: Any = None,
        name: str = "LuongAttention",
    ) -> None:
        layer = Dense(num_units, name="memory_layer", use_bias=False, dtype=dtype or float32)
        super().__init__(
            memory, memory_sequence_length, probability_fn, score_mask_value, memory_layer=layer, name=name
        )
        self._scale = scale

    def score(self, query: Any) -> Tensor:
        """Products of the query with every key."""
        with variable_scope(None, "luong_attention", [query]):
            if query.shape.as_list()[-1] != self.keys.shape.as_list()[-1]:
                raise ValueError(
                    f"Incompatible or unknown inner dimensions between query and keys. Query ({query.name}) has units: "
                    f"{query.shape[-1]}. Keys ({self.keys.name}) have units: {self.keys.shape[-1]}. Perhaps you "
                    f"need to set num_units to the query's dimension ({query.shape[-1]})?"
                )
            score = squeeze(matmul(expand_dims(query, 1), self.keys, transpose_b=True), [1])
            if self._scale:
                start = Constant(1.0, dtype=query.dtype)
                score = get_variable("attention_g", [], dtype=query.dtype, initializer=start) * score
            return score


class BahdanauAttention(AttentionMechanism):
    r"""Scores come from a small network: $\text{score}(q, m) = v^T \tanh(W q + M m)$.

    Args:
        num_units: the width of the comparison.
        memory, memory_sequence_length, probability_fn, score_mask_value, name: see `AttentionMechanism`.
        normalize: True divides v by its length, and learns the length and a bias besides.
        dtype: the dtype of the weights.

    Variables: `memory_layer/kernel`; `bahdanau_attention/query_layer/kernel`, `bahdanau_attention/attention_v`; with
    `normalize` `attention_g` and `attention_b`.

    Source: Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate" (2014); the
    normalized form: Salimans and Kingma, "Weight Normalization" (2016).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     attention = tf.contrib.seq2seq.BahdanauAttention(5, tf.ones([1, 4, 3]), memory_sequence_length=[2])
    ...     weights, _ = attention(tf.ones([1, 7]), None)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(weights))  # the other two do not count
    [[0.5 0.5 0.  0. ]]
    """

    @checks_arguments
    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        dtype: Any = None,
        name: str = "BahdanauAttention",
    ) -> None:
        dtype = dtype or float32
        super().__init__(
            memory,
            memory_sequence_length,
            probability_fn,
            score_mask_value,
            query_layer=Dense(num_units, name="query_layer", use_bias=False, dtype=dtype),
            memory_layer=Dense(num_units, name="memory_layer", use_bias=False, dtype=dtype),
            name=name,
        )
        self._num_units = num_units
        self._normalize = normalize

    def score(self, query: Any) -> Tensor:
        """The small network's answer for every key."""
        with variable_scope(None, "bahdanau_attention", [query]):
            question = expand_dims(self.query_layer(query), 1)
            dtype, units = query.dtype, self._num_units
            vector: Any = get_variable("attention_v", [units], dtype=dtype)
            if not self._normalize:
                return reduce_sum(vector * tanh(self.keys + question), [2])
            length = Constant(units**-0.5, dtype=dtype)
            g = get_variable("attention_g", [], dtype=dtype, initializer=length)
            b = get_variable("attention_b", [units], dtype=dtype, initializer=Zeros())
            vector = g * vector * rsqrt(reduce_sum(square(vector)))
            return reduce_sum(vector * tanh(self.keys + question + b), [2])


def hardmax(logits: Any, name: str | None = None) -> Tensor:
    """1 for the largest entry of each row, 0 for all others.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.contrib.seq2seq.hardmax([[1., 5., 2.]])))
    [[0. 1. 0.]]
    """
    with name_scope(name, "Hardmax", [logits]):
        logits = convert_to_tensor(logits, name="logits")
        depth = logits.shape.as_list()[-1]
        depth = shape_of(logits)[-1] if depth is None else depth
        return reshape(one_hot(argmax(logits, -1), depth, dtype=logits.dtype), shape_of(logits))
