"""tf.nn.rnn_cell: the cells of recurrent networks.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.recurrent.basic_cells import (
    BasicRNNCell,
    GRUCell,
)
from tensorlab.recurrent.cell import (
    RNNCell,
)
from tensorlab.recurrent.dropout_wrapper import (
    DropoutWrapper,
)
from tensorlab.recurrent.lstm_cells import (
    BasicLSTMCell,
    LSTMCell,
    LSTMStateTuple,
)
from tensorlab.recurrent.stacked_cells import (
    MultiRNNCell,
)
from tensorlab.recurrent.wrappers import (
    DeviceWrapper,
    ResidualWrapper,
)

__all__ = [
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "GRUCell",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "RNNCell",
    "ResidualWrapper",
]

__getattr__ = _unknown_name(__name__, globals())
