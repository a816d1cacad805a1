"""Operation: one node of a graph. It knows what it computes and from which tensors; it holds no values.

Read next: `tensor.py` (the edges), then `graph.py` (what keeps the nodes).
"""

from typing import TYPE_CHECKING, Any

from tensorlab.device_names import merge
from tensorlab.errors import located
from tensorlab.in_files import OperationInFiles
from tensorlab.sources import Frames, SourceLine

if TYPE_CHECKING:
    from tensorlab.graph.graph import Graph
    from tensorlab.graph.registry import Op
    from tensorlab.graph.tensor import Tensor


class Operation(OperationInFiles):
    """A node of the graph. Made by calling an op (`tf.matmul(a, b)`), never directly.

    Attributes:
        graph: the `tf.Graph` that holds it.
        name: unique in that graph, such as `"layer1/MatMul"`.
        record: the `Op` record of its type (`tensorlab/graph/registry.py`).
        inputs: the tensors it reads, in order.
        outputs: the tensors it makes.
        control_inputs: operations that must have run before it.
        attributes: fixed settings by parameter name, such as `{"transpose_a": False}`.
        layout: for every input of the record: -1 for one tensor, n for a list of n, None for none.
        device: the device it asks for, such as "/device:GPU:0"; "" for any.
        colocated: the operations whose device it has to share.
        index: its place in the order of creation; inputs always have smaller ones.
        block: the branch or loop body that it is part of (`tensorlab/control_flow/block.py`), or None.
        gradient_of: the forward operation whose gradient it computes, or None.
        own_gradient: what stands in for the record's gradient rule: a function, the name of one, or None.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     total = tf.add(1.0, 2.0, name="total")
    >>> total.op.name, total.op.type, [tensor.name for tensor in total.op.inputs]
    ('total', 'AddV2', ['total/x:0', 'total/y:0'])
    """

    __slots__ = (
        "__weakref__", "_frames", "attributes", "block", "colocated", "control_inputs", "device", "gradient_of",
        "graph", "index", "inputs", "layout", "name", "outputs", "own_gradient", "record", "type",
    )  # fmt: skip

    graph: "Graph"
    name: str
    type: str
    record: "Op"
    inputs: "tuple[Tensor, ...]"
    outputs: "list[Tensor]"
    control_inputs: "list[Operation]"
    attributes: dict[str, Any]
    layout: tuple[int | None, ...]
    index: int
    device: str
    colocated: "tuple[Operation, ...]"
    gradient_of: "Operation | None"
    block: Any
    own_gradient: Any
    _frames: Frames

    @property
    def source(self) -> SourceLine | None:
        """The line of the user's program that made this node."""
        return SourceLine(*self._frames[0]) if self._frames else None

    @property
    def traceback(self) -> list[SourceLine]:
        """The user's calls that led to this node, outermost first."""
        return [SourceLine(*frame) for frame in reversed(self._frames)]

    @property
    def values(self) -> Any:
        """A function that lists the outputs, as in TensorFlow."""
        return lambda: tuple(self.outputs)

    def arguments(self) -> list[Any]:
        """The inputs, grouped as the record's parameters are: a tensor, a list of tensors, or None."""
        grouped: list[Any] = []
        position = 0
        for size in self.layout:
            if size is None:
                grouped.append(None)
            elif size < 0:
                grouped.append(self.inputs[position])
                position += 1
            else:
                grouped.append(list(self.inputs[position : position + size]))
                position += size
        return grouped

    def get_attr(self, name: str) -> Any:
        """An attribute by TensorFlow's name for it (or by the Python parameter's).

        Raises:
            ValueError: when the operation has no such attribute.
        """
        for parameter in self.record.attributes:
            if name in (parameter.opdef_name, parameter.name):
                return self.attributes[parameter.name]
        if name == "T" and self.inputs:
            return self.inputs[0].dtype.base_dtype
        known = ", ".join(parameter.opdef_name for parameter in self.record.attributes) or "none"
        raise ValueError(f"Operation named {self.name!r} has no attr named {name!r}; it has: {known}.")

    def colocation_groups(self) -> list[bytes]:
        """The names of the operations that must share its device; at least its own."""
        return [f"loc:@{head.name}".encode() for head in self.colocated or (self,)]

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run this operation in `session`, or in the default session."""
        from tensorlab.graph.scopes import session_for

        session_for(session, self.graph, f"run() of {self.name!r}").run(self, feed_dict)

    def _add_control_input(self, op: "Operation") -> None:
        self._add_control_inputs([op])

    def _add_control_inputs(self, ops: "list[Operation]") -> None:
        """Make this operation wait for others, after it was made."""
        self.control_inputs = [*self.control_inputs, *(o for o in ops if o not in self.control_inputs)]
        self.graph.changed()

    def _set_device(self, device: Any) -> None:
        self.device = merge("", device)
        self.graph.changed()

    def __str__(self) -> str:
        inputs = ", ".join(tensor.name for tensor in self.inputs)
        attributes = ", ".join(f"{key}={value!r}" for key, value in self.attributes.items())
        return f"name: {self.name!r}\nop: {self.type!r}\ninput: [{inputs}]\nattributes: {{{attributes}}}"

    def __repr__(self) -> str:
        return f"<tf.Operation {self.name!r} type={self.type}>"


def located_at(operation: Operation, message: str, inputs: Any = (), advice: str | None = None) -> str:
    """An error message about an operation: what happened, the node, the line that made it, and what to do."""
    line = operation.source
    where, text = (line.place, line.text) if line else (None, None)
    return located(message, node=operation, where=where, source=text, inputs=inputs, advice=advice)
