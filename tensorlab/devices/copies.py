"""Copy: the step of a plan that brings a value from one device to another.

Nobody writes these nodes: a plan inserts one for every value that is needed on another device, once for each
device. TensorFlow does the same with pairs of `_Send` and `_Recv` nodes.

Read next: `tensorlab/run/plan.py`, which inserts them.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from tensorlab.devices.device import Device
from tensorlab.errors import ResourceExhaustedError
from tensorlab.graph.operation import Operation, located_at
from tensorlab.graph.tensor import Tensor

# What readers of a plan's steps ask of every operation's record.
COPY_RECORD = SimpleNamespace(needs_stream=False, kind="copy", outputs=1, writes=(), devices=None)


class Copy:
    """A value on its way from one device to another; it stands in a plan's step where else the operation does.

    Attributes:
        tensor: the tensor whose value is copied.
        source, target: from where to where.
        name: for messages, such as "copy of MatMul:0 from GPU:0 to CPU:0".
        inputs, outputs, control_inputs, record, type: as an operation has them.
    """

    __slots__ = (
        "control_inputs",
        "inputs",
        "name",
        "outputs",
        "record",
        "source",
        "target",
        "tensor",
        "type",
    )

    def __init__(self, tensor: Tensor, source: Device, target: Device) -> None:
        self.tensor = tensor
        self.source = source
        self.target = target
        self.name = f"copy of {tensor.name} from {source.short} to {target.short}"
        self.type = "Copy"
        self.record = COPY_RECORD
        self.inputs = (tensor,)
        self.outputs: tuple[Tensor, ...] = ()
        self.control_inputs: tuple[Any, ...] = ()

    def kernel(self) -> Callable[[Any], Any]:
        """What the step calls. Between two GPUs a value takes the way over the host."""
        source, target = self.source, self.target
        if source.on_host:
            return target.prepared(target.put, cast(Operation, self))  # what it takes is booked to the copy
        if target.on_host:
            return source.get
        return target.prepared(lambda value: target.put(source.get(value)), cast(Operation, self))

    def seconds(self, bytes: int) -> float | None:
        """How long a copy of so many bytes takes, where a device models it; None where it is measured."""
        parts = [self.source.copy_seconds(bytes), self.target.copy_seconds(bytes)]
        known = [part for part in parts if part is not None]
        return sum(known) if known else None

    def __repr__(self) -> str:
        return f"<Copy {self.name}>"


def brought(constant: Tensor, value: Any, device: Device) -> Any:
    """The value of a constant on a device, where it takes memory in the name of its own node.

    Raises:
        ResourceExhaustedError: when there is no room for it.
    """
    try:
        return device.prepared(device.put, constant.op)(value)
    except ResourceExhaustedError as error:
        raise ResourceExhaustedError(None, constant.op, located_at(constant.op, error.message)) from None
