"""Block: the inside of a branch or of a loop.

The nodes inside stand in the same graph as everything else, under names like `while/add`, and each knows its block.
They may use any tensor from outside, and such a tensor is *captured*: it becomes an input of the node that holds the
block. What is inside cannot be used outside, because it has no value there: a branch may not be taken, and a loop's
body runs many times. Only what the block returns comes out.

Read next: `nodes.py`, the operations that hold blocks.
"""

from typing import Any

from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import Restored
from tensorlab.graph.tensor import Tensor
from tensorlab.sources import SourceLine, user_frames

BRANCH, CONDITION, BODY = "branch", "condition", "body"


class Block:
    """A part of a graph that runs when its owner says so: never, once, or many times.

    Args:
        kind: "branch", "condition" (of a loop) or "body" (of a loop).
        graph: the graph that holds it.
        label: what tells it from its sisters: "true", "false", "0".
        mirrors: for the block of a gradient, the forward block whose nodes it differentiates; the values of those may
            be used inside, each time those of the very visit that is being differentiated.

    Attributes:
        outer: the block around it, or None.
        arguments: what it is given anew each time: the loop variables.
        outputs: what it returns.
        operations: the nodes made directly inside, oldest first.
        waits_for: operations outside that must have run before it, as control dependencies inside asked for.
        owner: the operation that holds it; None while it is being described.
        brought: of a gradient's branch: the forward values it is handed, each with the tensor that brings it.
    """

    def __init__(self, kind: str, graph: Graph, label: str = "", mirrors: "Block | None" = None) -> None:
        self.kind = kind
        self.graph = graph
        self.label = label
        self.mirrors = mirrors
        self.outer: Block | None = graph._block
        self.arguments: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.operations: list[Operation] = []
        self.waits_for: dict[Operation, None] = {}
        self.owner: Operation | None = None
        self.brought: list[tuple[Tensor, Tensor]] = []
        self._open: list[tuple[Restored, Restored, Restored]] = []

    def __enter__(self) -> "Block":
        # What the program waits for outside, the owner waits for; a gradient's node is told of by its own scope.
        scopes = (
            Restored(self.graph, "_block", self),
            Restored(self.graph, "_control_inputs", ()),
            Restored(self.graph, "_gradient_of", None),
        )
        for scope in scopes:
            scope.__enter__()
        self._open.append(scopes)
        return self

    def __exit__(self, *_: object) -> None:
        for scope in self._open.pop():
            scope.__exit__()

    def joined_by(self, operation: Operation, waits_for: tuple[Operation, ...]) -> list[Operation]:
        """Take a new node in; returns which of those that it waits for are inside too."""
        self.operations.append(operation)
        inside = [earlier for earlier in waits_for if earlier.block is self]
        self.waits_for.update(dict.fromkeys(earlier for earlier in waits_for if earlier.block is not self))
        return inside

    def captures(self) -> list[Tensor]:
        """The tensors from outside that are used inside, each once; settings such as a constant axis are left out."""
        found: dict[Tensor, None] = {}
        forward = set(mirrored(self))
        for tensor in self._used():
            block = tensor.op.block
            if block is not self and block not in forward and not _is_setting(tensor):
                found[tensor] = None
        return list(found)

    def mirrored_values(self) -> list[Tensor]:
        """The tensors of the forward blocks that are used inside, each once."""
        forward = set(mirrored(self))
        used = dict.fromkeys(t for t in self._used() if t.op.block in forward and not _is_setting(t))
        return list(used)

    def _used(self) -> list[Tensor]:
        return [tensor for operation in self.operations for tensor in operation.inputs] + self.outputs

    @property
    def writes(self) -> bool:
        """Whether a variable is written inside."""
        return any(o.record.writes or o.attributes.get("writes") for o in self.operations)

    def check_open(self, tensor: Tensor, reader: str) -> None:
        """Refuse the use of a tensor of this block where it has no value.

        Args:
            tensor: made inside.
            reader: the name of the node that wants to use it.

        Raises:
            ValueError: when the node is made outside.
        """
        current = self.graph._block
        while current is not None:
            if current is self or self in mirrored(current):
                return
            current = current.outer
        what = "a branch of tf.cond" if self.kind == BRANCH else "a while loop"
        frames = user_frames()
        here = (
            f"\n  At {SourceLine(*frames[0]).place}    {SourceLine(*frames[0]).text.strip()}"
            if frames
            else ""
        )
        made = f", made at {tensor.op.source.place}" if tensor.op.source else ""
        raise ValueError(
            f"Cannot use {tensor.op.name!r} as input to {reader!r} because {tensor.op.name!r} is in {what}{made}: it "
            f"has no value outside. Return it from there, and use what comes out.{here}"
        )

    def __repr__(self) -> str:
        return f"<Block: {' '.join(filter(None, (self.label, self.kind)))} with {len(self.operations)} operations>"


def _is_setting(tensor: Tensor) -> bool:
    """Whether this is a constant that no gradient is ever asked for: an axis, a shape, a count."""
    return tensor.op.type == "Const" and not (tensor.dtype.is_floating or tensor.dtype.is_complex)


def mirrored(block: Block) -> list[Block]:
    """The forward block of a gradient's block; for a gradient of a gradient both that it goes back to."""
    found = []
    while block.mirrors is not None:
        block = block.mirrors
        found.append(block)
    return found


def outside_blocks(graph: Graph) -> Restored:
    """Inside this scope nodes are made outside all blocks: variables, which must stay from visit to visit."""
    return Restored(graph, "_block", None)
