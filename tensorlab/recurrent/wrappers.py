"""Cells around a cell: dropout, a residual connection, a device.

A wrapper is a cell itself, with the states and variables of the one inside.

Read next: `dropout_wrapper.py`, `static_rnn.py`.
"""

from typing import Any

from tensorlab.graph.scopes import device, name_scope
from tensorlab.nest import assert_same_structure, map_structure
from tensorlab.recurrent.cell import RNNCell, assert_like_rnncell

__all__ = ["CellWrapper", "DeviceWrapper", "ResidualWrapper"]


class CellWrapper(RNNCell):
    """What all wrappers have in common: sizes, states and variables are those of the cell inside.

    Args:
        cell: the cell to wrap.
    """

    def __init__(self, cell: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        assert_like_rnncell("cell", cell)
        self.cell = cell

    @property
    def wrapped_cell(self) -> Any:
        """The cell inside."""
        return self.cell

    @property
    def _cell(self) -> Any:
        return self.cell

    @property
    def state_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell inside."""
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside."""
        with name_scope(type(self).__name__ + "ZeroState"):
            return self.cell.zero_state(batch_size, dtype)

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:
        """Take one step; `scope` is for the cell inside."""
        return self.wrapped_step(inputs, state, scope)

    def wrapped_step(self, inputs: Any, state: Any, scope: Any) -> Any:
        """One step of the cell inside, with what the wrapper does before and after."""
        raise NotImplementedError

    def _inner(self, inputs: Any, state: Any, scope: Any) -> Any:
        # A cell of the user's own may take no scope, and few calls give one.
        return self.cell(inputs, state) if scope is None else self.cell(inputs, state, scope=scope)

    @property
    def trainable_weights(self) -> list[Any]:
        """Those of the cell inside."""
        return getattr(self.cell, "trainable_weights", [])

    @property
    def non_trainable_weights(self) -> list[Any]:
        """Those of the cell inside."""
        return getattr(self.cell, "non_trainable_weights", [])


class ResidualWrapper(CellWrapper):
    r"""Adds the input of a cell to its output, so that the cell only has to learn the difference.

    $$y_t = x_t + \text{cell}(x_t, s_{t-1})$$

    Args:
        cell: the cell; its output must be as wide as its input.
        residual_fn: a function from (inputs, outputs) to the outputs, in place of the sum.

    Source: He et al., "Deep Residual Learning for Image Recognition" (2015).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.BasicRNNCell(2))
    ...     with tf.variable_scope("zero", initializer=tf.zeros_initializer()):
    ...         output, state = cell(tf.constant([[5., 7.]]), tf.zeros([1, 2]))
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(output))
    [[5. 7.]]
    """

    def __init__(self, cell: Any, residual_fn: Any = None, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn

    def wrapped_step(self, inputs: Any, state: Any, scope: Any) -> Any:
        """One step, with the inputs added to the outputs."""
        outputs, new_state = self._inner(inputs, state, scope)
        return (self._residual_fn or _sum_of)(inputs, outputs), new_state


def _sum_of(inputs: Any, outputs: Any) -> Any:
    assert_same_structure(inputs, outputs)
    map_structure(lambda x, y: x.shape.assert_is_compatible_with(y.shape), inputs, outputs)
    return map_structure(lambda x, y: x + y, inputs, outputs)


class DeviceWrapper(CellWrapper):
    """Asks for a device for everything that a cell does.

    Args:
        cell: the cell.
        device: what `tf.device` takes: "/cpu:0", "/gpu:1", or a function from an operation to a name.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.GRUCell(2), "/gpu:0")
    ...     output, state = cell(tf.ones([1, 2]), tf.ones([1, 2]))
    >>> output.device
    '/device:GPU:0'
    """

    def __init__(self, cell: Any, device: Any, **kwargs: Any) -> None:
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside, on the device."""
        with name_scope(type(self).__name__ + "ZeroState"), device(self._device):
            return self.cell.zero_state(batch_size, dtype)

    def wrapped_step(self, inputs: Any, state: Any, scope: Any) -> Any:
        """One step, on the device."""
        with device(self._device):
            return self._inner(inputs, state, scope)
