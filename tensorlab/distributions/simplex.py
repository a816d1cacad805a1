"""The Dirichlet distribution: how a whole divides into parts.

Read next: `counts.py`.
"""

from typing import Any

from tensorlab.distributions.distribution import FULLY_REPARAMETERIZED, Distribution, guarded, same_floating
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.asserts import assert_less, assert_near, assert_positive, assert_rank_at_least
from tensorlab.ops.diagonals import matrix_set_diag
from tensorlab.ops.fills import ones
from tensorlab.ops.linalg import matmul
from tensorlab.ops.random import random_gamma
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.special import lbeta


class ByConcentration(Distribution):
    """A distribution of vectors with a positive `concentration` for every entry; the last axis is the event's."""

    _concentration: Tensor
    _total_concentration: Tensor

    @property
    def concentration(self) -> Tensor:
        """The counts behind the parts."""
        return self._concentration

    @property
    def total_concentration(self) -> Tensor:
        """Their sum."""
        return self._total_concentration

    def _batch_shape(self) -> TensorShape:
        return self.total_concentration.shape

    def _batch_shape_tensor(self) -> Tensor:
        return build("Shape", self.total_concentration)

    def _event_shape(self) -> TensorShape:
        return self.concentration.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self) -> Tensor:
        return build("Shape", self.concentration)[-1:]

    def _set_concentration(self, concentration: Any, validate_args: bool) -> None:
        tensor = convert_to_tensor(concentration, name="concentration")
        same_floating(tensor)
        if validate_args:
            tensor = guarded(
                tensor,
                lambda: assert_positive(tensor, message="Concentration parameter must be positive."),
                lambda: assert_rank_at_least(
                    tensor, 1, message="Concentration parameter must have >=1 dimensions."
                ),
            )
        self._concentration, self._total_concentration = tensor, build("Sum", tensor, [-1])

    def _column(self, tensor: Tensor) -> Tensor:
        return expand_dims(tensor, -1)


class Dirichlet(ByConcentration):
    """The Dirichlet distribution: shares that add up to 1, after some of each were counted.

    Args:
        concentration: the counts, positive, floating point; the last axis holds the parts.
        validate_args: check in every run that they are positive, and that values add up to 1.
        allow_nan_stats: whether the mode is NaN where there is none; otherwise that is an error.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Dirichlet

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.distributions.Dirichlet([2.0, 1.0, 1.0]).mean()))
    [0.5 0.25 0.25]
    """

    @checks_arguments
    def __init__(
        self,
        concentration: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Dirichlet",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[concentration]) as name:
            self._set_concentration(concentration, validate_args)
        dtype = self._concentration.dtype.base_dtype
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        drawn = random_gamma(build("Reshape", n, [1]), self.concentration, dtype=self.dtype, seed=seed)
        return drawn / build("Sum", drawn, [-1], True)

    def _log_prob(self, x: Tensor) -> Tensor:
        x = self._checked(
            x,
            lambda: assert_positive(x, message="samples must be positive"),
            lambda: assert_near(
                ones([], dtype=self.dtype),
                build("Sum", x, [-1]),
                message="sample last-dimension must sum to `1`",
            ),
        )
        return build("Sum", build("Xlogy", self.concentration - 1.0, x), [-1]) - lbeta(self.concentration)

    def _entropy(self) -> Tensor:
        number = build("Cast", self.event_shape_tensor()[0], self.dtype)
        total = (self.total_concentration - number) * build("Digamma", self.total_concentration)
        each = build("Sum", (self.concentration - 1.0) * build("Digamma", self.concentration), [-1])
        return lbeta(self.concentration) + total - each

    def _mean(self) -> Tensor:
        return self.concentration / self._column(self.total_concentration)

    def _scale(self) -> Tensor:
        return build("Rsqrt", 1.0 + self._column(self.total_concentration))

    def _variance(self) -> Tensor:
        part = self._scale() * self._mean()
        return part * (self._scale() - part)

    def _covariance(self) -> Tensor:
        part = self._scale() * self._mean()
        return matrix_set_diag(-matmul(expand_dims(part, -1), expand_dims(part, -2)), self._variance())

    def _mode(self) -> Tensor:
        number = build("Cast", self.event_shape_tensor()[0], self.dtype)
        mode = (self.concentration - 1.0) / (self._column(self.total_concentration) - number)
        if self.allow_nan_stats:
            exists = build("All", self.concentration > 1.0, [-1], True)
            return where_v2(exists, mode, build("OnesLike", mode) * float("nan"))
        message = "Mode undefined when any concentration <= 1"
        one = ones([], dtype=self.dtype)
        return guarded(mode, lambda: assert_less(one, self.concentration, message=message))


@RegisterKL(Dirichlet, Dirichlet)
def _kl_dirichlet_dirichlet(a: Dirichlet, b: Dirichlet, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_dirichlet_dirichlet", [a.concentration, b.concentration]):
        total = build("Digamma", build("Sum", a.concentration, [-1], True))
        slopes = build("Digamma", a.concentration) - total
        shift = build("Sum", (a.concentration - b.concentration) * slopes, [-1])
        return shift - lbeta(a.concentration) + lbeta(b.concentration)
