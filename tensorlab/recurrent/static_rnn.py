"""A network unrolled: one copy of the cell's nodes for every step, and no loop.

The number of steps is fixed when the graph is built. What `tf.nn.dynamic_rnn` hides in a loop lies open here: the
graph shows the whole way of a gradient, back through every step.

Read next: `dynamic_rnn.py`, the loop.
"""

from typing import Any

from tensorlab.errors import checks_arguments
from tensorlab.graph.scopes import control_dependencies
from tensorlab.nest import flatten, is_nested, pack_sequence_as
from tensorlab.ops.array import concat
from tensorlab.ops.blocks import reverse_sequence
from tensorlab.ops.flow import identity
from tensorlab.ops.stacking import stack, unstack
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.step import (
    batch_size_of,
    checked_lengths,
    depth_of,
    initial_state_of,
    masked_step,
    zero_output_of,
)

__all__ = ["static_bidirectional_rnn", "static_rnn", "static_state_saving_rnn"]


@checks_arguments
def static_rnn(
    cell: Any,
    inputs: Any,
    initial_state: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Lead a cell along a list of inputs, one after the other.

    Args:
        cell: the cell.
        inputs: a list with one tensor [batch, input size] for each step (or a nest of such tensors).
        initial_state: the state to begin with; the cell's zeros by default.
        dtype: the dtype of these zeros; needed without an `initial_state`.
        sequence_length: [batch] whole numbers: how many steps each sequence has. Beyond its length a row's
            outputs are zeros, and its state stays.
        scope: the variable scope, "rnn" by default.

    Returns:
        The list of outputs, [batch, output size] each, and the state after the last step.

    Raises:
        TypeError: when `cell` is no cell, or `inputs` no list.
        ValueError: without inputs, or when the size of an input is not known.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/static_rnn

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     steps = tf.unstack(tf.ones([2, 4, 3]), axis=1)
    ...     outputs, state = tf.nn.static_rnn(tf.nn.rnn_cell.GRUCell(5), steps, dtype=tf.float32)
    ...     print(len(outputs), outputs[0].shape, state.shape)
    4 (2, 5) (2, 5)
    """
    assert_like_rnncell("cell", cell)
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(
            f"inputs must be a sequence, one tensor for each step, not {inputs!r}. Cut a tensor into its steps "
            "with tf.unstack(x, axis=1), or use tf.nn.dynamic_rnn."
        )
    if not inputs:
        raise ValueError("inputs must not be empty")
    outputs = []
    with variable_scope(scope or "rnn") as opened:
        flat_inputs = flatten(inputs)
        if (
            flat_inputs[0].shape.ndims != 1
        ):  # numbers of words are of rank 1; a cell then looks them up itself
            for tensor in flat_inputs:
                shape = tensor.shape.with_rank_at_least(2)
                depth_of(shape, 1)
                flat_inputs[0].shape[0].assert_is_compatible_with(shape[0])
        batch_size = batch_size_of(flat_inputs[:1], 0)
        state = initial_state_of(cell, initial_state, batch_size, dtype)
        if sequence_length is not None:
            lengths = checked_lengths(sequence_length)
            zero_output = zero_output_of(cell, batch_size, state, dtype)
        for time, step_input in enumerate(inputs):
            if time > 0:
                opened.reuse_variables()

            def call_cell(step_input: Any = step_input, state: Any = state) -> Any:
                return cell(step_input, state)

            if sequence_length is None:
                output, state = call_cell()
            else:
                output, state = masked_step(time, lengths, zero_output, state, call_cell)
            outputs.append(output)
    return outputs, state


@checks_arguments
def static_state_saving_rnn(
    cell: Any,
    inputs: Any,
    state_saver: Any,
    state_name: Any,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """Like `static_rnn`, beginning with a state that was saved by the run before, and saving the last one.

    Args:
        cell, inputs, sequence_length, scope: see `static_rnn`.
        state_saver: an object with the methods `state(name)`, which gives a tensor, and `save_state(name, tensor)`,
            which gives an operation.
        state_name: the name of the state, or a tuple of names where the cell's state is a tuple.

    Raises:
        ValueError: when the names are not nested like the state.
    """
    if is_nested(cell.state_size) != is_nested(state_name):
        raise ValueError(
            "state_name should be the same type as cell.state_size. "
            f"state_name: {state_name}, cell.state_size: {cell.state_size}"
        )
    names, sizes = flatten(state_name), flatten(cell.state_size)
    if len(names) != len(sizes):
        raise ValueError(
            f"#elems(state_name) != #elems(state_size): {len(names)} vs. {len(sizes)}: {state_name}, {cell.state_size}"
        )
    saved = pack_sequence_as(cell.state_size, [state_saver.state(name) for name in names])
    outputs, state = static_rnn(
        cell, inputs, initial_state=saved, sequence_length=sequence_length, scope=scope
    )
    saving = [state_saver.save_state(name, one) for name, one in zip(names, flatten(state), strict=True)]
    with control_dependencies(saving):
        outputs[-1] = pack_sequence_as(outputs[-1], [identity(one) for one in flatten(outputs[-1])])
        state = pack_sequence_as(state, [identity(one) for one in flatten(state)])
    return outputs, state


@checks_arguments
def static_bidirectional_rnn(
    cell_fw: Any,
    cell_bw: Any,
    inputs: Any,
    initial_state_fw: Any = None,
    initial_state_bw: Any = None,
    dtype: Any = None,
    sequence_length: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any, Any]:
    """Lead one cell along the inputs forwards and another backwards, and put their outputs side by side.

    So the output of a step knows what came before it and what comes after.

    Args:
        cell_fw, cell_bw: the two cells.
        inputs: a list with one tensor [batch, input size] for each step.
        initial_state_fw, initial_state_bw: the states to begin with; zeros by default.
        dtype: the dtype of these zeros.
        sequence_length: [batch] whole numbers: how many steps each sequence has; the backward cell begins at its
            end.
        scope: the variable scope, "bidirectional_rnn" by default; the variables live in `.../fw` and `.../bw`.

    Returns:
        The list of outputs [batch, output size of both], the final forward state, and the final backward one.

    Raises:
        TypeError: when a cell is no cell, or `inputs` no list.
        ValueError: without inputs.

    Source: Schuster and Paliwal, "Bidirectional Recurrent Neural Networks" (1997).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     steps, cells = [tf.ones([2, 3])] * 4, [tf.nn.rnn_cell.GRUCell(5) for _ in range(2)]
    ...     outputs, forward, backward = tf.nn.static_bidirectional_rnn(*cells, steps, dtype=tf.float32)
    >>> print(len(outputs), outputs[0].shape)
    4 (2, 10)
    """
    assert_like_rnncell("cell_fw", cell_fw)
    assert_like_rnncell("cell_bw", cell_bw)
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(f"inputs must be a sequence, one tensor for each step, not {inputs!r}")
    if not inputs:
        raise ValueError("inputs must not be empty")
    with variable_scope(scope or "bidirectional_rnn"):
        with variable_scope("fw") as opened:
            forward, state_fw = static_rnn(
                cell_fw, inputs, initial_state_fw, dtype, sequence_length, scope=opened
            )
        with variable_scope("bw") as opened:
            backwards = reversed_steps(inputs, sequence_length)
            backward, state_bw = static_rnn(
                cell_bw, backwards, initial_state_bw, dtype, sequence_length, scope=opened
            )
    backward = reversed_steps(backward, sequence_length)
    pairs = zip(flatten(forward), flatten(backward), strict=True)
    outputs = pack_sequence_as(forward, [concat([fw, bw], 1) for fw, bw in pairs])
    return outputs, state_fw, state_bw


def reversed_steps(steps: Any, lengths: Any) -> list[Any]:
    """The steps from the last to the first; with lengths, each sequence only as far as it goes."""
    if lengths is None:
        return list(reversed(steps))
    columns = []
    for sequence in zip(*map(flatten, steps), strict=True):
        backwards = unstack(reverse_sequence(stack(sequence), lengths, seq_axis=0, batch_axis=1))
        for one in backwards:
            one.set_shape(sequence[0].shape)
        columns.append(backwards)
    return [pack_sequence_as(step, one) for step, one in zip(steps, zip(*columns, strict=True), strict=True)]
