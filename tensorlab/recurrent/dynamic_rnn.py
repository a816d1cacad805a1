"""A network in a loop: one copy of the cell's nodes, run once for every step of the data.

The number of steps may differ from run to run, and a batch may hold sequences of different lengths. The loop
carries three things from step to step: the time, the outputs so far (a `tf.TensorArray`) and the state.

    time = 0
    while time < steps:
        output, state = cell(inputs[time], state)
        outputs = outputs.write(time, output)
        time = time + 1

Read next: `bidirectional.py`; `raw_rnn.py`, where a program says itself what the next input is.
"""

from typing import Any

from tensorlab.control_flow.looping import while_loop
from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.scopes import control_dependencies
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import flatten, map_structure, pack_sequence_as
from tensorlab.ops.array import transpose
from tensorlab.ops.checks import Assert
from tensorlab.ops.extremes import maximum, minimum
from tensorlab.ops.flow import identity
from tensorlab.ops.logic import equal
from tensorlab.ops.reduce_extremes import reduce_max
from tensorlab.ops.reduce_products import reduce_all
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.source import constant
from tensorlab.ops.stacking import stack
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.sizes import static_shape
from tensorlab.recurrent.step import (
    batch_size_of,
    checked_lengths,
    depth_of,
    dtype_of,
    initial_state_of,
    masked_step,
    zero_output_of,
)

__all__ = ["dynamic_rnn"]


@checks_arguments
def dynamic_rnn(
    cell: Any,
    inputs: Any,
    sequence_length: Any = None,
    initial_state: Any = None,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    time_major: bool = False,
    scope: Any = None,
) -> tuple[Any, Any]:
    """Lead a cell along the time axis of a tensor, in a loop.

    Args:
        cell: the cell.
        inputs: [batch, time, input size], or a nest of such tensors. All sizes may be unknown but the last.
        sequence_length: [batch] whole numbers: how many steps each sequence has. Beyond its length a row's
            outputs are zeros, and its state stays: the final state is the one after each sequence's own last step.
        initial_state: the state to begin with; the cell's zeros by default.
        dtype: the dtype of these zeros; needed without an `initial_state`.
        parallel_iterations, swap_memory: accepted as in TensorFlow; the steps run one after the other here.
        time_major: True: inputs and outputs are [time, batch, size], which saves two transpositions.
        scope: the variable scope, "rnn" by default.

    Returns:
        The outputs [batch, time, output size], and the final state, nested like `cell.state_size`.

    Raises:
        TypeError: when `cell` is no cell.
        ValueError: when the inputs are not of rank 3 or more, their last size is unknown, or there is neither a state
            nor a dtype.
        InvalidArgumentError: while running, when there is not one length for each sequence.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/dynamic_rnn

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None, None, 3])
    ...     outputs, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), x, [4, 2], dtype=tf.float32)
    ...     sess.run(tf.global_variables_initializer())
    ...     y, last = sess.run([outputs, state], {x: [[[1., 2., 3.]] * 4] * 2})
    ...     print(outputs.shape, y.shape, (y[1, 1] == last[1]).all(), y[1, 2:].any())
    (?, ?, 5) (2, 4, 5) True False
    """
    assert_like_rnncell("cell", cell)
    with variable_scope(scope or "rnn"):
        steps = [convert_to_tensor(tensor) for tensor in flatten(inputs)]
        for tensor in steps:
            _check_input(tensor)
        if not time_major:
            steps = [batch_and_time_swapped(tensor) for tensor in steps]
        lengths = None
        if sequence_length is not None:
            lengths = identity(checked_lengths(sequence_length), name="sequence_length")
        batch_size = batch_size_of(steps, 1)
        state = initial_state_of(cell, initial_state, batch_size, dtype)
        if lengths is not None:
            lengths = _one_for_each(lengths, batch_size)
        outputs, final_state = _loop(cell, pack_sequence_as(inputs, steps), state, batch_size, lengths, dtype)
        if not time_major:
            outputs = map_structure(batch_and_time_swapped, outputs)
        return outputs, final_state


