"""Variable scopes: names and defaults for the variables that `tf.get_variable` makes or finds again.

A variable scope is also a name scope, but the two count differently. Entering `tf.variable_scope("a")` a
second time gives the operations a fresh name scope, `a_1/`, while variables are called `a/...` again: that is
what makes sharing possible.

Read next: `variable_store.py` (`tf.get_variable`, and how a variable is found or made).
"""

import enum
import threading
from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection, get_collection_ref
from tensorlab.graph.dtypes import float32
from tensorlab.graph.graph import Graph
from tensorlab.graph.scopes import DefaultGraph, NameScope, current_graph, name_scope

__all__ = ["AUTO_REUSE", "VariableScope", "get_variable_scope", "no_regularizer", "variable_scope"]

SCOPES_KEY = ("__varscope",)  # where a graph keeps the open variable scopes, as in TensorFlow


class _ReuseMode(enum.Enum):
    """The third answer to "reuse a variable?", beside yes and no: if there is one."""

    AUTO_REUSE = 1


AUTO_REUSE = _ReuseMode.AUTO_REUSE
"""For `reuse=`: find the variable, or make it where there is none."""


def no_regularizer(_: Any) -> None:
    """A regularizer that adds nothing: it switches off the one of the surrounding scope."""
    return None


class VariableScope:
    """The defaults that `tf.get_variable` takes from the scope it is called in.

    Attributes:
        name: the scope's full name, the beginning of its variables' names.
        original_name_scope: the name scope that was opened with it first, such as `"a/"`.
        reuse: False (make variables), True (find them) or `tf.AUTO_REUSE` (find or make them).
        initializer, regularizer, caching_device, partitioner, custom_getter, dtype, use_resource, constraint:
            the defaults.
    """

    def __init__(
        self,
        reuse: Any,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        name_scope: str = "",
        dtype: Any = float32,
        use_resource: bool | None = None,
        constraint: Any = None,
    ) -> None:
        self.reuse = reuse
        self.name = name
        self.initializer = initializer
        self.regularizer = regularizer
        self.caching_device = caching_device
        self.partitioner = partitioner
        self.custom_getter = custom_getter
        self.original_name_scope = name_scope
        self.dtype = dtype
        self.use_resource = use_resource
        self.constraint = constraint

    def reuse_variables(self) -> None:
        """From now on find variables instead of making them."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Set the default initializer."""
        self.initializer = initializer

    def set_dtype(self, dtype: Any) -> None:
        """Set the default dtype."""
        self.dtype = dtype

    def set_use_resource(self, use_resource: bool) -> None:
        """Accepted as in TensorFlow; all variables are of one kind here."""
        self.use_resource = use_resource

    def set_regularizer(self, regularizer: Any) -> None:
        """Set the default regularizer."""
        self.regularizer = regularizer

    def set_caching_device(self, caching_device: Any) -> None:
        """Set the default caching device."""
        self.caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Set the default partitioner."""
        self.partitioner = partitioner

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Set the default custom getter."""
        self.custom_getter = custom_getter

    def get_collection(self, name: Any) -> list[Any]:
        """The items of a collection whose names begin with this scope."""
        return get_collection(name, self.name + "/" if self.name else "")

    def trainable_variables(self) -> list[Any]:
        """This scope's trainable variables."""
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self) -> list[Any]:
        """This scope's global variables."""
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self) -> list[Any]:
        """This scope's local variables."""
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)

    def get_variable(self, var_store: Any, name: str, **arguments: Any) -> Any:
        """Find or make a variable of this scope in a store (see `tf.get_variable`)."""
        return var_store.get_in_scope(self, name, **arguments)

    def __repr__(self) -> str:
        return f"<VariableScope {self.name!r} reuse={self.reuse}>"


# --- which scope is open ----------------------------------------------------------------------------------


class _OpenScopes(threading.local):
    """One graph's open variable scope, and how often each name was opened; every thread has its own."""

    def __init__(self) -> None:
        self.current = VariableScope(False)
        self.counts: dict[str, int] = {}

    def count(self, name: str) -> None:
        """Note that a scope of this full name was opened."""
        self.counts[name] = self.counts.get(name, 0) + 1

    def forget_inside(self, name: str) -> None:
        """Forget the scopes that were opened inside this one: their default names are free again."""
        for other in self.counts:
            if other.startswith(name + "/"):
                self.counts[other] = 0

    def unique(self, prefix: str) -> str:
        """A default name that is not taken in the current scope: `layer`, `layer_1`, ..."""
        outer = self.current.name + "/" if self.current.name else ""
        candidate, number = prefix, 0
        while self.counts.get(outer + candidate):
            number += 1
            candidate = f"{prefix}_{number}"
        return candidate


def _open_scopes() -> _OpenScopes:
    """The open scopes of the default graph."""
    kept = get_collection_ref(SCOPES_KEY)
    if not kept:
        kept.append(_OpenScopes())
    return kept[0]


def get_variable_scope() -> VariableScope:
    """Return the variable scope that is open now in the default graph.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.variable_scope("a"), tf.variable_scope("b"):
    ...     tf.get_variable_scope().name
    'a/b'
    """
    return _open_scopes().current


# --- opening one ------------------------------------------------------------------------------------------


