"""A stand-in for CuPy, so that the device that drives it can be tested on a computer without a GPU.

It has what `tensorlab/devices/cupy_gpu.py` uses of CuPy, and CuPy's strictness: arrays of the card do not mix with
NumPy's, become them only by `get()`, and results of rank 0 stay arrays. Its arrays lie in the computer's memory.
`test_cupy_gpu.py` checks that CuPy has every name that this has, wherever CuPy is installed.
"""

import functools
import gc
import operator
import sys
import types
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

VERSION = "14.2.0"
CARD_BYTES = 8 << 30


class CUDARuntimeError(RuntimeError):
    """CUDA's own error."""


class OutOfMemoryError(MemoryError):
    """The pool's own error."""


class Computer:
    """What stands in the computer that the stand-in pretends to run on, and what is going on there.

    Args:
        cards: how many cards there are.
        driver: the version of the driver, 0 for none.
        broken: an error to raise at the first computation, as where CUDA's libraries are missing.
    """

    def __init__(self, cards: int = 1, driver: int = 13000, broken: Exception | None = None) -> None:
        self.cards = cards
        self.driver = driver
        self.broken = broken
        self.current = 0
        self.live: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self.limits = dict.fromkeys(range(cards), 0)
        self.reserved = dict.fromkeys(range(cards), 0)
        self.taken_by_others = 0
        self.synchronized: list[int] = []
        self.ran_on: list[int] = []


