"""Ready-made checks: two tensors are equal, a tensor is positive, has rank 2, is int32.

What is known while the graph is described is checked at once, and raises there; the rest becomes an `Assert`
node, which raises in the run. Every function returns an operation to wait for:
`with tf.control_dependencies([tf.assert_positive(x)]):`.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/debugging

Read next: `checks.py` (Assert itself).
"""

from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError, located
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC, as_dtype, int32
from tensorlab.graph.operation import Operation
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import Assert
from tensorlab.ops.flow import no_op, with_dependencies
from tensorlab.sources import SourceLine, user_frames

# --- comparisons, entry by entry --------------------------------------------------------------------------


def assert_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x == y, entry by entry, with broadcasting.

    Args:
        x, y: tensors of one dtype.
        data: a list of tensors and texts to show when the check fails; by default x and y.
        summarize: how many entries of each tensor to show; 3 by default, -1 for all.
        message: what the error begins with.

    Returns:
        An operation that raises InvalidArgumentError in a run where the check fails.

    Raises:
        tf.errors.InvalidArgumentError: at once, where x and y are constants and the check fails.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32)
    ...     try:
    ...         sess.run(tf.assert_equal(x, 2.0), {x: 3.0})
    ...     except tf.errors.InvalidArgumentError as error:
    ...         print(error.message.splitlines()[0])
    assertion failed: [Condition x == y did not hold element-wise:] [x (Placeholder:0) = ] [3] \
[y (assert_equal/y:0) = ] [2]
    """
    if x is y:
        with name_scope(name, "assert_equal", [x]):
            return no_op()
    return _compared(x, y, "assert_equal", "==", "Equal", data, summarize, message, name)


def assert_none_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x != y for every entry. Arguments and errors as for `assert_equal`."""
    return _compared(x, y, "assert_none_equal", "!=", "NotEqual", data, summarize, message, name)


