"""Files that appear whole or not at all, whatever happens while they are written.

What is to stand in a file is first written beside it, under a name that nobody looks for, and put on the disk; then
one single step of the file system, `os.replace`, gives it its real name. A program that is killed leaves at most such
a file behind, and the next save clears it away.

Read next: `checkpoint_files.py`.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

PART = ".part"
LONGEST_WAIT = 5.0  # seconds
FORGOTTEN_AFTER = 600.0
"""Seconds after which a file that was never finished belongs to a program that does not live any more."""


def write_whole(path: str, content: bytes) -> None:
    """Put `content` into a file: afterwards it has all of it, or what it had before.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(os.path.join(folder, "note"), b"whole")
    ...     os.listdir(folder)
    ['note']
    """
    part = write_beside(path, lambda file: file.write(content))
    try:
        os.replace(part, path)
    except OSError:
        _discard(part)
        raise
    settle(path)


def write_beside(path: str, write: Callable[[BinaryIO], Any]) -> str:
    """Write a file beside `path`, put it on the disk, and give its name; `os.replace` makes it the real one.

    Raises:
        OSError: when it cannot be written; nothing is left behind then.
    """
    part = f"{path}.{os.getpid()}-{os.urandom(4).hex()}{PART}"
    try:
        with open(part, "xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _discard(part)
        raise
    return part


def settle(path: str) -> None:
    """Put on the disk that a file has its name: the names are kept in the folder."""
    if os.name == "nt":
        return  # there a folder cannot be opened, and the file system does this by itself
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
    try:
        os.fsync(folder)
    except OSError:
        pass  # some network drives cannot; the file is whole nevertheless
    finally:
        os.close(folder)


@contextmanager
def alone_in(folder: str) -> Iterator[None]:
    """Keep other programs from giving names in a folder at the same time, where the system can do that.

    A lock ends with its program, however that ends. Whoever holds it too long (a program that was halted) is not waited
    for: then two programs that save under one name might still meet.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder or ".", os.O_RDONLY)
    try:
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                break  # some network drives have no locks
        yield
    finally:
        os.close(handle)


def clear_forgotten(folder: str) -> None:
    """Remove what programs that were killed while they wrote have left in a folder."""
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return  # to tidy up is a courtesy; nothing depends on it
    for path in (os.path.join(folder, name) for name in names if _is_part(name)):
        if forgotten(path):
            _discard(path)


def forgotten(path: str) -> bool:
    """Whether nobody has written into a file for so long that its program cannot live any more."""
    try:
        return os.stat(path).st_mtime < time.time() - FORGOTTEN_AFTER
    except OSError:
        return False  # it is gone already


def _is_part(name: str) -> bool:
    """Whether a file's name is one of ours: `<name>.<process>-<eight hexadecimal digits>.part`.

    >>> _is_part("model.ckpt-1.index.4711-00ff00ff.part"), _is_part("spare.part"), _is_part("a.b-c.part")
    (True, False, False)
    """
    if not name.endswith(PART):
        return False
    process, _, digits = name[: -len(PART)].rpartition(".")[2].partition("-")
    return process.isdigit() and len(digits) == 8 and not digits.strip("0123456789abcdef")


def _discard(path: str) -> None:
    with suppress(OSError):  # it never came into being, or somebody else has removed it
        os.remove(path)
