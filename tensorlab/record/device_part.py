"""The devices of a bundle: what they are, why each node runs where it does, and what the runs cost on each.

Times on a simulated device are modelled from the shapes of a run, and every figure says so by its device. All
others are the clock's. The clock is not read in every run: a run that has no readings of its own is given those
of the last run like it, and the bundle says of which.

Read next: `device_story.py` (copies as steps), `bundle.schema.json` (devices, placement, schedule, totals).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tensorlab.devices.copies import Copy
from tensorlab.devices.device import HOST, Device
from tensorlab.devices.placement import short_name
from tensorlab.graph.operation import Operation
from tensorlab.record.device_words import description_of, reason_of
from tensorlab.record.recorder import RecordedRun
from tensorlab.run.plan import Plan

NANOSECONDS = 1e9


class Span(NamedTuple):
    """What one step of a plan costs, and where.

    Attributes:
        device: where a kernel runs; of a copy the device with a memory of its own.
        operation: the operation, or the copy.
        nanoseconds: NaN where nobody looked at the clock.
        modelled: whether the time is worked out from figures, and not the clock's.
        bytes: how many bytes a copy moves; 0 for a kernel.
    """

    device: Device
    operation: Any
    nanoseconds: float
    modelled: bool
    bytes: int


class DevicePart:
    """What a bundle says about devices.

    Args:
        runs: the recorded runs. Runs may be added while this is in use.
    """

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        self._runs = runs
        self._numbers: dict[tuple[str, str], int] = {}
        self._devices: list[Device] = []

    @property
    def devices(self) -> list[Device]:
        """The devices of all sessions that ran, CPUs first; those that several sessions share, once."""
        for session in dict.fromkeys(run.session for run in self._runs):
            for device in session._placer.devices:
                key = device.short, device.description
                if key not in self._numbers:
                    self._numbers[key] = len(self._devices)
                    self._devices.append(device)
        return self._devices

    def number(self, device: Device) -> int:
        """The number of a device in the bundle."""
        key = device.short, device.description
        if key not in self._numbers:
            assert self.devices  # looking at them numbers them
        return self._numbers[key]

    def to_json(self) -> list[dict[str, Any]]:
        """The devices as they stand in a bundle."""
        return [
            {
                "name": device.short,
                "type": device.type,
                "description": description_of(device),
                "simulated": device.simulated,
                "memory": dict(zip(("in_use", "peak", "limit"), _figures(device), strict=True)),
            }
            for device in self.devices
        ]

    # --- where nodes run ----------------------------------------------------------------------------------

    def placement(self, operation: Operation) -> dict[str, Any]:
        """The fields of a node about its device: where it runs, and why, if there is something to say."""
        for run in self._runs:
            placement = run.session._placer.placements.get(operation)
            if placement is not None:
                break
        else:
            return {"device": operation.device.replace(HOST, "")}
        fields: dict[str, Any] = {"device": placement.device.replace(HOST, "")}
        if placement.requested or placement.kind != "default" or not run.session._placer.only_host:
            fields["placement"] = {
                "requested": short_name(placement.requested) if placement.requested else "",
                "kind": placement.kind,
                "moved": placement.moved,
            }
            if placement.kind not in ("default", "requested"):
                fields["placement"]["reason"] = reason_of(placement, operation.type)
        return fields

    # --- what a run costs ---------------------------------------------------------------------------------

    def has_lanes(self, plan: Plan) -> bool:
        """Whether there is anything to say about where the steps of a plan run."""
        return plan.places is not None

    def schedule(self, plan: Plan, steps: Sequence[dict[str, Any]], node_number: Any) -> list[dict[str, Any]]:
        """What a plan does, in order: kernels and copies, each with its device and the step that tells it."""
        told: dict[Any, int] = {}
        for number, step in enumerate(steps):
            told.setdefault(step["node"], number)
        written = []
        for plan_step in plan.steps:
            operation = plan_step[5]
            entry: dict[str, Any] = {
                "device": self.number(device_of_step(plan, plan_step)),
                "node": node_number.get(operation),
                "step": _step_of(operation, told),
            }
            if isinstance(operation, Copy):
                entry["copy"] = [self.number(operation.source), self.number(operation.target)]
                entry["tensor"] = operation.tensor.name
            written.append(entry)
        return written

    def spans(self, run: RecordedRun, values: Sequence[Any]) -> list[Span]:
        """What each step of a run cost; `values` are the run's, by slot."""
        plan, placer = run.plan, run.session._placer
        clock = self.clock(run)
        times = clock.times if clock is not None and clock.times else []
        found = []
        for number, step in enumerate(plan.steps):
            operation: Any = step[5]
            device = device_of_step(plan, step, placer)
            measured = float(times[number + 1] - times[number]) if number + 1 < len(times) else float("nan")
            size = 0
            if isinstance(operation, Copy):
                size = int(getattr(values[step[2]], "nbytes", 0))  # type: ignore[index]
                modelled = operation.seconds(size)
            elif device.simulated:
                modelled = _modelled(device, operation, plan, values)
            else:
                modelled = None
            if modelled is not None and values[step[4]] is None:
                modelled = float("nan")  # the run did not come to it
            spent = measured if modelled is None else modelled * NANOSECONDS
            found.append(Span(device, operation, spent, modelled is not None, size))
        return found

    def clock(self, run: RecordedRun) -> RecordedRun | None:
        """The run whose clock readings tell about a run: itself, or the last one before it that ran the same."""
        if run.times or run.error is not None:
            return run
        place = min(run.number, len(self._runs)) - 1
        for earlier in reversed(self._runs[: place + 1]):
            if earlier.plan is run.plan and earlier.times and earlier.error is None:
                return earlier
        return None

    def fields(self, run: RecordedRun, values: Sequence[Any]) -> tuple[dict[str, Any], list[Span]]:
        """What a bundle says of a run: totals for each device; and the spans that they were added up from."""
        spans = self.spans(run, values)
        clock = self.clock(run)
        fields: dict[str, Any] = {"totals": self.totals(spans)}
        if clock is not None and clock is not run:
            fields["clock"] = clock.number
        return fields, spans

    def totals(self, spans: Sequence[Span]) -> list[dict[str, Any]]:
        """For each device: kernels and their seconds, copies to and from it, their seconds and bytes.

        Seconds are None where a part of them was not measured.
        """
        found: dict[int, dict[str, Any]] = {}
        for span in spans:
            number = self.number(span.device)
            total = found.setdefault(
                number,
                {
                    "device": number, "kernels": 0, "kernel_seconds": 0.0, "copies": 0, "copy_seconds": 0.0,
                    "bytes_to": 0, "bytes_from": 0, "modelled": span.device.simulated,
                },
            )  # fmt: skip
            what = "kernel"
            if isinstance(span.operation, Copy):
                what = "copy"
                total["bytes_to" if span.operation.target is span.device else "bytes_from"] += span.bytes
            total["copies" if what == "copy" else "kernels"] += 1
            known = total[f"{what}_seconds"]
            spent = None if np.isnan(span.nanoseconds) else span.nanoseconds / NANOSECONDS
            total[f"{what}_seconds"] = None if known is None or spent is None else known + spent
        return [found[number] for number in sorted(found)]


