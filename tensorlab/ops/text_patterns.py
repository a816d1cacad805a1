"""Strings and patterns: regular expressions, splitting into words, joining by segment.

Read next: `text_hashes.py`.
"""

import re
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import INDEX, STRING, DType, bool_, int64, string
from tensorlab.graph.registry import Array, HostInt, HostValue, Sample, build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.ops.text import REASON, each, text_op

# --- regular expressions ----------------------------------------------------------------------------------


def _single(text: Any) -> bytes:
    """The one string that a tensor of rank 0 holds."""
    found: Any = np.asarray(text, object)[()]
    return found


def _compiled(pattern: bytes | str) -> re.Pattern[bytes]:
    code = pattern.encode() if isinstance(pattern, str) else pattern
    try:
        return re.compile(code)
    except re.error as error:
        text = code.decode(errors="replace")
        raise InvalidArgumentError(None, None, f"Invalid pattern: {text}, error: {error}") from None


def _replaced(text: bytes, pattern: re.Pattern[bytes], rewrite: bytes, everywhere: bool) -> bytes:
    def written(match: re.Match[bytes]) -> bytes:
        """The rewrite with \\0 to \\9 filled in."""
        return re.sub(
            rb"\\(\d|\\)",
            lambda code: b"\\" if code[1] == b"\\" else match.group(int(code[1])) or b"",
            rewrite,
        )

    return pattern.sub(written, text, count=0 if everywhere else 1)


@text_op("StaticRegexReplace", "replace")
def replace_by_constants(input: Array, pattern: str, rewrite: str, replace_global: bool = True):
    """Replace what a regular expression matches.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.regex_replace("a1b22", "[0-9]+", "#")))
    b'a#b#'
    """
    code = _compiled(pattern)
    return each(lambda text: _replaced(text, code, rewrite.encode(), replace_global), input)


@text_op("RegexReplace", "replace", dtypes={"input": STRING})
def replace_by_tensors(input: Array, pattern: HostValue, rewrite: HostValue, replace_global: bool = True):
    """Replace what a regular expression matches; pattern and rewrite are tensors.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.regex_replace("a1b22", tf.constant("[0-9]+"), "#")))
    b'a#b#'
    """
    code, written = _compiled(_single(pattern)), _single(rewrite)
    return each(lambda text: _replaced(text, code, written, replace_global), input)


def _replacements() -> list[Sample]:
    return [
        Sample(["a1b22", "", "x"], "[0-9]+", "#"),
        Sample([["hello world"]], "(\\w+) (\\w+)", "\\2 \\1 \\\\"),
        Sample(["aaa"], "a", "b", replace_global=False),
    ]


replace_by_constants.samples(_replacements)
replace_by_tensors.samples(_replacements)


def regex_replace(
    input: Any, pattern: Any, rewrite: Any, replace_global: bool = True, name: str | None = None
) -> Tensor:
    """Replace what a regular expression matches.

    Args:
        input: strings.
        pattern: a regular expression; TensorFlow's are RE2's, here they are Python's, which can do more.
        rewrite: what to put there; \\1 stands for the first group.
        replace_global: every match, not only the first.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.regex_replace("a1b22", "[0-9]+", "#")))
    b'a#b#'
    """
    if isinstance(pattern, (str, bytes)) and isinstance(rewrite, (str, bytes)):
        texts = [one.decode() if isinstance(one, bytes) else one for one in (pattern, rewrite)]
        return replace_by_constants(input, *texts, replace_global, name=name)
    return replace_by_tensors(input, pattern, rewrite, replace_global, name=name)


@text_op("StaticRegexFullMatch", "match", result=bool_)
def match_constant(input: Array, pattern: str):
    """Tell which strings a regular expression matches as a whole.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.regex_full_match(["a1", "b"], "[a-z][0-9]")))
    [ True False]
    """
    code = _compiled(pattern)
    return each(lambda text: code.fullmatch(text) is not None, input, np.bool_)


