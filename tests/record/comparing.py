"""Helpers: values by slot compared bit for bit, and values read back from a bundle's bytes.

Read next: `test_replay.py`, `test_bundle.py`.
"""

from typing import Any

import numpy as np

from tensorlab import lab
from tensorlab.control_flow.tensor_list import TensorList
from tensorlab.record.values import NUMBERS


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same to the last bit (NaN equals NaN), dtype and shape included."""
    if a is None or b is None:
        return a is b
    if isinstance(a, TensorList):
        return len(a) == len(b) and all(map(same, a.items, b.items))
    if isinstance(a, list):  # what ran inside a branch or a loop
        return len(a) == len(b) and all(
            x.number == y.number and x.block is y.block and all(map(same, x.values, y.values))
            for x, y in zip(a, b, strict=True)
        )
    a, b = np.asarray(a), np.asarray(b)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    return a.tolist() == b.tolist() if a.dtype == object else a.tobytes() == b.tobytes()


def replays_exactly(tape: Any) -> None:
    """Every run of a tape, replayed, gives what was recorded (or, of evicted runs, the same twice)."""
    for number, run in enumerate(tape.runs, 1):
        recorded = run.values if run.values is not None else tape._replayer.values(number - 1)
        again = tape.replay(number)
        assert len(recorded) == len(again)
        for slot, (a, b) in enumerate(zip(recorded, again, strict=True)):
            assert same(a, b), f"run {number}, slot {slot}: recorded {a!r}, replayed {b!r}"


def read_entry(bundle: dict[str, Any], blob: bytes, run: int, entry: int) -> Any:
    """The stored part of a value, from a bundle's bytes; None when the run did not compute it."""
    fields = bundle["runs"][run]
    described = bundle["frames"][fields["frame"]]["entries"][entry]
    if described["encoding"] == "none":
        return None
    if described["encoding"] == "json":
        return np.array(fields["json"][str(entry)], dtype=object).reshape(described["stored"])
    dtype = NUMBERS[described["encoding"]]
    shape = list(described["stored"]) + [2] * described["dtype"].startswith("complex")
    count = int(np.prod(shape, dtype=int))
    start = fields["values"][0] + described["offset"]
    array = np.frombuffer(blob, dtype, count, start).reshape(shape)
    return array[..., 0] + 1j * array[..., 1] if described["dtype"].startswith("complex") else array


def forgetful(session: Any = None) -> Any:
    """A tape that replays every run but the first and the newest, however much room there is."""
    tape = lab.trace(session)
    tape._recorder.most_whole = 1
    return tape
