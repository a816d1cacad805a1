"""Cells: what TensorFlow cannot be asked any more (tf.contrib), and what their errors say.

What `tf.nn.rnn_cell` computes is compared with TensorFlow in `tests/parity/programs/recurrent_cells.py`.
"""

import copy
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tensorlab as tf

cells = tf.nn.rnn_cell
more = tf.contrib.rnn
rng = np.random.RandomState(0)
X = rng.randn(2, 3).astype(np.float32)
C, H = (rng.randn(2, 4).astype(np.float32) for _ in range(2))
LSTM_STATE = cells.LSTMStateTuple(C, H)


@pytest.fixture(autouse=True)
def graph() -> Iterator[None]:
    """A graph of its own for every test."""
    with tf.Graph().as_default():
        tf.set_random_seed(3)
        yield


def run(values: Any) -> tuple[Any, dict[str, Any]]:
    """The values of a nest, and those of all variables by name."""
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        variables = {v.op.name: v for v in tf.global_variables()}
        return sess.run([values, variables])  # type: ignore[return-value]


def states(*arrays: Any) -> Any:
    """Constants of arrays."""
    return [tf.constant(array) for array in arrays]


def sigmoid(x: Any) -> Any:
    """1 / (1 + e^-x)."""
    return 1 / (1 + np.exp(-x))


def normalised(z: Any) -> Any:
    """Rows of mean 0 and variance 1."""
    return (z - z.mean(1, keepdims=True)) / np.sqrt(z.var(1, keepdims=True) + 1e-12)


def close(actual: Any, expected: Any) -> None:
    """Equal but for rounding."""
    np.testing.assert_allclose(actual, expected, rtol=2e-5, atol=2e-6)


# --- formulas of the cells of tf.contrib.rnn --------------------------------------------------------------


def test_layer_normalised_lstm() -> None:
    """The formula of its docstring."""
    output, state = more.LayerNormBasicLSTMCell(4, forget_bias=0.5)(X, cells.LSTMStateTuple(*states(C, H)))
    (found, (c, h)), variables = run((output, tuple(state)))
    scope = "layer_norm_basic_lstm_cell"
    gates = np.concatenate([X, H], 1) @ variables[f"{scope}/kernel"]
    i, j, f, o = (normalised(part) for part in np.split(gates, 4, 1))
    new_c = normalised(C * sigmoid(f + 0.5) + sigmoid(i) * np.tanh(j))
    close(c, new_c)
    close(h, np.tanh(new_c) * sigmoid(o))
    close(found, h)
    norms = [
        f"{scope}/{part}/{name}"
        for part in ("input", "transform", "forget", "output", "state")
        for name in ("gamma", "beta")
    ]
    assert sorted(variables) == sorted([f"{scope}/kernel", *norms])


def test_layer_normalised_lstm_without_norm() -> None:
    """Then it is an LSTM with a bias."""
    output, _ = more.LayerNormBasicLSTMCell(4, layer_norm=False)(X, cells.LSTMStateTuple(*states(C, H)))
    found, variables = run(output)
    assert sorted(variables) == [f"layer_norm_basic_lstm_cell/{name}" for name in ("bias", "kernel")]
    gates = np.concatenate([X, H], 1) @ variables["layer_norm_basic_lstm_cell/kernel"]
    i, j, f, o = np.split(gates + variables["layer_norm_basic_lstm_cell/bias"], 4, 1)
    close(found, np.tanh(C * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)) * sigmoid(o))


def test_layer_normalised_lstm_drops_what_is_written() -> None:
    """With dropout, the memory keeps what it had where nothing is written."""
    cell = more.LayerNormBasicLSTMCell(50, layer_norm=False, dropout_keep_prob=0.5, dropout_prob_seed=1)
    ones = tf.ones([1, 50])
    _, state = cell(tf.zeros([1, 3]), cells.LSTMStateTuple(ones, ones))
    with tf.variable_scope("", reuse=True):
        forget = tf.split(
            tf.matmul(
                tf.concat([tf.zeros([1, 3]), ones], 1),
                tf.get_variable("layer_norm_basic_lstm_cell/kernel", [53, 200]),
            )
            + tf.get_variable("layer_norm_basic_lstm_cell/bias", [200]),
            4,
            1,
        )[2]
    (c, f), _ = run((state.c, forget))
    kept = np.isclose(c, sigmoid(f + 1), atol=1e-6)
    assert 10 < kept.sum() < 40


