"""Branches: `tf.cond`, `tf.case` and `tf.switch_case` choose, while the graph runs, what is computed.

Both functions are called once, when the graph is described; they describe two blocks. In a run only one block runs.
What a function uses from outside is computed in any case: make inside what should not be.

Read next: `looping.py`; `branch_gradient.py`, how gradients go back through the branch that was taken.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from tensorlab import nest
from tensorlab.control_flow import branch_gradient, calls, loop_gradient
from tensorlab.control_flow.block import BRANCH, Block
from tensorlab.control_flow.contexts import CondContext, remember
from tensorlab.control_flow.nodes import add_node, branch_node
from tensorlab.control_flow.values import taken_apart, with_names
from tensorlab.errors import checks_arguments
from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import Assert

__all__ = ["case", "cond", "switch_case"]


@checks_arguments
def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
) -> Any:
    """Give what `true_fn` returns when `pred` holds, else what `false_fn` returns. Only one of them is computed.

    Args:
        pred: a scalar tensor of dtype bool.
        true_fn, false_fn: functions without arguments; both return values of the same dtypes, in the same nest.
        strict: keep a list or tuple of one value as it is, instead of the value alone.
        name: the name scope of the new nodes.

    Returns:
        Tensors in the nest that both functions return. Where their static shapes differ, what differs is unknown.

    Raises:
        TypeError: when `pred` is a Python bool (use `if`), or a function is none.
        ValueError: when the two results are nested differently or differ in their dtypes.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/cond

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32)
    ...     y = tf.cond(x > 0, lambda: tf.sqrt(x), lambda: x * 0.1)
    ...     print(y, sess.run(y, {x: 9.0}), sess.run(y, {x: -9.0}))
    Tensor("cond/Merge:0", dtype=float32) 3.0 -0.9
    """
    if not callable(true_fn):
        raise TypeError("'true_fn' must be callable.")
    if not callable(false_fn):
        raise TypeError("'false_fn' must be callable.")
    if isinstance(pred, bool):
        raise TypeError(
            "'pred' must not be a Python bool. Its value is known now: choose with Python's own `if`."
        )
    with name_scope(name, "cond", [pred]) as scope:
        choice = convert_to_tensor(pred, name="pred_id")
        if not choice.dtype.is_bool:
            raise TypeError(
                f"Input 'pred' of 'If' Op has type {choice.dtype.name} that does not match expected type of bool: "
                f"compare it with something, such as {choice.name} > 0."
            )
        result = _one_of(choice, [true_fn, false_fn], ["true", "false"], ["true_fn", "false_fn"], strict)
        sides = CondContext(f"{scope}cond_text"), CondContext(f"{scope}cond_text_1")
        remember(choice.graph, GraphKeys.COND_CONTEXT, *sides)
        return result


def _one_of(
    choice: Tensor, functions: list[Callable[[], Any]], labels: list[str], names: list[str], strict: bool
) -> Any:
    """One node that runs one of several functions' blocks."""
    blocks, results, rebuilds = [], [], []
    for function, label in zip(functions, labels, strict=True):
        with Block(BRANCH, choice.graph, label) as block:
            result = function()
            if not strict and isinstance(result, (list, tuple)) and len(result) == 1:
                result = result[0]
            nothing = result is None
            block.outputs, rebuild = ([], lambda tensors: None) if nothing else taken_apart(result)
        blocks.append(block)
        results.append(result)
        rebuilds.append(rebuild)
    for result, name in zip(results, names, strict=True):
        if result is None:
            raise ValueError(f"{name!r} must have a return value.")
    for block, result, name in zip(blocks[1:], results[1:], names[1:], strict=True):
        nest.assert_same_structure(results[0], result)
        first = [output.dtype.base_dtype.name for output in blocks[0].outputs]
        other = [output.dtype.base_dtype.name for output in block.outputs]
        if first != other:
            raise ValueError(
                f"Outputs of {names[0]!r} and {name!r} must have the same type(s). Received {', '.join(first)} from "
                f"{names[0]!r} and {', '.join(other)} from {name!r}."
            )
    columns = zip(*(block.outputs for block in blocks), strict=True)
    outputs = [(column[0].dtype, _common_shape([output.shape for output in column])) for column in columns]
    operation = add_node(branch_node, "Merge", [choice], blocks, outputs, blocks=tuple(blocks))
    return rebuilds[0](with_names(list(operation.outputs), "Merge"))


