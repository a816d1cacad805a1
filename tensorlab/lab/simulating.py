"""`lab.simulate_gpu()`: GPUs for computers that have none.

    lab.simulate_gpu()                          # sessions that are made from now on find /gpu:0

    with lab.simulate_gpu(2, memory="64 MB") as simulation:     # only inside: two small ones
        with tf.Session() as sess: ...
    simulation.gpus[0].memory().peak            # bytes

The numbers are NumPy's, those of the CPU. What is simulated is everything around them: memories of their own, copies,
kernels that are missing, memory that runs out. Times are worked out from the figures of a real card and are
always said to be modelled.

Read next: `tensorlab/devices/simulated_gpu.py`.
"""

import re
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from tensorlab.devices import simulation
from tensorlab.devices.simulated_costs import T4, Card
from tensorlab.devices.simulated_gpu import SimulatedGpu
from tensorlab.errors import did_you_mean
from tensorlab.graph.registry import registry

_UNITS = {
    "B": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
}


class GpuSimulation:
    """Simulated GPUs that sessions find; made by `lab.simulate_gpu`.

    Sessions that exist already do not change. All sessions share the GPUs and their memory, as they would with
    real ones.

    Attributes:
        gpus: the devices: `gpus[0].memory()`, `gpus[0].account()` (bytes by node), `gpus[0].waits`.
    """

    def __init__(self, gpus: Iterable[SimulatedGpu]) -> None:
        self.gpus = tuple(gpus)
        self._in_with = False
        # A cell of a notebook that is run again replaces what it announced before; that stays behind this one only
        # until it is clear that no `with` block begins here, at whose end it would have to be found again.
        outer = simulation.announced_by()
        self._replaced = outer if isinstance(outer, GpuSimulation) and not outer._in_with else None
        if self._replaced is not None:
            simulation.withdraw(self._replaced._replaced)
            self._replaced._replaced = None
        simulation.announce(self, self.gpus)

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return simulation.is_announced(self)

    def stop(self) -> None:
        """Sessions made from now on do not find these GPUs any more; those that have them keep them."""
        simulation.withdraw(self)
        if not self._in_with:
            simulation.withdraw(self._replaced)

    def __enter__(self) -> "GpuSimulation":
        if not self.running:
            raise RuntimeError("This simulation was stopped; call lab.simulate_gpu() again.")
        self._in_with = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        first = self.gpus[0]
        names = ", ".join(gpu.short for gpu in self.gpus)
        missing = f", without kernels for {', '.join(sorted(first.missing))}" if first.missing else ""
        stopped = "" if self.running else ", stopped"
        return f"<{names}: {first.description}, {_in_words(first.memory().limit)} each{missing}{stopped}>"


def simulate_gpu(
    count: int = 1,
    memory: int | str | None = None,
    missing: Iterable[str] = (),
    *,
    card: Card = T4,
    memory_bandwidth: float | None = None,
    operations: float | None = None,
    launch: float | None = None,
    copy_bandwidth: float | None = None,
    copy_latency: float | None = None,
) -> GpuSimulation:
    """Let sessions that are made from now on find simulated GPUs.

    Call it, and they are there until `.stop()`, or until it is called again, which replaces them; or use it in a
    `with` statement, and they are there inside. A simulation takes the place of a computer's real GPUs.

    Args:
        count: how many.
        memory: how much memory each has: bytes, or a text such as `"64 MB"` or `"2 GiB"`; as the card by default.
        missing: op types without a kernel on them, such as `["Tanh"]`: with `allow_soft_placement` those nodes
            run on the CPU.
        card: the figures of the card they are modelled on; `T4` is an NVIDIA T4.
        memory_bandwidth: bytes a second that the card's memory moves, if not the card's own figure.
        operations: additions and multiplications a second with float32, likewise.
        launch: seconds to start a kernel, likewise.
        copy_bandwidth: bytes a second between the host and the card, likewise.
        copy_latency: seconds that every copy takes at least, likewise.

    Raises:
        ValueError: for a number that makes no sense, a size that is not understood, or an unknown op type.

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with lab.simulate_gpu(memory="1 GB", missing=["Tanh"]) as simulation:
    ...     simulation
    <GPU:0: simulated GPU (modelled on NVIDIA T4), 1 GB each, without kernels for Tanh>
    >>> simulation.running
    False
    """
    figures = {
        "memory_bandwidth": memory_bandwidth,
        "operations": operations,
        "launch": launch,
        "copy_bandwidth": copy_bandwidth,
        "copy_latency": copy_latency,
    }
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"simulate_gpu(count={count!r}): how many GPUs there are is a number from 1.")
    if not isinstance(card, Card):
        raise ValueError(f"simulate_gpu(card={card!r}): a card is a Card, such as T4._replace(launch=1e-5).")
    given: dict[str, Any] = {n: _figure(n, value) for n, value in figures.items() if value is not None}
    if given:
        scale = (
            given.get("operations", card.operations) / card.operations
        )  # the other rates keep their proportion
        card = card._replace(
            name=f"{card.name}, with another {' and '.join(given)}",
            float64_operations=card.float64_operations * scale,
            float16_operations=card.float16_operations * scale,
            **given,
        )
    if memory is not None:
        card = card._replace(memory=_bytes(memory))
    types = _op_types(missing)
    return GpuSimulation([SimulatedGpu(number, card, types) for number in range(count)])


def _figure(name: str, value: Any) -> float:
    smallest = 0 if name in ("launch", "copy_latency") else 1
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not smallest <= value < float("inf"):
        unit = "seconds" if smallest == 0 else "a number per second"
        raise ValueError(f"simulate_gpu({name}={value!r}): it is {unit}, from {smallest}.")
    return float(value)


def _bytes(memory: Any) -> int:
    if isinstance(memory, str):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", memory)
        unit = _UNITS.get((match[2] or "B").upper()) if match else None
        size = int(float(match[1]) * unit) if match and unit else 0
    else:
        size = memory if isinstance(memory, int) and not isinstance(memory, bool) else 0
    if size < 1:
        raise ValueError(
            f"simulate_gpu(memory={memory!r}): memory is a number of bytes, or a text such as '64 MB' or '2 GiB'."
        )
    return size


def _in_words(bytes: int) -> str:
    """A size in the largest unit of which it is a whole number."""
    name, unit = max(
        ((name, unit) for name, unit in _UNITS.items() if bytes % unit == 0), key=lambda entry: entry[1]
    )
    return f"{bytes // unit:,} {name.replace('IB', 'iB') if unit > 1 else 'bytes'}"


def _op_types(missing: Any) -> list[str]:
    types = [missing] if isinstance(missing, str) else list(missing)
    for type_name in types:
        if type_name not in registry:
            hint = did_you_mean(str(type_name), registry)
            raise ValueError(
                f"simulate_gpu(missing=...): {type_name!r} is no op type. "
                + (hint or "Op types are TensorFlow's, such as 'MatMul' or 'Tanh'; operation.type tells.")
            )
    return types
