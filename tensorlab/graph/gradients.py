"""Gradients: the chain rule, written as new nodes of the same graph (reverse-mode differentiation).

`gradients(ys, xs)` walks from the ys back towards the xs. At every operation it asks the record's gradient
rule for nodes, hands the results to the inputs, and adds up what arrives at a tensor by several paths. Nothing
is computed here: the gradient of a graph is more graph.

Source of the method: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 3.

Read next: `indexed_slices.py` (gradients of a few rows only), then the rules in `tensorlab/ops/`, and
`tensorlab/ops/custom_gradients.py` for rules that a program brings along.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import variant
from tensorlab.graph.graph import Graph
from tensorlab.graph.indexed_slices import IndexedSlices, to_dense
from tensorlab.graph.operation import Operation, located_at
from tensorlab.graph.registry import HOST_ROLES, Op, build, registry
from tensorlab.graph.scopes import NameScope, Restored
from tensorlab.graph.tensor import Tensor

Gradient = Tensor | IndexedSlices | None
Pairs = list[tuple[Tensor, Gradient]]
"""Input tensors of an operation, each with what arrives at it."""

gradient_functions: dict[str, Callable[[Operation, list[Gradient]], Pairs]] = {}
"""What a program registered: by name, functions of an operation and the gradients of its outputs."""


class Differentiation:
    """What one call of `gradients` did; the tracer explains backward passes with it.

    Attributes:
        ys, xs: the tensors that were differentiated, and those with respect to which.
        seeds: for every y the gradient it starts with.
        contributions: for a tensor, the pairs (operation it came through, gradient tensor), in order.
        totals: for a tensor, the sum of its contributions.
        colocated: whether the gradient nodes of an operation share its device.
    """

    def __init__(self, ys: list[Tensor], xs: list[Tensor], colocated: bool = False) -> None:
        self.ys = ys
        self.xs = xs
        self.colocated = colocated
        self.seeds: list[Tensor] = []
        self.contributions: dict[Tensor, list[tuple[Operation | None, Any]]] = {}
        self.totals: dict[Tensor, Any] = {}


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: str = "none",
) -> list[Any]:
    """Build the nodes that compute d(sum of ys)/dx for every x in xs.

    Args:
        ys: a tensor or a list of them. A y that is no scalar counts as the sum of its entries.
        xs: a tensor, a variable, or a list of them.
        grad_ys: for every y the gradient it starts with; None means ones.
        name: the name scope of the new nodes.
        stop_gradients: tensors to be taken as constants.
        unconnected_gradients: "none" for None where there is no path, or "zero" for zeros.
        colocate_gradients_with_ops: let the gradient nodes of an operation share its device.
        gate_gradients, aggregation_method: accepted as in TensorFlow; the order in which nodes run is fixed
            here, so they change nothing.

    Returns:
        One entry for every x: a tensor of x's shape, an `IndexedSlices` where only rows of x were read, or
        None where no path leads from x to a y.

    Raises:
        LookupError: when an operation on the way has no gradient rule.
        TypeError: for ys that are not floating point or complex.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/gradients

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant(3.0)
    ...     print(*sess.run(tf.gradients(x * x, x)))
    6.0
    """
    ys = [convert_to_tensor(y) for y in _as_list(ys)]
    xs = [_source_tensor(x) for x in _as_list(xs)]
    grad_ys = [None] * len(ys) if grad_ys is None else _as_list(grad_ys)
    if len(grad_ys) != len(ys):
        raise ValueError(f"Passed {len(grad_ys)} grad_ys for {len(ys)} ys")
    if not ys or not xs:
        return [None] * len(xs)
    graph = ys[0].graph
    work = Differentiation(ys, xs, colocate_gradients_with_ops)
    stopped = {_source_tensor(t) for t in _as_list(stop_gradients)} if stop_gradients is not None else set()
    with graph.as_default(), NameScope(name, "gradients", graph=graph):
        scope = graph._scope
        path = _operations_between(ys, xs, stopped)
        for number, (y, seed) in enumerate(zip(ys, grad_ys, strict=True)):
            with Restored(graph, "_gradient_of", y.op), _beside(y.op, work):
                work.seeds.append(_seed(y, seed, number))
            work.contributions.setdefault(y, []).append((None, work.seeds[-1]))
        for operation in sorted(path, key=lambda o: o.index, reverse=True):
            _differentiate(operation, work, path, stopped, graph, scope)
        results = [_total(x, work, graph, scope) for x in xs]
    graph.differentiations.append(work)
    if getattr(unconnected_gradients, "value", unconnected_gradients) == "zero":
        results = [build("ZerosLike", x) if r is None else r for x, r in zip(xs, results, strict=True)]
    return results


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
) -> list[Any]:
    """Build the nodes that compute the matrices of second derivatives, d²y/dx², for every x in xs.

    Args:
        ys: a scalar tensor, or a list of them, which counts as their sum.
        xs: tensors of a known static shape.
        name: the name scope of the new nodes.
        colocate_gradients_with_ops, gate_gradients, aggregation_method: as for `gradients`.

    Returns:
        For every x a tensor of shape x.shape + x.shape.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([1.0, 2.0])
    ...     print(sess.run(tf.hessians(tf.reduce_sum(x * x * x), x))[0])
    [[ 6.  0.]
     [ 0. 12.]]
    """
    results = []
    xs = [_source_tensor(x) for x in _as_list(xs)]
    with NameScope(name, "hessians", graph=xs[0].graph):
        for x, first in zip(xs, gradients(ys, xs), strict=True):
            size = x.shape.num_elements()
            if size is None:
                raise ValueError(f"tf.hessians needs the static shape of {x.name}, which is {x.shape}.")
            flat = build("Reshape", to_dense(first), [size])
            rows = [gradients(flat[number], x)[0] for number in range(size)]
            rows = [build("ZerosLike", x) if row is None else to_dense(row) for row in rows]
            sizes = list(x.shape.sizes or ())
            results.append(build("Reshape", build("Pack", rows), sizes + sizes))
    return results


# --- which operations lie between ys and xs ---------------------------------------------------------------


def _operations_between(ys: list[Tensor], xs: list[Tensor], stopped: set[Tensor]) -> set[Operation]:
    """The operations through which some y depends on some x.

    Inputs are older than the operations that read them, so one pass in order of creation finds them.
    """
    found: set[Operation] = set()
    stack = [y.op for y in ys]
    while stack:
        operation = stack.pop()
        if operation not in found:
            found.add(operation)
            stack.extend(tensor.op for tensor in operation.inputs)
    wanted = set(xs)
    path: set[Operation] = set()
    for operation in sorted(found, key=lambda o: o.index):
        for tensor in operation.inputs:
            if tensor in wanted or (tensor.op in path and tensor not in stopped):
                path.add(operation)
                break
    return path


# --- one operation ----------------------------------------------------------------------------------------


def _differentiate(
    operation: Operation,
    work: Differentiation,
    path: set[Operation],
    stopped: set[Tensor],
    graph: Graph,
    scope: str,
) -> None:
    """Send the gradients of an operation's outputs on to its inputs."""
    totals = [None if o in stopped else _total(o, work, graph, scope) for o in operation.outputs]
    if all(total is None for total in totals):
        return
    rule = _rule_for(operation)
    if rule is None:
        return
    wanted = set(work.xs)
    with (
        Restored(graph, "_scope", scope),
        NameScope(operation.name + "_grad", graph=graph),
        Restored(graph, "_gradient_of", operation),
        _beside(operation, work),
    ):
        for tensor, gradient in rule(operation, totals):
            if gradient is None or not differentiable(tensor):
                continue
            # A gradient that nobody waits for is left out: its nodes would only clutter the picture.
            if tensor not in wanted and (tensor.op not in path or tensor in stopped):
                continue
            if operation.record.is_broadcasting:
                gradient = _undo_broadcast(gradient, tensor, operation.inputs)
            work.contributions.setdefault(tensor, []).append((operation, gradient))


