"""Strings: joining, cutting, measuring, changing and reading them. A string is bytes, as in a file.

Strings stay in the computer's own memory, so nothing here runs on a GPU; nor does TensorFlow's.

Read next: `text_patterns.py` (regular expressions, splitting), `text_hashes.py`.
"""

import binascii
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import (
    BOOL,
    COMPLEX,
    FLOATING,
    INDEX,
    INTEGER,
    STRING,
    DType,
    float32,
    float64,
    int32,
    int64,
    string,
)
from tensorlab.graph.registry import Array, Arrays, HostInts, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import broadcast, normal_axis, same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor

ON_CPU = {"CPU": "strings stay in the computer's own memory"}
REASON = "strings are no numbers"


def each(function: Callable[[Any], Any], strings: Any, dtype: Any = object) -> Any:
    """Apply a function to every entry."""
    array = np.asarray(strings, object) if not isinstance(strings, np.ndarray) else strings
    result = np.empty(array.shape, dtype)
    for index, entry in np.ndenumerate(array):
        result[index] = function(entry)
    return result


def broadcast_each(function: Callable[..., Any], *arrays: Any, dtype: Any = object) -> Any:
    """Apply a function to the entries of several arrays that broadcast together."""
    wide = np.broadcast_arrays(*[np.asarray(a, object) for a in arrays])
    result = np.empty(wide[0].shape, dtype)
    for index in np.ndindex(wide[0].shape):
        result[index] = function(*(array[index] for array in wide))
    return result


def text_op(
    type_name: str, symbol: str, result: Any = string, shape: Any = same, dtypes: Any = STRING, **more: Any
) -> Any:
    """Declare an operation on strings."""
    return op(
        type_name,
        shape=shape,
        dtypes=dtypes,
        result=result,
        kind=more.pop("kind", "text"),
        symbol=symbol,
        latex=r"\text{{" + symbol.replace("_", r"\_") + "}}" + more.pop("latex", "({input})"),
        devices=ON_CPU,
        **more,
    )


# --- numbers and strings ----------------------------------------------------------------------------------


@text_op("AsString", "text", dtypes=INTEGER | FLOATING | COMPLEX | BOOL)
def as_string(
    input: Array,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
):
    """Write numbers as text, as C's printf does.

    Args:
        input: numbers or bools.
        precision: how many digits after the point; -1 for six.
        scientific: with an exponent.
        shortest: as briefly as possible.
        width: fill up to this many characters.
        fill: what with: " " (default), "0", "-" (blanks behind) or "+" (with a sign).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/strings/as_string

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.as_string([1.5, 2.25], precision=1)))
    [b'1.5' b'2.2']
    """
    if scientific and shortest:
        raise InvalidArgumentError(None, None, "Cannot select both scientific and shortest notation")
    kind = np.asarray(input).dtype.kind
    form = "%" + fill + (str(width) if width > -1 else "")
    if kind == "b":
        return each(lambda x: b"true" if x else b"false", input)
    if kind in "iu":
        return each(lambda x: (form + "d").encode() % int(x), input)
    form += (f".{precision}" if precision > -1 else "") + ("g" if shortest else "e" if scientific else "f")
    if kind == "c":
        return each(lambda x: f"({form},{form})".encode() % (float(x.real), float(x.imag)), input)
    return each(lambda x: form.encode() % float(x), input)


@as_string.build
def _(input, precision=-1, scientific=False, shortest=False, width=-1, fill=""):
    if fill not in ("", " ", "0", "-", "+"):
        raise ValueError(f'Fill argument must be one of " ", "0", "-", "+", not {fill!r}')
    return input, precision, scientific, shortest, width, fill


@as_string.samples
def _() -> list[Sample]:
    numbers: dict[str, Any] = {"dtypes": ["float32", "float64"]}
    return [
        Sample([[1.5, -2.25], [100.125, 0.0]], dtypes=["float32", "float64", "int32", "bool", "complex64"]),
        Sample([1.5, -2.25], precision=1, **numbers),
        Sample([1.5, -2.25], scientific=True, width=12, fill="0", **numbers),
        Sample([0.1, 1e10], shortest=True, dtypes=["float64"]),
        Sample([3, -4], width=5, fill="-", dtypes=["int32", "int64"]),
    ]


@text_op(
    "StringToNumber",
    "number",
    result="out_type",
    opdef={"input": "string_tensor"},
)
def string_to_number_node(input: Array, out_type: DType = float32):
    """Read numbers from text.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_to_number(["1.5", "-2"])))
    [ 1.5 -2. ]
    """
    read = int if out_type.is_integer else float

    def number(text: bytes) -> Any:
        try:
            if b"_" in text:
                raise ValueError
            value = read(text)
            if out_type.is_integer and not out_type.min <= value <= out_type.max:
                raise ValueError
            return value
        except ValueError:
            message = f"StringToNumberOp could not correctly convert string: {text.decode(errors='replace')}"
            raise InvalidArgumentError(None, None, message) from None

    return each(number, input, out_type.as_numpy_dtype)


