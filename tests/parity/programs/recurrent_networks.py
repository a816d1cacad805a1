"""Networks in loops: `dynamic_rnn` and its relatives, with lengths, gradients, training, and as the books use them."""

from typing import Any


def _inputs(np: Any, batch: int = 3, steps: int = 4, width: int = 2, seed: int = 5) -> Any:
    return np.random.RandomState(seed).randn(batch, steps, width).astype(np.float32)


def _trained(np: Any, tf: Any, outputs: Any, state: Any, feed: Any, steps: int = 4) -> None:
    """Print values, gradients, and the values after some steps of training."""
    loss = tf.reduce_mean(tf.square(outputs - 0.2))
    variables = tf.trainable_variables()
    gradients = tf.gradients(loss, variables)
    train = tf.train.GradientDescentOptimizer(0.7).minimize(loss)
    for variable in variables:
        print(variable.name, variable.shape)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([outputs, state], feed))
        for gradient in sess.run(gradients, feed):
            print(gradient.shape, np.abs(gradient).sum(), gradient.ravel()[:3])
        for _ in range(steps):
            sess.run(train, feed)
        print(sess.run([loss, state], feed))


def basic(tf: Any, np: Any) -> None:
    """The plain cell over a placeholder of fixed size."""
    tf.set_random_seed(1)
    x = tf.placeholder(tf.float32, [3, 4, 2], name="x")
    outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicRNNCell(5), x, dtype=tf.float32)
    print(outputs.name, outputs.shape, state.shape, state.dtype)
    _trained(np, tf, outputs, state, {x: _inputs(np)})


def any_size(tf: Any, np: Any) -> None:
    """Batch and time are known only when they are fed, and differ from run to run."""
    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [None, None, 2])
    outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), x, dtype=tf.float32)
    print(outputs.shape, state.shape)
    _trained(np, tf, outputs, state, {x: _inputs(np)})
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for steps in (1, 2, 6):
            values = sess.run([outputs, state], {x: _inputs(np, 2, steps)})
            print(values[0].shape, values[0].sum(), np.allclose(values[0][:, -1], values[1]))


def lstm_with_lengths(tf: Any, np: Any) -> None:
    """Sequences of different lengths: zeros behind their ends, and each one's own last state."""
    tf.set_random_seed(3)
    x = tf.placeholder(tf.float32, [None, 4, 2])
    lengths = tf.placeholder(tf.int32, [None])
    outputs, state = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicLSTMCell(3), x, sequence_length=lengths, dtype=tf.float32
    )
    print(outputs.shape, state.c.shape, state.h.shape)
    _trained(np, tf, outputs, state, {x: _inputs(np), lengths: [2, 4, 1]})
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for given in ([1, 2, 2], [0, 3, 4], [0, 0, 0]):
            values, last = sess.run([outputs, state], {x: _inputs(np), lengths: given})
            print((values != 0).any(axis=2).astype(int).tolist(), last.h)


def lengths_are_checked(tf: Any, np: Any) -> None:
    """One length for each sequence; whole numbers of either size."""
    tf.set_random_seed(4)
    x = tf.placeholder(tf.float32, [None, 4, 2])
    lengths = tf.placeholder(tf.int64, [None])
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(2), x, lengths, dtype=tf.float32)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(outputs, {x: _inputs(np), lengths: [4, 3, 2]}).shape)
        try:
            sess.run(outputs, {x: _inputs(np), lengths: [4, 3]})
        except tf.errors.InvalidArgumentError as error:
            print("Expected shape for Tensor" in error.message)


def time_first(tf: Any, np: Any) -> None:
    """Time major inputs and outputs, with a state to begin with."""
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [4, None, 2])
    start = tf.placeholder(tf.float32, [None, 3])
    outputs, state = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.BasicRNNCell(3), x, initial_state=start, time_major=True, swap_memory=True
    )
    print(outputs.shape, state.shape, outputs.name)
    feed = {x: _inputs(np).transpose(1, 0, 2), start: np.full((3, 3), 0.5)}
    _trained(np, tf, outputs, state, feed)
    gradient = tf.gradients(tf.reduce_sum(outputs[-1]), [x, start])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(gradient, feed))


