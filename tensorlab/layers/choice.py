"""A choice that is made while the graph is described, if it can be, and while it runs otherwise.

`training=True` needs no branch; `training=tf.placeholder(tf.bool)` does.

Read next: `core_layers.py`, where dropout uses it.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.control_flow.branching import cond
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor


def known_flag(flag: Any) -> bool | None:
    """The truth of a Python value or of a constant tensor; None where only a run can tell.

    Raises:
        TypeError: for what is no truth value, such as a list.

    >>> known_flag(True), known_flag(0), known_flag(None)
    (True, False, False)
    """
    flag = getattr(flag, "value", lambda: flag)() if hasattr(flag, "_as_graph_element") else flag
    if isinstance(flag, Tensor):
        value = constant_value(flag)
        return None if value is None else bool(value)
    if flag is None or flag in (0, 1):
        return bool(flag)
    raise TypeError(f"`training` must be a bool or a scalar bool tensor, not {flag!r}.")


def by_flag(flag: Any, when_true: Callable[[], Any], when_false: Callable[[], Any]) -> Any:
    """Make the nodes of one of two branches, or of both and a choice between them."""
    known = known_flag(flag)
    if known is None:
        return cond(flag, when_true, when_false)
    return when_true() if known else when_false()
