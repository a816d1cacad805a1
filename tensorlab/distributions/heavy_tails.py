"""Distributions that are wider than the bell curve: Laplace's, and Student's.

Read next: `waiting.py`.
"""

import math
from typing import Any

import numpy as np

from tensorlab.distributions.distribution import FULLY_REPARAMETERIZED, ByParameters, guarded, same_floating
from tensorlab.distributions.seeds import salted
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.asserts import assert_less, assert_positive
from tensorlab.ops.bessel import betainc
from tensorlab.ops.fills import ones
from tensorlab.ops.flow import identity
from tensorlab.ops.random import random_gamma, random_normal, random_uniform
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.special import lbeta


class Laplace(ByParameters):
    """Laplace's distribution: two exponential ones, back to back at `loc`.

    Args:
        loc: the centre, floating point.
        scale: the average distance from it, positive; the two stretch to each other.
        validate_args: check in every run that `scale` is positive.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Laplace

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.distributions.Laplace(0.0, 1.0).prob([0.0, 1.0])))
    [0.5 0.1839397]
    """

    @checks_arguments
    def __init__(
        self,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Laplace",
    ) -> None:
        parameters = dict(locals())
        with name_scope(name, values=[loc, scale]) as name:
            if validate_args:
                scale = convert_to_tensor(scale)
                scale = guarded(scale, lambda: assert_positive(scale))
            self._loc, self._scale = identity(loc, name="loc"), identity(scale, name="scale")
            dtype = same_floating(self._loc, self._scale)
        self._stretched = self._loc, self._scale
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    @property
    def loc(self) -> Tensor:
        """The centre."""
        return self._loc

    @property
    def scale(self) -> Tensor:
        """The average distance from it."""
        return self._scale

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        kind = self.dtype.as_numpy_dtype
        first = np.nextafter(kind(-1.0), kind(0.0))
        drawn = random_uniform(self._times_batch(n), first, 1.0, self.dtype, seed)
        return self.loc - self.scale * build("Sign", drawn) * build("Log1p", -build("Abs", drawn))

    def _log_prob(self, x: Tensor) -> Tensor:
        return -build("Abs", self._z(x)) - (math.log(2.0) + build("Log", self.scale))

    def _cdf(self, x: Tensor) -> Tensor:
        z = self._z(x)
        return 0.5 + 0.5 * build("Sign", z) * (1.0 - build("Exp", -build("Abs", z)))

    def _log_cdf(self, x: Tensor) -> Tensor:
        return self._log_below(self._z(x))

    def _log_survival_function(self, x: Tensor) -> Tensor:
        return self._log_below(-self._z(x))

    def _log_below(self, z: Tensor) -> Tensor:
        upper = build("Log1p", -0.5 * build("Exp", -build("Abs", z)))
        return where_v2(z < 0.0, z - math.log(2.0), upper)

    def _entropy(self) -> Tensor:
        return math.log(2.0) + 1.0 + build("Log", self.scale + build("ZerosLike", self.loc))

    def _mean(self) -> Tensor:
        return self.loc + build("ZerosLike", self.scale)

    def _stddev(self) -> Tensor:
        return math.sqrt(2.0) * self.scale + build("ZerosLike", self.loc)

    _mode = _mean

    def _z(self, x: Tensor) -> Tensor:
        return (x - self.loc) / self.scale


class StudentT(ByParameters):
    """Student's distribution: a bell of uncertain width, the more uncertain the fewer degrees of freedom.

    Args:
        df: the degrees of freedom, positive, floating point.
        loc: the centre.
        scale: the width; it is no standard deviation. The three stretch to each other.
        validate_args: check in every run that `df` is positive.
        allow_nan_stats: whether the mean is NaN where `df` is 1 or less; otherwise that is an error.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/StudentT

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     student = tf.distributions.StudentT(df=3.0, loc=0.0, scale=1.0)
    ...     print(*sess.run([student.prob(0.0), student.variance()]))
    0.36755258 3.0
    """

    @checks_arguments
    def __init__(
        self, df: Any, loc: Any, scale: Any, validate_args: bool = False, allow_nan_stats: bool = True,
        name: str = "StudentT",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[df, loc, scale]) as name:
            if validate_args:
                df = convert_to_tensor(df)
                df = guarded(df, lambda: assert_positive(df))
            self._df = identity(df, name="df")
            self._loc, self._scale = identity(loc, name="loc"), identity(scale, name="scale")
            dtype = same_floating(self._df, self._loc, self._scale)
        self._stretched = self._df, self._loc, self._scale
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    @property
    def df(self) -> Tensor:
        """The degrees of freedom."""
        return self._df

    @property
    def loc(self) -> Tensor:
        """The centre."""
        return self._loc

    @property
    def scale(self) -> Tensor:
        """The width."""
        return self._scale

    def _ones(self) -> Tensor:
        return ones(self.batch_shape_tensor(), dtype=self.dtype)

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        bell = random_normal(self._times_batch(n), dtype=self.dtype, seed=seed)
        df = self.df * self._ones()
        width = random_gamma(build("Reshape", n, [1]), 0.5 * df, 0.5, self.dtype, salted(seed, "student_t"))
        return bell * build("Rsqrt", width / df) * self.scale + self.loc

    def _log_prob(self, x: Tensor) -> Tensor:
        y = (x - self.loc) / self.scale
        return (
            -0.5 * (self.df + 1.0) * build("Log1p", build("Square", y) / self.df) - self._log_normalization()
        )

    def _log_normalization(self) -> Tensor:
        lengths = (
            build("Log", build("Abs", self.scale)) + 0.5 * build("Log", self.df) + 0.5 * math.log(math.pi)
        )
        return lengths + build("Lgamma", 0.5 * self.df) - build("Lgamma", 0.5 * (self.df + 1.0))

    def _cdf(self, x: Tensor) -> Tensor:
        y = (x - self.loc) / build("Abs", self.scale)
        tail = 0.5 * betainc(0.5 * self.df, 0.5, self.df / (build("Square", y) + self.df))
        return where_v2(y < 0.0, tail, 1.0 - tail)

    def _entropy(self) -> Tensor:
        one = expand_dims(self._ones(), -1)
        halves = concat([one * expand_dims(self.df * self._ones(), -1), one], -1) / 2.0
        slope = build("Digamma", 0.5 * (self.df + 1.0)) - build("Digamma", 0.5 * self.df)
        lengths = build("Log", build("Abs", self.scale)) + 0.5 * build("Log", self.df)
        return lengths + lbeta(halves) + 0.5 * (self.df + 1.0) * slope

    def _mean(self) -> Tensor:
        return self._where_it_exists(self.loc * self._ones())

    def _variance(self) -> Tensor:
        divisor = where_v2(self.df > 2.0, self.df - 2.0, build("OnesLike", self.df))
        finite = self._ones() * build("Square", self.scale) * self.df / divisor
        infinite = self._ones() * float("inf")
        return self._where_it_exists(where_v2(self.df * self._ones() > 2.0, finite, infinite))

    def _where_it_exists(self, statistic: Tensor) -> Tensor:
        if self.allow_nan_stats:
            return where_v2(self.df > self._ones(), statistic, self._ones() * float("nan"))
        one = ones([], dtype=self.dtype)
        return guarded(
            statistic, lambda: assert_less(one, self.df, message="not defined for components of df <= 1")
        )

    def _mode(self) -> Tensor:
        return identity(self.loc)
