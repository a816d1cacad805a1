"""Which line of the user's program made a node.

Every node keeps the code object and the instruction of the nearest callers outside this package; that costs a
fraction of a microsecond. File, line and columns are worked out only when somebody asks.

Read next: `tensorlab/graph/operation.py`, which stores one `SourceLine` per node.
"""

import linecache
import os
import sys
from itertools import islice
from types import CodeType

PACKAGE_FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
MOST_CALLERS = 4  # enough for a layer function called from a model function called from the program

_is_ours: dict[str, bool] = {}

Frames = tuple[tuple[CodeType, int], ...]


def _judge(filename: str) -> bool:
    """Whether a file belongs to this package (or to contextlib, which stands between a `with` and us)."""
    ours = filename.startswith(PACKAGE_FOLDER) or filename.endswith("contextlib.py")
    _is_ours[filename] = ours
    return ours


def user_frames() -> Frames:
    """The user's own call sites, innermost first: pairs of (code object, instruction offset)."""
    frame = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        ours = _is_ours.get(filename)
        if ours is None:
            ours = _judge(filename)
        if not ours:
            break
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return ()
    code = frame.f_code
    if code.co_name == "<module>":
        return ((code, frame.f_lasti),)
    found: list[tuple[CodeType, int]] = []
    while frame is not None and len(found) < MOST_CALLERS:
        code = frame.f_code
        if not _is_ours.get(code.co_filename, False):
            found.append((code, frame.f_lasti))
        if code.co_name == "<module>":
            break
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(found)


class SourceLine:
    """One place in the user's program.

    Attributes:
        filename: the file, as Python knows it (a notebook cell has one too).
        line, end_line: 1-based numbers of the first and last line of the expression.
        column, end_column: 0-based character columns of the expression, or None.
        function: the enclosing function, `<module>` at the top level.
    """

    def __init__(self, code: CodeType, instruction: int) -> None:
        self.filename = code.co_filename
        self.function = code.co_name
        position = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
        line, end_line, column, end_column = position
        self.line: int = line or code.co_firstlineno
        self.end_line: int = end_line or self.line
        # Python counts columns in UTF-8 bytes; people and browsers count characters.
        self.column = _characters(self.filename, self.line, column)
        self.end_column = _characters(self.filename, self.end_line, end_column)

    @property
    def text(self) -> str:
        """The line itself, or an empty string when its file is gone."""
        return linecache.getline(self.filename, self.line).strip()

    @property
    def place(self) -> str:
        """`seed.py:12`, or `In [3]:2` for a notebook cell."""
        return f"{display_name(self.filename)}:{self.line}"

    def __str__(self) -> str:
        text = self.text
        return f"{self.place}: {text}" if text else self.place

    def __repr__(self) -> str:
        return f"<SourceLine {self}>"


def _characters(filename: str, line: int, column: int | None) -> int | None:
    if column is None:
        return None
    return len(linecache.getline(filename, line).encode()[:column].decode(errors="ignore"))


def display_name(filename: str) -> str:
    """A short name for a source: the file's base name, or `In [3]` for a notebook cell."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        cell = getattr(shell.compile, "_filename_map", {}).get(filename)
        if cell is not None:
            return f"In [{cell}]"
    return os.path.basename(filename) or filename


def source_text(filename: str) -> str:
    """The whole text of a source, or an empty string when it cannot be had."""
    return "".join(linecache.getlines(filename))
