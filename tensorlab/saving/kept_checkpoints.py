"""Which checkpoints of a saver stay, and which are removed when there are newer ones.

Read next: `saver.py`.
"""

import time

import numpy as np

from tensorlab.log_lines import get_logger
from tensorlab.saving.checkpoint_state import get_checkpoint_mtimes, remove_checkpoint


class KeptCheckpoints:
    """The list of checkpoints that a saver has written and not removed, with the time of each."""

    def __init__(self) -> None:
        self._last_checkpoints: list[tuple[str, float]] = []
        self._checkpoints_to_be_deleted: list[tuple[str, float]] = []
        self._next_checkpoint_time = 0.0

    def _limits(self) -> tuple[int, float]:
        """How many stay, and after how many hours one stays for good."""
        raise NotImplementedError

    @property
    def last_checkpoints(self) -> list[str]:
        """The checkpoints that were not removed, the oldest first."""
        return [path for path, _ in self._last_checkpoints]

    def set_last_checkpoints(self, last_checkpoints: list[str]) -> None:
        """Say which checkpoints there are; when they were saved is not known."""
        assert isinstance(last_checkpoints, list), "last_checkpoints must be a list"
        self._last_checkpoints = [(path, np.inf) for path in last_checkpoints]

    def set_last_checkpoints_with_time(self, last_checkpoints_with_time: list[tuple[str, float]]) -> None:
        """Say which checkpoints there are: pairs of a path and the time of saving, in seconds since 1970."""
        assert isinstance(last_checkpoints_with_time, list), "last_checkpoints_with_time must be a list"
        self._last_checkpoints = list(last_checkpoints_with_time)

    def recover_last_checkpoints(self, checkpoint_paths: list[str]) -> None:
        """After a restart: say which checkpoints there are; those whose files are gone are left out.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default():
        ...     w = tf.Variable(1.0)
        ...     saver = tf.train.Saver()
        ...     saver.recover_last_checkpoints(["no/such/model-1"])
        ...     saver.last_checkpoints
        []
        """
        pairs = [(path, times[0]) for path in checkpoint_paths if (times := get_checkpoint_mtimes([path]))]
        self.set_last_checkpoints_with_time(pairs)

    def _note_checkpoint(self, path: str) -> None:
        most, _ = self._limits()
        if not most:
            return
        self._last_checkpoints = [pair for pair in self._last_checkpoints if pair[0] != path]
        self._last_checkpoints.append((path, time.time()))
        if len(self._last_checkpoints) > most:
            self._checkpoints_to_be_deleted.append(self._last_checkpoints.pop(0))

    def _remove_old(self, meta_graph_suffix: str) -> None:
        if not self._checkpoints_to_be_deleted:
            return
        path, saved_at = self._checkpoints_to_be_deleted.pop(0)
        if saved_at > self._next_checkpoint_time:  # this one stays for good
            self._next_checkpoint_time += self._limits()[1] * 3600
            return
        try:
            remove_checkpoint(path, meta_graph_suffix=meta_graph_suffix)
        except OSError as error:
            get_logger().warning("Ignoring: %s", error)
