"""Looking into a checkpoint without a graph: which variables it has, and their arrays.

Read next: `initializing.py`, which starts variables from a checkpoint.
"""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from tensorlab.errors import NotFoundError
from tensorlab.graph.dtypes import DType, as_dtype, c_name
from tensorlab.log_lines import get_logger
from tensorlab.saving.checkpoint_state import latest_checkpoint
from tensorlab.saving.nodes import open_checkpoint
from tensorlab.saving.open_checkpoint import missing_words

__all__ = ["CheckpointReader", "checkpoints_iterator", "list_variables", "load_checkpoint", "load_variable"]


class CheckpointReader:
    """What stands in a checkpoint. `tf.train.NewCheckpointReader(path)` makes one.

    Args:
        filepattern: the path of the checkpoint, as `Saver.save` returned it.

    Raises:
        tf.errors.NotFoundError: when there is none.
        tf.errors.DataLossError: when its files are damaged, or no checkpoint.

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([[1.0, 2.0]], name="w")
    ...     sess.run(w.initializer)
    ...     path = tf.train.Saver().save(sess, folder + "/model", write_meta_graph=False)
    ...     reader = tf.train.NewCheckpointReader(path)
    ...     print(reader.get_variable_to_shape_map(), reader.has_tensor("b"), reader.get_tensor("w"))
    {'w': [1, 2]} False [[1. 2.]]
    """

    def __init__(self, filepattern: Any) -> None:
        self._prefix = os.fsdecode(filepattern)
        with open_checkpoint(self._prefix) as checkpoint:
            self.entries = checkpoint.entries

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """For every variable its shape, as a list."""
        return {name: list(entry.shape) for name, entry in self.entries.items()}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """For every variable its dtype."""
        return {name: as_dtype(entry.dtype) for name, entry in self.entries.items()}

    def has_tensor(self, tensor_str: str) -> bool:
        """Whether there is a variable of this name."""
        return tensor_str in self.entries

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a variable, as an array.

        Raises:
            tf.errors.NotFoundError: for a name that is not there; the message says which are near.
        """
        with open_checkpoint(self._prefix) as checkpoint:
            if tensor_str not in checkpoint.entries:
                raise NotFoundError(None, None, missing_words(checkpoint, [tensor_str]))
            value = checkpoint.read(tensor_str)
        return value if value.ndim else value[()]

    def debug_string(self) -> bytes:
        r"""All variables, a line each: `b"w (DT_FLOAT) [1,2]\n"`."""
        lines = (
            f"{name} (DT_{c_name(entry.dtype).upper()}) [{','.join(map(str, entry.shape))}]\n"
            for name, entry in self.entries.items()
        )
        return "".join(lines).encode()


NewCheckpointReader = CheckpointReader


def load_checkpoint(ckpt_dir_or_file: Any) -> CheckpointReader:
    """A reader for a checkpoint, or for the newest one in a folder.

    Raises:
        ValueError: for a folder without checkpoints.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/load_checkpoint
    """
    return CheckpointReader(checkpoint_path(ckpt_dir_or_file))


def checkpoint_path(ckpt_dir_or_file: Any) -> str:
    """The path of a checkpoint, or of the newest one in a folder; ValueError for a folder without any."""
    path = os.fsdecode(ckpt_dir_or_file)
    if not os.path.isdir(path):
        return path
    newest = latest_checkpoint(path)
    if newest is None:
        raise ValueError(f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}")
    return newest


def load_variable(ckpt_dir_or_file: Any, name: str) -> Any:
    """The value of one variable of a checkpoint, or of the newest checkpoint in a folder.

    Raises:
        tf.errors.NotFoundError: when the checkpoint, or the variable in it, does not exist.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/load_variable

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0], name="w")
    ...     sess.run(w.initializer)
    ...     _ = tf.train.Saver().save(sess, folder + "/model", write_meta_graph=False)
    ...     print(tf.train.list_variables(folder), tf.train.load_variable(folder, "w"))
    [('w', [2])] [1. 2.]
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """The names and shapes of all variables of a checkpoint, or of the newest checkpoint in a folder.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/list_variables
    """
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def checkpoints_iterator(
    checkpoint_dir: Any,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], Any] | None = None,
) -> Iterator[str]:
    """Give the newest checkpoint of a folder again and again, as soon as there is another one.

    One program trains and saves; another looks at every checkpoint that comes.

    Args:
        checkpoint_dir: the folder.
        min_interval_secs: how many seconds lie at least between two.
        timeout: how many seconds to wait for the next; None: for ever.
        timeout_fn: asked when nothing came in time: whether to stop. Without it, that is the end.

    Yields:
        Paths of checkpoints.

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(list(tf.train.checkpoints_iterator(folder, timeout=0)))
    []
    """
    newest = None
    while True:
        found = _wait_for_another(checkpoint_dir, newest, timeout)
        if found is None:
            if timeout_fn is None:
                get_logger().info("Timed-out waiting for a checkpoint.")
                return
            if timeout_fn():
                return
            continue
        began = time.monotonic()
        newest = found
        yield found
        rest = began + min_interval_secs - time.monotonic()
        if rest > 0:
            time.sleep(rest)


def _wait_for_another(
    folder: Any, known: str | None, timeout: float | None, pause: float = 1.0
) -> str | None:
    """The newest checkpoint as soon as it is not the known one; None when the time is up."""
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        newest = latest_checkpoint(folder)
        if newest is not None and newest != known:
            return newest
        if end is not None and time.monotonic() + pause > end:
            return None
        time.sleep(pause)
