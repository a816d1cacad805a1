"""The simulated GPU: a device with a memory of its own, for classrooms and tests that have no real one.

Its kernels are computed by NumPy, so the numbers are those of the CPU. Everything else is as on a GPU: values have
to be copied there and back, memory may run out, some ops may have no kernel, and only what CuPy can do works.
Times are modelled on the figures of a real card, never measured, and always said to be.

Read next: `simulated_array.py` (its values), `simulated_costs.py` (its times), `simulation.py` (who has one).
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from traceback import clear_frames
from typing import Any

import numpy as np

from tensorlab.devices.device import Device, Memory, Shape
from tensorlab.devices.simulated_array import SimulatedArray
from tensorlab.devices.simulated_costs import T4, Card, copy_seconds, kernel_seconds
from tensorlab.devices.simulated_memory import SimulatedMemory
from tensorlab.errors import ResourceExhaustedError
from tensorlab.graph.operation import Operation


class SimulatedGpu(Device):
    """A simulated GPU.

    Args:
        number: which one, from 0.
        card: the figures of the card that it is modelled on; `card.memory` bytes are all there are.
        missing: op types that have no kernel on it.
        memory: the memory of another device, to share it; by default it has one of its own.
        growth: whether memory is taken from the card when it is needed; otherwise all of it is at once.

    >>> gpu = SimulatedGpu(0, missing=["Tanh"])
    >>> gpu
    <Device GPU:0: simulated GPU (modelled on NVIDIA T4)>
    >>> x = gpu.put(np.ones([2, 2], np.float32))
    >>> gpu.memory().in_use, gpu.get(x * 3).tolist()
    (16, [[3.0, 3.0], [3.0, 3.0]])
    """

    simulated = True
    on_host = False

    def __init__(
        self,
        number: int = 0,
        card: Card = T4,
        missing: Iterable[str] = (),
        memory: SimulatedMemory | None = None,
        growth: bool = True,
    ) -> None:
        super().__init__("GPU", number, f"simulated GPU (modelled on {card.name})")
        self.card = card
        self.missing = frozenset(missing)
        self._memory = memory or SimulatedMemory(self.short, card.memory)
        self._growth = growth

    def put(self, array: np.ndarray[Any, Any]) -> Any:
        """An array of the host's memory, copied here; what is here already stays as it is.

        Raises:
            ResourceExhaustedError: when there is no room for it.
            TypeError: for values that are no numbers, and for arrays of another GPU.
        """
        if isinstance(array, SimulatedArray):
            return self._here(array)
        array = np.asarray(array)
        self._memory.reserve(array.shape, array.dtype, array.nbytes)
        return SimulatedArray(array.copy(), self._memory)

    def get(self, value: Any) -> np.ndarray[Any, Any]:
        """A value of this GPU as a NumPy array."""
        return self._here(value).get() if isinstance(value, SimulatedArray) else value

    def prepared(self, kernel: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
        """The kernel, with its memory booked to the node, and with every result here.

        The returned function raises:
            ResourceExhaustedError: when the memory is used up; the message says by whom.
            NotImplementedError: when CuPy could not do what the kernel does.
        """
        node, memory = operation.name, self._memory

        def run(*values: Any, **named: Any) -> Any:
            try:
                with memory.on_behalf_of(node):
                    return self._brought(kernel(*values, **named))
            except ResourceExhaustedError as error:
                # A notebook keeps the last error, and with it what its functions held: there would never be room.
                clear_frames(error.__traceback__)
                del values, named
                raise
            except (TypeError, AttributeError) as error:
                raise NotImplementedError(
                    f"{operation.type} cannot run on the simulated {self.short}: {str(error).rstrip('.')}. Place it "
                    "on the CPU: with tf.device('/cpu:0')."
                ) from error

        return run

    def aside(self) -> AbstractContextManager[None]:
        """What is computed inside takes none of the memory: a recorded run that is computed again."""
        return self._memory.uncounted()

    def _brought(self, result: Any) -> Any:
        """What a kernel made on the host, brought here: random numbers, constants, counts."""
        if isinstance(result, (list, tuple)):
            return type(result)(map(self._brought, result))
        return self.put(np.asarray(result)) if isinstance(result, (np.ndarray, np.generic)) else result

    def _here(self, value: SimulatedArray) -> SimulatedArray:
        if value._memory.space is not self._memory.space:
            raise TypeError(
                f"An array of {value.device} was given to {self.short}: it has to be copied first"
            )
        return value

    def memory(self) -> Memory:
        """How much of its memory is in use. What has grown is not given back to the card, as in TensorFlow."""
        in_use, peak, limit = self._memory.in_use, self._memory.peak, self._memory.limit
        return Memory(in_use, peak, peak if self._growth else limit, limit)

    def account(self) -> dict[str, int]:
        """How many bytes the values of each node take now, the largest first."""
        return self._memory.account()

    @property
    def waits(self) -> dict[str, int]:
        """How often the kernel of a node asked for a value on the host: a real GPU would stand still meanwhile."""
        return dict(self._memory.waits)

    def refuses(self, operation: Operation) -> str:
        """Why a node cannot run here: there is no kernel for a GPU, or it was declared missing."""
        if operation.type in self.missing:
            return f"{operation.type} was declared missing on the {self.description}"
        return super().refuses(operation)

    def copy_seconds(self, bytes: int) -> float:
        """How long a copy to or from the host takes; modelled."""
        return copy_seconds(self.card, bytes)

    def kernel_seconds(
        self,
        operation: Operation,
        input_shapes: Sequence[Shape | None],
        output_shapes: Sequence[Shape | None],
    ) -> float:
        """How long a node takes; modelled."""
        return kernel_seconds(self.card, operation, input_shapes, output_shapes)

    def as_seen(self, number: int, fraction: float = 0.0, growth: bool = True) -> "SimulatedGpu":
        """The same GPU for a session that gives it another number, or may use a part of its memory only.

        >>> gpu = SimulatedGpu(1)
        >>> gpu.as_seen(0, fraction=0.5, growth=False).memory()
        Memory(in_use=0, peak=0, reserved=8589934592, limit=8589934592)
        """
        seen = SimulatedGpu(number, self.card, self.missing, self._memory, growth)
        fraction = fraction or 1.0
        if fraction < 1 or number != self.number:
            seen._memory = self._memory.part(fraction, seen.short)
        return seen
