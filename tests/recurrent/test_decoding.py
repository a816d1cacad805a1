"""Attention and decoders of tf.contrib.seq2seq: by formula, against other ways to the same result, and by name.

The variables' names are those that TensorFlow 1.15 makes.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf

s2s = tf.contrib.seq2seq
cells = tf.nn.rnn_cell
rng = np.random.RandomState(2)
MEMORY = rng.randn(2, 5, 3).astype(np.float32)
QUERY = rng.randn(2, 4).astype(np.float32)
INPUTS = rng.randn(2, 4, 3).astype(np.float32)


@pytest.fixture(autouse=True)
def graph() -> Iterator[None]:
    """A graph of its own for every test."""
    with tf.Graph().as_default():
        tf.set_random_seed(4)
        yield


def run(*values: Any) -> Any:
    """The values, after all variables were initialised."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run(values if len(values) > 1 else values[0])


def variables() -> dict[str, Any]:
    """All variables by name."""
    return {v.op.name: v for v in tf.global_variables()}


def close(actual: Any, expected: Any) -> None:
    """Equal but for rounding."""
    np.testing.assert_allclose(actual, expected, rtol=2e-5, atol=2e-6)


def softmax(z: Any) -> Any:
    """Rows that add up to 1."""
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


# --- mechanisms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("normalize", [False, True])
def test_additive_attention(normalize: bool) -> None:
    """Bahdanau's, plain and normalised."""
    mechanism = s2s.BahdanauAttention(6, MEMORY, normalize=normalize)
    weights, state = mechanism(tf.constant(QUERY), None)
    found, same, v = run(weights, state, variables())
    scope = "bahdanau_attention"
    extra = [f"{scope}/attention_b", f"{scope}/attention_g"] if normalize else []
    assert sorted(v) == sorted(
        ["memory_layer/kernel", f"{scope}/attention_v", f"{scope}/query_layer/kernel", *extra]
    )
    keys = MEMORY @ v["memory_layer/kernel"]
    question = (QUERY @ v[f"{scope}/query_layer/kernel"])[:, None]
    vector = v[f"{scope}/attention_v"]
    if normalize:
        vector = v[f"{scope}/attention_g"] * vector / np.sqrt((vector**2).sum())
        close(v[f"{scope}/attention_g"], 6**-0.5)
    close(found, softmax(np.tanh(keys + question) @ vector))
    close(found, same)


@pytest.mark.parametrize("scale", [False, True])
def test_multiplicative_attention(scale: bool) -> None:
    """Luong's, plain and scaled; the widths have to agree."""
    mechanism = s2s.LuongAttention(4, MEMORY, scale=scale)
    found, v = run(mechanism(tf.constant(QUERY), None)[0], variables())
    assert sorted(v) == (["luong_attention/attention_g"] if scale else []) + ["memory_layer/kernel"]
    close(found, softmax(np.einsum("bu,btu->bt", QUERY, MEMORY @ v["memory_layer/kernel"])))
    with pytest.raises(ValueError, match=r"set num_units to the query's dimension \(4\)"):
        s2s.LuongAttention(6, MEMORY)(tf.constant(QUERY), None)


def test_only_what_counts() -> None:
    """Behind a sequence's end the memory is zero, and so is its weight, in gradients too."""
    memory = tf.constant(MEMORY)
    mechanism = s2s.LuongAttention(4, memory, memory_sequence_length=[2, 5])
    weights, _ = mechanism(tf.constant(QUERY), None)
    (gradient,) = tf.gradients(tf.reduce_sum(weights[:, 0]), memory)
    found, values, slope = run(weights, mechanism.values, gradient)
    close(found[0, 2:], 0)
    close(found.sum(1), 1)
    close(values[0, 2:], 0)
    assert np.isfinite(slope).all() and np.abs(slope[0, :2]).min() > 0
    close(slope[0, 2:], 0)


