"""Distributions of waiting times: for one event (exponential), for several (gamma).

Read next: `counts.py`.
"""

from typing import Any

import numpy as np

from tensorlab.distributions.distribution import FULLY_REPARAMETERIZED, ByParameters, guarded, same_floating
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.asserts import assert_less, assert_positive
from tensorlab.ops.fills import ones
from tensorlab.ops.flow import identity
from tensorlab.ops.random import random_gamma, random_uniform
from tensorlab.ops.selecting import where_v2


class Gamma(ByParameters):
    """The gamma distribution: how long it takes until `concentration` events have happened, at a `rate`.

    Args:
        concentration: how many events; positive, floating point, also a fraction.
        rate: how often they happen; positive. The two stretch to each other.
        validate_args: check in every run that both, and values, are positive.
        allow_nan_stats: whether the mode is NaN where there is none; otherwise that is an error.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Gamma

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wait = tf.distributions.Gamma(concentration=3.0, rate=2.0)
    ...     print(*sess.run([wait.mean(), wait.variance(), wait.prob(1.0)]))
    1.5 0.75 0.5413411
    """

    @checks_arguments
    def __init__(
        self, concentration: Any, rate: Any, validate_args: bool = False, allow_nan_stats: bool = True,
        name: str = "Gamma",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[concentration, rate]) as name:
            if validate_args:
                concentration, rate = convert_to_tensor(concentration), convert_to_tensor(rate)
                checks = [lambda: assert_positive(concentration), lambda: assert_positive(rate)]
                concentration, rate = guarded(concentration, *checks), guarded(rate, *checks)
            self._concentration, self._rate = (
                identity(concentration, name="concentration"),
                identity(rate, name="rate"),
            )
            dtype = same_floating(self._concentration, self._rate)
        self._stretched = self._concentration, self._rate
        super().__init__(
            dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name
        )  # fmt: skip

    @property
    def concentration(self) -> Tensor:
        """How many events."""
        return self._concentration

    @property
    def rate(self) -> Tensor:
        """How often they happen."""
        return self._rate

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        return random_gamma(build("Reshape", n, [1]), self.concentration, self.rate, self.dtype, seed)

    def _log_prob(self, x: Tensor) -> Tensor:
        x = self._checked(x, lambda: assert_positive(x))
        return build("Xlogy", self.concentration - 1.0, x) - self.rate * x - self._log_normalization()

    def _log_normalization(self) -> Tensor:
        return build("Lgamma", self.concentration) - self.concentration * build("Log", self.rate)

    def _cdf(self, x: Tensor) -> Tensor:
        return build("Igamma", self.concentration, self.rate * x)

    def _entropy(self) -> Tensor:
        slope = (1.0 - self.concentration) * build("Digamma", self.concentration)
        return self.concentration - build("Log", self.rate) + build("Lgamma", self.concentration) + slope

    def _mean(self) -> Tensor:
        return self.concentration / self.rate

    def _variance(self) -> Tensor:
        return self.concentration / build("Square", self.rate)

    def _stddev(self) -> Tensor:
        return build("Sqrt", self.concentration) / self.rate

    def _mode(self) -> Tensor:
        mode = (self.concentration - 1.0) / self.rate
        if self.allow_nan_stats:
            return where_v2(self.concentration > 1.0, mode, build("OnesLike", mode) * float("nan"))
        message = "mode not defined when any concentration <= 1"
        one = ones([], dtype=self.dtype)
        return guarded(mode, lambda: assert_less(one, self.concentration, message=message))


class Exponential(Gamma):
    """The exponential distribution: how long it takes until something happens, at a `rate`.

    Args:
        rate: how often it happens; positive, floating point.
        validate_args, allow_nan_stats, name: as for `Gamma`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Exponential

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     wait = tf.distributions.Exponential(rate=2.0)
    ...     print(*sess.run([wait.mean(), wait.prob([0.0, 1.0])]))
    0.5 [2.         0.27067056]
    """

    @checks_arguments
    def __init__(
        self, rate: Any, validate_args: bool = False, allow_nan_stats: bool = True, name: str = "Exponential"
    ) -> None:
        parameters = {
            "rate": rate,
            "validate_args": validate_args,
            "allow_nan_stats": allow_nan_stats,
            "name": name,
        }
        with name_scope(name, values=[rate]) as name:
            given = convert_to_tensor(rate, name="rate")
        one = ones([], dtype=given.dtype.base_dtype)
        super().__init__(one, given, validate_args, allow_nan_stats, name)
        self._parameters = parameters

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        shape = concat([build("Reshape", n, [1]), build("Shape", self.rate)], 0)
        smallest = np.finfo(self.dtype.as_numpy_dtype).tiny
        return -build("Log", random_uniform(shape, smallest, 1.0, self.dtype, seed)) / self.rate

    def _log_survival_function(self, x: Tensor) -> Tensor:
        return self._log_prob(x) - build("Log", self.rate)


@RegisterKL(Gamma, Gamma)
def _kl_gamma_gamma(a: Gamma, b: Gamma, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_gamma_gamma", [a.concentration, a.rate, b.concentration, b.rate]):
        result = (a.concentration - b.concentration) * build("Digamma", a.concentration)
        result = result + build("Lgamma", b.concentration) - build("Lgamma", a.concentration)
        result = result + b.concentration * build("Log", a.rate) - b.concentration * build("Log", b.rate)
        return result + a.concentration * (b.rate / a.rate - 1.0)