def test_coupled_gates() -> None:
    """What is forgotten is written, and nothing else; peepholes and a projection besides."""
    cell = more.CoupledInputForgetGateLSTMCell(4, use_peepholes=True, num_proj=4)
    output, state = cell(tf.constant(X), cells.LSTMStateTuple(*states(C, H)))
    (found, c), v = run((output, state.c))
    scope = "coupled_input_forget_gate_lstm_cell"
    assert sorted(v) == [f"{scope}/{name}" for name in ("B", "W_0", "W_F_diag", "W_O_diag", "W_P_0")]
    j, f, o = np.split(np.concatenate([X, H], 1) @ v[f"{scope}/W_0"] + v[f"{scope}/B"], 3, 1)
    keep = sigmoid(f + 1 + v[f"{scope}/W_F_diag"] * C)
    new_c = keep * C + (1 - keep) * np.tanh(j)
    close(c, new_c)
    close(found, (sigmoid(o + v[f"{scope}/W_O_diag"] * new_c) * np.tanh(new_c)) @ v[f"{scope}/W_P_0"])


def test_one_gate() -> None:
    """UGRNN."""
    output, state = more.UGRNNCell(4, initializer=tf.random_normal_initializer())(X, tf.constant(H))
    (found, same), v = run((output, state))
    g, c = np.split(np.concatenate([X, H], 1) @ v["ugrnn_cell/kernel"] + v["ugrnn_cell/bias"], 2, 1)
    keep = sigmoid(g + 1)
    close(found, keep * H + (1 - keep) * np.tanh(c))
    close(found, same)


def test_intersection() -> None:
    """One gate through time, one through depth."""
    cell = more.IntersectionRNNCell(4, num_in_proj=4)
    output, state = cell(tf.constant(X), tf.constant(H))
    (y, h), v = run((output, state))
    scope = "intersection_rnn_cell"
    x = X @ v[f"{scope}/in_projection/kernel"] + v[f"{scope}/in_projection/bias"]
    parts = np.concatenate([x, H], 1) @ v[f"{scope}/kernel"] + v[f"{scope}/bias"]
    gate_h, new_h, gate_y, new_y = np.split(parts, 4, 1)
    keep, passing = sigmoid(gate_h + 1), sigmoid(gate_y + 1)
    close(h, keep * H + (1 - keep) * np.tanh(new_h))
    close(y, passing * x + (1 - passing) * np.maximum(new_y, 0))
    with pytest.raises(ValueError, match="num_in_proj should be set"):
        more.IntersectionRNNCell(4)(tf.constant(X), tf.constant(H))


def test_found_by_search() -> None:
    """NASCell."""
    output, state = more.NASCell(4, use_biases=True)(tf.constant(X), cells.LSTMStateTuple(*states(C, H)))
    (found, c), v = run((output, state.c))
    m = np.split(H @ v["nas_cell/recurrent_kernel"] + v["nas_cell/bias"], 8, 1)
    x = np.split(X @ v["nas_cell/kernel"], 8, 1)
    relu = lambda z: np.maximum(z, 0)  # noqa: E731
    first = [
        sigmoid(x[0] + m[0]),
        relu(x[1] + m[1]),
        sigmoid(x[2] + m[2]),
        relu(x[3] * m[3]),
        np.tanh(x[4] + m[4]),
        sigmoid(x[5] + m[5]),
        np.tanh(x[6] + m[6]),
        sigmoid(x[7] + m[7]),
    ]
    new_c = np.tanh(np.tanh(first[0] * first[1]) + C) * np.tanh(first[2] + first[3])
    close(c, new_c)
    last = np.tanh(np.tanh(first[4] * first[5]) + sigmoid(first[6] + first[7]))
    close(found, np.tanh(new_c * last))


