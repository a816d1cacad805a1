"""Writing nodes: a list of NodeDefs that grows, for a graph or for the inside of a function.

`NodeList.add("Sum", [x, axes], "total", {"keep_dims": True})` writes one node. What is no output of another node
becomes a `Const`, whose dtype follows from the others; attributes that say dtypes and counts are found by looking at
the inputs.

Read next: `lowering.py`, how nodes without a type in TensorFlow are written; `export_graph.py`, the whole graph.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.convert import to_array
from tensorlab.graph.dtypes import DType, as_dtype, int32, int64
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph_files.attribute_values import default_value, to_attr_value
from tensorlab.graph_files.op_defs import Argument, Attribute, OpDef, op_def
from tensorlab.graph_files.protos import proto

ANY_SHAPE = TensorShape(None)


class Port(NamedTuple):
    """An output of a node that was written.

    Attributes:
        text: how others name it: "x", "x:1", or in a function "x:output:0".
        dtype, shape: of its values; the shape where it is known.
        node, number: the node, and which of its outputs it is.
    """

    text: str
    dtype: DType
    shape: TensorShape
    node: str
    number: int


class Place(NamedTuple):
    """What new nodes share: where they run, and what they wait for."""

    device: str = ""
    colocated: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


class NodeList:
    """The nodes of a graph, or of a function, while they are written.

    Attributes:
        nodes: the NodeDefs so far.
        taken: the names that are in use, in small letters.
        place: what the next nodes share.
        waits_for_turn: what all nodes of a branch wait for, while it is written without a function.
        in_function: whether outputs are named as functions do it.
        outputs_of_last: how many outputs the last node has.
        is_stateful: whether a node does more than to compute its outputs.
    """

    def __init__(self, taken: Iterable[str] = (), in_function: bool = False) -> None:
        self.nodes: list[Any] = []
        self.taken = {name.lower() for name in taken}
        self.place = Place()
        self.waits_for_turn: tuple[str, ...] = ()
        self.in_function = in_function
        self.outputs_of_last = 0
        self.is_stateful = False

    def free_name(self, wanted: str) -> str:
        """The wanted name, with a number behind it if it is in use."""
        name, number = wanted, 0
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name.lower())
        return name

    def add(
        self,
        op_type: str,
        inputs: Sequence[Any],
        name: str,
        attributes: Mapping[str, Any],
        shapes: Sequence[TensorShape] = (),
        waits_for: Sequence[str] = (),
    ) -> list[Port]:
        """Write a node; returns its outputs.

        Args:
            op_type: a type that TensorFlow has.
            inputs: one entry for every input of the OpDef: a port or a value, or a list of these.
            name: its name, which must be free.
            attributes: what does not follow from the inputs and has no default, or differs from it.
            shapes: the static shapes of its outputs, where they are known.
            waits_for: nodes that it waits for, besides those that all wait for.

        Raises:
            ValueError: when an attribute is missing.
        """
        defined = op_def(op_type)
        if defined is None:
            raise ValueError(f"{op_type} is no op type of TensorFlow.")
        ports, found = self._ports(defined, inputs, name, dict(attributes))
        found = {**found, **attributes}
        written = proto("NodeDef")(name=name, op=op_type, device=self.place.device)
        written.input.extend(port.text for port in ports)
        written.input.extend(f"^{one}" for one in dict.fromkeys((*self.place.waits_for, *waits_for)))
        for key, attribute in defined.attributes.items():
            value = _value(op_type, name, attribute, found, defined.newer)
            if value is not _LEFT_OUT and not isinstance(
                value, dict
            ):  # a tensor's default stands in its OpDef
                written.attr[key].CopyFrom(to_attr_value(value, attribute.type))
                found[key] = value
        for key, value in found.items():
            if key.startswith("_"):
                written.attr[key].CopyFrom(value)
        if self.place.colocated:
            written.attr["_class"].CopyFrom(to_attr_value(self.place.colocated, "list(string)"))
        self.nodes.append(written)
        self.is_stateful = self.is_stateful or defined.is_stateful
        outputs = self._outputs(defined, name, found, shapes)
        self.outputs_of_last = len(outputs)
        return outputs

    def constant(self, value: Any, name: str, dtype: DType | None = None) -> Port:
        """Write a `Const` node."""
        array = value if isinstance(value, np.ndarray) else to_array(value, dtype)
        if dtype is not None and array.dtype != dtype.as_numpy_dtype:
            array = array.astype(dtype.as_numpy_dtype)
        kind = as_dtype(array.dtype)
        shape = TensorShape(array.shape)
        return self.add("Const", [], self.free_name(name), {"value": array, "dtype": kind}, [shape])[0]

    def _ports(
        self, defined: OpDef, inputs: Sequence[Any], name: str, given: dict[str, Any]
    ) -> tuple[list[Port], dict[str, Any]]:
        """The inputs as ports, and the attributes that follow from them."""
        known: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
        if len(inputs) != len(defined.inputs):
            names = ", ".join(argument.name for argument in defined.inputs)
            raise ValueError(f"{defined.name} has the inputs {names}, but {len(inputs)} were given.")
        pairs = list(zip(defined.inputs, inputs, strict=True))
        for argument, value in pairs:
            for one in value if argument.is_list else [value]:
                if isinstance(one, Port) and argument.type_attr:
                    dtype = one.dtype.base_dtype
                    before = known.setdefault(argument.type_attr, dtype)
                    if {before, dtype} == {int32, int64}:
                        known[argument.type_attr] = int64
        ports: list[Port] = []
        for argument, value in pairs:
            several = list(value) if argument.is_list else [value]
            made = [
                self._port(defined, argument, one, number, name, known) for number, one in enumerate(several)
            ]
            if argument.number_attr:
                known.setdefault(argument.number_attr, len(made))
            if argument.type_list_attr:
                known[argument.type_list_attr] = [port.dtype.base_dtype for port in made]
            ports += made
        return ports, known

    def _port(
        self, defined: OpDef, argument: Argument, value: Any, number: int, name: str, known: dict[str, Any]
    ) -> Port:
        if not isinstance(value, Port):
            dtype = argument.type or known.get(argument.type_attr)
            if dtype is None and argument.type_attr:
                dtype = defined.attributes[argument.type_attr].default
            attached = f"{name}/{argument.name}" + (f"_{number}" if argument.is_list else "")
            value = self.constant(value, attached, None if dtype is None else as_dtype(dtype))
        if argument.type_attr:
            known.setdefault(argument.type_attr, value.dtype.base_dtype)
        wanted = as_dtype(argument.type or known.get(argument.type_attr, value.dtype))
        if {wanted, value.dtype.base_dtype} == {
            int32,
            int64,
        }:  # whole numbers are one kind here, and two there
            casted = self.free_name(f"{name}/{argument.name}")
            return self.add("Cast", [value], casted, {"DstT": wanted}, [value.shape])[0]
        return value

    def _outputs(
        self, defined: OpDef, name: str, found: Mapping[str, Any], shapes: Sequence[TensorShape]
    ) -> list[Port]:
        ports: list[Port] = []
        for argument in defined.outputs:
            if argument.type_list_attr:
                dtypes = [as_dtype(one) for one in found[argument.type_list_attr]]
            else:
                dtype = as_dtype(argument.type or found[argument.type_attr])
                dtypes = [dtype] * (int(found[argument.number_attr]) if argument.number_attr else 1)
            for place, dtype in enumerate(dtypes):
                number = len(ports)
                own = f":{argument.name}:{place}" if self.in_function else f":{number}" * bool(number)
                shape = shapes[number] if number < len(shapes) else ANY_SHAPE
                ports.append(Port(name + own, dtype, shape, name, number))
        return ports


_LEFT_OUT = object()


def _value(op_type: str, name: str, attribute: Attribute, found: Mapping[str, Any], is_newer_op: bool) -> Any:
    """The value of an attribute: what is known of it, or its default."""
    value = found.get(attribute.name)
    if attribute.newer and not is_newer_op:
        # TensorFlow 1.15 would refuse the graph for an attribute that it does not know.
        default = to_attr_value(default_value(attribute), attribute.type)
        return _LEFT_OUT if value is None or to_attr_value(value, attribute.type) == default else value
    if value is not None:
        return value
    if not attribute.has_default:
        raise ValueError(
            f"The node {name!r} of type {op_type} needs a value for its attribute {attribute.name!r}."
        )
    return _LEFT_OUT if attribute.type in ("func", "tensor") else default_value(attribute)
