"""Checks that run with the graph: Assert, check_numerics, and Print, which shows values on the way.

A check is a node like any other: it runs when something that is fetched needs it. `tf.control_dependencies`
makes a node wait for one.

Read next: `asserts.py` (ready-made checks: equal, positive, of rank 2).
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import ALL, BOOL, FLOATING
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import MIXED, Array, Arrays, Sample, op
from tensorlab.graph.scopes import control_dependencies, current_graph, name_scope
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.flow import group, with_dependencies

# --- values as text ---------------------------------------------------------------------------------------


def summary(value: Any, limit: int = 3) -> str:
    """The first entries of an array as TensorFlow's kernels write them; a negative limit means all.

    >>> print(summary(np.array([[1.0, 2.5], [4.0, 5.0]]), 3))
    [[1 2.5][4...]...]
    """
    array = np.asarray(value)
    limit = array.size if limit < 0 else limit
    entries = [_text(entry) for entry in array.ravel()[:limit]]
    if array.ndim == 0:
        return f"[{''.join(entries)}]" if entries else "[...]"
    position = 0

    def rows(sizes: tuple[int, ...], outermost: bool) -> str:
        nonlocal position
        if len(sizes) == 1:
            row = entries[position : position + sizes[0]]
            position += len(row)
            return " ".join(row) + ("" if outermost or len(row) == sizes[0] else "...")
        text = ""
        for _ in range(sizes[0]):
            if position < limit:
                text += f"[{rows(sizes[1:], False)}]"
        return text

    return f"[{rows(array.shape, True)}{'...' if array.size > limit else ''}]"


def _text(entry: Any) -> str:
    """One entry: floats with as many digits as they need, truth values as 1 and 0."""
    if isinstance(entry, bytes):
        return entry.decode("utf-8", "replace")
    if isinstance(entry, (bool, np.bool_)):
        return str(int(entry))
    if isinstance(entry, np.floating):
        wide = isinstance(entry, np.float64)
        short = f"{entry:.{15 if wide else 6}g}"
        return short if entry.dtype.type(short) == entry else f"{entry:.{17 if wide else 9}g}"
    return "?" if isinstance(entry, np.complexfloating) else str(entry)


# --- Assert -----------------------------------------------------------------------------------------------


def _nothing(*_: Any) -> list[TensorShape]:
    return []


@op(
    "Assert",
    shape=_nothing,
    dtypes={"condition": BOOL, "data": MIXED},
    outputs=0,
    kind="control",
    symbol="!",
    devices={"CPU": "it looks at values, and stops the run there and then"},
)
def assert_node(condition: Array, data: Arrays, summarize: int = 3):
    """Stop the run, and show `data`, unless the condition is true."""
    if condition.ndim:
        message = f"The condition of Assert must be one truth value, not an array of shape {condition.shape}"
        raise InvalidArgumentError(None, None, message)
    if not condition:
        shown = " ".join(summary(value, summarize) for value in data)
        raise InvalidArgumentError(None, None, f"assertion failed: {shown}")
    return ()


assert_node.not_differentiable("it has no value")


def Assert(condition: Any, data: Any, summarize: int | None = None, name: str | None = None) -> Operation:
    """An operation that stops the run unless the condition is true.

    Args:
        condition: one truth value.
        data: a list of tensors and texts to show when it is false; at least one.
        summarize: how many entries of each tensor to show; 3 by default, -1 for all.

    Returns:
        The operation. Make something wait for it: `with tf.control_dependencies([check]):`.

    Raises:
        TypeError: when `data` is no list, or the condition is not bool.
        ValueError: when `data` is empty.
        tf.errors.InvalidArgumentError: in a run, when the condition is false, or is no single value.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/debugging/Assert

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([1.0, 2.0])
    ...     with tf.control_dependencies([tf.Assert(tf.reduce_all(x > 0), ["x has to be positive:", x])]):
    ...         print(sess.run(tf.log(x)))
    [0.        0.6931472]
    """
    if not isinstance(data, (list, tuple)):
        raise TypeError(f"Expected list for 'data' argument to 'Assert' Op, not {data!r}: put it into [ ].")
    if not data:
        raise ValueError(
            "tf.Assert needs something to show when the condition is false: its `data` is empty."
        )
    with name_scope(name, "Assert", [condition, *data]):
        return assert_node(condition, list(data), 3 if summarize is None else summarize)


# --- numbers that are none --------------------------------------------------------------------------------


@op("CheckNumerics", shape=same, dtypes=FLOATING, kind="control", symbol="finite?", latex="{tensor}")
def check_numerics(tensor: Array, message: str):
    """Pass a tensor on if all its entries are finite, and stop the run where one is inf or nan.

    Args:
        tensor: floating point numbers of any shape.
        message: what the error begins with.

    Raises:
        tf.errors.InvalidArgumentError: in a run, for an entry that is infinite or no number.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/debugging/check_numerics

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.check_numerics([1.0, 2.0], "the loss")))
    [1. 2.]
    """
    if not np.isfinite(tensor).all():
        found = [name for name, test in (("Inf", np.isinf), ("NaN", np.isnan)) if test(tensor).any()]
        raise InvalidArgumentError(None, None, f"{message} : Tensor had {' and '.join(found)} values")
    return tensor


@check_numerics.gradient(latex=("{g}",))
def _(g, y, tensor, message):
    where = f"Not a number (NaN) or infinity (Inf) values detected in gradient. {message}"
    return check_numerics(g, where)


@check_numerics.samples
def _() -> list[Sample]:
    return [Sample([1.0, -2.0], "x"), Sample(3.0, ""), Sample(np.zeros((0, 2)), "empty")]


def verify_tensor_all_finite(
    t: Any = None, msg: str | None = None, name: str | None = None, x: Any = None, message: str | None = None
) -> Tensor:
    """Pass a tensor on if all its entries are finite; see `tf.check_numerics`.

    Args:
        x, message: the tensor and what the error begins with; `t` and `msg` are the same by position.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.verify_tensor_all_finite([1.0, 2.0], "the loss")))
    [1. 2.]
    """
    tensor, text = x if t is None else t, message if msg is None else msg
    if tensor is None or text is None:
        raise ValueError("tf.verify_tensor_all_finite needs a tensor and a message.")
    with name_scope(name, "VerifyFinite", [tensor]):
        tensor = convert_to_tensor(tensor, name="x")
        return with_dependencies([check_numerics(tensor, text)], tensor)


def add_check_numerics_ops() -> Operation:
    """One operation that checks every floating point tensor made so far in the default graph.

    Run it beside a training step to find the first node that gives inf or nan. Variables are left out.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     logarithm = tf.log([1.0, 0.0])
    ...     try:
    ...         sess.run(tf.add_check_numerics_ops())
    ...     except tf.errors.InvalidArgumentError as error:
    ...         print(error.message.splitlines()[0])
    Log:0 : Tensor had Inf values
    """
    checks: list[Any] = []
    for operation in current_graph().get_operations():
        for output in operation.outputs:
            if output.dtype in FLOATING:
                with control_dependencies([check.op for check in checks[-1:]]):
                    checks.append(check_numerics(output, output.name))
    return group(*checks[-1:])


# --- Print ------------------------------------------------------------------------------------------------


@op(
    "Print",
    shape=same,
    dtypes={"input_": ALL, "data": MIXED},
    kind="control",
    symbol="print",
    latex="{input_}",
    opdef={"input_": "input"},
    devices={"CPU": "it writes to the error stream"},
)
def print_node(input_: Array, data: Arrays, message: str = "", first_n: int = -1, summarize: int = 3):
    """Pass a tensor on, and write `data` to the error stream each time."""
    print(message + "".join(summary(value, summarize) for value in data), file=sys.stderr)
    return input_


@print_node.bind
def _(message: str, first_n: int, summarize: int) -> Callable[..., Any]:
    times = 0

    def call(input_: Any, data: list[Any]) -> Any:
        nonlocal times
        times += 1
        if first_n < 0 or times <= first_n:
            print_node.kernel(input_, data, message, first_n, summarize)
        return input_

    return call


@print_node.gradient(latex=("{g}",))
def _(g, y, input_, data):
    return g, [None for _ in data]


@print_node.samples
def _() -> list[Sample]:
    return [Sample([1.0, 2.0], [[1, 2, 3, 4], ["text"]], "x = "), Sample(3, [2.5], first_n=0, summarize=1)]


def Print(
    input_: Any,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Pass a tensor on, and write some values to the error stream whenever it is computed.

    Args:
        input_: the tensor to pass on; use the result instead of it, or nothing is ever written.
        data: a list of tensors and texts to write.
        message: what a line begins with.
        first_n: how many lines to write at most; all of them by default. Each kind of `run` call counts its own.
        summarize: how many entries of each tensor to write; 3 by default, -1 for all.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Print

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([1.0, 2.0])
    ...     print(sess.run(tf.Print(x, [x], "x = ") * 2.0))
    [2. 4.]
    """
    limit, entries = -1 if first_n is None else first_n, 3 if summarize is None else summarize
    return print_node(input_, data, message or "", limit, entries, name=name)


__all__ = [
    "Assert",
    "Print",
    "add_check_numerics_ops",
    "check_numerics",
    "summary",
    "verify_tensor_all_finite",
]
