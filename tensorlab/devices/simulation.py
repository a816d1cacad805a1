"""Which simulated GPUs sessions find: those of the newest simulation that has not been stopped.

Read next: `tensorlab/lab/simulating.py`, which announces them; `found.py`, which asks.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tensorlab.devices.simulated_gpu import SimulatedGpu

_simulations: list[tuple[Any, tuple["SimulatedGpu", ...]]] = []


def announced() -> Sequence["SimulatedGpu"] | None:
    """The simulated GPUs that a session finds now; None when there is no simulation.

    Their memory is shared by all sessions, as a real card's is.

    >>> announced() is None
    True
    """
    return _simulations[-1][1] if _simulations else None


def announced_by() -> Any:
    """Who announced them; None when there is no simulation."""
    return _simulations[-1][0] if _simulations else None


def is_announced(owner: Any) -> bool:
    """Whether `owner` announced GPUs and has not withdrawn them, hidden by newer ones or not."""
    return any(known is owner for known, _ in _simulations)


def announce(owner: Any, gpus: Sequence["SimulatedGpu"]) -> None:
    """From now on sessions find these; what was announced before is hidden until `withdraw`."""
    _simulations.append((owner, tuple(gpus)))


def withdraw(owner: Any) -> None:
    """End what `owner` announced; it does not matter whether something newer hides it."""
    _simulations[:] = [entry for entry in _simulations if entry[0] is not owner]
