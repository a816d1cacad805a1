"""Several layers that each read in both directions: a layer reads what both directions of the one below wrote.

Read next: `sequence_losses.py`.
"""

from typing import Any

from tensorlab.ops.array import concat
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.bidirectional import bidirectional_dynamic_rnn
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.static_rnn import static_bidirectional_rnn

__all__ = ["stack_bidirectional_dynamic_rnn", "stack_bidirectional_rnn"]


def stack_bidirectional_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """Layers of `static_bidirectional_rnn`.

    Args:
        cells_fw, cells_bw: a cell for each layer and direction.
        inputs: a list with one tensor [batch, input size] for each step.
        initial_states_fw, initial_states_bw: for each layer the states to begin with; zeros by default.
        dtype, sequence_length: see `tf.nn.static_bidirectional_rnn`.
        scope: the variable scope, "stack_bidirectional_rnn" by default.

    Returns:
        The list of the last layer's outputs, and the final states of all layers, forward and backward.

    Raises:
        ValueError: when there are not as many cells forward as backward, or of states as of cells.
    """
    starts_fw, starts_bw = _checked(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states_fw, states_bw = [], []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for number, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw, strict=True)):
            with variable_scope(f"cell_{number}") as opened:
                inputs, state_fw, state_bw = static_bidirectional_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    starts_fw[number],
                    starts_bw[number],
                    sequence_length=sequence_length,
                    dtype=dtype,
                    scope=opened,
                )
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)


def stack_bidirectional_dynamic_rnn(
    cells_fw: Any,
    cells_bw: Any,
    inputs: Any,
    initial_states_fw: Any = None,
    initial_states_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    parallel_iterations: int | None = None,
    time_major: bool = False,
    scope: Any = None,
    swap_memory: bool = False,
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """Layers of `bidirectional_dynamic_rnn`, whose outputs are put side by side.

    Args:
        cells_fw, cells_bw: a cell for each layer and direction.
        inputs: [batch, time, input size].
        initial_states_fw, initial_states_bw: for each layer the states to begin with; zeros by default.
        dtype, sequence_length, time_major: see `tf.nn.bidirectional_dynamic_rnn`.
        parallel_iterations, swap_memory: accepted as in TensorFlow, without effect.
        scope: the variable scope, "stack_bidirectional_rnn" by default.

    Returns:
        The last layer's outputs, and the final states of all layers, forward and backward.

    Raises:
        ValueError: when there are not as many cells forward as backward, or of states as of cells.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cells = [[tf.contrib.rnn.GRUCell(4) for _ in range(3)] for _ in range(2)]
    ...     outputs, *states = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
    ...         *cells, tf.ones([2, 5, 1]), dtype=tf.float32)
    >>> print(outputs.shape, len(states[0]), cells[0][2].weights[0].name)
    (2, 5, 8) 3 stack_bidirectional_rnn/cell_2/bidirectional_rnn/fw/gru_cell/gates/kernel:0
    """
    starts_fw, starts_bw = _checked(cells_fw, cells_bw, initial_states_fw, initial_states_bw)
    states_fw, states_bw = [], []
    with variable_scope(scope or "stack_bidirectional_rnn"):
        for number, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw, strict=True)):
            with variable_scope(f"cell_{number}"):
                outputs, (state_fw, state_bw) = bidirectional_dynamic_rnn(
                    cell_fw,
                    cell_bw,
                    inputs,
                    initial_state_fw=starts_fw[number],
                    initial_state_bw=starts_bw[number],
                    sequence_length=sequence_length,
                    dtype=dtype,
                    time_major=time_major,
                )
                inputs = concat(outputs, 2)
            states_fw.append(state_fw)
            states_bw.append(state_bw)
    return inputs, tuple(states_fw), tuple(states_bw)


def _checked(cells_fw: Any, cells_bw: Any, starts_fw: Any, starts_bw: Any) -> tuple[list[Any], list[Any]]:
    """The states to begin with, after the lists were checked."""
    for what, cells in (("cells_fw", cells_fw), ("cells_bw", cells_bw)):
        if not cells:
            raise ValueError(f"Must specify at least one cell in {what}.")
        if not isinstance(cells, list):
            raise ValueError(f"{what} must be a list of RNNCells (one per layer).")
        for cell in cells:
            assert_like_rnncell(what, cell)
    if len(cells_fw) != len(cells_bw):
        raise ValueError("Forward and Backward cells must have the same depth.")
    found = []
    for what, starts in (("initial_states_fw", starts_fw), ("initial_states_bw", starts_bw)):
        if starts is not None and (not isinstance(starts, (list, tuple)) or len(starts) != len(cells_fw)):
            raise ValueError(f"{what} must be a list of state tensors (one per layer).")
        found.append([None] * len(cells_fw) if starts is None else list(starts))
    return found[0], found[1]
