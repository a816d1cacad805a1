"""Calls: kernels that do more than compute one array from others.

One writes a variable, one looks at a variable's own memory, one waits until its device is done, and one may fail.

Read next: `slots.py`, what a step of a plan is.
"""

from typing import Any

from tensorlab.devices.device import Device


def writing_call(kernel: Any, sources: list[Any], targets: list[Any], lock: Any) -> Any:
    """A call that computes new arrays for variables and stores them, as one indivisible step."""

    def write(values: list[Any]) -> None:
        with lock:
            results = kernel(*[values[slot] if cell is None else cell.value for cell, slot in sources])
            for (cell, slot), result in zip(targets, results if several else (results,), strict=True):
                cell.value = values[slot] = result

    def moved(store: Any, _: Any) -> Any:
        there = [(store.cell(cell.operation), slot) for cell, slot in targets]
        return writing_call(kernel, _moved(sources, store), there, store.lock)

    several = len(targets) > 1
    write.moved = moved  # type: ignore[attr-defined]  # for a replay: the same call for another session's cells
    write.slots = {slot for cell, slot in sources if cell is None} | {slot for _, slot in targets}  # type: ignore
    return write


def reading_call(kernel: Any, sources: list[Any], out: int) -> Any:
    """A call for an op that looks at a variable's cell itself, such as `is_variable_initialized`."""

    def read(values: list[Any]) -> None:
        values[out] = kernel(*[values[slot] if cell is None else cell.value for cell, slot in sources])

    def moved(store: Any, _: Any) -> Any:
        return reading_call(kernel, _moved(sources, store), out)

    read.moved = moved  # type: ignore[attr-defined]
    read.slots = {slot for cell, slot in sources if cell is None} | {out}  # type: ignore[attr-defined]
    return read


def _moved(sources: list[Any], store: Any) -> list[Any]:
    return [(None if cell is None else store.cell(cell.operation), slot) for cell, slot in sources]


def finished(kernel: Any, device: Device) -> Any:
    """A kernel that returns when the device has computed its result."""

    def call(*arrays: Any) -> Any:
        result = kernel(*arrays)
        device.synchronize()
        return result

    return call


def forgiving(kernel: Any, outputs: int | None) -> Any:
    """A kernel that gives None where it cannot compute; `outputs` says how many results, None means one.

    What is computed for the trace alone must not make a run fail that would succeed without it.
    """

    def call(*arrays: Any) -> Any:
        try:
            if all(array is not None for array in arrays):
                return kernel(*arrays)
        except Exception:
            pass
        return None if outputs is None else [None] * outputs

    return call
