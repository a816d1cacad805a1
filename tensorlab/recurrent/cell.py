"""What a cell is: the arithmetic of one step, with its weights, to be used again at every step.

    output, next_state = cell(input, state)

A cell says how wide its output and its state are (`output_size`, `state_size`), and gives a state to begin with
(`zero_state`). Its weights are made when it is called for the first time, below the variable scope that is open
then, and every later call uses the same ones: a network that has read a hundred words has used one matrix a
hundred times.

To write a cell of one's own, derive from `RNNCell` and define `state_size`, `output_size` and `call`.

Read next: `basic_cells.py`, the two shortest cells.
"""

import copy
from collections.abc import Callable
from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection_ref
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.layers.base_layer import Layer
from tensorlab.layers.input_spec import InputSpec
from tensorlab.layers.named_settings import activation_named
from tensorlab.nest import flatten, map_structure
from tensorlab.ops.hyperbolic import tanh
from tensorlab.ops.shape_ops import shape as shape_of
from tensorlab.ops.variable_scope import VariableScope, get_variable_scope, variable_scope
from tensorlab.ops.variables import Variable
from tensorlab.recurrent.sizes import zeros_of_size

__all__ = ["LayerRNNCell", "RNNCell", "activation_of", "assert_like_rnncell", "check_dtype"]

# What a cell gets when it makes its weights, and what it has before: a copy starts again from there.
MADE_BY_BUILDING: dict[str, Callable[[], Any]] = {
    "_input_width": lambda: None,
    "_non_trainable_weights": list,
    "_outer_scope": lambda: None,
    "_scope": lambda: None,
    "_trainable_weights": list,
    "built": bool,
}


class RNNCell(Layer):
    """A cell: `output, next_state = cell(input, state)`. Derive from it to write your own.

    Args:
        trainable: False keeps its weights out of what optimizers change.
        name: its name, and that of its variables' scope; by default the class' name in small letters:
            `basic_lstm_cell`.
        dtype: the dtype of its weights; by default that of the first input.

    A derived class defines the properties `state_size` and `output_size` (a number, a `tf.TensorShape` or a nest
    of these) and a method `call(inputs, state)` that gives the output and the next state. Variables may be made
    in `call` with `tf.get_variable`, or once in `build(input_shape)` with `self.add_weight`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/rnn_cell/RNNCell

    >>> import tensorlab as tf
    >>> class Leaky(tf.nn.rnn_cell.RNNCell):
    ...     state_size = output_size = 2
    ...
    ...     def call(self, inputs, state):
    ...         new = 0.5 * state + inputs
    ...         return new, new
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     outputs, state = tf.nn.static_rnn(Leaky(), [tf.ones([1, 2])] * 3, dtype=tf.float32)
    ...     print(sess.run(outputs[-1]))
    [[1.75 1.75]]
    """

    _outer_scope: VariableScope | None = None  # where it was called first

    @property
    def state_size(self) -> Any:
        """How wide the state is: a number, a shape, or a nest of these."""
        raise NotImplementedError(f"{type(self).__name__} does not say its state_size.")

    @property
    def output_size(self) -> Any:
        """How wide the output is."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_size.")

    def __call__(self, inputs: Any, state: Any, scope: Any = None) -> Any:  # type: ignore[override]
        """Take one step.

        Args:
            inputs: what the step reads, usually [batch, input size].
            state: the state that the step before left: tensors nested like `state_size`.
            scope: a variable scope for the cell's weights, used at the first call only.

        Returns:
            The pair of the output and the next state.
        """
        if scope is not None:
            with variable_scope(scope, custom_getter=self._tracking_getter) as opened:
                return super().__call__(inputs, state, scope=opened)
        # A cell may be called again from elsewhere: its variables stay where the first call was.
        self._outer_scope = self._outer_scope or get_variable_scope()
        with variable_scope(self._outer_scope, custom_getter=self._tracking_getter):
            return super().__call__(inputs, state)

    def _tracking_getter(self, getter: Any, *args: Any, **kwargs: Any) -> Any:
        """Note the variables that `call` makes with `tf.get_variable`."""
        variable = getter(*args, **kwargs)
        trained = any(variable is one for one in get_collection_ref(GraphKeys.TRAINABLE_VARIABLES))
        (self._trainable_weights if trained else self._non_trainable_weights).append(variable)
        return variable

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables that optimizers change."""
        return list(dict.fromkeys(super().trainable_weights))

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The variables that optimizers leave alone."""
        return list(dict.fromkeys(super().non_trainable_weights))

    # --- the state to begin with --------------------------------------------------------------------------

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """Zeros for a state: tensors of shape [batch_size, size], nested like `state_size`.

        Args:
            batch_size: a number, or a scalar tensor where the batch may be of any size.
            dtype: the dtype of the state.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     print(sess.run(tf.nn.rnn_cell.GRUCell(3).zero_state(2, tf.float32)))
        [[0. 0. 0.]
         [0. 0. 0.]]
        """
        with name_scope(type(self).__name__ + "ZeroState"):
            return map_structure(lambda size: zeros_of_size(batch_size, size, dtype), self.state_size)

    def get_initial_state(self, inputs: Any = None, batch_size: Any = None, dtype: Any = None) -> Any:
        """The state to begin with, for a batch like `inputs`, or of this size and dtype.

        Raises:
            ValueError: when neither says the size and the dtype, or both do and differ.
        """
        if inputs is not None:
            inputs = convert_to_tensor(inputs, name="inputs")
            known = inputs.shape.sizes[0] if inputs.shape.sizes else None
            if batch_size is not None and known != batch_size and not isinstance(batch_size, Tensor):
                raise ValueError(
                    f"batch size from input tensor is different from the input param: {known} and {batch_size}"
                )
            if dtype is not None and inputs.dtype.base_dtype is not as_dtype(dtype).base_dtype:
                raise ValueError(
                    f"dtype from input tensor is different from the input param: {inputs.dtype.name} and {dtype}"
                )
            batch_size = known if known is not None else shape_of(inputs)[0]
            dtype = inputs.dtype.base_dtype
        if batch_size is None or dtype is None:
            raise ValueError(
                "batch_size and dtype cannot be None while constructing initial state: "
                f"batch_size={batch_size}, dtype={dtype}"
            )
        return self.zero_state(batch_size, dtype)

    def __deepcopy__(self, memo: dict[int, Any]) -> "RNNCell":
        """A second cell with the same settings, and without weights; what holds tensors belongs to both."""
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin

        def copied(value: Any) -> Any:
            shared = isinstance(value, (Tensor, Variable, VariableScope)) or callable(value)
            return value if shared and not isinstance(value, RNNCell) else copy.deepcopy(value, memo)

        made = MADE_BY_BUILDING if self.built else {}
        for key, value in self.__dict__.items():
            twin.__dict__[key] = made[key]() if key in made else map_structure(copied, value)
        return twin


class LayerRNNCell(RNNCell):
    """A cell that makes its weights in `build`, once, as layers do; its input is a matrix.

    Most cells of this room are of this kind.
    """

    _input_width: int | None = None

    def __init__(self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)
        check_dtype(dtype)
        self.input_spec = InputSpec(ndim=2)

    def __call__(self, inputs: Any, state: Any, scope: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Take one step; see `RNNCell`."""
        return Layer.__call__(self, inputs, state, *args, scope=scope, **kwargs)

    def _build_for(self, inputs: Any) -> None:
        for tensor in flatten(inputs):
            check_dtype(tensor.dtype)
        sizes = inputs.shape.sizes if isinstance(inputs, Tensor) else None
        if sizes and self._input_width is not None and sizes[-1] not in (None, self._input_width):
            raise ValueError(
                f"Dimensions must be equal, but are {self._input_width} and {sizes[-1]}: the weights of "
                f"{self.name!r} were made for inputs of the first width, and now it gets the second. One cell "
                "has one set of weights: make a new cell for every layer, [Cell(n) for _ in range(layers)] and "
                "not [cell] * layers."
            )
        super()._build_for(inputs)

    def _width_of(self, input_shape: Any) -> int:
        """How wide the inputs are; ValueError where that is unknown, because the weights depend on it."""
        shape = TensorShape(input_shape)
        width = shape.sizes[-1] if shape.sizes else None
        if width is None:
            raise ValueError(
                f"Expected inputs.shape[-1] to be known, saw shape: {shape}. The weights of {self.name!r} depend on "
                "it: say it in the placeholder's shape, or with set_shape()."
            )
        self._input_width = width
        return width


