"""Cells of `tf.nn.rnn_cell`, one by one and along lists of steps: names, sizes, values, trained weights."""

from typing import Any


def _trained(np: Any, tf: Any, outputs: Any, state: Any, feed: Any = None, steps: int = 5) -> None:
    """Print the first values, the gradients' sums, and the values after some steps of training."""
    tensors = [outputs[0], outputs[-1], state]
    loss = tf.add_n([tf.reduce_mean(tf.square(output - 0.3)) for output in outputs])
    variables = tf.trainable_variables()
    gradients = tf.gradients(loss, variables)
    train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    for variable in variables:
        print(variable.name, variable.shape)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(tensors, feed))
        for gradient in sess.run(gradients, feed):
            print(gradient.shape, np.abs(gradient).sum(), gradient.ravel()[:3])
        for _ in range(steps):
            sess.run(train, feed)
        print(sess.run(loss, feed))
        print(sess.run(tensors, feed))


def _steps(np: Any, tf: Any, count: int = 4, width: int = 3, batch: int = 2) -> list[Any]:
    values = np.random.RandomState(7).randn(count, batch, width).astype(np.float32)
    return [tf.constant(value) for value in values]


def basic_rnn(tf: Any, np: Any) -> None:
    """The plain cell: one dense layer of [input, last output]."""
    tf.set_random_seed(1)
    cell = tf.nn.rnn_cell.BasicRNNCell(5)
    print(cell.state_size, cell.output_size, cell.dtype)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32)
    print(len(outputs), outputs[0].name, outputs[-1].name, state.shape, cell.scope_name)
    print([v.name for v in cell.variables], [v.name for v in cell.trainable_weights])
    _trained(np, tf, outputs, state)


def basic_rnn_with_activation(tf: Any, np: Any) -> None:
    """Another activation, by function and by name; a name of its own."""
    tf.set_random_seed(2)
    steps = _steps(np, tf)
    with tf.variable_scope("net"):
        outputs, state = tf.nn.static_rnn(
            tf.nn.rnn_cell.BasicRNNCell(4, activation=tf.nn.relu, name="mine"), steps, dtype=tf.float32
        )
        others, _ = tf.nn.static_rnn(
            tf.nn.rnn_cell.BasicRNNCell(2, activation="sigmoid"), outputs, dtype=tf.float32, scope="upper"
        )
    _trained(np, tf, others, state)


def gru(tf: Any, np: Any) -> None:
    """Gates that start from a bias of one."""
    tf.set_random_seed(3)
    cell = tf.nn.rnn_cell.GRUCell(5)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32)
    print(cell.state_size, outputs[2].name, state.name)
    _trained(np, tf, outputs, state)


def gru_with_initializers(tf: Any, np: Any) -> None:
    """Initializers of one's own, and a state to begin with."""
    tf.set_random_seed(4)
    cell = tf.nn.rnn_cell.GRUCell(
        3,
        kernel_initializer=tf.random_normal_initializer(stddev=0.3),
        bias_initializer=tf.constant_initializer(0.5),
    )
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), initial_state=tf.ones([2, 3]) * 0.1)
    _trained(np, tf, outputs, state)


def basic_lstm(tf: Any, np: Any) -> None:
    """The LSTM: names, the state tuple, the order of the gates."""
    tf.set_random_seed(5)
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    zero = cell.zero_state(2, tf.float32)
    print(cell.state_size, cell.output_size, zero.c.name, zero.h.name, zero.dtype)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), initial_state=zero)
    print(outputs[0].name, state.c.name, state.h.name, type(state).__name__)
    _trained(np, tf, outputs, state)


def basic_lstm_as_one_tensor(tf: Any, np: Any) -> None:
    """The state [c, h] in one tensor, as in the oldest programs; no forget bias."""
    tf.set_random_seed(6)
    cell = tf.nn.rnn_cell.BasicLSTMCell(4, forget_bias=0.0, state_is_tuple=False)
    print(cell.state_size)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), initial_state=cell.zero_state(2, tf.float32))
    print(state.shape)
    _trained(np, tf, outputs, state)


def lstm(tf: Any, np: Any) -> None:
    """LSTMCell without options computes what BasicLSTMCell computes."""
    tf.set_random_seed(7)
    outputs, state = tf.nn.static_rnn(tf.nn.rnn_cell.LSTMCell(4), _steps(np, tf), dtype=tf.float32)
    _trained(np, tf, outputs, state)


