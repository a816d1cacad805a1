"""Placement: where one node runs, what it had asked for, and the reason when that is somewhere else.

Read next: `placer.py`, which decides.
"""

from typing import Any, NamedTuple

from tensorlab.device_names import DeviceSpec

# The kinds that mean: it asked for another place than the one it got.
MOVES = frozenset(["no_such_device", "no_kernel", "cpu_reference", "colocated"])


class Placement(NamedTuple):
    """Where a node runs, and why.

    Attributes:
        device: the full name of the device.
        requested: what the node asked for: its `operation.device` or, where a colocation overruled them, what the
            `tf.device` scopes around it said; empty when it asked for nothing.
        kind: the reason in a word:

            - "default": it asked for nothing, and this is the best device that has a kernel for it;
            - "requested": it is where it asked to be;
            - "no_such_device": what it asked for is not there;
            - "no_kernel": the device it asked for, or the GPU it would have got, has no kernel for it;
            - "cpu_reference": it refers to a variable that is on the CPU;
            - "colocated": it has to share the device of another node;
            - "beside": it asked for nothing, and stands where its readers are, or what it measures.
        details: what the reason is about: "type" (of the node), "available" (devices of the type asked for, by
            their short names), "why" (there is no kernel) and "on" (which device), "variable" or "with" (the
            other node).
    """

    device: str
    requested: str
    kind: str
    details: dict[str, Any]

    @property
    def moved(self) -> bool:
        """Whether it is not where it asked to be."""
        return bool(self.requested) and self.kind in MOVES

    @property
    def reason(self) -> str:
        """The reason as a sentence; empty when there is nothing to say.

        >>> Placement("/job:localhost/replica:0/task:0/device:CPU:0", "/device:GPU:0", "no_such_device",
        ...           {"type": "MatMul", "available": []}).reason
        'MatMul asked for GPU:0; moved to CPU:0: no GPU here'
        """
        why = self._why()
        if not why:
            return ""
        here = short_name(self.device)
        if self.moved:
            return f"{self.details['type']} asked for {short_name(self.requested)}; moved to {here}: {why}"
        return f"{self.details['type']} runs on {here}: {why}"

    def _why(self) -> str:
        details = self.details
        if self.kind == "no_such_device":
            kind = DeviceSpec.from_string(self.requested).device_type or "such device"
            some = " and ".join(details["available"])
            return f"the only {kind} here is {some}" if len(details["available"]) == 1 else (
                f"the {kind}s here are {some}" if some else f"no {kind} here"
            )  # fmt: skip
        if self.kind == "no_kernel":
            return str(details["why"])
        if self.kind == "cpu_reference":
            return f"it refers to the variable {details['variable']}, which is there"
        if self.kind == "colocated":
            return f"it has to stand with {details['with']}" + (
                f": {details['why']}" if "why" in details else ""
            )
        if self.kind == "beside":
            return f"it stands with {details['with']}"
        return ""


def short_name(name: str) -> str:
    """A device name without what goes without saying.

    >>> short_name("/job:localhost/replica:0/task:0/device:GPU:1"), short_name("/device:GPU:*")
    ('GPU:1', 'GPU')
    >>> short_name("/job:worker/device:GPU:0")
    '/job:worker/device:GPU:0'
    """
    spec = DeviceSpec.from_string(name)
    if spec.job not in (None, "localhost") or spec.replica or spec.task or spec.device_type is None:
        return name
    return spec.device_type if spec.device_index is None else f"{spec.device_type}:{spec.device_index}"
