"""tf.contrib.rnn: the cells of `tf.nn.rnn_cell` under the name they had from 1.0 on, and more of them.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from typing import Any

from tensorlab.late_names import late_names as _late_names

_find, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "compat.contrib": "core_rnn=rnn core_rnn_cell=rnn",  # in 1.0 the cells stood in modules of their own
        "recurrent.attention_cell": "AttentionCellWrapper HighwayWrapper",
        "recurrent.basic_cells": "BasicRNNCell GRUCell GRUBlockCell=GRUCell GRUBlockCellV2=GRUCell",
        "recurrent.bidirectional": "bidirectional_dynamic_rnn",
        "recurrent.cell": "LayerRNNCell RNNCell",
        "recurrent.dropout_wrapper": "DropoutWrapper",
        "recurrent.dynamic_rnn": "dynamic_rnn transpose_batch_time=batch_and_time_swapped",
        "recurrent.lstm_cells": "BasicLSTMCell LSTMCell LSTMStateTuple",
        "recurrent.more_cells": "IntersectionRNNCell NASCell UGRNNCell",
        "recurrent.more_lstm_cells": "CoupledInputForgetGateLSTMCell LSTMBlockCell LSTMBlockFusedCell "
        "LayerNormBasicLSTMCell",
        "recurrent.projections": "EmbeddingWrapper InputProjectionWrapper OutputProjectionWrapper",
        "recurrent.stacked_cells": "MultiRNNCell",
        "recurrent.stacked_directions": "stack_bidirectional_dynamic_rnn stack_bidirectional_rnn",
        "recurrent.static_rnn": "static_bidirectional_rnn static_rnn static_state_saving_rnn",
        "recurrent.wrappers": "DeviceWrapper ResidualWrapper",
    },
)

NOT_HERE = {
    "BidirectionalGridLSTMCell": ("it is for spectrograms", "tf.nn.bidirectional_dynamic_rnn"),
    "CompiledWrapper": ("there is no compiler here", "the cell itself"),
    "Conv1DLSTMCell": (
        "its convolutions are not here",
        "a cell of your own: a subclass of RNNCell with tf.nn.conv1d",
    ),
    "Conv2DLSTMCell": (
        "its convolutions are not here",
        "a cell of your own: a subclass of RNNCell with tf.nn.conv2d",
    ),
    "ConvLSTMCell": (
        "its convolutions are not here",
        "a cell of your own: a subclass of RNNCell with tf.nn.conv2d",
    ),
    "FusedRNNCellAdaptor": ("no cell takes all steps in one op here", "tf.nn.dynamic_rnn"),
    "GLSTMCell": ("its groups are not here", "LSTMCell"),
    "GridLSTMCell": ("it is for spectrograms", "LSTMCell"),
    "PhasedLSTMCell": ("its clock is not here", "LSTMCell, with the time as one of its inputs"),
    "TimeFreqLSTMCell": ("it is for spectrograms", "LSTMCell"),
    "TimeReversedFusedRNN": ("no cell takes all steps in one op here", "tf.nn.bidirectional_dynamic_rnn"),
}
"""Name -> (why it is not here, what to use)."""


def _linear(
    args: Any,
    output_size: int,
    bias: bool,
    bias_initializer: Any = None,
    kernel_initializer: Any = None,
    scope: Any = None,
    bias_start: float = 0.0,
) -> Any:
    """The dense layer that TensorFlow's cells were once written with; many programs took it from there.

    Before 1.2 the fourth argument was a number that the bias starts from, and `scope` came last.
    """
    from tensorlab.ops.initializers import Constant
    from tensorlab.ops.variable_scope import get_variable_scope, variable_scope
    from tensorlab.recurrent.projections import linear

    start = bias_start if bias_initializer is None else bias_initializer
    with variable_scope(scope or get_variable_scope()):
        return linear(
            args, output_size, bias, start if callable(start) else Constant(start), kernel_initializer
        )


def __getattr__(name: str) -> Any:
    """Load a name; say of what is not here why, and what to use."""
    if name in NOT_HERE:
        reason, instead = NOT_HERE[name]
        # With an object but no name, Python does not put a "Did you mean" behind ours.
        raise AttributeError(f"tf.contrib.rnn.{name} is not here: {reason}. Use {instead}.", obj=NOT_HERE)
    return _find(name)
