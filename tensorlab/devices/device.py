"""Device: one place where nodes compute and values live. A new kind of device is one file beside this one.

A session knows a device by what it can do: take an array in and hand it out, say whether a value lives there,
make a kernel ready to run, wait, and tell how much memory is in use. Kernels are NumPy functions: arrays of other
libraries answer them themselves (`__array_ufunc__`, `__array_function__`), so hardly any kernel is written twice.

Read next: `cpu.py`, then `simulated_gpu.py` and `cupy_gpu.py`.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np

from tensorlab.graph.operation import Operation

HOST = "/job:localhost/replica:0/task:0"

Shape = Sequence[int]


class Memory(NamedTuple):
    """The memory of a device, in bytes.

    Attributes:
        in_use: what the values that live there take now.
        peak: the most they ever took.
        reserved: what is held for them, used or not.
        limit: what they may take at most; 0 where nobody set a limit.
    """

    in_use: int
    peak: int
    reserved: int
    limit: int


class Device:
    """What every device can do. This base class is a device whose values are plain NumPy arrays.

    Args:
        type: "CPU" or "GPU".
        number: which of its type, from 0.
        description: what it is, in words for people.

    Attributes:
        name: the full name, such as `/job:localhost/replica:0/task:0/device:GPU:0`.
        short: its end, such as `GPU:0`.
        simulated: whether times and memory are modelled instead of measured.
        on_host: whether values are NumPy arrays in the computer's own memory. Between two such devices nothing
            needs to be copied.
    """

    simulated = False
    on_host = True

    def __init__(self, type: str, number: int, description: str) -> None:
        self.type = type
        self.number = number
        self.description = description
        self.short = f"{type}:{number}"
        self.name = f"{HOST}/device:{self.short}"

    def put(self, array: np.ndarray[Any, Any]) -> Any:
        """A NumPy array of the host's memory, brought here."""
        return array

    def get(self, value: Any) -> np.ndarray[Any, Any]:
        """A value that lives here as a NumPy array in the host's memory; waits until it is computed."""
        return value

    def prepared(self, kernel: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        """The kernel made ready to run here on behalf of a node: its results live here."""
        return kernel

    def aside(self) -> AbstractContextManager[None]:
        """Enter this to compute a recorded run again: where memory is modelled, it takes none of it."""
        return nullcontext()

    def synchronize(self) -> None:
        """Wait until every kernel that was started here is done."""

    def memory(self) -> Memory:
        """How much memory is in use."""
        return Memory(0, 0, 0, 0)

    def refuses(self, operation: Operation) -> str:
        """Why a node of this type cannot run here; an empty string when it can."""
        if self.type == "CPU":
            return ""
        reasons = operation.record.devices
        if reasons is not None and self.type not in reasons:
            return f"{operation.type} has a kernel for CPU only: {reasons['CPU']}"
        kinds = {tensor.dtype.base_dtype.name for tensor in (*operation.inputs, *operation.outputs)}
        if "string" in kinds:
            return f"{operation.type} handles strings, which live in the computer's memory only"
        if kinds & {"variant", "resource"} and operation.record.inside_rule is None:
            return f"{operation.type} handles what is no array, which lives in the computer's memory only"
        return ""

    def as_seen(self, number: int, fraction: float = 0.0, growth: bool = False) -> "Device":
        """This device for a session that gives it another number, or may use a share of its memory only.

        Args:
            number: which of its type it is for that session.
            fraction: the share of the memory, from 0 to 1; 0 sets no limit.
            growth: take the memory as it is needed, not at once.
        """
        return self

    def copy_seconds(self, bytes: int) -> float | None:
        """How long a copy to or from the host takes, where that is modelled; None where it is measured."""
        return None

    def kernel_seconds(
        self, operation: Operation, input_shapes: Sequence[Shape], output_shapes: Sequence[Shape]
    ) -> float | None:
        """How long a node takes, where that is modelled; None where it is measured."""
        return None

    def __repr__(self) -> str:
        return f"<Device {self.short}: {self.description}>"


def on_host(value: Any) -> Any:
    """Any device's array as a NumPy array; everything else as it is.

    >>> on_host(np.float32(2.0)), on_host(None)
    (np.float32(2.0), None)
    """
    if value is None or isinstance(value, (np.ndarray, np.generic)):
        return value
    # CuPy's arrays have this method, and so have the simulated ones; other objects of users may have it too.
    return value.get() if hasattr(value, "__array_ufunc__") and hasattr(value, "get") else value
