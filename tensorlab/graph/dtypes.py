"""The types of tensor entries: `tf.float32`, `tf.int64`, `tf.string` and so on.

There are seventeen, each of them one `DType` object, and for each a reference twin (`float32_ref`), which is
the type of a variable's own output: something that can be assigned to. A `DType` is a name tag; the numbers
themselves are NumPy's. Families such as `FLOATING` and `NUMERIC` are plain sets: an op says which it takes.

TensorFlow never changes one type into another on its own: adding an int32 to a float32 is a `TypeError`.

Read next: `tensorlab/graph/shapes.py`, the other half of what is known about a tensor before it has a value.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from tensorlab.errors import did_you_mean

_REFERENCE = 100  # a reference type has the number of its base type plus this
_BY_NUMBER: dict[int, "DType"] = {}
_BY_NAME: dict[str, "DType"] = {}
_BY_TYPE: dict[Any, "DType"] = {}


class DType:
    """The type of the entries of a tensor. There is exactly one object for each type.

    Attributes, all of them plain and fast:

    - `name`: "float32"; `as_datatype_enum`: its number in TensorFlow's files.
    - `as_numpy_dtype`: the NumPy scalar type, `np.float32` (`object` for strings).
    - `base_dtype`: the type itself, or for a reference type the type referred to.
    - `real_dtype`: for a complex type, the type of its real part; otherwise the type itself.
    - `size`: bytes per entry (0 for strings, which have no fixed size).
    - `is_floating`, `is_complex`, `is_integer`, `is_unsigned`, `is_bool`; also `is_quantized` (never) and
      `is_numpy_compatible` (always).

    >>> float32.as_numpy_dtype, float32.size, complex64.real_dtype
    (<class 'numpy.float32'>, 4, tf.float32)
    >>> DType(1) is float32, float32 == "float32", float32 == np.float32
    (True, True, True)
    """

    __slots__ = (
        "_as_ref", "_is_ref_dtype", "as_datatype_enum", "as_numpy_dtype", "base_dtype", "is_bool",
        "is_complex", "is_floating", "is_integer", "is_numpy_compatible", "is_quantized", "is_unsigned",
        "name", "real_dtype", "size",
    )  # fmt: skip

    name: str
    as_datatype_enum: int
    as_numpy_dtype: Any
    base_dtype: "DType"
    real_dtype: "DType"
    size: int
    is_floating: bool
    is_complex: bool
    is_integer: bool
    is_unsigned: bool
    is_bool: bool
    is_quantized: bool
    is_numpy_compatible: bool
    _is_ref_dtype: bool
    _as_ref: "DType"

    def __new__(cls, type_enum: Any) -> "DType":
        """Return the one DType with this number; TypeError when there is none."""
        if isinstance(type_enum, int) and type_enum in _BY_NUMBER:
            return _BY_NUMBER[type_enum]
        raise TypeError(f"{type_enum!r} is not the number of a DType.")

    @property
    def min(self) -> Any:
        """The smallest finite number of this type; TypeError for types that have no order."""
        return self._extreme("minimum")

    @property
    def max(self) -> Any:
        """The largest finite number of this type; TypeError for types that have no order."""
        return self._extreme("maximum")

    def _extreme(self, which: str) -> Any:
        if self.is_floating:
            information: Any = np.finfo(self.as_numpy_dtype)
        elif self.is_integer:
            information = np.iinfo(self.as_numpy_dtype)
        else:
            raise TypeError(f"Cannot find the {which} value of {self}: only integers and floats have one.")
        return information.min if which == "minimum" else information.max

    @property
    def limits(self) -> tuple[Any, Any]:
        """The usual range of intensities in a picture of this type: (0, 1) or (0, largest integer).

        Only where TensorFlow defines it: float32, float64, bool and the integers; ValueError otherwise.
        """
        if self.is_integer:
            return 0, self.max
        if self.is_bool:
            return 0, True
        if self.base_dtype in (float32, float64):
            return 0, 1
        raise ValueError(f"{self} does not have defined limits.")

    def is_compatible_with(self, other: Any) -> bool:
        """Tell whether a tensor of type `other` may be used where this type is expected.

        >>> float32.is_compatible_with(float32._as_ref), float32._as_ref.is_compatible_with(float32)
        (True, False)
        """
        other = as_dtype(other)
        return self is other or self is other.base_dtype

    def __eq__(self, other: object) -> bool:
        if type(other) is DType:
            return self is other
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return self.as_datatype_enum

    def __int__(self) -> int:
        return self.as_datatype_enum

    def __repr__(self) -> str:
        return "tf." + self.name

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __reduce__(self) -> tuple[Callable[..., "DType"], tuple[str]]:
        return as_dtype, (self.name,)


def _define(name: str, number: int, numpy_type: Any, real_dtype: DType | None = None) -> DType:
    """Make a type and its reference twin, and enter them into the tables."""
    base, reference = object.__new__(DType), object.__new__(DType)
    numpy_dtype = np.dtype(numpy_type)
    for dtype in (base, reference):
        is_reference = dtype is reference
        dtype.name = name + "_ref" if is_reference else name
        dtype.as_datatype_enum = number + _REFERENCE if is_reference else number
        dtype.as_numpy_dtype = numpy_type
        dtype.base_dtype = base
        dtype.real_dtype = real_dtype or dtype
        dtype.size = 0 if numpy_dtype.kind == "O" else numpy_dtype.itemsize
        dtype.is_floating = numpy_dtype.kind == "f"
        dtype.is_complex = numpy_dtype.kind == "c"
        dtype.is_integer = numpy_dtype.kind in "iu"
        dtype.is_unsigned = numpy_dtype.kind == "u"
        dtype.is_bool = numpy_dtype.kind == "b"
        dtype.is_quantized = False
        dtype.is_numpy_compatible = True
        dtype._is_ref_dtype = is_reference
        dtype._as_ref = reference
        _BY_NAME[dtype.name] = _BY_NUMBER[dtype.as_datatype_enum] = dtype
    _BY_TYPE[numpy_type] = _BY_TYPE[numpy_dtype] = base
    return base


# The numbers are those of TensorFlow's types.proto:
# https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/core/framework/types.proto
resource = _define("resource", 20, object)  # what a session keeps between runs: a queue, for one
variant = _define("variant", 21, object)  # what is no array: a list of them, for one
float32 = _define("float32", 1, np.float32)
float64 = _define("float64", 2, np.float64)
int32 = _define("int32", 3, np.int32)
uint8 = _define("uint8", 4, np.uint8)
int16 = _define("int16", 5, np.int16)
int8 = _define("int8", 6, np.int8)
string = _define("string", 7, object)
complex64 = _define("complex64", 8, np.complex64, float32)
int64 = _define("int64", 9, np.int64)
bool_ = _define("bool", 10, np.bool_)  # `tf.bool`; the underscore keeps Python's own `bool` reachable here
uint16 = _define("uint16", 17, np.uint16)
complex128 = _define("complex128", 18, np.complex128, float64)
float16 = _define("float16", 19, np.float16)
uint32 = _define("uint32", 22, np.uint32)
uint64 = _define("uint64", 23, np.uint64)

half = _BY_NAME["half"] = float16
double = _BY_NAME["double"] = float64
_BY_NAME["float"] = float32

# C's `long long` is a NumPy type of its own beside `int64`; text and bytes of any length are strings.
_BY_TYPE.update({np.longlong: int64, np.ulonglong: uint64})
_BY_TYPE.update({np.str_: string, np.bytes_: string, np.object_: string})
# Python's `int` and `str` are left out, as in TensorFlow: they do not say how large the numbers may get.
_BY_TYPE.update({float: float32, bool: bool_})

FLOATING = frozenset({float16, float32, float64})
COMPLEX = frozenset({complex64, complex128})
SIGNED_INTEGER = frozenset({int8, int16, int32, int64})
UNSIGNED_INTEGER = frozenset({uint8, uint16, uint32, uint64})
INTEGER = SIGNED_INTEGER | UNSIGNED_INTEGER
REAL = FLOATING | INTEGER
NUMERIC = REAL | COMPLEX
BOOL = frozenset({bool_})
STRING = frozenset({string})
INDEX = frozenset({int32, int64})
ALL = NUMERIC | BOOL | STRING
ANYTHING = ALL | {resource, variant}

_ADVICE: dict[Any, str] = {
    int: "Say how large the integers are: tf.int32 or tf.int64.",
    complex: "Say how exact the numbers are: tf.complex64 or tf.complex128.",
    str: "Write tf.string.",
    bytes: "Write tf.string.",
    None: "Did an argument get lost, or was a dtype not set?",
}


def c_name(dtype_name: str) -> str:
    """A dtype's name in the messages of TensorFlow's runtime, which is written in C++.

    >>> c_name("float32"), c_name("int32")
    ('float', 'int32')
    """
    return {"float32": "float", "float64": "double", "float16": "half"}.get(dtype_name, dtype_name)


def as_dtype(type_value: Any) -> DType:
    """Return the `DType` that `type_value` names; TypeError when it names none.

    `type_value` may be a `DType`, a name ("float32", "half"), a number from `as_datatype_enum`, a NumPy
    dtype or scalar type, anything with a `dtype` attribute (an array, a tensor), or Python's `float`, `bool`
    or `object`.

    >>> as_dtype("double"), as_dtype(np.int8), as_dtype(np.dtype("S4")), as_dtype(bool), as_dtype(9)
    (tf.float64, tf.int8, tf.string, tf.bool, tf.int64)
    >>> as_dtype("flaot32")
    Traceback (most recent call last):
    TypeError: 'flaot32' is not a dtype. Did you mean 'float32'?
    """
    kind = type(type_value)
    found: DType | None = None
    if kind is DType:
        return cast(DType, type_value)
    if kind is str:
        found = _BY_NAME.get(type_value)
    elif kind is int:
        found = _BY_NUMBER.get(type_value)
    elif kind is type:
        found = _BY_TYPE.get(type_value)
    elif isinstance(type_value, np.dtype):
        # The scalar type knows nothing of byte order or length, which do not matter here.
        found = _BY_TYPE.get(type_value.type)
    elif hasattr(type_value, "dtype"):
        return as_dtype(type_value.dtype)
    if found is not None:
        return found
    if kind is str:
        advice = did_you_mean(type_value, (name for name in _BY_NAME if not name.endswith("_ref")))
    else:
        advice = _ADVICE.get(type_value, "") if type_value is None or kind is type else ""
    raise TypeError(f"{type_value!r} is not a dtype. {advice}".rstrip())
