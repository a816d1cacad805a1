"""A variable as a `VariableDef`: the names of its nodes, by which it is found again in a graph that came from a file.

Read next: `meta_graph_export.py`.
"""

from typing import Any

from tensorlab.graph.scopes import get_default_graph
from tensorlab.graph_files.protos import proto


def variable_def(variable: Any, export_scope: str | None = None) -> Any:
    """Write a variable as a `VariableDef`; None when it is not in the name scope `export_scope`.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    >>> print(variable_def(v).initializer_name, variable_def(v).snapshot_name)
    v/Assign v/read:0
    """
    if export_scope is not None and not variable.name.startswith(export_scope):
        return None
    written = proto("VariableDef")()
    written.variable_name = without_scope(variable.name, export_scope)
    written.initializer_name = without_scope(variable.initializer.name, export_scope)
    written.snapshot_name = without_scope(variable.value().name, export_scope)
    if variable.initial_value is not None:
        written.initial_value_name = without_scope(variable.initial_value.name, export_scope)
    written.trainable = variable.trainable
    written.synchronization = int(getattr(variable.synchronization, "value", variable.synchronization) or 0)
    written.aggregation = int(getattr(variable.aggregation, "value", variable.aggregation) or 0)
    return written


def restore_variable(variable: Any, written: Any, import_scope: str | None = None) -> None:
    """Let an empty `tf.Variable` stand for the nodes that a `VariableDef` names, in the default graph.

    Raises:
        KeyError: when such nodes are not there.
    """
    graph = get_default_graph()

    def find(name: str) -> Any:
        return graph.as_graph_element(with_scope(name, import_scope))

    variable._variable = find(written.variable_name)
    variable._initializer = find(written.initializer_name)
    variable._snapshot = find(written.snapshot_name)
    initial = find(written.initial_value_name) if written.initial_value_name else None
    variable._initial_value = variable._start = initial
    variable.trainable = written.trainable
    variable.synchronization = written.synchronization or None
    variable.aggregation = written.aggregation or None
    variable.constraint = None


def without_scope(name: str, scope: str | None) -> str:
    """A name as it is inside a name scope."""
    return name.removeprefix(scope.rstrip("/") + "/") if scope else name


def with_scope(name: str, scope: str | None) -> str:
    """A name as it is outside of a name scope that everything was put into."""
    return f"{scope.rstrip('/')}/{name}" if scope else name