def test_highway() -> None:
    """The input passes as far as the gate says."""
    cell = more.HighwayWrapper(cells.BasicRNNCell(3), carry_bias_init=0.3)
    output, _ = cell(tf.constant(X), tf.zeros([2, 3]))
    apart = more.HighwayWrapper(cells.BasicRNNCell(3), couple_carry_transform_gates=False)
    with tf.variable_scope("apart"):
        other, _ = apart(tf.constant(X), tf.zeros([2, 3]))
    (found, second), v = run((output, other))
    made = np.tanh(np.concatenate([X, 0 * X], 1) @ v["basic_rnn_cell/kernel"])
    carry = sigmoid(X @ v["carry_w"] + 0.3)
    close(found, X * carry + made * (1 - carry))
    made = np.tanh(np.concatenate([X, 0 * X], 1) @ v["apart/basic_rnn_cell/kernel"])
    carry, transform = sigmoid(X @ v["apart/carry_w"] + 1), sigmoid(X @ v["apart/transform_w"] - 1)
    close(second, X * carry + made * transform)


def test_projections() -> None:
    """Dense layers before and behind a cell, and a table before it."""
    before, _ = more.InputProjectionWrapper(cells.BasicRNNCell(4), 5, activation=tf.nn.relu)(
        tf.constant(X), tf.constant(H)
    )
    behind, state = more.OutputProjectionWrapper(cells.BasicRNNCell(4), 2)(tf.constant(X), tf.constant(H))
    looked_up, _ = more.EmbeddingWrapper(cells.BasicRNNCell(4, name="third"), 7, 3)(
        tf.constant([6, 0]), tf.constant(H)
    )
    (one, two, new, three), v = run((before, behind, state, looked_up))
    given = np.maximum(X @ v["input_projection_wrapper/kernel"] + v["input_projection_wrapper/bias"], 0)
    close(one, np.tanh(np.concatenate([given, H], 1) @ v["input_projection_wrapper/basic_rnn_cell/kernel"]))
    close(two, new @ v["output_projection_wrapper/kernel"] + v["output_projection_wrapper/bias"])
    table = v["embedding_wrapper/embedding"]
    assert np.abs(table).max() <= 3**0.5 < 2 * np.abs(table).max()
    close(three, np.tanh(np.concatenate([table[[6, 0]], H], 1) @ v["embedding_wrapper/third/kernel"]))
    with pytest.raises(ValueError, match="output_size must be > 0"):
        more.OutputProjectionWrapper(cells.BasicRNNCell(4), 0)
    with pytest.raises(TypeError, match="is not an RNNCell"):
        more.InputProjectionWrapper("cell", 3)


def test_block_cell_is_the_lstm() -> None:
    """LSTMBlockCell computes what LSTMCell does, under its variable names."""
    state = cells.LSTMStateTuple(*states(C, H))
    one, _ = more.LSTMBlockCell(4, use_peephole=True, cell_clip=0.1)(tf.constant(X), state)
    other, _ = cells.LSTMCell(4, use_peepholes=True, cell_clip=0.1, reuse=True)(tf.constant(X), state)
    (first, second), v = run((one, other))
    close(first, second)
    assert sorted(v) == [
        f"lstm_cell/{name}" for name in ("bias", "kernel", "w_f_diag", "w_i_diag", "w_o_diag")
    ]
    with pytest.raises(ValueError, match="tuple with length 2"):
        more.LSTMBlockCell(4)(tf.constant(X), (tf.constant(C),))


@pytest.mark.parametrize("lengths", [None, [3, 1]])
def test_fused_cell_is_the_lstm_over_all_steps(lengths: Any) -> None:
    """LSTMBlockFusedCell is dynamic_rnn, whether it gets a tensor or a list."""
    steps = np.stack([X, X[::-1], -X]).astype(np.float32)
    layer = more.LSTMBlockFusedCell(4)
    outputs, state = layer(tf.constant(steps), dtype=tf.float32, sequence_length=lengths)
    listed, _ = layer(
        [tf.constant(one) for one in steps],
        initial_state=(tf.zeros([2, 4]), tf.zeros([2, 4])),
        sequence_length=lengths,
    )
    cell = cells.LSTMCell(4, name="lstm_fused_cell", reuse=True)
    same, last = [], cell.zero_state(2, tf.float32)
    for step in steps:
        output, last = cell(tf.constant(step), last)
        same.append(output)
    (found, c, others, expected, expected_c), v = run((outputs, state.c, listed, same, last.c))
    assert sorted(v) == ["lstm_fused_cell/bias", "lstm_fused_cell/kernel"] and layer.num_units == 4
    assert [w.op.name for w in layer.trainable_weights] == ["lstm_fused_cell/kernel", "lstm_fused_cell/bias"]
    close(found, others)
    close(found[:, 0], np.array(expected)[:, 0])
    close(c[0], expected_c[0])
    if lengths is None:
        close(found, expected)
    else:
        close(found[1:, 1], 0 * found[1:, 1])