def differentiable(tensor: Tensor) -> bool:
    """Whether gradients pass a tensor: real and complex numbers, and lists of arrays."""
    return tensor.dtype.is_floating or tensor.dtype.is_complex or tensor.dtype is variant


def _beside(operation: Operation, work: Differentiation) -> Any:
    """The scope in which gradient nodes share the device of an operation, where that was asked for."""
    return operation.graph.colocate_with(operation, True) if work.colocated else nullcontext()


def _rule_for(operation: Operation) -> Callable[[Operation, list[Gradient]], Pairs] | None:
    """How gradients pass an operation: as the program says, or by its record's rule; None: not at all."""
    wanted = operation.own_gradient or operation.type
    if callable(wanted):
        return wanted
    if wanted in gradient_functions:
        return gradient_functions[wanted]
    record = registry.get(wanted)
    if record is not None and record.gradient_rule is not None:
        return partial(_call_rule, record)
    if record is not None and record.no_gradient is not None:
        return None
    raise LookupError(
        located_at(
            operation,
            f"No gradient defined for operation {operation.name!r} (op type: {wanted}).",
            advice="Wrap its input in tf.stop_gradient, or give its record a rule with @op.gradient.",
        )
    )


def _call_rule(record: Op, operation: Operation, totals: list[Gradient]) -> Pairs:
    """Call a record's rule: the operation's own, or one that the program put in its place."""
    arguments = operation.arguments()
    attributes = {name: operation.attributes[name] for name in record.gradient_attributes}
    incoming: Any
    outputs: Any
    if record.outputs == 1:
        incoming, outputs = totals[0], operation.outputs[0]
        if isinstance(incoming, IndexedSlices) and operation.type not in ("Identity", "Reshape"):
            incoming = to_dense(incoming)
    else:
        outputs = operation.outputs
        incoming = [
            build("ZerosLike", output) if total is None else to_dense(total)
            for total, output in zip(totals, outputs, strict=True)
        ]
    given = record.gradient_rule(incoming, outputs, *arguments, **attributes)  # type: ignore[misc]
    if not isinstance(given, tuple):
        given = (given,)
    pairs: Pairs = []
    inputs = [a for a, p in zip(arguments, record.inputs, strict=True)]
    expected = sum(p.role not in HOST_ROLES for p in record.inputs)
    if not expected <= len(given) <= len(inputs):
        raise ValueError(
            f"The gradient rule of {record.type} returned {len(given)} gradients; its op has {len(inputs)} inputs."
        )
    for argument, gradient in zip(inputs, given, strict=False):
        if isinstance(argument, list):
            if gradient is not None:
                pairs += zip(argument, gradient, strict=True)
        elif argument is not None:
            pairs.append((argument, gradient))
    return pairs


