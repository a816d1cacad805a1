r"""One step for a batch whose sequences end at different times.

Where a sequence is over, its row of the output is zeros and its row of the state stays as it is:

$$\text{output}_t[b] = \begin{cases} \text{cell}(x_t, s_{t-1})[b] & t < \text{length}[b] \\ 0 & \text{else}\end{cases}$$

So the final state is, row by row, the state after the last step that counts.

Read next: `static_rnn.py`, `dynamic_rnn.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.dtypes import int32
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import assert_same_structure, flatten, pack_sequence_as
from tensorlab.ops.casting import cast
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.recurrent.sizes import zeros_of_size

__all__ = ["batch_size_of", "checked_lengths", "initial_state_of", "masked_step", "zero_output_of"]


def masked_step(
    time: Any, lengths: Tensor, zero_output: Any, state: Any, call_cell: Callable[[], tuple[Any, Any]]
) -> tuple[Any, Any]:
    """Take a step, and undo it in the rows whose sequence is over.

    Args:
        time: the number of the step, from 0; a number or a scalar tensor.
        lengths: [batch] int32, how many steps each sequence has.
        zero_output: zeros, shaped and nested like the output.
        state: the state before the step.
        call_cell: takes the step; gives the output and the new state.
    """
    over = time >= lengths
    output, new_state = call_cell()
    assert_same_structure(zero_output, output)
    assert_same_structure(state, new_state)

    def chosen(old: Any, new: Any) -> Any:
        if not isinstance(old, Tensor) or old.shape.ndims == 0:
            return new  # what has no rows passes as it is
        result = where(over, old, new)
        result.set_shape(old.shape)
        return result

    outputs = [chosen(old, new) for old, new in zip(flatten(zero_output), flatten(output), strict=True)]
    states = [chosen(old, new) for old, new in zip(flatten(state), flatten(new_state), strict=True)]
    return pack_sequence_as(zero_output, outputs), pack_sequence_as(state, states)


def checked_lengths(sequence_length: Any) -> Tensor:
    """The lengths as an int32 vector; ValueError for another rank."""
    lengths = cast(sequence_length, int32)
    if lengths.shape.ndims not in (None, 1):
        raise ValueError(
            f"sequence_length must be a vector of length batch_size, but saw shape: {lengths.shape}. Give one length "
            "for each sequence of the batch."
        )
    return lengths


def batch_size_of(inputs: list[Tensor], axis: int) -> Any:
    """How many sequences there are: a number where one of the inputs' shapes says it, or else a scalar tensor."""
    for tensor in inputs:
        sizes = tensor.shape.sizes
        if sizes is not None and sizes[axis] is not None:
            return sizes[axis]
    return shape_of(inputs[0])[axis]


def initial_state_of(cell: Any, initial_state: Any, batch_size: Any, dtype: Any) -> Any:
    """The state to begin with: the one given, or the cell's zeros.

    Raises:
        ValueError: when there is neither a state nor a dtype for the zeros.
    """
    if initial_state is not None:
        return initial_state
    if not dtype:
        raise ValueError(
            "If there is no initial_state, you must give a dtype: dtype=tf.float32 lets the network begin with zeros."
        )
    if getattr(cell, "get_initial_state", None) is not None:
        return cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=dtype)
    return cell.zero_state(batch_size, dtype)


def zero_output_of(cell: Any, batch_size: Any, state: Any, dtype: Any) -> Any:
    """Zeros shaped and nested like the output of a cell."""
    zeros = [zeros_of_size(batch_size, size, dtype_of(dtype, state)) for size in flatten(cell.output_size)]
    return pack_sequence_as(cell.output_size, zeros)


def dtype_of(dtype: Any, state: Any) -> Any:
    """The dtype that was asked for, or that of the state.

    Raises:
        ValueError: when the state has several.
    """
    if dtype is not None:
        return dtype
    found = [tensor.dtype.base_dtype for tensor in flatten(state)]
    if not found:
        raise ValueError("Unable to infer dtype from empty state.")
    if any(other is not found[0] for other in found):
        raise ValueError(
            "State has tensors of different inferred_dtypes. Unable to infer a single representative dtype: "
            f"{[one.name for one in found]}"
        )
    return found[0]


def depth_of(shape: TensorShape, first: int) -> TensorShape:
    """The shape of what a cell reads, behind time and batch; ValueError where it is unknown."""
    sizes = shape.sizes
    if sizes is None or None in sizes[first:]:
        raise ValueError(
            f"Input size (depth of inputs) must be accessible via shape inference, but saw value None: {shape}. The "
            "weights' shape depends on it: say it in the placeholder's shape, or with set_shape()."
        )
    return TensorShape(sizes[first:])
