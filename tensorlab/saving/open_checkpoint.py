"""Opening a checkpoint: which variables stand in it, and their arrays.

Nothing that stands in the files is believed before it is checked: the index has a checksum, the data must be the one
that the index names, every array has its checksum and must have the shape and dtype of the index, and what NumPy
would have to unpickle is refused. A file that does not pass is an error that names it and says what to do.

Read next: `tensorflow_checkpoint.py`, which opens those that TensorFlow wrote.
"""

import ast
import io
import json
import os
import time
import zipfile
from typing import Any, NamedTuple, NoReturn

import numpy as np

from tensorlab.errors import (
    DataLossError,
    NotFoundError,
    OpError,
    PermissionDeniedError,
    UnimplementedError,
    did_you_mean,
    located,
)
from tensorlab.saving.checkpoint_files import (
    DATA,
    FORMAT,
    INDEX,
    VERSION,
    data_mark,
    fingerprint,
    index_checksum,
    text_from_parts,
    waiting_data,
)

NUMBERS = frozenset(
    [
        *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "bool", "complex64", "complex128"),
    ]
)
TABLE_END = bytes.fromhex("57fb808b247547db")  # how an index that TensorFlow wrote ends
MOST_HEADER = 4096  # bytes of a member before its numbers begin; NumPy writes 128


class Entry(NamedTuple):
    """One variable of a checkpoint: its dtype's name and its shape."""

    dtype: str
    shape: tuple[int, ...]


