"""tf.contrib.losses and tf.contrib.metrics: predictions before labels, as they were before 1.0."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, run


def losses(tf: Any, np: Any) -> None:
    """Every loss, with weights by example and by entry."""
    losses = tf.contrib.losses
    labels = tf.constant([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    outputs = tf.constant(np.linspace(0.1, 0.9, 6).reshape(2, 3), tf.float32)
    for weights in (1.0, 0.5, [1.0, 0.0], [[1.0], [3.0]], [[1.0, 0.0, 2.0], [0.0, 0.0, 1.0]]):
        found = [
            losses.absolute_difference(outputs, labels, weights),
            losses.mean_squared_error(outputs, labels, weights=weights),
            losses.log_loss(outputs, labels, weights),
            losses.sigmoid_cross_entropy(outputs, labels, weights),
        ]
        if np.ndim(weights) < 2:
            found.append(losses.softmax_cross_entropy(outputs, labels, weights))
            found.append(losses.sparse_softmax_cross_entropy(outputs, [2, 0], weights))
            found.append(losses.mean_pairwise_squared_error(outputs, labels, weights))
        print(*run(tf, found))
    print(run(tf, losses.hinge_loss(outputs, labels)))
    print(run(tf, losses.cosine_distance(outputs, labels, axis=1)))
    print(run(tf, losses.softmax_cross_entropy(outputs, labels, label_smoothing=0.3)))
    attempt(tf, lambda: losses.mean_squared_error(outputs, tf.ones([2, 2])))


def collected(tf: Any, np: Any) -> None:
    """Their collection is that of tf.losses."""
    losses = tf.contrib.losses
    losses.mean_squared_error(tf.ones([2]), tf.zeros([2]))
    losses.absolute_difference(tf.ones([2]), tf.zeros([2]))
    losses.hinge_loss(tf.ones([2]), tf.zeros([2]))
    print(len(losses.get_losses()), len(tf.losses.get_losses()))
    print(run(tf, [losses.get_total_loss(), tf.losses.get_total_loss()])[0])


def _stream(tf: Any, metric: Any, feeds: Any) -> None:
    value, update = metric
    print(value.name, update.name)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for feed in feeds:
            print(session.run(update, feed), session.run(value))


def metrics(tf: Any, np: Any) -> None:
    """The streaming metrics."""
    metrics = tf.contrib.metrics
    outputs, labels = (
        tf.placeholder(tf.float32, [None], name="o"),
        tf.placeholder(tf.float32, [None], name="l"),
    )
    weights = tf.placeholder(tf.float32, [None], name="w")
    feeds = [
        {outputs: [1.0, 0.0, 1.0], labels: [1.0, 1.0, 0.0], weights: [1.0, 2.0, 0.5]},
        {outputs: [0.0, 1.0], labels: [0.0, 1.0], weights: [0.0, 1.0]},
    ]
    for name in ("accuracy", "precision", "recall", "mean_absolute_error", "mean_squared_error",
                 "root_mean_squared_error", "true_positives", "false_negatives", "auc"):  # fmt: skip
        function = getattr(metrics, "streaming_" + name)
        _stream(tf, function(outputs, labels), feeds)
        _stream(tf, function(outputs, labels, weights, name="own"), feeds)
    _stream(tf, metrics.streaming_mean(outputs), feeds)
    _stream(tf, metrics.streaming_mean_iou(tf.cast(outputs, tf.int32), tf.cast(labels, tf.int32), 2), feeds)
    _stream(tf, metrics.streaming_percentage_less(outputs, 0.5), feeds)
    print(run(tf, metrics.accuracy(tf.constant([1, 2, 3]), tf.constant([1, 0, 3]))))
    print(run(tf, metrics.accuracy(tf.constant([1, 2, 3]), tf.constant([1, 0, 3]), weights=[1.0, 2.0, 1.0])))
    print(run(tf, metrics.confusion_matrix([0, 1, 1], [0, 0, 1])))


def many_metrics(tf: Any, np: Any) -> None:
    """aggregate_metrics and aggregate_metric_map."""
    metrics = tf.contrib.metrics
    pairs = {
        "accuracy": metrics.streaming_accuracy(tf.constant([1, 0]), tf.constant([1, 1])),
        "error": metrics.streaming_mean_squared_error(tf.constant([1.0, 0.0]), tf.constant([1.0, 2.0])),
    }
    values, updates = metrics.aggregate_metric_map(pairs)
    print(sorted(values), sorted(updates))
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        print(*session.run([updates["accuracy"], updates["error"]]))
    listed, _ = metrics.aggregate_metrics(*pairs.values())
    print(len(listed))
    attempt(tf, lambda: metrics.aggregate_metrics())


def slim(tf: Any, np: Any) -> None:
    """The same layers and scopes under slim's name."""
    slim = tf.contrib.slim
    x = tf.constant(np.arange(32.0).reshape(2, 4, 4, 1) / 32.0, tf.float32)
    with slim.arg_scope([slim.conv2d, slim.fully_connected], weights_initializer=tf.constant_initializer(0.1),
                        weights_regularizer=slim.l2_regularizer(0.5)):  # fmt: skip
        net = slim.conv2d(x, 2, [3, 3], scope="conv1")
        net = slim.max_pool2d(net, [2, 2], scope="pool1")
        net = slim.repeat(net, 2, slim.conv2d, 2, [1, 1], scope="conv2")
        net = slim.flatten(net, scope="flat")
        net = slim.dropout(net, is_training=False)
        net = slim.stack(net, slim.fully_connected, [3, 2], scope="fc")
    print(net.name, [v.name for v in slim.get_model_variables()])
    print(net.shape, run(tf, net), run(tf, tf.add_n(slim.losses.get_regularization_losses())))
    slim.losses.softmax_cross_entropy(net, tf.constant([[1.0, 0.0], [0.0, 1.0]]))
    total = slim.losses.get_total_loss()
    step = slim.learning.create_train_op(total, tf.train.GradientDescentOptimizer(0.01))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run(step)
        print(session.run(slim.get_or_create_global_step()), session.run(total))
    print([v.name for v in slim.get_variables_by_name("weights")])