def stacked(tf: Any, np: Any) -> None:
    """Three layers in a named scope; the state is a tuple of tuples."""
    tf.set_random_seed(6)
    x = tf.placeholder(tf.float32, [None, 4, 2])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(size, state_is_tuple=True) for size in (4, 3)]
    cell = tf.nn.rnn_cell.MultiRNNCell([*cells, tf.nn.rnn_cell.GRUCell(2)])
    with tf.variable_scope("net", initializer=tf.random_uniform_initializer(-0.3, 0.3)):
        outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope="layers")
    print(outputs.shape, len(state), state[1].c.shape, [v.name for v in cell.trainable_variables[:2]])
    _trained(np, tf, outputs, state, {x: _inputs(np)})


def peepholes_and_projection(tf: Any, np: Any) -> None:
    """LSTMCell with its options, in a loop."""
    tf.set_random_seed(7)
    x = tf.placeholder(tf.float32, [None, 4, 2])
    cell = tf.nn.rnn_cell.LSTMCell(4, use_peepholes=True, num_proj=3, cell_clip=0.5)
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, sequence_length=[4, 2, 3])
    print(outputs.shape)
    _trained(np, tf, outputs, state, {x: _inputs(np)})


def state_in_one_tensor(tf: Any, np: Any) -> None:
    """A concatenated state that is fed from run to run."""
    tf.set_random_seed(8)
    x = tf.placeholder(tf.float32, [2, 3, 2])
    cell = tf.nn.rnn_cell.BasicLSTMCell(3, state_is_tuple=False)
    start = cell.zero_state(2, tf.float32)
    outputs, state = tf.nn.dynamic_rnn(cell, x, initial_state=start)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        whole = _inputs(np, 2, 6)
        first = sess.run(state, {x: whole[:, :3]})
        print(sess.run([outputs, state], {x: whole[:, 3:], start: first}))


def state_carried_over(tf: Any, np: Any) -> None:
    """The state of one run fed to the next, as a named tuple of placeholders and of zeros."""
    tf.set_random_seed(9)
    x = tf.placeholder(tf.float32, [2, 3, 2])
    cell = tf.nn.rnn_cell.LSTMCell(3)
    start = cell.zero_state(2, tf.float32)
    outputs, last = tf.nn.dynamic_rnn(cell, x, initial_state=start)
    fed = tf.nn.rnn_cell.LSTMStateTuple(*[tf.placeholder(tf.float32, [2, 3]) for _ in range(2)])
    with tf.variable_scope("rnn", reuse=True):
        pass
    again, _ = tf.nn.dynamic_rnn(cell, x, initial_state=fed)
    whole = _inputs(np, 2, 6)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        kept = sess.run(last, {x: whole[:, :3]})
        print(type(kept).__name__, kept.c.shape)
        one = sess.run(outputs, {x: whole[:, 3:], start.c: kept.c, start.h: kept.h})
        two = sess.run(again, {x: whole[:, 3:], fed: kept})
        print(one, np.allclose(one, two), len(tf.trainable_variables()))


def both_directions(tf: Any, np: Any) -> None:
    """Forwards and backwards, with lengths and without."""
    tf.set_random_seed(10)
    x = tf.placeholder(tf.float32, [None, None, 2])
    lengths = tf.placeholder(tf.int32, [None])
    cells = [tf.nn.rnn_cell.LSTMCell(3), tf.nn.rnn_cell.LSTMCell(3)]
    outputs, states = tf.nn.bidirectional_dynamic_rnn(*cells, x, sequence_length=lengths, dtype=tf.float32)
    print(outputs[0].shape, states[1].c.shape)
    feed = {x: _inputs(np), lengths: [2, 4, 3]}
    _trained(np, tf, tf.concat(outputs, 2), states, feed)
    plain, last = tf.nn.bidirectional_dynamic_rnn(
        tf.nn.rnn_cell.GRUCell(2), tf.nn.rnn_cell.GRUCell(2), x, dtype=tf.float32, scope="plain"
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([plain, last], feed))


