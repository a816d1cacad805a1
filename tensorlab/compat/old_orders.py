"""Arguments in the order that TensorFlow had before 1.0, where it can be told from today's.

A call by position of one of these functions is looked at here before the function is called; what is in the old order
is put into today's, with a DeprecationWarning.

Source: https://github.com/tensorflow/tensorflow/blob/v1.0.0/RELEASE.md

Read next: `old_arguments.py` (arguments that were renamed).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.compat.old_names import warn_old
from tensorlab.graph.tensor import Tensor

Call = tuple[tuple[Any, ...], dict[str, Any]]


def in_new_order(function: str, args: tuple[Any, ...], named: dict[str, Any]) -> Call:
    """The arguments of a call in today's order.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True):
    ...     in_new_order("concat", (1, ["a", "b"]), {})
    ((['a', 'b'], 1), {})
    >>> in_new_order("concat", (["a", "b"], 1), {})
    ((['a', 'b'], 1), {})
    """
    return ORDERS[function](args, named)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _concat(args: tuple[Any, ...], named: dict[str, Any]) -> Call:
    """`concat(axis, values)` was: an axis is one number, and values are several tensors."""
    if not _is_number(args[0]):
        return args, named
    if len(args) > 1:
        warn_old("tf.concat takes the tensors first: write tf.concat(values, axis).")
        return (args[1], args[0], *args[2:]), named
    if "values" in named:
        warn_old("tf.concat takes the tensors first: write tf.concat(values, axis).")
        named = dict(named)
        return (named.pop("values"), args[0]), named
    return args, named


def _split(args: tuple[Any, ...], named: dict[str, Any]) -> Call:
    """`split(axis, number, value)` was: a tensor of rank 1 or more cannot be the axis."""
    if not _is_number(args[0]):
        return args, named
    order = ("axis", "num_or_size_splits", "value")
    given = dict(zip(order, args, strict=False))
    rest = {("num_or_size_splits" if name == "num_split" else name): value for name, value in named.items()}
    if set(given) & set(rest) or "value" not in {*given, *rest}:
        return args, named
    warn_old("tf.split takes the tensor first: write tf.split(value, num_or_size_splits, axis).")
    name = {"name": args[3]} if len(args) > 3 else {}
    return (), {**given, **rest, **name}


def _logits_first(function: str, *rest: str) -> Callable[[tuple[Any, ...], dict[str, Any]], Call]:
    """`...cross_entropy_with_logits(logits, labels)` was; from 1.0 on both had to be given by name."""

    def reorder(args: tuple[Any, ...], named: dict[str, Any]) -> Call:
        if args[0] is None:  # the empty place that TensorFlow 1.x had there
            return args[1:] if len(args) > 1 else (), named
        warn_old(f"tf.nn.{function} takes its arguments by name: write labels=..., logits=...")
        given = dict(zip(("logits", "labels", *rest), args, strict=False))
        twice = sorted(set(given) & set(named))
        if twice:
            raise TypeError(f"{function}() got two values for its argument {twice[0]!r}: give both by name.")
        return (), {**given, **named}

    return reorder


def _whole(value: Any) -> bool | None:
    """Whether the entries are whole numbers; None when that cannot be told."""
    if isinstance(value, Tensor):
        return value.dtype.is_integer
    try:
        return bool(np.issubdtype(np.asarray(value).dtype, np.integer))
    except (TypeError, ValueError):
        return None


def _labels_before_inputs(function: str) -> Callable[[tuple[Any, ...], dict[str, Any]], Call]:
    """`...(weights, biases, inputs, labels)` was: labels are whole numbers, inputs are not."""

    def reorder(args: tuple[Any, ...], named: dict[str, Any]) -> Call:
        if len(args) < 4 or _whole(args[2]) is not False or _whole(args[3]) is not True:
            return args, named
        warn_old(f"tf.nn.{function} takes labels before inputs: write labels=..., inputs=...")
        return (*args[:2], args[3], args[2], *args[4:]), named

    return reorder


ORDERS: dict[str, Callable[[tuple[Any, ...], dict[str, Any]], Call]] = {
    "concat": _concat,
    "nce_loss": _labels_before_inputs("nce_loss"),
    "sampled_softmax_loss": _labels_before_inputs("sampled_softmax_loss"),
    "sigmoid_cross_entropy_with_logits": _logits_first("sigmoid_cross_entropy_with_logits", "name"),
    "softmax_cross_entropy_with_logits": _logits_first("softmax_cross_entropy_with_logits", "dim", "name"),
    "sparse_softmax_cross_entropy_with_logits": _logits_first(
        "sparse_softmax_cross_entropy_with_logits", "name"
    ),
    "split": _split,
}
"""Function -> how its old order is told."""
