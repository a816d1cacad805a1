"""Networks in loops, beyond what TensorFlow can be asked: second derivatives, devices, replays, plain words.

What `dynamic_rnn` computes is compared with TensorFlow in `tests/parity/programs/recurrent_networks.py`.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab

cells = tf.nn.rnn_cell
VALUES = np.random.RandomState(0).randn(2, 4, 3).astype(np.float32)


@pytest.fixture(autouse=True)
def graph() -> Iterator[None]:
    """A graph of its own for every test."""
    with tf.Graph().as_default():
        tf.set_random_seed(3)
        yield


def test_second_derivatives_go_through_the_loop() -> None:
    """The gradient of a gradient's length is the finite difference; TensorFlow 1.x refuses to take it."""
    x = tf.constant(VALUES, tf.float64)
    outputs, _ = tf.nn.dynamic_rnn(cells.GRUCell(2), x, [4, 2], dtype=tf.float64)
    (slope,) = tf.gradients(tf.reduce_sum(tf.square(outputs)), x)
    penalty = tf.reduce_sum(tf.square(slope))
    weights = tf.trainable_variables()[0]
    (second,) = tf.gradients(penalty, weights)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        start, found = sess.run([weights, second])
        for place in [(0, 0), (3, 1), (4, 3)]:
            moved = []
            for step in (1e-5, -1e-5):
                changed = start.copy()
                changed[place] += step
                weights.load(changed, sess)
                moved.append(sess.run(penalty))
            np.testing.assert_allclose(found[place], (moved[0] - moved[1]) / 2e-5, rtol=1e-5, atol=1e-8)


def test_the_loop_is_the_unrolled_network() -> None:
    """static_rnn and dynamic_rnn with the same weights: values and gradients, with lengths."""
    x = tf.constant(VALUES)
    looped, last = tf.nn.dynamic_rnn(cells.LSTMCell(4, name="c"), x, [4, 2], dtype=tf.float32)
    cell = cells.LSTMCell(4, name="c", reuse=True)
    steps, end = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), None, tf.float32, [4, 2], scope="rnn")
    ways = [looped, tf.stack(steps, 1)]
    slopes = [tf.gradients(tf.reduce_sum(tf.sin(one)), [x, *tf.trainable_variables()]) for one in ways]
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        one, other = sess.run([[looped, last, slopes[0]], [ways[1], end, slopes[1]]])
    for a, b in zip(tf.nest.flatten(one), tf.nest.flatten(other), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_on_a_gpu() -> None:
    """The same numbers on a (simulated) GPU as on the CPU."""

    def trained(device: str) -> Any:
        with tf.Graph().as_default():
            tf.set_random_seed(1)
            with tf.device(device):
                cell = cells.MultiRNNCell([cells.BasicLSTMCell(4), cells.GRUCell(3)])
                outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(VALUES), [4, 3], dtype=tf.float32)
                train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_mean(tf.square(outputs)))
            with tf.Session(config=tf.ConfigProto(allow_soft_placement=True)) as sess:
                sess.run(tf.global_variables_initializer())
                for _ in range(3):
                    sess.run(train)
                return sess.run(outputs)

    on_cpu = trained("/cpu:0")
    with lab.simulate_gpu():
        np.testing.assert_allclose(trained("/gpu:0"), on_cpu, rtol=1e-6, atol=1e-7)


def test_a_recorded_run_with_dropout_is_replayed() -> None:
    """What the steps drew is drawn again."""
    cell = cells.DropoutWrapper(cells.GRUCell(5), output_keep_prob=0.5)
    outputs, _ = tf.nn.dynamic_rnn(cell, tf.constant(VALUES), dtype=tf.float32, scope="net")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        with lab.trace(sess, budget=100_000) as tape:
            seen = [sess.run(outputs) for _ in range(30)]
        assert sum(run.values is None for run in tape.runs) > 20  # let go, to be computed again
        for number, values in enumerate(seen, 1):
            np.testing.assert_array_equal(tape.value(outputs, run=number), values)
    assert (seen[0] != seen[1]).any()


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ([2, 3], r"rank at least 3.*tf\.expand_dims\(x, -1\)"),
        ([2, 3, None], "Input size .* must be accessible"),
        (None, "Input size .* must be accessible"),
    ],
)
def test_inputs_that_do_not_fit(shape: Any, words: str) -> None:
    """The error says what is missing and how to give it."""
    x = tf.placeholder(tf.float32, shape)
    with pytest.raises(ValueError, match=words):
        tf.nn.dynamic_rnn(cells.GRUCell(2), x, dtype=tf.float32)


