"""What reads checkpoints in `tf.contrib.framework`: functions of `tf.train`, under the argument names they had here.

Read next: `tensorlab/saving/reader.py`, which does the work.
"""

from typing import Any

from tensorlab.saving import initializing, reader


def init_from_checkpoint(checkpoint_dir: str, assignment_map: dict[str, Any]) -> None:
    """Have variables begin with what stands in a checkpoint: `tf.train.init_from_checkpoint`."""
    initializing.init_from_checkpoint(checkpoint_dir, assignment_map)


def list_variables(checkpoint_dir: str) -> list[tuple[str, list[int]]]:
    """The names and the shapes in a checkpoint: `tf.train.list_variables`."""
    return reader.list_variables(checkpoint_dir)


def load_checkpoint(filepattern: str) -> Any:
    """A reader of a checkpoint: `tf.train.load_checkpoint`."""
    return reader.load_checkpoint(filepattern)


def load_variable(checkpoint_dir: str, name: str) -> Any:
    """One value of a checkpoint: `tf.train.load_variable`."""
    return reader.load_variable(checkpoint_dir, name)