def several_inputs(tf: Any, np: Any) -> None:
    """A pair of tensors as the input of a cell of one's own, which gives a pair."""
    tf.set_random_seed(11)

    class Mixer(tf.nn.rnn_cell.RNNCell):
        """Reads two inputs, gives two outputs."""

        state_size = property(lambda self: 3)
        output_size = property(lambda self: (3, 1))

        def call(self, inputs: Any, state: Any) -> Any:
            left, right = inputs
            weights = tf.get_variable("w", [2, 3])
            new = tf.tanh(tf.matmul(left, weights) + state) * right
            return (new, tf.reduce_sum(new, 1, keepdims=True)), new

    x, y = tf.constant(_inputs(np)), tf.constant(_inputs(np, width=1))
    (first, second), state = tf.nn.dynamic_rnn(Mixer(), (x, y), dtype=tf.float32, sequence_length=[4, 1, 2])
    print(first.shape, second.shape)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([first, second, state]))
        print(sess.run(tf.gradients(second, tf.trainable_variables())))


def dropout_in_the_loop(tf: Any, np: Any) -> None:
    """Every step draws anew, and so does a second run; one choice for all steps when it is wanted."""
    tf.set_random_seed(12)
    x = tf.constant(_inputs(np, 6, 5, 4))
    cell = tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.BasicRNNCell(20), input_keep_prob=0.9, output_keep_prob=0.5
    )
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    steady = tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.GRUCell(20), output_keep_prob=0.5, variational_recurrent=True, dtype=tf.float32, seed=1
    )
    same, _ = tf.nn.dynamic_rnn(steady, x, dtype=tf.float32, scope="steady")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        # In TensorFlow it is a race which step draws first, so the numbers themselves are not determined.
        first, again = sess.run(outputs) != 0, sess.run(outputs) != 0
        print(first.mean().round(1), (first != again).any(), (first[:, 0] != first[:, 1]).any())
        print((sess.run(state) != 0).all())
        kept, other = sess.run(same), sess.run(same)
        print(((kept != 0) == (kept[:1, :1] != 0)).all(), ((kept != 0) == (other != 0)).all())
        print(kept[0])


def raw(tf: Any, np: Any) -> None:
    """A loop that a function steers: as `dynamic_rnn`, with lengths."""
    tf.set_random_seed(13)
    steps, batch, width, units = 4, 3, 2, 3
    lengths = tf.constant([4, 2, 3])
    inputs = tf.TensorArray(tf.float32, size=steps).unstack(tf.constant(_inputs(np).transpose(1, 0, 2)))
    cell = tf.nn.rnn_cell.LSTMCell(units)

    def loop_fn(time: Any, cell_output: Any, cell_state: Any, loop_state: Any) -> Any:
        next_state = cell.zero_state(batch, tf.float32) if cell_output is None else cell_state
        count = tf.constant(0) if loop_state is None else loop_state + 1
        done = time >= lengths
        next_input = tf.cond(tf.reduce_all(done), lambda: tf.zeros([batch, width]), lambda: inputs.read(time))
        next_input.set_shape([batch, width])
        return done, next_input, next_state, cell_output, count

    kept, state, count = tf.nn.raw_rnn(cell, loop_fn)
    outputs = kept.stack()
    same, last = tf.nn.dynamic_rnn(cell, tf.constant(_inputs(np)), lengths, dtype=tf.float32, scope="again")
    gradients = tf.gradients(tf.reduce_sum(outputs), tf.trainable_variables())
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([outputs, state, count]))
        print(np.allclose(*sess.run([outputs, tf.transpose(same, [1, 0, 2])])), len(tf.trainable_variables()))
        print(np.allclose(*sess.run([state.h, last.h])))
        print(sess.run(gradients))


