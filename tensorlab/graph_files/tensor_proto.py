"""Arrays in TensorFlow's files: `tf.make_tensor_proto` writes one as a `TensorProto`, `tf.make_ndarray` reads it.

Numbers of more than one entry stand there as plain bytes (little-endian, row by row), single ones and text in a list of
their own type. A list that is shorter than the shape says is filled up with its last entry.

Read next: `attribute_values.py`.
"""

import sys
from typing import Any

import numpy as np

from tensorlab.graph.convert import to_array
from tensorlab.graph.dtypes import DType, as_dtype, string
from tensorlab.graph_files.protos import proto

__all__ = ["make_ndarray", "make_tensor_proto"]

# In which list of a TensorProto the entries of a dtype stand.
LISTS = {
    "float16": "half_val", "float32": "float_val", "float64": "double_val", "int8": "int_val", "int16": "int_val",
    "int32": "int_val", "int64": "int64_val", "uint8": "int_val", "uint16": "int_val", "uint32": "uint32_val",
    "uint64": "uint64_val", "bool": "bool_val", "string": "string_val", "complex64": "scomplex_val",
    "complex128": "dcomplex_val",
}  # fmt: skip


def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
    """Write an array as a `TensorProto`.

    Args:
        values: a number, a string, an array or nested lists; a `TensorProto` is returned as it is.
        dtype: the dtype; TensorFlow's default for the value when None.
        shape: the shape; a value with fewer entries counts as filled up with its last one.
        verify_shape: refuse a value of another shape instead.
        allow_broadcast: let a single number have any shape, and refuse everything else that is too short.

    Raises:
        TypeError: when the value does not fit the dtype or, with `verify_shape`, the shape.
        ValueError: when it has more entries than the shape.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/make_tensor_proto

    >>> print(str(make_tensor_proto([1.0, 2.0], shape=[2])).replace(" ", ""))
    dtype:DT_FLOAT
    tensor_shape{
    dim{
    size:2
    }
    }
    tensor_content:"\\000\\000\\200?\\000\\000\\000@"
    <BLANKLINE>
    """
    message = proto("TensorProto")
    if isinstance(values, message):
        return values
    array = to_array(values, None if dtype is None else as_dtype(dtype).base_dtype)
    kind = string if array.dtype == object else as_dtype(array.dtype)
    sizes = array.shape if shape is None else tuple(int(size) for size in shape)
    count = int(np.prod(sizes, dtype=np.int64))
    if shape is not None:
        wrong = f"Expected Tensor's shape: {sizes}, got {array.shape}."
        if allow_broadcast and array.size != count and array.shape not in ((), (1,)):
            raise TypeError(wrong)
        if not allow_broadcast and verify_shape and array.shape != sizes:
            raise TypeError(wrong)
        if array.size > count:
            raise ValueError(f"Too many elements provided. Needed at most {count}, but received {array.size}")
    written = message(dtype=kind.as_datatype_enum)
    for size in sizes:
        written.tensor_shape.dim.add(size=size)
    if kind is not string and array.size == count and count > 1:
        written.tensor_content = _little_endian(array).tobytes()
    else:
        getattr(written, LISTS[kind.name]).extend(_entries(array, kind))
    return written


def make_ndarray(tensor: Any) -> np.ndarray[Any, Any]:
    """Read a `TensorProto` as an array.

    Raises:
        TypeError: for a dtype that arrays cannot have.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/make_ndarray

    >>> make_ndarray(make_tensor_proto(7, shape=[2, 2]))
    array([[7, 7],
           [7, 7]], dtype=int32)
    """
    sizes = [size.size for size in tensor.tensor_shape.dim]
    count = int(np.prod(sizes, dtype=np.int64))
    try:
        kind = as_dtype(int(tensor.dtype))
        entries = list(getattr(tensor, LISTS[kind.name]))
    except (KeyError, TypeError):
        names = proto("DataType")
        name = names.Name(tensor.dtype) if tensor.dtype in names.values() else tensor.dtype
        raise TypeError(f"Unsupported tensor type: {name}") from None
    if tensor.tensor_content:
        little = np.dtype(kind.as_numpy_dtype).newbyteorder("<")
        return np.frombuffer(tensor.tensor_content, little).astype(kind.as_numpy_dtype).reshape(sizes)
    flat = _array(entries, kind)
    if len(flat) > 1 and len(flat) > count:
        raise ValueError(f"A tensor of shape {sizes} cannot have {len(flat)} entries: the file is damaged.")
    if len(flat) < count:  # filled up with the last one; a tensor without any entry is all zeros
        last = (
            flat[-1:] if len(flat) else _array([b"" if kind is string else 0] * (1 + kind.is_complex), kind)
        )
        flat = np.concatenate([flat, np.repeat(last, count - len(flat))])
    return flat[:count].reshape(sizes)


def _little_endian(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array if sys.byteorder == "little" else array.astype(array.dtype.newbyteorder("<"))


def _entries(array: np.ndarray[Any, Any], kind: DType) -> list[Any]:
    """The entries as the list of their dtype takes them."""
    flat = array.ravel()
    if kind.name == "float16":
        return flat.view(np.uint16).tolist()
    if kind.is_complex:
        return flat.view(np.float32 if kind.name == "complex64" else np.float64).tolist()
    return flat.tolist()


def _array(entries: list[Any], kind: DType) -> np.ndarray[Any, Any]:
    """An array of what stands in the list of a dtype."""
    if kind.name == "float16":
        return np.array(entries, np.uint16).view(np.float16)
    if kind.is_complex:
        parts = np.array(entries, np.float32 if kind.name == "complex64" else np.float64)
        return parts.view(kind.as_numpy_dtype)
    if kind is string:
        texts = np.empty(len(entries), object)
        texts[:] = entries
        return texts
    return np.array(entries, kind.as_numpy_dtype)
