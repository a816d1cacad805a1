"""Plan: what one kind of `Session.run` call does, as a straight-line program.

A plan is made once for every pair (fetches, fed tensors) and then used again: the nodes that the fetches need,
in one fixed legal order, with every value in a numbered slot. Reads of variables are settled here: as the
order is fixed, it is known which write each reader sees, so a read costs nothing at run time.

Read next: `order.py` (which nodes, in which order), `bind.py` (a node's kernel made ready to call), `calls.py`
(kernels that do more), `slots.py` (how a plan lets go of values), `loop.py` (the loops that run a plan).
"""

from collections.abc import Iterable
from typing import Any

from tensorlab.devices.copies import Copy
from tensorlab.devices.device import Device
from tensorlab.devices.placer import Placer
from tensorlab.devices.places import Places
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.run.bind import bound_kernel, host_inputs
from tensorlab.run.calls import finished, forgiving, reading_call, writing_call
from tensorlab.run.journal import journal
from tensorlab.run.order import in_order, needed_operations, with_extra
from tensorlab.run.resources import Shelf
from tensorlab.run.slots import MANY, ONE, SEVERAL_OUTPUTS, TWO, WRITE, Step, with_shared_slots
from tensorlab.run.store import Cell, Store


class Plan:
    """A straight-line program for one set of fetches and feeds.

    Args:
        fetches: tensors and operations to compute.
        feeds: tensors whose values are given.
        store: the session's variables and random streams.
        keep_values: give every value a slot of its own, so that a recorder finds all of them afterwards.
        early: tensors to compute as well, as soon as their inputs are there (the loss, for the trace). They
            change neither the order of the rest nor, if they cannot be computed, its result.
        placer: says which device each node runs on; None, or one with a single device on the host: all on that.
        share_slots: use a slot again when its value is dead; not where several threads run the steps.
        feed_homes, fetch_homes: of the plan of a block: on which devices its values come and go.

    Attributes:
        order: the operations that run, in order; constants and reads of variables stand in it too.
        steps: one tuple for every kernel call (see `Step`).
        template: the slots' initial contents: constants; everything else is None.
        feed_slots, fetch_slots: where feeds go and fetches come from (None for an operation).
        loads: pairs (slot, cell): variables to read before the first step.
        cells: every variable the plan touches. `written`: those it writes.
        extra: the operations of `order` that only `early` needs.
        required: variables that must be initialised before the run, with the operation that reads them.
        unfed: placeholders that are needed but not fed.
        slot_of: where each tensor's value stands at the end of the run (with `keep_values`).
        inputs_of: for every operation of `order`, the slots its inputs had when it ran (with `keep_values`).
        places: on which device each value lives; None when all there is is one device on the host.
        patient: whether a step may have to wait, so that others run before it (`tensorlab/scheduling/`).
        visits_slot: for every operation with blocks where a list of what ran inside stands (with `keep_values`).
        deadline_slot: where such operations find the `Deadline` of the run; None when there are none.
    """

    def __init__(
        self,
        fetches: Iterable[Tensor | Operation],
        feeds: Iterable[Tensor],
        store: Store,
        keep_values: bool = False,
        early: Iterable[Tensor] = (),
        placer: Placer | None = None,
        share_slots: bool = True,
        feed_homes: Iterable[Device | None] = (),
        fetch_homes: Iterable[Device | None] = (),
    ) -> None:
        self.fetches = tuple(fetches)
        self.feeds = tuple(feeds)
        self.early = tuple(early)
        self.store = store
        self.keep_values, self.placer, self.share_slots = keep_values, placer, share_slots
        self.fed = frozenset(self.feeds)
        needed = needed_operations(self.fetches, self.fed)
        self.extra = needed_operations(self.early, self.fed) - needed
        self.order = with_extra(in_order(needed, self.fed), self.extra, self.fed)
        self.patient = any(operation.record.waits for operation in self.order)

        self.template: list[Any] = []
        self.steps: list[Step] = []
        self.loads: list[tuple[int, Cell]] = []
        self.written: list[Cell] = []
        self.streams: list[Any] = []
        self.required: dict[Cell, Operation] = {}
        self.unfed: list[Operation] = []
        self.slot_of: dict[Tensor, int] = {}
        self.inputs_of: dict[Operation, tuple[int | None, ...]] = {}
        self.writes_of: dict[Operation, list[tuple[Cell, int]]] = {}
        self.places: Places | None = None
        self.visits_slot: dict[Operation, int] = {}
        self.deadline_slot: int | None = None
        if placer is not None:
            placer.place(self.order)
            if not placer.only_host:
                self.places = Places(placer, self.template, self._add_copy)
        self.current: dict[Operation, int] = {}  # for every variable the slot of its newest version
        self.looked_at: dict[Cell, None] = {}  # variables whose cell an op looks at itself
        homes = list(feed_homes) or [None] * len(self.feeds)
        self.feed_slots = [self.new_slot(home=home) for home in homes]
        self.slot_of.update(zip(self.feeds, self.feed_slots, strict=True))
        for operation in self.order:
            self._add(operation)
        self.fetch_slots = [
            self.slot(fetch, fetch.op) if isinstance(fetch, Tensor) else None for fetch in self.fetches
        ]
        if self.places is not None:
            homes = list(fetch_homes) or [None] * len(self.fetches)
            self.fetch_slots = [
                slot if slot is None else self.places.here(fetch, slot, home)  # type: ignore[arg-type]
                for fetch, slot, home in zip(self.fetches, self.fetch_slots, homes, strict=True)
            ]
        self.cells = list(
            dict.fromkeys((*[cell for _, cell in self.loads], *self.required, *self.written, *self.looked_at))
        )
        if share_slots and not keep_values and not self.patient:
            pinned = [slot for slot in self.fetch_slots if slot is not None]
            self.steps = with_shared_slots(self.steps, self.template, pinned)

    # --- one operation ------------------------------------------------------------------------------------

    def new_slot(self, content: Any = None, home: Device | None = None) -> int:
        """A slot more, with what it holds at first, and the device it is on."""
        self.template.append(content)
        if home is not None and self.places is not None:
            self.places.homes[len(self.template) - 1] = home
        return len(self.template) - 1

    def _add(self, operation: Operation) -> None:
        """Add the step for an operation, if it needs one."""
        record = operation.record
        if operation.type == "Const":
            if operation.outputs[0] not in self.fed:
                self.slot_of[operation.outputs[0]] = self.new_slot(operation.attributes["value"])
            return
        if record.kind == "variable" or operation.type == "NoOp" or is_view(operation):
            return
        if operation.type == "Placeholder":
            if operation.outputs[0] in self.fed:
                return  # only waited for
            self.unfed.append(operation)
        if record.inside_rule is not None:
            call = record.inside_rule(operation, self)
            self.steps.append((WRITE, call, None, None, call.out, operation))
            return
        given: Any = None
        if record.needs_stream:
            given = self.store.stream(operation)
            self.streams.append(given)
        elif record.needs_shelf:
            given = Shelf(self.store, operation)
        device = self._device(operation)
        kernel, used = bound_kernel(operation, self.fed, given, device.type if device else "CPU")
        if record.outside and self.keep_values:
            kernel = journal.kernel(kernel, operation)
        if device is not None:
            kernel = device.prepared(kernel, operation)
            if self.keep_values and not device.simulated:
                kernel = finished(kernel, device)  # or the clock would tell how long it took to start it
        if operation in self.extra:
            kernel = forgiving(kernel, None if record.outputs == 1 else len(operation.outputs))
        if record.writes:
            self._add_write(operation, kernel, used, device)
            return
        if any(p.role == "ref" for p in record.inputs):
            self._add_reader(operation, kernel, used, device)
            return
        slots = tuple(self.seen(tensor, operation, device) for tensor in used)
        if self.keep_values:
            self.inputs_of[operation] = tuple(self.slot(tensor, operation) for tensor in operation.inputs)
        if record.outputs != 1:
            first = len(self.template)
            for output in operation.outputs:
                slot = self.new_slot(home=device)
                if output not in self.fed:
                    self.slot_of[output] = slot
            self.steps.append((SEVERAL_OUTPUTS, kernel, slots, len(self.template), first, operation))
            return
        out = self.new_slot(home=device)
        if operation.outputs[0] not in self.fed:
            self.slot_of[operation.outputs[0]] = out
        if len(slots) == 1:
            self.steps.append((ONE, kernel, slots[0], None, out, operation))
        elif len(slots) == 2:
            self.steps.append((TWO, kernel, slots[0], slots[1], out, operation))
        else:
            self.steps.append((MANY, kernel, slots, None, out, operation))

    def slot(self, tensor: Tensor, reader: Operation) -> int:
        """The slot with the value that `reader` sees; for a variable that of its newest version so far."""
        slot = self.slot_of.get(tensor)
        if slot is not None and (tensor in self.fed or not tensor.dtype._is_ref_dtype):
            return slot
        if tensor.dtype._is_ref_dtype:
            variable = variable_of(tensor)
            if variable.outputs[0] in self.slot_of and variable.outputs[0] in self.fed:
                return self.slot_of[variable.outputs[0]]
            return self._variable_slot(variable, reader)
        if is_view(tensor.op):
            return self.slot(tensor.op.inputs[0], reader)
        raise KeyError(tensor.name)

    def _variable_slot(self, variable: Operation, reader: Operation) -> int:
        self.require(variable, reader)
        slot = self.current.get(variable)
        if slot is None:
            slot = self.current[variable] = self.new_slot(home=self._home(variable))
            self.loads.append((slot, self.store.cell(variable)))
        return slot

    def require(self, variable: Operation, reader: Operation) -> None:
        """Note that a variable must have a value when the run begins, unless this run writes it first."""
        cell = self.store.cell(variable)
        if cell not in self.written and reader not in self.extra:
            self.required.setdefault(cell, reader)

    def slot_at_end(self, tensor: Tensor) -> int | None:
        """Where a tensor's value stands after a run (with `keep_values`); None when it is not computed."""
        slot = self.slot_of.get(tensor)
        if slot is not None or not (tensor.dtype._is_ref_dtype or is_view(tensor.op)):
            return slot
        variable = variable_of(tensor)
        return self.slot_of.get(variable.outputs[0], self.current.get(variable))

    # --- devices; None stands for the host ----------------------------------------------------------------

    def _device(self, operation: Operation) -> Device | None:
        """Where a node's kernel runs."""
        if self.places is None:
            return None
        return self.places.of_kernel(operation, (self.slot(t, operation) for t in operation.inputs))

    def _home(self, variable: Operation) -> Device | None:
        """Where a variable's value lives."""
        return None if self.places is None else self.places.device(variable)

    def seen(self, tensor: Tensor, reader: Operation, device: Device | None) -> int:
        """The slot with the value that `reader` sees, on its own device."""
        slot = self.slot(tensor, reader)
        if self.places is None or reader.record.host_result:
            return slot
        return self.places.here(tensor, slot, None if tensor in host_inputs(reader) else device)

    def _add_copy(self, copy: Copy, slot: int, there: int) -> None:
        kernel = forgiving(copy.kernel(), None) if copy.tensor.op in self.extra else copy.kernel()
        self.steps.append((ONE, kernel, slot, None, there, copy))  # type: ignore[arg-type]

    # --- variables ----------------------------------------------------------------------------------------

    def _ref_sources(
        self, operation: Operation, used: list[Tensor], device: Device | None
    ) -> list[tuple[Cell | None, int]]:
        """For every kernel argument: the cell it is read from at that very moment, or None and its slot."""
        sources: list[tuple[Cell | None, int]] = []
        references = {
            argument
            for argument, parameter in zip(operation.arguments(), operation.record.inputs, strict=True)
            if parameter.role == "ref"
        }
        for tensor in used:
            if tensor in references:
                variable = variable_of(tensor)
                cell = self.store.cell(variable)
                self.looked_at[cell] = None
                if operation.record.needs_value:
                    self.require(variable, operation)
                sources.append((cell, -1))
            else:
                sources.append((None, self.seen(tensor, operation, device)))
        return sources

    def _add_reader(
        self, operation: Operation, kernel: Any, used: list[Tensor], device: Device | None
    ) -> None:
        sources = self._ref_sources(operation, used, device)
        self._note_inputs(operation)
        out = self.new_slot(home=device)
        if operation.outputs[0] not in self.fed:
            self.slot_of[operation.outputs[0]] = out
        call = reading_call(kernel, sources, out)
        self.steps.append((WRITE, call, None, None, out, operation))

    def _add_write(
        self, operation: Operation, kernel: Any, used: list[Tensor], device: Device | None
    ) -> None:
        sources = self._ref_sources(operation, used, device)
        self._note_inputs(operation)
        targets = []
        for position in operation.record.writes_positions:
            variable = variable_of(operation.arguments()[position])
            cell = self.store.cell(variable)
            slot = self.current[variable] = self.new_slot(home=self._home(variable))
            targets.append((cell, slot))
            if cell not in self.written:
                self.written.append(cell)
        self.writes_of[operation] = targets
        call = writing_call(kernel, sources, targets, self.store.lock)
        self.steps.append((WRITE, call, None, None, targets[0][1], operation))

    def _note_inputs(self, operation: Operation) -> None:
        """Remember which version of a variable an operation saw, for the recorder."""
        if self.keep_values:
            seen: list[int | None] = []
            for tensor in operation.inputs:
                if tensor.dtype._is_ref_dtype and not operation.record.needs_value:
                    seen.append(self.current.get(variable_of(tensor)))
                else:
                    seen.append(self.slot(tensor, operation))
            self.inputs_of[operation] = tuple(seen)


def is_view(operation: Operation) -> bool:
    """Whether this is the read of a variable that nothing pins to a moment: `v/read`."""
    return (
        operation.type == "Identity"
        and operation.inputs[0].dtype._is_ref_dtype
        and not operation.control_inputs
    )


def variable_of(tensor: Tensor) -> Operation:
    """The variable that a reference stands for: `tf.assign(v, 1.)` gives a reference to v again."""
    operation = tensor.op
    while operation.record.kind != "variable":
        record = operation.record
        operation = operation.inputs[record.writes_positions[0] if record.writes else 0].op
    return operation