def raw_with_own_words(tf: Any, np: Any) -> None:
    """A decoder that reads what it wrote, and keeps something of another shape than its output."""
    tf.set_random_seed(14)
    batch, words, units = 2, 5, 4
    table = tf.get_variable("table", [words, 3])
    weights = tf.get_variable("weights", [units, words])
    cell = tf.nn.rnn_cell.GRUCell(units)

    def loop_fn(time: Any, output: Any, state: Any, loop_state: Any) -> Any:
        if output is None:
            vectors = tf.nn.embedding_lookup(table, tf.zeros([batch], tf.int32))
            first = tf.ones([batch, units]) * 0.3
            return time >= [3, 5], vectors, first, (tf.zeros([words]), tf.zeros([], tf.int32)), None
        scores = tf.matmul(output, weights)
        best = tf.cast(tf.argmax(scores, 1), tf.int32)
        return time >= [3, 5], tf.nn.embedding_lookup(table, best), state, (scores, best), None

    (scores, best), state, rest = tf.nn.raw_rnn(cell, loop_fn)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(rest, sess.run([scores.stack(), best.stack(), state]))


def saved_between_runs(tf: Any, np: Any) -> None:
    """`static_state_saving_rnn` with a saver that keeps states in variables."""
    tf.set_random_seed(15)

    class Saver:
        """Keeps each state in a variable."""

        def __init__(self) -> None:
            self.kept = {
                name: tf.get_variable(name, [2, 3], initializer=tf.zeros_initializer(), trainable=False)
                for name in ("c", "h")
            }

        def state(self, name: str) -> Any:
            return self.kept[name]

        def save_state(self, name: str, value: Any) -> Any:
            return tf.assign(self.kept[name], value)

    steps = [tf.constant(one) for one in _inputs(np, 3, 2)]
    saver = Saver()
    outputs, _ = tf.nn.static_state_saving_rnn(
        tf.nn.rnn_cell.BasicLSTMCell(3), [one[:2] for one in steps], saver, ("c", "h")
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(2):
            print(sess.run(outputs[-1]))
        print(sess.run(saver.kept["h"]))


def second_derivatives(tf: Any, np: Any) -> None:
    """The gradient of a gradient's length, through the unrolled network."""
    tf.set_random_seed(16)
    steps = [tf.constant(one) for one in _inputs(np, 3, 2)]
    outputs, _ = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(2), steps, dtype=tf.float32)
    (gradient,) = tf.gradients(tf.reduce_sum(tf.square(outputs[-1])), steps[0])
    penalty = tf.square(tf.norm(gradient) - 1.0)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([gradient, penalty]))
        print(sess.run(tf.gradients(penalty, tf.trainable_variables())))


def refused(tf: Any, np: Any) -> None:
    """What is refused while the graph is described."""

    def show(name: str, function: Any) -> None:
        try:
            function()
            print(name, "works")
        except (TypeError, ValueError) as error:
            print(name, type(error).__name__)

    cells, x = tf.nn.rnn_cell, tf.ones([2, 3, 4])
    show("no dtype", lambda: tf.nn.dynamic_rnn(cells.GRUCell(2), x))
    show("no cell", lambda: tf.nn.dynamic_rnn(cells.GRUCell, x, dtype=tf.float32))
    show("rank 2", lambda: tf.nn.dynamic_rnn(cells.GRUCell(2), tf.ones([2, 3]), dtype=tf.float32))
    unknown = tf.placeholder(tf.float32, [None, 3, None])
    show("no width", lambda: tf.nn.dynamic_rnn(cells.GRUCell(2), unknown, dtype=tf.float32))
    show("lengths", lambda: tf.nn.dynamic_rnn(cells.GRUCell(2), x, [[1, 2]], dtype=tf.float32))
    show(
        "whole numbers",
        lambda: tf.nn.dynamic_rnn(cells.GRUCell(2), tf.ones([2, 3, 4], tf.int32), dtype=tf.int32),
    )
    show("raw", lambda: tf.nn.raw_rnn(cells.GRUCell(2), None))
    show("taken", lambda: [tf.nn.dynamic_rnn(cells.GRUCell(2), x, dtype=tf.float32) for _ in range(2)])


