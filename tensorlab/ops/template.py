"""`tf.make_template`: a function whose variables are made at its first call and shared by all later ones.

Read next: `variable_scope.py`, which does the sharing.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.collections import GraphKeys, get_collection, get_collection_ref
from tensorlab.ops.variable_scope import VariableScope, variable_scope

__all__ = ["make_template"]


class Template:
    """A function with variables of its own; made by `make_template`.

    Attributes:
        name: the name that was asked for.
        func: the function that is called.
        variable_scope: the scope of its variables, None before the first call.
    """

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        create_scope_now: bool = False,
        unique_name: str | None = None,
        custom_getter: Any = None,
    ) -> None:
        if name is None:
            raise ValueError("name cannot be None.")
        self.name = name
        self.func = func
        self.variable_scope: VariableScope | None = None
        self._unique_name = unique_name
        self._custom_getter = custom_getter
        self._called = False
        if create_scope_now:
            with self._new_scope() as scope:
                self.variable_scope = scope

    def _new_scope(self) -> variable_scope:
        return variable_scope(self._unique_name, self.name, custom_getter=self._custom_getter)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function inside the template's variable scope."""
        scope = self._new_scope() if self.variable_scope is None else self._again(self.variable_scope)
        with scope as opened:
            if self.variable_scope is None:
                self.variable_scope = opened
            if not self._called:
                result = self.func(*args, **kwargs)
                self._called = True
                return result
            before = len(get_collection_ref(GraphKeys.TRAINABLE_VARIABLES))
            result = self.func(*args, **kwargs)
            made = get_collection(GraphKeys.TRAINABLE_VARIABLES)[before:]
            if made:
                raise ValueError(
                    "Trainable variable created when calling a template after the first time, perhaps you "
                    f"used tf.Variable when you meant tf.get_variable: {made}"
                )
            return result

    def _again(self, scope: VariableScope) -> variable_scope:
        return variable_scope(scope, reuse=self._called)

    @property
    def variable_scope_name(self) -> str | None:
        """The scope's name with a "/", or None before the first call."""
        if self.variable_scope is None:
            return None
        name = self.variable_scope.name
        return name if not name or name.endswith("/") else name + "/"

    def _collection(self, key: str) -> list[Any]:
        return get_collection(key, self.variable_scope_name) if self._called else []

    @property
    def trainable_variables(self) -> list[Any]:
        """The trainable variables that it made."""
        return self._collection(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def global_variables(self) -> list[Any]:
        """The global variables that it made."""
        return self._collection(GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self) -> list[Any]:
        """The local variables that it made."""
        return self._collection(GraphKeys.LOCAL_VARIABLES)

    @property
    def variables(self) -> list[Any]:
        """The global and local variables that it made."""
        return self.global_variables + self.local_variables


def make_template(
    name_: str,
    func_: Callable[..., Any],
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Any:
    """Make a function whose variables are shared by all its calls.

    Args:
        name_: the name of its variable scope; made unique.
        func_: the function; it gets its variables with `tf.get_variable`.
        create_scope_now_: open the scope now rather than at the first call.
        unique_name_: a scope name to use as it is.
        custom_getter_: see `tf.get_variable`.
        **kwargs: arguments that every call passes to the function.

    Raises:
        ValueError: when a later call makes a trainable variable.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/make_template

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.make_template("layer", lambda x: x * tf.get_variable("w", [3]))
    ...     first, second = layer(1.0), layer(2.0)
    ...     [v.name for v in tf.global_variables()], second.name
    (['layer/w:0'], 'layer_1/mul:0')
    """
    if kwargs:

        def with_arguments(*args: Any, **more: Any) -> Any:
            return func_(*args, **{**kwargs, **more})

        return Template(name_, with_arguments, create_scope_now_, unique_name_, custom_getter_)
    return Template(name_, func_, create_scope_now_, unique_name_, custom_getter_)
