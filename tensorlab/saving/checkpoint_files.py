"""The two files of a checkpoint: `model.ckpt-7.index` and `model.ckpt-7.data-00000-of-00001`.

The data file is an archive as `numpy.savez` writes it, one member for each variable: NumPy alone can read it. The
index says in JSON which variables there are, their shapes and dtypes, and which data file belongs to it. Neither can
hold anything but numbers and text: there is no pickle in them, and none is ever loaded, so a checkpoint that somebody
sends you cannot run a program.

Strings, which NumPy could only pickle, are kept as one array with all their bytes and one that says where each ends.

A save replaces two files, and a program may be killed between them. What counts is the index: it is replaced in one
step, and names its data by a fingerprint. While an older checkpoint of the same name exists, the new data therefore
waits under a name of its own until the index names it, and a reader looks in both places.

Read next: `open_checkpoint.py`, which reads them.
"""

import hashlib
import json
import os
import threading
import zipfile
import zlib
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np

from tensorlab.saving.whole_files import alone_in, clear_forgotten, forgotten, settle, write_beside

FORMAT = "tensorlab checkpoint"
VERSION = 1
DATA = ".data-00000-of-00001"
INDEX = ".index"

_writing = threading.Lock()


def write_checkpoint(prefix: str, tensors: dict[str, Any]) -> None:
    """Write the files of a checkpoint; at every moment either the old one or the new one is there, whole.

    Args:
        prefix: the path without endings, such as `"folder/model.ckpt-7"`. Its folder must exist.
        tensors: for every name the array; strings are arrays of bytes, with dtype object.

    Raises:
        OSError: when the files cannot be written; what was there before is there still.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_checkpoint(os.path.join(folder, "model"), {"w": np.array([1.0, 2.0])})
    ...     with np.load(os.path.join(folder, "model" + DATA)) as archive:
    ...         print(sorted(os.listdir(folder)), archive["w"])
    ['model.data-00000-of-00001', 'model.index'] [1. 2.]
    """
    with _writing:
        clear_forgotten(os.path.dirname(prefix))
        content: dict[str, Any] = {}

        def write_data(file: BinaryIO) -> None:
            table = _write_archive(file, tensors)
            content.update(format=FORMAT, version=VERSION, data=fingerprint(table), tensors=table)

        data_part = write_beside(prefix + DATA, write_data)
        try:
            index_part = write_beside(prefix + INDEX, lambda file: file.write(index_bytes(content)))
        except BaseException:
            os.remove(data_part)
            raise
        with alone_in(os.path.dirname(prefix)):
            _put_in_place(prefix, data_part, index_part, content["data"])


def _put_in_place(prefix: str, data_part: str, index_part: str, print_of_data: str) -> None:
    """Give both files their names, the index as late as possible and the old data away as late as possible."""
    data, index = prefix + DATA, prefix + INDEX
    _finish_interrupted(prefix)
    place = waiting_data(prefix, print_of_data) if os.path.exists(index) else data
    try:
        os.replace(data_part, place)
        settle(place)
        os.replace(index_part, index)  # from here on the new checkpoint is the one that is there
    except BaseException:
        for left in (data_part, index_part, place):
            with suppress(OSError):
                os.remove(left)
        raise
    settle(index)
    if place != data and not _give_place(prefix, place):
        with suppress(OSError):
            os.remove(place)  # another program has saved under the same name meanwhile


def _finish_interrupted(prefix: str) -> None:
    """Give data that waits its place, if the index names it: a program was killed right there."""
    for waiting in all_waiting_data(prefix):
        if not _give_place(prefix, waiting) and forgotten(
            waiting
        ):  # or another program is just about to need it
            with suppress(OSError):
                os.remove(waiting)


def _give_place(prefix: str, waiting: str) -> bool:
    """Move data that waits to its place, if the index names it; whether it does."""
    named = True
    with suppress(OSError):  # a reader finds it where it is, and the next save tries again
        with open(prefix + INDEX, "rb") as file:
            named = waiting[-PRINT_LENGTH:].encode() in file.read()
        if named:
            os.replace(waiting, prefix + DATA)
    return named


def waiting_data(prefix: str, print_of_data: str) -> str:
    """Where the data of a new checkpoint is as long as the place is taken by that of an older one."""
    return f"{prefix}{DATA}.{print_of_data}"


