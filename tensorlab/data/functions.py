"""Functions of a pipeline: what a program gives to `map`, `filter`, `flat_map`, `interleave` and `reduce`.

Such a function is called once, when the graph is described, with tensors that stand for the parts of an element. The
nodes it makes form a block (`tensorlab/control_flow/block.py`). While the graph runs, the block is run for every
element, by a plan of its own; the variables inside are read anew each time.

Numbers that are drawn inside belong to the pass: an iterator that is initialised again draws the same ones again, and
`repeat` draws on. The seeds inside are counted from 0 again, as in TensorFlow.

Read next: `mapping.py`, the datasets that call functions.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from tensorlab.control_flow.block import Block
from tensorlab.control_flow.nodes import add_argument
from tensorlab.control_flow.running import _from_variable
from tensorlab.data.recipes import Element, Pass
from tensorlab.data.structures import (
    Part,
    all_tensors,
    element_of,
    flat,
    gatherer,
    is_nest,
    mapped,
    packed,
    part_of,
    spreader,
    tensors_of,
)
from tensorlab.errors import located
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.operation import Operation
from tensorlab.graph.scopes import Restored, current_graph
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.sparse_tensor import SparseTensor
from tensorlab.run.loop import refuse_unfed, refuse_uninitialized, run_plan
from tensorlab.run.plan import Plan, variable_of
from tensorlab.run.store import Store
from tensorlab.scheduling.patient import run_patiently
from tensorlab.sources import SourceLine, user_frames


class FunctionBlock(Block):
    """The inside of a function of a pipeline.

    Attributes:
        function_name: what the function is called.
        inputs, result: the structures of what it takes and of what it returns.
    """

    def __init__(self, graph: Any, function: Callable[..., Any], inputs: Any) -> None:
        self.function_name = getattr(function, "__name__", type(function).__name__)
        super().__init__("function", graph, self.function_name)
        self.inputs = inputs
        self.result: Any = None

    def check_open(self, tensor: Tensor, reader: str) -> None:
        """Refuse the use of a tensor of this function where it has no value."""
        current = self.graph._block
        while current is not None:
            if current is self:
                return
            current = current.outer
        self._refuse(tensor, reader)

    def _refuse(self, tensor: Tensor, reader: str) -> NoReturn:
        frames = user_frames()
        line = SourceLine(*frames[0]) if frames else None
        made = f", made at {tensor.op.source.place}," if tensor.op.source else ""
        message = (
            f"Cannot use {tensor.name!r}{made} as input to {reader!r}: it is inside the function "
            f"{self.function_name!r} of a tf.data pipeline, which runs once for every element, and has no value "
            "outside."
        )
        where, source = (line.place, line.text) if line else (None, None)
        advice = "Return it from the function, and use what iterator.get_next() gives."
        raise ValueError(located(message, node=None, where=where, source=source, advice=advice))

    def __repr__(self) -> str:
        return f"<function {self.function_name} with {len(self.operations)} operations>"


def described(
    function: Callable[..., Any], inputs: Any, who: str, scope: str, as_dataset: Callable[..., Any]
) -> FunctionBlock:
    """Call a function of a pipeline with tensors, once; returns the block of what it made.

    Args:
        function: what the program gave. A tuple it is handed as several arguments, anything else as one.
        inputs: the structure of an element.
        who: who takes the function, for messages: "Dataset.map()".
        scope: the name scope of what it makes.
        as_dataset: makes a dataset of a tensor and a structure (of a part that is a dataset itself).

    Raises:
        TypeError: when it returns something that is no nest of tensors, or is no function.
    """
    if not callable(function):
        raise TypeError(f"{who} needs a function, but got {function!r}.")
    graph = current_graph()
    block = FunctionBlock(graph, function, inputs)
    scope_inside = graph.inside_scope(graph.unique_name(scope))
    with block, Restored(graph, "_random_ops_without_seed", 0), scope_inside:
        for number, (dtype, shape) in enumerate(all_tensors(inputs)):
            add_argument(block, dtype, shape, f"args_{number}")
        element = element_of(inputs, block.arguments, as_dataset)
        arguments = element if type(element) is tuple else (element,)
        _check_arguments(function, arguments, who)
        returned = _as_returned(function(*arguments), who)
        block.result = mapped(part_of, returned)
        block.outputs = tensors_of(returned)
    return block


def _check_arguments(function: Callable[..., Any], arguments: tuple[Any, ...], who: str) -> None:
    """Refuse a function that takes another number of arguments than an element has parts."""
    from inspect import signature  # it takes a while to load

    try:
        expected = signature(function)
    except (TypeError, ValueError):
        return  # Python cannot tell
    try:
        expected.bind(*arguments)
    except TypeError as error:
        name = getattr(function, "__name__", type(function).__name__)
        parts = "one part" if len(arguments) == 1 else f"a tuple of {len(arguments)} parts"
        raise TypeError(
            f"{name}{expected} does not fit {who}: {error}. An element of this dataset is {parts}, and the function is "
            f"called with {len(arguments)} argument{'s' if len(arguments) != 1 else ''}."
        ) from None


def _as_returned(value: Any, who: str) -> Any:
    """What a function returned as a nest of tensors; a list stands for a tuple here, as in TensorFlow."""
    if isinstance(value, list):
        value = tuple(value)
    leaves = []
    for leaf in flat(value):
        if isinstance(leaf, SparseTensor) or hasattr(leaf, "_variant_tensor"):
            leaves.append(leaf)
            continue
        try:
            if leaf is None:
                raise ValueError("a function without a return statement returns None")
            leaves.append(convert_to_tensor(leaf))
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"Unsupported return value from function passed to {who}: {value!r}. {error}"
            ) from error
    return packed(value, leaves)


def captured_by(block: Block) -> list[Tensor]:
    """What a function uses from outside: inputs of the node that holds it."""
    return block.captures()


# --- while the graph runs ---------------------------------------------------------------------------------


class PassStore(Store):
    """A session's variables, with random streams of one pass."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.__dict__.update(store.__dict__)
        self.streams = {}


