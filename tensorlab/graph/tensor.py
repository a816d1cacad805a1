"""Tensor: a promise of a value. It names one output of an operation, with its dtype and static shape.

A tensor holds no numbers. `session.run(tensor)` computes them, afresh on every run.

Read next: `node_builder.py` (how calls and operators make nodes), then `gradients.py`.
"""

from typing import TYPE_CHECKING, Any, NoReturn

from tensorlab.graph.dtypes import DType
from tensorlab.graph.registry import build, find_op
from tensorlab.graph.shapes import TensorShape, as_shape

if TYPE_CHECKING:
    from tensorlab.graph.graph import Graph
    from tensorlab.graph.operation import Operation


class Tensor:
    """One output of an operation.

    Two tensors are equal only when they are the same object: `a == b` compares identities, `tf.equal(a, b)`
    makes a node that compares values.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [None, 2], name="x")
    ...     doubled = 2.0 * x
    >>> doubled
    <tf.Tensor 'mul:0' shape=(?, 2) dtype=float32>
    """

    __slots__ = ("__weakref__", "_consumers", "_shape", "dtype", "op", "value_index")

    __array_priority__ = 100  # NumPy on the left of an operator defers to the tensor on its right
    __array_ufunc__ = None

    def __init__(self, op: "Operation", value_index: int, dtype: DType, shape: TensorShape) -> None:
        self.op = op
        self.value_index = value_index
        self.dtype = dtype
        self._shape = shape
        self._consumers: list[Operation] = []

    # --- what it is ---------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The operation's name and the output's number: `"MatMul:0"`."""
        return f"{self.op.name}:{self.value_index}"

    @property
    def graph(self) -> "Graph":
        """The graph that holds it."""
        return self.op.graph

    @property
    def device(self) -> str:
        """The device its operation asks for, or an empty string."""
        return self.op.device

    @property
    def shape(self) -> TensorShape:
        """The static shape: what is known before anything runs; unknown dimensions print as `?`."""
        return self._shape

    def get_shape(self) -> TensorShape:
        """The static shape."""
        return self._shape

    def set_shape(self, shape: Any) -> None:
        """Add what you know about the static shape.

        Raises:
            ValueError: when it contradicts what is known already.
        """
        self._shape = self._shape.merge_with(as_shape(shape))
        self.graph.changed()

    def consumers(self) -> "list[Operation]":
        """The operations that read this tensor."""
        return list(self._consumers)

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Compute the value in `session`, or in the default session.

        Raises:
            ValueError: when there is no session, or it runs another graph.
        """
        from tensorlab.graph.scopes import session_for

        return session_for(session, self.graph, f"eval() of {self.name!r}").run(self, feed_dict)

    def _as_graph_element(self) -> "Tensor":
        return self

    def __str__(self) -> str:
        shape = f", shape={self._shape}" if self._shape.ndims is not None else ""
        device = f", device={self.op.device}" if self.op.device else ""
        return f'Tensor("{self.name}"{shape}, dtype={self.dtype.name}{device})'

    def __repr__(self) -> str:
        return f"<tf.Tensor {self.name!r} shape={self._shape} dtype={self.dtype.name}>"

    # --- what it is not -----------------------------------------------------------------------------------

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"Using a `tf.Tensor` as a Python `bool` is not allowed: {self.name} has no value until a session "
            "runs it. Use `if t is not None:` to test whether it exists, tf.cond to choose inside the graph, "
            "or session.run(t) to get its value."
        )

    def __len__(self) -> NoReturn:
        raise TypeError(
            f"len() is not defined for the symbolic tensor {self.name}; use t.shape or tf.shape(t)."
        )

    def __iter__(self) -> NoReturn:
        raise TypeError(
            f"Tensor objects are only iterable when eager execution is enabled. To take {self.name} apart "
            "along its first axis, use tf.unstack; to run over its entries, use tf.map_fn."
        )

    def __float__(self) -> NoReturn:
        raise TypeError(f"{self.name} has no value until a session runs it: session.run(t) gives its value.")

    __int__ = __float__

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError(
            f"Cannot convert a symbolic Tensor ({self.name}) to a numpy array: it has no value until a session "
            "runs it. Use session.run(t), or the tf function in place of NumPy's."
        )

    # --- operators: each makes a node ---------------------------------------------------------------------

    def __add__(self, other: Any) -> "Tensor":
        return _binary("AddV2", "add", self, self, other)

    def __radd__(self, other: Any) -> "Tensor":
        return _binary("AddV2", "add", self, other, self)

    def __sub__(self, other: Any) -> "Tensor":
        return _binary("Sub", "sub", self, self, other)

    def __rsub__(self, other: Any) -> "Tensor":
        return _binary("Sub", "sub", self, other, self)

    def __mul__(self, other: Any) -> "Tensor":
        return _binary("Mul", "mul", self, self, other)

    def __rmul__(self, other: Any) -> "Tensor":
        return _binary("Mul", "mul", self, other, self)

    def __truediv__(self, other: Any) -> "Tensor":
        return _operators.true_divide(self, other)

    def __rtruediv__(self, other: Any) -> "Tensor":
        return _operators.true_divide(other, self)

    def __floordiv__(self, other: Any) -> "Tensor":
        return _binary("FloorDiv", "floordiv", self, self, other)

    def __rfloordiv__(self, other: Any) -> "Tensor":
        return _binary("FloorDiv", "floordiv", self, other, self)

    def __mod__(self, other: Any) -> "Tensor":
        return _binary("FloorMod", "mod", self, self, other)

    def __rmod__(self, other: Any) -> "Tensor":
        return _binary("FloorMod", "mod", self, other, self)

    def __pow__(self, other: Any) -> "Tensor":
        return _binary("Pow", "pow", self, self, other)

    def __rpow__(self, other: Any) -> "Tensor":
        return _binary("Pow", "pow", self, other, self)

    def __matmul__(self, other: Any) -> "Tensor":
        return _operators.matrix_multiply(self, other)

    def __rmatmul__(self, other: Any) -> "Tensor":
        return _operators.matrix_multiply(other, self)

    def __neg__(self) -> "Tensor":
        return build("Neg", self)

    def __pos__(self) -> "Tensor":
        return self

    def __abs__(self) -> "Tensor":
        return _operators.absolute(self)

    def __lt__(self, other: Any) -> "Tensor":
        return _binary("Less", "Less", self, self, other)

    def __le__(self, other: Any) -> "Tensor":
        return _binary("LessEqual", "LessEqual", self, self, other)

    def __gt__(self, other: Any) -> "Tensor":
        return _binary("Greater", "Greater", self, self, other)

    def __ge__(self, other: Any) -> "Tensor":
        return _binary("GreaterEqual", "GreaterEqual", self, self, other)

    def __and__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_and(self, other)

    def __rand__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_and(other, self)

    def __or__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_or(self, other)

    def __ror__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_or(other, self)

    def __xor__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_xor(self, other)

    def __rxor__(self, other: Any) -> "Tensor":
        return _operators.bit_or_logical_xor(other, self)

    def __invert__(self) -> "Tensor":
        return build("LogicalNot", self)

    def __getitem__(self, index: Any) -> "Tensor":
        return _operators.take_slice(self, index)


class _Operators:
    """The few operators whose node depends on dtypes or slices; their pages fill this in once.

    `graph/` knows no op page, so the pages of `ops/` hand these functions down when they are imported.
    """

    true_divide: Any
    matrix_multiply: Any
    absolute: Any
    bit_or_logical_and: Any
    bit_or_logical_or: Any
    bit_or_logical_xor: Any
    take_slice: Any


_operators = _Operators()


def define_operator(name: str, function: Any) -> None:
    """Say which function an operator of `Tensor` calls, for the operators that need more than one node type."""
    setattr(_operators, name, function)


def _binary(type_name: str, name: str, tensor: Tensor, left: Any, right: Any) -> Tensor:
    """A node for `left operator right`; the side that is no tensor yet takes the dtype of the one that is."""
    return find_op(type_name).node([left, right], name, dtype=tensor.dtype.base_dtype)
