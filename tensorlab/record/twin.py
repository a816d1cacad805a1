"""The twin view of a graph: one box for every forward operation that a student would draw on a board.

Constants (unless something is differentiated by them), reads of variables and initialisers are folded into the
boxes they serve, and what only an optimizer needs is left out. Gradient nodes get no box: each belongs to the
gradient slot of the forward operation it serves, its twin.

Read next: `story.py`, which walks over these boxes step by step.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tensorlab.graph.dtypes import resource
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import HOST_ROLES
from tensorlab.graph.tensor import Tensor
from tensorlab.record.belonging import (
    gradient_operations,
    initialisers,
    is_initializer,
    moving_averages,
    optimizer_internals,
)
from tensorlab.record.blocks import (
    block_of_work,
    blocks_of,
    frame_name,
    given_to,
    is_exit,
    kind_of,
    loop_variables,
    with_insides,
)
from tensorlab.record.labels import SourceNames, parameter_names
from tensorlab.record.values import number
from tensorlab.record.words import Text, message
from tensorlab.run.plan import is_view, variable_of

MOST_BINDINGS = 4  # of one name: more primes nobody counts, and such a name is bound in a loop
STYLES = {
    "placeholder": "feed",
    "variable": "variable",
    "random": "random",
    "constant": "constant",
    "data": "queue",
    "saving": "file",
    "summary": "file",
}
"""Kind of operation -> style of its box; any other is an operation. What a session keeps is drawn as a queue."""
INFIX = frozenset("+−-×·÷/*<>≤≥=≠∧∨")


class Box:
    """One box: its main operation, and the operations folded into it."""

    __slots__ = ("index", "label", "members", "operation", "style", "symbol", "title")

    def __init__(self, index: int, operation: Operation, style: str, label: str) -> None:
        self.index = index
        self.operation = operation
        self.members: list[Operation] = [operation]
        self.style = style
        self.label = label
        self.title = operation.name.rpartition("/")[2]
        self.symbol = ""


class Edge:
    """A forward edge between two boxes."""

    __slots__ = ("kind", "port", "source", "target")

    def __init__(self, source: int, target: int, kind: str, port: int) -> None:
        self.source, self.target, self.kind, self.port = source, target, kind, port


class TwinView:
    """Boxes and edges for a set of operations of one graph.

    Attributes:
        boxes, edges: the picture.
        box_of: for every operation that has a box or is folded into one, that box.
        gradient_operations: the operations that belong to some gradient computation.
        averages: for every variable that holds the moving average of another one, that other one.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = sorted(set(operations), key=lambda o: o.index)
        present = set(self.operations)
        every = self.operations[0].graph.operations if self.operations else []
        gradients = gradient_operations(every)
        self.gradient_operations = gradients & present
        self.differentiated = {
            x.op
            for work in _differentiations(self.operations)
            for x in work.xs
            if x.op.block is not None or block_of_work(work) is None
        }
        self.averages = moving_averages(every)
        self.initialiser_of = initialisers(self.operations, present)
        self.boxes: list[Box] = []
        self.box_of: dict[Operation, Box] = {}
        self._times_used: dict[str, int] = {}
        self._parameters: dict[Operation, list[str]] = {}  # of loops
        self._folded: list[Operation] = []
        internal = optimizer_internals(every, gradients, self.differentiated)
        left_out = gradients | internal
        shown = [o for o in self.operations if o not in left_out and not self._is_folded(o)]
        self._names = SourceNames(shown)
        self._names_of_all = SourceNames(every)
        times = Counter(self._names.name_of(operation) for operation in shown)
        self._in_a_loop = {name for name, count in times.items() if count > MOST_BINDINGS}
        for operation in shown:
            self._add_box(operation)
        for operation in self.operations:
            if operation not in self.box_of:
                self._fold(operation)
        self.edges = self._edges()
        self._edge_index = {(edge.source, edge.target): index for index, edge in enumerate(self.edges)}
        for box in self.boxes:
            box.symbol = self.symbol(box.operation)

    # --- which operations get a box -----------------------------------------------------------------------

    def _is_folded(self, operation: Operation) -> bool:
        if operation.type == "Const":
            return operation not in self.differentiated
        if operation.type == "BlockArgument" and operation.block.kind == "condition":
            return True  # the loop's body is given the same
        is_written = bool(operation.record.writes) or operation.type == "NoOp" or is_exit(operation)
        return is_written or is_view(operation) or operation in self.initialiser_of

    def python_name(self, operation: Operation) -> str:
        """What the program calls the result of an operation, or an empty string."""
        box = self.box_of.get(operation)
        has_box = box is not None and box.operation is operation
        return (self._names if has_box else self._names_of_all).name_of(operation)

    def _add_box(self, operation: Operation) -> None:
        kind = operation.record.kind
        style = STYLES.get(kind, "operation")
        if kind == "constant" and operation.type != "Const":
            style = "operation"
        if any(output.dtype is resource for output in operation.outputs):
            style = "queue"
        name = self._names.name_of(operation)
        if operation.type == "BlockArgument":
            name = self._variable_name(operation)
        if name in self._in_a_loop:
            name = ""
        if name:
            # A program may bind one name again and again (`y = ...; y = tf.sigmoid(y)`): then y, y′, y″.
            count = self._times_used.get(name, 0)
            self._times_used[name] = count + 1
            name += "′" * count
        box = Box(len(self.boxes), operation, style, name)
        if operation.type == "BlockArgument" and name:
            box.title = name  # TensorFlow calls them all Identity
        averaged = self.box_of.get(self.averages.get(operation, operation))
        if averaged is not None:  # physicists write the mean of x so
            box.title, box.label = f"⟨{averaged.title}⟩", f"⟨{averaged.label or averaged.title}⟩"
        if blocks_of(operation):
            box.title = frame_name(operation).rpartition("/")[2]
        self.boxes.append(box)
        self.box_of[operation] = box

    def _variable_name(self, argument: Operation) -> str:
        """What the program calls a variable of a loop."""
        block = argument.block
        if block.owner not in self._parameters:
            self._parameters[block.owner] = parameter_names(block.owner)
        names = self._parameters[block.owner]
        places = [tensor.op for tensor in block.arguments]
        if argument in places and len(names) == len(places):
            return names[places.index(argument)]
        return (
            f"{frame_name(block.owner).rpartition('/')[2]}[{places.index(argument)}]"
            if argument in places
            else ""
        )

    def _fold(self, operation: Operation) -> None:
        """Put an operation without a box into the box that it serves, if there is one."""
        box = None
        if operation.type == "BlockArgument":
            box = self.box_of.get(same_in_body(operation))
        elif operation in self.initialiser_of:
            box = self.box_of.get(self.initialiser_of[operation])
        elif is_exit(operation):
            box = self.box_of.get(operation.inputs[0].op)
        elif is_view(operation) or operation.record.writes:
            box = self.box_of.get(variable_of(operation.outputs[0]))
        elif operation in self.gradient_operations:
            box = self.box_of.get(operation.gradient_of) if operation.gradient_of else None
        elif operation.type == "Const":
            readers = operation.outputs[0]._consumers
            box = next((self.box_of[r] for r in readers if r in self.box_of), None)
        if box is not None:
            box.members.append(operation)
            self.box_of[operation] = box
            if operation not in self.gradient_operations:
                self._folded.append(operation)

    def folded_text(self) -> Text:
        """How much of the graph is folded away, in words."""
        count = len(self._folded)
        return message("story.folded", count=count) if count else ""

    # --- edges --------------------------------------------------------------------------------------------

    def source_box(self, tensor: Tensor) -> Box | None:
        """The box that a tensor comes out of; None for a constant."""
        operation = tensor.op
        if is_view(operation) or operation.record.writes:
            operation = variable_of(tensor)
        box = self.box_of.get(operation)
        return box if box is not None and (box.operation is operation or operation.type != "Const") else None

    def _edges(self) -> list[Edge]:
        found: dict[tuple[int, int], Edge] = {}
        for box in self.boxes:
            for port, tensor in enumerate(results_of(box.operation)):
                source = self.source_box(tensor)
                if source is not None and source is not box:
                    found.setdefault((source.index, box.index), Edge(source.index, box.index, "data", port))
            for operation in box.operation.control_inputs:
                source = self.box_of.get(operation)
                if source is not None and source is not box:
                    found.setdefault((source.index, box.index), Edge(source.index, box.index, "control", 0))
        for operation in self.operations:
            # What an optimizer writes comes from the variable's own gradient slot; a program's own writes come
            # from a box.
            if not operation.record.writes or operation.record.kind == "update" or is_initializer(operation):
                continue
            target = self.box_of.get(variable_of(operation.outputs[0])) if operation.outputs else None
            for port, tensor in enumerate(operation.inputs):
                source = self.source_box(tensor)
                if source is None or target is None or source is target or operation in self.initialiser_of:
                    continue
                found.setdefault(
                    (source.index, target.index), Edge(source.index, target.index, "write", port)
                )
        for average, averaged in self.averages.items():
            ends = [self.box_of.get(one) for one in (averaged, average)]
            if ends[0] is not None and ends[1] is not None:
                pair = ends[0].index, ends[1].index
                found.setdefault(pair, Edge(*pair, "write", 0))
        return list(found.values())

    def edge_between(self, source: Box | None, target: Box | None) -> list[int]:
        """The edge from one box to another, as a list of none or one."""
        if source is None or target is None:
            return []
        index = self._edge_index.get((source.index, target.index))
        return [] if index is None else [index]

    def inside_of(self, operation: Operation) -> list[Operation]:
        """The operations in the blocks of a loop or a branch, and in theirs."""
        return [inner for inner in with_insides([operation]) if inner is not operation]

    # --- words --------------------------------------------------------------------------------------------

    def label(self, tensor: Tensor) -> str:
        """The shortest thing to call a tensor: the student's name, a constant's number, the node's name."""
        operation = tensor.op
        if operation.type == "Const" and operation not in self.differentiated:
            value = operation.attributes["value"]
            is_number = value.ndim == 0 and value.dtype.kind in "biufc"
            return number(value[()]) if is_number else self.python_name(operation) or operation.name
        if operation.type == "BlockArgument" and operation.block.kind == "condition":
            return self.label(same_in_body(operation).outputs[0])
        out = operation.inputs[0] if is_exit(operation) else tensor
        if out.op.type == "While" and blocks_of(out.op):
            inside = next((one for one, _, after in loop_variables(out.op) if after is out), None)
            return operation.name.rpartition("/")[2] if inside is None else self.label(inside)
        box = self.source_box(tensor)
        if box is not None and box.operation is variable_of_or_self(operation, tensor):
            return box.label or box.title
        return operation.name.rpartition("/")[2]

    def short_label(self, tensor: Tensor) -> str:
        """A name short enough for the inside of a box, or an empty string."""
        box = self.source_box(tensor)
        is_number = tensor.op.type == "Const" and tensor.op not in self.differentiated
        text = self.label(tensor) if is_number else (box.label if box is not None else "")
        return text if len(text) <= 6 else ""

    def symbol(self, operation: Operation) -> str:
        """The formula inside a box: `x·w1`, `σ(y)`, or only the operator where the inputs have no names."""
        record = operation.record
        if operation.type == "BlockArgument":
            return "↻"
        if record.kind in ("placeholder", "variable") or (
            operation in self.differentiated and not operation.inputs
        ):
            return self.box_of[operation].label
        arrays = [
            argument
            for parameter, argument in zip(record.inputs, operation.arguments(), strict=True)
            if parameter.role not in HOST_ROLES
        ]
        symbol = record.symbol
        if "{" in symbol:
            names = dict(zip([p.name for p in record.inputs], operation.arguments(), strict=True))
            try:
                return symbol.format(
                    **{k: self.short_label(v) if isinstance(v, Tensor) else "" for k, v in names.items()},
                    **{k: str(v) for k, v in operation.attributes.items()},
                )
            except (KeyError, IndexError, ValueError):
                return symbol
        labels = [self.short_label(a) if isinstance(a, Tensor) else "" for a in arrays]
        if len(labels) == 2 and all(labels) and symbol in INFIX:
            return f"{labels[0]}{symbol}{labels[1]}"
        if len(labels) == 1 and labels[0] and (symbol[-1:].isalpha() or symbol == "−"):
            return f"{symbol}{labels[0]}" if symbol == "−" else f"{symbol}({labels[0]})"
        return symbol

    def formula(self, operation: Operation, result: str = "") -> str:
        """The operation's formula in LaTeX with the student's own names, such as `y = a w2`."""
        record = operation.record
        if not record.latex:
            return ""
        holes: dict[str, Any] = {k: _latex_attribute(v) for k, v in operation.attributes.items()}
        for parameter, argument in zip(record.inputs, operation.arguments(), strict=True):
            if argument is None or (parameter.role == "host_ints" and _is_every_axis(operation, argument)):
                holes[parameter.name] = ""
            elif parameter.role == "host_ints" and argument.op.type == "Const":
                holes[parameter.name] = ", ".join(map(str, argument.op.attributes["value"].ravel()))
            elif isinstance(argument, Tensor):
                holes[parameter.name] = latex_name(self.label(argument))
            else:
                holes[parameter.name] = ", ".join(latex_name(self.label(t)) for t in argument)
        try:
            body = record.latex.format(**holes)
        except (KeyError, IndexError, ValueError):
            return ""
        return f"{latex_name(result)} = {body}" if result else body


