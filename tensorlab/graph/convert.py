"""Numbers, lists and arrays become tensors.

`convert_to_tensor` is what every op does with its arguments: a tensor stays itself, a variable gives its
value, anything else becomes a constant. Dtypes are TensorFlow's defaults: a Python float is float32, an int
is int32, and a value is never squeezed silently into a dtype that cannot hold it.

Read next: `static_values.py` (what is known of a tensor before anything runs).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.graph.dtypes import DType, as_dtype, string
from tensorlab.graph.registry import build
from tensorlab.graph.shapes import Dimension, TensorShape
from tensorlab.graph.tensor import Tensor

Converter = Callable[..., Any]
_converters: list[tuple[Any, Converter, int]] = []


def register_tensor_conversion_function(
    base_type: Any, conversion_func: Converter, priority: int = 100
) -> None:
    """Say how objects of a class become tensors: `conversion_func(value, dtype, name, as_ref)`."""
    _converters.append((base_type, conversion_func, priority))
    _converters.sort(key=lambda entry: entry[2])


def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Tensor:
    """Return `value` as a tensor of the default graph.

    Args:
        value: a Tensor, a variable, a number, a string, a bool, an array, or nested lists of these.
        dtype: the dtype it must have.
        name: the name of the constant, if one is made.
        preferred_dtype, dtype_hint: a dtype to try first.

    Raises:
        TypeError: when the value does not fit the dtype.
        ValueError: when a tensor has another dtype than the one asked for.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.convert_to_tensor([1.0, 2.0])
    <tf.Tensor 'Const:0' shape=(2,) dtype=float32>
    """
    dtype = None if dtype is None else as_dtype(dtype).base_dtype
    if isinstance(value, Tensor):
        return _checked(value, dtype)
    for base_type, function, _ in _converters:
        if isinstance(value, base_type):
            converted = function(value, dtype=dtype, name=name, as_ref=False)
            if converted is not NotImplemented:
                return _checked(converted, dtype)
    element = getattr(value, "_as_graph_element", None)
    if element is not None:
        return _checked(element(), dtype)
    if isinstance(value, (list, tuple)) and _holds_tensors(value):
        return _packed(value, dtype, name or "packed")
    hint = preferred_dtype if preferred_dtype is not None else dtype_hint
    if dtype is None and hint is not None:
        try:
            return build("Const", to_array(value, as_dtype(hint).base_dtype), name=name)
        except (TypeError, ValueError):
            pass
    return build("Const", to_array(value, dtype), name=name)


def _checked(tensor: Any, dtype: DType | None) -> Tensor:
    if not isinstance(tensor, Tensor):
        raise TypeError(f"Can't convert {tensor!r} to a Tensor: an Operation has no value.")
    if dtype is not None and tensor.dtype.base_dtype is not dtype:
        raise ValueError(
            f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype {tensor.dtype.name}: {tensor}. "
            f"Use tf.cast(t, tf.{dtype.name})."
        )
    return tensor


def _holds_tensors(values: Any) -> bool:
    for value in values:
        if hasattr(value, "_as_graph_element"):
            return True
        if isinstance(value, (list, tuple)) and _holds_tensors(value):
            return True
    return False


def _packed(values: Any, dtype: DType | None, name: str) -> Tensor:
    """A list that holds tensors becomes one `Pack` node; those of another dtype than the wanted one are cast."""
    if dtype is None:
        for value in values:
            if isinstance(value, Tensor):
                dtype = value.dtype.base_dtype
                break
    items = [
        _packed(v, dtype, name) if isinstance(v, (list, tuple)) and _holds_tensors(v) else v for v in values
    ]
    items = [
        build("Cast", v, dtype) if isinstance(v, Tensor) and v.dtype.base_dtype is not dtype else v
        for v in items
    ]
    return build("Pack", [convert_to_tensor(v, dtype, name=str(i)) for i, v in enumerate(items)], name=name)


def to_array(value: Any, dtype: DType | None = None) -> np.ndarray[Any, Any]:
    """An ndarray of TensorFlow's default dtype for the value, or of `dtype` if the value fits it.

    >>> to_array([1, 2]).dtype.name, to_array(1.5).dtype.name, to_array(np.float64(1.5)).dtype.name
    ('int32', 'float32', 'float64')

    Raises:
        TypeError: when the value does not fit the dtype, or is no value at all.
    """
    if isinstance(value, TensorShape):
        value = value.as_list()
        if None in value:
            raise ValueError(
                f"Cannot convert a partially known TensorShape {value} to a Tensor; use tf.shape(t)."
            )
    elif isinstance(value, Dimension):
        value = value.value
    if value is None:
        raise ValueError("None values not supported: this argument must be a number, an array or a tensor.")
    is_numpy = isinstance(value, (np.ndarray, np.generic))
    try:
        array = np.asarray(value) if is_numpy else _from_python(value)
    except ValueError:
        raise ValueError(
            f"Argument must be a dense array: {value!r} has rows of different lengths."
        ) from None
    if array.dtype.kind in "SU" or (dtype is string) or array.dtype.kind == "O":
        return _string_array(array, value, dtype)
    if dtype is None:
        if not is_numpy:
            array = _python_default(array, value)
        as_dtype(array.dtype)  # refuses dtypes that TensorFlow does not have
        return array
    target = dtype.as_numpy_dtype
    if array.dtype == target:
        return array
    if not (is_numpy or _fits(array, value, dtype)):
        kind = type(_first(value)).__name__
        raise TypeError(f"Expected {dtype.name}, got {_short(value)} of type {kind!r} instead (see tf.cast).")
    return array.astype(target)


def _from_python(value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, (list, tuple)):
        value = [v.value if isinstance(v, Dimension) else v for v in value]
    elif isinstance(value, (dict, set, frozenset)):
        raise TypeError(f"A {type(value).__name__} cannot become a tensor: {_short(value)}.")
    elif (
        hasattr(value, "__iter__") and not isinstance(value, (str, bytes)) and not hasattr(value, "__array__")
    ):
        value = list(value)
    return np.asarray(value)


def _python_default(array: np.ndarray[Any, Any], value: Any) -> np.ndarray[Any, Any]:
    """Python's float is float32 and its int int32; arrays inside a list keep their own dtype."""
    if (
        isinstance(value, (list, tuple))
        and len(value)
        and isinstance(_first(value), (np.ndarray, np.generic))
    ):
        return array
    if array.dtype == np.float64:
        return array.astype(np.float32)
    if array.dtype == np.int64:
        narrow = array.astype(np.int32)
        return narrow if np.array_equal(narrow, array) else array
    return array


