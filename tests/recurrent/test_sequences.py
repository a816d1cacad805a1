"""Losses of sequences, and sequences answered with sequences in lists: what tf.contrib did, by formula and by name.

The variables' names and shapes are those that TensorFlow 1.15's `tf.contrib.legacy_seq2seq` makes.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf

legacy = tf.contrib.legacy_seq2seq
rng = np.random.RandomState(1)
LOGITS = rng.randn(3, 4, 5).astype(np.float32)
TARGETS = rng.randint(5, size=(3, 4)).astype(np.int32)
WEIGHTS = np.array([[1, 1, 1, 1], [1, 0.5, 0, 0], [0, 0, 0, 0]], np.float32)


@pytest.fixture(autouse=True)
def graph() -> Iterator[None]:
    """A graph of its own for every test."""
    with tf.Graph().as_default():
        tf.set_random_seed(5)
        yield


def run(*values: Any) -> Any:
    """The values, after all variables were initialised."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return sess.run(values if len(values) > 1 else values[0])


def close(actual: Any, expected: Any) -> None:
    """Equal but for rounding."""
    np.testing.assert_allclose(actual, expected, rtol=2e-5, atol=2e-6)


def crossings() -> Any:
    """-ln softmax(logits)[target] of every word, times its weight."""
    log_sums = np.log(np.exp(LOGITS).sum(-1))
    return (log_sums - np.take_along_axis(LOGITS, TARGETS[..., None], -1)[..., 0]) * WEIGHTS


# --- losses -----------------------------------------------------------------------------------------------


def safe(total: Any, count: Any) -> Any:
    """A quotient that is 0 where there is nothing to divide by."""
    return np.where(count == 0, 0, total / np.where(count == 0, 1, count))


@pytest.mark.parametrize("over_time", [True, False])
@pytest.mark.parametrize("over_batch", [True, False])
def test_mean_losses(over_time: bool, over_batch: bool) -> None:
    """The weighted mean over either axis, both, or none."""
    loss = tf.contrib.seq2seq.sequence_loss(
        tf.constant(LOGITS), tf.constant(TARGETS), tf.constant(WEIGHTS), over_time, over_batch
    )
    axes = tuple(axis for axis, wanted in ((0, over_batch), (1, over_time)) if wanted)
    expected = safe(crossings().sum(axes), WEIGHTS.sum(axes)) if axes else crossings()
    close(run(loss), expected)
    assert loss.op.name.startswith("sequence_loss/")


@pytest.mark.parametrize("over_time", [True, False])
@pytest.mark.parametrize("over_batch", [True, False])
def test_summed_losses(over_time: bool, over_batch: bool) -> None:
    """The sum, divided by how many words count."""
    loss = tf.contrib.seq2seq.sequence_loss(
        tf.constant(LOGITS),
        tf.constant(TARGETS),
        tf.constant(WEIGHTS),
        average_across_timesteps=False,
        average_across_batch=False,
        sum_over_timesteps=over_time,
        sum_over_batch=over_batch,
    )
    axes = tuple(axis for axis, wanted in ((0, over_batch), (1, over_time)) if wanted)
    expected = safe(crossings().sum(axes), (WEIGHTS != 0).sum(axes)) if axes else crossings()
    close(run(loss), expected)


def test_losses_of_unknown_sizes() -> None:
    """Batch and time may be unknown; the gradient is softmax minus one, weighted."""
    logits = tf.placeholder(tf.float32, [None, None, 5])
    targets, weights = tf.placeholder(tf.int32, [None, None]), tf.placeholder(tf.float32, [None, None])
    loss = tf.contrib.seq2seq.sequence_loss(logits, targets, weights)
    (gradient,) = tf.gradients(loss, logits)
    with tf.Session() as sess:
        found = sess.run(gradient, {logits: LOGITS, targets: TARGETS, weights: WEIGHTS})
    soft = np.exp(LOGITS) / np.exp(LOGITS).sum(-1, keepdims=True)
    close(found, (soft - np.eye(5)[TARGETS]) * WEIGHTS[..., None] / WEIGHTS.sum())


def test_what_the_loss_refuses() -> None:
    """Other ranks, and an axis averaged and summed over."""
    args = [tf.constant(LOGITS), tf.constant(TARGETS), tf.constant(WEIGHTS)]
    for place, words in enumerate(("Logits must be", "Targets must be", "Weights must be")):
        wrong = list(args)
        wrong[place] = tf.reshape(args[place], [-1])
        with pytest.raises(ValueError, match=words):
            tf.contrib.seq2seq.sequence_loss(*wrong)
    with pytest.raises(ValueError, match="average_across_timesteps and sum_over_timesteps"):
        tf.contrib.seq2seq.sequence_loss(*args, sum_over_timesteps=True)
    with pytest.raises(ValueError, match="average_across_batch and sum_over_batch"):
        tf.contrib.seq2seq.sequence_loss(*args, sum_over_batch=True)


