"""A loop whose every step asks a function of the program: what comes next, what is kept, who has finished?

`tf.nn.dynamic_rnn` reads its inputs from a tensor. Here the next input may be made from the last output, as when a
network writes a sentence word by word.

Read next: `decoding.py`, which does that.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.control_flow.looping import while_loop
from tensorlab.control_flow.tensor_array import TensorArray
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import assert_same_structure, flatten, map_structure, pack_sequence_as
from tensorlab.ops.logic import logical_not, logical_or
from tensorlab.ops.reduce_products import reduce_all
from tensorlab.ops.selecting import where
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.source import constant
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import assert_like_rnncell
from tensorlab.recurrent.sizes import static_shape, zeros_of_size

__all__ = ["raw_rnn"]


@checks_arguments
def raw_rnn(
    cell: Any,
    loop_fn: Callable[..., Any],
    parallel_iterations: int | None = None,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """Run a cell in a loop that a function of the program steers.

    `loop_fn(time, cell_output, cell_state, loop_state)` is called before the first step, with time 0 and three
    times None, and after every step. It returns five things:

    - finished: [batch] truth values; the loop ends when all are True,
    - next_input: what the cell reads next,
    - next_cell_state: the state to go on with; in the first call the state to begin with,
    - emit_output: what is kept of this step; in the first call None, or tensors that show the shapes and dtypes of
      what will be kept for one row,
    - next_loop_state: whatever the function wants to find again in the next call, or None.

    Rows that have finished keep their state and emit zeros.

    Args:
        cell: the cell.
        loop_fn: the function.
        parallel_iterations, swap_memory: accepted as in TensorFlow, without effect.
        scope: the variable scope, "rnn" by default.

    Returns:
        The `tf.TensorArray` of what was kept (nested like it), the final state, and the final loop state.

    Raises:
        TypeError: when `cell` is no cell or `loop_fn` no function.
        ValueError: when what the function returns is nested differently from call to call.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/raw_rnn

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.nn.rnn_cell.GRUCell(2)
    ...     def own_output_next(time, output, state, loop_state):
    ...         start = cell.zero_state(1, tf.float32)
    ...         return [time >= 3], start if output is None else output, start if state is None else state, output, None
    ...     kept, state, _ = tf.nn.raw_rnn(cell, own_output_next)
    ...     y = kept.stack()
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(tf.shape(y)))
    [3 1 2]
    """
    assert_like_rnncell("cell", cell)
    if not callable(loop_fn):
        raise TypeError("loop_fn must be a callable")
    with variable_scope(scope or "rnn"):
        time = constant(0, dtype=int32)
        finished, next_input, state, emitted, first_loop_state = loop_fn(time, None, None, None)
        finished = convert_to_tensor(finished)
        next_input = map_structure(convert_to_tensor, next_input)
        assert_same_structure(state, cell.state_size)
        state = map_structure(convert_to_tensor, state)
        batch_size, known_batch = _batch(flatten(next_input))
        sizes, dtypes = _kept(cell, emitted, state)
        structure = cell.output_size if emitted is None else emitted
        arrays = [
            TensorArray(one, size=0, dynamic_size=True, element_shape=static_shape(known_batch, size))
            for one, size in zip(dtypes, sizes, strict=True)
        ]
        nothing = [zeros_of_size(batch_size, size, one) for one, size in zip(dtypes, sizes, strict=True)]
        zero_emit = pack_sequence_as(structure, nothing)
        # The loop needs a value to carry, even where the function wants to find none.
        loop_state = constant(0, dtype=int32) if first_loop_state is None else first_loop_state

        def one_step(time: Any, finished: Any, now: Any, kept: Any, state: Any, loop_state: Any) -> Any:
            output, new_state = cell(now, state)
            assert_same_structure(state, new_state)
            assert_same_structure(cell.output_size, output)
            later, following, next_state, emit, next_loop_state = loop_fn(
                time + 1, output, new_state, loop_state
            )
            assert_same_structure(state, next_state)
            assert_same_structure(now, following)
            assert_same_structure(zero_emit, emit)

            def unless_finished(old: Any, new: Any) -> Any:
                if not isinstance(old, Tensor) or old.shape.ndims == 0:
                    return new
                return where(finished, old, new)

            emit = map_structure(unless_finished, zero_emit, emit)
            next_state = map_structure(unless_finished, state, next_state)
            kept = tuple(array.write(time, one) for array, one in zip(kept, flatten(emit), strict=True))
            carried = loop_state if next_loop_state is None else next_loop_state
            return time + 1, logical_or(finished, later), following, kept, next_state, carried

        _, _, _, kept, state, loop_state = while_loop(
            lambda time, finished, *_: logical_not(reduce_all(finished)),
            one_step,
            (time, finished, next_input, tuple(arrays), state, loop_state),
        )
        return pack_sequence_as(structure, kept), state, None if first_loop_state is None else loop_state


def _batch(inputs: list[Tensor]) -> tuple[Any, int | None]:
    """How many rows there are, as a number or a tensor, and what is known of it beforehand."""
    first = inputs[0].shape
    for tensor in inputs[1:]:
        if first.ndims and tensor.shape.ndims:
            first[0].assert_is_compatible_with(tensor.shape[0])
    known = first.sizes[0] if first.sizes else None
    return known if known is not None else shape_of(inputs[0])[0], known


def _kept(cell: Any, emitted: Any, state: Any) -> tuple[list[Any], list[Any]]:
    """The size and the dtype of what is kept for each row of each step."""
    if emitted is None:
        sizes = flatten(cell.output_size)
        return sizes, [flatten(state)[0].dtype.base_dtype] * len(sizes)
    tensors = [convert_to_tensor(one) for one in flatten(emitted)]
    sizes = [one.shape if one.shape.is_fully_defined() else shape_of(one) for one in tensors]
    return sizes, [one.dtype.base_dtype for one in tensors]
