"""The placer: which device each node runs on, and why.

A whole graph is placed when a session first runs it: also a node that no run ever needs must have a place. A node
gets the device that it asks for, otherwise the best one that has a kernel for it, GPUs before CPUs. Nodes that have
to share a device are placed as one (`colocation.py`). A wish that cannot be satisfied is an error, unless
`ConfigProto(allow_soft_placement=True)` lets it give way.

The rules are those of TensorFlow 1.15, `tensorflow/core/common_runtime/placer.cc`. One differs: what a session has
placed stays there when the graph grows.

Read next: `placement.py` (the answer), `colocation.py`, then `tensorlab/run/plan.py`, which inserts a copy where a
value is needed on another device.
"""

import sys
import threading
from collections.abc import Iterable, Sequence

from tensorlab.devices.colocation import (
    Colocation,
    Group,
    Types,
    Wish,
    account,
    compatible,
    grants,
    parsed,
    wanted,
)
from tensorlab.devices.device import Device
from tensorlab.devices.device_lib import DeviceAttributes, physical_description
from tensorlab.devices.found import why_no_gpu
from tensorlab.devices.placement import Placement
from tensorlab.devices.reasons import Reasons
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.graph import Graph
from tensorlab.graph.operation import Operation, located_at

__all__ = ["DeviceAttributes", "Placement", "Placer"]

METADATA = frozenset(["Rank", "Shape", "Size"])
"""Ops that only measure their input: they stand where it is, so that it need not be copied."""


