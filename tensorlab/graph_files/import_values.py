"""What has become of a file's nodes: tensors by place, operations by name.

Read next: `import_regions.py`, which fills it.
"""

from collections.abc import Iterable, Sequence

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files.import_nodes import Refusal
from tensorlab.graph_files.import_source import Place


class Values:
    """What has been built of a region: tensors by place, and the operations to wait for by name.

    Args:
        around: the region around it, whose values may be used too.
    """

    def __init__(self, around: "Values | None" = None) -> None:
        self.around = around
        self.tensors: dict[Place, Tensor] = {}
        self.operations: dict[str, list[Operation]] = {}

    def has(self, name: str) -> bool:
        """Whether the node of that name has been built."""
        return name in self.operations or (self.around is not None and self.around.has(name))

    def tensor(self, place: Place) -> Tensor:
        """The tensor at a place."""
        found = self.tensors.get(place)
        if found is None and self.around is not None and place[0] not in self.operations:
            return self.around.tensor(place)
        if found is None:
            raise Refusal(
                f"graph_def is invalid: the node {place[0]!r} has no output {place[1]}, but another reads it."
            )
        return found

    def waited_for(self, name: str) -> list[Operation]:
        """The operations that stand for a node that others wait for."""
        found = self.operations.get(name)
        if found is None and self.around is not None:
            return self.around.waited_for(name)
        return found or []

    def add(self, name: str, tensors: Sequence[Tensor], operations: Iterable[Operation]) -> None:
        """Note what a node has become."""
        self.operations[name] = list(operations)
        for number, tensor in enumerate(tensors):
            self.tensors[name, number] = tensor
