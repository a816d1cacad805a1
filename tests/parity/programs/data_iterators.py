"""tf.data: the four kinds of iterators."""

from typing import Any

from tests.parity.attempt import attempt


def one_shot(tf: Any, np: Any) -> None:
    """It begins by itself, and each session goes through it for itself."""
    iterator = tf.data.Dataset.range(3).make_one_shot_iterator()
    element = iterator.get_next()
    print(iterator.output_types, iterator.output_shapes, iterator.output_classes is tf.Tensor)
    for _ in range(2):
        with tf.Session() as session:
            print([int(session.run(element)) for _ in range(3)])
            for _ in range(2):
                attempt(tf, lambda session=session: session.run(element), "end of sequence")
    attempt(tf, lambda: iterator.initializer)


def what_varies(tf: Any, np: Any) -> None:
    """A one-shot iterator takes no placeholder, no variable, no random number from outside."""
    attempt(
        tf,
        lambda: tf.data.Dataset.range(tf.placeholder(tf.int64, [])).make_one_shot_iterator(),
        "placeholder",
    )
    attempt(
        tf,
        lambda: tf.data.Dataset.from_tensors(tf.random_uniform([2])).make_one_shot_iterator(),
        "initializable",
    )
    weight = tf.Variable(1.0)
    attempt(
        tf, lambda: tf.data.Dataset.range(3).map(lambda x: weight).make_one_shot_iterator(), "initializable"
    )
    inside = (
        tf.data.Dataset.range(3).map(lambda x: tf.constant(2.0) + 1.0).make_one_shot_iterator().get_next()
    )
    with tf.Session() as session:
        print(session.run(inside))


def initializable(tf: Any, np: Any) -> None:
    """It has to be set to the beginning, and may depend on what is fed."""
    stop = tf.placeholder(tf.int64, [])
    iterator = tf.data.Dataset.range(stop).make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        attempt(tf, lambda: session.run(element), "initialized")
        for value in (2, 3):
            session.run(iterator.initializer, {stop: value})
            print([int(session.run(element)) for _ in range(value)])
            attempt(tf, lambda: session.run(element), "end of sequence")
        session.run(iterator.initializer, {stop: 5})
        print(int(session.run(element)), int(session.run(element)))
        session.run(iterator.initializer, {stop: 5})
        print(int(session.run(element)))


def arrays_fed(tf: Any, np: Any) -> None:
    """Large arrays are fed when the iterator is initialised."""
    features, labels = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0, 1])
    x, y = tf.placeholder(features.dtype, features.shape), tf.placeholder(labels.dtype, labels.shape)
    iterator = tf.data.Dataset.from_tensor_slices((x, y)).batch(3).make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer, {x: features, y: labels})
        print(session.run(element))
        print(session.run(element))


def reinitializable(tf: Any, np: Any) -> None:
    """One iterator, several datasets with the same structure."""
    training = tf.data.Dataset.range(4).map(lambda x: x + 100)
    validation = tf.data.Dataset.range(2)
    iterator = tf.data.Iterator.from_structure(training.output_types, training.output_shapes)
    element = iterator.get_next()
    print(element)
    starts = [iterator.make_initializer(dataset) for dataset in (training, validation)]
    with tf.Session() as session:
        attempt(tf, lambda: session.run(element), "initialized")
        for start in starts * 2:
            session.run(start)
            found = []
            while True:
                try:
                    found.append(int(session.run(element)))
                except tf.errors.OutOfRangeError:
                    break
            print(found)
    attempt(tf, lambda: iterator.initializer)
    attempt(tf, lambda: iterator.make_initializer(tf.data.Dataset.from_tensors(1.0)))
    attempt(tf, lambda: iterator.make_initializer(tf.data.Dataset.from_tensors((1, 2))))
    attempt(tf, lambda: iterator.make_initializer(tf.data.Dataset.range(3).batch(2)))
    loose = tf.data.Iterator.from_structure((tf.int64, {"a": tf.string}))
    print(loose.get_next(), loose.output_shapes)


def feedable(tf: Any, np: Any) -> None:
    """Which iterator is asked is fed in every run."""
    training = tf.data.Dataset.range(100).make_one_shot_iterator()
    validation = tf.data.Dataset.range(10, 13).make_initializable_iterator()
    handle = tf.placeholder(tf.string, [])
    iterator = tf.data.Iterator.from_string_handle(handle, training.output_types, training.output_shapes)
    element = iterator.get_next()
    print(element, iterator.string_handle())
    with tf.Session() as session:
        first = session.run(training.string_handle())
        second = session.run(validation.string_handle())
        for _ in range(2):
            session.run(validation.initializer)
            print(
                [
                    int(session.run(element, {handle: h}))
                    for h in (first, first, second, second, second, first)
                ]
            )
        attempt(tf, lambda: session.run(element, {handle: second}), "end of sequence")
        attempt(tf, lambda: session.run(element, {handle: "nothing"}))
        floats = tf.data.Dataset.from_tensors(1.5).make_one_shot_iterator()
        wrong = session.run(floats.string_handle())
        attempt(tf, lambda: session.run(element, {handle: wrong}))
    with tf.Session() as session:
        attempt(tf, lambda: session.run(element, {handle: second}))


def twice_in_one_run(tf: Any, np: Any) -> None:
    """Two get_next of one iterator take two elements; one tensor used twice is one element."""
    iterator = tf.data.Dataset.range(10).make_one_shot_iterator()
    first, second = iterator.get_next(), iterator.get_next()
    with tf.Session() as session:
        print(sorted(int(n) for n in session.run([first, second])))
        print(session.run([first, first * 10, first - 1]))


def of_v1(tf: Any, np: Any) -> None:
    """The functions that make iterators, and those that say what the elements are."""
    dataset = tf.data.Dataset.from_tensor_slices(([1, 2], {"a": ["x", "y"]}))
    data = tf.data
    print(data.get_output_types(dataset), data.get_output_shapes(dataset))
    print(data.get_output_classes(dataset)[0] is tf.Tensor)
    iterator = data.make_initializable_iterator(dataset)
    element = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer)
        print(session.run(element))
        print(session.run(data.make_one_shot_iterator(dataset).get_next()))
    print(len(tf.get_collection("iterators")))


def training(tf: Any, np: Any) -> None:
    """A line fitted to batches from an iterator."""
    x = np.linspace(-1, 1, 40).astype(np.float32)
    y = 3 * x - 1
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(40, seed=1).batch(8).repeat(20)
    inputs, targets = dataset.make_one_shot_iterator().get_next()
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    loss = tf.reduce_mean(tf.square(w * inputs + b - targets))
    step = tf.train.GradientDescentOptimizer(0.2).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        losses = []
        try:
            while True:
                losses.append(session.run([loss, step])[0])
        except tf.errors.OutOfRangeError:
            print(len(losses), losses[:5], session.run([w, b]))
