"""Arguments under their older names, which TensorFlow 1.15 still takes."""

from typing import Any

from tests.parity.attempt import attempt, run


def reductions(tf: Any, np: Any) -> None:
    """keep_dims and reduction_indices."""
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 6.0, 5.0]])
    for reduce in (
        tf.reduce_sum,
        tf.reduce_mean,
        tf.reduce_max,
        tf.reduce_min,
        tf.reduce_prod,
        tf.reduce_logsumexp,
    ):
        print(
            run(
                tf,
                [
                    reduce(x, reduction_indices=1),
                    reduce(x, 0, keep_dims=True),
                    reduce(x, reduction_indices=[0]),
                ],
            )
        )
    print(run(tf, [tf.reduce_all(x > 1.0, reduction_indices=0), tf.reduce_any(x > 5.0, keep_dims=True)]))
    print(run(tf, [tf.count_nonzero(x, reduction_indices=1), tf.norm(x, axis=1, keep_dims=True)]))
    print(run(tf, [tf.argmax(x, dimension=1), tf.argmin(x, dimension=0)]))
    print(tf.reduce_sum(x, reduction_indices=1, name="total").name)


def shapes(tf: Any, np: Any) -> None:
    """dim, squeeze_dims, seq_dim."""
    x = tf.constant([[1, 2, 3]])
    print(run(tf, [tf.expand_dims(x, dim=0), tf.squeeze(x, squeeze_dims=[0])]))
    print(run(tf, tf.reverse_sequence(x, [2], seq_dim=1, batch_dim=0)))


def networks(tf: Any, np: Any) -> None:
    """dim of softmax and its relatives."""
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 6.0, 5.0]])
    print(run(tf, [tf.nn.softmax(x, dim=0), tf.nn.log_softmax(x, dim=0), tf.nn.l2_normalize(x, dim=1)]))
    print(run(tf, tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=x, dim=0)))
    print(run(tf, tf.nn.moments(x, [0], keep_dims=True)))
    print(run(tf, tf.losses.cosine_distance(x, x, dim=1)))


def refusals(tf: Any, np: Any) -> None:
    """Both names at once, and names that never were."""
    x = tf.constant([[1.0, 2.0]])
    attempt(tf, lambda: tf.reduce_sum(x, axis=0, reduction_indices=1))
    attempt(tf, lambda: tf.nn.softmax(x, axis=0, dim=1))
    attempt(tf, lambda: tf.expand_dims(x, axis=0, dim=1))
    attempt(tf, lambda: tf.reduce_sum(x, axes=0))
    attempt(tf, lambda: tf.nn.softmax(x, axes=0))
