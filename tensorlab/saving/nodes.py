"""The nodes of a saver: `SaveV2` writes the files, `RestoreV2` reads them.

A checkpoint is saved by a run like any other: the values that are written are those that the variables have in that
run. Restoring is `Assign`, fed by `RestoreV2`; as every run writes all or nothing, a checkpoint that does not fit
leaves all variables as they were.

Read next: `saver_builder.py`, which puts these nodes together.
"""

import os
from contextlib import suppress
from typing import Any

import numpy as np

from tensorlab.errors import (
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    UnimplementedError,
    UnknownError,
    located,
)
from tensorlab.graph.dtypes import STRING, as_dtype, c_name, string
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.shape_rules import scalar
from tensorlab.graph.shapes import TensorShape
from tensorlab.run.journal import journal
from tensorlab.saving.checkpoint_files import write_checkpoint
from tensorlab.saving.checkpoint_state import remove_data
from tensorlab.saving.open_checkpoint import Checkpoint, is_from_tensorflow, missing_words

ON_DISK = {"CPU": "files are written from the computer's own memory"}
TEXTS = {"prefix": STRING, "tensor_names": STRING, "shape_and_slices": STRING}
NUMBER_OF_DISK_FULL = 28  # errno.ENOSPC


def _nothing(*_: Any) -> list[TensorShape]:
    return []


@op("SaveV2", shape=_nothing, dtypes={**TEXTS, "tensors": MIXED}, outputs=0, kind="saving", symbol="save",
    latex=r"\text{{{prefix}}} \leftarrow {tensors}", devices=ON_DISK, outside=True)  # fmt: skip
def save_v2(prefix: Array, tensor_names: Array, shape_and_slices: Array, tensors: Arrays) -> Any:
    """Write tensors into the files of a checkpoint. `tf.train.Saver` makes this node.

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(save_v2(folder + "/model", ["w"], [""], [tf.constant([1.0, 2.0])]))
    ...     print(tf.train.list_variables(folder + "/model"))
    [('w', [2])]
    """
    path = _path(prefix)
    names = [_decoded(name) for name in tensor_names]
    if len(names) != len(tensors):
        message = f"{len(names)} names for {len(tensors)} tensors: each tensor needs one."
        raise InvalidArgumentError(None, None, message)
    for name, part in zip(names, shape_and_slices, strict=True):
        if _decoded(part):
            message = f"{name!r} is a part of a larger variable. tensorlab saves whole variables only."
            raise UnimplementedError(None, None, message)
    try:
        folder = os.path.dirname(path)
        if folder and not os.path.isdir(folder):
            os.mkdir(folder)
        write_checkpoint(path, dict(zip(names, tensors, strict=True)))
    except OSError as error:
        raise _refused(error, path) from None
    journal.note(file=path, bytes=sum(np.asarray(tensor).nbytes for tensor in tensors))
    return []


save_v2.not_differentiable("it writes a file")


def _read_dtypes(_: Any, attributes: Any) -> list[Any]:
    return list(attributes["dtypes"])


def _read_shapes(
    prefix: TensorShape, tensor_names: TensorShape, shape_and_slices: TensorShape, dtypes: Any
) -> list[TensorShape]:
    return [TensorShape(None) for _ in dtypes]


@op("RestoreV2", shape=_read_shapes, dtypes=TEXTS, outputs=None, result=_read_dtypes, kind="saving", symbol="load",
    latex=r"\text{{read}}({prefix})", devices=ON_DISK, outside=True)  # fmt: skip
def restore_v2(prefix: Array, tensor_names: Array, shape_and_slices: Array, dtypes: Any = ()) -> Any:
    """Read tensors out of the files of a checkpoint. `tf.train.Saver` makes this node.

    >>> import tempfile
    >>> import numpy as np
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     write_checkpoint(folder + "/model", {"w": np.array([1.0, 2.0])})
    ...     print(sess.run(restore_v2(folder + "/model", ["w"], [""], (tf.float64,))))
    [array([1., 2.])]
    """
    path = _path(prefix)
    names = [_decoded(name) for name in tensor_names]
    with open_checkpoint(path) as checkpoint:
        missing = [name for name in names if name not in checkpoint.entries]
        if missing:
            raise NotFoundError(None, None, missing_words(checkpoint, missing))
        for name, dtype in zip(names, dtypes, strict=True):
            _check_dtype(name, as_dtype(dtype), checkpoint.entries[name].dtype)
        arrays = [
            _part(checkpoint.read(name), _decoded(part), name)
            for name, part in zip(names, shape_and_slices, strict=True)
        ]
    journal.note(file=path, bytes=sum(array.nbytes for array in arrays))
    return arrays


restore_v2.not_differentiable("it reads a file")


def open_checkpoint(prefix: str) -> Any:
    """The checkpoint at this path, whoever wrote it: a `Checkpoint` or a `TensorFlowCheckpoint`."""
    if not is_from_tensorflow(prefix):
        return Checkpoint(prefix)
    from tensorlab.saving.tensorflow_checkpoint import TensorFlowCheckpoint  # few programs have such a file

    return TensorFlowCheckpoint(prefix)