def test_empty_sequences_are_refused() -> None:
    """There is nothing to attend to in a sequence of length 0."""
    lengths = tf.placeholder(tf.int32, [2])
    weights, _ = s2s.LuongAttention(4, MEMORY, lengths)(tf.constant(QUERY), None)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match="must greater than zero"):
            sess.run(weights, {lengths: [0, 3]})


def test_other_ways_to_weights() -> None:
    """A probability function of one's own, such as the hard one."""
    mechanism = s2s.LuongAttention(4, MEMORY, probability_fn=s2s.hardmax)
    found, soft = run(mechanism(tf.constant(QUERY), None)[0], mechanism.score(tf.constant(QUERY)))
    assert found.shape == (2, 5)
    close(found, np.eye(5)[soft.argmax(1)])
    with pytest.raises(TypeError, match="probability_fn must be callable"):
        s2s.LuongAttention(4, MEMORY, probability_fn="softmax")
    with pytest.raises(ValueError, match="fully defined inner dims"):
        s2s.LuongAttention(4, tf.placeholder(tf.float32, [2, 5, None]))


# --- the cell with attention ------------------------------------------------------------------------------


def test_a_step_with_attention() -> None:
    """One step by the formulas of the docstring."""
    cell = s2s.AttentionWrapper(
        cells.BasicRNNCell(4), s2s.LuongAttention(4, MEMORY), attention_layer_size=6, alignment_history=True
    )
    state = cell.zero_state(2, tf.float32)
    first, state = cell(tf.constant(INPUTS[:, 0]), state)
    second, state = cell(tf.constant(INPUTS[:, 1]), state)
    outputs, weights, history, time, v = run(
        [first, second], state.alignments, state.alignment_history.stack(), state.time, variables()
    )
    assert sorted(v) == [
        "attention_wrapper/attention_layer/kernel",
        "attention_wrapper/basic_rnn_cell/bias",
        "attention_wrapper/basic_rnn_cell/kernel",
        "memory_layer/kernel",
    ]
    keys = MEMORY @ v["memory_layer/kernel"]
    h, seen = np.zeros([2, 4]), np.zeros([2, 6])
    expected = []
    for step in range(2):
        given = np.concatenate([INPUTS[:, step], seen, h], 1)
        h = np.tanh(given @ v["attention_wrapper/basic_rnn_cell/kernel"])
        expected.append(softmax(np.einsum("bu,btu->bt", h, keys)))
        context = np.einsum("bt,btw->bw", expected[-1], MEMORY)
        seen = np.concatenate([h, context], 1) @ v["attention_wrapper/attention_layer/kernel"]
        close(outputs[step], seen)
    close(weights, expected[-1])
    close(history, expected)
    assert time == 2 and cell.output_size == 6 and cell.state_size.alignments == 5


def test_several_mechanisms_and_the_cells_own_output() -> None:
    """Two mechanisms side by side; without layers the contexts are what was looked at."""
    mechanisms = [s2s.LuongAttention(4, MEMORY), s2s.BahdanauAttention(7, MEMORY)]
    cell = s2s.AttentionWrapper(cells.BasicRNNCell(4), mechanisms, output_attention=False)
    output, state = cell(tf.constant(INPUTS[:, 0]), cell.zero_state(2, tf.float32))
    found, inner, seen, weights = run(output, state.cell_state, state.attention, state.alignments)
    close(found, inner)
    close(seen, np.concatenate([np.einsum("bt,btw->bw", one, MEMORY) for one in weights], 1))
    assert cell.output_size == 4 and len(cell.state_size.alignments) == 2