class Checkpoint:
    """An open checkpoint. Use it in a `with` block, or close it.

    Args:
        prefix: its path without endings.

    Attributes:
        prefix: the same.
        entries: for every variable's name its dtype and shape, in the order of the names.

    Raises:
        NotFoundError: when there is no such checkpoint.
        DataLossError: when its files are damaged, or no checkpoint at all.

    >>> import tempfile
    >>> from tensorlab.saving.checkpoint_files import write_checkpoint
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_checkpoint(os.path.join(folder, "model"), {"w": np.array([1.5, 2.5])})
    ...     with Checkpoint(os.path.join(folder, "model")) as checkpoint:
    ...         print(checkpoint.entries, checkpoint.read("w"))
    {'w': Entry(dtype='float64', shape=(2,))} [1.5 2.5]
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        for _ in range(10):
            content = _read_index(prefix)
            opened = _open_data(prefix, content["data"])
            if opened is not None:
                break
            time.sleep(0.001)  # another program may be just about to replace both files
        else:
            path = prefix + DATA
            _refuse(
                path, f"is {'damaged, or not' if os.path.exists(path) else 'missing:'} what the index names"
            )
        self._table = content["tensors"]
        self._file, self._archive = opened
        self.entries = {
            name: Entry(entry["dtype"], tuple(entry["shape"])) for name, entry in sorted(self._table.items())
        }

    def read(self, name: str) -> Any:
        """The array of a variable, checked; it belongs to the caller.

        Raises:
            NotFoundError: for a name that is not in this checkpoint.
            DataLossError: when the data is damaged.
        """
        if name not in self.entries:
            raise NotFoundError(None, None, missing_words(self, [name]))
        entry = self.entries[name]
        parts = [self._member(member, crc) for member, crc in self._table[name]["members"].items()]
        if entry.dtype == "string":
            try:
                return text_from_parts(parts, entry.shape)
            except ValueError as error:
                _refuse(self._file, f"is damaged: {error} in {name!r}")
        if parts[0].dtype.name != entry.dtype or parts[0].shape != entry.shape:
            _refuse(self._file, f"is damaged: {name!r} is not what the index says")
        return parts[0]

    def _member(self, member: str, crc: int) -> Any:
        """One array of the archive."""
        try:
            info = self._archive.getinfo(member + ".npy")
            if info.compress_type != zipfile.ZIP_STORED or crc != info.CRC:
                _refuse(self._file, f"is damaged: {member!r} is not what the index says")
            content = self._archive.read(info)  # and its checksum is compared
            return _array_of(content)
        except OpError:
            raise
        except Exception as error:  # whatever the reader of archives stumbles over
            _refuse(self._file, f"is damaged at {member!r} ({error})")

    def close(self) -> None:
        """Let go of the file."""
        self._archive.close()

    def __enter__(self) -> "Checkpoint":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _array_of(content: bytes) -> Any:
    """The array in the bytes of an `.npy` file; ValueError for anything that is no plain array of numbers."""
    stream = io.BytesIO(content[:MOST_HEADER])
    version = np.lib.format.read_magic(stream)
    length = int.from_bytes(stream.read(2 if version == (1, 0) else 4), "little")
    header = ast.literal_eval(stream.read(length).decode("latin1"))
    dtype = np.dtype(header["descr"]) if isinstance(header["descr"], str) else np.dtype(object)
    if dtype.hasobject or dtype.newbyteorder("=").name not in NUMBERS:
        raise ValueError(f"an array of {header['descr']!r}, which could hold anything")
    array = np.frombuffer(content, dtype, offset=stream.tell())
    shaped = array.reshape(header["shape"], order="F" if header["fortran_order"] else "C")
    return np.array(shaped, dtype.newbyteorder("="), order="C")


def _open_data(prefix: str, print_of_data: str) -> tuple[str, zipfile.ZipFile] | None:
    """The data file that an index names: in its place, or beside it when the program was killed in between."""
    wanted = data_mark(print_of_data)
    for path in (prefix + DATA, waiting_data(prefix, print_of_data)):
        try:
            archive = zipfile.ZipFile(path)
        except FileNotFoundError:
            continue
        except PermissionError as error:
            raise PermissionDeniedError(None, None, f"{path} may not be read: {error.strerror}") from None
        except Exception:
            continue  # no archive, or a damaged one
        if archive.comment == wanted:
            return path, archive
        archive.close()
    return None


# --- the index --------------------------------------------------------------------------------------------


def _read_index(prefix: str) -> dict[str, Any]:
    path = prefix + INDEX
    try:
        with open(path, "rb") as file:
            written = file.read()
    except (FileNotFoundError, NotADirectoryError):
        refuse_missing(prefix)
    except PermissionError as error:
        raise PermissionDeniedError(None, None, f"{path} may not be read: {error.strerror}") from None
    try:
        content = json.loads(written)
        if content["format"] != FORMAT:
            raise ValueError("another format")
    except (ValueError, KeyError, TypeError, RecursionError):
        _refuse(path, "is damaged, or no index of a checkpoint")
    if content.get("version") != VERSION:
        message = (
            f"{path} has version {content.get('version')!r} of the format; this tensorlab knows {VERSION}."
        )
        advice = "Install a newer one: pip install --upgrade tensorlab"
        raise UnimplementedError(None, None, located(message, advice=advice))
    if content.get("crc32") != index_checksum(content) or content["data"] != fingerprint(content["tensors"]):
        _refuse(path, "is damaged: its checksum is wrong")
    return content  # type: ignore[no-any-return]


def is_from_tensorflow(prefix: str) -> bool:
    """Whether the index at this path is one that TensorFlow wrote.

    >>> is_from_tensorflow("no/such/model")
    False
    """
    try:
        with open(prefix + INDEX, "rb") as file:
            file.seek(-len(TABLE_END), os.SEEK_END)
            return file.read() == TABLE_END
    except OSError:
        return False


def refuse_missing(prefix: str) -> NoReturn:
    """Say that there is no checkpoint at this path, and which are near it.

    Raises:
        NotFoundError: when nothing is there.
        DataLossError: when a file is there that is something else.
    """
    folder = os.path.dirname(prefix)
    advice = "Give what save() returned, or tf.train.latest_checkpoint(folder)."
    for ending in (INDEX, ".meta", DATA):
        if prefix.endswith(ending):
            advice = (
                f"Leave the ending out: {prefix.removesuffix(ending)!r} names all files of the checkpoint."
            )
    if os.path.isdir(prefix):
        advice = f"It is a folder: give tf.train.latest_checkpoint({prefix!r})."
    elif folder and not os.path.isdir(folder):
        advice = f"There is no folder {folder!r} (this program runs in {os.getcwd()!r})."
    elif os.path.isfile(prefix):
        _refuse(prefix, "is a file, but no checkpoint of this format", advice)
    elif "Leave" not in advice:
        advice = f"{did_you_mean(os.path.basename(prefix), _prefixes_in(folder))} {advice}".strip()
    raise NotFoundError(
        None,
        None,
        located(f"Failed to find any matching files for {prefix}: no such checkpoint.", advice=advice),
    )


def _prefixes_in(folder: str) -> list[str]:
    names = os.listdir(folder or ".")
    return [name.removesuffix(INDEX) for name in names if name.endswith(INDEX)]


_OTHER = (
    "An older checkpoint may be whole: tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths lists them. "
    "Nothing was changed."
)


def _refuse(path: str, reason: str, advice: str = _OTHER) -> NoReturn:
    raise DataLossError(None, None, located(f"{path} {reason}.", advice=advice)) from None


def missing_words(checkpoint: Any, names: list[str]) -> str:
    """What to say about names that a checkpoint does not have: each with the nearest that it has."""
    entries = checkpoint.entries
    first = "\n".join(
        f"Key {name} not found in checkpoint {checkpoint.prefix}. {did_you_mean(name, entries)}".rstrip()
        for name in names[:20]
    )
    if len(names) > 20:
        first += f"\n... and {len(names) - 20} more"
    known = ", ".join(list(entries)[:30]) + (f", ... ({len(entries)} in all)" if len(entries) > 30 else "")
    advice = "tf.train.Saver({'name in the checkpoint': variable}) restores under other names, and a list of variables "
    return located(f"{first}\nIt has: {known or 'nothing'}.", advice=advice + "only those.")
