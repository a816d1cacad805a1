"""The normal distribution, the bell curve.

Read next: `heavy_tails.py` (bells with wider skirts), `bounded.py`.
"""

import math
from typing import Any

import numpy as np

from tensorlab.distributions.distribution import FULLY_REPARAMETERIZED, ByParameters, guarded, same_floating
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.asserts import assert_positive
from tensorlab.ops.flow import identity
from tensorlab.ops.random import random_normal
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.special import erfc, erfinv

ROOT_HALF = math.sqrt(0.5)


class Normal(ByParameters):
    """The normal distribution with a centre `loc` and a standard deviation `scale`.

    Args:
        loc: the mean, floating point.
        scale: the standard deviation, positive; the two stretch to each other.
        validate_args: check in every run that `scale` is positive.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Raises:
        ValueError: for whole numbers, and for two dtypes.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Normal

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     bell = tf.distributions.Normal(loc=[0.0, 10.0], scale=2.0)
    ...     print(*sess.run([bell.prob([0.0, 12.0]), bell.stddev()]))
    ...     print(sess.run(bell.sample(2, seed=1)))
    [0.19947115 0.12098535] [2. 2.]
    [[-1.6226364  12.969197  ]
     [ 0.13065875  5.1145916 ]]
    """

    @checks_arguments
    def __init__(
        self,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "Normal",
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
        """The mean."""
        return self._loc

    @property
    def scale(self) -> Tensor:
        """The standard deviation."""
        return self._scale

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        drawn = random_normal(self._times_batch(n), 0.0, 1.0, self.dtype, seed)
        return drawn * self.scale + self.loc

    def _log_prob(self, x: Tensor) -> Tensor:
        return -0.5 * build("Square", self._z(x)) - self._log_normalization()

    def _log_normalization(self) -> Tensor:
        return 0.5 * math.log(2.0 * math.pi) + build("Log", self.scale)

    def _cdf(self, x: Tensor) -> Tensor:
        return below(self._z(x))

    def _log_cdf(self, x: Tensor) -> Tensor:
        return log_below(self._z(x))

    def _survival_function(self, x: Tensor) -> Tensor:
        return below(-self._z(x))

    def _log_survival_function(self, x: Tensor) -> Tensor:
        return log_below(-self._z(x))

    def _quantile(self, p: Tensor) -> Tensor:
        return erfinv(2.0 * p - 1.0) * math.sqrt(2.0) * self.scale + self.loc

    def _entropy(self) -> Tensor:
        scale = self.scale * build("OnesLike", self.loc)
        return 0.5 * math.log(2.0 * math.pi * math.e) + build("Log", scale)

    def _mean(self) -> Tensor:
        return self.loc * build("OnesLike", self.scale)

    def _stddev(self) -> Tensor:
        return self.scale * build("OnesLike", self.loc)

    _mode = _mean

    def _z(self, x: Tensor) -> Tensor:
        with name_scope("standardize", values=[x]):
            return (x - self.loc) / self.scale


def below(z: Tensor) -> Tensor:
    """The part of a standard normal distribution that lies below `z`."""
    return 0.5 * erfc(-z * ROOT_HALF)


def log_below(z: Tensor) -> Tensor:
    """The logarithm of `below(z)`, exact where that is too small to be written down."""
    lower = -20.0 if z.dtype.base_dtype.name == "float64" else -10.0
    far = build("Minimum", z, lower)
    square = build("Square", far)
    series = 1.0 - 1.0 / square + 3.0 / build("Square", square) - 15.0 / (square * build("Square", square))
    tail = -0.5 * square - build("Log", -far) - 0.5 * float(np.log(2.0 * np.pi)) + build("Log", series)
    middle = build("Log", below(build("Maximum", z, lower)))
    return where_v2(z > 5.0, -below(-z), where_v2(z > lower, middle, tail))


@RegisterKL(Normal, Normal)
def _kl_normal_normal(a: Normal, b: Normal, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_normal_normal", [a.loc, b.loc]):
        first, second = build("Square", a.scale), build("Square", b.scale)
        ratio = first / second
        apart = build("SquaredDifference", a.loc, b.loc) / (2.0 * second)
        return apart + 0.5 * (ratio - 1.0 - build("Log", ratio))