def _common_shape(shapes: list[TensorShape]) -> TensorShape:
    """What is true of all shapes."""
    first = shapes[0].sizes
    if any(shape.sizes is None or first is None or len(shape.sizes) != len(first) for shape in shapes):
        return TensorShape(None)
    sizes = [set(column) for column in zip(*(shape.sizes or () for shape in shapes), strict=True)]
    return TensorShape([column.pop() if len(column) == 1 else None for column in sizes])


def case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """Give what the function of the first true predicate returns, or what `default` returns when none is true.

    Args:
        pred_fn_pairs: a list of pairs (scalar bool tensor, function), or a dict from the one to the other.
        default: the function for all other cases; without it one predicate has to be true.
        exclusive: whether it is an error when more than one predicate is true.
        strict, name: as for `tf.cond`.

    Raises:
        TypeError: when an entry is no pair of a tensor and a function.
        tf.errors.InvalidArgumentError: in a run, when no predicate holds and there is no default, or when several
            hold and `exclusive` is set.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/case

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.int32)
    ...     size = tf.case([(x < 10, lambda: tf.constant("small")), (x < 100, lambda: tf.constant("middle"))],
    ...                    default=lambda: tf.constant("large"))
    ...     print(sess.run(size, {x: 50}), sess.run(size, {x: 500}))
    b'middle' b'large'
    """
    pairs = list(pred_fn_pairs.items()) if isinstance(pred_fn_pairs, dict) else pred_fn_pairs
    if not isinstance(pairs, (list, tuple)):
        raise TypeError("'pred_fn_pairs' must be a list, tuple, or dict.")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(f"Each entry in 'pred_fn_pairs' must be a 2-tuple. Received {pair}.")
        if isinstance(pair[0], bool) or not hasattr(pair[0], "dtype"):
            raise TypeError(f"pred must be Tensor, got {pair[0]!r}: choose with Python's own `if` instead.")
        if not callable(pair[1]):
            raise TypeError(f"fn for pred {pair[0].name} must be callable.")
    if default is not None and not callable(default):
        raise TypeError("'default' must be callable.")
    if not pairs:
        if default is None:
            raise ValueError("tf.case needs at least one pair, or a default.")
        return default()
    with name_scope(name, "case", [pred for pred, _ in pairs]):
        predicates = [convert_to_tensor(pred) for pred, _ in pairs]
        checks = []
        together = build("Pack", predicates, name="preds_c")
        if exclusive:
            count = build("Sum", build("Cast", together, int32), [0])
            checks.append(
                Assert(
                    build("LessEqual", count, 1),
                    ["Input error: exclusive=True: more than 1 conditions evaluated as True:", together],
                )
            )
        if default is None:
            pairs, last = pairs[:-1], pairs[-1][1]
            some = build("Any", together, [0])
            checks.append(Assert(some, ["None of conditions evaluated as True:", together]))
            default = last
        with control_dependencies(checks):
            result = default
            for (_, function), predicate in reversed(list(zip(pairs, predicates, strict=False))):
                checked = build("Identity", predicate) if checks else predicate
                result = partial(cond, checked, function, result, strict=strict)
            return result()


def switch_case(branch_index: Any, branch_fns: Any, default: Any = None, name: str = "switch_case") -> Any:
    """Give what the function with the number `branch_index` returns; the last one, or `default`, for other numbers.

    Args:
        branch_index: a scalar int32 tensor.
        branch_fns: a list of functions, or pairs (number, function), or a dict from the one to the other, with the
            numbers 0, 1, 2, ...
        default: the function for all other numbers; the last one when None.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/switch_case

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     i = tf.placeholder(tf.int32)
    ...     y = tf.switch_case(i, [lambda: tf.constant(10), lambda: tf.constant(11)])
    ...     print(sess.run([y], {i: 0}), sess.run([y], {i: 7}))
    [np.int32(10)] [np.int32(11)]
    """
    functions = branch_fns.items() if isinstance(branch_fns, dict) else branch_fns
    functions = [entry if isinstance(entry, tuple) else (i, entry) for i, entry in enumerate(functions)]
    functions = [function for _, function in sorted(functions, key=lambda pair: pair[0])]
    for function in functions:
        if not callable(function):
            raise TypeError(f"branch_fns must be functions, not {function!r}.")
    if default is not None:
        functions.append(default)
    with name_scope(name, "switch_case", [branch_index]):
        choice = convert_to_tensor(branch_index, dtype=int32, name="branch_index")
        labels = [str(number) for number in range(len(functions))]
        return _one_of(choice, functions, labels, [f"branch {label}" for label in labels], False)