def lstm_with_options(tf: Any, np: Any) -> None:
    """Peepholes, clipping, a projection, an initializer, a state in one tensor."""
    tf.set_random_seed(8)
    cell = tf.nn.rnn_cell.LSTMCell(
        4,
        use_peepholes=True,
        cell_clip=0.4,
        initializer=tf.random_uniform_initializer(-0.5, 0.5),
        num_proj=3,
        proj_clip=0.2,
        forget_bias=0.5,
    )
    print(cell.state_size, cell.output_size)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32)
    _trained(np, tf, outputs, state)
    flat = tf.nn.rnn_cell.LSTMCell(4, num_proj=3, state_is_tuple=False, activation=tf.nn.softsign)
    print(flat.state_size)
    outputs, state = tf.nn.static_rnn(flat, _steps(np, tf), dtype=tf.float32, scope="flat")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([outputs[-1], state]))


def stacked(tf: Any, np: Any) -> None:
    """Layers on top of each other, with their states in a tuple."""
    tf.set_random_seed(9)
    cells = [
        tf.nn.rnn_cell.BasicLSTMCell(4),
        tf.nn.rnn_cell.GRUCell(3),
        tf.nn.rnn_cell.BasicRNNCell(2),
    ]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells)
    print(cell.state_size, cell.output_size)
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32)
    print(outputs[0].name, state[0].h.name, state[2].name, len(cell.trainable_variables))
    _trained(np, tf, outputs, state)


def stacked_as_one_tensor(tf: Any, np: Any) -> None:
    """Layers whose states stand side by side in one tensor."""
    tf.set_random_seed(10)
    cells = [tf.nn.rnn_cell.BasicLSTMCell(3, state_is_tuple=False) for _ in range(2)]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells, state_is_tuple=False)
    print(cell.state_size)
    state = cell.zero_state(2, tf.float32)
    outputs = []
    with tf.variable_scope("RNN"):
        for number, step in enumerate(_steps(np, tf)):
            if number > 0:
                tf.get_variable_scope().reuse_variables()
            output, state = cell(step, state)
            outputs.append(output)
    _trained(np, tf, outputs, state)


def one_cell_twice(tf: Any, np: Any) -> None:
    """The same cell in both layers shares its weights, where the widths allow it."""
    tf.set_random_seed(11)
    cell = tf.nn.rnn_cell.GRUCell(3)
    outputs, state = tf.nn.static_rnn(
        tf.nn.rnn_cell.MultiRNNCell([cell] * 2), _steps(np, tf), dtype=tf.float32
    )
    _trained(np, tf, outputs, state)
    wide = tf.nn.rnn_cell.BasicLSTMCell(5)
    try:
        tf.nn.static_rnn(tf.nn.rnn_cell.MultiRNNCell([wide] * 2), _steps(np, tf), dtype=tf.float32, scope="b")
    except ValueError as error:
        print("ValueError", "Dimensions must be equal" in str(error))


def with_lengths(tf: Any, np: Any) -> None:
    """Sequences of different lengths: zeros behind their ends, states that stay."""
    tf.set_random_seed(12)
    lengths = tf.placeholder(tf.int32, [3])
    cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    outputs, state = tf.nn.static_rnn(
        cell, _steps(np, tf, batch=3), dtype=tf.float32, sequence_length=lengths
    )
    print(outputs[0].shape, state.c.shape)
    feed = {lengths: [1, 4, 2]}
    _trained(np, tf, outputs, state, feed)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for output in sess.run(outputs, {lengths: [0, 2, 3]}):
            print((output != 0).any(axis=1))


def bidirectional(tf: Any, np: Any) -> None:
    """One cell forwards, one backwards, side by side; then with lengths."""
    tf.set_random_seed(13)
    forward, backward = tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.BasicRNNCell(2)
    outputs, state_fw, state_bw = tf.nn.static_bidirectional_rnn(
        forward, backward, _steps(np, tf), dtype=tf.float32
    )
    print(len(outputs), outputs[0].shape, outputs[0].name, state_fw.name, state_bw.name)
    _trained(np, tf, outputs, [state_fw, state_bw])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(3) for _ in range(2)]
    outputs, state_fw, state_bw = tf.nn.static_bidirectional_rnn(
        *cells, _steps(np, tf), dtype=tf.float32, sequence_length=[2, 4], scope="lengths"
    )
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([outputs, state_fw, state_bw]))