def _loop(
    cell: Any, inputs: Any, state: Any, batch_size: Any, lengths: Tensor | None, dtype: Any
) -> tuple[Any, Any]:
    """The loop over the first axis of `inputs`; gives the outputs, time first, and the final state."""
    steps = flatten(inputs)
    known_time, known_batch = _common_sizes(steps)
    count = known_time if known_time is not None else shape_of(steps[0])[0]
    wanted = dtype_of(dtype, state)
    sizes = flatten(cell.output_size)
    zero_output = None if lengths is None else zero_output_of(cell, batch_size, state, dtype)
    time = constant(0, dtype=int32, name="time")
    rows = [static_shape(known_batch, size) for size in sizes]
    written = tuple(TensorArray(wanted, size=count, element_shape=row) for row in rows)
    read = tuple(
        TensorArray(tensor.dtype.base_dtype, size=count, element_shape=tensor.shape[1:]).unstack(tensor)
        for tensor in steps
    )
    end = count if lengths is None else minimum(count, maximum(1, reduce_max(lengths)))

    def one_step(time: Tensor, written: Any, state: Any) -> tuple[Any, ...]:
        now = [array.read(time) for array in read]
        for tensor, whole in zip(now, steps, strict=True):
            tensor.set_shape(whole.shape[1:])

        def call_cell() -> tuple[Any, Any]:
            return cell(pack_sequence_as(inputs, now), state)

        if lengths is None:
            output, new_state = call_cell()
        else:
            output, new_state = masked_step(time, lengths, zero_output, state, call_cell)
        flat = zip(written, flatten(output), strict=True)
        return time + 1, tuple(array.write(time, value) for array, value in flat), new_state

    _, written, final_state = while_loop(lambda time, *_: time < end, one_step, (time, written, state))
    outputs = [array.stack() for array in written]
    for tensor, row in zip(outputs, rows, strict=True):
        tensor.set_shape(TensorShape([known_time]).concatenate(row))
    return pack_sequence_as(cell.output_size, outputs), final_state


def batch_and_time_swapped(tensor: Tensor) -> Tensor:
    """[batch, time, ...] as [time, batch, ...], and back; what has no two dimensions stays as it is."""
    rank = tensor.shape.ndims
    return tensor if rank is None or rank < 2 else transpose(tensor, [1, 0, *range(2, rank)])


def _check_input(tensor: Tensor) -> None:
    if tensor.shape.ndims is not None and tensor.shape.ndims < 3:
        raise ValueError(
            f"Shape {tensor.shape} must have rank at least 3: [batch, time, input size], not {tensor.name}. A "
            "sequence of single numbers becomes one of vectors of size 1 with tf.expand_dims(x, -1)."
        )
    depth_of(tensor.shape, 2)


def _common_sizes(steps: list[Tensor]) -> list[int | None]:
    """How many steps and sequences there are, as far as the shapes say."""
    known = steps[0].shape.as_list()[:2]
    for tensor in steps[1:]:
        for what, one, other in zip(
            ("Time steps", "Batch_size"), known, tensor.shape.as_list(), strict=False
        ):
            if one != other:
                raise ValueError(
                    f"{what} is not the same for all the elements in the input: {one} and {other} ({tensor.name})"
                )
    return known


def _one_for_each(lengths: Tensor, batch_size: Any) -> Tensor:
    """The lengths, checked in every run to be one for each sequence."""
    if lengths.shape.sizes is not None and lengths.shape.sizes[0] == batch_size:
        return lengths
    found, expected = shape_of(lengths), stack([batch_size])
    words = [f"Expected shape for Tensor {lengths.name} is ", expected, " but saw shape: ", found]
    with control_dependencies([Assert(reduce_all(equal(found, expected)), words)]):
        return identity(lengths, name="CheckSeqLen")