def image_rows(tf: Any, np: Any) -> None:
    """Rows of small pictures read one after the other, the last output classified: the tutorials' first network."""
    tf.set_random_seed(17)
    steps, width, hidden, classes = 6, 4, 8, 3
    x = tf.placeholder(tf.float32, [None, steps, width])
    y = tf.placeholder(tf.float32, [None, classes])
    weights = tf.Variable(tf.random_normal([hidden, classes]))
    biases = tf.Variable(tf.random_normal([classes]))
    cell = tf.nn.rnn_cell.BasicLSTMCell(hidden, forget_bias=1.0)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    logits = tf.matmul(outputs[:, -1, :], weights) + biases
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(logits=logits, labels=y))
    train = tf.train.AdamOptimizer(0.01).minimize(loss)
    correct = tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    rng = np.random.RandomState(1)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(40):
            labels = rng.randint(classes, size=16)
            pictures = rng.randn(16, steps, width) * 0.3
            pictures[np.arange(16), labels * 2] += 1.0
            _, value = sess.run([train, loss], {x: pictures, y: np.eye(classes)[labels]})
            if step % 10 == 9:
                print(step, value)
        print(sess.run(accuracy, {x: pictures, y: np.eye(classes)[labels]}))


def letters(tf: Any, np: Any) -> None:
    """A network that learns to name the next letter of a text, its state fed from batch to batch."""
    tf.set_random_seed(18)
    text = "to be or not to be that is the question "
    alphabet = sorted(set(text))
    numbers = np.array([alphabet.index(letter) for letter in text])
    ids = tf.placeholder(tf.int32, [1, 8])
    targets = tf.placeholder(tf.int32, [1, 8])
    table = tf.get_variable("table", [len(alphabet), 6])
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(10) for _ in range(2)])
    start = cell.zero_state(1, tf.float32)
    outputs, last = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(table, ids), initial_state=start)
    with tf.variable_scope("softmax"):
        w = tf.get_variable("w", [10, len(alphabet)])
        b = tf.get_variable("b", [len(alphabet)], initializer=tf.constant_initializer(0.0))
    logits = tf.matmul(tf.reshape(outputs, [-1, 10]), w) + b
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.reshape(targets, [-1]), logits=logits)
    loss = tf.reduce_mean(losses)
    variables = tf.trainable_variables()
    gradients, norm = tf.clip_by_global_norm(tf.gradients(loss, variables), 1.0)
    train = tf.train.AdamOptimizer(0.02).apply_gradients(zip(gradients, variables, strict=True))
    print([v.name for v in variables])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(6):
            state = sess.run(start)
            for place in range(0, 32, 8):
                feed = {ids: [numbers[place : place + 8]], targets: [numbers[place + 1 : place + 9]]}
                feed.update(dict(zip(start, state, strict=True)))
                value, size, state, _ = sess.run([loss, norm, last, train], feed)
            print(epoch, value, size)