def batch_of_any_size(tf: Any, np: Any) -> None:
    """A batch whose size is known only when it is fed."""
    tf.set_random_seed(14)
    x = tf.placeholder(tf.float32, [None, 4, 3])
    cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(2) for _ in range(2)])
    outputs, state = tf.nn.static_rnn(cell, tf.unstack(x, 4, 1), dtype=tf.float32)
    zero = cell.zero_state(tf.shape(x)[0], tf.float32)
    print(outputs[0].shape, state[0].c.shape, zero[1].h.shape)
    values = np.random.RandomState(3).randn(3, 4, 3)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run([outputs[-1], state], {x: values}))
        print(sess.run(zero, {x: values[:1]}))


def dropout(tf: Any, np: Any) -> None:
    """Dropout of input, output and state, with seeds; with a chance that is fed; the same for all steps."""
    tf.set_random_seed(15)
    keep = tf.placeholder_with_default(0.5, [])
    steps = _steps(np, tf, width=6)
    inner = tf.nn.rnn_cell.BasicRNNCell(8)
    cell = tf.nn.rnn_cell.DropoutWrapper(inner, input_keep_prob=0.7, output_keep_prob=0.5, seed=3)
    outputs, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    print(cell.state_size, cell.output_size, [v.name for v in tf.trainable_variables()])
    fed = tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.BasicLSTMCell(6), output_keep_prob=keep, state_keep_prob=0.8
    )
    fed_outputs, fed_state = tf.nn.static_rnn(fed, steps, dtype=tf.float32, scope="fed")
    steady = tf.nn.rnn_cell.DropoutWrapper(
        tf.nn.rnn_cell.GRUCell(6),
        input_keep_prob=0.8,
        output_keep_prob=0.5,
        state_keep_prob=0.6,
        variational_recurrent=True,
        input_size=6,
        dtype=tf.float32,
        seed=8,
    )
    steady_outputs, _ = tf.nn.static_rnn(steady, steps, dtype=tf.float32, scope="steady")
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(outputs))
        print(sess.run([fed_outputs, fed_state]))
        print(sess.run(fed_outputs[-1], {keep: 1.0}))
        print(sess.run(steady_outputs))
        print(sess.run(steady_outputs[-1]))


def wrappers(tf: Any, np: Any) -> None:
    """A residual connection, a device, dropout around layers."""
    tf.set_random_seed(16)
    cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.BasicLSTMCell(3))
    outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32)
    placed = tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(2), "/cpu:0")
    others, _ = tf.nn.static_rnn(placed, outputs, dtype=tf.float32, scope="placed")
    print(others[0].device)
    _trained(np, tf, others, state)


def cells_of_ones_own(tf: Any, np: Any) -> None:
    """Cells that a program writes itself, in three manners, with variables of their own."""
    tf.set_random_seed(17)

    class ByCall(tf.nn.rnn_cell.RNNCell):
        """Makes its variables in `call`."""

        @property
        def state_size(self) -> int:
            return 3

        @property
        def output_size(self) -> int:
            return 3

        def call(self, inputs: Any, state: Any) -> Any:
            weights = tf.get_variable("w", [inputs.shape[1], 3])
            new = tf.nn.softsign(tf.matmul(inputs, weights) + 0.5 * state)
            return new, new

    class ByDunderCall(tf.nn.rnn_cell.RNNCell):
        """Overrides `__call__`, as in the first books."""

        def __init__(self, size: int) -> None:
            self._size = size

        @property
        def state_size(self) -> int:
            return self._size

        @property
        def output_size(self) -> int:
            return self._size

        def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
            with tf.variable_scope(scope or type(self).__name__):
                weights = tf.get_variable("W", [3, self._size])
                new = tf.tanh(tf.matmul(inputs, weights) + state)
            return new, new

    class ByBuild(tf.nn.rnn_cell.RNNCell):
        """Makes its variables in `build`."""

        state_size = property(lambda self: (2, 1))
        output_size = property(lambda self: 2)

        def build(self, input_shape: Any) -> None:
            self.w = self.add_variable("w", [input_shape[-1], 2], initializer=tf.ones_initializer())
            self.built = True

        def call(self, inputs: Any, state: Any) -> Any:
            total, count = state
            new = total + tf.matmul(inputs, self.w)
            return new / (count + 1.0), (new, count + 1.0)

    for number, cell in enumerate([ByCall(), ByDunderCall(3), ByBuild()]):
        outputs, state = tf.nn.static_rnn(cell, _steps(np, tf), dtype=tf.float32, scope=f"own{number}")
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            print(sess.run([outputs[-1], state]))
    print([v.name for v in tf.global_variables()])