def assert_less(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x < y, entry by entry. Arguments and errors as for `assert_equal`."""
    return _compared(x, y, "assert_less", "<", "Less", data, summarize, message, name)


def assert_less_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x <= y, entry by entry. Arguments and errors as for `assert_equal`."""
    return _compared(x, y, "assert_less_equal", "<=", "LessEqual", data, summarize, message, name)


def assert_greater(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x > y, entry by entry. Arguments and errors as for `assert_equal`."""
    return _compared(x, y, "assert_greater", ">", "Greater", data, summarize, message, name)


def assert_greater_equal(
    x: Any,
    y: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x >= y, entry by entry. Arguments and errors as for `assert_equal`."""
    return _compared(x, y, "assert_greater_equal", ">=", "GreaterEqual", data, summarize, message, name)


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that |x - y| < atol + rtol·|y|, entry by entry.

    Args:
        x, y: floating point or complex tensors of one dtype.
        rtol, atol: the relative and the absolute difference allowed; ten times the dtype's step at 1 by default.
        data, summarize, message: as for `assert_equal`.
    """
    with name_scope(name, "assert_near", [x, y]):
        x = convert_to_tensor(x, name="x")
        y = convert_to_tensor(y, dtype=x.dtype.base_dtype, name="y")
        dtype = x.dtype.base_dtype.real_dtype
        step = 10 * np.finfo(dtype.as_numpy_dtype).eps
        rtol = convert_to_tensor(step if rtol is None else rtol, dtype=dtype, name="rtol")
        atol = convert_to_tensor(step if atol is None else atol, dtype=dtype, name="atol")
        near = abs(x - y) < atol + rtol * abs(y)
        shown = data or ["x and y not equal to tolerance", *_two(x, y)]
        return _assertion(near, shown, summarize, message)


# --- signs ------------------------------------------------------------------------------------------------


def assert_positive(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x > 0 for every entry. Arguments and errors as for `assert_equal`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32)
    ...     with tf.control_dependencies([tf.assert_positive(x)]):
    ...         print(sess.run(tf.sqrt(x), {x: 4.0}))
    2.0
    """
    return _against_zero(x, "assert_positive", ">", assert_greater, data, summarize, message, name)


def assert_negative(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x < 0 for every entry. Arguments and errors as for `assert_equal`."""
    return _against_zero(x, "assert_negative", "<", assert_less, data, summarize, message, name)


def assert_non_negative(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x >= 0 for every entry. Arguments and errors as for `assert_equal`."""
    return _against_zero(x, "assert_non_negative", ">=", assert_greater_equal, data, summarize, message, name)


def assert_non_positive(
    x: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that x <= 0 for every entry. Arguments and errors as for `assert_equal`."""
    return _against_zero(x, "assert_non_positive", "<=", assert_less_equal, data, summarize, message, name)


# --- how comparisons become nodes -------------------------------------------------------------------------


def _compared(
    x: Any,
    y: Any,
    default: str,
    sign: str,
    type_name: str,
    data: Any,
    summarize: Any,
    message: Any,
    name: Any,
) -> Operation:
    with name_scope(name, default, [x, y]):
        x, y = convert_to_tensor(x, name="x"), convert_to_tensor(y, name="y")
        shown = data or [f"Condition x {sign} y did not hold element-wise:", *_two(x, y)]
        return _assertion(build(type_name, x, y), shown, summarize, message)


def _against_zero(
    x: Any, default: str, sign: str, compare: Any, data: Any, summarize: Any, message: Any, name: Any
) -> Operation:
    with name_scope(name, default, [x]):
        x = convert_to_tensor(x, name="x")
        zero = convert_to_tensor(0, dtype=x.dtype.base_dtype)
        shown = data or [f"Condition x {sign} 0 did not hold element-wise:", f"x ({x.name}) = ", x]
        return compare(x, zero, shown, summarize, message)


def _two(x: Tensor, y: Tensor) -> list[Any]:
    return [f"x ({x.name}) = ", x, f"y ({y.name}) = ", y]


def _assertion(holds: Tensor, shown: list[Any], summarize: int | None, message: str | None) -> Operation:
    """The check that all entries are true: made at once where that is known, and in the run as well."""
    shown = [message, *shown] if message is not None else shown
    everywhere = build("All", holds)
    known = constant_value(everywhere)
    if known is not None and not known:
        frames = user_frames()
        line = SourceLine(*frames[0]) if frames else None
        where, source = (line.place, line.text) if line else (None, None)
        text = "\n".join(map(_shown_now, shown))
        raise InvalidArgumentError(None, None, located(text, where=where, source=source))
    return Assert(everywhere, shown, summarize)


def _shown_now(item: Any) -> str:
    value = constant_value(item) if isinstance(item, Tensor) else None
    return str(item if value is None else value)


# --- ranks ------------------------------------------------------------------------------------------------


def assert_rank(
    x: Any,
    rank: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check the number of dimensions of a tensor.

    Args:
        x: any tensor.
        rank: how many dimensions it has to have.
        data, summarize, message: as for `assert_equal`.

    Raises:
        ValueError: at once, where the rank is known and is another one.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.assert_rank(tf.zeros([2, 3]), 3)
    Traceback (most recent call last):
    ...
    ValueError: Tensor zeros:0 must have rank 3.  Received rank 2, shape (2, 3)
    """
    words = "must have rank"
    return _rank_assertion(x, [rank], "assert_rank", words, "Equal", data, summarize, message, name)


def assert_rank_at_least(
    x: Any,
    rank: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that a tensor has `rank` dimensions or more. Arguments and errors as for `assert_rank`."""
    default, words = "assert_rank_at_least", "must have rank at least"
    return _rank_assertion(x, [rank], default, words, "GreaterEqual", data, summarize, message, name)


def assert_rank_in(
    x: Any,
    ranks: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """Check that the number of dimensions is one of `ranks`. Other arguments and errors as for `assert_rank`."""
    words = "must have rank in"
    return _rank_assertion(x, list(ranks), "assert_rank_in", words, "Equal", data, summarize, message, name)


def _rank_assertion(
    x: Any,
    ranks: list[Any],
    default: str,
    words: str,
    type_name: str,
    data: Any,
    summarize: int | None,
    message: str | None,
    name: str | None,
) -> Operation:
    with name_scope(name, default, [x, *ranks]):
        x = convert_to_tensor(x, name="x")
        ranks = [convert_to_tensor(rank, name="rank") for rank in ranks]
        known = [_known_rank(rank) for rank in ranks]
        found = x.shape.ndims
        if found is not None and None not in known:
            fits = [
                rank is not None and (found == rank if type_name == "Equal" else found >= rank)
                for rank in known
            ]
            if not any(fits):
                wanted = tuple(known) if default == "assert_rank_in" else known[0]
                raise ValueError(
                    f"{_prefix(message)}Tensor {x.name} {words} {wanted}.  Received rank {found}, shape {x.shape}"
                )
            return no_op(name="static_checks_determined_all_ok")
        checks = [
            assert_rank(rank, 0, data=["Rank must be a scalar. Received rank: ", rank])
            for rank, value in zip(ranks, known, strict=True)
            if value is None
        ]
        holds = [build(type_name, build("Rank", x), rank) for rank in ranks]
        condition = build("Any", build("Pack", holds)) if len(holds) > 1 else holds[0]
        shown = data or [f"Tensor {x.name} {words}", *ranks, "Received shape: ", build("Shape", x)]
        shown = [message, *shown] if message is not None else shown
        return Assert(with_dependencies(checks, condition) if checks else condition, shown, summarize)


def _known_rank(rank: Tensor) -> int | None:
    """The value of a rank where it is known; it has to be a single int32."""
    if rank.dtype.base_dtype is not int32:
        raise TypeError(f"{rank.name} must be of type {int32!r}; got {rank.dtype!r}")
    value = constant_value(rank)
    if value is not None and value.ndim:
        raise ValueError("Rank must be a scalar.")
    return None if value is None else int(value)


# --- what is always known: dtypes, scalars ----------------------------------------------------------------


def assert_type(tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None) -> Operation:
    """Check the dtype of a tensor, at once.

    Raises:
        TypeError: for another dtype.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.assert_type(tf.zeros([2]), tf.int32)
    Traceback (most recent call last):
    ...
    TypeError: zeros:0 must be of type tf.int32; got tf.float32
    """
    tf_type = as_dtype(tf_type)
    with name_scope(name, "assert_type", [tensor]):
        tensor = convert_to_tensor(tensor, name="tensor")
        if tensor.dtype != tf_type:
            wrong = f"{tensor.name} must be of type {tf_type!r}; got {tensor.dtype!r}"
            raise TypeError(_prefix(message) + wrong)
        return no_op(name="statically_determined_correct_type")


def assert_integer(x: Any, message: str | None = None, name: str | None = None) -> Operation:
    """Check at once that a tensor holds whole numbers; TypeError otherwise."""
    with name_scope(name, "assert_integer", [x]):
        x = convert_to_tensor(x, name="x")
        if not x.dtype.is_integer:
            wrong = f'Expected "x" to be integer type.  Found: {x.name} of dtype {x.dtype!r}'
            raise TypeError(_prefix(message) + wrong)
        return no_op(name="statically_determined_was_integer")


def assert_scalar(tensor: Any, name: str | None = None, message: str | None = None) -> Tensor:
    """Check at once that a tensor is a single number, and return it; ValueError otherwise."""
    with name_scope(name, "assert_scalar", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name=scope)
        if tensor.shape.ndims != 0:
            wrong = f"Expected scalar shape for {tensor.name}, saw shape: {tensor.shape}."
            raise ValueError(_prefix(message) + wrong)
        return tensor


def assert_proper_iterable(values: Any) -> None:
    """Check at once that `values` is a list of things, not one tensor, array or text; TypeError otherwise."""
    if isinstance(values, (Tensor, np.ndarray, str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}')


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether this is a tensor of numbers.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.is_numeric_tensor(tf.constant(1)), tf.is_numeric_tensor(tf.constant("one")))
    True False
    """
    return isinstance(tensor, Tensor) and tensor.dtype.base_dtype in NUMERIC


def _prefix(message: str | None) -> str:
    return f"{message}.  " if message else ""


__all__ = [
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_integer",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_scalar",
    "assert_type",
    "is_numeric_tensor",
]
