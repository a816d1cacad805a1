"""Two networks for one sequence: one reads it forwards, the other backwards.

Read next: `stacked_directions.py` (several such layers).
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import map_structure
from tensorlab.ops.arranging import reverse
from tensorlab.ops.blocks import reverse_sequence
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.dynamic_rnn import dynamic_rnn

__all__ = ["bidirectional_dynamic_rnn"]


@checks_arguments
def bidirectional_dynamic_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Lead one cell along a tensor forwards, and another backwards.

    The backward outputs are turned round again, so that both stand at the step they belong to. They come as a pair;
    `tf.concat(outputs, 2)` puts them side by side.

    Args:
        cell_fw, cell_bw: the two cells.
        inputs: [batch, time, input size].
        sequence_length: [batch] whole numbers: how many steps each sequence has; the backward cell begins at its
            end.
        initial_state_fw, initial_state_bw: the states to begin with; zeros by default.
        dtype: the dtype of these zeros.
        parallel_iterations, swap_memory: accepted as in TensorFlow, without effect.
        time_major: True: inputs and outputs are [time, batch, size].
        scope: the variable scope, "bidirectional_rnn" by default; the variables live in `.../fw` and `.../bw`.

    Returns:
        The pair of outputs (forward, backward) and the pair of final states.

    Raises:
        TypeError: when a cell is no cell.
        ValueError: as `tf.nn.dynamic_rnn`.

    Source: Schuster and Paliwal, "Bidirectional Recurrent Neural Networks" (1997).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cells = [tf.nn.rnn_cell.GRUCell(5) for _ in range(2)]
    ...     outputs, states = tf.nn.bidirectional_dynamic_rnn(*cells, tf.ones([2, 4, 3]), dtype=tf.float32)
    >>> print(tf.concat(outputs, 2).shape, [v.name for v in cells[1].weights][:1])
    (2, 4, 10) ['bidirectional_rnn/bw/gru_cell/gates/kernel:0']
    """
    assert_like_rnncell("cell_fw", cell_fw)
    assert_like_rnncell("cell_bw", cell_bw)
    time_axis, batch_axis = (0, 1) if time_major else (1, 0)

    def backwards(tensor: Tensor) -> Tensor:
        if sequence_length is None:
            return reverse(tensor, [time_axis])
        return reverse_sequence(tensor, sequence_length, seq_axis=time_axis, batch_axis=batch_axis)

    settings = {"sequence_length": sequence_length, "dtype": dtype, "time_major": time_major}
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as opened:
            output_fw, state_fw = dynamic_rnn(
                cell_fw, inputs, initial_state=initial_state_fw, scope=opened, **settings
            )
        with variable_scope("bw") as opened:
            output_bw, state_bw = dynamic_rnn(
                cell_bw,
                map_structure(backwards, inputs),
                initial_state=initial_state_bw,
                scope=opened,
                **settings,
            )
    return (output_fw, map_structure(backwards, output_bw)), (state_fw, state_bw)
