"""Optimizers: values after some steps, slots, names, errors."""

from typing import Any

from tests.parity.attempt import attempt


def made(tf: Any) -> dict[str, Any]:
    """Every optimizer under test, by a name to print."""
    train = tf.train
    return {
        "descent": lambda: train.GradientDescentOptimizer(0.1),
        "momentum": lambda: train.MomentumOptimizer(0.1, 0.9),
        "nesterov": lambda: train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
        "adam": lambda: train.AdamOptimizer(0.1),
        "adam with its own rates": lambda: train.AdamOptimizer(0.05, beta1=0.8, beta2=0.9, epsilon=1e-3),
        "adagrad": lambda: train.AdagradOptimizer(0.1),
        "adagrad from one": lambda: train.AdagradOptimizer(0.5, initial_accumulator_value=1.0),
        "rmsprop": lambda: train.RMSPropOptimizer(0.01),
        "rmsprop with momentum": lambda: train.RMSPropOptimizer(0.01, decay=0.8, momentum=0.5, epsilon=1e-6),
        "rmsprop centered": lambda: train.RMSPropOptimizer(0.01, centered=True),
        "rmsprop centered with momentum": lambda: train.RMSPropOptimizer(0.01, momentum=0.9, centered=True),
    }


def dense_steps(tf: Any, np: Any) -> None:
    """Five steps on a quadratic loss."""
    for name, make in made(tf).items():
        tf.reset_default_graph()
        w = tf.Variable([1.0, -2.0, 0.5], name="w")
        step = make().minimize(tf.reduce_sum(tf.square(w) * [1.0, 2.0, 3.0]))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            print(name)
            for _ in range(5):
                session.run(step)
                print(session.run(w))


def sparse_steps(tf: Any, np: Any) -> None:
    """Steps through `embedding_lookup`, with a row that is looked up twice and one that rests."""
    for name, make in made(tf).items():
        tf.reset_default_graph()
        table = tf.Variable(np.arange(8.0, dtype=np.float32).reshape(4, 2) / 4.0 + 0.25, name="table")
        rows = tf.placeholder(tf.int32, [None])
        loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, rows)))
        step = make().minimize(loss)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            print(name)
            for batch in ([0, 2, 2], [1], [2, 0]):
                session.run(step, {rows: batch})
                print(session.run(table))


def double_precision(tf: Any, np: Any) -> None:
    """The same in float64."""
    for name, make in made(tf).items():
        tf.reset_default_graph()
        w = tf.Variable([1.0, -2.0], dtype=tf.float64, name="w")
        step = make().minimize(tf.reduce_sum(tf.square(w)))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for _ in range(3):
                session.run(step)
            print(name, session.run(w))


def slots(tf: Any, np: Any) -> None:
    """The variables that each optimizer makes, and its slots by name."""
    for name, make in made(tf).items():
        tf.reset_default_graph()
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        optimizer = make()
        step = optimizer.minimize(tf.reduce_sum(tf.square(w)))
        print(name, step.name, optimizer.get_name(), optimizer.get_slot_names())
        print([v.name for v in tf.global_variables()], [v.name for v in tf.trainable_variables()])
        print(
            [optimizer.get_slot(w, slot).name for slot in optimizer.get_slot_names()],
            [v.name for v in optimizer.variables()],
        )
        print(optimizer.get_slot(w, "missing"))


def slot_values(tf: Any, np: Any) -> None:
    """What the slots hold after two steps."""
    for name, make in made(tf).items():
        tf.reset_default_graph()
        w = tf.Variable([1.0, -2.0], name="w")
        optimizer = make()
        step = optimizer.minimize(tf.reduce_sum(tf.square(w)))
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(step)
            session.run(step)
            print(name, *(session.run(optimizer.get_slot(w, slot)) for slot in optimizer.get_slot_names()))


def names(tf: Any, np: Any) -> None:
    """The name of the optimizer is the name of its step."""
    w = tf.Variable(1.0, name="w")
    loss = tf.square(w)
    for optimizer in (
        tf.train.GradientDescentOptimizer(0.1),
        tf.train.GradientDescentOptimizer(0.1, name="mine"),
        tf.train.AdamOptimizer(),
        tf.train.AdamOptimizer(name="second"),
        tf.train.MomentumOptimizer(0.1, 0.9),
    ):
        step = optimizer.minimize(loss)
        print(step.name, step.type, optimizer.minimize(loss, name="named").name)
    print([v.name for v in tf.global_variables()])


