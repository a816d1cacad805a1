"""tf.metrics: means, errors, accuracy, counts; over several batches, with weights, with collections."""

from typing import Any

from tests.parity.attempt import attempt, describe
from tests.parity.metric_stream import stream


def means(tf: Any, np: Any) -> None:
    """Of vectors and matrices, with weights of several shapes."""
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    w = tf.placeholder(tf.float32, [None, 1], name="w")
    batches = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, -2.0]])]
    feeds = [{x: b, w: np.arange(len(b))[:, None] * 0.5} for b in batches]
    stream(tf, tf.metrics.mean(x), feeds)
    stream(tf, tf.metrics.mean(x, weights=w), feeds)
    stream(tf, tf.metrics.mean(x, weights=0.5, name="halves"), feeds)
    stream(tf, tf.metrics.mean(tf.constant([1, 2, 4]), [0, 1, 1]), [{}])
    stream(tf, tf.metrics.mean(tf.constant([1.0, 2.0]), weights=[[1.0], [3.0]]), [{}])
    stream(tf, tf.metrics.mean_tensor(tf.constant([[1.0, 2.0]]), [[1.0, 0.0]]), [{}, {}])
    print([v.name for v in tf.local_variables()])
    print(tf.global_variables(), tf.trainable_variables())
    attempt(tf, lambda: tf.metrics.mean(tf.ones([2, 3]), tf.ones([3, 3])), "weights")


def accuracies(tf: Any, np: Any) -> None:
    """Of ints, floats, bools and strings."""
    labels = tf.placeholder(tf.int64, [None], name="labels")
    scores = tf.placeholder(tf.float32, [None, 3], name="scores")
    feeds = [
        {labels: [0, 1, 2], scores: np.eye(3)},
        {labels: [0, 1], scores: [[0.1, 0.2, 0.3], [0.3, 0.4, 0.1]]},
    ]
    stream(tf, tf.metrics.accuracy(labels=labels, predictions=tf.argmax(scores, 1)), feeds)
    weights = tf.cast(labels, tf.float32)
    stream(tf, tf.metrics.accuracy(labels, tf.argmax(scores, 1), weights=weights, name="weighted"), feeds)
    stream(tf, tf.metrics.accuracy([1, 0, 1], [1.0, 0.0, 0.0]), [{}])
    stream(tf, tf.metrics.accuracy([[1], [0]], [1, 1]), [{}])
    stream(tf, tf.metrics.accuracy(tf.constant([True, False]), tf.constant([True, True])), [{}])
    stream(tf, tf.metrics.accuracy(tf.constant(["a", "b"]), tf.constant(["a", "c"])), [{}])
    attempt(tf, lambda: tf.metrics.accuracy([1, 0, 1], [1, 0]))


def collections(tf: Any, np: Any) -> None:
    """Where values, updates and variables are found again."""
    value, update = tf.metrics.accuracy([1], [1], metrics_collections=["m"], updates_collections=["u", "v"])
    tf.metrics.precision([1], [1], metrics_collections=["m"], updates_collections=["u"])
    tf.metrics.true_positives([1], [1], None, ["m"], ["u"])
    print([t.name for t in tf.get_collection("m")], [t.name for t in tf.get_collection("u")])
    print(tf.get_collection("v") == [update], value is tf.get_collection("m")[0])
    print([v.name for v in tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)])
    print(tf.get_collection(tf.GraphKeys.METRIC_VARIABLES) == tf.local_variables())
    with tf.variable_scope("outer"):
        inner = tf.metrics.mean([1.0], name="inner")
    again = tf.metrics.mean([1.0], name="inner"), tf.metrics.mean([1.0], name="inner")
    print(inner[0].name, again[0][0].name, again[1][1].name)
    print([v.name for v in tf.local_variables()[-6:]])


def setting_back(tf: Any, np: Any) -> None:
    """Initialising the local variables starts the count again."""
    x = tf.placeholder(tf.float32, [None])
    value, update = tf.metrics.mean(x)
    with tf.Session() as session:
        attempt(tf, lambda: session.run(value), "uninitialized")
        for _ in range(2):
            session.run(tf.local_variables_initializer())
            print(session.run(value), session.run(update, {x: [2.0, 4.0]}), session.run(value))
        session.run(tf.variables_initializer(tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)))
        print(session.run(value))


def errors_of_regression(tf: Any, np: Any) -> None:
    """Absolute, squared, relative and cosine."""
    labels = tf.placeholder(tf.float32, [None, 2], name="labels")
    outputs = tf.placeholder(tf.float32, [None, 2], name="outputs")
    feeds = [
        {labels: [[1.0, 2.0], [0.0, -1.0]], outputs: [[1.5, 2.0], [1.0, -3.0]]},
        {labels: [[0.6, 0.8]], outputs: [[1.0, 0.0]]},
    ]
    weights = tf.constant([[2.0, 0.5]])
    stream(tf, tf.metrics.mean_absolute_error(labels, outputs), feeds)
    stream(tf, tf.metrics.mean_squared_error(labels, outputs), feeds)
    stream(tf, tf.metrics.root_mean_squared_error(labels, outputs), feeds)
    stream(tf, tf.metrics.mean_squared_error(labels, outputs, weights, name="own"), feeds[1:])
    stream(tf, tf.metrics.root_mean_squared_error(labels, outputs, weights), feeds[1:])
    stream(tf, tf.metrics.mean_relative_error(labels, outputs, labels), feeds)
    stream(tf, tf.metrics.mean_cosine_distance(labels, outputs, 1), feeds)
    stream(tf, tf.metrics.percentage_below(outputs, 1.25), feeds)
    stream(tf, tf.metrics.percentage_below(outputs, 0.0, weights, name="negative"), feeds[1:])
    print([v.name for v in tf.local_variables()])
    attempt(tf, lambda: tf.metrics.mean_squared_error(tf.ones([2, 3]), tf.ones([2, 4])))


