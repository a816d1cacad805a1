"""Lowering: how a node that TensorFlow has no type for is written with the types it has.

A rule stands in one of the pages `lower_*.py`, beside others of its family. It is written like the rule of a
gradient, with ports (outputs of nodes that are written) in place of tensors:

    @lowers("MaximumGrad")
    def _(write, g, x, y, second):
        kept = write.GreaterEqual(x, y)
        nothing = write.ZerosLike(g)
        return write.SelectV2(kept, nothing, g) if second else write.SelectV2(kept, g, nothing)

`write.Type(inputs..., attribute=value)` writes a node of that type, under the name of the operation:
`max_grad/ZerosLike`. The node that is returned takes the operation's own name, so that whoever fetches the operation
by name finds it.

Read next: `lower_gradients.py`.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from tensorlab.graph.dtypes import int32
from tensorlab.graph.operation import Operation, located_at
from tensorlab.graph.registry import INPUT_ROLES
from tensorlab.graph.static_values import constant_value
from tensorlab.graph_files.export_nodes import NodeList, Port
from tensorlab.graph_files.op_defs import op_def

Rule = Callable[..., Any]

_rules: dict[str, Rule] = {}
_reasons: dict[str, str] = {}
PAGES = ("lower_gradients", "lower_math", "lower_pieces", "lower_lists", "lower_state", "lower_sparse")
"""Where the rules stand."""


def lowers(*op_types: str) -> Callable[[Rule], Rule]:
    """Declare how op types of tensorlab are written: `rule(write, *inputs, **attributes it names)` returns ports."""

    def declare(rule: Rule) -> Rule:
        for op_type in op_types:
            if op_type in _rules:
                raise ValueError(f"{op_type} is lowered twice.")
            _rules[op_type] = rule
        return rule

    return declare


def cannot_be_written(op_type: str, reason: str) -> None:
    """Declare that an op type cannot stand in a file, and why."""
    _reasons[op_type] = reason


def rule_for(op_type: str) -> Rule | None:
    """The rule for an op type, or None; the pages are loaded at first use."""
    _load()
    return _rules.get(op_type)


def reason_against(op_type: str) -> str | None:
    """Why an op type cannot be written, or None."""
    _load()
    return _reasons.get(op_type)


def lowered_types() -> list[str]:
    """Every op type that has a rule, or a reason why it has none."""
    _load()
    return [*_rules, *_reasons]


def _load() -> None:
    for page in PAGES:
        import_module(f"tensorlab.graph_files.{page}")


class GraphWriteError(ValueError):
    """A node cannot be written to a file; the message names it, the line that made it, and the way out."""


class Write:
    """What a rule writes with: one node for each call, under the operation's name.

    Attributes:
        operation: what is being lowered.
        nodes: the list that the nodes are added to.
    """

    def __init__(self, nodes: NodeList, operation: Operation) -> None:
        self.nodes = nodes
        self.operation = operation
        self.made: list[str] = []

    def __getattr__(self, op_type: str) -> Callable[..., Any]:
        if op_def(op_type) is None:
            raise AttributeError(f"{op_type} is no op type of TensorFlow.")

        def add(*inputs: Any, name: str | None = None, **attributes: Any) -> Any:
            full = self.nodes.free_name(f"{self.operation.name}/{name or op_type}")
            outputs = self.nodes.add(op_type, inputs, full, attributes)
            self.made.append(full)
            return outputs[0] if len(outputs) == 1 else outputs

        return add

    def constant(self, value: Any, dtype: Any = None, name: str = "Const") -> Port:
        """Write a constant."""
        return self.nodes.constant(value, f"{self.operation.name}/{name}", dtype)

    def value_of(self, place: int) -> Any:
        """The value of an input of the operation, where the graph tells it; None otherwise."""
        return constant_value(self.operation.arguments()[place])

    def shape(self, x: Port, dtype: Any = int32) -> Port:
        """The shape of a tensor: a constant where it is known."""
        sizes = x.shape.sizes
        if sizes is None or None in sizes:
            return self.Shape(x, out_type=dtype)
        return self.constant(list(sizes), dtype, "Shape")

    def rank(self, x: Port) -> Any:
        """The rank of a tensor: a number where it is known."""
        return self.Rank(x) if x.shape.ndims is None else x.shape.ndims

    def refuse(self, why: str, advice: str | None = None) -> GraphWriteError:
        """The error to raise for an operation that cannot be written."""
        return refused(self.operation, why, advice)


def refused(operation: Operation, why: str, advice: str | None = None) -> GraphWriteError:
    """The error for an operation that cannot be written."""
    message = f"{operation.name!r} ({operation.type}) cannot be written as a node of a GraphDef: {why}"
    return GraphWriteError(located_at(operation, message, advice=advice))


def lower(nodes: NodeList, operation: Operation, ports: Mapping[Any, Port], rule: Rule) -> list[Port]:
    """Write an operation by its rule; returns its outputs, under its own name."""
    write = Write(nodes, operation)
    arguments: list[Any] = []
    for argument in operation.arguments():
        if isinstance(argument, list):
            arguments.append([ports[tensor] for tensor in argument])
        else:
            arguments.append(None if argument is None else ports[argument])
    names = rule.__code__.co_varnames[: rule.__code__.co_argcount + rule.__code__.co_kwonlyargcount]
    wanted = names[1 + len(arguments) :]
    attributes = {name: operation.attributes[name] for name in wanted}
    first = len(nodes.nodes)
    result = rule(write, *arguments, **attributes)
    outputs = list(result) if isinstance(result, (list, tuple)) and not isinstance(result, Port) else [result]
    return _named(nodes, operation, [port for port in outputs if port is not None], first)


def _named(nodes: NodeList, operation: Operation, outputs: list[Port], first: int) -> list[Port]:
    """Let the outputs stand under the operation's own name."""
    name = operation.name
    shapes = [output.shape for output in operation.outputs]
    if not outputs:
        return nodes.add("NoOp", [], name, {}, waits_for=[node.name for node in nodes.nodes[first:]])
    last = nodes.nodes[-1] if len(nodes.nodes) > first else None
    if last is not None and all(p.node == last.name and p.number == n for n, p in enumerate(outputs)):
        old, last.name = last.name, name
        return [
            Port(name + port.text[len(old) :], port.dtype, shape, name, port.number)
            for port, shape in zip(outputs, shapes, strict=True)
        ]
    if len(outputs) == 1:
        return nodes.add("Identity", outputs, name, {}, shapes)
    return nodes.add("IdentityN", [outputs], name, {}, shapes)


def parameters_in_order(operation: Operation) -> dict[str, Any]:
    """The inputs of an operation by the name they have in TensorFlow."""
    inputs = iter(operation.arguments())
    return {p.opdef_name: next(inputs) for p in operation.record.parameters if p.role in INPUT_ROLES}
