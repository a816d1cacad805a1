"""SyncReplicasOptimizer: the name that programs for several computers use. It says what to write here.

Read next: `optimizer.py`.
"""

from typing import Any

from tensorlab.optimizers.optimizer import Optimizer


class SyncReplicasOptimizer(Optimizer):
    """Waits, in TensorFlow, for the gradients of several computers and averages them; tensorlab runs on one.

    Raises:
        NotImplementedError: always. Train with the optimizer that you would have passed: on one computer it
            takes the same steps.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/SyncReplicasOptimizer

    >>> import tensorlab as tf
    >>> SyncReplicasOptimizer(tf.train.AdamOptimizer(), replicas_to_aggregate=4)
    Traceback (most recent call last):
    NotImplementedError: tf.train.SyncReplicasOptimizer gathers gradients from several computers, and tensorlab...
    """

    def __init__(
        self,
        opt: Any,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:
        raise NotImplementedError(
            "tf.train.SyncReplicasOptimizer gathers gradients from several computers, and tensorlab runs on one. "
            f"Call minimize of the optimizer itself, {type(opt).__name__}: alone it takes the same steps."
        )
