"""tf.losses: every function with its weights and reductions, names, collections, gradients."""

from typing import Any

from tests.parity.attempt import attempt, run

ENTRY_BY_ENTRY = (
    "absolute_difference", "mean_squared_error", "huber_loss", "log_loss", "hinge_loss", "sigmoid_cross_entropy",
)  # fmt: skip


def _data(np: Any, tf: Any) -> tuple[Any, Any]:
    labels = tf.constant([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    return labels, tf.constant(np.linspace(0.1, 0.9, 6).reshape(2, 3), tf.float32)


def entry_by_entry(tf: Any, np: Any) -> None:
    """Losses that compare two tensors of one shape: value, name, gradients."""
    labels, outputs = _data(np, tf)
    for name in ENTRY_BY_ENTRY:
        loss = getattr(tf.losses, name)(labels, outputs)
        print(loss.name, loss.shape, loss.dtype.name)
        print(*run(tf, [loss, *tf.gradients(loss, [labels, outputs])]))
    print([loss.name for loss in tf.losses.get_losses()])
    print(run(tf, tf.losses.get_total_loss()))


def weights(tf: Any, np: Any) -> None:
    """Scalars, columns, rows, whole tables, zeros."""
    labels, outputs = _data(np, tf)
    given = (
        2.0, 0.0, tf.constant(0.5), [[1.0], [0.0]], [[0.0, 2.0, 1.0]], [[1.0, 0.0, 0.0], [0.0, 0.0, 3.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    )  # fmt: skip
    for weight in given:
        found = [getattr(tf.losses, name)(labels, outputs, weights=weight) for name in ENTRY_BY_ENTRY]
        found.append(tf.losses.mean_pairwise_squared_error(labels, outputs, weights=weight))
        print(*run(tf, found))
    attempt(tf, lambda: tf.losses.mean_squared_error(labels, outputs, weights=[1.0, 2.0]), "weights")
    attempt(tf, lambda: tf.losses.mean_squared_error(labels, outputs, weights=[[1.0, 2.0]]), "weights")


def reductions(tf: Any, np: Any) -> None:
    """All of tf.losses.Reduction."""
    labels, outputs = _data(np, tf)
    print(tf.losses.Reduction.all())
    for reduction in sorted(set(tf.losses.Reduction.all())):
        for weight in (1.0, 0.5, [[1.0], [0.0]]):
            loss = tf.losses.mean_squared_error(labels, outputs, weight, reduction=reduction)
            entropy = tf.losses.sparse_softmax_cross_entropy([2, 0], outputs, reduction=reduction)
            print(reduction, loss.shape, *run(tf, [loss, entropy]))
    attempt(tf, lambda: tf.losses.mean_squared_error(labels, outputs, reduction="mean"), "mean")


def cross_entropies(tf: Any, np: Any) -> None:
    """softmax, sparse softmax and sigmoid, with smoothing, weights and shapes of labels."""
    _, logits = _data(np, tf)
    one_hot = [[0, 0, 1], [1, 0, 0]]
    found = [
        tf.losses.softmax_cross_entropy(one_hot, logits),
        tf.losses.softmax_cross_entropy(one_hot, logits, weights=[1.0, 0.0], label_smoothing=0.3),
        tf.losses.softmax_cross_entropy(tf.constant(one_hot, tf.float32), logits, scope="own"),
        tf.losses.sparse_softmax_cross_entropy([2, 0], logits),
        tf.losses.sparse_softmax_cross_entropy([[2], [0]], logits, weights=[2.0, 1.0]),
        tf.losses.sparse_softmax_cross_entropy(tf.constant([2, 0], tf.int64), logits, weights=[[2.0], [1.0]]),
        tf.losses.sigmoid_cross_entropy(one_hot, logits, label_smoothing=0.2),
        tf.losses.sigmoid_cross_entropy(one_hot, logits, weights=[[1.0], [3.0]]),
    ]
    print([loss.name for loss in found])
    print(*run(tf, found))
    for gradient in run(tf, [tf.gradients(loss, logits)[0] for loss in found]):
        print(gradient)
    attempt(tf, lambda: tf.losses.softmax_cross_entropy([[0, 1]], logits))
    attempt(tf, lambda: tf.losses.softmax_cross_entropy(None, logits), "onehot_labels")
    attempt(tf, lambda: tf.losses.sparse_softmax_cross_entropy([[[1]]], logits))


def others(tf: Any, np: Any) -> None:
    """Cosine distance, mean pairwise squared error, settings of Huber's and the log loss."""
    labels, outputs = _data(np, tf)
    found = [
        tf.losses.cosine_distance(labels, outputs, axis=1),
        tf.losses.cosine_distance(labels, outputs, axis=0, weights=[[1.0, 0.0, 2.0]]),
        tf.losses.mean_pairwise_squared_error(labels, outputs),
        tf.losses.mean_pairwise_squared_error(
            tf.ones([2, 2, 2]), tf.reshape(tf.range(8.0), [2, 2, 2]), scope="pairs"
        ),
        tf.losses.mean_pairwise_squared_error(tf.ones([2, 1]), tf.zeros([2, 1])),
        tf.losses.huber_loss(labels, outputs * 5.0, delta=0.5),
        tf.losses.log_loss(labels, outputs, epsilon=0.1),
    ]
    print([loss.name for loss in found])
    print(*run(tf, found))
    print(run(tf, tf.gradients(found[2], outputs)[0]))
    attempt(tf, lambda: tf.losses.cosine_distance(labels, outputs), "axis")
    attempt(tf, lambda: tf.losses.mean_pairwise_squared_error(None, outputs), "labels")


def collections(tf: Any, np: Any) -> None:
    """Where losses are kept, and how they are added up."""
    labels, outputs = _data(np, tf)
    attempt(tf, lambda: tf.losses.get_total_loss())
    with tf.variable_scope("a"):
        tf.losses.mean_squared_error(labels, outputs)
        tf.get_variable("w", [1], initializer=tf.ones_initializer(), regularizer=tf.nn.l2_loss)
    tf.losses.absolute_difference(labels, outputs, scope="b", loss_collection="mine")
    tf.losses.absolute_difference(labels, outputs, scope="c", loss_collection=None)
    tf.losses.add_loss(tf.constant(0.25, name="quarter"))
    tf.losses.add_loss(tf.constant(4.0), "mine")
    for found in (
        tf.losses.get_losses(), tf.losses.get_losses(scope="a"), tf.losses.get_losses(loss_collection="mine"),
        tf.losses.get_regularization_losses(), tf.losses.get_regularization_losses("b"),
    ):  # fmt: skip
        print([loss.name for loss in found])
    totals = [
        tf.losses.get_total_loss(), tf.losses.get_total_loss(add_regularization_losses=False, name="bare"),
        tf.losses.get_regularization_loss(), tf.losses.get_regularization_loss(scope="b"),
    ]  # fmt: skip
    print([loss.name for loss in totals], *run(tf, totals))


def unknown_shapes(tf: Any, np: Any) -> None:
    """Batches of unknown size, and other dtypes."""
    labels, outputs = tf.placeholder(tf.float32, [None, 1]), tf.placeholder(tf.float32, [None, 1])
    weight = tf.placeholder(tf.float32, [None, 1])
    found = [tf.losses.mean_squared_error(labels, outputs, weight), tf.losses.huber_loss(labels, outputs)]
    feed = {labels: [[1.0], [2.0], [3.0]], outputs: [[1.5], [0.0], [3.0]], weight: [[1.0], [0.5], [0.0]]}
    print(*run(tf, found, feed))
    double = tf.losses.mean_squared_error(tf.constant([1, 2]), tf.constant([1.5, 0.0], tf.float64))
    weighted = tf.losses.compute_weighted_loss(tf.constant([1.0, 3.0], tf.float64), [0.5, 0.0])
    print(double.dtype.name, weighted.dtype.name, weighted.name, *run(tf, [double, weighted]))
    attempt(tf, lambda: tf.losses.mean_squared_error(tf.ones([2, 3]), tf.ones([2])))