def test_attention_over_own_outputs() -> None:
    """AttentionCellWrapper by the formula of its docstring, two steps long."""
    cell = more.AttentionCellWrapper(cells.BasicRNNCell(4), attn_length=2, attn_size=3, attn_vec_size=5)
    assert cell.state_size == (4, 3, 6) and cell.output_size == 3
    kept = rng.randn(2, 6).astype(np.float32)
    seen = rng.randn(2, 3).astype(np.float32)
    output, (state, looked_at, now_kept) = cell(tf.constant(X), tuple(states(H, seen, kept)))
    (y, s, d, k), v = run((output, state, looked_at, now_kept))
    scope = "attention_cell_wrapper"
    given = np.concatenate([X, seen], 1) @ v[f"{scope}/kernel"] + v[f"{scope}/bias"]
    close(s, np.tanh(np.concatenate([given, H], 1) @ v[f"{scope}/basic_rnn_cell/kernel"]))
    rows = kept.reshape(2, 2, 3)
    question = s @ v[f"{scope}/attention/kernel"] + v[f"{scope}/attention/bias"]
    features = np.tanh(rows @ v[f"{scope}/attention/attn_w"][0, 0] + question[:, None])
    scores = np.exp(features @ v[f"{scope}/attention/attn_v"])
    weights = scores / scores.sum(1, keepdims=True)
    close(d, (weights[:, :, None] * rows).sum(1))
    projection = f"{scope}/attn_output_projection"
    close(y, np.concatenate([s, d], 1) @ v[f"{projection}/kernel"] + v[f"{projection}/bias"])
    close(k, np.concatenate([kept[:, 3:], y], 1))
    flat = more.AttentionCellWrapper(cells.GRUCell(4), 2, state_is_tuple=False)
    assert flat.state_size == 4 + 4 + 8
    with pytest.raises(ValueError, match="greater than zero"):
        more.AttentionCellWrapper(cells.GRUCell(4), 0)
    with pytest.raises(ValueError, match="state_is_tuple is not set"):
        more.AttentionCellWrapper(cells.LSTMCell(4), 2, state_is_tuple=False)


# --- what all cells have in common ------------------------------------------------------------------------


def test_a_copy_shares_nothing_that_is_made_later() -> None:
    """A copied cell has the settings, and makes weights of its own."""
    keep = tf.placeholder_with_default(0.5, [])
    original = cells.DropoutWrapper(
        cells.MultiRNNCell([cells.GRUCell(4), cells.GRUCell(2)]), output_keep_prob=keep
    )
    twin = copy.deepcopy(original)
    for name, cell in (("one", original), ("two", twin)):
        with tf.variable_scope(name):
            cell(tf.constant(X), cell.zero_state(2, tf.float32))
    names = {v.op.name.split("/")[0] for v in tf.trainable_variables()}
    assert names == {"one", "two"} and len(tf.trainable_variables()) == 16
    assert twin.wrapped_cell is not original.wrapped_cell
    assert len(twin.trainable_weights) == 8 and not set(twin.weights) & set(original.weights)


def test_a_copy_of_a_used_cell_starts_without_weights() -> None:
    """Whether the original was used already makes no difference."""
    original = cells.MultiRNNCell([cells.LSTMCell(4, initializer=tf.ones_initializer()), cells.GRUCell(2)])
    with tf.variable_scope("one"):
        original(tf.constant(X), original.zero_state(2, tf.float32))
    twin = copy.deepcopy(original)
    assert len(original.weights) == 6 and not twin.weights and not twin.built
    with tf.variable_scope("two"):
        twin(tf.constant(H), twin.zero_state(2, tf.float32))  # of another width, too
    assert [v.op.name.split("/")[0] for v in twin.weights] == ["two"] * 6
    assert [v.op.name.split("/")[0] for v in original.weights] == ["one"] * 6


def test_weights_that_are_not_trained() -> None:
    """A cell that is not trainable keeps its weights out of the collection."""
    cell = cells.GRUCell(4, trainable=False)
    cell(tf.constant(X), tf.constant(H))
    assert not tf.trainable_variables() and not cell.trainable_weights
    assert len(cell.non_trainable_weights) == len(cell.variables) == 4