class Placer:
    """Decides for one session where each node runs.

    Args:
        devices: the session's devices, CPUs first.
        soft: whether a node may be moved when what it asks for cannot be had.
        log: whether to write every decision to the standard error stream, as TensorFlow does.
        pruned: place only what runs need, not the whole graph (`graph_options.place_pruned_graph`).

    Attributes:
        devices: the session's devices, CPUs first.
        placements: what was decided so far.
        only_host: whether all there is is one device on the host, so that no plan needs to think about devices.

    >>> import tensorlab as tf
    >>> from tensorlab.devices.cpu import NumpyCpu
    >>> with tf.Graph().as_default(), tf.device("/gpu:0"):
    ...     three = tf.add(1.0, 2.0)
    >>> placer = Placer([NumpyCpu()], soft=True)
    >>> placer.place([three.op])
    >>> placer.device_of(three.op).short, placer.placements[three.op].reason
    ('CPU:0', 'AddV2 asked for GPU:0; moved to CPU:0: no GPU here')
    """

    def __init__(
        self, devices: Sequence[Device], soft: bool = False, log: bool = False, pruned: bool = False
    ) -> None:
        self.devices = tuple(devices)
        self.placements: dict[Operation, Placement] = {}
        self.only_host = len(self.devices) == 1 and self.devices[0].on_host
        self._soft = soft
        self._log = log
        self._pruned = pruned
        self._by_name = {device.name: device for device in self.devices}
        # The best first, and of each type one that answers for all of it.
        self._best_first = sorted(self.devices, key=lambda device: (device.type == "CPU", device.number))
        self._types: dict[str, Device] = {}
        for device in self._best_first:
            self._types.setdefault(device.type, device)
        self._all_types = tuple(self._types)
        self._colocation = Colocation(self._types_of, self._placed, soft, self._write)
        self._reasons = Reasons(self._best_first)
        self._candidates_of: dict[tuple[Wish, Wish, Types], list[Device]] = {}
        self._seen: dict[Graph, int] = {}  # how many operations of a graph were looked at
        self._lock = threading.Lock()  # several threads may run new fetches at the same time
        if log:
            gpus = [f"{d.name} -> {physical_description(d)}" for d in self.devices if d.type != "CPU"]
            self._write(
                "\n".join(["Device mapping:", *gpus]) if gpus else "Device mapping: no known devices."
            )

    def device_of(self, operation: Operation) -> Device:
        """Where a node runs; it must have been placed."""
        return self._by_name[self.placements[operation].device]

    def place(self, operations: Iterable[Operation]) -> None:
        """Place these operations, with everything else in their graph that has no place yet.

        Raises:
            InvalidArgumentError: when no device can satisfy what a node asks for.
        """
        with self._lock:
            if self._pruned:
                new = [operation for operation in operations if operation not in self.placements]
                self._place(new, new[0].graph.overruled if new else {})
                return
            for graph in dict.fromkeys(operation.graph for operation in operations):
                count = len(graph.operations)
                new = graph.operations[self._seen.get(graph, 0) : count]
                if new:
                    self._place(new, graph.overruled)
                    self._seen[graph] = count

    # --- the whole graph ----------------------------------------------------------------------------------

    def _place(self, new: list[Operation], overruled: dict[Operation, str]) -> None:
        if self.only_host and not self._log and not overruled and self._all_granted(new):
            return
        self._colocation.tie(new)
        generators: dict[Operation, list[Operation]] = {o: [] for o in new if _is_generator(o)}
        _note_readers(new, generators)
        decided: dict[Operation, Placement] = {}
        # What makes values out of nothing comes last: it can stand where its readers are.
        for operation in (*(other for other in new if other not in generators), *generators):
            group = self._colocation.group(operation)
            device, beside = self._choice(operation, group, decided, generators.get(operation))
            group.settle(device)
            asked = overruled.get(operation) or operation.device
            decided[operation] = self._reasons.placement(operation, device, group, asked, beside)
        self.placements.update(decided)
        if self._log:
            for operation, placement in decided.items():
                self._write(f"{operation.name}: ({operation.type}): {placement.device}")
                if placement.moved:
                    self._write(f"  {placement.reason}")

    def _all_granted(self, new: list[Operation]) -> bool:
        """Place nodes on the only device there is, if that is what all of them ask for."""
        only = self.devices[0]
        granted = {"": Placement(only.name, "", "default", {})}
        decided = {}
        for operation in new:
            placement = granted.get(operation.device)
            if placement is None:
                if not grants(only.name, wanted(operation)):
                    return False
                placement = Placement(only.name, operation.device, "requested", {})
                granted[operation.device] = placement
            devices = operation.record.devices
            if devices is not None and only.type not in devices:
                return False
            decided[operation] = placement
        self.placements.update(decided)
        return True

    def _choice(
        self,
        operation: Operation,
        group: Group,
        decided: dict[Operation, Placement],
        readers: list[Operation] | None,
    ) -> tuple[Device, Operation | None]:
        """The device of a node and, where that is not simply the best one, the node that it stands with."""
        if group.device is not None:
            if group.device.type not in group.types:
                raise self._late(operation, group)
            return group.device, None
        candidates = self._candidates(operation, group)
        company = readers or []
        if operation.type in METADATA:
            company = [operation.inputs[0].op]
        places = {(decided.get(other) or self.placements.get(other) or NOWHERE).device for other in company}
        there = self._by_name.get(places.pop()) if len(places) == 1 else None
        if there is None or there is candidates[0] or there not in candidates:
            return candidates[0], None
        return there, company[0]

    def _placed(self, operation: Operation) -> Device | None:
        """Where a node was placed earlier."""
        placement = self.placements.get(operation)
        return None if placement is None else self._by_name[placement.device]

    # --- one node, or one group of nodes --------------------------------------------------------------------

    def _types_of(self, operation: Operation) -> Types:
        """The device types that have a kernel for a node, the best first."""
        refusals = [device.refuses(operation) for device in self._types.values()]
        if not any(refusals):
            return self._all_types
        types = tuple(type for type, refusal in zip(self._types, refusals, strict=True) if not refusal)
        if not types:
            why = "; ".join(refusals)
            message = (
                f"No OpKernel was registered to support Op '{operation.type}' used by node {operation.name}: {why}. "
                f"Registered devices: [{', '.join(sorted(self._types))}]."
            )
            raise InvalidArgumentError(None, operation, located_at(operation, message))
        return types

    def _candidates(self, operation: Operation, group: Group) -> list[Device]:
        """The devices that satisfy a group, the best first; never empty."""
        key = (group.asked, group.reference, group.types)
        found = self._candidates_of.get(key)
        if found is None:
            found = self._candidates_of[key] = self._search(group)
        if not found:
            raise self._refusal(operation, group)
        return found

    def _search(self, group: Group) -> list[Device]:
        asked, reference = group.asked, group.reference
        wishes = [asked]
        if self._soft:
            # First what the variables among them ask for is kept; only when that cannot be is it given up as well.
            kept_type = None if reference.device_type is None else asked.device_type
            kept_index = None if reference.device_index is None else asked.device_index
            wishes.append(asked._replace(device_type=kept_type, device_index=kept_index))
            wishes.append(asked._replace(device_type=None, device_index=None))
        for wish in wishes:
            found = [d for d in self._best_first if d.type in group.types and grants(d.name, wish)]
            if found:
                return found
        return []

    # --- refusals -----------------------------------------------------------------------------------------

    def _refusal(self, operation: Operation, group: Group) -> InvalidArgumentError:
        """Why no device can satisfy a group, said of the first of its nodes that asks for what cannot be had."""
        if wanted(operation) != group.asked:
            asking = [member for member in group.members if wanted(member) == group.asked]
            operation = min(asking, key=lambda member: member.index, default=operation)
        names = ", ".join(sorted(self._by_name))
        wish = wanted(operation)
        there = [device for device in self.devices if grants(device.name, wish)]
        specification = f"Could not satisfy explicit device specification '{operation.device}'"
        if wish != group.asked:
            message = (
                f"{specification} because the node {operation.name} was colocated with a group of nodes that required "
                f"incompatible device '{group.asked}'. All available devices [{names}].{account(group)}"
            )
        elif not there:
            message = (
                f"node {operation.name} was explicitly assigned to {operation.device} but available devices are "
                f"[ {names} ]. Make sure the device specification refers to a valid device."
            )
        else:
            refusals = (there[0].refuses(member) for member in group.members)
            why = next(filter(None, refusals), "")
            message = (
                f"{specification} because no supported kernel for {there[0].type} devices is available: "
                f"{why}.{account(group)}"
            )
        message = f"Cannot assign a device for operation {operation.name}: {message}"
        advice = self._advice(group.asked, there)
        return InvalidArgumentError(None, operation, located_at(operation, message, advice=advice))

    def _advice(self, wish: Wish, there: list[Device]) -> str:
        """The way out of a refusal."""
        host = parsed(self.devices[0].name)
        if not compatible(wish._replace(device_type=None, device_index=None), host):
            return "Leave job, replica and task out: this session knows one computer only, its own."
        advice = "tf.ConfigProto(allow_soft_placement=True) lets such nodes run on the CPU."
        if there or wish.device_type != "GPU" or "GPU" in self._types:
            return advice
        return f"{advice} lab.simulate_gpu() gives a computer without a GPU a simulated one. {why_no_gpu()}".rstrip()

    def _late(self, operation: Operation, group: Group) -> InvalidArgumentError:
        """A node was added to a group that an earlier run has placed where the new node cannot run."""
        assert group.device is not None
        message = (
            f"Cannot assign a device for operation {operation.name}: it has to stand with {group.partner.name}, which "
            f"an earlier run of this session placed on {group.device.short}: {group.device.refuses(operation)}."
        )
        advice = "Build the whole graph before the first run, or make a new tf.Session after adding to it."
        return InvalidArgumentError(None, operation, located_at(operation, message, advice=advice))

    def _write(self, text: str) -> None:
        if self._log:
            print(text, file=sys.stderr)


NOWHERE = Placement("", "", "", {})


def _is_generator(operation: Operation) -> bool:
    """Whether a node makes one value out of nothing: a constant, a placeholder."""
    outputs = operation.outputs
    return not operation.inputs and len(outputs) == 1 and not outputs[0].dtype._is_ref_dtype


def _note_readers(new: list[Operation], generators: dict[Operation, list[Operation]]) -> None:
    """Write down for every generator which nodes read its value or wait for it."""
    for operation, readers in generators.items():
        readers += operation.outputs[0]._consumers
    for operation in new:
        for other in operation.control_inputs:
            if other in generators:
                generators[other].append(operation)
