"""How a session runs what is inside a branch or a loop: every block has a plan of its own.

A block's plan is made with the plan around it, once. To run it, its template is copied, what it captures and its
arguments are put in, and the plain loop runs it; so an iteration costs little more than its nodes. Variables are read
from the session at the beginning of every visit: what an earlier iteration wrote is seen.

Read next: `calls.py` (the three kinds of operations), `tensorlab/run/plan.py`.
"""

from time import perf_counter
from typing import Any, NamedTuple

from tensorlab.control_flow.block import Block
from tensorlab.devices.device import Device
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.run.loop import late, refuse_unfed, refuse_uninitialized, run_plan, run_plan_carefully
from tensorlab.run.plan import Plan, is_view, variable_of
from tensorlab.scheduling.patient import run_patiently

FIRST_VISITS, LAST_VISITS = 1000, 100
"""How many visits of one operation are kept for a record in one run: so many of the first, and of the last."""


class Visit(NamedTuple):
    """One passage through a block, for whoever watches: all values by reference.

    Attributes:
        block: what was run. number: which passage of its kind, from 0: the iteration of a loop.
        plan: the block's plan. values: every value, by slot of that plan.
        times: clock readings in nanoseconds, before the first step and after each.
    """

    block: Block
    number: int
    plan: Plan
    values: list[Any]
    times: list[int]


class BlockRunner:
    """A block's plan, and where the values that it captures stand in the plan around it.

    Args:
        block: the block.
        owner: the operation that holds it.
        outer: the plan around it.
        given: the tensors whose values it is handed in every visit, besides its arguments.
        fetches: the tensors whose values are wanted.
    """

    def __init__(
        self, block: Block, owner: Operation, outer: Plan, given: list[Tensor], fetches: list[Tensor]
    ) -> None:
        self.block = block
        captured = [tensor for tensor in block.captures() if not _from_variable(tensor, outer)]
        captured += [tensor for tensor in outer.feeds if tensor.op.type == "Const" and tensor not in captured]
        self.sources = [outer.slot(tensor, owner) for tensor in captured]
        varying = [*block.arguments, *given]
        homes = [home(outer, tensor) for tensor in varying]
        if outer.places is not None:
            homes += [outer.places.homes.get(slot) for slot in self.sources]
        self.plan = Plan(
            fetches,
            [*varying, *captured],
            outer.store,
            outer.keep_values,
            placer=outer.placer,
            share_slots=outer.share_slots,
            feed_homes=homes if outer.places is not None else (),
            fetch_homes=[home(outer, tensor) for tensor in fetches] if outer.places is not None else (),
        )
        self.first = len(varying)
        self._carefully = outer.keep_values

    def prepared(self, values: list[Any], deadline: Any) -> list[Any]:
        """The slots as they are at the beginning of every visit of one run."""
        plan = self.plan
        base = plan.template.copy()
        base[self.first : self.first + len(self.sources)] = [values[slot] for slot in self.sources]
        if plan.deadline_slot is not None:
            base[plan.deadline_slot] = deadline
        return base

    def visit(
        self, base: list[Any], given: list[Any], number: int, deadline: Any, visits: list[Visit] | None
    ) -> list[Any]:
        """Run the block once; returns all its values, by slot."""
        plan = self.plan
        values = base.copy()
        values[: self.first] = given
        for slot, cell in plan.loads:
            if cell.value is None and cell in plan.required:
                refuse_uninitialized(cell.operation, plan.required[cell])
            values[slot] = cell.value
        if plan.unfed:
            refuse_unfed(plan.unfed[0])
        if visits is not None:
            times: list[int] = []
            visits.append(Visit(self.block, number, plan, values, times))
            if len(visits) > FIRST_VISITS + LAST_VISITS:
                del visits[FIRST_VISITS]
            (run_patiently if plan.patient else run_plan_carefully)(plan, values, times, deadline)
        elif plan.patient:
            run_patiently(plan, values, None, deadline)
        elif deadline is not None:
            run_plan_carefully(plan, values, None, deadline)
        else:
            run_plan(plan, values)
        return values

    def fetched(self, values: list[Any]) -> list[Any]:
        """What the block returns, out of all its values."""
        return [values[slot] for slot in self.plan.fetch_slots]  # type: ignore[index]  # only tensors are fetched

    def moved(self, store: Any, moved_plan: Any) -> "BlockRunner":
        """The same for another session's store, for a replay."""
        other = object.__new__(BlockRunner)
        other.__dict__.update(self.__dict__, plan=moved_plan(self.plan, store))
        return other


