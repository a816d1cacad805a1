"""SaverDef: what a graph file says about a saver: the names of its nodes, and how many checkpoints it keeps.

Inside tensorlab it is a plain class. A program that asks for it gets TensorFlow's own message class when the package
`tensorboard`, which brings it along, is installed: only then can it become a part of a graph file.

Read next: `saver.py`.
"""

from typing import Any, ClassVar

from tensorlab.graph_files.protos import proto
from tensorlab.protos.settings import Settings


class PlainSaverDef(Settings):
    """The names of a saver's nodes, and its settings.

    Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/protobuf/saver.proto

    >>> print(PlainSaverDef(restore_op_name="save/restore_all", max_to_keep=5), end="")
    restore_op_name: "save/restore_all"
    max_to_keep: 5
    """

    LEGACY: ClassVar[int] = 0
    V1: ClassVar[int] = 1
    V2: ClassVar[int] = 2
    filename_tensor_name: str = ""
    save_tensor_name: str = ""
    restore_op_name: str = ""
    max_to_keep: int = 0
    sharded: bool = False
    keep_checkpoint_every_n_hours: float = 0.0
    version: int = 0


def message_class() -> Any:
    """TensorFlow's class where it is installed, and the plain one otherwise."""
    try:
        return proto("SaverDef")
    except ImportError:
        return PlainSaverDef


def as_message(plain: Any) -> Any:
    """The same settings as `message_class` has them; a message is given back as it is."""
    if not isinstance(plain, PlainSaverDef):
        return plain
    return message_class()(**{name: getattr(plain, name) for name in PlainSaverDef.fields})


def copied(saver_def: Any) -> Any:
    """Another object with the same settings."""
    other = type(saver_def)()
    other.CopyFrom(saver_def)
    return other


def is_saver_def(value: Any) -> bool:
    """Whether something is a SaverDef, of whichever class.

    >>> is_saver_def(PlainSaverDef()), is_saver_def("save")
    (True, False)
    """
    return isinstance(value, PlainSaverDef) or getattr(type(value), "__name__", "") == "SaverDef"


def __getattr__(name: str) -> Any:
    if name == "SaverDef":
        return message_class()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
