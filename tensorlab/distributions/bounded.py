"""Distributions between two ends: the uniform one, and the beta distribution.

Read next: `simplex.py` (the beta distribution for more than two parts).
"""

import math
from typing import Any

from tensorlab.distributions.distribution import (
    FULLY_REPARAMETERIZED,
    ByParameters,
    Distribution,
    guarded,
    same_floating,
)
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.distributions.seeds import salted
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.asserts import assert_less, assert_positive
from tensorlab.ops.bessel import betainc
from tensorlab.ops.fills import ones, zeros
from tensorlab.ops.flow import identity
from tensorlab.ops.random import random_gamma, random_uniform
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.shaping import broadcast_dynamic_shape


class Uniform(ByParameters):
    """The uniform distribution from `low` (included) to `high` (left out).

    Args:
        low, high: the ends, floating point; they stretch to each other.
        validate_args: check in every run that `low` is below `high`.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Uniform

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.distributions.Uniform(0.0, 4.0).prob([1.0, 5.0])))
    [0.25 0. ]
    """

    @checks_arguments
    def __init__(
        self, low: Any = 0.0, high: Any = 1.0, validate_args: bool = False, allow_nan_stats: bool = True,
        name: str = "Uniform",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[low, high]) as name:
            if validate_args:
                message = "uniform not defined when low >= high."
                high = guarded(convert_to_tensor(high), lambda: assert_less(low, high, message=message))
            self._low, self._high = identity(low, name="low"), identity(high, name="high")
            dtype = same_floating(self._low, self._high)
        self._stretched = self._low, self._high
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    @property
    def low(self) -> Tensor:
        """The lower end."""
        return self._low

    @property
    def high(self) -> Tensor:
        """The upper end."""
        return self._high

    def range(self, name: str = "range") -> Tensor:
        """How far apart the ends are."""
        with self._name_scope(name):
            return self.high - self.low

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        return self.low + self.range() * random_uniform(self._times_batch(n), dtype=self.dtype, seed=seed)

    def _prob(self, x: Tensor) -> Tensor:
        x = x * ones(self.batch_shape_tensor(), dtype=x.dtype)
        outside = build("LogicalOr", x < self.low, x >= self.high)
        inside = where_v2(outside, build("ZerosLike", x), build("OnesLike", x) / self.range())
        return where_v2(build("IsNan", x), x, inside)

    def _cdf(self, x: Tensor) -> Tensor:
        shape = broadcast_dynamic_shape(build("Shape", x), self.batch_shape_tensor())
        none, every = zeros(shape, dtype=self.dtype), ones(shape, dtype=self.dtype)
        part = where_v2(x < self.low, none, (x * every - self.low) / self.range())
        return where_v2(x >= self.high, every, part)

    def _entropy(self) -> Tensor:
        return build("Log", self.range())

    def _mean(self) -> Tensor:
        return (self.low + self.high) / 2.0

    def _variance(self) -> Tensor:
        return build("Square", self.range()) / 12.0

    def _stddev(self) -> Tensor:
        return self.range() / math.sqrt(12.0)


def _positive(count: Tensor, validate_args: bool) -> Tensor:
    """The count, which waits for a check of its sign if that is wanted."""
    message = "Concentration parameter must be positive."
    return guarded(count, lambda: assert_positive(count, message=message)) if validate_args else count


class Beta(Distribution):
    """The beta distribution: an unknown share between 0 and 1, after some successes and failures.

    Args:
        concentration1, concentration0: the two counts, positive, floating point; they stretch to each other.
        validate_args: check in every run that they are positive, and values between 0 and 1.
        allow_nan_stats: whether the mode is NaN where there is none; otherwise that is an error.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Beta

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     share = tf.distributions.Beta(2.0, 1.0)
    ...     print(*sess.run([share.mean(), share.prob(0.25), share.cdf(0.5)]))
    0.6666667 0.5 0.25
    """

    @checks_arguments
    def __init__(
        self, concentration1: Any = None, concentration0: Any = None, validate_args: bool = False,
        allow_nan_stats: bool = True, name: str = "Beta",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[concentration1, concentration0]) as name:
            counts = [
                _positive(convert_to_tensor(value, name=what), validate_args)
                for what, value in (("concentration1", concentration1), ("concentration0", concentration0))
            ]
            self._concentration1, self._concentration0 = counts
            dtype = same_floating(*counts)
            self._total_concentration = counts[0] + counts[1]
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    @property
    def concentration1(self) -> Tensor:
        """The count of successes."""
        return self._concentration1

    @property
    def concentration0(self) -> Tensor:
        """The count of failures."""
        return self._concentration0

    @property
    def total_concentration(self) -> Tensor:
        """Both together."""
        return self._total_concentration

    def _batch_shape(self) -> TensorShape:
        return self.total_concentration.shape

    def _batch_shape_tensor(self) -> Tensor:
        return build("Shape", self.total_concentration)

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        every, shape = build("OnesLike", self.total_concentration), build("Reshape", n, [1])
        first = random_gamma(shape, every * self.concentration1, dtype=self.dtype, seed=seed)
        second = random_gamma(shape, every * self.concentration0, dtype=self.dtype, seed=salted(seed, "beta"))
        return first / (first + second)

    def _log_prob(self, x: Tensor) -> Tensor:
        x = self._valid(x)
        density = build("Xlogy", self.concentration1 - 1.0, x) + (self.concentration0 - 1.0) * build(
            "Log1p", -x
        )
        return density - self._log_normalization()

    def _cdf(self, x: Tensor) -> Tensor:
        return betainc(self.concentration1, self.concentration0, x)

    def _log_normalization(self) -> Tensor:
        parts = build("Lgamma", self.concentration1) + build("Lgamma", self.concentration0)
        return parts - build("Lgamma", self.total_concentration)

    def _entropy(self) -> Tensor:
        result = self._log_normalization()
        for count in (self.concentration1, self.concentration0):
            result = result - (count - 1.0) * build("Digamma", count)
        return result + (self.total_concentration - 2.0) * build("Digamma", self.total_concentration)

    def _mean(self) -> Tensor:
        return self.concentration1 / self.total_concentration

    def _variance(self) -> Tensor:
        return self._mean() * (1.0 - self._mean()) / (1.0 + self.total_concentration)

    def _mode(self) -> Tensor:
        mode = (self.concentration1 - 1.0) / (self.total_concentration - 2.0)
        if self.allow_nan_stats:
            exists = build("LogicalAnd", self.concentration1 > 1.0, self.concentration0 > 1.0)
            return where_v2(exists, mode, build("OnesLike", mode) * float("nan"))
        one = ones([], dtype=self.dtype)
        return guarded(
            mode,
            lambda: assert_less(one, self.concentration1, message="Mode undefined for concentration1 <= 1."),
            lambda: assert_less(one, self.concentration0, message="Mode undefined for concentration0 <= 1."),
        )

    def _valid(self, x: Tensor) -> Tensor:
        return self._checked(
            x,
            lambda: assert_positive(x, message="sample must be positive"),
            lambda: assert_less(x, ones([], dtype=self.dtype), message="sample must be less than `1`."),
        )


@RegisterKL(Beta, Beta)
def _kl_beta_beta(a: Beta, b: Beta, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_beta_beta", [a.total_concentration, b.total_concentration]):
        result = b._log_normalization() - a._log_normalization()
        pairs = ((a.concentration1, b.concentration1), (a.concentration0, b.concentration0))
        for first, second in pairs:
            result = result - build("Digamma", first) * (second - first)
        first, second = a.total_concentration, b.total_concentration
        return result + build("Digamma", first) * (second - first)
