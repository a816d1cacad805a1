"""`tf.Variable`: a value that stays from run to run, for instance the weights that a network learns.

A variable is four nodes: its initial value, the box itself (`VariableV2`), the `Assign` that puts the initial
value into the box, and the `read` from which everything else takes its value. The numbers are in the session,
one set for each, so a variable has no value before its initializer was run there.

Read next: `initial_values.py` (initial values that read other variables), `variable_scope.py` (scopes, and
then `tf.get_variable`).
"""

from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor, register_tensor_conversion_function
from tensorlab.graph.dtypes import DType
from tensorlab.graph.graph import Graph
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import (
    Restored,
    control_dependencies,
    current_graph,
    device,
    name_scope,
    session_for,
)
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor
from tensorlab.in_files import VariableInFiles
from tensorlab.ops import scatter_nd_updates, scatter_updates, state
from tensorlab.ops.flow import identity
from tensorlab.ops.initial_values import guarded
from tensorlab.ops.variable_operators import ActsAsValue

__all__ = ["Variable"]


class Variable(VariableInFiles, ActsAsValue):
    """A value that stays from run to run, and that `assign` and the optimizers write.

    Args:
        initial_value: what it starts from: a number, an array, a tensor, or a function without arguments that
            makes one of these (its nodes then live under `<name>/Initializer/`).
        trainable: whether optimizers may change it; True by default.
        collections: the lists of the graph that it joins; `GraphKeys.GLOBAL_VARIABLES` by default.
        validate_shape: False lets it start from a value of unknown shape, and change its shape later.
        caching_device: a device that keeps a copy for reading.
        name: its name, "Variable" by default; made unique in the graph.
        dtype: its dtype; that of the initial value by default.
        constraint: a function that optimizers apply to the new value after every update.
        shape: its shape; that of the initial value by default.
        expected_shape, use_resource, synchronization, aggregation: accepted as in TensorFlow, without effect.
        variable_def, import_scope: not supported.

    Raises:
        ValueError: without an initial value, or when its shape is not fully known.
        TypeError: when the initial value does not fit the dtype.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Variable

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable([1.0, 2.0], name="w")
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(w.assign(w * 10.0)))
    [10. 20.]
    >>> w
    <tf.Variable 'w:0' shape=(2,) dtype=float32_ref>
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: Any = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            if initial_value is not None:
                raise ValueError("variable_def and initial_value are mutually exclusive.")
            self._restore(variable_def, import_scope)
            return
        if initial_value is None:
            raise ValueError("initial_value must be specified.")
        if collections is None:
            collections = [GraphKeys.GLOBAL_VARIABLES]
        if not isinstance(collections, (list, tuple, set)):
            raise ValueError(
                "collections argument to Variable constructor must be a list, tuple, or set. Got "
                f"{collections!r} of type {type(collections)}"
            )
        if constraint is not None and not callable(constraint):
            raise ValueError("The `constraint` argument must be a callable.")
        self.trainable = True if trainable is None else bool(trainable)
        self.constraint = constraint
        self.synchronization = synchronization
        self.aggregation = aggregation
        collections = list(collections)
        if self.trainable and GraphKeys.TRAINABLE_VARIABLES not in collections:
            collections.append(GraphKeys.TRAINABLE_VARIABLES)
        self._make_nodes(initial_value, name, dtype, shape, validate_shape, caching_device)
        self.graph.add_to_collections(collections, self)

    def _make_nodes(
        self,
        initial_value: Any,
        name: str | None,
        dtype: Any,
        shape: Any,
        validate_shape: bool,
        caching_device: Any,
    ) -> None:
        """Add the four nodes, under TensorFlow's names."""
        is_function = callable(initial_value)
        values = [] if is_function else [initial_value]
        # No control dependencies: the initializer must run before anything the program may be waiting for.
        # And outside of every branch and loop: a variable stays from run to run.
        with (
            name_scope(name, "Variable", values) as scope,
            Restored(current_graph(), "_block", None),
            control_dependencies(None),
        ):
            if is_function:
                older = len(current_graph().operations)
                with name_scope("Initializer"), device(None):
                    value = convert_to_tensor(initial_value(), dtype=dtype, name="initial_value")
            else:
                value = convert_to_tensor(initial_value, dtype=dtype, name="initial_value")
            if validate_shape and not value.shape.is_fully_defined():
                raise ValueError(
                    f"initial_value must have a shape specified: {value}. A variable needs a fully known "
                    "shape; with validate_shape=False it may take any."
                )
            if shape is None:
                shape = value.shape if validate_shape else TensorShape(None)
            self._initial_value = value
            self._variable: Tensor = state.variable_node(as_shape(shape), value.dtype.base_dtype, name=scope)
            if is_function:
                for operation in self.graph.operations[older:-1]:
                    operation.colocated = operation.colocated or (self.op,)  # computed where it is needed
            self._start = guarded(value, scope)
            assigned = state.assign(self._variable, self._start, validate_shape=validate_shape, name="Assign")
            self._initializer: Operation = assigned.op
            graph = current_graph()
            with graph.colocate_with(self.op) if caching_device is None else device(caching_device):
                self._snapshot: Tensor = identity(self._variable, name="read")

    # --- what it is ---------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Its name, such as `"w:0"`."""
        return self._variable.name

    @property
    def _shared_name(self) -> str:
        return self.op.name

    @property
    def op(self) -> Operation:
        """The `VariableV2` operation."""
        return self._variable.op

    @property
    def graph(self) -> Graph:
        """The graph that holds it."""
        return self._variable.op.graph

    @property
    def device(self) -> str:
        """The device it asks for, or an empty string."""
        return self.op.device

    @property
    def dtype(self) -> DType:
        """Its dtype, a reference type such as `float32_ref`: something that can be assigned to."""
        return self._variable.dtype

    @property
    def shape(self) -> TensorShape:
        """Its static shape."""
        return self._variable.shape

    def get_shape(self) -> TensorShape:
        """Its static shape."""
        return self._variable.shape

    def set_shape(self, shape: Any) -> None:
        """Add what you know about the shape; ValueError when it contradicts what is known already."""
        self._variable.set_shape(shape)
        self._snapshot.set_shape(shape)

    @property
    def initializer(self) -> Operation:
        """The operation that gives it its initial value."""
        return self._initializer

    @property
    def initial_value(self) -> Tensor:
        """The tensor it starts from."""
        return self._initial_value

    def __repr__(self) -> str:
        return f"<tf.Variable {self.name!r} shape={self.shape} dtype={self.dtype.name}>"

    # --- its value ----------------------------------------------------------------------------------------

    def value(self) -> Tensor:
        """The tensor that reads it; every consumer sees the value current when it runs."""
        return self._snapshot

    def read_value(self) -> Tensor:
        """A new tensor that reads it here, after what `tf.control_dependencies` names.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     v = tf.Variable(1.0)
        ...     with tf.control_dependencies([v.assign_add(1.0)]):
        ...         after = v.read_value()
        ...     sess.run(v.initializer)
        ...     print(sess.run(after))
        2.0
        """
        return identity(self._variable, name="read")

    def initialized_value(self) -> Tensor:
        """A tensor that gives its value, or the initial value as long as it has none.

        Use it where another variable starts from this one.
        """
        with self.graph.as_default(), control_dependencies(None), name_scope("cond"):
            return state.value_or_initial(self._variable, self._start, name="Merge")

    def _ref(self) -> Tensor:
        return self._variable

    def _as_graph_element(self) -> Tensor:
        return self._variable

    def eval(self, session: Any = None) -> Any:
        """Its value in `session`, or in the default session."""
        return self._variable.eval(session=session)

    def load(self, value: Any, session: Any = None) -> None:
        """Put a value into it in `session` (or the default session), without adding nodes to the graph.

        >>> import tensorlab as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     v = tf.Variable([1.0, 2.0])
        ...     v.load([3.0, 4.0], sess)
        ...     print(v.eval())
        [3. 4.]
        """
        session = session_for(session, self.graph, f"load() of {self.name!r}")
        session.run(self._initializer, {self._initializer.inputs[1]: value})

    def sparse_read(self, indices: Any, name: str | None = None) -> Tensor:
        """The rows that `indices` names, as `tf.gather` gives them."""
        return build("GatherV2", self, indices, 0, name=name)

    # --- writing it ---------------------------------------------------------------------------------------

    def assign(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """An operation that puts `value` into it; with `read_value`, a tensor that gives the new value."""
        assigned = state.assign(self._variable, value, use_locking=use_locking, name=name)
        return assigned if read_value else assigned.op

    def assign_add(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """An operation that adds `delta` to it; with `read_value`, a tensor that gives the new value."""
        assigned = state.assign_add(self._variable, delta, use_locking=use_locking, name=name)
        return assigned if read_value else assigned.op

    def assign_sub(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """An operation that subtracts `delta` from it; with `read_value`, a tensor that gives the result."""
        assigned = state.assign_sub(self._variable, delta, use_locking=use_locking, name=name)
        return assigned if read_value else assigned.op

    def _scatter(self, record: Any, sparse_delta: Any, use_locking: bool, name: str | None) -> Tensor:
        if not isinstance(sparse_delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {sparse_delta}")
        return record(self, sparse_delta.indices, sparse_delta.values, use_locking=use_locking, name=name)

    def scatter_update(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Replace the rows that the `tf.IndexedSlices` names."""
        return self._scatter(scatter_updates.scatter_update, sparse_delta, use_locking, name)

    def scatter_add(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Add to the rows that the `tf.IndexedSlices` names."""
        return self._scatter(scatter_updates.scatter_add, sparse_delta, use_locking, name)

    def scatter_sub(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Subtract from the rows that the `tf.IndexedSlices` names."""
        return self._scatter(scatter_updates.scatter_sub, sparse_delta, use_locking, name)

    def scatter_mul(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Multiply the rows that the `tf.IndexedSlices` names."""
        return self._scatter(scatter_updates.scatter_mul, sparse_delta, use_locking, name)

    def scatter_div(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Divide the rows that the `tf.IndexedSlices` names."""
        return self._scatter(scatter_updates.scatter_div, sparse_delta, use_locking, name)

    def scatter_min(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Keep the smaller entries of its rows and those of the `tf.IndexedSlices`."""
        return self._scatter(scatter_updates.scatter_min, sparse_delta, use_locking, name)

    def scatter_max(self, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Tensor:
        """Keep the larger entries of its rows and those of the `tf.IndexedSlices`."""
        return self._scatter(scatter_updates.scatter_max, sparse_delta, use_locking, name)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """Replace the entries or slices at `indices`, see `tf.scatter_nd_update`."""
        return scatter_nd_updates.scatter_nd_update(self, indices, updates, use_locking=True, name=name)

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """Add to the entries or slices at `indices`, see `tf.scatter_nd_add`."""
        return scatter_nd_updates.scatter_nd_add(self, indices, updates, use_locking=True, name=name)

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Tensor:
        """Subtract from the entries or slices at `indices`, see `tf.scatter_nd_sub`."""
        return scatter_nd_updates.scatter_nd_sub(self, indices, updates, use_locking=True, name=name)

    def count_up_to(self, limit: int) -> Tensor:
        """Add one and give the value before; OutOfRangeError at the limit. See `tf.count_up_to`."""
        return state.count_up_to(self, limit)


def _variable_to_tensor(
    value: Variable, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Tensor:
    """What an operation takes for a variable: its read, or the reference where it is to be written."""
    if dtype is not None and dtype is not value.dtype.base_dtype:
        raise ValueError(
            f"Incompatible type conversion requested to type '{dtype.name}' for variable of type "
            f"'{value.dtype.name}' ({value.name}). Use tf.cast(v, tf.{dtype.name})."
        )
    return value._ref() if as_ref else value.value()


register_tensor_conversion_function(Variable, _variable_to_tensor)