def lists() -> tuple[list[Any], list[Any], list[Any]]:
    """The same, one tensor for each step."""
    return (
        [tf.constant(LOGITS[:, t]) for t in range(4)],
        [tf.constant(TARGETS[:, t]) for t in range(4)],
        [tf.constant(WEIGHTS[:, t]) for t in range(4)],
    )


def test_losses_of_lists() -> None:
    """By example, and averaged over the batch."""
    by_example = legacy.sequence_loss_by_example(*lists())
    summed = legacy.sequence_loss_by_example(*lists(), average_across_timesteps=False)
    mean = legacy.sequence_loss(*lists())
    total = legacy.sequence_loss(*lists(), average_across_batch=False)
    one, two, three, four = run(by_example, summed, mean, total)
    expected = safe(crossings().sum(1), WEIGHTS.sum(1))
    close(one, expected)
    close(two, crossings().sum(1))
    close(three, expected.sum() / 3)
    close(four, expected.sum())
    with pytest.raises(ValueError, match="Lengths of logits, weights, and targets must be the same 4, 4, 3"):
        logits, targets, weights = lists()
        legacy.sequence_loss_by_example(logits, targets[:3], weights)


def test_the_whole_batch_as_one_step() -> None:
    """The manner of the language model tutorials: all words of all steps in one tensor."""
    loss = legacy.sequence_loss_by_example(
        [tf.constant(LOGITS.reshape(-1, 5))], [tf.constant(TARGETS)], [tf.ones([12])], 5
    )
    assert run(loss).shape == (12,)


@pytest.mark.parametrize(
    "function",
    [
        lambda labels, logits: tf.reduce_sum(logits, 1) + tf.cast(labels, tf.float32),
        lambda inputs, labels: tf.reduce_sum(inputs, 1) + tf.cast(labels, tf.float32),
        lambda labels, inputs: tf.reduce_sum(inputs, 1) + tf.cast(labels, tf.float32),
    ],
)
def test_losses_of_ones_own(function: Any) -> None:
    """A function in place of the cross-entropy, in the argument orders of 1.15, 0.12 and 1.0."""
    loss = legacy.sequence_loss_by_example(
        *lists(), average_across_timesteps=False, softmax_loss_function=function
    )
    close(run(loss), ((LOGITS.sum(-1) + TARGETS) * WEIGHTS).sum(1))


# --- sequences answered with sequences --------------------------------------------------------------------


def names() -> list[str]:
    """Names and shapes of all variables."""
    return [f"{v.op.name} {v.shape.as_list()}" for v in tf.trainable_variables()]


def vectors(count: int, width: int = 3) -> list[Any]:
    """So many steps."""
    return [tf.constant(rng.randn(2, width), tf.float32) for _ in range(count)]


def words(count: int, among: int = 5) -> list[Any]:
    """So many words for each of two sequences."""
    return [tf.constant(rng.randint(among, size=2), tf.int32) for _ in range(count)]


def test_basic() -> None:
    """The encoder is a copy of the cell with weights of its own; its last state begins the answer."""
    read, written = vectors(3), vectors(2)
    outputs, state = legacy.basic_rnn_seq2seq(read, written, tf.nn.rnn_cell.GRUCell(4))
    scope = "basic_rnn_seq2seq"
    assert [name for name in names() if name.endswith("gates/kernel [7, 8]")] == [
        f"{scope}/rnn/gru_cell/gates/kernel [7, 8]",
        f"{scope}/rnn_decoder/gru_cell/gates/kernel [7, 8]",
    ]
    with tf.variable_scope(scope, reuse=True):
        _, middle = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(4, reuse=True), read, dtype=tf.float32)
        expected, last = tf.nn.static_rnn(
            tf.nn.rnn_cell.GRUCell(4, reuse=True), written, initial_state=middle, scope="rnn_decoder"
        )
    found = run(outputs, state, expected, last)
    close(found[0], found[2])
    close(found[1], found[3])


