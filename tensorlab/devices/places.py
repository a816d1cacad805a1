"""Places: on which device each value of one plan lives, and where it has to be copied.

A plan asks for the device of every node, and for every input for a slot on that device; where there is none yet, a
copy is inserted: one for each value and device, however many nodes want it. In this file None stands for the host.

Read next: `tensorlab/run/plan.py`, which asks.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tensorlab.devices.copies import Copy, brought
from tensorlab.devices.device import Device, on_host
from tensorlab.devices.placer import Placer
from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor

AddCopy = Callable[[Copy, int, int], None]
"""Adds the step of a copy to a plan: (copy, slot to copy from, slot to copy to)."""


class Places:
    """Where the values of one plan live.

    Args:
        placer: says where each node runs; it has placed the nodes of the plan.
        template: the initial contents of the plan's slots; slots are added at its end.
        add_copy: adds a step to the plan.

    Attributes:
        homes: for every slot whose value lives on a device with a memory of its own, that device.
        copied: for every (slot, device) to which its value is copied, the slot of the copy.
    """

    def __init__(self, placer: Placer, template: list[Any], add_copy: AddCopy) -> None:
        self.homes: dict[int, Device] = {}
        self.copied: dict[tuple[int, Device | None], int] = {}
        self._placer = placer
        self._template = template
        self._add_copy = add_copy

    def device(self, operation: Operation) -> Device | None:
        """Where a node was placed, if that is a device with a memory of its own."""
        device = self._placer.device_of(operation)
        return None if device.on_host else device

    def of_kernel(self, operation: Operation, inputs: Iterable[int]) -> Device | None:
        """Where a node's kernel runs: where the node was placed, but for what belongs to the host.

        Random numbers are drawn on the host, so that they are the same everywhere. So are shapes and, when all
        that goes into it is on the host, integer bookkeeping such as the product of two sizes; TensorFlow does
        that with kernels in `HostMemory`.

        Args:
            operation: the node.
            inputs: the slots of its inputs; looked at only where it depends on them.
        """
        record = operation.record
        device = self.device(operation)
        if device is None or record.needs_stream or record.host_result:
            return None
        integers = all(tensor.dtype.base_dtype.is_integer for tensor in operation.outputs)
        if integers and operation.outputs and not record.writes:
            return device if any(slot in self.homes for slot in inputs) else None
        return device

    def here(self, tensor: Tensor, slot: int, device: Device | None) -> int:
        """A slot with the same value on a device."""
        home = self.homes.get(slot)
        if home is device:
            return slot
        there = self.copied.get((slot, device))
        if there is None:
            there = self.copied[slot, device] = len(self._template)
            self._template.append(None)
            if device is not None:
                self.homes[there] = device
            if device is not None and home is None and self._template[slot] is not None:
                self._template[there] = brought(tensor, self._template[slot], device)  # once for all
            else:
                host = self._placer.devices[0]
                self._add_copy(Copy(tensor, home or host, device or host), slot, there)
        return there

    def values_on_host(self, values: list[Any]) -> list[Any]:
        """The values of a run, all of them in the host's memory; of copies, what they were copied from."""
        copied_from = {there: slot for (slot, _), there in self.copied.items()}
        found = list(values)
        for slot in self.homes.keys() - copied_from:
            found[slot] = on_host(values[slot])
        for there, slot in copied_from.items():
            if found[there] is not None:
                found[there] = found[slot]
        return found
