"""tf.layers: dense layers, dropout and flattening; names, sharing, collections, what an object knows."""

from typing import Any

from tests.parity.attempt import attempt, describe, run


def dense_function(tf: Any, np: Any) -> None:
    """One after the other, with and without activation and bias."""
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    hidden = tf.layers.dense(x, 4, activation=tf.nn.relu)
    deeper = tf.layers.dense(hidden, units=2, use_bias=False, activation="tanh")
    out = tf.layers.dense(deeper, 1, name="out")
    describe(hidden, deeper, out)
    print([v.name for v in tf.trainable_variables()])
    print([v.name for v in tf.global_variables()] == [v.name for v in tf.trainable_variables()])
    feed = {x: np.arange(6.0).reshape(2, 3) / 6}
    for value in run(tf, [hidden, deeper, out, *tf.trainable_variables()], feed):
        print(value)


def dense_initial_values(tf: Any, np: Any) -> None:
    """Initializers with seeds, constants, by name, and from the variable scope."""
    x = tf.ones([1, 2])
    a = tf.layers.dense(x, 3, kernel_initializer=tf.random_normal_initializer(seed=1))
    b = tf.layers.dense(
        x, 3, kernel_initializer=tf.glorot_uniform_initializer(seed=2), bias_initializer="ones"
    )
    c = tf.layers.dense(x, 3, None, True, tf.zeros_initializer(), tf.constant_initializer(0.5))
    with tf.variable_scope("s", initializer=tf.constant_initializer(2.0)):
        d = tf.layers.dense(x, 3)
    for value in run(tf, [a, b, c, d]):
        print(value)
    print(d.name)


def dense_of_higher_rank(tf: Any, np: Any) -> None:
    """Works along the last dimension."""
    x = tf.placeholder(tf.float32, [None, 2, 3], name="x")
    y = tf.layers.dense(x, 2, kernel_initializer=tf.random_uniform_initializer(seed=3), name="d")
    z = tf.layers.dense(y, 1, kernel_initializer=tf.ones_initializer(), use_bias=False)
    describe(y, z)
    feed = {x: np.arange(12.0).reshape(2, 2, 3)}
    for value in run(tf, [y, z, *tf.gradients(z, tf.trainable_variables())], feed):
        print(value)


def dense_names(tf: Any, np: Any) -> None:
    """Scopes: default names count, given names do not; variable scopes are respected."""
    x = tf.ones([2, 3])
    with tf.variable_scope("a"):
        print(tf.layers.dense(x, 1).name, tf.layers.dense(x, 1).name, tf.layers.dense(x, 1, name="own").name)
    with tf.variable_scope("a"):
        print(tf.layers.dense(x, 1, name="other").name, tf.layers.dense(x, 1, name="third").name)
    with tf.name_scope("n"):
        print(tf.layers.dense(x, 1).name, tf.layers.dense(x, 1, name="own").name)
    attempt(tf, lambda: tf.layers.dense(x, 1, name="own"), "own/kernel", "already exists")
    print([v.name for v in tf.trainable_variables()])


def dense_reuse(tf: Any, np: Any) -> None:
    """`reuse=`, and variable scopes that reuse."""
    x, w = tf.ones([2, 3]), tf.zeros([1, 3])
    first = tf.layers.dense(x, 2, name="d", kernel_initializer=tf.random_normal_initializer(seed=1))
    second = tf.layers.dense(w + 1.0, 2, name="d", reuse=True)
    third = tf.layers.dense(x, 2, name="d", reuse=tf.AUTO_REUSE)
    print(first.name, second.name, third.name, len(tf.global_variables()))
    with tf.variable_scope("net"):
        tf.layers.dense(x, 2)
        tf.layers.dense(x, 2, name="named")
    with tf.variable_scope("net", reuse=True):
        print(tf.layers.dense(x, 2).name, tf.layers.dense(x, 2, name="named").name)
    with tf.variable_scope("auto", reuse=tf.AUTO_REUSE):
        tf.layers.dense(x, 2, name="named")
    with tf.variable_scope("auto", reuse=tf.AUTO_REUSE):
        tf.layers.dense(x, 2, name="named")
    print([v.name for v in tf.global_variables()])
    attempt(tf, lambda: tf.layers.dense(x, 2, name="new", reuse=True), "new/kernel")
    attempt(tf, lambda: tf.layers.dense(x, 5, name="d", reuse=True), "d/kernel", "shape")
    values = run(tf, [first, second, third])
    print(values[0], values[1], values[2], sep="\n")


