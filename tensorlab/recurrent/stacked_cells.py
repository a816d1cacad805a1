"""Cells on top of each other: the output of one is the input of the next, all within one step.

Read next: `wrappers.py` (dropout, residual connections).
"""

import warnings
from typing import Any

from tensorlab.graph.scopes import name_scope
from tensorlab.nest import is_nested
from tensorlab.ops.array import concat
from tensorlab.ops.cutting import slice_
from tensorlab.ops.variable_scope import variable_scope
from tensorlab.recurrent.cell import RNNCell

__all__ = ["MultiRNNCell"]


class MultiRNNCell(RNNCell):
    r"""Several cells that work as one: layer upon layer at every step.

    $$h^1_t = \text{cell}_0(x_t, h^1_{t-1}), \quad h^2_t = \text{cell}_1(h^1_t, h^2_{t-1}), \quad \ldots$$

    The output is that of the last cell; the state is the tuple of all their states.

    Args:
        cells: the cells, lowest first. Make a new one for each layer: a cell used twice shares its weights.
        state_is_tuple: True: the state is a tuple with the state of each cell. False: all states side by side in
            one tensor, for cells that have no tuples either.

    Raises:
        ValueError: without cells, or when a cell's state is a tuple and `state_is_tuple` is False.
        TypeError: when `cells` is no list.

    Their variables live in `multi_rnn_cell/cell_0/...`, `multi_rnn_cell/cell_1/...`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell/MultiRNNCell

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(n) for n in (8, 4)])
    ...     output, state = cell(tf.ones([2, 3]), cell.zero_state(2, tf.float32))
    >>> print(output.shape, len(state), cell.state_size)
    (2, 4) 2 (8, 4)
    """

    def __init__(self, cells: Any, state_is_tuple: bool = True) -> None:
        super().__init__()
        if not cells:
            raise ValueError("Must specify at least one cell for MultiRNNCell.")
        if not is_nested(cells):
            raise TypeError(f"cells must be a list or tuple, but saw: {cells}.")
        if len({id(cell) for cell in cells}) < len(cells):
            warnings.warn(
                "At least two cells provided to MultiRNNCell are the same object and will share weights. Make a new "
                "one for each layer: [Cell(n) for _ in range(layers)].",
                stacklevel=2,
            )
        self._cells = cells
        self._state_is_tuple = state_is_tuple
        if not state_is_tuple and any(is_nested(cell.state_size) for cell in cells):
            raise ValueError(
                "Some cells return tuples of states, but the flag state_is_tuple is not set. State sizes are: "
                f"{[cell.state_size for cell in cells]}"
            )

    @property
    def state_size(self) -> Any:
        """The tuple of the cells' state sizes, or their sum."""
        sizes = tuple(cell.state_size for cell in self._cells)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """That of the last cell."""
        return self._cells[-1].output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros for the states of all cells."""
        with name_scope(type(self).__name__ + "ZeroState"):
            if self._state_is_tuple:
                return tuple(cell.zero_state(batch_size, dtype) for cell in self._cells)
            return super().zero_state(batch_size, dtype)

    @property
    def trainable_weights(self) -> list[Any]:
        """The trainable variables of all cells."""
        if not self.trainable:
            return []
        return [v for cell in self._cells if isinstance(cell, RNNCell) for v in cell.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The other variables of all cells."""
        cells = [cell for cell in self._cells if isinstance(cell, RNNCell)]
        others = [v for cell in cells for v in cell.non_trainable_weights]
        return others if self.trainable else [v for cell in cells for v in cell.trainable_weights] + others

    def call(self, inputs: Any, state: Any) -> Any:
        """One step, through all cells."""
        new_states = []
        place = 0
        for number, cell in enumerate(self._cells):
            with variable_scope(f"cell_{number}"):
                if self._state_is_tuple:
                    if not is_nested(state):
                        raise ValueError(
                            f"Expected state to be a tuple of length {len(self._cells)}, but received: {state}"
                        )
                    own = state[number]
                else:
                    own = slice_(state, [0, place], [-1, cell.state_size])
                    place += cell.state_size
                inputs, new = cell(inputs, own)
                new_states.append(new)
        return inputs, tuple(new_states) if self._state_is_tuple else concat(new_states, 1)