def shared_and_separate(tf: Any, np: Any) -> None:
    """When weights are shared: the same cell object, reuse=True; and when that is refused."""
    tf.set_random_seed(18)
    steps = _steps(np, tf)
    cell = tf.nn.rnn_cell.GRUCell(3)
    first, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    second, _ = tf.nn.static_rnn(cell, steps, dtype=tf.float32)
    print(len(tf.trainable_variables()), first[0].name, second[0].name)
    third, _ = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(3, reuse=True), steps, dtype=tf.float32)
    print(len(tf.trainable_variables()), third[0].name)
    with tf.variable_scope("other"):
        tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(3), steps, dtype=tf.float32)
    try:
        tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(3), steps, dtype=tf.float32)
    except ValueError as error:
        print("already exists" in str(error))
    print([v.name for v in tf.global_variables()])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print([np.allclose(a, b) for a, b in zip(*sess.run([first, second]), strict=True)])


def refusals(tf: Any, np: Any) -> None:
    """What is refused, and as which error."""
    steps = _steps(np, tf)

    def show(name: str, function: Any) -> None:
        try:
            function()
            print(name, "works")
        except (TypeError, ValueError, NotImplementedError) as error:
            print(name, type(error).__name__)

    cells = tf.nn.rnn_cell
    show("no dtype", lambda: tf.nn.static_rnn(cells.GRUCell(2), steps))
    show("no list", lambda: tf.nn.static_rnn(cells.GRUCell(2), tf.ones([2, 4, 3]), dtype=tf.float32))
    show("empty", lambda: tf.nn.static_rnn(cells.GRUCell(2), [], dtype=tf.float32))
    show("no cell", lambda: tf.nn.static_rnn("cell", steps, dtype=tf.float32))
    show("integers", lambda: cells.BasicRNNCell(2)(tf.ones([2, 3], tf.int32), tf.ones([2, 2], tf.int32)))
    show("rank", lambda: cells.BasicRNNCell(2)(tf.ones([2, 3, 4]), tf.ones([2, 2])))
    show("unknown", lambda: cells.BasicRNNCell(2)(tf.placeholder(tf.float32, [2, None]), tf.ones([2, 2])))
    show("no cells", lambda: cells.MultiRNNCell([]))
    show("one cell", lambda: cells.MultiRNNCell(cells.GRUCell(2)))
    show("tuples", lambda: cells.MultiRNNCell([cells.LSTMCell(2)], state_is_tuple=False))
    show("chance", lambda: cells.DropoutWrapper(cells.GRUCell(2), output_keep_prob=1.5))
    show("no dtype", lambda: cells.DropoutWrapper(cells.GRUCell(2), 0.5, variational_recurrent=True))
    show("wrapped", lambda: cells.DropoutWrapper("cell"))
    show("lengths", lambda: tf.nn.static_rnn(cells.GRUCell(2), steps, None, tf.float32, [[1, 2]]))
    show("own", lambda: cells.RNNCell().state_size)
    show("int dtype", lambda: cells.GRUCell(2, dtype=tf.int32))


def dropout_by_placeholder(tf: Any, np: Any) -> None:
    """A chance that is fed, from a placeholder that does not even say it is a scalar: shapes stay known."""
    tf.set_random_seed(19)
    keep = tf.placeholder(tf.float32)
    x = tf.placeholder(tf.float32, [None, 6])
    print(tf.nn.dropout(x, keep).shape, tf.nn.dropout(x, keep, noise_shape=[tf.shape(x)[0], 1]).shape)
    cells = [
        tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(4), output_keep_prob=keep)
        for _ in range(2)
    ]
    outputs, state = tf.nn.static_rnn(tf.nn.rnn_cell.MultiRNNCell(cells), [x, x], dtype=tf.float32)
    print(outputs[1].shape, state[1].h.shape)
    rows = tf.nn.dropout(x, keep_prob=keep, noise_shape=[tf.shape(x)[0], 1], seed=2)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        feed = {x: np.ones((4, 6)), keep: 0.5}
        print(sess.run(rows, feed))
        print(sess.run(outputs, feed))
