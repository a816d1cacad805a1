"""Devices: which there are, and which one a node runs on.

So far there is one, the CPU, whose arrays are NumPy's. A node that asks for a device that is not there is an
error, as in TensorFlow, unless `ConfigProto(allow_soft_placement=True)` lets it move to the CPU.

Read next: `session.py`, which places the nodes of every new plan.
"""

import sys
from collections.abc import Iterable
from typing import NamedTuple

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.device_names import DeviceSpec
from tensorlab.graph.operation import Operation, located_at
from tensorlab.run.config import ConfigProto

HOST = "/job:localhost/replica:0/task:0"


class DeviceAttributes(NamedTuple):
    """What `session.list_devices()` says of a device."""

    name: str
    device_type: str
    memory_limit_bytes: int


class Placement(NamedTuple):
    """Where a node runs, and why it is not where it asked to be (an empty string when it is)."""

    device: str
    reason: str


class Placer:
    """Decides for one session where each node runs."""

    def __init__(self, config: ConfigProto) -> None:
        self._soft = config.allow_soft_placement
        self._log = config.log_device_placement
        count = int(config.device_count.get("CPU", 1)) or 1
        self._names = [f"{HOST}/device:CPU:{number}" for number in range(count)]
        self.placements: dict[Operation, Placement] = {}

    def devices(self) -> list[DeviceAttributes]:
        """The devices of this session."""
        return [DeviceAttributes(name, "CPU", 256 << 20) for name in self._names]

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
        if not operation.device:
            return Placement(self._names[0], "")
        wanted = DeviceSpec.from_string(HOST).merged(operation.device)
        if wanted.device_type is None:
            wanted.device_type = "CPU"
        if wanted.device_index is None:
            wanted.device_index = 0
        name = wanted.to_string()
        if name in self._names:
            return Placement(name, "")
        if self._soft:
            return Placement(self._names[0], f"{operation.device} is not there; soft placement chose the CPU")
        raise InvalidArgumentError(
            None,
            operation,
            located_at(
                operation,
                f"Cannot assign a device for operation {operation.name}: it was explicitly assigned to "
                f"{operation.device} but available devices are [ {', '.join(self._names)} ]. Make sure the device "
                "specification refers to a valid device.",
                advice="tf.ConfigProto(allow_soft_placement=True) lets such nodes run on the CPU.",
            ),
        )