@text_op("RegexFullMatch", "match", result=bool_, dtypes={"input": STRING})
def match_tensor(input: Array, pattern: HostValue):
    """Tell which strings a regular expression, given as a tensor, matches as a whole.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.regex_full_match(["a1", "b"], tf.constant("[a-z][0-9]"))))
    [ True False]
    """
    return match_constant.kernel(input, _single(pattern))


def _matches() -> list[Sample]:
    return [Sample(["a1", "b", "a12"], "[a-z][0-9]"), Sample([["ab"]], "a|ab")]


match_constant.samples(_matches)
match_tensor.samples(_matches)


def regex_full_match(input: Any, pattern: Any, name: str | None = None) -> Tensor:
    """Tell which strings a regular expression matches as a whole.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.regex_full_match(["a1", "b"], "[a-z][0-9]")))
    [ True False]
    """
    if isinstance(pattern, (str, bytes)):
        return match_constant(input, pattern.decode() if isinstance(pattern, bytes) else pattern, name=name)
    return match_tensor(input, pattern, name=name)


# --- splitting --------------------------------------------------------------------------------------------


def _sparse_shapes(*_: Any) -> list[TensorShape]:
    return [TensorShape([None, 2]), TensorShape([None]), TensorShape([2])]


def _sparse_dtypes(dtypes: Any, _: Any) -> list[DType]:
    return [int64, string, int64]


def _as_sparse_parts(rows: list[list[bytes]]) -> tuple[Any, Any, Any]:
    places = [[row, column] for row, parts in enumerate(rows) for column in range(len(parts))]
    values = np.empty(len(places), object)
    for position, (row, column) in enumerate(places):
        values[position] = rows[row][column]
    widest = max(map(len, rows), default=0)
    return (
        np.array(places, np.int64).reshape(-1, 2),
        values,
        np.array([len(rows), widest], np.int64),
    )


@text_op("StringSplit", "split", result=_sparse_dtypes, shape=_sparse_shapes, outputs=3)
def split_at_characters(input: Array, delimiter: HostValue, skip_empty: bool = True):
    """Split strings at every one of some characters; an empty list of them splits into bytes."""
    stops = set(_single(delimiter))

    def parts_of(text: bytes) -> list[bytes]:
        if not text:
            return []
        if not stops:
            return [text[place : place + 1] for place in range(len(text))]
        parts, last = [], 0
        for place, byte in enumerate(text):
            if byte in stops:
                parts.append(text[last:place])
                last = place + 1
        parts.append(text[last:])
        return [part for part in parts if part or not skip_empty]

    return _as_sparse_parts([parts_of(text) for text in np.asarray(input, object)])


@split_at_characters.samples
def _() -> list[Sample]:
    return [
        Sample(["a b  c", "", "d"], " "),
        Sample(["a,b;c"], ",;", skip_empty=False),
        Sample(["ab", "c"], ""),
        Sample([",a,"], ",", skip_empty=False),
    ]


@text_op("StringSplitV2", "split", result=_sparse_dtypes, shape=_sparse_shapes, outputs=3)
def split_at_text(input: Array, sep: HostValue, maxsplit: int = -1):
    """Split strings at a text, as Python's `str.split` does; an empty one stands for any blanks."""
    separator = _single(sep)
    rows = [text.split(separator or None, maxsplit) for text in np.asarray(input, object)]
    return _as_sparse_parts(rows)


@split_at_text.samples
def _() -> list[Sample]:
    return [
        Sample(["a b  c", "", " d "], ""),
        Sample(["a, b, c", "d"], ", "),
        Sample(["a,b,c"], ",", maxsplit=1),
    ]


def string_split(
    source: Any,
    sep: Any = None,
    skip_empty: bool = True,
    delimiter: Any = None,
    result_type: str = "SparseTensor",
    name: str | None = None,
) -> SparseTensor:
    """Split strings into words, as a sparse matrix with one row for each string.

    Args:
        source: a vector of strings.
        sep, delimiter: the characters at which to split, a blank by default; "" splits into bytes.
        skip_empty: leave empty words out.
        result_type: only "SparseTensor" is here.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/string_split

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_split(["hello world", "a"])).values)
    [b'hello' b'world' b'a']
    """
    if sep is not None and delimiter is not None:
        raise ValueError("string_split takes one of `sep` and `delimiter`.")
    _sparse_only(result_type)
    given = delimiter if sep is None else sep
    with name_scope(name, "StringSplit", [source]):
        stops = convert_to_tensor(" " if given is None else given, string)
        return SparseTensor(*split_at_characters(source, stops, skip_empty))


