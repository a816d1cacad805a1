"""What a graph's collections keep of branches and loops: one entry for each side of a branch, one for each loop.

TensorFlow 1.x saves these with a graph. tensorlab's branches and loops are nodes that hold their blocks, and need
nothing else; the entries are there because programs that list collections see them.

Read next: `branching.py`, `looping.py`, which leave them.
"""

from tensorlab.graph.graph import Graph


class ControlFlowContext:
    """The name of one side of a branch, or of a loop.

    Attributes:
        name: such as "cond/cond_text", "cond/cond_text_1" or "while/while_context".
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"


class CondContext(ControlFlowContext):
    """One side of a branch."""


class WhileContext(ControlFlowContext):
    """A loop."""


def remember(graph: Graph, key: str, *contexts: ControlFlowContext) -> None:
    """Add contexts to a collection, unless they are inside another branch or loop, as TensorFlow does."""
    if graph._block is None:
        for context in contexts:
            graph.add_to_collection(key, context)