def test_one_cell_for_two_widths_says_what_to_do() -> None:
    """The classic mistake: [cell] * layers."""
    cell = cells.BasicLSTMCell(5)
    with pytest.warns(UserWarning, match="will share weights"):
        stack = cells.MultiRNNCell([cell] * 2)
    with pytest.raises(ValueError, match=r"are 3 and 5.*\[Cell\(n\) for _ in range\(layers\)\]"):
        stack(tf.constant(X), stack.zero_state(2, tf.float32))


def test_cells_of_their_own_do_not_warn() -> None:
    """No warning where every layer has a cell of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cells.MultiRNNCell([cells.GRUCell(2), cells.GRUCell(2)])


def test_whole_numbers_are_refused_with_advice() -> None:
    """Word numbers fed to a cell."""
    with pytest.raises(ValueError, match=r"only supports floating point.*int32.*embedding_lookup"):
        cells.GRUCell(4)(tf.constant([[1, 2]]), tf.constant(H))


def test_a_class_is_no_cell() -> None:
    """A forgotten pair of parentheses."""
    with pytest.raises(TypeError, match="is a class: call it to make a cell"):
        cells.DropoutWrapper(cells.GRUCell)
    with pytest.raises(TypeError, match="is the base of all cells: take BasicRNNCell"):
        cells.DropoutWrapper(cells.RNNCell())
    with pytest.raises(TypeError, match="'output_size' property is missing"):
        cells.MultiRNNCell([cells.GRUCell(2)]) and cells.DropoutWrapper(object())


def test_initial_state_from_inputs() -> None:
    """get_initial_state takes size and dtype from a tensor, and checks what is said besides."""
    cell = cells.BasicLSTMCell(4)
    assert cell.get_initial_state(inputs=tf.constant(X)).c.shape.as_list() == [2, 4]
    unknown = tf.placeholder(tf.float64, [None, 3])
    state = cell.get_initial_state(inputs=unknown)
    assert state.h.shape.as_list() == [None, 4] and state.h.dtype == tf.float64
    with pytest.raises(ValueError, match="different from the input param"):
        cell.get_initial_state(inputs=tf.constant(X), batch_size=5)
    with pytest.raises(ValueError, match="dtype from input"):
        cell.get_initial_state(inputs=tf.constant(X), dtype=tf.float64)
    with pytest.raises(ValueError, match="cannot be None"):
        cell.get_initial_state(batch_size=3)


def test_double_precision() -> None:
    """A cell's weights take the dtype of its first input."""
    cell = cells.LSTMCell(4, use_peepholes=True)
    output, _ = cell(tf.constant(X, tf.float64), cell.zero_state(2, tf.float64))
    assert output.dtype == tf.float64 and all(v.dtype.base_dtype == tf.float64 for v in cell.weights)
    assert cell.dtype == "float64"


def test_activations_by_name() -> None:
    """Names stand for functions; an unknown one is refused with the nearest."""
    linear = cells.BasicRNNCell(4, activation="linear")(tf.constant(X), tf.constant(H))[0]
    found, v = run(linear)
    close(found, np.concatenate([X, H], 1) @ v["basic_rnn_cell/kernel"])
    with pytest.raises(ValueError, match="relu"):
        cells.GRUCell(4, activation="relo")


def test_states_may_be_dropped_as_a_function_says() -> None:
    """The visitor of DropoutWrapper chooses the parts of the state."""
    inner = cells.MultiRNNCell([cells.BasicLSTMCell(30), cells.GRUCell(30)])
    ones = tf.ones([1, 3])

    def only_gru(part: Any) -> Any:
        return not isinstance(part, cells.LSTMStateTuple)

    for visitor, expected in ((None, [False, True, True]), (only_gru, [False, False, True])):
        cell = cells.DropoutWrapper(
            copy.deepcopy(inner), state_keep_prob=0.5, dropout_state_filter_visitor=visitor, seed=2
        )
        with tf.variable_scope(None, "net"):
            _, (lstm, gru) = cell(ones, cell.zero_state(1, tf.float32))
        (c, h, g), _ = run((lstm.c, lstm.h, gru))
        assert [bool((part == 0).any()) for part in (c, h, g)] == expected
    with pytest.raises(TypeError, match="must be callable"):
        cells.DropoutWrapper(inner, dropout_state_filter_visitor="no function")