def _check_dtype(name: str, wanted: Any, found: str) -> None:
    if wanted.name != found:
        message = (
            f"tensor_name = {name}; expected dtype {c_name(wanted.name)} does not equal original dtype "
            f"{c_name(found)}"
        )
        advice = (
            f"Make the variable with dtype=tf.{found}, or read it with tf.train.load_variable and convert it."
        )
        raise InvalidArgumentError(None, None, located(message, advice=advice))


def _part(array: Any, description: str, name: str) -> Any:
    """The part of an array that `"4 5 0,2:-"` names: of shape (4, 5), two rows from row 0, all columns."""
    if not description:
        return array
    *sizes, places = description.split()
    if [int(size) for size in sizes] != list(array.shape):
        message = f"Shape in shape_and_slice spec [{','.join(sizes)}] does not match the shape of {name}: {array.shape}"
        raise InvalidArgumentError(None, None, message)
    index = []
    for place in places.split(":"):
        start, _, length = place.partition(",")
        index.append(slice(None) if place == "-" else slice(int(start), int(start) + int(length)))
    return array[tuple(index)]


# --- several parts, as savers of larger machines write them ------------------------------------------------


@op("ShardedFilename", shape=scalar, dtypes={"basename": STRING}, result=string, kind="text", symbol="part",
    latex=r"\text{{{basename}}}_{{{shard}}}", devices={"CPU": "names are text"})  # fmt: skip
def sharded_filename(basename: Array, shard: Array, num_shards: Array) -> Any:
    """Say how the part of a checkpoint is called: `name-00000-of-00002`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(sharded_filename("model", 1, 2)))
    b'model-00001-of-00002'
    """
    text = f"{_decoded(basename)}-{int(shard):05d}-of-{int(num_shards):05d}"
    return np.array(text.encode(), object)


sharded_filename.not_differentiable("its result is a name")


@sharded_filename.samples
def _() -> list[Sample]:
    return [Sample("model", 1, 12), Sample("folder/model.ckpt", 0, 1)]


@op("MergeV2Checkpoints", shape=_nothing, dtypes={"checkpoint_prefixes": STRING, "destination_prefix": STRING},
    outputs=0, kind="saving", symbol="join", latex=r"\text{{{destination_prefix}}} \leftarrow {checkpoint_prefixes}",
    devices=ON_DISK, outside=True)  # fmt: skip
def merge_v2_checkpoints(
    checkpoint_prefixes: Array, destination_prefix: Array, delete_old_dirs: bool = True
) -> Any:
    """Join several checkpoints into one. A `tf.train.Saver(sharded=True)` makes this node.

    >>> import tempfile
    >>> import numpy as np
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     for name in ("v", "w"):
    ...         write_checkpoint(folder + "/" + name, {name: np.zeros(2)})
    ...     sess.run(merge_v2_checkpoints([folder + "/v", folder + "/w"], folder + "/model", delete_old_dirs=False))
    ...     print(tf.train.list_variables(folder + "/model"))
    [('v', [2]), ('w', [2])]
    """
    parts = [_decoded(prefix) for prefix in checkpoint_prefixes]
    path = _path(destination_prefix)
    tensors: dict[str, Any] = {}
    for part in parts:
        with open_checkpoint(part) as checkpoint:
            tensors.update({name: checkpoint.read(name) for name in checkpoint.entries})
    try:
        write_checkpoint(path, tensors)
    except OSError as error:
        raise _refused(error, path) from None
    if delete_old_dirs:
        for part in parts:
            remove_data(part)
        for folder in {os.path.dirname(part) for part in parts} - {os.path.dirname(path)}:
            with suppress(OSError):  # something else is in it, too
                os.rmdir(folder)
    return []


merge_v2_checkpoints.not_differentiable("it writes a file")


# --- paths ------------------------------------------------------------------------------------------------


def _decoded(text: Any) -> str:
    """A string of the graph as Python's text."""
    entry = np.asarray(text, object).item()
    return entry.decode() if isinstance(entry, bytes) else str(entry)


def _path(prefix: Any) -> str:
    path = _decoded(prefix)
    if not path or path.endswith(("/", os.sep)):
        message = f"A checkpoint needs a name, and {path!r} is only a folder: write 'folder/model.ckpt'."
        raise InvalidArgumentError(None, None, message)
    return path


def _refused(error: OSError, path: str) -> Any:
    """What TensorFlow raises where Python raises an OSError; what was saved before is untouched."""
    kinds: dict[type[OSError], Any] = {
        FileNotFoundError: NotFoundError,
        NotADirectoryError: FailedPreconditionError,
        IsADirectoryError: FailedPreconditionError,
        PermissionError: PermissionDeniedError,
    }
    kind = kinds.get(
        type(error), ResourceExhaustedError if error.errno == NUMBER_OF_DISK_FULL else UnknownError
    )
    message = f"The checkpoint {path} could not be written: {error.strerror or error}."
    return kind(None, None, f"{message} What was saved before is as it was.")
