"""The switches between TensorFlow 1 and 2, and what TensorFlow says about its own state.

tensorlab behaves as TensorFlow 1.x does: switching to that is nothing to do, switching away is refused.

Read next: `install.py`.
"""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

GRAPH_FIRST = (
    "tensorlab describes a graph and runs it in a session: build the graph, then `with tf.Session() as sess:` and "
    "`sess.run(...)`. {name}() cannot change that."
)


def _nothing_to_do(name: str) -> Callable[..., None]:
    def switch(*arguments: Any, **named: Any) -> None:
        """Nothing to do: this is how tensorlab behaves."""

    switch.__name__ = switch.__qualname__ = name
    return switch


def _refused(name: str) -> Callable[..., None]:
    def switch(*arguments: Any, **named: Any) -> None:
        """Refuse: tensorlab describes a graph and runs it in a session."""
        raise RuntimeError(GRAPH_FIRST.format(name=f"tf.{name}"))

    switch.__name__ = switch.__qualname__ = name
    return switch


disable_control_flow_v2 = _nothing_to_do("disable_control_flow_v2")
disable_eager_execution = _nothing_to_do("disable_eager_execution")
disable_resource_variables = _nothing_to_do("disable_resource_variables")
disable_tensor_equality = _nothing_to_do("disable_tensor_equality")
disable_v2_behavior = _nothing_to_do("disable_v2_behavior")
disable_v2_tensorshape = _nothing_to_do("disable_v2_tensorshape")
enable_control_flow_v2 = _nothing_to_do("enable_control_flow_v2")
enable_resource_variables = _nothing_to_do("enable_resource_variables")
enable_eager_execution = _refused("enable_eager_execution")
enable_tensor_equality = _refused("enable_tensor_equality")
enable_v2_behavior = _refused("enable_v2_behavior")
enable_v2_tensorshape = _refused("enable_v2_tensorshape")

SWITCHES = tuple(name for name in [*vars()] if name.startswith(("disable_", "enable_")))


def executing_eagerly() -> bool:
    """Whether operations run as soon as they are called: never.

    >>> executing_eagerly()
    False
    """
    return False


in_eager_mode = executing_eagerly


def in_graph_mode() -> bool:
    """Whether operations make nodes: always."""
    return True


def control_flow_v2_enabled() -> bool:
    """Whether `tf.cond` and `tf.while_loop` are nodes that hold their branches and bodies: they are."""
    return True


def resource_variables_enabled() -> bool:
    """Whether `tf.get_variable` makes resource variables: it does not."""
    return False


# --- what programs take from tensorflow.python.util ---------------------------------------------------------------


def tf_export(*names: str, **named: Any) -> Callable[[Any], Any]:
    """The decorator by which TensorFlow publishes a function; here it leaves the function as it is."""
    return lambda function: function


keras_export = tf_export


def deprecated(*reason: Any, **named: Any) -> Callable[[Any], Any]:
    """The decorator by which TensorFlow announces an end; here it leaves the function as it is."""
    return lambda function: function


deprecated_args = deprecated_arg_values = deprecated_endpoints = deprecated


@contextmanager
def graph_mode() -> Any:
    """A `with` block in which operations make nodes, as everywhere."""
    yield