def test_beginning_with_an_encoders_state() -> None:
    """clone() puts a state into the zero state, and checks that it fits."""
    cell = s2s.AttentionWrapper(cells.BasicLSTMCell(4), s2s.LuongAttention(4, MEMORY))
    zero = cell.zero_state(2, tf.float32)
    encoded = cells.LSTMStateTuple(tf.constant(QUERY), tf.constant(-QUERY))
    started = zero.clone(cell_state=encoded)
    assert started.cell_state is encoded and started.time is zero.time
    with pytest.raises(ValueError, match="nested structure"):
        zero.clone(cell_state=tf.constant(QUERY))
    with pytest.raises(ValueError, match="compatible"):
        zero.clone(cell_state=cells.LSTMStateTuple(tf.ones([3, 4]), tf.ones([3, 4])))
    given = s2s.AttentionWrapper(
        cells.BasicLSTMCell(4), s2s.LuongAttention(4, MEMORY), initial_cell_state=encoded
    )
    close(run(given.zero_state(2, tf.float32).cell_state.c), QUERY)


def test_what_the_wrapper_refuses() -> None:
    """Other kinds of arguments, and a state that is none of its own."""
    mechanism = s2s.LuongAttention(4, MEMORY)
    with pytest.raises(TypeError, match="must be an AttentionMechanism"):
        s2s.AttentionWrapper(cells.GRUCell(4), "attention")
    with pytest.raises(TypeError, match="is not an RNNCell"):
        s2s.AttentionWrapper("cell", mechanism)
    with pytest.raises(ValueError, match="exactly one integer per attention_mechanism, saw: 2 vs 1"):
        s2s.AttentionWrapper(cells.GRUCell(4), mechanism, attention_layer_size=[3, 4])
    with pytest.raises(ValueError, match="Only one of"):
        s2s.AttentionWrapper(cells.GRUCell(4), mechanism, 3, attention_layer=tf.layers.Dense(3))
    cell = s2s.AttentionWrapper(cells.GRUCell(4), mechanism)
    with pytest.raises(TypeError, match=r"\.clone\(cell_state=\.\.\.\)"):
        cell(tf.constant(INPUTS[:, 0]), tf.constant(QUERY))


# --- decoders ---------------------------------------------------------------------------------------------


def test_training_is_dynamic_rnn() -> None:
    """A decoder that is told the right words does what dynamic_rnn does, in gradients too."""
    inputs, lengths = tf.constant(INPUTS), tf.constant([4, 2])
    cell = cells.LSTMCell(5)
    decoder = s2s.BasicDecoder(cell, s2s.TrainingHelper(inputs, lengths), cell.zero_state(2, tf.float32))
    outputs, state, found_lengths = s2s.dynamic_decode(decoder, impute_finished=True)
    assert outputs.rnn_output.shape.as_list() == [2, None, 5]
    assert outputs.sample_id.dtype == tf.int32
    with tf.variable_scope("", reuse=True):
        same = cells.LSTMCell(5, reuse=True)
        expected, last = tf.nn.dynamic_rnn(same, inputs, lengths, dtype=tf.float32, scope="decoder")
    kernel = variables()["decoder/lstm_cell/kernel"]
    slopes = [tf.gradients(tf.reduce_sum(tf.square(one)), [kernel, inputs]) for one in (outputs[0], expected)]
    assert len(variables()) == 2
    found = run(outputs.rnn_output, expected, state.c, last.c, found_lengths, outputs.sample_id, *slopes)
    close(found[0], found[1])
    close(found[2], found[3])
    np.testing.assert_array_equal(found[4], [4, 2])
    np.testing.assert_array_equal(found[5], found[0].argmax(-1))
    for one, other in zip(found[6], found[7], strict=True):
        close(one, other)


