"""Recurrent networks: one cell that is used again at every step of a sequence.

A *cell* (`cell.py`) is the arithmetic of one step: it takes the step's input and the state that the step before
left, and gives an output and the next state. The functions of this room lead a cell along a sequence: unrolled,
one copy of its nodes per step (`static_rnn.py`), or in a loop that runs as long as the data is (`dynamic_rnn.py`).

Read next: `cell.py`, then `basic_cells.py` (the simplest ones), `lstm_cells.py`.
"""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """Load `rnn_cell`, which stands in `tf.nn` as a namespace of its own, when a program names it."""
    if name == "rnn_cell":
        return import_module(f"{__name__}.rnn_cell")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