def results_of(operation: Operation) -> list[Tensor]:
    """The tensors that lead to a box: an operation's inputs; of a loop or a branch what its blocks return.

    What a loop is given leads to its variables, and what it captures to the nodes inside that use it.
    """
    blocks = blocks_of(operation)
    if operation.type == "BlockArgument":
        given = given_to(operation)
        return [] if given is None else [given]
    if not blocks:
        return list(operation.inputs)
    choice = operation.inputs[:1] if kind_of(operation) == "branch" else ()
    return [*choice, *(tensor for block in blocks for tensor in block.outputs)]


def same_in_body(argument: Operation) -> Operation:
    """Of a variable that a loop's condition is given the same one in its body."""
    block = argument.block
    place = [tensor.op for tensor in block.arguments].index(argument)
    return blocks_of(block.owner)[-1].arguments[place].op


def variable_of_or_self(operation: Operation, tensor: Tensor) -> Operation:
    """The operation whose box a tensor is called after."""
    return variable_of(tensor) if is_view(operation) or operation.record.writes else operation


def latex_name(name: str) -> str:
    r"""A name in LaTeX: one letter stays a symbol, `w1` becomes w with an index, longer words are upright.

    >>> print(latex_name("w1"), latex_name("x"), latex_name("cross_entropy"), latex_name("y′"), latex_name("y_"))
    w_{1} x \text{cross_entropy} y' \text{y_}
    """
    plain = name.rstrip("′")
    primes = "'" * (len(name) - len(plain))
    if _is_number(plain):
        digits, _, exponent = plain.partition("e")
        return (
            digits
            if not exponent
            else ("" if digits == "1" else rf"{digits} \cdot ") + f"10^{{{int(exponent)}}}"
        )
    if not plain:
        return primes
    letters = plain.rstrip("0123456789").rstrip("_")
    digits = plain[len(letters) :].lstrip("_")
    if len(letters) == 1 and (digits or plain == letters):
        return f"{letters}_{{{digits}}}{primes}" if digits else letters + primes
    return rf"\text{{{plain}}}{primes}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_every_axis(operation: Operation, axes: Tensor) -> bool:
    """Whether a reduction goes along all dimensions: then its formula names none, as on a board."""
    if operation.record.kind != "reduction":
        return False
    if axes.op.type == "AllAxes":  # made where the number of dimensions is not known before the run
        return True
    return axes.op.type == "Const" and axes.op.attributes["value"].size == operation.inputs[0].shape.ndims


def _latex_attribute(value: Any) -> str:
    return getattr(value, "name", None) or str(value)


def _differentiations(operations: list[Operation]) -> list[Any]:
    return operations[0].graph.differentiations if operations else []