@string_to_number_node.samples
def _() -> list[Sample]:
    return [
        Sample(["1.5", "-2", "1e3"]),
        Sample([["7"], [" -12 "]], out_type=int32),
        Sample("0.1", out_type=float64),
        Sample(["123456789012"], out_type=int64),
    ]


def string_to_number(
    string_tensor: Any = None, out_type: Any = float32, name: str | None = None, input: Any = None
) -> Tensor:
    """Read numbers from text.

    Args:
        string_tensor: strings; also called `input`.
        out_type: float32, float64, int32 or int64.

    Raises:
        tf.errors.InvalidArgumentError: for text that is no number.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_to_number(["7", "-2"], tf.int32)))
    [ 7 -2]
    """
    if (string_tensor is None) == (input is None):
        raise ValueError("string_to_number takes one of `string_tensor` and `input`.")
    return string_to_number_node(input if string_tensor is None else string_tensor, out_type, name=name)


# --- joining ----------------------------------------------------------------------------------------------


def _joined_shape(inputs: list[TensorShape], *_: Any) -> TensorShape:
    return broadcast(TensorShape([]), *inputs)


@text_op("StringJoin", "join", shape=_joined_shape, latex="({inputs})")
def string_join(inputs: Arrays, separator: str = ""):
    """Join strings: the first entries of all tensors, the second entries, and so on.

    Args:
        inputs: a list of string tensors of one shape; single strings go with every entry.
        separator: what to put between.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/strings/join

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_join([["a", "b"], ["c", "d"]], separator="-")))
    [b'a-c' b'b-d']
    """
    between = separator.encode() if isinstance(separator, str) else separator
    return broadcast_each(lambda *parts: between.join(parts), *inputs)


@string_join.samples
def _() -> list[Sample]:
    return [
        Sample([["a", "b"], ["c", "d"]]),
        Sample([["a", "b"], "x"], separator="-"),
        Sample([[["a"], ["b"]]], separator=","),
    ]


def _reduced(inputs: TensorShape, reduction_indices: Any, keep_dims: bool, separator: str) -> TensorShape:
    if inputs.sizes is None or reduction_indices is None or None in reduction_indices:
        return TensorShape(None)
    gone = {normal_axis(axis, inputs, "reduction dimension") for axis in reduction_indices}
    sizes = inputs.as_list()
    if keep_dims:
        return TensorShape([1 if place in gone else size for place, size in enumerate(sizes)])
    return TensorShape([size for place, size in enumerate(sizes) if place not in gone])


@text_op(
    "ReduceJoin",
    "join",
    shape=_reduced,
    latex="({inputs})",
    dtypes={"inputs": STRING},
)
def reduce_join_node(
    inputs: Array, reduction_indices: HostInts, keep_dims: bool = False, separator: str = ""
):
    """Join the strings along some axes, one axis after the other.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_join([["a", "b"], ["c", "d"]], 0)))
    [b'ac' b'bd']
    """
    result = inputs
    axes = [axis % inputs.ndim for axis in reduction_indices or ()]
    for axis in axes:
        parts = np.moveaxis(result, axis, -1)
        joined = np.empty(parts.shape[:-1], object)
        for index in np.ndindex(joined.shape):
            joined[index] = separator.encode().join(parts[index])
        result = np.expand_dims(joined, axis)
    return result if keep_dims else np.squeeze(result, axis=tuple(axes))


@reduce_join_node.samples
def _() -> list[Sample]:
    square = [["a", "b"], ["c", "d"]]
    return [
        Sample(square, [0]),
        Sample(square, [-1], separator="-"),
        Sample(square, [0, 1], separator=","),
        Sample(square, [1, 0], keep_dims=True),
    ]


@checks_arguments
def reduce_join(
    inputs: Any,
    axis: Any = None,
    separator: str = "",
    name: str | None = None,
    keepdims: bool | None = None,
) -> Tensor:
    """Join the strings along some axes, one axis after the other; by default all, row by row.

    Args:
        inputs: strings.
        axis: along which.
        separator: what to put between.
        keepdims: keep the joined axes, with size 1.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/strings/reduce_join

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.reduce_join([["a", "b"], ["c", "d"]], separator=" ")))
    b'a b c d'
    """
    with name_scope(name, "ReduceJoin", [inputs, axis]):
        inputs = convert_to_tensor(inputs, string, name="inputs")
        if axis is None:
            if inputs.shape.ndims is None:
                raise ValueError("reduce_join needs to know the rank of its input, or an axis.")
            axis = list(range(inputs.shape.ndims))[::-1]
        elif isinstance(axis, (int, np.integer)):
            axis = [axis]
        return reduce_join_node(inputs, axis, bool(keepdims), separator)


# --- changing ---------------------------------------------------------------------------------------------


def _words() -> list[Sample]:
    return [Sample(["  Hello ", "WÖRLD\t", ""]), Sample([[" a b "]]), Sample("Abc")]


@text_op("StringStrip", "strip")
def string_strip(input: Array):
    """Take the blanks off both ends.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.string_strip(["  a b "])))
    [b'a b']
    """
    return each(lambda text: text.strip(b" \t\n\v\f\r"), input)