def test_neither_state_nor_dtype() -> None:
    """The error says which argument to give."""
    with pytest.raises(ValueError, match=r"dtype=tf\.float32"):
        tf.nn.dynamic_rnn(cells.GRUCell(2), tf.constant(VALUES))


def test_a_tensor_is_no_list_of_steps() -> None:
    """static_rnn says how to cut a tensor into its steps."""
    with pytest.raises(TypeError, match=r"tf\.unstack\(x, axis=1\)"):
        tf.nn.static_rnn(cells.GRUCell(2), tf.constant(VALUES), dtype=tf.float32)


def test_inputs_of_several_lengths() -> None:
    """All tensors of a nest must have the same number of steps."""
    other = tf.ones([2, 5, 3])
    with pytest.raises(ValueError, match="Time steps is not the same"):
        tf.nn.dynamic_rnn(cells.GRUCell(2), (tf.constant(VALUES), other), dtype=tf.float32)


def test_states_are_saved_under_names_like_the_state() -> None:
    """static_state_saving_rnn wants as many names as there are states."""
    steps = tf.unstack(tf.constant(VALUES), axis=1)
    with pytest.raises(ValueError, match=r"same type as cell\.state_size"):
        tf.nn.static_state_saving_rnn(cells.LSTMCell(2), steps, None, "one")
    with pytest.raises(ValueError, match=r"#elems\(state_name\) != #elems\(state_size\): 3 vs. 2"):
        tf.nn.static_state_saving_rnn(cells.LSTMCell(2), steps, None, ("a", "b", "c"))
    with pytest.raises(ValueError, match="different inferred_dtypes"):
        mixed = cells.LSTMStateTuple(tf.ones([2, 2]), tf.ones([2, 2], tf.float64))
        tf.nn.dynamic_rnn(cells.LSTMCell(2), tf.constant(VALUES), initial_state=mixed)


def test_layers_in_both_directions() -> None:
    """stack_bidirectional_*: what a layer writes in both directions, the next one reads; lists and loops agree."""
    x, lengths = tf.constant(VALUES), [4, 2]
    pairs = [[cells.GRUCell(2) for _ in range(2)] for _ in range(2)]
    outputs, forward, backward = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
        *pairs, x, dtype=tf.float32, sequence_length=lengths
    )
    given = x
    for layer in range(2):
        scope = f"stack_bidirectional_rnn/cell_{layer}/bidirectional_rnn"
        both = [cells.GRUCell(2, reuse=True) for _ in range(2)]
        given, ends = tf.nn.bidirectional_dynamic_rnn(*both, given, lengths, dtype=tf.float32, scope=scope)
        given = tf.concat(given, 2)
        expected_ends = ends
    lists = [[cells.GRUCell(2) for _ in range(2)] for _ in range(2)]
    steps, _, _ = tf.contrib.rnn.stack_bidirectional_rnn(
        *lists, tf.unstack(x, axis=1), dtype=tf.float32, scope="lists"
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        found, expected, last, ends, listed = sess.run(
            [outputs, given, (forward[1], backward[1]), expected_ends, steps]
        )
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    np.testing.assert_allclose(last, ends, rtol=1e-6)
    assert len(listed) == 4 and listed[0].shape == (2, 4) and outputs.shape.as_list() == [2, 4, 4]
    names = {v.op.name.split("/gru_cell")[0] for v in tf.trainable_variables()}
    assert {"lists/cell_1/bw", "stack_bidirectional_rnn/cell_0/bidirectional_rnn/fw"} <= names
    with pytest.raises(ValueError, match="same depth"):
        tf.contrib.rnn.stack_bidirectional_rnn(
            lists[0], lists[1][:1], tf.unstack(x, axis=1), dtype=tf.float32
        )
    with pytest.raises(ValueError, match="at least one cell"):
        tf.contrib.rnn.stack_bidirectional_dynamic_rnn([], [], x, dtype=tf.float32)
    with pytest.raises(ValueError, match="one per layer"):
        tf.contrib.rnn.stack_bidirectional_dynamic_rnn(*lists, x, initial_states_fw=[None], dtype=tf.float32)


def test_a_chain_of_nodes_stays_small() -> None:
    """A long sequence makes no larger graph than a short one."""
    counts = []
    for steps in (3, 300):
        with tf.Graph().as_default() as own:
            x = tf.placeholder(tf.float32, [2, steps, 3])
            outputs, _ = tf.nn.dynamic_rnn(cells.LSTMCell(4), x, dtype=tf.float32)
            tf.gradients(tf.reduce_sum(outputs), tf.trainable_variables())
            counts.append(len(own.get_operations()))
    assert counts[0] == counts[1] < 200
