"""What TensorFlow calls the inputs, outputs and attributes of its op types: the reader of `op_defs.json`.

One line of the table says of an op type, in the notation that TensorFlow's own sources use:

    "Sum":{"in":"input:T reduction_indices:Tidx","out":"output:T","attr":{"keep_dims":["bool",false],"T":["type"], ...}}

An argument is `name:type`, where the type is one (`int32`), an attribute that holds one (`T`), a list of as many
tensors as an attribute says (`N*T`), a list with a type of its own for each (`Tin[]`), or a reference to a variable
(`Ref(T)`). An attribute is its type, and its default if it has one; a third entry 2 marks what TensorFlow 2 added. An
op type that came after TensorFlow 1.15 says `"since":2`.

`tests/parity/record_op_defs.py` recorded it from TensorFlow. Read next: `attribute_values.py`.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple


class Argument(NamedTuple):
    """An input or output of an op type.

    Attributes:
        name: what it is called.
        type: the name of a dtype, where it is always the same one; "any" is not used.
        type_attr: the attribute that holds its dtype.
        number_attr: the attribute that says how many tensors there are, where it is a list of one dtype.
        type_list_attr: the attribute that holds a list of dtypes, where each tensor has its own.
        is_ref: whether it is a variable that is written.
    """

    name: str
    type: str = ""
    type_attr: str = ""
    number_attr: str = ""
    type_list_attr: str = ""
    is_ref: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it stands for any number of tensors."""
        return bool(self.number_attr or self.type_list_attr)


class Attribute(NamedTuple):
    """An attribute of an op type.

    Attributes:
        name: what it is called.
        type: "int", "float", "bool", "string", "type", "shape", "tensor", "func", or a list such as "list(int)".
        has_default, default: its default, as plain JSON: a dtype by name, a shape as a list of sizes.
        newer: whether TensorFlow 1.15 does not know it.
    """

    name: str
    type: str
    has_default: bool
    default: Any
    newer: bool


class OpDef(NamedTuple):
    """An op type as TensorFlow defines it."""

    name: str
    inputs: tuple[Argument, ...]
    outputs: tuple[Argument, ...]
    attributes: dict[str, Attribute]
    is_stateful: bool
    newer: bool


def op_def(op_type: str) -> OpDef | None:
    """What TensorFlow knows of an op type; None when the table does not have it.

    >>> matmul = op_def("MatMul")
    >>> [argument.name for argument in matmul.inputs], matmul.attributes["transpose_a"].default
    (['a', 'b'], False)
    """
    if op_type not in _known:
        entry = _table().get(op_type)
        _known[op_type] = None if entry is None else _read(op_type, entry)
    return _known[op_type]


def known_types() -> list[str]:
    """Every op type of the table."""
    return list(_table())


def op_def_proto(op_type: str) -> Any:
    """The same as TensorFlow's message `OpDef`; None when the table does not have the type.

    >>> op_def_proto("Sum").input_arg[0].name
    'input'
    """
    defined = op_def(op_type)
    if defined is None:
        return None
    from tensorlab.graph.dtypes import as_dtype
    from tensorlab.graph_files.attribute_values import default_value, to_attr_value
    from tensorlab.graph_files.protos import proto

    written = proto("OpDef")(name=op_type, is_stateful=defined.is_stateful)
    for side, arguments in ((written.input_arg, defined.inputs), (written.output_arg, defined.outputs)):
        for one in arguments:
            number = int(as_dtype(one.type)) if one.type else 0
            side.add(
                name=one.name,
                type=number,
                type_attr=one.type_attr,
                number_attr=one.number_attr,
                type_list_attr=one.type_list_attr,
                is_ref=one.is_ref,
            )
    for attribute in defined.attributes.values():
        entry = written.attr.add(name=attribute.name, type=attribute.type)
        if attribute.has_default and attribute.type not in ("func", "tensor", "list(func)"):
            entry.default_value.CopyFrom(to_attr_value(default_value(attribute), attribute.type))
    return written


_known: dict[str, OpDef | None] = {}
_texts: dict[str, Any] = {}


def _table() -> dict[str, Any]:
    if not _texts:
        _texts.update(json.loads(Path(__file__).with_name("op_defs.json").read_text(encoding="utf-8")))
    return _texts


def _read(name: str, entry: dict[str, Any]) -> OpDef:
    attributes = {}
    for key, (kind, *rest) in entry.get("attr", {}).items():
        attributes[key] = Attribute(key, kind, bool(rest), rest[0] if rest else None, len(rest) > 1)
    inputs, outputs = (
        tuple(_argument(text, attributes) for text in entry.get(side, "").split()) for side in ("in", "out")
    )
    return OpDef(name, inputs, outputs, attributes, entry.get("stateful", False), "since" in entry)


def _argument(text: str, attributes: dict[str, Attribute]) -> Argument:
    name, _, kind = text.partition(":")
    is_ref = kind.startswith("Ref(")
    kind = kind[4:-1] if is_ref else kind
    if kind.endswith("[]"):
        return Argument(name, type_list_attr=kind[:-2], is_ref=is_ref)
    number, star, kind = kind.rpartition("*")
    place = "type_attr" if kind in attributes else "type"
    return Argument(name, number_attr=number if star else "", is_ref=is_ref, **{place: kind})
