"""The file `checkpoint`: which checkpoints a folder has, and which is the newest.

It is a text that can be read and written by hand, the same as TensorFlow's::

    model_checkpoint_path: "model.ckpt-200"
    all_model_checkpoint_paths: "model.ckpt-100"
    all_model_checkpoint_paths: "model.ckpt-200"

A checkpoint is written into it when it is whole, and taken out of it before it is removed.

Read next: `saver.py`.
"""

import glob
import os
import re
from contextlib import suppress
from typing import Any

from tensorlab.log_lines import get_logger
from tensorlab.protos.settings import Settings
from tensorlab.saving.checkpoint_files import DATA, INDEX, all_waiting_data
from tensorlab.saving.whole_files import write_whole

V2 = 2


class CheckpointState(Settings):
    """Which checkpoints there are.

    Attributes:
        model_checkpoint_path: the newest.
        all_model_checkpoint_paths: all, the oldest first.
        all_model_checkpoint_timestamps: when they were saved, in seconds since 1970; may be empty.
        last_preserved_timestamp: when the last that is kept for good was saved.
    """

    model_checkpoint_path: str = ""
    all_model_checkpoint_paths: list[Any]
    all_model_checkpoint_timestamps: list[Any]
    last_preserved_timestamp: float = 0.0

    def _lines(self, indent: str) -> list[str]:
        lines = []
        for name, value in self._changed():
            for item in value if isinstance(value, list) else [value]:
                lines.append(
                    f"{indent}{name}: {_quoted(item) if isinstance(item, str) else repr(float(item))}"
                )
        return lines


def _quoted(text: str) -> str:
    r"""A string as it stands in such a file: everything but plain letters by the number of its byte.

    >>> _quoted('né"'), _read_quoted(_quoted('né"'))
    ('"n\\303\\251\\""', 'né"')
    """
    known = {
        ord('"'): '\\"',
        ord("\\"): "\\\\",
        ord("\n"): "\\n",
        ord("\r"): "\\r",
        ord("\t"): "\\t",
        ord("'"): "\\'",
    }
    bytes_ = os.fsencode(text)
    return '"' + "".join(known.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in bytes_) + '"'


