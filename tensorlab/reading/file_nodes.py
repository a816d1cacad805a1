"""Whole files as nodes: `tf.read_file`, `tf.write_file`, `tf.matching_files`.

What stands in a file does not follow from the graph, so a replay is given what was read.

Read next: `readers.py` (files from a queue, record by record).
"""

import fnmatch
import os
from typing import Any

import numpy as np

from tensorlab.errors import NotFoundError
from tensorlab.graph.dtypes import STRING, string
from tensorlab.graph.registry import Array, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops.variables import Variable
from tensorlab.reading.files import file_errors
from tensorlab.reading.parsing_nodes import one_bytes
from tensorlab.run.journal import journal

ON_CPU = {"CPU": "files are read and written by the computer itself"}


def _single(filename: TensorShape, *_: Any) -> TensorShape:
    filename.with_rank(0)
    return TensorShape([])


@op(
    "ReadFile", shape=_single, dtypes={"filename": STRING}, result=string, kind="file", symbol="read",
    latex=r"\text{{file}}({filename})", devices=ON_CPU, outside=True,
)  # fmt: skip
def read_file(filename: Array) -> Any:
    """Read a whole file as one string.

    Args:
        filename: string, a single one.

    Raises:
        tf.errors.NotFoundError: in a run, when there is no such file.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/read_file

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "note.txt")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.write_file(path, "hello"))
    ...     print(sess.run(tf.read_file(path)))
    b'hello'
    """
    path = os.fsdecode(one_bytes(filename))
    with file_errors(), open(path, "rb") as file:
        data = file.read()
    journal.note(file=path, bytes=len(data))
    return data


read_file.not_differentiable("bytes are no numbers")


def _nothing(filename: TensorShape, contents: TensorShape) -> list[TensorShape]:
    filename.with_rank(0), contents.with_rank(0)
    return []


@op(
    "WriteFile", shape=_nothing, dtypes={"filename": STRING, "contents": STRING}, outputs=0, kind="file",
    symbol="write", latex=r"\text{{file}}({filename}) := {contents}", devices=ON_CPU, outside=True,
)  # fmt: skip
def write_file(filename: Array, contents: Array) -> Any:
    """Write a whole file; what was there is replaced, and folders that are missing are made.

    Args:
        filename: string, a single one.
        contents: string, a single one.

    Returns:
        The operation that does it.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/write_file

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "folder", "note.txt")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.write_file(path, "hello"))
    >>> os.path.getsize(path)
    5
    """
    path = os.fsdecode(one_bytes(filename))
    data = one_bytes(contents)
    with file_errors():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    journal.note(file=path, bytes=len(data))
    return []


write_file.not_differentiable("it has no value")


def _some(pattern: TensorShape) -> TensorShape:
    if pattern.ndims is not None and pattern.ndims > 1:
        raise ValueError(f"Shape must be at most rank 1 but is rank {pattern.ndims}: {pattern}")
    return TensorShape([None])


@op(
    "MatchingFiles", shape=_some, dtypes={"pattern": STRING}, result=string, kind="file", symbol="files",
    latex=r"\text{{files}}({pattern})", devices=ON_CPU, outside=True,
)  # fmt: skip
def matching_files(pattern: Array) -> Any:
    """The names of the files that fit a pattern, in order.

    Args:
        pattern: string, a single one or a list of them: `*`, `?` and `[abc]` stand for characters of a file's name.

    Raises:
        tf.errors.NotFoundError: in a run, when the folder of a pattern is not there.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/matching_files

    >>> import os, tempfile
    >>> import tensorlab as tf
    >>> folder = tempfile.mkdtemp()
    >>> for name in "b.csv", "a.csv", "c.txt":
    ...     open(os.path.join(folder, name), "w").close()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     found = sess.run(tf.matching_files(os.path.join(folder, "*.csv")))
    >>> [os.path.basename(path) for path in found]
    [b'a.csv', b'b.csv']
    """
    patterns = [os.fsdecode(one) for one in np.asarray(pattern, object).ravel().tolist()]
    found = sorted(name.encode() for one in patterns for name in _matching(one))
    names = np.empty(len(found), object)
    names[:] = found
    return names


matching_files.not_differentiable("names are no numbers")


def _matching(pattern: str) -> list[str]:
    """The paths that fit a pattern; folders may hold patterns, too."""
    folder, name = os.path.split(pattern)
    folders = [folder] if not _holds_pattern(folder) else _matching(folder)
    found = []
    for inside in folders:
        if not os.path.isdir(inside or "."):
            if folder == inside:
                raise NotFoundError(None, None, f"{inside}; No such file or directory")
            continue
        if not _holds_pattern(name):
            found += [path for path in [os.path.join(inside, name)] if os.path.exists(path)]
        else:
            names = fnmatch.filter(os.listdir(inside or "."), name)
            found += [os.path.join(inside, one) for one in names]
    return found


def _holds_pattern(text: str) -> bool:
    return any(mark in text for mark in "*?[")


def match_filenames_once(pattern: Any, name: str | None = None) -> Variable:
    """A local variable with the names of the files that fit a pattern, found when it is initialised.

    Args:
        pattern: a pattern, or a list of them; see `tf.matching_files`.
        name: of the name scope.

    Returns:
        A variable of strings; `tf.local_variables_initializer()` finds the files.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/train/match_filenames_once

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     names = tf.train.match_filenames_once("there/is/nothing/[x]")
    ...     sess.run(tf.local_variables_initializer())
    Traceback (most recent call last):
    tensorlab.errors.NotFoundError: there/is/nothing; No such file or directory
      ...
    """
    with name_scope(name, "matching_filenames", [pattern]) as scope:
        return Variable(
            name=scope,
            initial_value=matching_files(pattern),
            trainable=False,
            validate_shape=False,
            collections=["local_variables"],
        )
