"""Numbers and tensors out of bytes: `tf.decode_raw`, `tf.parse_tensor`, compressed bytes.

Read next: `csv_lines.py` (lines of a table), `serialized_sparse.py` (sparse tensors as strings).
"""

import zlib
from typing import Any

import numpy as np

from tensorlab.errors import DataLossError, InvalidArgumentError, checks_arguments
from tensorlab.graph.dtypes import (
    ALL,
    STRING,
    DType,
    bool_,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
    uint16,
)
from tensorlab.graph.registry import Array, Sample, op
from tensorlab.graph.shape_rules import same, scalar
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.reading.feature_bytes import shown
from tensorlab.reading.parsing_nodes import ON_CPU, one_bytes
from tensorlab.reading.tensor_bytes import dtype_of, read_tensor, tensor_bytes
from tensorlab.reading.tfrecord import WINDOW_BITS
from tensorlab.reading.wire import Malformed, field

WHOLE = "bytes are no numbers"
RAW_DTYPES = frozenset(
    {float16, float32, float64, int8, int16, int32, int64, uint8, uint16, complex64, complex128, bool_}
)


def refuse(message: str) -> InvalidArgumentError:
    """The error for bytes that are not what they should be."""
    return InvalidArgumentError(None, None, message)


def each_string(function: Any, strings: Any) -> Any:
    """Apply a function to every string of a tensor."""
    array = np.asarray(strings, object)
    result = np.empty(array.shape, object)
    for index in np.ndindex(array.shape):
        result[index] = function(array[index])
    return result[()] if array.ndim == 0 else result


def _rows(bytes: TensorShape, *_: Any) -> TensorShape:
    return bytes.concatenate(TensorShape([None]))


