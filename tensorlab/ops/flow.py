"""Passing values on: identity, stop_gradient, groups of operations.

Read next: `state.py` (values that stay from run to run).
"""

from typing import Any

import numpy as np

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, ANYTHING
from tensorlab.graph.indexed_slices import IndexedSlices
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.scopes import control_dependencies, current_graph, device, name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor


@op("Identity", shape=same, dtypes=ANYTHING, kind="array", symbol="=", latex="{input}")
def identity(input: Array):
    """Pass a value on unchanged: a new name for it, or a place for control dependencies.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.identity([1.0, 2.0])))
    [1. 2.]
    """
    return input


@identity.gradient(latex=("{g}",))
def _(g, y, input):
    return g


@identity.samples
def _() -> list[Sample]:
    return [Sample([1, 2]), Sample(3), Sample([[], []])]


def _shape_of_each(input: list[TensorShape]) -> list[TensorShape]:
    return input


def _dtype_of_each(dtypes: Any, _: Any) -> Any:
    return dtypes["input"]


@op(
    "IdentityN",
    shape=_shape_of_each,
    dtypes={"input": MIXED},
    result=_dtype_of_each,
    outputs=None,
    kind="array",
    symbol="=",
    latex="{input}",
)
def identity_n(input: Arrays):
    """Pass several values on unchanged, as one node.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.identity_n([[1.0, 2.0], 3])))
    [1. 2.] 3
    """
    return input


@identity_n.gradient(latex=("{g}",))
def _(g, y, input):
    return (g,)


@identity_n.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], 3, [True]]), Sample([np.zeros((0, 2))])]


@op("StopGradient", shape=same, dtypes=ANYTHING, kind="array", symbol="stop", latex="{input}")
def stop_gradient(input: Array):
    """Pass a value on, but let no gradient come back: to differentiation it is a constant.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.constant(3.0)
    ...     print(tf.gradients(tf.stop_gradient(x) * 2.0, x))
    [None]
    """
    return input


stop_gradient.not_differentiable("that is what it is for: no gradient passes")


@stop_gradient.samples
def _() -> list[Sample]:
    return [Sample([1, 2]), Sample([[1.0], [2.0]])]


@op("PreventGradient", shape=same, dtypes=ALL, kind="array", symbol="=", latex="{input}")
def prevent_gradient(input: Array, message: str = ""):
    """Pass a value on, and refuse loudly when somebody asks for its gradient."""
    return input


@prevent_gradient.gradient
def _(g, y, input, message):
    raise LookupError(f"Gradient explicitly disabled. Reason: {message!r}")


@prevent_gradient.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0], differentiable=False)]


def _nothing(*_: Any) -> list[Any]:
    return []


@op("NoOp", shape=_nothing, outputs=0, kind="control", symbol="·")
def no_op():
    """Do nothing; useful only for what it waits for.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.no_op()))
    None
    """
    return ()


no_op.not_differentiable("it has no value")


def group(*inputs: Any, name: str | None = None) -> Operation:
    """One operation that runs all the others and gives no value.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(1.0)
    ...     both = tf.group(v.initializer, name="both")
    ...     print(sess.run(both), sess.run(v))
    None 1.0
    """
    waiting = []
    for item in _flat(inputs):
        if not hasattr(item, "name"):
            raise TypeError(
                f"Expected tf.group() expected Tensor objects not {item!r}: pass operations or tensors."
            )
        waiting.append(item.op if hasattr(item, "op") else item)
    graph = waiting[0].graph if waiting else current_graph()
    by_device: dict[str, list[Operation]] = {}
    for operation in waiting:
        by_device.setdefault(operation.device, []).append(operation)
    with graph.as_default(), name_scope(name, "group_deps") as scope:
        if len(by_device) < 2:
            with control_dependencies(waiting), device("".join(by_device)):
                return no_op(name=scope)
        # One for each device, and one that waits for those: so that a device reports once, when it is done.
        first = []
        for wanted in sorted(by_device):
            with control_dependencies(by_device[wanted]), device(wanted):
                first.append(no_op())
        with control_dependencies(first):
            return no_op(name=scope)


def tuple_(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """The same tensors, none of which is handed out before all of them are computed.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.tuple([tf.constant(1), tf.constant(2)])))
    1 2
    """
    given = [t for t in tensors if t is not None]
    if not given:
        raise ValueError("Must have at least one Tensor.")
    with name_scope(name, "tuple", given):
        waiting = [t.op if hasattr(t, "op") else t for t in (*given, *(control_inputs or ()))]
        with control_dependencies([group(*waiting)]):
            results: list[Any] = []
            for item in tensors:
                if item is None:
                    results.append(None)
                elif isinstance(item, IndexedSlices):
                    results.append(IndexedSlices(identity(item.values), item.indices, item.dense_shape))
                else:
                    results.append(identity(convert_to_tensor(item), name="control_dependency"))
            return results


def with_dependencies(dependencies: Any, output_tensor: Tensor, name: str | None = None) -> Tensor:
    """The tensor, handed out only after `dependencies` have run."""
    with name_scope(name, "control_dependency", [output_tensor]) as scope, control_dependencies(dependencies):
        return identity(output_tensor, name=scope)


def _merged_shape(inputs: Any) -> Any:
    shape = inputs[0]
    for other in inputs[1:]:
        shape = shape.merge_with(other)
    return shape


@op(
    "AddN",
    shape=_merged_shape,
    dtypes=frozenset(d for d in ALL if d.name not in ("bool", "string")),
    symbol="Σ",
    latex=r"\sum {inputs}",
    kind="math",
)
def add_n(inputs: Arrays):
    """Add up tensors of one shape and dtype. Gradients that meet at a tensor are added by this op.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.add_n([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])))
    [ 9. 12.]
    """
    total = inputs[0]
    for addend in inputs[1:]:
        total = total + addend
    return total


@add_n.build
def _(inputs: Any) -> tuple[Any]:
    if not isinstance(inputs, (list, tuple)) or not inputs:
        raise ValueError(
            "inputs must be an iterable of at least one Tensor/IndexedSlices with the same dtype and shape"
        )
    return (list(inputs),)


@add_n.gradient
def _(g, y, inputs):
    return ([g for _ in inputs],)


@add_n.samples
def _() -> list[Sample]:
    return [Sample([[1.0, 2.0], [3.0, 4.0]]), Sample([[[1], [2]], [[3], [4]], [[5], [6]]]), Sample([1.5])]


def _flat(values: Any) -> list[Any]:
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, (list, tuple)):
        return [leaf for value in values for leaf in _flat(value)]
    return [values]


__all__ = [
    "add_n",
    "group",
    "identity",
    "identity_n",
    "no_op",
    "prevent_gradient",
    "stop_gradient",
    "tuple_",
    "with_dependencies",
]
