"""Why a node is where it is: the words for what the placer has decided.

Read next: `placement.py`, what comes out.
"""

from collections.abc import Sequence

from tensorlab.devices.colocation import Group, grants, parsed
from tensorlab.devices.device import Device
from tensorlab.devices.placement import Placement
from tensorlab.graph.operation import Operation


class Reasons:
    """Finds the reasons for one placer.

    Args:
        devices: the session's devices, the best first.
    """

    def __init__(self, devices: Sequence[Device]) -> None:
        self._devices = devices
        self._plain: dict[tuple[str, str, str], Placement] = {}
        self._blockers: dict[tuple[Group, int, str], tuple[Operation, str] | None] = {}

    def placement(
        self, operation: Operation, device: Device, group: Group, asked: str, beside: Operation | None
    ) -> Placement:
        """The placement of a node on a device, with its reason.

        Args:
            operation: the node.
            device: where it is.
            group: the nodes with which it shares that device.
            asked: what it asked for, or an empty string.
            beside: the node whose device was taken for want of a wish.
        """
        kind, details = self._asked(operation, device, group, asked) if asked else self._unasked(
            operation, device, group, beside
        )  # fmt: skip
        if details:
            return Placement(device.name, asked, kind, {"type": operation.type, **details})
        known = self._plain.get((device.name, asked, kind))
        if known is None:
            known = self._plain[device.name, asked, kind] = Placement(device.name, asked, kind, {})
        return known

    def _unasked(
        self, operation: Operation, device: Device, group: Group, beside: Operation | None
    ) -> tuple[str, dict[str, object]]:
        """Why a node that asked for nothing is there."""
        best = self._devices[0]
        if beside is not None:
            return "beside", {"with": beside.name}
        if device.type != best.type:
            why = best.refuses(operation)
            if why:
                return "no_kernel", {"why": why, "on": best.short}
        if device is not best and group.partner is not operation:
            return "colocated", {"with": group.partner.name}
        if device.type != best.type:
            blocker = self._blocker(group, best)
            if blocker is not None:
                return "colocated", {"with": blocker[0].name, "why": blocker[1]}
        return "default", {}

    def _asked(
        self, operation: Operation, device: Device, group: Group, asked: str
    ) -> tuple[str, dict[str, object]]:
        """Why a node is where it asked to be, or somewhere else."""
        wish = parsed(asked)
        if grants(device.name, wish):
            return "requested", {}
        there = [other for other in self._devices if grants(other.name, wish)]
        if not there:
            return "no_such_device", {
                "available": [d.short for d in self._devices if d.type == wish.device_type]
            }
        why = there[0].refuses(operation)
        if why:
            return "no_kernel", {"why": why, "on": there[0].short}
        if group.variable not in (None, operation) and device.type == "CPU":
            return "cpu_reference", {"variable": group.partner.name}
        blocker = self._blocker(group, there[0])
        if blocker is not None:
            return "colocated", {"with": blocker[0].name, "why": blocker[1]}
        partner = group.partner if group.partner is not operation else group.members[-1]
        return "colocated", {"with": partner.name}

    def _blocker(self, group: Group, device: Device) -> tuple[Operation, str] | None:
        """A member of a group that cannot run on a device, and why; groups may be large, so it is kept."""
        key = (group, len(group.members), device.name)
        if key not in self._blockers:
            refusals = ((member, device.refuses(member)) for member in group.members)
            self._blockers[key] = next(((member, why) for member, why in refusals if why), None)
        return self._blockers[key]