def test_what_stands_behind_the_end() -> None:
    """Without impute_finished the cell goes on; time major gives the steps first; the last can be cut off."""
    helper = s2s.TrainingHelper(tf.constant(INPUTS.transpose(1, 0, 2)), tf.constant([4, 2]), time_major=True)
    cell = cells.GRUCell(5)
    decoder = s2s.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32))
    outputs, _, lengths = s2s.dynamic_decode(decoder, output_time_major=True)
    with tf.variable_scope("", reuse=True):
        cut, _, cut_lengths = s2s.dynamic_decode(decoder, maximum_iterations=3, scope="decoder")
    whole, some, found, found_cut = run(outputs.rnn_output, cut.rnn_output, lengths, cut_lengths)
    assert whole.shape == (4, 2, 5) and some.shape == (2, 3, 5)
    assert np.abs(whole[2:, 1]).min() > 0
    close(some, whole[:3].transpose(1, 0, 2))
    np.testing.assert_array_equal(found, [4, 2])
    np.testing.assert_array_equal(found_cut, [3, 2])


def greedy(weights: dict[str, Any], start: list[int], end: int, most: int) -> tuple[list[Any], list[int]]:
    """The same in NumPy, word by word."""
    h, words = np.zeros([2, 4]), np.array(start)
    written, ended, lengths = [], np.zeros(2, bool), np.zeros(2, int)
    while not ended.all() and len(written) < most:
        given = np.concatenate([weights["table"][words], h], 1)
        h = np.tanh(given @ weights["decoder/basic_rnn_cell/kernel"])
        words = (h @ weights["decoder/dense/kernel"] + weights["decoder/dense/bias"]).argmax(1)
        lengths[~ended] = len(written) + 1
        written.append(words)
        ended = ended | (words == end)
    return written, lengths.tolist()


@pytest.mark.parametrize("seed", [1, 2, 3, 8])
def test_greedy_words(seed: int) -> None:
    """The network reads its own best words until the end word, or until it is stopped."""
    tf.set_random_seed(seed)
    table = tf.get_variable("table", [6, 3], initializer=tf.random_normal_initializer())
    cell = cells.BasicRNNCell(4)
    helper = s2s.GreedyEmbeddingHelper(table, [0, 1], 2)
    start = tf.random_normal_initializer()
    with tf.variable_scope("", initializer=start):
        decoder = s2s.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), tf.layers.Dense(6))
        outputs, _, lengths = s2s.dynamic_decode(decoder, maximum_iterations=10)
    found, found_lengths, weights = run(outputs.sample_id, lengths, variables())
    expected, expected_lengths = greedy(weights, [0, 1], 2, 10)
    np.testing.assert_array_equal(found, np.transpose(expected))
    assert found_lengths.tolist() == expected_lengths


def test_drawn_words() -> None:
    """Words drawn by chance: at a low temperature the best ones; the embedding may be a function."""
    table = tf.get_variable("table", [6, 3])
    cell, dense = cells.BasicRNNCell(4), tf.layers.Dense(6)
    found = []
    for helper in (
        s2s.GreedyEmbeddingHelper(table, [0, 1], 2),
        s2s.SampleEmbeddingHelper(lambda ids: tf.nn.embedding_lookup(table, ids), [0, 1], 2, 1e-4, seed=1),
        s2s.SampleEmbeddingHelper(table, [0, 1], 2, seed=1),
    ):
        decoder = s2s.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), dense)
        with tf.variable_scope("", reuse=tf.AUTO_REUSE):
            outputs, _, _ = s2s.dynamic_decode(decoder, maximum_iterations=30, scope="decoder")
        found.append(outputs.sample_id)
    best, cool, drawn = run(*found)
    np.testing.assert_array_equal(best, cool)
    assert set(np.unique(drawn)) <= set(range(6)) and len(np.unique(drawn)) > 2