def global_step(tf: Any, np: Any) -> None:
    """`minimize` counts its steps."""
    step = tf.train.get_or_create_global_step()
    w = tf.Variable(4.0, name="w")
    train = tf.train.GradientDescentOptimizer(0.25).minimize(tf.square(w), global_step=step)
    print(
        step.name,
        step.dtype,
        train.name,
        tf.train.get_global_step() is step,
        tf.train.get_or_create_global_step() is step,
    )
    own = tf.Variable(0, trainable=False, name="own")
    other = tf.train.AdamOptimizer(0.1).minimize(tf.square(w), global_step=own)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(3):
            session.run(train)
        session.run(other)
        print(session.run([step, own]), tf.train.global_step(session, step))


def create_global_step(tf: Any, np: Any) -> None:
    """There is one global step in a graph."""
    print(tf.train.get_global_step())
    print(tf.train.create_global_step().name)
    attempt(tf, tf.train.create_global_step)


def compute_and_apply(tf: Any, np: Any) -> None:
    """The two halves of `minimize`, with something done to the gradients between them."""
    w, b = tf.Variable([1.0, 2.0], name="w"), tf.Variable(0.5, name="b")
    tf.Variable(1.0, name="unused")
    loss = tf.reduce_sum(tf.square(w)) + 3.0 * b
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(loss)
    print([(gradient is None, variable.name) for gradient, variable in pairs])
    clipped = [(tf.clip_by_value(g, -1.0, 1.0), v) for g, v in pairs if g is not None]
    step = optimizer.apply_gradients(clipped, name="apply")
    print(step.name)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run([g for g, _ in pairs[:2]]))
        session.run(step)
        print(session.run([w, b]))


def clipping_the_global_norm(tf: Any, np: Any) -> None:
    """The usual recipe of language models."""
    w, b = tf.Variable([3.0, 4.0], name="w"), tf.Variable([0.0], name="b")
    loss = tf.reduce_sum(tf.square(w)) / 2.0 + 12.0 * tf.reduce_sum(b)
    variables = tf.trainable_variables()
    gradients, norm = tf.clip_by_global_norm(tf.gradients(loss, variables), 1.0)
    step = tf.train.GradientDescentOptimizer(1.0).apply_gradients(zip(gradients, variables))  # noqa: B905
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(norm))
        session.run(step)
        print(session.run([w, b]))


def some_variables(tf: Any, np: Any) -> None:
    """`var_list` says what is trained; the rest stays."""
    a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
    frozen = tf.Variable(1.0, trainable=False, name="frozen")
    loss = a * 2.0 + b * 3.0 + frozen * 4.0
    only_b = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=[b])
    every = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    even_frozen = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=[frozen])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for step in (only_b, every, even_frozen):
            session.run(step)
            print(session.run([a, b, frozen]))


def errors(tf: Any, np: Any) -> None:
    """What cannot be minimized."""
    w = tf.Variable(1.0, name="w")
    other = tf.Variable(1.0, name="other")
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    attempt(tf, lambda: optimizer.minimize(tf.constant(1.0)))
    attempt(tf, lambda: optimizer.minimize(tf.square(w), var_list=[other]))
    attempt(tf, lambda: optimizer.apply_gradients([]))
    attempt(tf, lambda: optimizer.apply_gradients([(None, w)]))
    attempt(tf, lambda: optimizer.minimize(tf.cast(w, tf.int32)))
    attempt(tf, lambda: optimizer.compute_gradients(tf.square(w), gate_gradients=7))
    attempt(tf, lambda: tf.train.GradientDescentOptimizer())
    with tf.Graph().as_default():
        attempt(tf, lambda: optimizer.minimize(tf.constant(1.0)))


