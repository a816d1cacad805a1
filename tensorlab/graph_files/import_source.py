"""The nodes of a GraphDef, as the importer looks at them: inputs taken apart, neighbours found, order settled.

An input is written `name`, `name:2` (the third output) or `^name` (only wait for it). A file may list its nodes in any
order; here each comes after those that it needs, otherwise in the order of the file.

Read next: `loop_frames.py`, which finds the loops and branches in them.
"""

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import Any

from tensorlab.errors import did_you_mean

NEXT_ITERATION = frozenset({"NextIteration", "RefNextIteration"})

Place = tuple[str, int]
"""An output of a node: the node's name, and which output."""


class Node:
    """One node of the file.

    Attributes:
        name: its name in the file. op: its op type.
        inputs: the outputs that it reads, in order. waits_for: the names of the nodes that must run before.
        attr: its attributes, as the file has them.
        device: the device that it asks for.
        number: its place in the file.
    """

    __slots__ = ("attr", "device", "inputs", "name", "number", "op", "waits_for")

    def __init__(
        self,
        name: str,
        op: str,
        inputs: list[Place],
        waits_for: list[str],
        attr: Mapping[str, Any],
        device: str,
        number: int,
    ) -> None:
        self.name = name
        self.op = op
        self.inputs = inputs
        self.waits_for = waits_for
        self.attr = attr
        self.device = device
        self.number = number

    def needs(self) -> list[str]:
        """The names of all nodes that it needs."""
        return [name for name, _ in self.inputs] + self.waits_for

    def __repr__(self) -> str:
        return f"<Node {self.name!r}: {self.op}>"


def nodes_of(graph_def: Any) -> dict[str, Node]:
    """The nodes of a GraphDef by name, in the order of the file.

    Raises:
        ValueError: for a name that stands there twice, or an input that is no output of any node of the file.
    """
    nodes: dict[str, Node] = {}
    for number, node_def in enumerate(graph_def.node):
        if node_def.name in nodes:
            raise ValueError(f"graph_def is invalid: two nodes of it are called {node_def.name!r}.")
        inputs = [place(text) for text in node_def.input if not text.startswith("^")]
        waits_for = [text[1:] for text in node_def.input if text.startswith("^")]
        nodes[node_def.name] = Node(
            node_def.name, node_def.op, inputs, waits_for, node_def.attr, node_def.device, number
        )
    for node in nodes.values():
        for name in node.needs():
            if name not in nodes:
                raise ValueError(
                    f"graph_def is invalid at node {node.name!r}: its input {name!r} is not in the file. "
                    f"{did_you_mean(name, nodes)}".rstrip()
                )
    return nodes


def place(text: str) -> Place:
    """What an input's text stands for.

    >>> place("split:2"), place("x")
    (('split', 2), ('x', 0))
    """
    name, colon, number = text.rpartition(":")
    return (name, int(number)) if colon and number.isdigit() else (text, 0)


def in_order(nodes: Mapping[str, Node]) -> list[Node]:
    """The nodes, each after what it needs; what goes round in a loop comes after its beginning.

    Raises:
        ValueError: for a circle that is no loop.
    """
    needed = {
        node.name: {name for name in node.needs() if not _goes_round(node, nodes[name])}
        for node in nodes.values()
    }
    names = sorted_by(needed, {node.name: node.number for node in nodes.values()})
    if len(names) < len(nodes):
        stuck = ", ".join(sorted(set(nodes) - set(names))[:5])
        raise ValueError(f"graph_def is invalid: its nodes wait for one another in a circle: {stuck}.")
    return [nodes[name] for name in names]


def _goes_round(node: Node, needed: Node) -> bool:
    return node.op in ("Merge", "RefMerge") and needed.op in NEXT_ITERATION


def sorted_by(needed: Mapping[Any, Iterable[Any]], number: Mapping[Any, int]) -> list[Any]:
    """Keys in an order in which each comes after those that it needs; among those, by number. Circles are left out."""
    waiting = {key: len(set(before)) for key, before in needed.items()}
    followers: dict[Any, list[Any]] = {}
    for key, before in needed.items():
        for earlier in set(before):
            followers.setdefault(earlier, []).append(key)
    ready = [(number[key], key) for key, count in waiting.items() if not count]
    heapify(ready)
    order = []
    while ready:
        _, key = heappop(ready)
        order.append(key)
        for follower in followers.get(key, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (number[follower], follower))
    return order


def forward_name(name: str) -> str:
    """The operation whose gradient a node computes, by its name; "" when the name says nothing of the kind.

    >>> forward_name("train/gradients/layer/MatMul_grad/MatMul_1")
    'layer/MatMul'
    """
    parts = name.split("/")
    for start, part in enumerate(parts):
        if part.partition("_")[0] != "gradients":
            continue
        for end in range(start + 1, len(parts)):
            forward, mark, number = parts[end].rpartition("_grad")
            if mark and (not number or number[1:].isdigit()):
                return "/".join([*parts[start + 1 : end], forward])
    return ""
