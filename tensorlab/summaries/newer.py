"""What tf.summary has for the writers of `tf.contrib.summary`, which no book uses: there are none here.

Read next: `file_writer.py`.
"""

from typing import Any

from tensorlab.graph.tensor import Tensor


def all_v2_summary_ops() -> list[Tensor]:
    """The summaries of `tf.contrib.summary` in the default graph: an empty list.

    >>> all_v2_summary_ops()
    []
    """
    return []


def initialize(graph: Any = None, session: Any = None) -> None:
    """Prepare the default writer of `tf.contrib.summary`.

    Raises:
        RuntimeError: always, since there is no such writer.

    >>> initialize()
    Traceback (most recent call last):
    RuntimeError: No default tf.contrib.summary.SummaryWriter found; tf.summary.FileWriter needs no preparation.
    """
    raise RuntimeError(
        "No default tf.contrib.summary.SummaryWriter found; tf.summary.FileWriter needs no preparation."
    )