def _recoded(change: Callable[[Any], Any], text: bytes, encoding: str) -> bytes:
    return change(text.decode()).encode() if encoding else change(text)


@text_op("StringLower", "lower")
def lower(input: Array, encoding: str = ""):
    """Write with small letters; with `encoding="utf-8"` not only a to z.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.lower("ABC")))
    b'abc'
    """
    return each(lambda text: _recoded(lambda t: t.lower(), text, encoding), input)


@text_op("StringUpper", "upper")
def upper(input: Array, encoding: str = ""):
    """Write with capital letters; with `encoding="utf-8"` not only A to Z.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.upper("abc")))
    b'ABC'
    """
    return each(lambda text: _recoded(lambda t: t.upper(), text, encoding), input)


string_strip.samples(_words)
lower.samples(lambda: [*_words(), Sample(["ÄÖ É"], encoding="utf-8")])
upper.samples(lambda: [*_words(), Sample(["äö é"], encoding="utf-8")])


@text_op("EncodeBase64", "base64")
def encode_base64(input: Array, pad: bool = False):
    """Write any bytes with 64 characters that are safe in addresses of web pages.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.encode_base64("hello")))
    b'aGVsbG8'
    """

    def encode(text: bytes) -> bytes:
        code = binascii.b2a_base64(text, newline=False).replace(b"+", b"-").replace(b"/", b"_")
        return code if pad else code.rstrip(b"=")

    return each(encode, input)


encode_base64.samples(lambda: [Sample(["hello", "", "?~"]), Sample(["a"], pad=True)])


@text_op("DecodeBase64", "bytes")
def decode_base64(input: Array):
    """Read what `encode_base64` wrote.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.decode_base64("aGVsbG8")))
    b'hello'
    """

    def decode(code: bytes) -> bytes:
        body = code.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            return binascii.a2b_base64(body + b"=" * (-len(body) % 4), strict_mode=True)
        except binascii.Error:
            raise InvalidArgumentError(None, None, "Invalid character found in base64.") from None

    return each(decode, input)


decode_base64.samples(lambda: [Sample(["aGVsbG8", "", "P34="])])

# --- parts and lengths ------------------------------------------------------------------------------------


@text_op("StringLength", "length", result=int32)
def string_length(input: Array, unit: str = "BYTE"):
    """Count the bytes, or with `unit="UTF8_CHAR"` the characters.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.length(["abc", "ü"])))
    [3 2]
    """
    return each(lambda text: len(text.decode() if unit == "UTF8_CHAR" else text), input, np.int32)


string_length.samples(lambda: [*_words(), Sample(["ü", "abc"], unit="UTF8_CHAR")])


@text_op(
    "Substr",
    "part",
    shape=broadcast,
    dtypes={"input": STRING, "pos": INDEX, "len": "pos"},
    name_after="len",
)
def substr(input: Array, pos: Array, len: Array, unit: str = "BYTE"):
    """Cut a part out of every string.

    Args:
        input: strings.
        pos: where the part begins, counted from 0; negative from the end.
        len: how long it is at most; both broadcast with the strings.
        unit: "BYTE" or "UTF8_CHAR".

    Raises:
        tf.errors.InvalidArgumentError: when a part begins outside its string.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/strings/substr

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.substr(["hello", "world"], 1, 3)))
    [b'ell' b'orl']
    """
    return broadcast_each(lambda text, begin, size: _part(text, int(begin), int(size), unit), input, pos, len)


def _part(text: bytes, begin: int, size: int, unit: str) -> bytes:
    whole: Any = text.decode() if unit == "UTF8_CHAR" else text
    if not -len(whole) <= begin <= len(whole):
        message = f"pos {begin} out of range for string b'{text.decode(errors='replace')}' at index 0"
        raise InvalidArgumentError(None, None, message)
    first = begin + len(whole) if begin < 0 else begin
    part = whole[first : first + max(size, 0)]
    return part.encode() if unit == "UTF8_CHAR" else part


@substr.samples
def _() -> list[Sample]:
    return [
        Sample(["hello", "world"], 1, 3),
        Sample(["hello", "world"], [-2, 0], [9, 2]),
        Sample(["grün"], 1, 2, unit="UTF8_CHAR"),
        Sample([["abc"], ["def"]], [[0], [1]], [[2], [1]]),
    ]


for _record in (
    *(as_string, string_to_number_node, string_join, reduce_join_node, string_strip, lower, upper),
    *(encode_base64, decode_base64, string_length, substr),
):
    _record.not_differentiable(REASON)


def length(input: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """Count the bytes, or with `unit="UTF8_CHAR"` the characters.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.strings.length(["abc", "ü"], unit="UTF8_CHAR")))
    [3 1]
    """
    return string_length(input, unit, name=name)


__all__ = [
    "as_string",
    "broadcast_each",
    "decode_base64",
    "each",
    "encode_base64",
    "length",
    "lower",
    "reduce_join",
    "reduce_join_node",
    "string_join",
    "string_length",
    "string_strip",
    "string_to_number",
    "string_to_number_node",
    "substr",
    "text_op",
    "upper",
]
