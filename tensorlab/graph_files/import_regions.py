"""Building what was read: node by node, a `While` for every loop, an `If` for every choice.

A *region* is a graph, the inside of a loop, or a function. Its items are built in order. Items that hang on a
choice are gathered and built inside the two blocks of an `If`; as the way back of a branch hangs on the same
choice as the way forward, but comes later, one choice may need several `If`s, and a value that is wanted in the
next one is handed out.

Read next: `import_nodes.py`, a plain node; `import_functions.py`, loops and branches that are functions in the
file.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tensorlab.control_flow import branch_gradient, calls, loop_gradient  # how they run
from tensorlab.control_flow.block import BODY, BRANCH, CONDITION, Block
from tensorlab.control_flow.branching import _common_shape
from tensorlab.control_flow.looping import _no_wider
from tensorlab.control_flow.nodes import add_argument, add_node, branch_node, loop_node, saved_output
from tensorlab.graph.dtypes import int32
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build, find_op
from tensorlab.graph.scopes import Restored
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.graph_files import import_nodes
from tensorlab.graph_files.import_functions import FUNCTIONAL, Functions
from tensorlab.graph_files.import_loops import build_loop
from tensorlab.graph_files.import_nodes import Refusal
from tensorlab.graph_files.import_others import OTHERS
from tensorlab.graph_files.import_source import Node, Place, forward_name
from tensorlab.graph_files.import_undo import Mark
from tensorlab.graph_files.import_values import Values
from tensorlab.graph_files.loop_frames import (
    MERGE,
    SWITCH,
    Frame,
    Guard,
    Guards,
    Item,
    names_of,
    needed_items,
)


class Importer:
    """Builds the nodes of one file into one graph.

    Args:
        graph: the graph. prefix: the scope that the nodes get, with its "/" at the end, or "".
        functions: the file's library. producer: which version of the format the file has.
        opened: called with (node, operation) for every plain node.

    Attributes:
        read: the places that anything in the file reads.
        has_array_gradients: whether a TensorArray of the file has its gradients there too. arrays: of the others, for
            each list its dtype, the static shape of its items, and whether it grows.
    """

    def __init__(self, graph: Graph, prefix: str, functions: Any = None, producer: int = 0) -> None:
        self.graph = graph
        self.prefix = prefix
        self.producer = producer
        self.library = Functions(self, functions)
        self.read: set[Place] = set()
        self.made: dict[str, Operation] = {}  # by full name in the file
        self.arrays: dict[Tensor, Any] = {}
        self.has_array_gradients = False
        self.renamed: dict[str, str] = {}  # full names that are taken -> free ones
        self.given: set[str] = set()

    @contextmanager
    def inside(self, scope: str, read: set[Place]) -> Iterator[None]:
        """While a function is built: its scope, and what is read in it."""
        before = self.prefix, self.read
        self.prefix, self.read = scope, read
        try:
            yield
        finally:
            self.prefix, self.read = before

    # --- regions ------------------------------------------------------------------------------------------

    def region(self, items: Sequence[Item], values: Values) -> None:
        """Build the items of a region, which come in order."""
        self._level(list(items), values, Guards(items), {})

    def _level(self, pending: list[Item], values: Values, guards: Guards, given: Guard) -> None:
        """Build items whose guards hold at least the choices `given`, which have been made."""
        while pending:
            waiting: list[Item] = []
            for item in pending:
                if self._choices(item, guards, given) or not _ready(item, values):
                    waiting.append(item)
                else:
                    self._build(item, values, guards)
            pending = waiting
            start = next((item for item in pending if _ready(item, values)), None)
            if start is None:
                break
            choice = min(self._choices(start, guards, given), key=guards.rank.__getitem__)
            pending = self._branch(choice, pending, values, guards, given)
        if pending:
            names = ", ".join(repr(item.name) for item in pending[:3])
            raise Refusal(
                f"graph_def is invalid: the nodes {names} wait for something that is never computed."
            )

    @staticmethod
    def _choices(item: Item, guards: Guards, given: Guard) -> list[Place]:
        """The choices that have still to be made before an item can run."""
        return [choice for choice in guards.of[item.name] if choice not in given]

    def _branch(
        self, choice: Place, pending: list[Item], values: Values, guards: Guards, given: Guard
    ) -> list[Item]:
        """Build what hangs on a choice and can be built by now; returns the rest."""
        ways: dict[int, list[Item]] = {0: [], 1: []}
        gathered: set[str] = set()
        ends: list[Node] = []
        rest: list[Item] = []
        for item in pending:
            guard = guards.of[item.name]
            ready = all(values.has(name) or name in gathered for name in item.needs())
            if ready and choice in guard:
                ways[guard[choice]].append(item)
                gathered.update(names_of(item))
            elif (
                ready
                and item.name in guards.ends
                and guards.ends[item.name][0] == choice
                and not set(guard) - set(given)
            ):
                ends.append(item)  # type: ignore[arg-type]
            else:
                rest.append(item)
        if len(ends) == 1 and self._or_initial(choice, ends[0], ways, values, guards):
            return rest
        first = next(item for items in ways.values() for item in items) if gathered else ends[0]
        decision = self.usable(values.tensor(choice))
        blocks = []
        for way, label in ((1, "true"), (0, "false")):
            with Block(BRANCH, self.graph, label) as block:
                self._level(ways[way], values, guards, {**given, choice: way})
                block.outputs = self._ends(ends, way, values, guards)
            blocks.append(block)
        columns = zip(*(block.outputs for block in blocks), strict=True)
        outputs = [(column[0].dtype, _common_shape([one.shape for one in column])) for column in columns]
        name = (ends[0].name if ends else first.name).rpartition("/")[0]
        node = add_node(
            branch_node,
            f"{self.prefix}{name}/If".lstrip("/"),
            [decision],
            blocks,
            outputs,
            blocks=tuple(blocks),
        )
        results = iter(node.outputs)
        for end in ends:
            merged = self.named(next(results), end.name)
            tensors = [merged, next(results)] if (end.name, 1) in self.read else [merged]
            values.add(end.name, tensors, [merged.op])
        return rest

    def _or_initial(
        self, choice: Place, end: Node, ways: dict[int, list[Item]], values: Values, guards: Guards
    ) -> bool:
        """Build what `Variable.initialized_value` is made of as the one node that it is here; whether it is that."""
        asked = values.tensor(choice).op
        inside = {item.name: item for items in ways.values() for item in items}
        if asked.type != "IsVariableInitialized" or any(
            isinstance(item, Frame) or item.op not in ("Identity", "RefIdentity") for item in inside.values()
        ):
            return False

        def source(place: Place) -> Tensor:
            while place[0] in inside:
                place = inside[place[0]].inputs[0]  # type: ignore[union-attr]
            return values.tensor(place)

        taken = guards.ends[end.name][1]
        variable, initial = (self.usable(source(taken[way])) for way in (1, 0))
        if variable.op.type == "Identity":
            variable = variable.op.inputs[0]
        if variable is not asked.inputs[0]:
            return False
        with Restored(self.graph, "_scope", ""):
            result = find_op("InitializedValue")(
                variable, self.plain(initial), name=self.full_name(end.name) + "/"
            )
        for item in inside.values():
            values.add(item.name, [source((item.name, 0))], [])
        values.add(end.name, [result], [result.op])
        return True

    def _ends(self, ends: list[Node], way: int, values: Values, guards: Guards) -> list[Tensor]:
        """What one block of an `If` returns."""
        outputs = []
        for end in ends:
            taken = guards.ends[end.name][1][way]
            outputs.append(self.usable(values.tensor(taken)))
            if (end.name, 1) in self.read:
                number = end.inputs.index(taken)
                outputs.append(build("Cast", number, int32, name="value_index"))
        return outputs

    # --- items --------------------------------------------------------------------------------------------

    def _build(self, item: Item, values: Values, guards: Guards) -> None:
        if isinstance(item, Frame):
            build_loop(self, item, values)
        elif item.op in SWITCH:
            tensor = values.tensor(item.inputs[0])
            # What a loop hands in is there from the beginning: nobody has to wait for it.
            values.add(item.name, [tensor, tensor], [] if tensor.op.type == "BlockArgument" else [tensor.op])
        elif item.op in MERGE:
            # Its two ways were built in different blocks: one more choice brings them together.
            choice, _ = guards.ends[item.name]
            self._branch(choice, [item], values, guards, guards.of[item.name])
        else:
            self.node(item, values)

    def node(self, node: Node, values: Values) -> None:
        """Build a plain node."""
        inputs = [self.usable(values.tensor(place)) for place in node.inputs]
        waits_for = [self.reachable(one) for name in node.waits_for for one in values.waited_for(name)]
        if node.op == "Const" and self.graph._block is not None:
            waits_for = []  # in a file that only says which frame a constant belongs to
        partners = self._partners(node, values)
        device = (node.device,) if node.device else ()
        name = self.full_name(node.name)
        with (
            Restored(self.graph, "_control_inputs", tuple(dict.fromkeys(waits_for))),
            Restored(self.graph, "_devices", (*device, *partners)),
            Restored(self.graph, "_scope", ""),
        ):
            try:
                tensors, operation = self._built(node, inputs, name)
            except Refusal:
                raise
            except (TypeError, ValueError, LookupError, NotImplementedError) as error:
                raise Refusal(
                    f"Node {node.name!r} of graph_def ({node.op}) cannot be imported: {error}"
                ) from error
        import_nodes.check_outputs(node, tensors)
        if operation.gradient_of is None and "gradients" in node.name:
            operation.gradient_of = self.made.get(self.prefix + forward_name(node.name))
        self.made[self.prefix + node.name] = operation
        values.add(node.name, tensors, [operation])

    def _built(self, node: Node, inputs: list[Tensor], name: str) -> tuple[list[Tensor], Operation]:
        """The outputs of a node, and the operation that others wait for."""
        special = FUNCTIONAL.get(node.op) or OTHERS.get(node.op)
        if special is None and node.op in self.library:
            special = FUNCTIONAL["PartitionedCall"]
        if special is not None:
            built = special(self, node, inputs, name)
            if isinstance(built, tuple):
                return built
            operation = import_nodes.operation_of(built)
            return list(operation.outputs) if not isinstance(built, list) else built, operation
        record = import_nodes.find_record(node.op)
        if record is None or import_nodes.is_only_here(node.op):
            raise import_nodes.refuse_type(node)
        operation = import_nodes.build_like(node, record, import_nodes.grouped(node, inputs), name)
        return list(operation.outputs), operation

    def _partners(self, node: Node, values: Values) -> list[Operation]:
        """The operations whose device a node shares."""
        if "_class" not in node.attr:
            return []
        names = [text.decode()[5:] for text in node.attr["_class"].list.s if text.startswith(b"loc:@")]
        found = [
            one
            for name in names
            if name != node.name and values.has(name)
            for one in values.waited_for(name)[:1]
        ]
        return [one for one in found if one.block is None]

    # --- where values can be used -------------------------------------------------------------------------

    def usable(self, tensor: Tensor) -> Tensor:
        """A tensor as it can be used here: what stands in another block is handed out by its owner."""
        while not self._is_around(tensor.op.block):
            block = tensor.op.block
            owner = block.owner
            if block.kind != BRANCH or owner is None:
                raise Refusal(
                    f"graph_def is invalid: {tensor.name} is used outside of the loop that computes it."
                )
            number = owner.attributes["blocks"].index(block)
            tensor = saved_output(owner, (number, tensor), tensor.dtype.base_dtype, tensor.shape)
        return tensor

    def reachable(self, operation: Operation) -> Operation:
        """An operation that can be waited for here, in place of one in another block."""
        if self._is_around(operation.block):
            return operation
        if operation.outputs:
            with Restored(self.graph, "_scope", ""):
                handed_out = self.usable(operation.outputs[0])
                return build("Identity", handed_out, name=f"{operation.name}/done").op
        while not self._is_around(operation.block):
            operation = operation.block.owner
        return operation

    def _is_around(self, block: Block | None) -> bool:
        current = self.graph._block
        while current is not None:
            if current is block:
                return True
            current = current.outer
        return block is None

    # --- names --------------------------------------------------------------------------------------------

    def full_name(self, name: str) -> str:
        """The name of a node in the graph; a node that is built twice gets a number the second time.

        Names that differ in upper and lower case only stay as the file has them: they are what `get_tensor_by_name`
        will be asked for.
        """
        full = self.renamed.get(self.prefix + name, self.prefix + name)
        with Restored(self.graph, "_scope", ""):
            unique = self.graph.unique_name(full)
        return unique if full in self.graph._by_name or full in self.given else self._give(full)

    def _give(self, name: str) -> str:
        self.given.add(name)
        return name

    def named(self, tensor: Tensor, name: str) -> Tensor:
        """The tensor under a name of its own."""
        with Restored(self.graph, "_scope", ""), Restored(self.graph, "_control_inputs", ()):
            return find_op("Identity")(tensor, name=self.full_name(name) + "/")

    def plain(self, tensor: Tensor) -> Tensor:
        """A value: for a reference to a variable, what it holds now."""
        if tensor.dtype._is_ref_dtype:
            with Restored(self.graph, "_scope", ""):
                return build("Identity", tensor, name=f"{tensor.op.name}/value")
        return tensor


def _ready(item: Item, values: Values) -> bool:
    return all(values.has(name) for name in item.needs())