def assert_like_rnncell(cell_name: str, cell: Any) -> None:
    """Refuse what cannot be used as a cell.

    Raises:
        TypeError: naming what is missing.
    """
    missing = [
        f"{name!r} property is missing" for name in ("output_size", "state_size") if not _has(cell, name)
    ]
    if not (_has(cell, "zero_state") or _has(cell, "get_initial_state")):
        missing.append("either 'zero_state' or 'get_initial_state' method is required")
    if not callable(cell) or isinstance(cell, type):
        missing.append("is not callable" if not callable(cell) else "is a class: call it to make a cell")
    if type(cell) is RNNCell:
        missing.append("is the base of all cells: take BasicRNNCell, GRUCell or BasicLSTMCell")
    if missing:
        raise TypeError(f"The argument {cell_name!r} ({cell}) is not an RNNCell: {', '.join(missing)}.")


def activation_of(activation: Any) -> Any:
    """The function that a cell's `activation=` means: itself, the one of this name, or tanh for None.

    >>> activation_of("relu").__name__, activation_of(None).__name__
    ('relu', 'tanh')
    """
    return (activation_named(activation) or (lambda x: x)) if activation else tanh


def check_dtype(dtype: Any) -> None:
    """Refuse dtypes that have no tanh; ValueError."""
    if dtype is not None and not (as_dtype(dtype).is_floating or as_dtype(dtype).is_complex):
        raise ValueError(
            f"RNN cell only supports floating point inputs, but saw dtype: {as_dtype(dtype).name}. Convert them "
            "with tf.cast(x, tf.float32), or look words up with tf.nn.embedding_lookup."
        )


def _has(value: Any, name: str) -> bool:
    try:
        getattr(value, name)
    except (AttributeError, NotImplementedError):
        return False
    return True