def test_helpers_of_ones_own() -> None:
    """A helper out of functions, whose choices are vectors."""
    helper = s2s.CustomHelper(
        initialize_fn=lambda: ([False, False], tf.zeros([2, 4])),
        sample_fn=lambda time, outputs, state: outputs * 2.0,
        next_inputs_fn=lambda time, outputs, state, sample_ids: (
            time + 1 >= tf.constant([3, 1]),
            sample_ids,
            state,
        ),
        sample_ids_shape=[4],
        sample_ids_dtype=tf.float32,
    )
    with pytest.raises(ValueError, match="before initialize"):
        helper.batch_size  # noqa: B018
    cell = cells.GRUCell(4)
    decoder = s2s.BasicDecoder(cell, helper, tf.constant(QUERY))
    outputs, _, lengths = s2s.dynamic_decode(decoder)
    scores, choices, found = run(outputs.rnn_output, outputs.sample_id, lengths)
    close(choices, scores * 2)
    assert scores.shape == (2, 3, 4) and found.tolist() == [3, 1]


def test_attention_in_the_loop() -> None:
    """A decoder with attention: names, weights of every step, and gradients that reach the memory."""
    memory = tf.get_variable("memory", initializer=MEMORY)
    cell = s2s.AttentionWrapper(
        cells.LSTMCell(4), s2s.BahdanauAttention(5, memory, [5, 3]), 6, alignment_history=True
    )
    helper = s2s.TrainingHelper(tf.constant(INPUTS), [4, 3])
    decoder = s2s.BasicDecoder(cell, helper, cell.zero_state(2, tf.float32), tf.layers.Dense(7))
    outputs, state, _ = s2s.dynamic_decode(decoder)
    loss = s2s.sequence_loss(
        outputs.rnn_output, tf.zeros([2, 4], tf.int32), tf.sequence_mask([4, 3], 4, tf.float32)
    )
    train = tf.train.AdamOptimizer(0.1).minimize(loss)
    names = [v.op.name for v in tf.trainable_variables()]
    assert names == [
        "memory",
        "memory_layer/kernel",
        "decoder/attention_wrapper/lstm_cell/kernel",
        "decoder/attention_wrapper/lstm_cell/bias",
        "decoder/attention_wrapper/bahdanau_attention/query_layer/kernel",
        "decoder/attention_wrapper/bahdanau_attention/attention_v",
        "decoder/attention_wrapper/attention_layer/kernel",
        "decoder/dense/kernel",
        "decoder/dense/bias",
    ]
    history = state.alignment_history.stack()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        weights = sess.run(history)
        assert weights.shape == (4, 2, 5)
        close(weights.sum(-1), 1)
        close(weights[:, 1, 3:], 0)
        slope = sess.run(tf.gradients(loss, memory)[0])
        assert np.abs(slope[0]).min() > 0 and not slope[1, 3:].any()
        before = sess.run(loss)
        for _ in range(15):
            sess.run(train)
        assert before > 1.5 and sess.run(loss) < 0.3


def test_what_decoders_refuse() -> None:
    """Other kinds of arguments."""
    cell = cells.GRUCell(4)
    helper = s2s.TrainingHelper(tf.constant(INPUTS), [4, 2])
    with pytest.raises(TypeError, match="Expected decoder to be type Decoder"):
        s2s.dynamic_decode(cell)
    with pytest.raises(TypeError, match="helper must be a Helper"):
        s2s.BasicDecoder(cell, "helper", None)
    with pytest.raises(TypeError, match="output_layer must be a Layer"):
        s2s.BasicDecoder(cell, helper, None, output_layer=7)
    with pytest.raises(ValueError, match="must be a scalar"):
        s2s.dynamic_decode(s2s.BasicDecoder(cell, helper, tf.constant(QUERY)), maximum_iterations=[3])
    with pytest.raises(ValueError, match="sequence_length to be a vector"):
        s2s.TrainingHelper(tf.constant(INPUTS), 4)
    with pytest.raises(ValueError, match="start_tokens must be a vector"):
        s2s.GreedyEmbeddingHelper(tf.ones([3, 2]), 0, 1)
    with pytest.raises(ValueError, match="end_token must be a scalar"):
        s2s.GreedyEmbeddingHelper(tf.ones([3, 2]), [0], [1])