def device_of_step(plan: Plan, step: Any, placer: Any = None) -> Device:
    """Where a step of a plan runs. What belongs to the host runs there, wherever its node was placed."""
    operation = step[5]
    if isinstance(operation, Copy):
        return operation.source if operation.target.on_host else operation.target
    if plan.places is not None:
        placer = plan.places._placer
    placed: Device = placer.device_of(operation)
    if placed.on_host or plan.places is None:
        return placed
    home: Device | None = plan.places.homes.get(step[4])
    if home is None and operation.outputs:
        return placer.devices[0]  # type: ignore[no-any-return]
    return placed


def _modelled(device: Device, operation: Operation, plan: Plan, values: Sequence[Any]) -> float | None:
    def shape(slot: int | None) -> Any:
        value = None if slot is None else values[slot]
        return None if value is None else getattr(value, "shape", ())

    inputs = [shape(slot) for slot in plan.inputs_of.get(operation, ())]
    if operation in plan.writes_of:
        outputs = [shape(slot) for _, slot in plan.writes_of[operation]]
    else:
        outputs = [shape(plan.slot_of.get(tensor)) for tensor in operation.outputs]
    return device.kernel_seconds(operation, inputs, outputs)


def _step_of(operation: Any, told: dict[Any, int]) -> int | None:
    """The step of a story that tells an operation, or else the nearest one that it computes for."""
    waiting, seen = [operation], {operation}
    while waiting:
        found = [told[one] for one in waiting if one in told]
        if found:
            return min(found)
        consumers = [reader for one in waiting for tensor in one.outputs for reader in tensor._consumers]
        waiting = [one for one in dict.fromkeys(consumers) if one not in seen]
        seen.update(waiting)
    return None


def _figures(device: Device) -> tuple[int, int, int]:
    memory = device.memory()
    return memory.in_use, memory.peak, memory.limit
