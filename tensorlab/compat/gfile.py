"""tf.gfile: TensorFlow's own functions for files and folders, on top of Python's.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/gfile

Read next: `tf.errors`, whose classes these functions raise.
"""

import glob
import os
import shutil
from collections.abc import Callable, Iterator
from functools import wraps
from types import TracebackType
from typing import Any, TypeVar

from tensorlab.compat.text import as_bytes, as_str_any, path_to_str
from tensorlab.errors import AlreadyExistsError, NotFoundError, OpError, PermissionDeniedError
from tensorlab.reading.files import refused

Function = TypeVar("Function", bound=Callable[..., Any])


def _raises_ours(function: Function) -> Function:
    @wraps(function)
    def checked(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except OSError as error:
            raise refused(error) from None

    return checked  # type: ignore[return-value]


class GFile:
    """A file, opened when it is first read or written. `with tf.gfile.GFile("words.txt") as f: text = f.read()`.

    Args:
        name: the path.
        mode: "r", "w", "a", with a "+" for both ways and a "b" for bytes.
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self._name, self._mode = path_to_str(name), mode
        self._opened: Any = None
        if not mode.strip("b+") or mode[0] not in "rwa":
            raise OpError(
                None, None, f"There is no mode {mode!r}: it is 'r', 'w' or 'a', with '+' or 'b'.", 3
            )

    @property
    def name(self) -> str:
        """The path."""
        return self._name  # type: ignore[no-any-return]

    @property
    def mode(self) -> str:
        """As it was given."""
        return self._mode

    @_raises_ours
    def _file(self, for_what: str) -> Any:
        reads, writes = self._mode[0] == "r" or "+" in self._mode, self._mode[0] != "r" or "+" in self._mode
        if not (reads if for_what == "r" else writes):
            verb = "reading" if for_what == "r" else "writing"
            raise PermissionDeniedError(
                None, None, f"{self._name} is not open for {verb}: its mode is {self._mode!r}."
            )
        if self._opened is None:
            text = {} if "b" in self._mode else {"encoding": "utf-8", "newline": "\n"}
            self._opened = open(self._name, self._mode, **text)  # type: ignore[call-overload]  # noqa: SIM115
        return self._opened

    @_raises_ours
    def read(self, n: int = -1) -> Any:
        """The next n characters (bytes in a mode with "b"); all that are left by default."""
        return self._file("r").read(n)

    @_raises_ours
    def readline(self) -> Any:
        """The next line with its end; empty after the last."""
        return self._file("r").readline()

    def readlines(self) -> list[Any]:
        """All lines that are left, with their ends."""
        return list(self)

    def write(self, file_content: Any) -> None:
        """Append text (or bytes)."""
        content = as_bytes(file_content) if "b" in self._mode else as_str_any(file_content)
        self._file("w").write(content)

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Go to a place, counted from the start (whence 0), from here (1) or from the end (2)."""
        chosen = position if offset is None else offset
        if chosen is None:
            raise TypeError("seek(): which offset?")
        self._file("r").seek(chosen, whence)

    def tell(self) -> int:
        """The place in the file."""
        return int(self._file("r").tell()) if self._mode[0] == "r" else int(self._file("w").tell())

    def size(self) -> int:
        """How many bytes the file has."""
        if self._opened is not None and self._mode[0] != "r":
            self._opened.flush()
        return Stat(self._name).length

    def seekable(self) -> bool:
        """Whether `seek` works: it does."""
        return True

    def flush(self) -> None:
        """Write what is waiting."""
        if self._opened is not None and (self._mode[0] != "r" or "+" in self._mode):
            self._opened.flush()

    def close(self) -> None:
        """Close the file."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def __enter__(self) -> "GFile":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._opened is None and self._mode[0] == "w" and kind is None:
            self._file("w")  # an empty file is written, too
        self.close()

    def __iter__(self) -> "GFile":
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    next = __next__


FastGFile = Open = GFile


class FileStatistics:
    """What `Stat` tells: `length` in bytes, `mtime_nsec` in nanoseconds, `is_directory`."""

    def __init__(self, found: os.stat_result) -> None:
        self.length = found.st_size
        self.mtime_nsec = found.st_mtime_ns
        self.is_directory = os.path.stat.S_ISDIR(found.st_mode)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"<FileStatistics length={self.length} is_directory={self.is_directory}>"


@_raises_ours
def Stat(filename: Any) -> FileStatistics:
    """Size, time and kind of a file.

    Raises:
        tf.errors.NotFoundError: when there is none.
    """
    return FileStatistics(os.stat(path_to_str(filename)))


def Exists(filename: Any) -> bool:
    """Whether there is a file or folder of that name.

    >>> Exists("there/is/no/such/file")
    False
    """
    return os.path.exists(path_to_str(filename))


def IsDirectory(dirname: Any) -> bool:
    """Whether it is a folder."""
    return os.path.isdir(path_to_str(dirname))


@_raises_ours
def ListDirectory(dirname: Any) -> list[str]:
    """What is in a folder, without the path.

    Raises:
        tf.errors.NotFoundError: when there is no such folder.
    """
    if not IsDirectory(dirname):
        raise NotFoundError(None, None, f"Could not find directory {dirname}")
    return sorted(os.listdir(path_to_str(dirname)))


def Glob(filename: Any) -> list[str]:
    """The files that fit a pattern such as `"images/*.png"` (or any of a list of patterns), in order."""
    patterns = filename if isinstance(filename, list | tuple) else [filename]
    return sorted(found for pattern in patterns for found in glob.glob(path_to_str(pattern)))


@_raises_ours
def MkDir(dirname: Any) -> None:
    """Make a folder; the one around it must be there.

    Raises:
        tf.errors.NotFoundError: when it is not.
        tf.errors.AlreadyExistsError: when the folder is there already.
    """
    os.mkdir(path_to_str(dirname))


@_raises_ours
def MakeDirs(dirname: Any) -> None:
    """Make a folder, with those around it, if it is not there."""
    os.makedirs(path_to_str(dirname), exist_ok=True)


@_raises_ours
def Remove(filename: Any) -> None:
    """Delete a file.

    Raises:
        tf.errors.NotFoundError: when there is none.
    """
    os.remove(path_to_str(filename))


@_raises_ours
def DeleteRecursively(dirname: Any) -> None:
    """Delete a folder with all that is in it.

    Raises:
        tf.errors.NotFoundError: when there is none.
    """
    if not Exists(dirname):
        raise NotFoundError(None, None, f"{dirname}; No such file or directory")
    if IsDirectory(dirname):
        shutil.rmtree(path_to_str(dirname))
    else:
        os.remove(path_to_str(dirname))


def _free(newpath: Any, overwrite: bool) -> None:
    if Exists(newpath) and not overwrite:
        raise AlreadyExistsError(
            None, None, f"{newpath} is there already: give overwrite=True to replace it."
        )


@_raises_ours
def Copy(oldpath: Any, newpath: Any, overwrite: bool = False) -> None:
    """Copy a file.

    Raises:
        tf.errors.NotFoundError: when there is none.
        tf.errors.AlreadyExistsError: when there is a file of the new name, and `overwrite` is not given.
    """
    _free(newpath, overwrite)
    shutil.copyfile(path_to_str(oldpath), path_to_str(newpath))


@_raises_ours
def Rename(oldname: Any, newname: Any, overwrite: bool = False) -> None:
    """Rename or move a file or folder; the errors are those of `Copy`."""
    _free(newname, overwrite)
    os.replace(path_to_str(oldname), path_to_str(newname))


def Walk(top: Any, in_order: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every folder below one: tuples (path, folders in it, files in it); inner ones last, or first."""
    for path, folders, files in os.walk(path_to_str(top), topdown=in_order):
        if in_order:
            folders.sort()
        yield path, sorted(folders), sorted(files)
