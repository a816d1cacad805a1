"""tf.layers with the rest: inside branches and loops, in templates, with custom getters, from NumPy arrays."""

from typing import Any

from tests.parity.attempt import run


def in_branches(tf: Any, np: Any) -> None:
    """A layer in one branch of a cond."""
    flag, x = tf.placeholder(tf.bool, []), tf.constant([[1.0, 2.0]])
    y = tf.cond(
        flag, lambda: tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer()), lambda: x * 10.0
    )
    gradient = tf.gradients(y, tf.trainable_variables()[0])[0]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for told in (True, False):
            print(*session.run([y, gradient], {flag: told}))


def in_loops(tf: Any, np: Any) -> None:
    """The same layer in every step of a loop."""
    layer = tf.layers.Dense(2, tf.tanh, kernel_initializer=tf.random_normal_initializer(seed=1))
    start = tf.constant([[1.0, 2.0]])
    layer.build(start.shape)
    _, y = tf.while_loop(lambda i, _: i < 3, lambda i, h: (i + 1, layer(h)), [0, start])
    gradients = tf.gradients(y, layer.trainable_weights)
    print([v.name for v in tf.trainable_variables()])
    for value in run(tf, [y, *gradients]):
        print(value)
    mapped = tf.map_fn(lambda row: layer(tf.expand_dims(row, 0))[0], tf.constant([[1.0, 0.0], [0.0, 1.0]]))
    print(run(tf, mapped), len(tf.trainable_variables()))


def in_templates(tf: Any, np: Any) -> None:
    """make_template shares the variables of the layers inside."""

    def network(x: Any) -> Any:
        hidden = tf.layers.dense(x, 3, tf.nn.relu, kernel_initializer=tf.random_normal_initializer(seed=2))
        return tf.layers.dense(
            hidden, 1, name="last", kernel_initializer=tf.random_normal_initializer(seed=3)
        )

    shared = tf.make_template("net", network)
    one, two = shared(tf.ones([1, 2])), shared(tf.ones([1, 2]) * 2.0)
    print([v.name for v in tf.trainable_variables()], one.name)
    print(*run(tf, [one, two]))


def averaged_weights(tf: Any, np: Any) -> None:
    """A custom getter that puts moving averages in the place of the weights."""

    def network(x: Any) -> Any:
        return tf.layers.dense(x, 2, kernel_initializer=tf.ones_initializer(), name="fc")

    x = tf.constant([[1.0, 2.0]])
    with tf.variable_scope("model"):
        trained = network(x)
    averages = tf.train.ExponentialMovingAverage(0.5)
    update = averages.apply(tf.trainable_variables())

    def smoothed(getter: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        return averages.average(getter(name, *args, **kwargs))

    with tf.variable_scope("model", reuse=True, custom_getter=smoothed):
        smooth = network(x)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(trained))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(2):
            session.run(step)
            session.run(update)
            print(session.run(trained), session.run(smooth))
    print([v.name for v in tf.global_variables()])


def untrained_by_getter(tf: Any, np: Any) -> None:
    """A custom getter may take a variable out of the trainable ones."""

    def frozen(getter: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs["trainable"] = False
        return getter(*args, **kwargs)

    with tf.variable_scope("frozen", custom_getter=frozen):
        layer = tf.layers.Dense(2)
        layer(tf.ones([1, 2]))
    print(tf.trainable_variables(), layer.trainable_weights, [v.name for v in layer.non_trainable_weights])


def from_arrays(tf: Any, np: Any) -> None:
    """NumPy arrays and variables as inputs; scopes given to a call."""
    layer = tf.layers.Dense(1, kernel_initializer=tf.ones_initializer())
    y = layer(np.ones([2, 3], np.float32))
    z = layer(tf.Variable(tf.ones([1, 3])))
    print(y.name, z.shape, *run(tf, [y, z]))
    flat = tf.layers.flatten(np.ones([2, 2, 2], np.float32))
    print(flat.shape, tf.layers.max_pooling2d(np.ones([1, 4, 4, 1], np.float32), 2, 2).shape)
    other = tf.layers.Dense(1)
    print(other(tf.ones([1, 2]), scope="chosen").name, [v.name for v in other.weights])


def two_graphs(tf: Any, np: Any) -> None:
    """Names begin anew in every graph."""
    for _ in range(2):
        with tf.Graph().as_default(), tf.Session() as session:
            y = tf.layers.dense(tf.ones([1, 2]), 1, kernel_initializer=tf.ones_initializer())
            layer = tf.layers.Dense(1)
            session.run(tf.global_variables_initializer())
            print(y.name, layer.name, session.run(y), [v.name for v in tf.global_variables()])