def all_waiting_data(prefix: str) -> list[str]:
    """The files that `waiting_data` may name."""
    folder, start = os.path.split(f"{prefix}{DATA}.")
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return []
    length = len(start) + PRINT_LENGTH
    return [os.path.join(folder, name) for name in names if name.startswith(start) and len(name) == length]


# --- the index --------------------------------------------------------------------------------------------

PRINT_LENGTH = 32


def fingerprint(table: dict[str, Any]) -> str:
    """What ties an index to its data: a digest of all names, dtypes, shapes and checksums.

    >>> len(fingerprint({})), fingerprint({}) == fingerprint({"w": {}})
    (32, False)
    """
    return hashlib.sha256(_canonical(table)).hexdigest()[:PRINT_LENGTH]


def index_bytes(content: dict[str, Any]) -> bytes:
    """An index as it stands in the file, with its own checksum at the end."""
    checksum = zlib.crc32(_canonical(content))
    return json.dumps({**content, "crc32": checksum}, indent=1, sort_keys=False).encode() + b"\n"


def index_checksum(content: dict[str, Any]) -> int:
    """The checksum that an index with this content must have."""
    return zlib.crc32(_canonical({key: value for key, value in content.items() if key != "crc32"}))


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


# --- the data ---------------------------------------------------------------------------------------------


def _write_archive(file: BinaryIO, tensors: dict[str, Any]) -> dict[str, Any]:
    """Write the arrays one after the other, and give the table of the index."""
    table: dict[str, Any] = {}
    taken: set[str] = set()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, tensor in tensors.items():
            array = np.asarray(tensor)
            is_text = array.dtype.hasobject
            parts = _text_parts(array) if is_text else {"": array}
            members = {}
            for ending, part in parts.items():
                member = _free_name(name + ending, taken)
                members[member] = _write_member(archive, member, part)
            dtype = "string" if is_text else array.dtype.name
            table[name] = {"dtype": dtype, "shape": list(array.shape), "members": members}
        # At the end of an archive, where a reader finds it without reading all.
        archive.comment = data_mark(fingerprint(table))
    return table


def _write_member(archive: zipfile.ZipFile, member: str, array: Any) -> int:
    """Write one array as NumPy does; its checksum."""
    # Always the same date: the same values make the same file.
    entry = zipfile.ZipInfo(member + ".npy", date_time=(1980, 1, 1, 0, 0, 0))
    with archive.open(entry, "w", force_zip64=array.nbytes > 2**30) as stream:
        np.lib.format.write_array(stream, array, allow_pickle=False)
    return archive.getinfo(entry.filename).CRC


def data_mark(print_of_data: str) -> bytes:
    """What a data file says about itself: which index it belongs to."""
    return f"{FORMAT} {print_of_data}".encode()


def _free_name(wanted: str, taken: set[str]) -> str:
    """A member's name: that of the variable, unless another has it.

    >>> _free_name("w", {"w", "w_1"})
    'w_2'
    """
    # What looks like a path out of the archive is none here, and would be an alarm elsewhere; and what cannot be
    # printed has no place in a file's name.
    plain = wanted.replace("\\", "/").replace("..", "_").lstrip("/") or "_"
    name = plain = "".join(letter if letter.isprintable() else "_" for letter in plain)
    number = 0
    while name in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name)
    return name


def _text_parts(texts: Any) -> dict[str, Any]:
    """Strings as two arrays: all bytes in one row, and where each string ends."""
    entries = [text if isinstance(text, bytes) else str(text).encode() for text in texts.ravel().tolist()]
    ends = np.cumsum([len(entry) for entry in entries], dtype=np.int64)
    return {".bytes": np.frombuffer(b"".join(entries), np.uint8), ".ends": ends}


def text_from_parts(parts: list[Any], shape: tuple[int, ...]) -> Any:
    """The strings that `_text_parts` took apart.

    Raises:
        ValueError: when the parts do not fit together.

    >>> text_from_parts([*_text_parts(np.array([b"one", b""], object)).values()], (2,))
    array([b'one', b''], dtype=object)
    """
    characters, ends = parts
    size = int(np.prod(shape, dtype=np.int64))
    starts = np.concatenate([np.zeros(1, np.int64), ends])
    if ends.shape != (size,) or np.any(np.diff(starts) < 0) or starts[-1] != characters.size:
        raise ValueError("the strings' lengths do not add up")
    whole = characters.tobytes()
    texts = np.empty(size, object)
    for number in range(size):
        texts[number] = whole[starts[number] : starts[number + 1]]
    return texts.reshape(shape)