def string_split_v2(
    source: Any, sep: Any = None, maxsplit: int = -1, name: str | None = None
) -> SparseTensor:
    """Split strings at a text, as Python's `str.split` does; by default at any blanks."""
    source = convert_to_tensor(source, string, name="source")
    separator = convert_to_tensor("" if sep is None else sep, string)
    sparse = SparseTensor(*split_at_text(source, separator, maxsplit, name=name))
    sparse.set_shape([source.shape.as_list()[0] if source.shape.ndims else None, None])
    return sparse


def _sparse_only(result_type: str) -> None:
    if result_type != "SparseTensor":
        raise ValueError(
            f"result_type must be 'SparseTensor', not {result_type!r}: there are no ragged tensors here."
        )


def split(
    input: Any = None,
    sep: Any = None,
    maxsplit: int = -1,
    result_type: str = "SparseTensor",
    source: Any = None,
    name: str | None = None,
) -> SparseTensor:
    """Split strings at a text, as Python's `str.split` does; by default at any blanks.

    Args:
        input: a vector of strings; also called `source`.
        sep: the text at which to split.
        maxsplit: at how many places at most; -1 for all.
        result_type: only "SparseTensor" is here.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.split(["a, b", "c"], sep=", ")).values)
    [b'a' b'b' b'c']
    """
    if (input is None) == (source is None):
        raise ValueError("tf.strings.split takes one of `input` and `source`.")
    _sparse_only(result_type)
    source = convert_to_tensor(source if input is None else input, string)
    if source.shape.ndims == 0:
        source = build("ExpandDims", source, 0)
    return string_split_v2(source, sep, maxsplit, name)


# --- joining by segment -----------------------------------------------------------------------------------


def _segments_shape(input: TensorShape, segment_ids: TensorShape, num_segments: Any, *_: Any) -> TensorShape:
    if input.sizes is None or segment_ids.sizes is None:
        return TensorShape(None)
    return TensorShape([num_segments, *input.as_list()[len(segment_ids) :]])


@text_op(
    "UnsortedSegmentJoin",
    "join",
    shape=_segments_shape,
    dtypes={"inputs": STRING, "segment_ids": INDEX},
    latex="({inputs})",
)
def unsorted_segment_join(inputs: Array, segment_ids: Array, num_segments: HostInt, separator: str = ""):
    """Join the strings of each segment.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 2, separator="-")))
    [b'b' b'a-c']
    """
    rest = inputs.shape[segment_ids.ndim :]
    result = np.full((num_segments, *rest), b"", object)
    seen = np.zeros(num_segments, bool)
    for place in np.ndindex(segment_ids.shape):
        segment = int(segment_ids[place])
        if segment < 0:
            continue
        if segment >= num_segments:
            raise InvalidArgumentError(
                None, None, f"segment_ids[{place}] = {segment} is not in [0, {num_segments})"
            )
        between = separator.encode() if seen[segment] else b""
        for inner in np.ndindex(rest):
            result[(segment, *inner)] += between + inputs[(*place, *inner)]
        seen[segment] = True
    return result


@unsorted_segment_join.samples
def _() -> list[Sample]:
    return [
        Sample(["a", "b", "c"], [1, 0, 1], 3, separator="-"),
        Sample([["a", "b"], ["c", "d"]], [0, 0], 1),
    ]


for _record in (
    *(replace_by_constants, replace_by_tensors, match_constant, match_tensor),
    *(split_at_characters, split_at_text, unsorted_segment_join),
):
    _record.not_differentiable(REASON)

__all__ = [
    "match_constant",
    "match_tensor",
    "regex_full_match",
    "regex_replace",
    "replace_by_constants",
    "replace_by_tensors",
    "split",
    "split_at_characters",
    "split_at_text",
    "string_split",
    "string_split_v2",
    "unsorted_segment_join",
]