def test_tied() -> None:
    """The same weights read and write; a loop function feeds outputs back."""
    read, written = vectors(3, 4), vectors(2, 4)
    outputs, _ = legacy.tied_rnn_seq2seq(
        read, written, tf.nn.rnn_cell.GRUCell(4), loop_function=lambda last, step: last * step
    )
    assert len(names()) == 4
    assert names()[0] == "combined_tied_rnn_seq2seq/tied_rnn_seq2seq/gru_cell/gates/kernel [8, 8]"
    cell = tf.nn.rnn_cell.GRUCell(4, reuse=True)
    with tf.variable_scope("combined_tied_rnn_seq2seq", reuse=True):
        _, state = tf.nn.static_rnn(cell, read, dtype=tf.float32, scope="tied_rnn_seq2seq")
    first, state = cell(written[0], state)
    second, _ = cell(first * 1, state)
    found, *expected = run(outputs, first, second)
    close(found, expected)


@pytest.mark.parametrize("feed_previous", [False, True])
def test_embedded(feed_previous: bool) -> None:
    """Names as TensorFlow's; the decoder reads the words it is given, or those it wrote itself."""
    read, written = words(3), words(3)
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    outputs, state = legacy.embedding_rnn_seq2seq(read, written, cell, 5, 6, 2, feed_previous=feed_previous)
    scope = "embedding_rnn_seq2seq"
    decoder = f"{scope}/embedding_rnn_decoder/rnn_decoder/output_projection_wrapper"
    assert names() == [
        f"{scope}/rnn/embedding_wrapper/embedding [5, 2]",
        f"{scope}/rnn/embedding_wrapper/basic_lstm_cell/kernel [6, 16]",
        f"{scope}/rnn/embedding_wrapper/basic_lstm_cell/bias [16]",
        f"{scope}/embedding_rnn_decoder/embedding [6, 2]",
        f"{decoder}/basic_lstm_cell/kernel [6, 16]",
        f"{decoder}/basic_lstm_cell/bias [16]",
        f"{decoder}/kernel [4, 6]",
        f"{decoder}/bias [6]",
    ]
    by_name = {v.op.name: v for v in tf.trainable_variables()}
    table = by_name[f"{scope}/embedding_rnn_decoder/embedding"]
    inner = tf.nn.rnn_cell.BasicLSTMCell(4, reuse=True)
    with tf.variable_scope(f"{scope}/rnn/embedding_wrapper", reuse=True):
        encoder = tf.nn.rnn_cell.BasicLSTMCell(4, reuse=True)
        now = encoder.zero_state(2, tf.float32)
        for word in read:
            vector = tf.nn.embedding_lookup(by_name[f"{scope}/rnn/embedding_wrapper/embedding"], word)
            _, now = encoder(vector, now)
    expected, word = [], written[0]
    with tf.variable_scope(decoder, reuse=True):
        for step in range(3):
            h, now = inner(tf.nn.embedding_lookup(table, word), now)
            expected.append(tf.nn.xw_plus_b(h, by_name[f"{decoder}/kernel"], by_name[f"{decoder}/bias"]))
            word = tf.argmax(expected[-1], 1) if feed_previous else written[min(step + 1, 2)]
    found = run(outputs, expected, state, now)
    close(found[0], found[1])
    close(found[2], found[3])


@pytest.mark.parametrize("model", ["embedding_rnn_seq2seq", "embedding_attention_seq2seq"])
def test_a_tensor_decides_what_is_read(model: str) -> None:
    """feed_previous as a tensor: in every run one of both ways."""
    read, written = words(2), words(3)
    feeding = tf.placeholder(tf.bool, [])
    function = getattr(legacy, model)
    both, last = function(read, written, tf.nn.rnn_cell.GRUCell(3), 5, 5, 2, feed_previous=feeding)
    with tf.variable_scope("", reuse=True):
        ways = [
            function(read, written, tf.nn.rnn_cell.GRUCell(3), 5, 5, 2, feed_previous=way)
            for way in (False, True)
        ]
    assert len(both) == 3 and last.shape.as_list() == [2, 3]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for way, (outputs, state) in zip((False, True), ways, strict=True):
            found = sess.run([both, last, outputs, state], {feeding: way})
            close(found[0], found[2])
            close(found[1], found[3])
        loss = tf.add_n([tf.reduce_sum(tf.square(one)) for one in both])
        for way in (False, True):
            gradients = sess.run(tf.gradients(loss, tf.trainable_variables()[1:]), {feeding: way})
            assert all(np.abs(getattr(one, "values", one)).sum() > 0 for one in gradients[:2])


