"""The Kullback-Leibler divergence: how far one distribution is from another, for pairs that have a formula.

Read next: `normal.py`, which ends with the formula for two normal distributions.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.checks import Assert
from tensorlab.ops.flow import identity
from tensorlab.ops.reduce_products import reduce_any

Formula = Callable[..., Tensor]
_FORMULAS: dict[tuple[type, type], Formula] = {}


class RegisterKL:
    """Declare the formula for a pair of classes: `@RegisterKL(Normal, Normal)` above a function (a, b, name=None).

    Raises:
        TypeError: for something that is no function.
        ValueError: when the pair has a formula already.
    """

    def __init__(self, dist_cls_a: type, dist_cls_b: type) -> None:
        self._key = dist_cls_a, dist_cls_b

    def __call__(self, kl_fn: Formula) -> Formula:
        if not callable(kl_fn):
            raise TypeError(f"kl_fn must be callable, received: {kl_fn}")
        if self._key in _FORMULAS:
            first, second = self._key
            raise ValueError(f"KL({first.__name__} || {second.__name__}) has already been registered")
        _FORMULAS[self._key] = kl_fn
        return kl_fn


def kl_divergence(
    distribution_a: Any, distribution_b: Any, allow_nan_stats: bool = True, name: str | None = None
) -> Tensor:
    """Average the difference of the logarithms of two densities over draws of the first: KL(a || b).

    It is zero for equal distributions and positive otherwise, and the two orders give different numbers.

    Args:
        distribution_a, distribution_b: two distributions for whose classes there is a formula.
        allow_nan_stats: False makes a NaN an error.
        name: the name of the scope.

    Raises:
        NotImplementedError: when there is no formula.
        InvalidArgumentError: while running, for a NaN that is not allowed.

    Source: Kullback and Leibler, "On information and sufficiency" (1951).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     one, other = tf.distributions.Normal(0.0, 1.0), tf.distributions.Normal(1.0, 2.0)
    ...     print(sess.run(tf.distributions.kl_divergence(one, other)))
    0.4431472
    """
    formula = _formula(type(distribution_a), type(distribution_b))
    if formula is None:
        first, second = type(distribution_a).__name__, type(distribution_b).__name__
        raise NotImplementedError(
            "No KL(distribution_a || distribution_b) registered for distribution_a type "
            f"{first} and distribution_b type {second}. Estimate it from draws x of the first: the mean of "
            "a.log_prob(x) - b.log_prob(x)."
        )
    with name_scope("KullbackLeibler"):
        divergence = formula(distribution_a, distribution_b, name=name)
        if allow_nan_stats:
            return divergence
        divergence = identity(divergence, name="kl")
        whole = build("LogicalNot", reduce_any(build("IsNan", divergence)))
        with control_dependencies([Assert(whole, ["The KL divergence is NaN:", divergence])]):
            return identity(divergence, name="checked_kl")


def _formula(first: type, second: type) -> Formula | None:
    """The formula of the nearest pair among the classes and their parents."""
    found: Formula | None = None
    nearest = 0
    for steps, parent in enumerate(first.__mro__):
        for more, other in enumerate(second.__mro__):
            formula = _FORMULAS.get((parent, other))
            if formula is not None and (found is None or steps + more < nearest):
                found, nearest = formula, steps + more
    return found
