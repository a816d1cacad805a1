"""Dropout for cells: at every step anew, or the same choice for the whole sequence.

Read next: `static_rnn.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.nest import flatten, is_nested, pack_sequence_as
from tensorlab.ops.elementary import floor
from tensorlab.ops.math import divide
from tensorlab.ops.nn_layers import dropout
from tensorlab.ops.random import random_uniform
from tensorlab.recurrent.lstm_cells import LSTMStateTuple
from tensorlab.recurrent.wrappers import CellWrapper

__all__ = ["DropoutWrapper"]


class DropoutWrapper(CellWrapper):
    r"""Dropout around a cell: of its input, of its output, of its state.

    $$\text{output} = \frac{m}{p} \odot \text{cell}(x_t, s_{t-1}), \quad m \in \{0, 1\} \text{ is 1 with chance } p$$

    What is kept is divided by p, so that sums stay as large on average. By default every step draws its own m.
    The memory c of an LSTM is never touched.

    Args:
        cell: the cell.
        input_keep_prob, output_keep_prob, state_keep_prob: the chance p to keep an entry of the input, the output
            and the state; numbers, or scalar tensors, such as a placeholder that is fed 1.0 for tests.
        variational_recurrent: True draws m once for each run, and uses it at all steps and for the whole batch.
        input_size: the width of the input; needed for `variational_recurrent` with an `input_keep_prob`.
        dtype: the dtype of everything; needed for `variational_recurrent`.
        seed: a seed for the draws.
        dropout_state_filter_visitor: a function from a part of the state to True (may be dropped), False or a nest
            of these; by default all but the c of an `LSTMStateTuple`.

    Raises:
        TypeError: when `cell` is no cell or the visitor no function.
        ValueError: for a chance that is not between 0 and 1, or when dtype or input_size are missing.

    Source: Zaremba et al., "Recurrent Neural Network Regularization" (2014); variational: Gal and Ghahramani, "A
    Theoretically Grounded Application of Dropout in Recurrent Neural Networks" (2015).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicRNNCell(4), output_keep_prob=0.5, seed=5)
    ...     output, state = cell(tf.ones([1, 2]), tf.ones([1, 4]))
    ...     sess.run(tf.global_variables_initializer())
    ...     seen, kept = sess.run([output, state])
    ...     print((seen == 0).any(), (kept == 0).any())
    True False
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        dropout_state_filter_visitor: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **kwargs)
        if dropout_state_filter_visitor is not None and not callable(dropout_state_filter_visitor):
            raise TypeError("dropout_state_filter_visitor must be callable")
        self._may_drop = dropout_state_filter_visitor or _all_but_memory
        self._seed = seed
        with name_scope("DropoutWrapperInit"):
            self._input_keep_prob = _chance("input_keep_prob", input_keep_prob)
            self._state_keep_prob = _chance("state_keep_prob", state_keep_prob)
            self._output_keep_prob = _chance("output_keep_prob", output_keep_prob)
        self._variational_recurrent = variational_recurrent
        self._input_noise: Any = None
        self._state_noise: Any = None
        self._output_noise: Any = None
        if not variational_recurrent:
            return
        if dtype is None:
            raise ValueError("When variational_recurrent=True, dtype must be provided")
        if _drops(self._input_keep_prob):
            if input_size is None:
                raise ValueError(
                    "When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, input_size must be "
                    "provided"
                )
            self._input_noise = self._noise("input", input_size, dtype)
        self._state_noise = self._noise("state", cell.state_size, dtype)
        self._output_noise = self._noise("output", cell.output_size, dtype)

    def wrapped_step(self, inputs: Any, state: Any, scope: Any) -> Any:
        """One step of the cell, with dropout before and after."""
        if _drops(self._input_keep_prob):
            inputs = self._dropped(inputs, "input", self._input_noise, self._input_keep_prob)
        output, new_state = self._inner(inputs, state, scope)
        if _drops(self._state_keep_prob):
            chosen = _choices(self._may_drop, new_state)
            new_state = self._dropped(new_state, "state", self._state_noise, self._state_keep_prob, chosen)
        if _drops(self._output_keep_prob):
            output = self._dropped(output, "output", self._output_noise, self._output_keep_prob)
        return output, new_state

    def _dropped(self, values: Any, part: str, noise: Any, keep_prob: Any, chosen: Any = None) -> Any:
        """Dropout of every tensor of a nest that `chosen` does not exclude."""
        leaves = flatten(values)
        choices = [True] * len(leaves) if chosen is None else chosen
        noises = [None] * len(leaves) if noise is None else flatten(noise)
        results = []
        for number, (value, choice, own_noise) in enumerate(zip(leaves, choices, noises, strict=True)):
            if not choice:
                results.append(value)
            elif self._variational_recurrent:
                mask = floor(keep_prob + own_noise)  # 0 or 1: the noise lies between 0 and 1
                result = divide(value, keep_prob) * mask
                result.set_shape(value.shape)
                results.append(result)
            else:
                seed = self._seed_of(part, number)
                results.append(dropout(value, rate=1.0 - keep_prob, seed=seed))
        return pack_sequence_as(values, results)

    def _noise(self, part: str, sizes: Any, dtype: Any) -> Any:
        """Draws between 0 and 1 for one row, nested like `sizes`; the whole batch shares it."""
        leaves = [TensorShape(size if isinstance(size, TensorShape) else [size]) for size in flatten(sizes)]
        draws = [
            random_uniform([1, *leaf.as_list()], seed=self._seed_of(part, number), dtype=dtype)
            for number, leaf in enumerate(leaves)
        ]
        return pack_sequence_as(sizes, draws)

    def _seed_of(self, part: str, number: int) -> int | None:
        """A seed of its own for each tensor, made from the wrapper's as TensorFlow makes it."""
        if self._seed is None:
            return None
        from hashlib import md5  # only a wrapper with a seed needs it

        digest = md5(f"{self._seed}{part}_{number}".encode(), usedforsecurity=False).hexdigest()
        return int(digest[:8], 16) & 0x7FFFFFFF


def _chance(name: str, value: Any) -> Any:
    """A chance as a number where it is known, and as a tensor where it is not."""
    tensor = convert_to_tensor(value)
    known = constant_value(tensor)
    if known is None:
        return tensor
    if not 0 <= known <= 1:
        raise ValueError(f"Parameter {name} must be between 0 and 1: {known:g}")
    return float(known)


def _drops(keep_prob: Any) -> bool:
    return isinstance(keep_prob, Tensor) or keep_prob < 1


def _choices(visitor: Callable[[Any], Any], part: Any) -> list[bool]:
    """For every leaf of a state whether it may be dropped, as the visitor says of it and of what holds it."""
    answer = visitor(part)
    if not is_nested(part):
        return [bool(answer)]
    items = [part[key] for key in sorted(part)] if isinstance(part, dict) else list(part)
    answers = list(answer) if is_nested(answer) else [answer] * len(items)
    chosen: list[bool] = []
    for item, own in zip(items, answers, strict=True):
        chosen += _choices(visitor, item) if own else [False] * len(flatten(item))
    return chosen


def _all_but_memory(part: Any) -> Any:
    """Whether a part of the state may be dropped: not the memory of an LSTM, and no tensor array."""
    if isinstance(part, LSTMStateTuple):
        return LSTMStateTuple(c=False, h=True)
    return isinstance(part, Tensor) or is_nested(part)