class Call:
    """What the step of an operation with blocks calls. The three kinds are in `calls.py`.

    Args:
        operation: the operation.
        plan: the plan around it, to which slots for the outputs are added here.
        runners: for each block its runner.

    Attributes:
        out: the slot of the first output. `slots`: all that are read or filled.
        streams: the random streams used inside.
    """

    def __init__(self, operation: Operation, plan: Plan, runners: list[BlockRunner]) -> None:
        self.operation = operation
        self.runners = runners
        self.forgiving = operation in plan.extra
        self.slots = {slot for runner in runners for slot in runner.sources}
        self.streams = [stream for runner in runners for stream in runner.plan.streams]
        plan.streams += self.streams
        if plan.keep_values:
            plan.inputs_of[operation] = tuple(
                _slot_seen(tensor, operation, plan) for tensor in operation.inputs
            )
            plan.visits_slot[operation] = plan.new_slot()
        if plan.deadline_slot is None:
            plan.deadline_slot = plan.new_slot()
        self.visits_slot = plan.visits_slot.get(operation)
        self.deadline_slot = plan.deadline_slot
        self.outs = [plan.new_slot(home=home(plan, output)) for output in operation.outputs]
        self.out = self.outs[0] if self.outs else plan.new_slot()
        plan.slot_of.update(
            (output, slot)
            for output, slot in zip(operation.outputs, self.outs, strict=True)
            if output not in plan.fed
        )
        self.slots.update(self.outs, [self.out, self.deadline_slot])
        self._note_variables(plan)

    def _note_variables(self, plan: Plan) -> None:
        """Tell the plan around it which variables are read and written inside."""
        self.targets = []
        for cell in dict.fromkeys(cell for runner in self.runners for cell in runner.plan.cells):
            plan.looked_at[cell] = None
        for cell in dict.fromkeys(cell for runner in self.runners for cell in runner.plan.written):
            slot = plan.new_slot(home=None if plan.places is None else plan.places.device(cell.operation))
            plan.current[cell.operation] = slot
            self.targets.append((cell, slot))
            self.slots.add(slot)
            if cell not in plan.written:
                plan.written.append(cell)
        if self.targets:
            plan.writes_of[self.operation] = self.targets

    def take(self, tensor: Tensor, plan: Plan, device: Device | None) -> int:
        """The slot with an input's value, on a device (None: the host)."""
        slot = plan.slot(tensor, self.operation)
        if plan.places is not None:
            slot = plan.places.here(tensor, slot, device)
        self.slots.add(slot)
        return slot

    def __call__(self, values: list[Any]) -> None:
        visits: list[Visit] | None = None
        if self.visits_slot is not None:
            visits = values[self.visits_slot] = []
        try:
            self.run(values, values[self.deadline_slot], visits)
        except Exception:
            if not self.forgiving:
                raise
        finally:
            for cell, slot in self.targets:
                values[slot] = cell.value

    def run(self, values: list[Any], deadline: Any, visits: list[Visit] | None) -> None:
        """Run the blocks, and put the results into `values`."""
        raise NotImplementedError

    def check_time(self, deadline: Any, number: int) -> None:
        """Raise DeadlineExceededError when the run's time is over."""
        if deadline is not None and perf_counter() > deadline.at:
            raise late(self.operation, number, number + 1, deadline)

    def moved(self, store: Any, moved_plan: Any) -> "Call":
        """The same for another session's store, for a replay."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.runners = [runner.moved(store, moved_plan) for runner in self.runners]
        other.streams = [stream for runner in other.runners for stream in runner.plan.streams]
        other.targets = [(store.cell(cell.operation), slot) for cell, slot in self.targets]
        return other


# --- where values live and come from ----------------------------------------------------------------------


def home(plan: Plan, tensor: Tensor) -> Device | None:
    """Where a block hands a value over: with its node if that computes on a GPU, else on the host (None)."""
    operation = tensor.op
    record = operation.record
    floating = tensor.dtype.is_floating or tensor.dtype.is_complex
    if plan.places is None or not floating or record.needs_stream or record.host_result:
        return None
    return plan.places.device(operation)


def wanted_outputs(plan: Plan) -> set[Tensor]:
    """The tensors that something in a plan reads, or that are fetched: what else was to be saved, is not."""
    found = getattr(plan, "read_tensors", None)
    if found is None:
        found = {tensor for operation in plan.order for tensor in operation.inputs}
        found.update(fetch for fetch in plan.fetches if isinstance(fetch, Tensor))
        plan.read_tensors = found  # type: ignore[attr-defined]
    return found


def _from_variable(tensor: Tensor, plan: Plan) -> bool:
    """Whether a captured tensor is a variable, or a plain read of one, that nobody fed."""
    if tensor in plan.fed:
        return False
    if tensor.dtype._is_ref_dtype:
        return tensor.op.record.kind == "variable"  # what `tf.assign` hands on has been computed outside
    if is_view(tensor.op):
        return _from_variable(tensor.op.inputs[0], plan)
    return False


def _slot_seen(tensor: Tensor, operation: Operation, plan: Plan) -> int | None:
    """The slot of an input for a record; a variable that is only written inside may have none yet."""
    if tensor.dtype._is_ref_dtype and _from_variable(tensor, plan):
        return plan.current.get(variable_of(tensor))
    return plan.slot(tensor, operation)
