"""`tf.while_loop`: run a part of a graph again and again, as often as the values say.

The loop variables go round: what the body returns is what it gets next time. The functions are called once each, to
describe two blocks; a session then runs these.

Read next: `tensor_array.py` (a list that a loop fills), `loop_gradient.py` (how gradients go back round by round).
"""

from collections.abc import Callable
from typing import Any

from tensorlab import nest
from tensorlab.control_flow import branch_gradient, calls, loop_gradient
from tensorlab.control_flow.block import BODY, CONDITION, Block
from tensorlab.control_flow.contexts import WhileContext, remember
from tensorlab.control_flow.nodes import add_argument, add_node, loop_node
from tensorlab.control_flow.values import parts_of, taken_apart, with_names
from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape, as_shape
from tensorlab.graph.tensor import Tensor

__all__ = ["while_loop"]


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Repeat `body` as long as `cond` is true.

    Args:
        cond: a function of the loop variables that returns a scalar bool tensor.
        body: a function of the loop variables that returns their next values, in the same nest.
        loop_vars: a list of their first values: tensors, numbers, `TensorArray`s, or nests of these.
        shape_invariants: a nest of static shapes like `loop_vars`, for variables whose shape changes from iteration to
            iteration: what is true of it in all of them. By default the shape of the first value.
        parallel_iterations, swap_memory: accepted as in TensorFlow; iterations run one after the other here.
        back_prop: False lets no gradient go back through the loop.
        name: the name scope of the new nodes.
        maximum_iterations: stop after so many iterations in any case.
        return_same_structure: return a list even when there is only one loop variable.

    Returns:
        The last values, in the nest that `body` returns; a single loop variable without its list.

    Raises:
        TypeError: when `cond` or `body` is no function, or `cond` returns no truth value.
        ValueError: without loop variables; when `body` returns another nest, another dtype, or a shape that contradicts
            the invariant.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/while_loop

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     i, total = tf.while_loop(lambda i, total: i < 5, lambda i, total: (i + 1, total + i), [0, 0])
    ...     print(sess.run([i, total]))
    [np.int32(5), np.int32(10)]
    """
    if not callable(cond):
        raise TypeError("'cond' must be callable.")
    if not callable(body):
        raise TypeError("'body' must be callable.")
    if not nest.flatten(loop_vars):
        raise ValueError("'loop_vars' must be provided.")
    if maximum_iterations is not None:
        return _counted(
            cond,
            body,
            loop_vars,
            shape_invariants,
            back_prop,
            name,
            maximum_iterations,
            return_same_structure,
        )
    loop_vars = list(loop_vars) if isinstance(loop_vars, (list, tuple)) else [loop_vars]
    with name_scope(name, "while", nest.flatten(loop_vars)) as scope:
        first, rebuild = taken_apart(loop_vars)
        shapes = _invariants(loop_vars, first, shape_invariants)
        graph = first[0].graph
        with Block(CONDITION, graph, "condition") as asking:
            arguments = _arguments(asking, first, shapes, "Merge")
            answer = convert_to_tensor(cond(*rebuild(arguments)))
            if not answer.dtype.is_bool:
                raise TypeError(
                    f"The condition of a loop must be a truth value (bool), but `cond` returned {answer.dtype.name} "
                    f"({answer.name}): compare it with something."
                )
            asking.outputs = [answer]
        with Block(BODY, graph, "body") as working:
            arguments = _arguments(working, first, shapes, "Identity")
            result = body(*rebuild(arguments))
            result = result if isinstance(result, (list, tuple)) else [result]
            nest.assert_same_structure(loop_vars, list(result), check_types=False)
            working.outputs, packed = _converted(result, first)
            _check(first, shapes, working.outputs)
        outputs = [(tensor.dtype, shape) for tensor, shape in zip(first, shapes, strict=True)]
        operation = add_node(
            loop_node, "Exit", first, [asking, working], outputs, condition=asking, body=working
        )
        if not back_prop:
            operation.own_gradient = _no_gradient
        final = packed(with_names(list(operation.outputs), "Exit"))
        remember(graph, GraphKeys.WHILE_CONTEXT, WhileContext(f"{scope}while_context"))
    return final[0] if len(final) == 1 and not return_same_structure else final


def _counted(
    cond: Any, body: Any, loop_vars: Any, shapes: Any, back_prop: bool, name: Any, most: Any, same: bool
) -> Any:
    """The same loop with a counter, which ends it too."""
    single = not isinstance(loop_vars, (list, tuple))
    loop_vars = [loop_vars] if single else list(loop_vars)
    most = convert_to_tensor(most, name="maximum_iterations")
    if most.shape.ndims not in (0, None):
        raise ValueError(f"`maximum_iterations` must be a scalar, but has shape {most.shape}.")

    def not_yet(number: Any, values: Any) -> Any:
        return build("LogicalAnd", build("Less", number, most), cond(*values))

    def once(number: Any, values: Any) -> Any:
        result = body(*values)
        return number + 1, result if isinstance(result, (list, tuple)) else [result]

    count = build("ZerosLike", convert_to_tensor(most))
    invariants = None if shapes is None else [TensorShape([]), shapes]
    _, result = while_loop(
        not_yet, once, [count, loop_vars], invariants, back_prop=back_prop, name=name or "while"
    )
    return result[0] if len(result) == 1 and not same else result


def _arguments(block: Block, first: list[Tensor], shapes: list[TensorShape], name: str) -> list[Tensor]:
    return [add_argument(block, t.dtype, shape, name) for t, shape in zip(first, shapes, strict=True)]


def _invariants(loop_vars: Any, first: list[Tensor], given: Any) -> list[TensorShape]:
    """What is true of the shape of every loop variable in all iterations."""
    if given is None:
        return [tensor.shape for tensor in first]
    shapes = []
    for value, invariant in zip(nest.flatten(loop_vars), _flat_shapes(given), strict=True):
        tensors = parts_of(value)[0]
        if hasattr(value, "_parts") or hasattr(value, "_with_flow"):
            shapes += [TensorShape(None) if hasattr(value, "_parts") else t.shape for t in tensors]
            continue
        invariant = as_shape(getattr(invariant, "shape", invariant))
        if not _no_wider(tensors[0].shape, invariant):
            raise ValueError(
                f"The shape invariant specified for {tensors[0].name} is not compatible with the initial shape of the "
                f"loop variable. It enters the loop with shape {tensors[0].shape}, but the specified shape invariant "
                f"is {invariant}."
            )
        shapes.append(invariant)
    return shapes


def _flat_shapes(given: Any) -> list[Any]:
    """The shapes of a nest; a list of sizes inside is one shape, as is anything with a `sizes`."""
    if isinstance(given, TensorShape) or not nest.is_nested(given):
        return [given]
    if isinstance(given, (list, tuple)) and given and all(x is None or isinstance(x, int) for x in given):
        return [given]
    items = [given[k] for k in sorted(given)] if isinstance(given, dict) else given
    return [shape for item in items for shape in _flat_shapes(item)]


def _no_wider(shape: TensorShape, invariant: TensorShape) -> bool:
    """Whether whatever has this shape keeps the invariant."""
    if invariant.sizes is None:
        return True
    if shape.sizes is None or len(shape.sizes) != len(invariant.sizes):
        return False
    return all(
        wanted is None or size == wanted for size, wanted in zip(shape.sizes, invariant.sizes, strict=True)
    )


def _converted(result: Any, first: list[Tensor]) -> tuple[list[Tensor], Any]:
    """The body's results as tensors: a plain number takes the dtype of its loop variable."""
    places = iter(first)
    values = []
    for value in nest.flatten(result):
        tensors = parts_of(value)[0] if hasattr(value, "dtype") or hasattr(value, "op") else None
        if tensors is None:
            value = convert_to_tensor(value, dtype=next(places).dtype.base_dtype)
        else:
            for _ in tensors:
                next(places)
        values.append(value)
    return taken_apart(nest.pack_sequence_as(result, values))


def _check(first: list[Tensor], shapes: list[TensorShape], results: list[Tensor]) -> None:
    """Refuse results that cannot go round."""
    for tensor, invariant, result in zip(first, shapes, results, strict=True):
        if result.dtype.base_dtype is not tensor.dtype.base_dtype:
            raise TypeError(
                f"The loop variable that starts as {tensor.name} is {tensor.dtype.base_dtype.name}, but after one "
                f"iteration it is {result.dtype.base_dtype.name} ({result.name}). Convert it: tf.cast(..., "
                f"tf.{tensor.dtype.base_dtype.name})."
            )
        if not _no_wider(result.shape, invariant):
            raise ValueError(
                f"Input tensor {tensor.name!r} enters the loop with shape {tensor.shape}, but has shape "
                f"{result.shape} after one iteration. To allow the shape to vary across iterations, use the "
                "`shape_invariants` argument of tf.while_loop to specify a less-specific shape."
            )


def _no_gradient(operation: Any, totals: Any) -> list[Any]:
    return []