def sequences_of_two_kinds(tf: Any, np: Any) -> None:
    """Counting sequences told from random ones, of lengths 3 to 8; the output at each one's end is gathered."""
    tf.set_random_seed(19)
    most, hidden = 8, 10
    x = tf.placeholder("float", [None, most, 1])
    y = tf.placeholder("float", [None, 2])
    lengths = tf.placeholder(tf.int32, [None])
    weights = {"out": tf.Variable(tf.random_normal([hidden, 2]))}
    biases = {"out": tf.Variable(tf.random_normal([2]))}
    cell = tf.nn.rnn_cell.BasicLSTMCell(hidden)
    outputs, _ = tf.nn.static_rnn(cell, tf.unstack(x, most, 1), dtype=tf.float32, sequence_length=lengths)
    outputs = tf.transpose(tf.stack(outputs), [1, 0, 2])
    index = tf.range(0, tf.shape(outputs)[0]) * most + (lengths - 1)
    last = tf.gather(tf.reshape(outputs, [-1, hidden]), index)
    logits = tf.matmul(last, weights["out"]) + biases["out"]
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(logits=logits, labels=y))
    train = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
    rng = np.random.RandomState(3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(30):
            sizes = rng.randint(3, most + 1, size=12)
            counts = rng.rand(12) < 0.5
            values = np.zeros((12, most, 1))
            for row, (size, counting) in enumerate(zip(sizes, counts, strict=True)):
                line = np.arange(size) / 10.0 + rng.rand() if counting else rng.rand(size)
                values[row, :size, 0] = line
            feed = {x: values, y: np.eye(2)[counts.astype(int)], lengths: sizes}
            _, value = sess.run([train, cost], feed)
            if step % 10 == 9:
                print(step, value, sess.run(last, feed)[0, :3])


def language_model(tf: Any, np: Any) -> None:
    """A language model unrolled by hand, two layers with dropout, its state carried from batch to batch."""
    tf.set_random_seed(20)
    batch, steps, size, words = 3, 4, 6, 9
    ids, targets = (tf.placeholder(tf.int32, [batch, steps]) for _ in range(2))

    def network(training: bool) -> Any:
        def one_layer() -> Any:
            cell = tf.nn.rnn_cell.BasicLSTMCell(size, forget_bias=0.0, reuse=not training)
            keep = 0.8 if training else 1.0
            return tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep, seed=1)

        cell = tf.nn.rnn_cell.MultiRNNCell([one_layer() for _ in range(2)], state_is_tuple=True)
        start = cell.zero_state(batch, tf.float32)
        table = tf.get_variable("embedding", [words, size])
        inputs, outputs, state = tf.nn.embedding_lookup(table, ids), [], start
        with tf.variable_scope("RNN"):
            for step in range(steps):
                if step > 0:
                    tf.get_variable_scope().reuse_variables()
                output, state = cell(inputs[:, step, :], state)
                outputs.append(output)
        output = tf.reshape(tf.concat(outputs, 1), [-1, size])
        w, b = tf.get_variable("softmax_w", [size, words]), tf.get_variable("softmax_b", [words])
        logits = tf.matmul(output, w) + b
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.reshape(targets, [-1]), logits=logits
        )
        return tf.reduce_sum(losses) / batch, start, state

    initializer = tf.random_uniform_initializer(-0.4, 0.4)
    with tf.variable_scope("model", reuse=None, initializer=initializer):
        cost, start, final = network(True)
    with tf.variable_scope("model", reuse=True, initializer=initializer):
        test_cost, test_start, _ = network(False)
    rate = tf.Variable(1.0, trainable=False)
    variables = tf.trainable_variables()
    gradients, _ = tf.clip_by_global_norm(tf.gradients(cost, variables), 5.0)
    train = tf.train.GradientDescentOptimizer(rate).apply_gradients(zip(gradients, variables, strict=True))
    print([f"{v.name} {v.shape}" for v in variables])
    stream = np.random.RandomState(4).randint(words, size=(batch, 3 * steps + 1))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(4):
            state = sess.run(start)
            sess.run(tf.assign(rate, 0.5**epoch))
            for place in range(0, 3 * steps, steps):
                feed = {
                    ids: stream[:, place : place + steps],
                    targets: stream[:, place + 1 : place + steps + 1],
                }
                for layer, (c, h) in enumerate(start):
                    feed[c], feed[h] = state[layer].c, state[layer].h
                value, state, _ = sess.run([cost, final, train], feed)
            print(epoch, value, sess.run(test_cost, feed), state[1].h[0, :2])
        print(len(sess.run(test_start)))


def series(tf: Any, np: Any) -> None:
    """A time series continued: every output of a network goes through one dense layer to a number."""
    tf.set_random_seed(21)
    steps, neurons = 6, 8
    x = tf.placeholder(tf.float32, [None, steps, 1])
    y = tf.placeholder(tf.float32, [None, steps, 1])
    cell = tf.nn.rnn_cell.BasicRNNCell(num_units=neurons, activation=tf.nn.relu)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    flat = tf.layers.dense(tf.reshape(outputs, [-1, neurons]), 1)
    predicted = tf.reshape(flat, [-1, steps, 1])
    loss = tf.reduce_mean(tf.square(predicted - y))
    train = tf.train.AdamOptimizer(learning_rate=0.01).minimize(loss)
    rng = np.random.RandomState(5)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for step in range(40):
            starts = rng.rand(10, 1) * 20
            times = starts + np.arange(0.0, steps + 1) * 0.3
            values = np.sin(times) / 2 + np.sin(times * 3) / 4
            feed = {x: values[:, :-1, None], y: values[:, 1:, None]}
            sess.run(train, feed)
            if step % 10 == 9:
                print(step, sess.run(loss, feed))
        print(sess.run(predicted, feed)[0, :, 0])