def _undo_broadcast(gradient: Any, tensor: Tensor, inputs: tuple[Tensor, ...]) -> Any:
    """Add up the copies that broadcasting made, where the static shapes do not rule broadcasting out."""
    if not any(_may_stretch(tensor, other) for other in inputs):
        return gradient
    return build("SumToShape", gradient, tensor)


def _may_stretch(tensor: Tensor, other: Tensor) -> bool:
    """Whether broadcasting against `other` may have made `tensor` larger."""
    sizes, others = tensor._shape.sizes, other._shape.sizes
    if other is tensor:
        return False
    if sizes is None or others is None or len(others) > len(sizes):
        return True
    # Lined up at the end: only a 1, or an unknown size that may be 1, is ever stretched.
    aligned = zip(reversed(sizes), reversed(others), strict=False)
    return any(size in (1, None) and beside != 1 for size, beside in aligned)


# --- sums -------------------------------------------------------------------------------------------------


def _seed(y: Tensor, given: Any, number: int) -> Tensor:
    """The gradient with which a y starts: what the caller gave, or ones."""
    if not (differentiable(y) or y.dtype.is_integer):
        raise TypeError(
            f"Gradients of {y.name} cannot be taken: it is {y.dtype.name}. Cast it to float32 first."
        )
    if given is None:
        if y.dtype.is_complex:
            raise TypeError(f"Gradients of complex tensors must set grad_ys ({y.name} is {y.dtype.name}).")
        sizes = y.shape.sizes
        if sizes is None or None in sizes:
            return build("OnesLike", y, name=f"grad_ys_{number}")
        return build("Fill", list(sizes), convert_to_tensor(1, y.dtype.base_dtype), name=f"grad_ys_{number}")
    seed = convert_to_tensor(
        given, dtype=None if isinstance(given, Tensor) else y.dtype, name=f"grad_ys_{number}"
    )
    if seed.dtype.base_dtype is not y.dtype.base_dtype:
        raise TypeError(
            f"Gradient type {seed.dtype.name} does not match that of y, {y.dtype.name} ({y.name})."
        )
    return seed


def _total(tensor: Tensor, work: Differentiation, graph: Graph, scope: str) -> Gradient:
    """The sum of the contributions that reached a tensor; None when there were none."""
    if tensor in work.totals:
        return work.totals[tensor]
    contributions = [gradient for _, gradient in work.contributions.get(tensor, [])]
    total: Gradient
    if not contributions:
        return None
    if len(contributions) == 1:
        total = contributions[0]
    elif all(isinstance(gradient, IndexedSlices) for gradient in contributions):
        with Restored(graph, "_scope", scope), Restored(graph, "_gradient_of", tensor.op):
            total = IndexedSlices(
                build("ConcatV2", [g.values for g in contributions], 0, name="concat"),
                build("ConcatV2", [g.indices for g in contributions], 0, name="concat"),
                contributions[0].dense_shape,
            )
    else:
        with Restored(graph, "_scope", scope), Restored(graph, "_gradient_of", tensor.op):
            kind = "TensorListAdd" if tensor.dtype is variant else "AddN"
            total = build(kind, [to_dense(gradient) for gradient in contributions])
    work.totals[tensor] = total
    return total


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _source_tensor(x: Any) -> Tensor:
    """The tensor that stands for an x: a variable's own output, so that every read of it counts."""
    reference = getattr(x, "_ref", None)
    return reference() if reference is not None else convert_to_tensor(x)
