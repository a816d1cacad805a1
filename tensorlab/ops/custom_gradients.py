"""Gradients of one's own: `tf.custom_gradient` and `tf.RegisterGradient`.

An op's rule stands in its record. A program may put another one in its place, for one function or for a part
of its graph.

Read next: `tensorlab/graph/gradients.py`, which calls them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tensorlab.graph.collections import GraphKeys
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.gradients import Gradient, Pairs, gradient_functions
from tensorlab.graph.operation import Operation, located_at
from tensorlab.graph.registry import build, registry
from tensorlab.graph.scopes import current_graph
from tensorlab.ops.flow import identity_n

# --- for one function -------------------------------------------------------------------------------------


def custom_gradient(f: Any = None) -> Callable[..., Any]:
    """Decorator for a function that returns its result and its gradient: `return y, grad`.

    Use it where the gradient of the formula is right but not good: because it overflows, or because another
    one trains better.

    Args:
        f: a function of tensors. It returns a pair: a tensor or a list of them, and a function that gets the
            gradient of each and returns the gradient of each argument of `f`.

    Returns:
        A function of the same arguments that returns the result alone; `tf.gradients` calls the other part.

    Raises:
        TypeError: when the function makes variables. Make them outside, and pass them in.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/custom_gradient

    >>> import tensorlab as tf
    >>> @tf.custom_gradient
    ... def log1pexp(x):
    ...     e = tf.exp(x)
    ...     def grad(dy):
    ...         return dy * (1 - 1 / (1 + e))
    ...     return tf.log(1 + e), grad
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant(100.0)
    ...     print(*sess.run(tf.gradients(log1pexp(x), x)))
    1.0
    """
    if f is None:
        return custom_gradient

    @wraps(f)
    def with_own_gradient(*args: Any) -> Any:
        inputs = [convert_to_tensor(argument) for argument in args]
        before = len(_variables())
        result, gradient = f(*inputs)
        if len(_variables()) > before:
            raise TypeError(
                f"{f.__name__}() makes variables; a function with a custom gradient may not. Make them outside, "
                "and pass them in as arguments."
            )
        several = isinstance(result, (list, tuple))
        results = [convert_to_tensor(item) for item in (result if several else [result])]
        # One node holds the results and the arguments, so that its gradient can send what `gradient` returns
        # past the inner nodes to the arguments.
        passed_on = identity_n([*results, *inputs])

        def send_past(_: Operation, *upstream: Any) -> list[Any]:
            given = gradient(*upstream)
            given = list(given) if isinstance(given, (list, tuple)) else [given]
            return [None] * len(results) + given

        passed_on[0].op.own_gradient = _as_rule(send_past, len(results))
        return type(result)(passed_on[: len(results)]) if several else passed_on[0]

    return with_own_gradient


def _variables() -> list[Any]:
    graph = current_graph()
    return graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(GraphKeys.LOCAL_VARIABLES)


# --- by name ----------------------------------------------------------------------------------------------


class RegisterGradient:
    """Decorator that registers `function(op, *grads)` as a gradient under a name.

    The function gets the operation and the gradient of each of its outputs, and returns the gradient of each
    of its inputs: one tensor, or a list with None where there is none. Who asks for it by that name:
    `with graph.gradient_override_map({"Square": "ThatName"}):`.

    Args:
        op_type: the name, or an op type that has no gradient yet.

    Raises:
        KeyError: when the name is taken, or is an op type that has a gradient.
        ValueError: in `tf.gradients`, when the function does not return one gradient for each input.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/RegisterGradient

    >>> import tensorlab as tf
    >>> @tf.RegisterGradient("Tenfold")
    ... def tenfold(op, grad):
    ...     return 10.0 * grad
    >>> with tf.Graph().as_default() as graph, tf.Session() as sess:
    ...     x = tf.constant(2.0)
    ...     with graph.gradient_override_map({"Square": "Tenfold"}):
    ...         y = tf.square(x)
    ...     print(*sess.run(tf.gradients(y, x)))
    10.0
    """

    def __init__(self, op_type: str) -> None:
        if not isinstance(op_type, str):
            raise TypeError("op_type must be a string")
        self._name = op_type

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register the function, and return it."""
        record = registry.get(self._name)
        has_rule = record is not None and (record.gradient_rule or record.no_gradient)
        if has_rule or self._name in gradient_functions:
            raise KeyError(f"Registering two gradients with name {self._name!r}! Choose another name.")
        gradient_functions[self._name] = _as_rule(function)
        return function


def NotDifferentiable(op_type: str) -> None:
    """Register under a name that no gradient passes; see `tf.RegisterGradient`."""
    RegisterGradient(op_type)(lambda operation, *gradients: [None] * len(operation.inputs))


def _as_rule(
    function: Callable[..., Any], outputs: int | None = None
) -> Callable[[Operation, list[Gradient]], Pairs]:
    """A function of (operation, gradient of each of its first `outputs` outputs) as `tf.gradients` calls it."""

    def rule(operation: Operation, gradients: list[Gradient]) -> Pairs:
        arrived = [
            build("ZerosLike", output) if gradient is None and output.dtype.is_floating else gradient
            for gradient, output in list(zip(gradients, operation.outputs, strict=True))[:outputs]
        ]
        given = function(operation, *arrived)
        given = list(given) if isinstance(given, (list, tuple)) else [given]
        if len(given) != len(operation.inputs):
            raise ValueError(
                located_at(
                    operation,
                    f"Its gradient function returned {len(given)} gradients for {len(operation.inputs)} inputs.",
                    advice="Return one gradient for each input; None where there is none.",
                )
            )
        return list(zip(operation.inputs, given, strict=True))

    return rule


__all__ = ["NotDifferentiable", "RegisterGradient", "custom_gradient"]