def learning_rate_as_tensor(tf: Any, np: Any) -> None:
    """A placeholder, a variable and a schedule as learning rate."""
    rate = tf.placeholder(tf.float32, [])
    w = tf.Variable(1.0)
    step = tf.train.GradientDescentOptimizer(rate).minimize(3.0 * w)
    moving = tf.Variable(0.5, trainable=False)
    adam = tf.train.AdamOptimizer(moving).minimize(3.0 * w)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for value in (0.1, 0.01):
            session.run(step, {rate: value})
            print(session.run(w))
        session.run(adam)
        print(session.run(w))


def decayed(tf: Any, np: Any) -> None:
    """Exponential decay that counts with the global step."""
    counter = tf.Variable(0, trainable=False)
    rate = tf.train.exponential_decay(0.5, counter, 2, 0.5, staircase=True)
    w = tf.Variable(10.0)
    step = tf.train.GradientDescentOptimizer(rate).minimize(w, global_step=counter)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(6):
            session.run(step)
            print(session.run([rate, w, counter]))


def linear_regression(tf: Any, np: Any) -> None:
    """A line through points: thirty steps of descent."""
    x = tf.placeholder(tf.float32, [None])
    y = tf.placeholder(tf.float32, [None])
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    loss = tf.reduce_mean(tf.square(w * x + b - y))
    step = tf.train.GradientDescentOptimizer(0.05).minimize(loss)
    xs = np.linspace(-1.0, 2.0, 20)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for position in range(30):
            session.run(step, {x: xs, y: 2.0 * xs - 1.0})
            if position % 10 == 9:
                print(session.run([w, b, loss], {x: xs, y: 2.0 * xs - 1.0}))


def small_classifier(tf: Any, np: Any) -> None:
    """Two layers, softmax, Adam; the weights begin from seeds."""
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], np.float32)
    classes = np.array([0, 1, 1, 0])
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.placeholder(tf.int64, [None])
    w1 = tf.Variable(tf.truncated_normal([2, 8], stddev=0.5, seed=1))
    w2 = tf.Variable(tf.truncated_normal([8, 2], stddev=0.5, seed=2))
    b1, b2 = tf.Variable(tf.constant(0.1, shape=[8])), tf.Variable(tf.zeros([2]))
    logits = tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2) + b2
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
    accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.float32))
    step = tf.train.AdamOptimizer(0.05).minimize(loss)
    feed = {x: points, y: classes}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run(loss, feed))
        for _ in range(20):
            session.run(step, feed)
        print(session.run(loss, feed), session.run(accuracy, feed))


def logistic_regression_with_weight_decay(tf: Any, np: Any) -> None:
    """Weight decay through the losses collection, momentum, a moving average of the weights."""
    random = np.random.RandomState(0)
    data = random.rand(16, 3).astype(np.float32)
    target = (data.sum(1, keepdims=True) > 1.5).astype(np.float32)
    x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None, 1])
    w = tf.get_variable("w", [3, 1], initializer=tf.constant_initializer(0.1))
    b = tf.get_variable("b", [1], initializer=tf.zeros_initializer())
    tf.add_to_collection("losses", 0.01 * tf.nn.l2_loss(w))
    tf.add_to_collection(
        "losses",
        tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=tf.matmul(x, w) + b)),
    )
    loss = tf.add_n(tf.get_collection("losses"))
    counter = tf.train.get_or_create_global_step()
    step = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, global_step=counter)
    average = tf.train.ExponentialMovingAverage(0.9, counter)
    with tf.control_dependencies([step]):
        train = average.apply([w])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(10):
            session.run(train, {x: data, y: target})
        print(session.run([w, b, average.average(w), counter]))


def two_optimizers(tf: Any, np: Any) -> None:
    """Two optimizers in one graph keep apart."""
    a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
    loss = tf.square(a) + tf.square(b)
    first = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[a])
    second = tf.train.AdamOptimizer(0.2).minimize(loss, var_list=[b])
    print(sorted(v.name for v in tf.global_variables()))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run([first, second])
        session.run(first)
        print(session.run([a, b]))


def loss_and_step_together(tf: Any, np: Any) -> None:
    """After a run of the step the next loss is smaller."""
    w = tf.Variable(3.0)
    loss = tf.square(w)
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        values = []
        for _ in range(3):
            values.append(session.run(loss))
            print(session.run(step))
        print(values)