class FunctionPlan:
    """A function as the plan of its dataset's node finds it; a kernel gets a `Function` of it.

    Args:
        block: the function.
        operation: the dataset's node.
        outer: the plan around it.
    """

    def __init__(self, block: FunctionBlock, operation: Operation, outer: Plan) -> None:
        self.block = block
        self.captured = []
        for tensor in block.captures():
            if _from_variable(tensor, outer):
                outer.require(
                    variable_of(tensor), operation
                )  # TensorFlow reads it when the iterator is initialised
            else:
                self.captured.append(tensor)
        self.slots = [outer.slot(tensor, operation) for tensor in self.captured]
        if outer.places is not None:
            places = outer.places
            pairs = zip(self.captured, self.slots, strict=True)
            self.slots = [places.here(tensor, slot, None) for tensor, slot in pairs]
        self.store = outer.store
        self.spread = spreader(block.inputs)
        self.gather = gatherer(block.result)
        self._plan: Plan | None = None

    def bound(self, values: list[Any]) -> "Function":
        """The function with the values that it uses from outside."""
        return Function(self, [values[slot] for slot in self.slots])

    def plan(self, run: Pass) -> Plan:
        """The plan of the block; of its own for every pass where random numbers are drawn inside."""
        if self._plan is not None:
            return self._plan
        store = run.keep(lambda: PassStore(self.store), "random streams")
        plan = run.keep(lambda: self._made(store), self)
        if not _draws(plan):
            self._plan = plan
        return plan

    def _made(self, store: Store) -> Plan:
        return Plan(self.block.outputs, [*self.block.arguments, *self.captured], store)


def _draws(plan: Plan) -> bool:
    """Whether running the plan a second time may give something else because of what is kept in its streams."""
    return bool(plan.streams) or any(isinstance(step[1], DatasetCall) for step in plan.steps)


