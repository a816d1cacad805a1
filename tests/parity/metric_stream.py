"""Helper for the programs about metrics: count batch after batch. Used by `programs/metrics_*.py`."""

from typing import Any


def stream(tf: Any, metric: Any, feeds: Any) -> None:
    """Print the names, then value and update for every batch."""
    value, update = metric
    print(value.name, update.name, value.dtype.name, value.shape, update.shape)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        print(session.run(value))
        for feed in feeds:
            print(session.run(update, feed), session.run(value))