class variable_scope:
    """Open a variable scope, together with a name scope: `with tf.variable_scope("layer1"):`.

    Args:
        name_or_scope: a name to add to the current scope's, or a `VariableScope` to open again as it was.
        default_name: the name to use when `name_or_scope` is None; made unique.
        values: tensors that say which graph is meant.
        initializer, regularizer, caching_device, custom_getter, dtype, constraint: what `tf.get_variable`
            takes by default; where left out, that of the surrounding scope (but its constraint is not
            inherited, as in TensorFlow).
        reuse: True finds variables and makes none, `tf.AUTO_REUSE` finds or makes them; None (or False) takes
            the surrounding scope's setting.
        partitioner: `tf.get_variable` refuses it: variables are kept whole here.
        use_resource: accepted as in TensorFlow, without effect.
        auxiliary_name_scope: False opens no name scope.

    Raises:
        TypeError: when neither a name nor a default name is given, or the name is no string.
        ValueError: for another `reuse`, or `reuse` with a default name.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/variable_scope

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     with tf.variable_scope("layer"):
    ...         v = tf.get_variable("v", [2])
    ...     with tf.variable_scope("layer", reuse=True):
    ...         same, total = tf.get_variable("v"), tf.constant(1.0, name="total")
    >>> same is v, v.name, total.name
    (True, 'layer/v:0', 'layer_1/total:0')
    """

    def __init__(
        self,
        name_or_scope: Any,
        default_name: str | None = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: bool | None = None,
        constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ) -> None:
        if default_name is None and name_or_scope is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        if not (name_or_scope is None or isinstance(name_or_scope, (str, VariableScope))):
            raise TypeError(
                f"VariableScope: name_or_scope must be a string or VariableScope, not {name_or_scope!r}."
            )
        if not (reuse is None or isinstance(reuse, bool) or reuse is AUTO_REUSE):
            raise ValueError(
                f"The reuse parameter must be True or False or None (or tf.AUTO_REUSE), not {reuse!r}."
            )
        if reuse and name_or_scope is None:
            raise ValueError("reuse=True cannot be used without a name_or_scope")
        if not isinstance(auxiliary_name_scope, bool):
            raise TypeError(
                f"The auxiliary_name_scope must be `True` or `False`, not {auxiliary_name_scope!r}"
            )
        self._wanted = name_or_scope
        self._default_name = default_name
        self._values = values
        self._reuse = reuse or None
        self._custom_getter = custom_getter
        self._constraint = constraint
        self._auxiliary_name_scope = auxiliary_name_scope
        self._defaults = {
            "initializer": initializer,
            "regularizer": regularizer,
            "caching_device": caching_device,
            "partitioner": partitioner,
            "dtype": dtype,
            "use_resource": use_resource,
        }
        self._open: list[tuple[DefaultGraph, NameScope | None, VariableScope, VariableScope, Any]] = []

    def __enter__(self) -> VariableScope:
        graph: Graph = (
            next((v.graph for v in self._values or () if hasattr(v, "graph")), None) or current_graph()
        )
        default_graph = graph.as_default()
        default_graph.__enter__()
        names: NameScope | None = None
        try:
            names, opened_names = self._enter_names(graph)
            scopes = _open_scopes()
            outer, saved_counts = scopes.current, None
            if isinstance(self._wanted, VariableScope):
                scope = self._derived(self._wanted, self._wanted.name, self._wanted.original_name_scope)
                scopes.count(scope.name)
                saved_counts = dict(scopes.counts)
            else:
                name = scopes.unique(self._default_name or "") if self._wanted is None else self._wanted
                full_name = f"{outer.name}/{name}" if outer.name else name
                scope = self._derived(outer, full_name, opened_names)
                scopes.count(full_name)
        except BaseException:
            if names is not None:
                names.__exit__()
            default_graph.__exit__()
            raise
        scopes.current = scope
        self._open.append((default_graph, names, outer, scope, saved_counts))
        return scope

    def __exit__(self, *_: object) -> None:
        default_graph, names, outer, scope, saved_counts = self._open.pop()
        scopes = _open_scopes()
        if scopes.current is not scope:
            raise RuntimeError("Improper nesting of variable_scope.")
        if saved_counts is not None:
            scopes.counts = saved_counts
        else:
            scopes.forget_inside(scope.name)
        scopes.current = outer
        if names is not None:
            names.__exit__()
        default_graph.__exit__()

    def _enter_names(self, graph: Graph) -> tuple[NameScope | None, str]:
        """Open the name scope that goes with the variable scope; returns it, and its name with a "/"."""
        if self._wanted is None:
            name = self._default_name
        elif isinstance(self._wanted, VariableScope):
            name = self._wanted.name.split("/")[-1]
        else:
            name = self._wanted
        if not self._auxiliary_name_scope:
            current = graph.get_name_scope()
            return None, current + "/" if current else ""
        if not name:
            return None, ""
        names = name_scope(name)
        return names, names.__enter__()

    def _derived(self, base: VariableScope, name: str, original_name_scope: str) -> VariableScope:
        """A scope with the settings of `base`, where this call does not change them."""
        getter = base.custom_getter
        if self._custom_getter is not None:
            getter = _getter_inside(self._custom_getter, base.custom_getter)
        settings = {
            key: getattr(base, key) if value is None else value for key, value in self._defaults.items()
        }
        return VariableScope(
            self._reuse or base.reuse,
            name=name,
            name_scope=original_name_scope,
            custom_getter=getter,
            constraint=self._constraint,
            **settings,
        )


def _getter_inside(getter: Any, outer: Any) -> Any:
    """A custom getter whose "true getter" is that of the surrounding scope."""
    if outer is None:
        return getter

    def nested(true_getter: Any, *args: Any, **kwargs: Any) -> Any:
        def through_outer(*inner_args: Any, **inner_kwargs: Any) -> Any:
            return outer(true_getter, *inner_args, **inner_kwargs)

        return getter(through_outer, *args, **kwargs)

    return nested
