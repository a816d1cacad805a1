"""Variables as nodes: the box that keeps a value from run to run, and the operations that write into it.

A `VariableV2` node holds no number: the session keeps a cell for it, so two sessions on one graph have two
values. The kernels here are pure, like all others: they receive the variable's current array and return a new
one, and the session puts that into the cell.

Read next: `scatter_updates.py` (writing into some rows only), `variables.py` (the class `tf.Variable`).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, OutOfRangeError
from tensorlab.graph.dtypes import ALL, INDEX, NUMERIC, DType, bool_, string
from tensorlab.graph.registry import Array, Arrays, Ref, Sample, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shape_rules import merged, same, scalar
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor

WRITES = "it writes a variable; the gradient is that of the value that was written"


def reference(variable: Any, function: str) -> Tensor:
    """The reference tensor of a variable: of a `tf.Variable`, or of what `tf.assign` and its like returned.

    Raises:
        AttributeError: for a plain tensor or anything else, as in TensorFlow.
    """
    if isinstance(variable, Tensor):
        if variable.dtype._is_ref_dtype:
            return variable
    elif hasattr(variable, "_ref"):
        return variable._ref()
    raise AttributeError(
        f"{function} needs a variable, and {variable!r} is none. A tensor is computed anew in every run, so "
        "nothing can be put into it; make a tf.Variable."
    )


# --- the variable itself ----------------------------------------------------------------------------------


def _declared_shape(shape: TensorShape, *_: Any) -> TensorShape:
    return shape


def _reference_dtype(_: Any, attributes: Any) -> DType:
    return attributes["dtype"]._as_ref


@op("VariableV2", name="Variable", shape=_declared_shape, result=_reference_dtype, kind="variable",
    symbol="var", latex=r"\text{{variable}}")  # fmt: skip
def variable_node(shape: Any, dtype: Any, container: str = "", shared_name: str = ""):
    """Keep a value from one run to the next. `tf.Variable` makes this node; do not make it yourself.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.Variable(1.0).op.type)
    VariableV2
    """
    raise NotImplementedError("A variable is not computed: the session reads its cell.")


@variable_node.build
def _(shape: Any, dtype: Any, container: str = "", shared_name: str = "") -> tuple[Any, ...]:
    return as_shape(shape), dtype, container, shared_name


variable_node.not_differentiable("a variable has no inputs")


# --- writing ----------------------------------------------------------------------------------------------


def _assigned_shape(
    ref: TensorShape, value: TensorShape, validate_shape: bool, use_locking: bool
) -> TensorShape:
    return merged(ref, value) if validate_shape else value


@op("Assign", shape=_assigned_shape, dtypes=ALL, kind="state", symbol="←", latex=r"{ref} \leftarrow {value}",
    writes=("ref",), needs_value=False)  # fmt: skip
def assign(ref: Ref, value: Array, validate_shape: bool = True, use_locking: bool = True):
    """Put a value into a variable; the result is the variable with its new value.

    Nothing happens when this line is executed: the node writes each time a session runs it.

    Args:
        ref: the variable.
        value: a tensor of the variable's dtype and shape.
        validate_shape: False lets the variable take another shape.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Raises:
        AttributeError: when `ref` is no variable.
        ValueError: when the shapes cannot fit (InvalidArgumentError when only the run shows it).

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/assign

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(1.0)
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.assign(v, 5.0)), sess.run(v))
    5.0 5.0
    """
    if validate_shape and ref is not None and ref.shape != value.shape:
        raise InvalidArgumentError(
            None,
            None,
            "Assign requires shapes of both tensors to match. lhs shape= "
            f"{_bracketed(ref)} rhs shape= {_bracketed(value)}",
        )
    return np.copy(value)  # the array may be the caller's own, who may write into it later


@assign.build
def _(ref: Any, value: Any, validate_shape: Any = True, use_locking: Any = True) -> tuple[Any, ...]:
    return reference(ref, "tf.assign"), value, _flag(validate_shape, True), _flag(use_locking, True)


assign.not_differentiable(WRITES)


@assign.samples
def _() -> list[Sample]:
    return [
        Sample([1, 2], [3, 4]),
        Sample(1, 2),
        Sample([[1, 2]], [[3], [4]], validate_shape=False),
        Sample(np.zeros((0, 3)), np.zeros((0, 3))),
        Sample([1], [2], use_locking=False),
    ]


def _same_shapes(ref: Any, value: Any) -> None:
    """Refuse what NumPy would broadcast: an update has the shape of its variable."""
    if ref.shape != value.shape:
        message = f"var and delta do not have the same shape {_bracketed(ref)} {_bracketed(value)}"
        raise InvalidArgumentError(None, None, message)


def _flag(value: Any, default: bool) -> bool:
    return default if value is None else bool(value)


def _bracketed(value: Any) -> str:
    return "[" + ",".join(map(str, value.shape)) + "]"


@op("AssignAdd", shape=merged, dtypes=NUMERIC, kind="state", symbol="+=",
    latex=r"{ref} \leftarrow {ref} + {value}", writes=("ref",))  # fmt: skip
def assign_add(ref: Ref, value: Array, use_locking: bool = False):
    """Add a value to a variable; the result is the variable with its new value.

    Raises:
        AttributeError: when `ref` is no variable.
        FailedPreconditionError: in a run in which the variable has no value yet.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.Variable(0)
    ...     sess.run(step.initializer)
    ...     following = tf.assign_add(step, 1)
    ...     print(sess.run(following), sess.run(following))
    1 2
    """
    _same_shapes(ref, value)
    return ref + value


@assign_add.build
def _(ref: Any, value: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.assign_add"), value, _flag(use_locking, False)


assign_add.not_differentiable(WRITES)


@assign_add.samples
def _() -> list[Sample]:
    return [
        Sample([1, 2], [3, 4]),
        Sample(1, 2),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), use_locking=True),
    ]


@op("AssignSub", shape=merged, dtypes=NUMERIC, kind="state", symbol="−=",
    latex=r"{ref} \leftarrow {ref} - {value}", writes=("ref",))  # fmt: skip
def assign_sub(ref: Ref, value: Array, use_locking: bool = False):
    """Subtract a value from a variable; the result is the variable with its new value.

    Raises:
        AttributeError: when `ref` is no variable.
        FailedPreconditionError: in a run in which the variable has no value yet.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable([5.0, 5.0])
    ...     sess.run(v.initializer)
    ...     print(sess.run(tf.assign_sub(v, [1.0, 2.0])))
    [4. 3.]
    """
    _same_shapes(ref, value)
    return ref - value


@assign_sub.build
def _(ref: Any, value: Any, use_locking: Any = False) -> tuple[Any, ...]:
    return reference(ref, "tf.assign_sub"), value, _flag(use_locking, False)


assign_sub.not_differentiable(WRITES)


@assign_sub.samples
def _() -> list[Sample]:
    return [
        Sample([3, 4], [1, 2]),
        Sample(3, 2),
        Sample(np.zeros((0, 3)), np.zeros((0, 3)), use_locking=True),
    ]


# --- looking at a variable that may have no value yet -----------------------------------------------------


@op("IsVariableInitialized", shape=scalar, dtypes=ALL, result=bool_, kind="state", symbol="set?",
    latex=r"{variable} \neq \varnothing", needs_value=False, opdef={"variable": "ref"}, host_result=True)  # fmt: skip
def is_variable_initialized(variable: Ref):
    """Say whether a variable has been given a value in this session.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(1.0)
    ...     ready = tf.is_variable_initialized(v)
    ...     before = sess.run(ready)
    ...     sess.run(v.initializer)
    ...     print(before, sess.run(ready))
    False True
    """
    return np.asarray(variable is not None)


@is_variable_initialized.build
def _(variable: Any) -> tuple[Any]:
    return (reference(variable, "tf.is_variable_initialized"),)


is_variable_initialized.not_differentiable("its result is a truth value")


@is_variable_initialized.samples
def _() -> list[Sample]:
    return [Sample([1, 2]), Sample(3)]


@op("InitializedValue", shape=same, dtypes=ALL, kind="state", symbol="or",
    latex=r"{ref} \text{{ if set, else }} {value}", needs_value=False)  # fmt: skip
def value_or_initial(ref: Ref, value: Array):
    """Give a variable's value, or the value it will start from when it has none yet.

    `tf.Variable.initialized_value` makes this node, and so do initial values that read other variables: one
    run of `tf.global_variables_initializer()` then sets all of them, in whatever order.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(1.0)
    ...     value = v.initialized_value()
    ...     before = sess.run(value)
    ...     v.load(2.0)
    ...     print(before, sess.run(value))
    1.0 2.0
    """
    return value if ref is None else ref


@value_or_initial.gradient(latex=("{g}",))
def _(g, y, ref, value):
    return g, None


@value_or_initial.samples
def _() -> list[Sample]:
    return [Sample([1, 2], [3, 4], differentiable=False), Sample(1, 2, differentiable=False)]


def _some(*_: Any) -> TensorShape:
    return TensorShape([None])


@op("UninitializedNames", shape=_some, dtypes=frozenset([bool_]), result=string, kind="state", symbol="unset",
    latex=r"\text{{names of unset variables}}", devices={"CPU": "names are text"})  # fmt: skip
def uninitialized_names(initialized: Arrays, names: Any = ()):
    """List the names of those variables that have no value yet (see `tf.report_uninitialized_variables`).

    >>> from tensorlab.ops.state import uninitialized_names
    >>> uninitialized_names.kernel([True, False], names=("v", "w"))
    array([b'w'], dtype=object)
    """
    found = [name.encode() for name, ready in zip(names, initialized, strict=True) if not np.all(ready)]
    return np.array(found, dtype=object)


uninitialized_names.not_differentiable("its result is a list of names")


@uninitialized_names.samples
def _() -> list[Sample]:
    return [Sample([True, False, False], names=("a", "b", "c")), Sample([True], names=("a",))]


# --- counting ---------------------------------------------------------------------------------------------


@op("IncrementUpTo", shape=same, dtypes=INDEX, kind="state", symbol="+1",
    latex=r"{ref} \leftarrow {ref} + 1", writes=("ref",))  # fmt: skip
def increment_up_to(ref: Ref, limit: int):
    """Add one to a counter, unless it has reached its limit (one half of `tf.count_up_to`).

    >>> from tensorlab.ops.state import increment_up_to
    >>> increment_up_to.kernel(1, limit=3)
    2
    """
    if not np.all(ref < limit):
        raise OutOfRangeError(None, None, f"Reached limit of {limit}")
    return ref + 1


@increment_up_to.build
def _(ref: Any, limit: Any) -> tuple[Any, ...]:
    return reference(ref, "tf.count_up_to"), int(limit)


increment_up_to.not_differentiable(WRITES)


@increment_up_to.samples
def _() -> list[Sample]:
    return [Sample(1, limit=3)]


@op("CountUpTo", shape=same, dtypes=INDEX, kind="state", symbol="−1", latex=r"{count} - 1",
    opdef={"count": "ref"})  # fmt: skip
def count_before(count: Array):
    """Give the value that a counter had before it was raised (the other half of `tf.count_up_to`).

    >>> from tensorlab.ops.state import count_before
    >>> count_before.kernel(2)
    1
    """
    return count - 1


count_before.not_differentiable("counters are whole numbers")


@count_before.samples
def _() -> list[Sample]:
    return [Sample(4)]


def count_up_to(ref: Any, limit: int, name: str | None = None) -> Tensor:
    """Add one to a counter and give the value it had before; at the limit it is an error.

    Args:
        ref: a variable of int32 or int64, a single number.
        limit: the value that the counter may not pass.
        name: the name of the resulting node.

    Raises:
        OutOfRangeError: in a run in which the counter already stands at the limit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     counter = tf.Variable(0)
    ...     sess.run(counter.initializer)
    ...     following = tf.count_up_to(counter, 5)
    ...     print(sess.run(following), sess.run(following), sess.run(counter))
    0 1 2
    """
    with name_scope(name, "CountUpTo", [ref]) as scope:
        raised = increment_up_to(ref, limit, name="increment")
        return count_before(raised, name=scope)
