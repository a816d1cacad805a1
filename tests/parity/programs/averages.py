"""Moving averages: every argument of ExponentialMovingAverage, its names, its collections, what it refuses."""

from typing import Any

from tests.parity.attempt import attempt


def names_of_everything(tf: Any, np: Any) -> None:
    """What the averages, the updates and the groups are called, in and out of scopes."""
    with tf.variable_scope("layer1"):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        with tf.name_scope("inner"):
            b = tf.Variable([0.5], name="b")
    first = tf.train.ExponentialMovingAverage(0.9)
    with tf.name_scope("averaging"):
        update = first.apply([w, b])
    again = first.apply([w])
    other = tf.train.ExponentialMovingAverage(0.9, name="shadow")
    print(first.name, other.name, update.name, update.type, again.name)
    print(first.average(w).name, first.average(b).name, other.average(w))
    print(first.average_name(w), other.average_name(w), other.average_name(b))
    other.apply([w])
    twin = tf.train.ExponentialMovingAverage(0.5)
    print(twin.average_name(w))
    twin.apply([w])
    print(other.average(w).name, twin.average(w).name, twin.average(w).dtype, twin.average(w).shape)
    print([v.name for v in tf.global_variables()])
    print([v.name for v in tf.trainable_variables()])
    print([v.name for v in tf.moving_average_variables()])
    print([v.name for v in tf.get_collection(tf.GraphKeys.MOVING_AVERAGE_VARIABLES, scope="layer1")])
    print(sorted(o.name for o in update.control_inputs))


def default_list(tf: Any, np: Any) -> None:
    """Without a list all trainable variables are averaged, in their order."""
    tf.Variable(1.0, name="a")
    tf.Variable(2.0, name="still", trainable=False)
    tf.Variable(3.0, name="b")
    tf.Variable(4.0, name="here", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    averages = tf.train.ExponentialMovingAverage(0.99)
    averages.apply()
    print([v.name for v in tf.moving_average_variables()])
    print([v.name for v in tf.global_variables()])
    print({k: v.name for k, v in sorted(averages.variables_to_restore().items())})


def values_with_and_without_steps(tf: Any, np: Any) -> None:
    """The decay by itself, with a count of steps in several dtypes, and as a tensor."""
    w = tf.Variable([1.0, -2.0], name="w")
    steps = tf.Variable(0, trainable=False, dtype=tf.int64, name="steps")
    kept = {
        "plain": tf.train.ExponentialMovingAverage(0.9, name="plain"),
        "steps": tf.train.ExponentialMovingAverage(0.9, steps, name="steps"),
        "int": tf.train.ExponentialMovingAverage(0.9, num_updates=3, name="int"),
        "tensor": tf.train.ExponentialMovingAverage(tf.constant(0.25), name="tensor"),
        "float steps": tf.train.ExponentialMovingAverage(0.9, tf.constant(5.5), name="floats"),
    }
    updates = {name: one.apply([w]) for name, one in kept.items()}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for number in range(4):
            session.run([w.assign_add([0.5, 1.0]), steps.assign(number * 7)])
            for name in sorted(updates):
                session.run(updates[name])
                print(number, name, session.run(kept[name].average(w)))


def of_tensors(tf: Any, np: Any) -> None:
    """Averages of tensors start from zero; zero_debias corrects their first values."""
    x = tf.placeholder(tf.float32, [2], name="x")
    twice = tf.multiply(x, 2.0, name="twice")
    plain = tf.train.ExponentialMovingAverage(0.75)
    corrected = tf.train.ExponentialMovingAverage(0.75, zero_debias=True, name="corrected")
    updates = [plain.apply([twice]), corrected.apply([twice])]
    print([o.name for o in updates], plain.average(twice).name, corrected.average(twice).name)
    print([v.name for v in tf.global_variables()])
    print(tf.moving_average_variables(), [v.name for v in tf.trainable_variables()])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for value in ([1.0, 2.0], [3.0, -1.0], [0.5, 0.5], [4.0, 8.0]):
            session.run(updates, {x: value})
            print(session.run([plain.average(twice), corrected.average(twice)]))


def corrected_several_times(tf: Any, np: Any) -> None:
    """Two corrected averages of one tensor, and one inside a variable scope."""
    x = tf.placeholder(tf.float32, [], name="x")
    with tf.variable_scope("scope"):
        square = tf.square(x, name="square")
        first = tf.train.ExponentialMovingAverage(0.5, zero_debias=True)
        update = first.apply([square])
    second = tf.train.ExponentialMovingAverage(0.9, zero_debias=True)
    update2 = second.apply([square])
    print([v.name for v in tf.global_variables()])
    print(update.name, update2.name)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for value in (1.0, 2.0, 3.0):
            session.run([update, update2], {x: value})
            print(session.run([first.average(square), second.average(square)]))


def dtypes(tf: Any, np: Any) -> None:
    """Half, single and double; nothing else."""
    for dtype in (tf.float16, tf.float32, tf.float64):
        v = tf.Variable([1.0, 4.0], dtype=dtype, name="v_" + dtype.name)
        averages = tf.train.ExponentialMovingAverage(0.75)
        update = averages.apply([v])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            session.run(v.assign([3.0, -4.0]))
            session.run(update)
            print(averages.average(v).dtype, session.run(averages.average(v)))
    attempt(
        tf, lambda: tf.train.ExponentialMovingAverage(0.9).apply([tf.Variable(1)]), "half, float, or double"
    )


def to_restore(tf: Any, np: Any) -> None:
    """Which saved name fills which variable."""
    w = tf.Variable(1.0, name="w")
    b = tf.Variable(1.0, name="b")
    tf.Variable(0, trainable=False, name="global_step")
    frozen = tf.Variable(5.0, trainable=False, name="frozen")
    averages = tf.train.ExponentialMovingAverage(0.9)
    show = lambda found: print([(name, found[name].name) for name in sorted(found)])  # noqa: E731
    show(averages.variables_to_restore())
    show(averages.variables_to_restore([w]))
    show(averages.variables_to_restore([frozen]))
    averages.apply([w, frozen])
    show(averages.variables_to_restore())
    show(averages.variables_to_restore([b, b]))


def after_the_step(tf: Any, np: Any) -> None:
    """The books' way: averages that move after each step of training, in one operation."""
    x = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    y = tf.constant([[1.0], [0.0], [2.0]])
    w = tf.Variable([[0.1], [-0.2]], name="w")
    b = tf.Variable([0.0], name="b")
    step = tf.Variable(0, trainable=False)
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, global_step=step)
    averages = tf.train.ExponentialMovingAverage(0.99, step)
    with tf.control_dependencies([train]):
        both = averages.apply(tf.trainable_variables())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for number in range(12):
            session.run(both)
            if number % 3 == 0:
                print(session.run([step, loss, averages.average(w), averages.average(b)]))
        using = tf.reduce_mean(tf.square(tf.matmul(x, averages.average(w)) + averages.average(b) - y))
        print(session.run([using, loss]))


