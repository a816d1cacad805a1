"""The placer: which device each node runs on, and why.

A node that asks for a device that is not there is an error, as in TensorFlow, unless
`ConfigProto(allow_soft_placement=True)` lets it move to another one.

Read next: `tensorlab/run/plan.py`, which inserts a copy where a value is needed on another device.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tensorlab.device_names import DeviceSpec
from tensorlab.devices.device import HOST, Device
from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.operation import Operation, located_at


class DeviceAttributes(NamedTuple):
    """What `session.list_devices()` says of a device."""

    name: str
    device_type: str
    memory_limit_bytes: int


class Placement(NamedTuple):
    """Where a node runs, and why.

    Attributes:
        device: the full name of the device.
        requested: what the node asked for, as in `operation.device`; empty when it asked for nothing.
        kind: the reason in a word: "default", "requested", "no_such_device", ...
        details: what the reason is about, by name.
    """

    device: str
    requested: str
    kind: str
    details: dict[str, Any]

    @property
    def moved(self) -> bool:
        """Whether it is not where it asked to be."""
        return self.kind == "no_such_device"

    @property
    def reason(self) -> str:
        """The reason as a sentence; empty when there is nothing to say."""
        if not self.moved:
            return ""
        return f"{self.requested} is not there; soft placement chose the CPU"


class Placer:
    """Decides for one session where each node runs.

    Attributes:
        devices: the session's devices, CPUs first.
        placements: what was decided so far.
        only_host: whether all there is is one device on the host, so that no plan needs to think about devices.
    """

    def __init__(self, devices: Sequence[Device], soft: bool = False, log: bool = False) -> None:
        self.devices = tuple(devices)
        self.placements: dict[Operation, Placement] = {}
        self.only_host = len(self.devices) == 1
        self._soft = soft
        self._log = log
        self._by_name = {device.name: device for device in self.devices}

    def device_of(self, operation: Operation) -> Device:
        """Where a node runs; it must have been placed."""
        return self._by_name[self.placements[operation].device]

    def place(self, operations: Iterable[Operation]) -> None:
        """Place the operations that have no place yet; log each when the config asks for it.

        Raises:
            InvalidArgumentError: when one asks for a device that is not there, without soft placement.
        """
        for operation in operations:
            if operation in self.placements:
                continue
            self.placements[operation] = placement = self._placement(operation)
            if self._log:
                print(f"{operation.name}: ({operation.type}): {placement.device}", file=sys.stderr)

    def _placement(self, operation: Operation) -> Placement:
        first = self.devices[0].name
        requested = operation.device
        if not requested:
            return Placement(first, "", "default", {})
        wanted = DeviceSpec.from_string(HOST).make_merged_spec(DeviceSpec.from_string(requested))
        if wanted.device_type is None:
            wanted.device_type = "CPU"
        if wanted.device_index is None:
            wanted.device_index = 0
        name = wanted.to_string()
        if name in self._by_name:
            return Placement(name, requested, "requested", {})
        if self._soft:
            return Placement(first, requested, "no_such_device", {"available": list(self._by_name)})
        raise InvalidArgumentError(
            None,
            operation,
            located_at(
                operation,
                f"Cannot assign a device for operation {operation.name}: it was explicitly assigned to "
                f"{operation.device} but available devices are [ {', '.join(self._by_name)} ]. Make sure the device "
                "specification refers to a valid device.",
                advice="tf.ConfigProto(allow_soft_placement=True) lets such nodes run on the CPU.",
            ),
        )
