"""The default graph, the default session, and the `with` blocks that say where new operations go.

Each scope saves one piece of the graph's state, sets it, and puts it back on leaving. The stacks of defaults
belong to a thread, as in TensorFlow.

Read next: `collections.py`, `gradients.py`.
"""

import threading
from typing import TYPE_CHECKING, Any

from tensorlab.graph.device_scopes import inner_scopes

if TYPE_CHECKING:
    from tensorlab.graph.graph import Graph


class _Defaults(threading.local):
    """One thread's stacks."""

    def __init__(self) -> None:
        self.graphs: list[Graph] = []
        self.base: Graph | None = None
        self.sessions: list[Any] = []


_defaults = _Defaults()


# --- the default graph ------------------------------------------------------------------------------------


def current_graph() -> "Graph":
    """The default graph of this thread."""
    if _defaults.graphs:
        return _defaults.graphs[-1]
    if _defaults.base is None:
        from tensorlab.graph.graph import Graph

        _defaults.base = Graph()
    return _defaults.base


def get_default_graph() -> "Graph":
    """Return the graph to which new operations are added now.

    >>> import tensorlab as tf
    >>> graph = tf.Graph()
    >>> with graph.as_default():
    ...     tf.get_default_graph() is graph
    True
    """
    return current_graph()


def reset_default_graph() -> None:
    """Start over with an empty default graph.

    Raises:
        AssertionError: inside `with graph.as_default():`, where the outer program still needs it.
    """
    if _defaults.graphs:
        raise AssertionError(
            "Do not use tf.reset_default_graph() to clear nested graphs. If you need a cleared graph, exit the "
            "nesting (`with graph.as_default():`) and create a new graph."
        )
    _defaults.base = None


class DefaultGraph:
    """`with graph.as_default():`."""

    def __init__(self, graph: "Graph") -> None:
        self.graph = graph

    def __enter__(self) -> "Graph":
        _defaults.graphs.append(self.graph)
        return self.graph

    def __exit__(self, *_: object) -> None:
        if not _defaults.graphs or _defaults.graphs[-1] is not self.graph:
            raise AssertionError("Nesting violated for default stack: leave the inner graph's block first.")
        _defaults.graphs.pop()


def use_graph(graph: "Graph") -> DefaultGraph:
    """Make a graph the default for the inside of one call."""
    return DefaultGraph(graph)


# --- the default session ----------------------------------------------------------------------------------


def get_default_session() -> Any:
    """The session that `eval()` and `run()` use, or None."""
    return _defaults.sessions[-1] if _defaults.sessions else None