def two_ways_in_one_operation(tf: Any, np: Any) -> None:
    """tf.group and tf.control_dependencies with a no_op, as two books write it."""
    v1 = tf.Variable(0, dtype=tf.float32, name="v1")
    step = tf.Variable(0, trainable=False, name="step")
    ema = tf.train.ExponentialMovingAverage(0.99, step)
    maintain = ema.apply([v1])
    with tf.control_dependencies([maintain]):
        train_op = tf.no_op(name="train")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(session.run([v1, ema.average(v1)]))
        session.run(tf.assign(v1, 5))
        session.run(maintain)
        print(session.run([v1, ema.average(v1)]))
        session.run(tf.assign(step, 10000))
        session.run(tf.assign(v1, 10))
        session.run(train_op)
        print(session.run([v1, ema.average(v1)]))
        session.run(tf.group(maintain))
        print(session.run([v1, ema.average(v1)]))
        print(train_op.name, maintain.name, [v.name for v in tf.global_variables()])


def averaged_initial_values(tf: Any, np: Any) -> None:
    """An average starts from its variable's first value, random ones included, in one run of init."""
    tf.set_random_seed(3)
    w = tf.Variable(tf.random_normal([3]), name="w")
    u = tf.get_variable("u", [2], initializer=tf.random_uniform_initializer(seed=5))
    averages = tf.train.ExponentialMovingAverage(0.5)
    averages.apply([w, u])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        print(np.array_equal(*session.run([w, averages.average(w)])))
        print(np.array_equal(*session.run([u, averages.average(u)])))


def without_keywords(tf: Any, np: Any) -> None:
    """Arguments by place, what is missing, and a list that is a tuple."""
    v = tf.Variable(1.0, name="v")
    averages = tf.train.ExponentialMovingAverage(0.5, None, False, "kept")
    print(averages.apply((v,)).name, averages.average_name(v))
    attempt(tf, lambda: tf.train.ExponentialMovingAverage())
    print(averages.average(tf.Variable(2.0)))