def make(computer: Computer) -> types.ModuleType:
    """A module `cupy` for that computer."""
    cupy = types.ModuleType("cupy")

    class ndarray(np.lib.mixins.NDArrayOperatorsMixin):
        """An array of a card. Whatever NumPy's arrays have, these have; the results stay on the card."""

        def __init__(self, host: Any) -> None:
            self.host = np.asarray(host)  # a part of an array stays a part of it
            self.card = computer.current
            pool.take(self.nbytes)
            computer.live[id(self)] = self

        def get(self) -> np.ndarray[Any, Any]:
            """To the computer's memory."""
            return self.host.copy()

        def __array__(self, *_: Any) -> Any:
            raise TypeError("Implicit conversion to a NumPy array is not allowed.")

        def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
            if ufunc.__name__ in ("nextafter",):
                return NotImplemented
            return on_card(getattr(ufunc, method), *inputs, **named)

        def __array_function__(self, function: Any, kinds: Any, inputs: Any, named: Any) -> Any:
            return on_card(function, *inputs, **named)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)  # else NumPy would find `__array_interface__`
            value = getattr(self.__dict__["host"], name)
            return (
                functools.partial(on_card, getattr(np.ndarray, name), self)
                if callable(value)
                else wrapped(value)
            )

        def __getitem__(self, key: Any) -> Any:
            return on_card(operator.getitem, self, key)

        def __setitem__(self, key: Any, value: Any) -> None:
            on_card(operator.setitem, self, key, value)

        def __len__(self) -> int:
            return len(self.host)

        def __bool__(self) -> bool:
            return bool(self.host)

        def __float__(self) -> float:
            return float(self.host)

        def __int__(self) -> int:
            return int(self.host)

    def on_card(function: Any, *inputs: Any, **named: Any) -> Any:
        if computer.broken is not None:
            raise computer.broken
        computer.ran_on.append(computer.current)
        return wrapped(
            function(*[host_of(value) for value in inputs], **{k: host_of(v) for k, v in named.items()})
        )

    def host_of(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            raise TypeError(f"Unsupported type {type(value)}")
        if isinstance(value, ndarray):
            assert value.card == computer.current, "an array of another card"
            return value.host
        return type(value)(map(host_of, value)) if type(value) in (list, tuple) else value

    def wrapped(value: Any) -> Any:
        if isinstance(value, (np.ndarray, np.generic)):
            return ndarray(value)
        return type(value)(map(wrapped, value)) if type(value) in (list, tuple) else value

    class Device:
        """A card; in a `with` block the current one."""

        def __init__(self, number: int) -> None:
            self.id = number
            self.before: list[int] = []

        def __enter__(self) -> "Device":
            self.before.append(computer.current)
            computer.current = self.id
            return self

        def __exit__(self, *_: object) -> None:
            computer.current = self.before.pop()

        def synchronize(self) -> None:
            """Wait."""
            computer.synchronized.append(self.id)

        @property
        def mem_info(self) -> tuple[int, int]:
            """What is free and what there is."""
            return CARD_BYTES - computer.taken_by_others - pool_of(self.id).total_bytes(), CARD_BYTES

    class MemoryPool:
        """The memory of the current card, or of the named one."""

        def __init__(self, card: int | None = None) -> None:
            self.named = card

        @property
        def card(self) -> int:
            return computer.current if self.named is None else self.named

        def used_bytes(self) -> int:
            """What arrays take, in blocks of 512 bytes."""
            return sum(
                -(-value.nbytes // 512) * 512
                for value in list(computer.live.values())
                if value.card == self.card
            )

        def total_bytes(self) -> int:
            """What is held."""
            return max(computer.reserved[self.card], self.used_bytes())

        def get_limit(self) -> int:
            """In bytes; 0: none."""
            return computer.limits[self.card]

        def set_limit(self, size: int | None = None, fraction: float | None = None) -> None:
            """Set one."""
            assert isinstance(size, int) and fraction is None
            computer.limits[self.card] = size

        def free_all_blocks(self) -> None:
            """Let go of what is held and not used."""
            computer.reserved[self.card] = 0

        def take(self, size: int) -> None:
            """Find room for so many bytes."""
            if self.used_bytes() + size > (self.get_limit() or CARD_BYTES - computer.taken_by_others):
                gc.collect()
                raise OutOfMemoryError(f"Out of memory allocating {size:,} bytes.")

        def malloc(self, size: int) -> None:
            """Take memory that nobody keeps: the pool holds it."""
            self.take(size)
            computer.reserved[self.card] = self.total_bytes() + size

    def pool_of(card: int) -> MemoryPool:
        return MemoryPool(card)

    pool = MemoryPool()
    runtime = types.ModuleType("cupy.cuda.runtime")

    def device_count() -> int:
        if not computer.driver:
            raise CUDARuntimeError("cudaErrorInsufficientDriver: CUDA driver version is insufficient")
        if not computer.cards:
            raise CUDARuntimeError("cudaErrorNoDevice: no CUDA-capable device is detected")
        return computer.cards

    def properties(card: int) -> dict[str, Any]:
        if card >= computer.cards:
            raise CUDARuntimeError("cudaErrorInvalidDevice: invalid device ordinal")
        return {"name": b"Pretended Card", "totalGlobalMem": CARD_BYTES}

    runtime.getDeviceCount = device_count  # type: ignore[attr-defined]
    runtime.getDeviceProperties = properties  # type: ignore[attr-defined]
    runtime.driverGetVersion = lambda: computer.driver  # type: ignore[attr-defined]
    runtime.runtimeGetVersion = lambda: 12090  # type: ignore[attr-defined]
    cuda = types.ModuleType("cupy.cuda")
    cuda.Device, cuda.runtime = Device, runtime  # type: ignore[attr-defined]
    cupy.cuda, cupy.ndarray, cupy.__version__ = cuda, ndarray, VERSION  # type: ignore[attr-defined]
    cupy.asarray = lambda value: value if isinstance(value, ndarray) else ndarray(np.array(value))  # type: ignore[attr-defined]
    cupy.get_default_memory_pool = lambda: pool  # type: ignore[attr-defined]
    cupy.__getattr__ = lambda name: getattr(np, name)  # type: ignore[method-assign]  # NumPy's, which ask the array
    return cupy


@contextmanager
def installed(computer: Computer | None = None) -> Iterator[Computer]:
    """CuPy is installed, in this computer."""
    from importlib.machinery import ModuleSpec

    from tensorlab.devices import cupy_gpu

    computer = computer or Computer()
    before = sys.modules.get("cupy")
    sys.modules["cupy"] = cupy = make(computer)
    cupy.__spec__ = ModuleSpec("cupy", None)
    cupy_gpu.forget()
    try:
        yield computer
    finally:
        del sys.modules["cupy"]
        if before is not None:
            sys.modules["cupy"] = before
        cupy_gpu.forget()
        cupy_gpu._limited.clear()
