"""Cells with a dense layer or a table of vectors before or behind them.

Read next: `sequence_to_sequence.py`, which uses them.
"""

from typing import Any

from tensorlab.graph.tensor import Tensor
from tensorlab.nest import flatten
from tensorlab.ops.array import concat
from tensorlab.ops.initializers import Constant, RandomUniform
from tensorlab.ops.linalg import matmul
from tensorlab.ops.nn_layers import bias_add
from tensorlab.ops.partition import embedding_lookup
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.variable_scope import get_variable_scope
from tensorlab.ops.variable_store import get_variable
from tensorlab.recurrent.cell import RNNCell, activation_of, assert_like_rnncell

__all__ = ["EmbeddingWrapper", "InputProjectionWrapper", "OutputProjectionWrapper", "linear"]


def linear(
    args: Any,
    output_size: int,
    bias: bool,
    bias_initializer: Any = None,
    kernel_initializer: Any = None,
) -> Tensor:
    """A dense layer in the current variable scope: matmul([args...], kernel) + bias.

    Args:
        args: a tensor [batch, n], or a list of such, which are put side by side.
        output_size: the width of the result.
        bias: whether to add a bias.
        bias_initializer: what it starts from, zeros by default.
        kernel_initializer: what the kernel starts from.

    Raises:
        ValueError: without tensors, or when a width is unknown.
    """
    tensors = list(args) if isinstance(args, (list, tuple)) else [args]
    if args is None or not tensors:
        raise ValueError("`args` must be specified")
    width = 0
    for tensor in tensors:
        if tensor.shape.ndims != 2:
            raise ValueError(f"linear is expecting 2D arguments: {[one.shape for one in tensors]}")
        size = tensor.shape.sizes[1]
        if size is None:
            raise ValueError(
                f"linear expects shape[1] to be provided for shape {tensor.shape}, but saw {size}"
            )
        width += size
    dtype = tensors[0].dtype.base_dtype
    kernel = get_variable("kernel", [width, output_size], dtype=dtype, initializer=kernel_initializer)
    result = matmul(tensors[0] if len(tensors) == 1 else concat(tensors, 1), kernel)
    if not bias:
        return result
    start = bias_initializer or Constant(0.0, dtype=dtype)
    return bias_add(result, get_variable("bias", [output_size], dtype=dtype, initializer=start))


class _Around(RNNCell):
    """A cell around a cell, with variables of its own."""

    def __init__(self, cell: Any, reuse: Any = None) -> None:
        super().__init__(_reuse=reuse)
        assert_like_rnncell("cell", cell)
        self._cell = cell

    @property
    def state_size(self) -> Any:
        """That of the cell inside."""
        return self._cell.state_size

    @property
    def output_size(self) -> Any:
        """That of the cell inside."""
        return self._cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside."""
        return self._cell.zero_state(batch_size, dtype)


class OutputProjectionWrapper(_Around):
    r"""Puts a dense layer behind a cell, at every step the same: $y_t = \text{cell}(x_t, s_{t-1})\, W + b$.

    It is quicker to project all steps at once behind the network, with one `tf.layers.dense`; this one is for cells
    whose output is the next input.

    Args:
        cell: the cell.
        output_size: the width of the result.
        activation: a function of the result, or its name; none by default.
        reuse: whether to find existing variables.

    Raises:
        ValueError: when `output_size` is not positive.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.OutputProjectionWrapper(tf.contrib.rnn.GRUCell(5), 2)
    ...     output, state = cell(tf.ones([3, 4]), cell.zero_state(3, tf.float32))
    ...     print(output.shape, state.shape, tf.trainable_variables()[-1].name)
    (3, 2) (3, 5) output_projection_wrapper/bias:0
    """

    def __init__(self, cell: Any, output_size: int, activation: Any = None, reuse: Any = None) -> None:
        super().__init__(cell, reuse)
        if output_size < 1:
            raise ValueError(f"Parameter output_size must be > 0: {output_size}.")
        self._output_size = output_size
        self._activation = activation_of(activation) if activation else None

    @property
    def output_size(self) -> int:
        """The width of the result."""
        return self._output_size

    def call(self, inputs: Any, state: Any) -> Any:
        """One step of the cell, and the dense layer."""
        output, new_state = self._cell(inputs, state)
        projected = linear(output, self._output_size, True)
        return self._activation(projected) if self._activation else projected, new_state


class InputProjectionWrapper(_Around):
    """Puts a dense layer before a cell.

    Args:
        cell: the cell.
        num_proj: the width of what the cell reads.
        activation: a function of it, or its name; none by default.
        input_size: not used.
        reuse: whether to find existing variables.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.InputProjectionWrapper(tf.contrib.rnn.BasicRNNCell(5), 7)
    ...     output, state = cell(tf.ones([3, 4]), cell.zero_state(3, tf.float32))
    ...     print([v.shape.as_list() for v in tf.trainable_variables()])
    [[4, 7], [7], [12, 5], [5]]
    """

    def __init__(
        self, cell: Any, num_proj: int, activation: Any = None, input_size: Any = None, reuse: Any = None
    ) -> None:
        super().__init__(cell, reuse)
        self._num_proj = num_proj
        self._activation = activation_of(activation) if activation else None

    def call(self, inputs: Any, state: Any) -> Any:
        """The dense layer, and one step of the cell."""
        projected = linear(inputs, self._num_proj, True)
        return self._cell(self._activation(projected) if self._activation else projected, state)


class EmbeddingWrapper(_Around):
    """Looks up the vector of each word before a cell reads it: its input are whole numbers.

    Args:
        cell: the cell.
        embedding_classes: how many words there are.
        embedding_size: the width of their vectors.
        initializer: what the table starts from; by default the scope's, or numbers between -√3 and √3, whose variance
            is 1.
        reuse: whether to find an existing table.

    Raises:
        ValueError: when a size is not positive.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.contrib.rnn.EmbeddingWrapper(tf.contrib.rnn.GRUCell(5), 1000, 8)
    ...     output, state = cell(tf.constant([3, 999]), cell.zero_state(2, tf.float32))
    ...     print(output.shape, tf.trainable_variables()[0])
    (2, 5) <tf.Variable 'embedding_wrapper/embedding:0' shape=(1000, 8) dtype=float32_ref>
    """

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: Any = None,
    ) -> None:
        super().__init__(cell, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                f"Both embedding_classes and embedding_size must be > 0: {embedding_classes}, {embedding_size}."
            )
        self._embedding_classes = embedding_classes
        self._embedding_size = embedding_size
        self._initializer = initializer

    def call(self, inputs: Any, state: Any) -> Any:
        """Look up, and take one step of the cell."""
        start = self._initializer or get_variable_scope().initializer or RandomUniform(-(3**0.5), 3**0.5)
        table = get_variable(
            "embedding",
            [self._embedding_classes, self._embedding_size],
            initializer=start,
            dtype=flatten(state)[0].dtype.base_dtype,
        )
        return self._cell(embedding_lookup(table, reshape(inputs, [-1])), state)