class DefaultSession:
    """`with session.as_default():`."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def __enter__(self) -> Any:
        _defaults.sessions.append(self.session)
        return self.session

    def __exit__(self, *_: object) -> None:
        # An InteractiveSession may be closed while others stand above it, so remove, do not just pop.
        for position in range(len(_defaults.sessions) - 1, -1, -1):
            if _defaults.sessions[position] is self.session:
                del _defaults.sessions[position]
                return


def session_for(session: Any, graph: "Graph", what: str) -> Any:
    """The session to use: the one given or the default one.

    Raises:
        ValueError: when there is none, or when it runs another graph.
    """
    if session is None:
        session = get_default_session()
        if session is None:
            raise ValueError(
                f"Cannot evaluate {what}: No default session is registered. Use `with tf.Session() as sess:`, "
                "or pass session=sess."
            )
    if session.graph is not graph:
        raise ValueError(
            f"Cannot use the session to evaluate {what}: the tensor's graph is different from the session's graph. "
            "Make the session with tf.Session(graph=...)."
        )
    return session


# --- scopes of a graph ------------------------------------------------------------------------------------


class Restored:
    """Set one attribute of a graph for the length of a `with` block."""

    __slots__ = ("attribute", "graph", "saved", "value")

    def __init__(self, graph: "Graph", attribute: str, value: Any) -> None:
        self.graph, self.attribute, self.value = graph, attribute, value

    def __enter__(self) -> Any:
        self.saved = getattr(self.graph, self.attribute)
        setattr(self.graph, self.attribute, self.value)
        return self.value

    def __exit__(self, *_: object) -> None:
        setattr(self.graph, self.attribute, self.saved)


class NameScope:
    """Open a name scope; operations made inside are called `name/...`.

    Args:
        name: the scope's name; None takes `default_name`; a trailing "/" re-enters an open scope.
        default_name: the name to use when none is given.
        values: the tensors that the scope works on; they say which graph it belongs to.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.name_scope("layer") as scope:
    ...     print(scope, tf.constant(1.0).name)
    layer/ layer/Const:0
    """

    def __init__(
        self,
        name: str | None,
        default_name: str | None = None,
        values: Any = None,
        graph: "Graph | None" = None,
    ) -> None:
        if not (name is None or isinstance(name, str)):
            raise TypeError(f"name for name_scope must be a string, not {name!r}.")
        if name is None and default_name is None and values is not None:
            raise ValueError("At least one of name and default_name must be given.")
        self._name = default_name if name is None else name
        self._graph = graph
        self._values = values or ()
        self._open: list[tuple[Graph, str, DefaultGraph | None]] = []

    @property
    def name(self) -> str | None:
        """The name that was asked for."""
        return self._name

    def __enter__(self) -> str:
        graph = self._graph or _graph_of(self._values)
        default = None if graph is current_graph() else DefaultGraph(graph)
        scope = graph.unique_name(self._name) if self._name else ""
        self._open.append((graph, graph._scope, default))
        if default is not None:
            default.__enter__()
        graph._scope = scope
        return scope + "/" if scope else ""

    def __exit__(self, *error: object) -> None:
        graph, saved, default = self._open.pop()
        graph._scope = saved
        if default is not None:
            default.__exit__()


name_scope = NameScope


def _graph_of(values: Any) -> "Graph":
    for value in values:
        graph = getattr(value, "graph", None)
        if graph is not None:
            return graph
    return current_graph()


class DeviceScope:
    """Ask for a device for the operations made inside: `with tf.device("/gpu:0"):`.

    Args:
        device_name_or_function: a name, a `tf.DeviceSpec`, None to forget the outer scopes, or a function from
            an operation to a name. Nested names are merged.
    """

    def __init__(self, device_name_or_function: Any, graph: "Graph | None" = None) -> None:
        self._wanted = device_name_or_function
        self._graph = graph
        self._open: list[tuple[Graph, tuple[Any, ...]]] = []

    def __enter__(self) -> None:
        graph = self._graph or current_graph()
        inside = inner_scopes(graph._devices, self._wanted)
        self._open.append((graph, graph._devices))
        graph._devices = inside

    def __exit__(self, *_: object) -> None:
        graph, outside = self._open.pop()
        graph._devices = outside


def device(device_name_or_function: Any) -> DeviceScope:
    """Ask for a device for the operations made inside, in the default graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.device("/gpu:0"):
    ...     print(tf.constant(1.0).device)
    /device:GPU:0
    """
    return DeviceScope(device_name_or_function)


class ControlDependencies:
    """Make the operations made inside wait for others; None forgets the outer dependencies."""

    def __init__(self, control_inputs: Any, graph: "Graph | None" = None) -> None:
        self._wanted = control_inputs
        self._graph = graph
        self._open: list[tuple[Graph, tuple[Any, ...]]] = []

    def __enter__(self) -> None:
        graph = self._graph or current_graph()
        self._open.append((graph, graph._control_inputs))
        if self._wanted is None:
            graph._control_inputs = ()
            return
        waiting = []
        for item in self._wanted if isinstance(self._wanted, (list, tuple)) else [self._wanted]:
            element = getattr(item, "_as_graph_element", None)
            item = element() if element is not None else item
            item = graph.as_graph_element(getattr(item, "op", item))
            waiting.append(item)
        graph._control_inputs = tuple(dict.fromkeys((*graph._control_inputs, *waiting)))

    def __exit__(self, *_: object) -> None:
        graph, waiting = self._open.pop()
        graph._control_inputs = waiting


def control_dependencies(control_inputs: Any) -> ControlDependencies:
    """Make the operations made inside wait for others, in the default graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     first = tf.constant(1.0, name="first")
    ...     with tf.control_dependencies([first]):
    ...         second = tf.constant(2.0, name="second")
    >>> [operation.name for operation in second.op.control_inputs]
    ['first']
    """
    return ControlDependencies(control_inputs)


def colocate_with(op: Any, ignore_existing: bool = False) -> Restored:
    """Make the operations made inside share the device of another one, in the default graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     with tf.colocate_with(v):
    ...         beside = tf.constant(2.0)
    >>> beside.op.colocation_groups()
    [b'loc:@v']
    """
    return current_graph().colocate_with(op, ignore_existing)