def dense_objects(tf: Any, np: Any) -> None:
    """An object keeps its variables from call to call."""
    layer = tf.layers.Dense(
        2, activation=tf.nn.sigmoid, kernel_initializer=tf.random_normal_initializer(seed=4)
    )
    print(layer.name, layer.built, layer.weights, layer.units, layer.use_bias)
    attempt(tf, lambda: layer.count_params(), "built")
    attempt(tf, lambda: layer.scope_name, "not been used")
    first = layer(tf.ones([1, 3]))
    second = layer.apply(tf.zeros([4, 3]))
    print(first.name, second.name, layer.scope_name, layer.built, layer.count_params())
    print(layer.kernel.name, layer.bias.name, layer.dtype)
    for listed in (layer.variables, layer.weights, layer.trainable_weights, layer.trainable_variables):
        print([v.name for v in listed])
    print(layer.non_trainable_weights, layer.losses, layer.updates, layer.compute_output_shape([None, 3]))
    other = tf.layers.Dense(1)
    print(other.name, other(second).name, other.scope_name)
    named = tf.layers.Dense(1, name="last", use_bias=False)
    print(named.name, named(second).name, named.bias, [v.name for v in named.weights])
    print(run(tf, [first, second]))


def built_before_called(tf: Any, np: Any) -> None:
    """`build` makes the variables; the call then uses them."""
    layer = tf.layers.Dense(2, kernel_initializer=tf.ones_initializer())
    layer.build([None, 3])
    print(layer.built, [v.name for v in layer.weights], len(tf.trainable_variables()))
    print(run(tf, layer(tf.constant([[1.0, 2.0, 3.0]]))), len(tf.trainable_variables()))


def not_trainable(tf: Any, np: Any) -> None:
    """`trainable=False` keeps the variables out of the optimizers' sight."""
    layer = tf.layers.Dense(2, trainable=False)
    layer(tf.ones([1, 2]))
    tf.layers.dense(tf.ones([1, 2]), 2, trainable=False)
    print(tf.trainable_variables(), [v.name for v in tf.global_variables()])
    print(layer.trainable, layer.trainable_weights, [v.name for v in layer.non_trainable_weights])


def regularized(tf: Any, np: Any) -> None:
    """Regularizers of kernel, bias and output; the losses they collect; reused layers add none."""

    def half_of_squares(w: Any) -> Any:
        return 0.5 * tf.reduce_sum(w * w)

    x = tf.placeholder(tf.float32, [None, 2], name="x")
    settings = {"kernel_initializer": tf.ones_initializer(), "kernel_regularizer": half_of_squares}
    y = tf.layers.dense(x, 3, bias_regularizer=half_of_squares, name="d", **settings)
    tf.layers.dense(y, 3, name="e", activity_regularizer=half_of_squares, **settings)
    tf.layers.dense(x, 3, name="d", reuse=True, **settings)
    with tf.variable_scope("scope", regularizer=half_of_squares):
        tf.layers.dense(x, 1, name="f", kernel_initializer=tf.ones_initializer())
    losses = tf.losses.get_regularization_losses()
    print(len(losses), [loss.name for loss in losses[:3]])
    print(*run(tf, [*losses, tf.losses.get_regularization_loss()], {x: [[1.0, 2.0], [0.0, 1.0]]}))
    print(tf.losses.get_losses())


def dense_dtypes(tf: Any, np: Any) -> None:
    """Variables have the dtype of the input."""
    y = tf.layers.dense(tf.ones([1, 2], tf.float64), 2, kernel_initializer=tf.ones_initializer())
    describe(y, *tf.trainable_variables())
    layer = tf.layers.Dense(1, dtype=tf.float64)
    print(layer.dtype, tf.layers.Dense(1).dtype)
    print(layer(tf.ones([1, 2], tf.float64)).dtype.name)


def dense_errors(tf: Any, np: Any) -> None:
    """Inputs that do not fit."""
    attempt(tf, lambda: tf.layers.dense(tf.ones([3]), 2), "expected min_ndim=2")
    attempt(tf, lambda: tf.layers.dense(tf.placeholder(tf.float32, [2, None]), 2), "last dimension")
    attempt(tf, lambda: tf.layers.dense(tf.constant([[1, 2]]), 2), "int32")
    layer = tf.layers.Dense(2)
    layer(tf.ones([1, 3]))
    attempt(tf, lambda: layer(tf.ones([1, 4])), "axis -1", "3")
    attempt(tf, lambda: tf.layers.Dense(2, kernel_initialiser=None))
    attempt(tf, lambda: tf.layers.dense(tf.ones([1, 2]), 2, activation="rleu"), "rleu")


def dense_training(tf: Any, np: Any) -> None:
    """A small network learns."""
    x, target = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.float32, [None, 1])
    hidden = tf.layers.dense(x, 8, tf.nn.tanh, kernel_initializer=tf.random_normal_initializer(seed=1))
    y = tf.layers.dense(hidden, 1, kernel_initializer=tf.random_normal_initializer(seed=2))
    loss = tf.losses.mean_squared_error(target, y)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    data = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    feed = {x: data, target: data[:, :1] * data[:, 1:]}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for number in range(50):
            value, _ = session.run([loss, step], feed)
            if number % 10 == 0:
                print(round(float(value), 5))