def test_one_table_for_both() -> None:
    """embedding_tied_rnn_seq2seq: one table, one network, fewer words to answer with."""
    outputs, _ = legacy.embedding_tied_rnn_seq2seq(
        words(3), words(2), tf.nn.rnn_cell.GRUCell(4), 5, 2, num_decoder_symbols=3, feed_previous=True
    )
    scope = "embedding_tied_rnn_seq2seq"
    inner = f"{scope}/combined_tied_rnn_seq2seq/tied_rnn_seq2seq/output_projection_wrapper"
    assert names()[0] == f"{scope}/embedding [5, 2]" and len(names()) == 7
    assert f"{inner}/gru_cell/candidate/kernel [6, 4]" in names() and f"{inner}/kernel [4, 3]" in names()
    assert run(outputs)[1].shape == (2, 3)


def test_one_encoder_for_many_decoders() -> None:
    """one2many_rnn_seq2seq."""
    decoders = {"left": words(2), "right": words(3)}
    two = {name: tf.nn.rnn_cell.GRUCell(4) for name in decoders}
    outputs, last = legacy.one2many_rnn_seq2seq(
        words(3), decoders, tf.nn.rnn_cell.GRUCell(4), two, 5, {"left": 5, "right": 7}, 2
    )
    found, state = run(outputs, last)
    assert [len(found["left"]), len(found["right"]), found["right"][0].shape[1]] == [2, 3, 7]
    assert state["left"].shape == (2, 4)
    assert "one2many_rnn_seq2seq/one2many_decoder_left/embedding_rnn_decoder/embedding [5, 2]" in names()
    with pytest.raises(ValueError, match="keys"):
        legacy.one2many_rnn_seq2seq(
            words(3), decoders, tf.nn.rnn_cell.GRUCell(4), {"left": two["left"]}, 5, {}, 2
        )
    with pytest.raises(TypeError, match="enc_cell is not an RNNCell"):
        legacy.one2many_rnn_seq2seq(words(3), decoders, "cell", two, 5, {}, 2)


def test_attention() -> None:
    """Names as TensorFlow's, and one step by the formula."""
    states = rng.randn(2, 6, 3).astype(np.float32)
    start = rng.randn(2, 4).astype(np.float32)
    given = vectors(2, 5)
    outputs, state = legacy.attention_decoder(
        given, tf.constant(start), tf.constant(states), tf.nn.rnn_cell.BasicRNNCell(4), output_size=7
    )
    assert names() == [
        "attention_decoder/AttnW_0 [1, 1, 3, 3]",
        "attention_decoder/AttnV_0 [3]",
        "attention_decoder/kernel [8, 5]",
        "attention_decoder/bias [5]",
        "attention_decoder/basic_rnn_cell/kernel [9, 4]",
        "attention_decoder/basic_rnn_cell/bias [4]",
        "attention_decoder/Attention_0/kernel [4, 3]",
        "attention_decoder/Attention_0/bias [3]",
        "attention_decoder/AttnOutputProjection/kernel [7, 7]",
        "attention_decoder/AttnOutputProjection/bias [7]",
    ]
    variables = {v.op.name.removeprefix("attention_decoder/"): v for v in tf.trainable_variables()}
    v, found, last, inputs = run(variables, outputs, state, given)
    seen, h = np.zeros([2, 3]), start
    for output, x in zip(found, inputs, strict=True):
        x = np.concatenate([x, seen], 1) @ v["kernel"]
        h = np.tanh(np.concatenate([x, h], 1) @ v["basic_rnn_cell/kernel"])
        question = h @ v["Attention_0/kernel"]
        scores = np.exp(np.tanh(states @ v["AttnW_0"][0, 0] + question[:, None]) @ v["AttnV_0"])
        weights = scores / scores.sum(1, keepdims=True)
        seen = (weights[..., None] * states).sum(1)
        close(output, np.concatenate([h, seen], 1) @ v["AttnOutputProjection/kernel"])
    close(last, h)


def test_attention_with_two_heads_from_the_beginning() -> None:
    """Several heads, and a look back before the first step."""
    states = tf.constant(rng.randn(2, 6, 3), tf.float32)
    outputs, _ = legacy.attention_decoder(
        vectors(3, 5),
        tf.ones([2, 4]),
        states,
        tf.nn.rnn_cell.GRUCell(4),
        num_heads=2,
        initial_state_attention=True,
    )
    assert "attention_decoder/Attention_1/kernel [4, 3]" in names()
    assert "attention_decoder/AttnOutputProjection/kernel [10, 4]" in names()
    assert run(outputs)[2].shape == (2, 4)
    with pytest.raises(ValueError, match="at least 1 input"):
        legacy.attention_decoder([], tf.ones([2, 4]), states, tf.nn.rnn_cell.GRUCell(4))
    with pytest.raises(ValueError, match="less than 1 heads"):
        legacy.attention_decoder(vectors(1), tf.ones([2, 4]), states, tf.nn.rnn_cell.GRUCell(4), num_heads=0)