def counts(tf: Any, np: Any) -> None:
    """The four counts, precision and recall."""
    labels = tf.placeholder(tf.float32, [None], name="labels")
    outputs = tf.placeholder(tf.float32, [None], name="outputs")
    weights = tf.placeholder(tf.float32, [None], name="weights")
    feeds = [
        {labels: [1, 1, 0, 0, 1], outputs: [1, 0, 1, 0, 1], weights: [1.0, 0.5, 2.0, 0.0, 0.25]},
        {labels: [0, 0], outputs: [0, 1], weights: [3.0, 1.5]},
    ]
    functions = (
        "true_positives",
        "false_positives",
        "true_negatives",
        "false_negatives",
        "precision",
        "recall",
    )
    for name in functions:
        function = getattr(tf.metrics, name)
        stream(tf, function(labels, outputs), feeds)
        stream(tf, function(labels=labels, predictions=outputs, weights=weights, name="weighted"), feeds)
    print([v.name for v in tf.local_variables()])
    stream(tf, tf.metrics.precision([True, False], [False, False]), [{}])
    stream(tf, tf.metrics.recall([False, False], [[True], [False]]), [{}])


def classes(tf: Any, np: Any) -> None:
    """Per class accuracy and intersection over union."""
    labels = tf.placeholder(tf.int32, [None], name="labels")
    outputs = tf.placeholder(tf.int32, [None], name="outputs")
    weights = tf.placeholder(tf.float32, [None], name="weights")
    feeds = [
        {labels: [0, 0, 1, 2], outputs: [0, 1, 1, 0], weights: [1.0, 0.5, 2.0, 1.0]},
        {labels: [2, 1], outputs: [2, 1], weights: [0.5, 0.25]},
    ]
    stream(tf, tf.metrics.mean_per_class_accuracy(labels, outputs, 4), feeds)
    stream(tf, tf.metrics.mean_per_class_accuracy(labels, outputs, 3, weights), feeds)
    stream(tf, tf.metrics.mean_iou(labels, outputs, 3), feeds)
    stream(tf, tf.metrics.mean_iou(labels, outputs, 4, weights, name="iou"), feeds)
    images = tf.constant([[[0, 1], [1, 1]]])
    stream(tf, tf.metrics.mean_iou(images, 1 - images, num_classes=2), [{}])
    print([v.name for v in tf.local_variables()])
    describe(*tf.local_variables()[:3])
    _, update = tf.metrics.mean_iou(labels, outputs, 2, name="two")
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        attempt(tf, lambda: session.run(update, feeds[0]), "out of bound")


def in_a_training(tf: Any, np: Any) -> None:
    """The way tutorials use it: reset, count all batches, read."""
    tf.set_random_seed(1)
    x, y = tf.placeholder(tf.float32, [None, 2], name="x"), tf.placeholder(tf.int32, [None], name="y")
    logits = tf.layers.dense(x, 2, kernel_initializer=tf.random_normal_initializer(seed=1))
    loss = tf.losses.sparse_softmax_cross_entropy(labels=y, logits=logits)
    step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
    with tf.variable_scope("test"):
        accuracy, count = tf.metrics.accuracy(labels=y, predictions=tf.argmax(logits, axis=1))
    running = tf.get_collection(tf.GraphKeys.LOCAL_VARIABLES, scope="test")
    reset = tf.variables_initializer(var_list=running)
    data = np.linspace(-1.0, 1.0, 24).reshape(12, 2) * [[1.0, -1.0]]
    classes = (data[:, 0] > data[:, 1]).astype(np.int32)
    with tf.Session() as session:
        session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        for _ in range(5):
            session.run(reset)
            for start in range(0, 12, 4):
                feed = {x: data[start : start + 4], y: classes[start : start + 4]}
                session.run([step, count], feed)
            print(session.run(accuracy))


def unknown_ranks(tf: Any, np: Any) -> None:
    """Placeholders without a shape: a column of predictions meets a row of labels."""
    labels, outputs, weights = (
        tf.placeholder(tf.float32, name=name) for name in ("labels", "outputs", "weights")
    )
    feeds = [
        {labels: [1, 0, 1], outputs: [[1], [1], [0]], weights: [1.0, 0.5, 0.25]},
        {labels: [[1], [0]], outputs: [1, 0], weights: 2.0},
        {labels: [1, 0], outputs: [1, 1], weights: [[1.0], [3.0]]},
    ]
    for name in ("accuracy", "mean_squared_error", "precision", "true_positives"):
        for given in (None, weights):
            metric = getattr(tf.metrics, name)(labels, outputs, given)
            stream(
                tf,
                metric,
                feeds[:1] if name in ("precision", "true_positives") and given is not None else feeds,
            )