def dropout_layer(tf: Any, np: Any) -> None:
    """Nothing happens unless training."""
    x = tf.ones([3, 4], name="x")
    off = tf.layers.dropout(x)
    on = tf.layers.dropout(x, rate=0.25, seed=3, training=True)
    rows = tf.layers.dropout(x, 0.5, noise_shape=[3, 1], seed=1, training=True)
    rest = tf.layers.dropout(x, 0.5, noise_shape=[None, 1], seed=1, training=True)
    named = tf.layers.dropout(x, name="drop")
    again = tf.layers.dropout(x, name="drop")
    constant = tf.layers.dropout(x, 0.5, seed=2, training=tf.constant(False))
    print(off.name, on.name, named.name, again.name, constant.name)
    for value in run(tf, [off, on, rows, rest, constant]):
        print(value)
    layer = tf.layers.Dropout(0.5, seed=6)
    print(layer.name, layer.rate, run(tf, layer(x, training=True)), layer.weights)
    tf.reset_default_graph()
    tf.set_random_seed(7)
    print(run(tf, tf.layers.dropout(tf.ones([2, 5]), training=True)))


def flatten_layer(tf: Any, np: Any) -> None:
    """One row for every example."""
    known = tf.layers.flatten(tf.reshape(tf.range(24), [2, 3, 4]))
    batch = tf.layers.flatten(tf.placeholder(tf.float32, [None, 3, 4]))
    width = tf.placeholder(tf.float32, [None, 3, None])
    unknown = tf.layers.flatten(width, name="rows")
    first = tf.layers.flatten(tf.reshape(tf.range(12), [1, 2, 2, 3]), data_format="channels_first")
    flat = tf.layers.flatten(tf.ones([2, 3]))
    for tensor in (known, batch, unknown, first, flat):
        print(tensor.name, tensor.dtype.name, tensor.shape)
    for value in run(tf, [known, first, unknown], {width: np.ones([2, 3, 2])}):
        print(value)
    print(tf.layers.Flatten()(tf.ones([2, 2, 2])).shape)
    anything = tf.placeholder(tf.float32)
    flat = tf.layers.flatten(anything)
    print(flat.shape, run(tf, flat, {anything: np.ones([2, 1, 2])}))


def layers_of_ones_own(tf: Any, np: Any) -> None:
    """Subclasses: `build`, `call`, extra arguments, untrained variables, several inputs."""

    class Affine(tf.layers.Layer):
        def build(self, input_shape: Any) -> None:
            size = int(input_shape[-1])
            self.scale = self.add_variable("scale", [size], initializer=tf.constant_initializer(2.0))
            self.shift = self.add_weight(
                "shift", shape=[size], initializer=tf.zeros_initializer(), trainable=False,
                regularizer=lambda v: tf.reduce_sum(v) + 1.0,
            )  # fmt: skip
            super().build(input_shape)

        def call(self, inputs: Any, times: float = 1.0) -> Any:
            return inputs * self.scale * times + self.shift

    layer = Affine()
    y, z = layer(tf.ones([1, 2])), layer(tf.ones([1, 2]), times=3.0)
    print(layer.name, y.name, z.name, [v.name for v in layer.variables], layer.trainable_variables[0].name)
    print([v.name for v in tf.trainable_variables()], [v.name for v in layer.non_trainable_variables])
    print(run(tf, [y, z, *tf.losses.get_regularization_losses()]))

    class Total(tf.layers.Layer):
        def call(self, inputs: Any) -> Any:
            return tf.add_n(inputs)

    print(Total(name="total")([tf.ones([2]), tf.ones([2])]).name)
    print(run(tf, Total()([tf.ones([2]), tf.ones([2])])))
    with tf.variable_scope("outer"):
        inner = Affine(name="inner")
        print(inner(tf.ones([1, 3])).name, inner.scope_name, inner.count_params())


def input_specs(tf: Any, np: Any) -> None:
    """What a layer may ask of its inputs."""
    for spec in (tf.layers.InputSpec(ndim=4, axes={-1: 3}), tf.layers.InputSpec(min_ndim=2, dtype="float32")):
        print(spec)

    class Picky(tf.layers.Layer):
        def __init__(self, spec: Any) -> None:
            super().__init__()
            self.input_spec = spec

    for spec in (
        {"ndim": 3},
        {"max_ndim": 1},
        {"min_ndim": 3},
        {"dtype": "int32"},
        {"axes": {1: 4}},
        {"shape": [2, 2]},
    ):
        attempt(tf, lambda spec=spec: Picky(tf.layers.InputSpec(**spec))(tf.ones([2, 3])), "incompatible")
    attempt(
        tf, lambda: Picky(tf.layers.InputSpec(ndim=2))([tf.ones([2, 3]), tf.ones([2, 3])]), "expects 1 input"
    )
    attempt(tf, lambda: tf.layers.InputSpec(axes={"a": 1}), "integer")
    attempt(tf, lambda: tf.layers.InputSpec(ndim=1, axes={1: 1}))
