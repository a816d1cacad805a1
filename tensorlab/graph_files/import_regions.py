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
from tensorlab.graph_files.import_nodes import Refusal
from tensorlab.graph_files.import_others import OTHERS
from tensorlab.graph_files.import_source import Node, Place
from tensorlab.graph_files.import_undo import Mark
from tensorlab.graph_files.import_values import Values
from tensorlab.graph_files.loop_frames import MERGE, SWITCH, Frame, Guard, Guards, Item


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
                gathered.update(_names(item))
            elif (
                ready
                and item.name in guards.ends
                and guards.ends[item.name][0] == choice
                and not set(guard) - set(given)
            ):
                ends.append(item)  # type: ignore[arg-type]
            else:
                rest.append(item)
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
            self._loop(item, values)
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
        if record is None or node.op.startswith("PyFunc"):
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

    # --- loops --------------------------------------------------------------------------------------------

    def _loop(self, frame: Frame, values: Values) -> None:
        """Make a `While` of a loop of frames."""
        entering = {node.name: node for node in frame.entering}
        variables = [entering[merge.inputs[0][0]] for merge in frame.merges]
        first = [self.plain(self.usable(values.tensor(node.inputs[0]))) for node in variables]
        switch_of = {switch.inputs[0][0]: switch for switch in frame.switches}
        rounds = {node.name: node for node in frame.rounds}
        assert frame.condition is not None
        asked = _needed(frame.inside, [frame.condition.inputs[0][0]])
        kept = _needed(
            frame.inside, [name for item in frame.inside if item not in asked for name in item.needs()]
        )
        kept += _needed(frame.inside, [name for node in frame.rounds for name in node.needs()])
        inside = [item for item in frame.inside if item not in asked or item in kept]
        waits_for = [
            one for node in frame.entering for name in node.waits_for for one in values.waited_for(name)
        ]

        def start(block: Block, shapes: list[TensorShape], wanted: dict[str, str]) -> Values:
            found = Values(values)
            for node in [*frame.merges, *frame.switches, *frame.rounds, frame.condition]:
                found.operations[node.name] = []  # type: ignore[union-attr]
            for node in frame.entering:
                tensor = values.tensor(node.inputs[0])
                found.add(node.name, [tensor], [])
            for merge, tensor, shape in zip(frame.merges, first, shapes, strict=True):
                argument = add_argument(block, tensor.dtype, shape, self.prefix + wanted[merge.name])
                found.tensors[merge.name, 0] = argument
                found.tensors[switch_of[merge.name].name, 1] = argument
            return found

        def condition(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
            found = start(block, shapes, {merge.name: merge.name for merge in frame.merges})
            self.region(asked, found)
            return [self.usable(found.tensor(frame.condition.inputs[0]))]  # type: ignore[union-attr]

        def body(block: Block, shapes: list[TensorShape]) -> list[Tensor]:
            found = start(block, shapes, {merge.name: switch_of[merge.name].name for merge in frame.merges})
            self.region(inside, found)
            return [self._going_round(rounds[merge.inputs[1][0]], found) for merge in frame.merges]

        scope = frame.merges[0].name.rpartition("/")[0]
        node = self.while_node(
            f"{self.prefix}{scope}/While".lstrip("/"), first, [t.shape for t in first], condition, body
        )
        node.control_inputs += [
            one for one in map(self.reachable, waits_for) if one not in node.control_inputs
        ]
        outputs = {
            switch_of[merge.name].name: output
            for merge, output in zip(frame.merges, node.outputs, strict=True)
        }
        values.operations[frame.name] = [node]
        for leaving in frame.leaving:
            tensor = self.named(outputs[frame.left_by[leaving.name]], leaving.name)
            values.add(leaving.name, [tensor], [tensor.op])

    def _going_round(self, node: Node, values: Values) -> Tensor:
        """What a `NextIteration` hands on, once what it waits for has run."""
        tensor = self.plain(self.usable(values.tensor(node.inputs[0])))
        waits_for = [self.reachable(one) for name in node.waits_for for one in values.waited_for(name)]
        if not waits_for:
            return tensor
        with Restored(self.graph, "_scope", ""), Restored(self.graph, "_control_inputs", tuple(waits_for)):
            return find_op("Identity")(tensor, name=self.full_name(node.name) + "/")

    def while_node(
        self, name: str, first: list[Tensor], shapes: list[TensorShape], condition: Any, body: Any
    ) -> Operation:
        """Make a `While`; what the body returns may widen what is known of the loop variables' shapes."""
        for _ in range(20):
            mark = Mark(self.graph)
            with Block(CONDITION, self.graph, "condition") as asking:
                asking.outputs = condition(asking, shapes)
            with Block(BODY, self.graph, "body") as working:
                working.outputs = body(working, shapes)
            wider = [
                shape if _no_wider(output.shape, shape) else _common_shape([shape, output.shape])
                for shape, output in zip(shapes, working.outputs, strict=True)
            ]
            if wider == shapes or all(str(a) == str(b) for a, b in zip(wider, shapes, strict=True)):
                break
            shapes = wider
            mark.undo()
        for tensor, output in zip(first, working.outputs, strict=True):
            if tensor.dtype.base_dtype is not output.dtype.base_dtype:
                raise Refusal(
                    f"The loop {name!r} of graph_def cannot be imported: a loop variable starts as "
                    f"{tensor.dtype.base_dtype.name} ({tensor.name}) and goes on as {output.dtype.base_dtype.name}."
                )
        outputs = [(tensor.dtype, shape) for tensor, shape in zip(first, shapes, strict=True)]
        with Restored(self.graph, "_scope", ""):
            return add_node(
                loop_node, name, first, [asking, working], outputs, condition=asking, body=working
            )

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
        """The name of a node in the graph; a node that is built twice gets a number the second time."""
        with Restored(self.graph, "_scope", ""):
            return self.graph.unique_name(self.prefix + name)

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


def _names(item: Item) -> list[str]:
    return [item.name] if isinstance(item, Node) else [item.name, *(node.name for node in item.leaving)]


def _ready(item: Item, values: Values) -> bool:
    return all(values.has(name) for name in item.needs())


def _needed(items: Sequence[Item], names: Iterable[str]) -> list[Item]:
    """Those of the items that nodes depend on."""
    home = {name: item for item in items for name in _names(item)}
    pending, found = [home[name] for name in names if name in home], []
    while pending:
        item = pending.pop()
        if item not in found:
            found.append(item)
            pending += [home[name] for name in item.needs() if name in home]
    return [item for item in items if item in found]
