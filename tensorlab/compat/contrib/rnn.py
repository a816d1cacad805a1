"""tf.contrib.rnn: the cells of `tf.nn.rnn_cell` under the name they had from 1.0 on, and more of them.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names

__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
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