@op(
    "DecodeRaw", shape=_rows, dtypes={"bytes": STRING}, result="out_type", kind="text", symbol="raw",
    latex=r"\text{{raw}}({bytes})", devices=ON_CPU,
)  # fmt: skip
def decode_raw_node(bytes: Array, out_type: DType, little_endian: bool = True) -> Any:
    """Take bytes for numbers as they lie in memory; the node of `tf.decode_raw`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.decode_raw([b"ab", b"cd"], tf.uint8)))
    [[ 97  98]
     [ 99 100]]
    """
    strings = np.asarray(bytes, object)
    kind = np.dtype(out_type.as_numpy_dtype)
    found = strings.ravel().tolist()
    size = len(found[0]) if found else 0
    if size % kind.itemsize:
        name = (
            "half"
            if out_type is float16
            else {"float32": "float", "float64": "double"}.get(out_type.name, out_type.name)
        )
        raise refuse(
            f"Input to DecodeRaw has length {size} that is not a multiple of {kind.itemsize}, the size of {name}"
        )
    for place, entry in enumerate(found):
        if len(entry) != size:
            raise refuse(
                "DecodeRaw requires input strings to all be the same size, but element "
                f"{place} has size {len(entry)} != {size}"
            )
    numbers = np.frombuffer(b"".join(found), kind.newbyteorder("<" if little_endian else ">"))
    return numbers.astype(kind).reshape(*strings.shape, size // kind.itemsize if found else 0)


@decode_raw_node.build
def _(bytes, out_type, little_endian):
    if out_type not in RAW_DTYPES:
        allowed = ", ".join(sorted(dtype.name for dtype in RAW_DTYPES))
        raise TypeError(f"decode_raw() has no out_type {out_type!r}: it is one of {allowed}.")
    return bytes, out_type, bool(little_endian)


decode_raw_node.not_differentiable(WHOLE)


@decode_raw_node.samples
def _() -> list[Sample]:
    return [
        Sample(b"abcd\0\1\2\3", uint8),
        Sample(np.array([b"abcdefgh", b"\0\1\2\3\4\5\6\7"], object), int16),
        Sample(np.array([[b"abcdefgh"]], object), float32),
        Sample(b"abcdefgh", float64, little_endian=False),
        Sample(b"\0\1\2\3", int32, little_endian=False),
        Sample(b"", int64),
        Sample(np.zeros((0, 2), object), uint8),
    ]


@checks_arguments
def decode_raw(
    input_bytes: Any = None,
    out_type: Any = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: Any = None,
) -> Tensor:
    """Take bytes for numbers as they lie in memory.

    Args:
        input_bytes: string, any shape; all of one length. Its older name is `bytes`.
        out_type: the dtype of the numbers.
        little_endian: the lowest byte of a number stands first.
        name: of the node.

    Returns:
        A tensor with one dimension more, whose size is not known before it runs: use `tf.reshape` or `set_shape`.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for a length that is no multiple of the dtype's size.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_raw

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pixels = tf.reshape(tf.decode_raw(b"\\x00\\x7f\\xff\\x01", tf.uint8), [2, 2])
    ...     print(sess.run(pixels))
    [[  0 127]
     [255   1]]
    """
    if (input_bytes is None) == (bytes is None):
        raise ValueError("decode_raw takes one of `input_bytes` and `bytes`.")
    if out_type is None:
        raise ValueError("decode_raw_v1() missing 1 positional argument: 'out_type'")
    return decode_raw_node(bytes if input_bytes is None else input_bytes, out_type, little_endian, name=name)


# --- whole tensors ---------------------------------------------------------------------------------------------------


@op(
    "SerializeTensor", shape=scalar, dtypes=ALL, result=string, kind="text", symbol="bytes",
    latex=r"\text{{bytes}}({tensor})", devices=ON_CPU,
)  # fmt: skip
def serialize_tensor(tensor: Array) -> Any:
    """Write a whole tensor as one string; `tf.parse_tensor` reads it.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/serialize_tensor

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.parse_tensor(tf.serialize_tensor([[1.5, 2.0]]), tf.float32)))
    [[1.5 2. ]]
    """
    array = np.asarray(tensor, object if isinstance(tensor, bytes) else None)
    return tensor_bytes(array, dtype_of(array))


serialize_tensor.not_differentiable(WHOLE)


@serialize_tensor.samples
def _() -> list[Sample]:
    texts = np.array([[b"a", b"longer\0"]], object)
    return [
        Sample(
            [[1.0, -2.5, 300.0]],
            dtypes=["float16", "float32", "float64", "int16", "int32", "int64", "complex64"],
        ),
        Sample(7.0, dtypes=["float32", "uint8", "bool", "complex128"]),
        Sample(np.zeros((0, 3)), dtypes=["float32"]),
        Sample(texts),
        Sample("alone"),
    ]


def _unknown(serialized: TensorShape, out_type: DType) -> TensorShape:
    return TensorShape(None)


@op(
    "ParseTensor", shape=_unknown, dtypes={"serialized": STRING}, result="out_type", kind="text", symbol="tensor",
    latex=r"\text{{tensor}}({serialized})", devices=ON_CPU,
)  # fmt: skip
def parse_tensor(serialized: Array, out_type: DType) -> Any:
    """Read a whole tensor that `tf.serialize_tensor` wrote.

    Args:
        serialized: string, a single one: a serialized `TensorProto`.
        out_type: the tensor's dtype.

    Returns:
        A tensor whose shape is not known before it runs.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for other bytes, and for a tensor of another dtype.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/parse_tensor

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.parse_tensor(tf.serialize_tensor(["a", "b"]), tf.string)))
    [b'a' b'b']
    """
    if isinstance(serialized, np.ndarray) and serialized.ndim:
        raise refuse(f"Expected `serialized` to be a scalar, got shape: {list(serialized.shape)}")
    return parsed_tensor(one_bytes(serialized), out_type)


def parsed_tensor(data: bytes, out_type: DType) -> Any:
    """The array in the bytes of a `TensorProto`.

    Raises:
        tf.errors.InvalidArgumentError: for other bytes, and for a tensor of another dtype.
    """
    try:
        dtype, array = read_tensor(data)
    except Malformed as error:
        raise refuse(
            f"Could not parse `serialized` as TensorProto: {repr(data[:60])[1:]} ({error})"
        ) from None
    if dtype is not out_type.base_dtype:
        raise refuse(f"Type mismatch between parsed tensor ({dtype.name}) and dtype ({out_type.name})")
    return array[()] if array.ndim == 0 and array.dtype.kind == "O" else array


parse_tensor.not_differentiable(WHOLE)


def _listed(dtype: DType, size: int, which: int, numbers: str) -> bytes:
    """A vector whose numbers stand in a list of their own."""
    sizes = field(2, bytes([8, size]))
    return bytes([8, dtype.as_datatype_enum]) + field(2, sizes) + field(which, bytes.fromhex(numbers))


@parse_tensor.samples
def _() -> list[Sample]:
    texts = np.array([[b"a", b"longer\0"]], object)
    return [
        Sample(np.array(tensor_bytes(np.array([[1.0, -2.5]]), float64), object), float64),
        Sample(np.array(tensor_bytes(np.array(3, np.int32), int32), object), int32),
        Sample(np.array(tensor_bytes(texts, string), object), string),
        Sample(np.array(tensor_bytes(texts, string, packed_strings=True), object), string),
        Sample(np.array(_listed(float32, 3, 5, "0000803f0000004000004040"), object), float32),
        Sample(np.array(_listed(float32, 3, 5, "0000803f"), object), float32),
        Sample(np.array(_listed(int32, 3, 7, "38ffffffffffffffffff01"), object), int32),
        Sample(np.array(_listed(float16, 2, 13, "80f801"), object), float16),
        Sample(np.array(_listed(complex64, 1, 9, "0000803f00000040"), object), complex64),
        Sample(np.array(_listed(bool_, 2, 11, "0100"), object), bool_),
        Sample(np.array(_listed(float64, 2, 6, ""), object), float64),
    ]


# --- compressed bytes ------------------------------------------------------------------------------------------------


@op(
    "DecodeCompressed", shape=same, dtypes={"bytes": STRING}, result=string, kind="text", symbol="unzip",
    latex=r"\text{{unzip}}({bytes})", devices=ON_CPU,
)  # fmt: skip
def decode_compressed(bytes: Array, compression_type: str = "") -> Any:
    """Decompress every string.

    Args:
        bytes: string, any shape.
        compression_type: "", "ZLIB" or "GZIP".

    Raises:
        tf.errors.DataLossError: in a run, for bytes that are not compressed that way.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/io/decode_compressed

    >>> import zlib
    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.decode_compressed(zlib.compress(b"short"), "ZLIB")))
    b'short'
    """

    def decompressed(data: Any) -> Any:
        try:
            return zlib.decompress(data, WINDOW_BITS[compression_type]) if compression_type else data
        except zlib.error as error:
            message = f"decode_compressed: the bytes are not {compression_type} ({error})"
            raise DataLossError(None, None, message) from None

    return each_string(decompressed, bytes)


@decode_compressed.build
def _(bytes, compression_type):
    if compression_type not in ("", "ZLIB", "GZIP"):
        raise ValueError(f"Only ZLIB, GZIP or NONE are supported compressions, not {compression_type!r}.")
    return bytes, compression_type


decode_compressed.not_differentiable(WHOLE)


@decode_compressed.samples
def _() -> list[Sample]:
    return [
        Sample(b"as it is"),
        Sample(np.array([[zlib.compress(b"one"), zlib.compress(b"")]], object), "ZLIB"),
    ]