_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def _read_quoted(quoted: str) -> str:
    def meant(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "01234567":
            return chr(int(code, 8) & 255)
        return chr(int(code[1:], 16)) if code[0] == "x" else _LETTERS.get(code, code)

    # Bytes as the characters of the same number: an escape stands for a byte, not for a letter.
    text = _ESCAPE.sub(meant, quoted[1:-1].encode().decode("latin1"))
    return os.fsdecode(text.encode("latin1"))


_LINE = re.compile(r"""\s*(\w+)\s*:\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[-+.\w]+)\s*[;,]?""")


def _parsed(text: str) -> CheckpointState:
    """What such a file says; ValueError for a text of another form."""
    text = re.sub(r"(?m)^\s*#.*$", "", text)
    state = CheckpointState()
    place = 0
    while text[place:].strip():
        line = _LINE.match(text, place)
        if line is None or line[1] not in state.fields:
            raise ValueError(f"what is {text[place:].strip().splitlines()[0][:80]!r}?")
        name, written = line[1], line[2]
        value: Any = _read_quoted(written) if written[0] in "\"'" else float(written)
        is_path = "path" in name
        if is_path != isinstance(value, str):
            raise ValueError(f"{name} cannot be {written}")
        if state.fields[name] is list:
            getattr(state, name).append(value)
        else:
            setattr(state, name, value)
        place = line.end()
    return state


# --- writing it -------------------------------------------------------------------------------------------


def generate_checkpoint_state_proto(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Any = None,
    all_model_checkpoint_timestamps: Any = None,
    last_preserved_timestamp: Any = None,
) -> CheckpointState:
    """What the file `checkpoint` of a folder shall say; paths relative to a relative folder begin there.

    Raises:
        ValueError: when there are not as many times as paths.

    >>> print(generate_checkpoint_state_proto("runs", "runs/model-2", ["runs/model-1"]), end="")
    model_checkpoint_path: "model-2"
    all_model_checkpoint_paths: "model-1"
    all_model_checkpoint_paths: "model-2"
    """
    paths = list(all_model_checkpoint_paths or ())
    if not paths or paths[-1] != model_checkpoint_path:
        paths.append(model_checkpoint_path)
    times = list(all_model_checkpoint_timestamps or ())
    if times and len(times) != len(paths):
        raise ValueError(
            f"Checkpoint timestamps, if provided, must match checkpoint paths (got paths {paths} and timestamps "
            f"{times})"
        )

    def as_written(path: str) -> str:
        relative = not os.path.isabs(save_dir) and not os.path.isabs(path)
        return os.path.relpath(path, save_dir or ".") if relative else path

    state = CheckpointState(
        model_checkpoint_path=as_written(model_checkpoint_path),
        all_model_checkpoint_paths=[as_written(path) for path in paths],
        all_model_checkpoint_timestamps=times,
    )
    if last_preserved_timestamp is not None:
        state.last_preserved_timestamp = last_preserved_timestamp
    return state


def update_checkpoint_state(
    save_dir: str,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Any = None,
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Any = None,
    last_preserved_timestamp: Any = None,
) -> None:
    """Write the file `checkpoint` of a folder anew, in one step.

    Args:
        save_dir: the folder.
        model_checkpoint_path: the newest checkpoint.
        all_model_checkpoint_paths: all of them, the oldest first; the newest is added if it is not the last.
        latest_filename: what the file is called, if not "checkpoint".
        all_model_checkpoint_timestamps, last_preserved_timestamp: when they were saved.

    Raises:
        RuntimeError: when the checkpoint has the name of this very file.
    """
    path = _state_file(save_dir, latest_filename)
    state = generate_checkpoint_state_proto(
        save_dir,
        model_checkpoint_path,
        all_model_checkpoint_paths,
        all_model_checkpoint_timestamps,
        last_preserved_timestamp,
    )
    if path == state.model_checkpoint_path:
        raise RuntimeError(
            f"Save path '{model_checkpoint_path}' conflicts with path used for checkpoint state. Please use a "
            "different save path."
        )
    write_whole(path, repr(state).encode())


def update_relative_state(
    save_dir: str, newest: str, every: list[str], latest_filename: str | None, times: Any = None
) -> None:
    """The same with paths that begin in the folder, so that it can be moved (`save_relative_paths=True`)."""

    def from_folder(path: str) -> str:
        return os.path.relpath(path, save_dir) if os.path.isabs(path) else path

    update_checkpoint_state(
        save_dir, from_folder(newest), [from_folder(p) for p in every], latest_filename, times
    )


def _state_file(save_dir: str, latest_filename: str | None) -> str:
    return os.path.join(save_dir, latest_filename or "checkpoint")


# --- reading it -------------------------------------------------------------------------------------------


def get_checkpoint_state(checkpoint_dir: Any, latest_filename: str | None = None) -> CheckpointState | None:
    """What the file `checkpoint` of a folder says; None when there is none, or when it cannot be read.

    Raises:
        ValueError: when it names no checkpoint.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/get_checkpoint_state

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(tf.train.get_checkpoint_state(folder))
    None
    """
    folder = os.fspath(checkpoint_dir)
    path = _state_file(folder, latest_filename)
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            state = _parsed(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        get_logger().warning("%s: Checkpoint ignored: %s", path, error)
        return None
    if not state.model_checkpoint_path:
        raise ValueError(f"Invalid checkpoint state loaded from {folder}")
    state.model_checkpoint_path = os.path.join(folder, state.model_checkpoint_path)
    state.all_model_checkpoint_paths = [
        os.path.join(folder, path) for path in state.all_model_checkpoint_paths
    ]
    return state


def latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The path of a folder's newest checkpoint, for `Saver.restore`; None when there is none.

    Args:
        checkpoint_dir: the folder into which a saver has saved.
        latest_filename: the name of the list of checkpoints, if `save` was given one.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/latest_checkpoint

    >>> import tempfile
    >>> import tensorlab as tf
    >>> with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(1.0)
    ...     sess.run(w.initializer)
    ...     _ = tf.train.Saver().save(sess, folder + "/model", global_step=3, write_meta_graph=False)
    ...     tf.train.latest_checkpoint(folder) == folder + "/model-3"
    True
    """
    folder = os.fspath(checkpoint_dir)
    state = get_checkpoint_state(folder, latest_filename)
    if state is None:
        return None
    if checkpoint_exists(state.model_checkpoint_path):
        return state.model_checkpoint_path
    get_logger().error(
        "Couldn't match files for checkpoint %s%s", state.model_checkpoint_path, _moved(state, folder)
    )
    return None


def _moved(state: CheckpointState, folder: str) -> str:
    """A word about a checkpoint that lies in this folder, while the list names another: the folder was moved."""
    here = os.path.join(folder, os.path.basename(state.model_checkpoint_path))
    if not checkpoint_exists(here):
        return ""
    return f". Was the folder moved? restore() takes {here!r}; Saver(save_relative_paths=True) would find it."


def checkpoint_exists(checkpoint_prefix: Any) -> bool:
    """Whether a checkpoint is at this path, or, for a pattern such as "folder/model-*", any.

    >>> import tensorlab as tf
    >>> tf.train.checkpoint_exists("no/such/model")
    False
    """
    prefix = _text_of(checkpoint_prefix)
    return any(os.path.exists(path) or bool(glob.glob(path)) for path in (prefix + INDEX, prefix))


def get_checkpoint_mtimes(checkpoint_prefixes: Any) -> list[float]:
    """When the checkpoints were written, in seconds since 1970; those that do not exist are left out."""
    times = []
    for prefix in map(_text_of, checkpoint_prefixes):
        for path in (prefix + INDEX, prefix):
            if os.path.exists(path):
                times.append(os.stat(path).st_mtime)
                break
    return times


def remove_checkpoint(
    checkpoint_prefix: Any, checkpoint_format_version: int = V2, meta_graph_suffix: str = "meta"
) -> None:
    """Remove the files of a checkpoint; it is no error when there are none.

    The index goes first: what is half removed is no checkpoint any more.
    """
    prefix = _text_of(checkpoint_prefix)
    if checkpoint_format_version == V2:
        remove_data(prefix)
    else:
        _remove(prefix)
    _remove(f"{prefix}.{meta_graph_suffix}")


def remove_data(prefix: str) -> None:
    """Remove the index and the data of a checkpoint."""
    _remove(prefix + INDEX)
    pattern = glob.escape(prefix) + DATA.replace("00000", "?????").replace("00001", "?????")
    for path in [*glob.glob(pattern), *all_waiting_data(prefix)]:
        _remove(path)


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.remove(path)


def _text_of(path: Any) -> str:
    return os.fsdecode(path)
