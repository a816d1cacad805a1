"""Attributes of nodes: as Python values, and as `AttrValue`s of a GraphDef.

| in a GraphDef | in Python |
|---|---|
| int, float, bool | the same |
| string | bytes (`str` where it is text) |
| type | a `DType` |
| shape | a `TensorShape` |
| tensor | an array |
| func | `FunctionName` |
| list(...) | a list of these |

Read next: `export_graph.py`.
"""

from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.dtypes import DType, as_dtype
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph_files.op_defs import Attribute
from tensorlab.graph_files.protos import proto
from tensorlab.graph_files.tensor_proto import make_ndarray, make_tensor_proto


class FunctionName(NamedTuple):
    """An attribute that names a function of the graph's library, with attributes of its own."""

    name: str
    attributes: dict[str, Any] = {}  # noqa: RUF012


FIELDS = {"int": "i", "float": "f", "bool": "b", "string": "s", "type": "type", "shape": "shape", "tensor": "tensor",
          "func": "func"}  # fmt: skip
"""In which field of an `AttrValue` an attribute of a type stands."""


def to_attr_value(value: Any, kind: str) -> Any:
    """An `AttrValue` of a Python value.

    Args:
        value: see the module's table; dtypes and shapes may be whatever `as_dtype` and `as_shape` take.
        kind: the attribute's type in TensorFlow's OpDef: "int", "list(type)", ...

    Raises:
        TypeError or ValueError: when the value is no such thing.

    >>> to_attr_value([1, 2], "list(int)").list.i[:], to_attr_value("SAME", "string").s
    ([1, 2], b'SAME')
    """
    written = proto("AttrValue")()
    if kind.startswith("list("):
        field = FIELDS[kind[5:-1]]
        written.list.SetInParent()
        getattr(written.list, field).extend(_one(item, kind[5:-1]) for item in value)
        return written
    one = _one(value, kind)
    field = FIELDS[kind]
    if kind in ("shape", "tensor", "func"):
        getattr(written, field).CopyFrom(one)
    else:
        setattr(written, field, one)
    return written


def from_attr_value(written: Any) -> Any:
    """The Python value of an `AttrValue`; None when it holds nothing, the bytes of a string.

    >>> from_attr_value(to_attr_value("float32", "type")), from_attr_value(to_attr_value([None, 2], "shape"))
    (tf.float32, TensorShape([Dimension(None), Dimension(2)]))
    """
    field = written.WhichOneof("value")
    if field is None:
        return None
    if field == "list":
        found = written.list.ListFields()
        return [_read(items, name.name) for name, values in found for items in values]
    return _read(getattr(written, field), field)


def default_value(attribute: Attribute) -> Any:
    """The default of an attribute as a Python value, from the plain JSON of the table."""
    kind, default = attribute.type, attribute.default
    if kind.startswith("list("):
        return [_plain(item, kind[5:-1]) for item in default]
    return _plain(default, kind)


def to_shape_proto(shape: TensorShape) -> Any:
    """A `TensorShapeProto`; a size of -1 stands for an unknown one."""
    written = proto("TensorShapeProto")()
    if shape.ndims is None:
        written.unknown_rank = True
    for size in shape.sizes or ():
        written.dim.add(size=-1 if size is None else size)
    return written


def from_shape_proto(written: Any) -> TensorShape:
    """The shape that a `TensorShapeProto` says."""
    if written.unknown_rank:
        return TensorShape(None)
    return TensorShape([None if size.size < 0 else size.size for size in written.dim])


def _one(value: Any, kind: str) -> Any:
    """A single value as its field takes it."""
    if kind == "type":
        dtype = as_dtype(value)
        return int(dtype.as_datatype_enum)
    if kind == "shape":
        return to_shape_proto(as_shape(value))
    if kind == "tensor":
        return make_tensor_proto(value)
    if kind == "func":
        name = value if isinstance(value, FunctionName) else FunctionName(value)
        return proto("NameAttrList")(name=name.name, attr=name.attributes)
    if kind == "string":
        return value.encode() if isinstance(value, str) else bytes(value)
    if kind == "bool":
        return bool(value)
    return int(value) if kind == "int" else float(value)


def _read(value: Any, field: str) -> Any:
    """A single value of a field of an `AttrValue`."""
    if field == "type":
        return _dtype(value)
    if field == "shape":
        return from_shape_proto(value)
    if field == "tensor":
        return make_ndarray(value)
    if field == "func":
        return FunctionName(value.name, dict(value.attr))
    if field == "f":
        return float(np.float32(value))
    return value


def _dtype(number: int) -> DType | int:
    """The dtype with this number; the number itself where there is no such dtype here."""
    try:
        return as_dtype(int(number))
    except TypeError:
        return int(number)


def _plain(default: Any, kind: str) -> Any:
    if kind == "type":
        return as_dtype(default) if default != "bfloat16" else default
    if kind == "shape":
        return TensorShape(None if default is None else [None if size < 0 else size for size in default])
    return default