class Function:
    """A function of a pipeline, ready to be used by the stages of any pass."""

    shape: tuple[int, ...] = ()

    def __init__(self, description: FunctionPlan, captured: list[Any]) -> None:
        self.description = description
        self.captured = captured

    def __str__(self) -> str:
        return self.description.block.function_name

    def ready(self, run: Pass) -> Callable[[Element], Element]:
        """What a stage calls with an element: it gives the parts of what the function returns."""
        description = self.description
        plan = description.plan(run)
        if plan.unfed:
            refuse_unfed(plan.unfed[0])
        base = plan.template.copy()
        first = len(description.block.arguments)
        base[first : first + len(self.captured)] = self.captured
        spread, gather = description.spread, description.gather
        loads, required, fetch_slots, patient = plan.loads, plan.required, plan.fetch_slots, plan.patient

        def call(element: Any) -> Element:
            values = base.copy()
            values[:first] = element
            for slot, cell in loads:
                if cell.value is None and cell in required:
                    refuse_uninitialized(cell.operation, required[cell])
                values[slot] = cell.value
            if patient:
                run_patiently(plan, values, None, None)
            else:
                run_plan(plan, values)
            return tuple([values[slot] for slot in fetch_slots])  # type: ignore[index]  # only tensors are fetched

        if spread is None and gather is None:
            return call

        def converted(element: Any) -> Element:
            found = call(element if spread is None else spread(element))
            return found if gather is None else gather(found)

        return converted


class DatasetCall:
    """What the step of a dataset's node calls: it makes the recipe, from values, attributes and functions.

    Args:
        operation: the node.
        plan: the plan around it.

    Attributes:
        out: the slot of the recipe. slots: all that are read or filled.
    """

    def __init__(self, operation: Operation, plan: Plan) -> None:
        self.operation = operation
        self.steps: list[tuple[str, Any]] = []
        self.slots: set[int] = set()
        inputs = iter(operation.arguments())
        for parameter in operation.record.parameters:
            if parameter.role == "attribute":
                value = operation.attributes[parameter.name]
                function = isinstance(value, FunctionBlock)
                self.steps.append(
                    ("function", FunctionPlan(value, operation, plan)) if function else ("value", value)
                )
                if function:
                    self.slots.update(self.steps[-1][1].slots)
                continue
            value = next(inputs)
            if value is None:
                self.steps.append(("value", None))
            elif parameter.role == "arrays" and parameter.name == "other_arguments":
                self.steps.append(("value", None))  # the function takes them
            elif parameter.role == "arrays":
                self.steps.append(("list", [self._take(tensor, plan) for tensor in value]))
            else:
                role = "scalar" if parameter.role == "host_int" else "slot"
                self.steps.append((role, self._take(value, plan)))
        self.out = plan.new_slot()
        self.slots.add(self.out)
        if operation.outputs[0] not in plan.fed:
            plan.slot_of[operation.outputs[0]] = self.out
        if plan.keep_values:
            plan.inputs_of[operation] = tuple(
                None if _from_variable(tensor, plan) else plan.slot(tensor, operation)
                for tensor in operation.inputs
            )

    def _take(self, tensor: Tensor, plan: Plan) -> int:
        """The slot with an input's value, on the host."""
        slot = plan.slot(tensor, self.operation)
        if plan.places is not None:
            slot = plan.places.here(tensor, slot, None)
        self.slots.add(slot)
        return slot

    def arguments(self, values: list[Any]) -> list[Any]:
        """What the kernel is called with."""
        arguments: list[Any] = []
        for kind, what in self.steps:
            if kind == "value":
                arguments.append(what)
            elif kind == "slot":
                arguments.append(values[what])
            elif kind == "scalar":
                arguments.append(int(values[what]))
            elif kind == "list":
                arguments.append([values[slot] for slot in what])
            else:
                arguments.append(what.bound(values))
        return arguments

    def __call__(self, values: list[Any]) -> None:
        recipe = self.operation.record.kernel(*self.arguments(values))
        recipe.operation = self.operation
        values[self.out] = recipe

    def moved(self, store: Any, _: Any) -> "DatasetCall":
        """The same for another session's store: a replay is given what the iterator's nodes returned."""
        return self


def as_one(value: Any) -> Any:
    """A tuple of one part as that part."""
    return value[0] if is_nest(value) and len(value) == 1 else value


__all__ = ["DatasetCall", "Function", "FunctionBlock", "Part", "captured_by", "described"]