def test_buckets_share_their_weights() -> None:
    """One network of several lengths: no variable more, and a loss for each."""
    read, written = words(4), words(5)
    targets, weights = words(5), [tf.ones([2])] * 5

    def model(one: Any, other: Any) -> Any:
        return legacy.embedding_rnn_seq2seq(one, other, tf.nn.rnn_cell.GRUCell(3), 5, 5, 2)

    outputs, losses = legacy.model_with_buckets(read, written, targets, weights, [(2, 3), (4, 5)], model)
    assert [len(one) for one in outputs] == [3, 5] and len(names()) == 12
    with tf.variable_scope("", reuse=True):
        alone, _ = model(read[:2], written[:3])
    expected = legacy.sequence_loss(alone, targets[:3], weights[:3])
    found = run(losses, expected)
    close(found[0][0], found[1])
    with tf.variable_scope("", reuse=True):
        _, each = legacy.model_with_buckets(
            read, written, targets, weights, [(2, 3)], model, per_example_loss=True
        )
    assert run(each[0]).shape == (2,)
    with pytest.raises(
        ValueError, match=r"Length of encoder_inputs \(4\) must be at least that of last bucket \(6\)"
    ):
        legacy.model_with_buckets(read, written, targets, weights, [(6, 3)], model)


@pytest.mark.parametrize("model", ["basic_rnn_seq2seq", "embedding_attention_seq2seq"])
def test_one_cell_object_for_all_buckets(model: str) -> None:
    """The manner of the translation tutorial: the same cell object in every bucket, and the same weights."""
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(3) for _ in range(2)])
    embedded = model.startswith("embedding")
    read, written = (words(3), words(3)) if embedded else (vectors(3), vectors(3))
    sizes = (5, 5, 2) if embedded else ()

    def network(one: Any, other: Any) -> Any:
        return getattr(legacy, model)(one, other, cell, *sizes)

    outputs, _ = legacy.model_with_buckets(
        read, written, words(3, 3), [tf.ones([2])] * 3, [(2, 2), (3, 3)], network
    )
    count = len(names())
    with tf.variable_scope("", reuse=True):
        alone, _ = network(read, written)
    fresh = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(3) for _ in range(2)])
    with tf.variable_scope("", reuse=True):
        expected, _ = getattr(legacy, model)(read, written, fresh, *sizes)
    assert len(names()) == count
    found = run(outputs[1], alone, expected)
    close(found[0], found[2])
    close(found[1], found[2])


def test_projection_of_another_shape_is_refused() -> None:
    """The projection must give as many scores as there are words."""
    projection = (tf.ones([4, 9]), tf.ones([9]))
    with pytest.raises(ValueError, match="are incompatible"):
        legacy.embedding_rnn_seq2seq(
            words(2), words(2), tf.nn.rnn_cell.GRUCell(4), 5, 5, 2, output_projection=projection
        )


def test_learns_to_copy() -> None:
    """The whole: a network that repeats what it read, with attention and Adam."""
    tf.set_random_seed(0)
    length, symbols = 3, 4
    read = [tf.placeholder(tf.int32, [None]) for _ in range(length)]
    written = [tf.zeros_like(read[0]), *read[:-1]]
    outputs, _ = legacy.embedding_attention_seq2seq(
        read, written, tf.nn.rnn_cell.GRUCell(12), symbols, symbols, 6
    )
    loss = legacy.sequence_loss(outputs, read, [tf.ones_like(one, tf.float32) for one in read])
    train = tf.train.AdamOptimizer(0.03).minimize(loss)
    sequences = np.random.RandomState(0).randint(symbols, size=(16, length))
    feed = {place: sequences[:, t] for t, place in enumerate(read)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        before = sess.run(loss, feed)
        for _ in range(60):
            sess.run(train, feed)
        assert before > 1.2 and sess.run(loss, feed) < 0.15


def test_the_name_before_1_0() -> None:
    """tf.nn.seq2seq is where all this was."""
    with pytest.warns(DeprecationWarning, match=r"tf\.contrib\.legacy_seq2seq"):
        old: Any = tf.nn.seq2seq
    assert old.sequence_loss_by_example is legacy.sequence_loss_by_example
    with pytest.warns(DeprecationWarning, match=r"tf\.nn\.static_rnn"):
        assert tf.nn.rnn is tf.nn.static_rnn