def _fits(array: np.ndarray[Any, Any], value: Any, dtype: DType) -> bool:
    """Whether Python values may take this dtype: bool to bool, int to any number, float to floating ones."""
    if array.size == 0 and array.dtype == np.float64:
        return True
    kind = array.dtype.kind
    if kind == "b":
        return dtype.is_bool
    if kind in "iu":
        if dtype.is_integer:
            return bool(array.size == 0 or (array.min() >= dtype.min and array.max() <= dtype.max))
        return dtype.is_floating or dtype.is_complex
    if kind == "f":
        return dtype.is_floating or dtype.is_complex
    return kind == "c" and dtype.is_complex


def _string_array(array: np.ndarray[Any, Any], value: Any, dtype: DType | None) -> np.ndarray[Any, Any]:
    """Strings are kept as bytes in an object array."""
    if dtype is not None and dtype is not string:
        raise TypeError(
            f"Expected {dtype.name}, got {_short(value)} of type {type(_first(value)).__name__!r} instead. "
            "(A size that is not known yet: tf.shape(t) has it in a run; for tf.reshape write -1.)"
        )
    if isinstance(value, (list, tuple, str, bytes)):
        # NumPy would write a number among strings as a string, and leave out zeros at the end of bytes.
        array = np.asarray(value, dtype=object)
    result = np.empty(array.shape, dtype=object)
    for index, item in np.ndenumerate(array):
        if isinstance(item, str):
            item = item.encode()
        if not isinstance(item, bytes):
            raise TypeError(
                f"Failed to convert object of type {type(_first(value)).__name__!r} to Tensor: {_short(value)}. "
                "Consider casting elements to a supported type."
            )
        result[index] = bytes(item)
    return result


def _first(value: Any) -> Any:
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
