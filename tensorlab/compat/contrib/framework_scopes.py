"""`arg_scope`: defaults for the arguments of several functions, for the length of a `with` block.

    with arg_scope([layers.conv2d, layers.fully_connected], activation_fn=tf.nn.elu):
        ...

Functions take part that were marked with `add_arg_scope`. A scope inside another one adds to it.

Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/framework/python/ops/arg_scope.py

Read next: `framework_variables.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

Scope = dict[str, dict[str, Any]]

_open: list[Scope] = [{}]
_marked: dict[str, tuple[str, ...]] = {}


def current_arg_scope() -> Scope:
    """The defaults that hold now: function key -> {argument: value}."""
    return _open[-1]


def arg_scope_func_key(op: Any) -> str:
    """The key of a function in an `arg_scope`."""
    return getattr(op, "_key_op", str(op))


def has_arg_scope(func: Any) -> bool:
    """Whether a function takes part: it was marked with `add_arg_scope`."""
    return arg_scope_func_key(func) in _marked


def arg_scoped_arguments(func: Any) -> tuple[str, ...]:
    """The arguments of a marked function that have a default, and so may be set by a scope."""
    return _marked[arg_scope_func_key(func)]


@contextmanager
def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Iterator[Scope]:
    """Set defaults for the arguments of functions.

    Args:
        list_ops_or_scope: a list of functions, or a scope that an earlier `arg_scope` gave, to be used again.
        kwargs: the defaults; none with an earlier scope.

    Raises:
        TypeError: for anything else in place of the list.
        ValueError: for a function that is not marked with `add_arg_scope`.

    >>> @add_arg_scope
    ... def greet(name, word="hello"):
    ...     return f"{word} {name}"
    >>> with arg_scope([greet], word="good morning"):
    ...     greet("Ada"), greet("Ada", word="bye")
    ('good morning Ada', 'bye Ada')
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError(
                "When attempting to re-use a scope by supplying a dictionary, kwargs must be empty."
            )
        scope = dict(list_ops_or_scope)
    elif isinstance(list_ops_or_scope, (list, tuple)):
        scope = dict(current_arg_scope())
        for function in list_ops_or_scope:
            if not has_arg_scope(function):
                place = (getattr(function, "__module__", None), getattr(function, "__name__", function))
                raise ValueError(f"{place} is not decorated with @add_arg_scope")
            key = arg_scope_func_key(function)
            scope[key] = {**scope.get(key, {}), **kwargs}
    else:
        raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
    _open.append(scope)
    try:
        yield scope
    finally:
        _open.pop()


def add_arg_scope(func: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function, so that `arg_scope` can set its defaults."""
    key = arg_scope_func_key(func)
    code, defaults = func.__code__, len(func.__defaults__ or ())
    _marked[key] = code.co_varnames[code.co_argcount - defaults : code.co_argcount]

    @wraps(func)
    def scoped(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    scoped._key_op = key  # type: ignore[attr-defined]
    return scoped
