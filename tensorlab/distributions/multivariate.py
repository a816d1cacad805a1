"""The normal distribution of vectors whose entries are independent of each other.

Read next: `normal.py` (of single numbers).
"""

import math
from typing import Any

from tensorlab.distributions.distribution import FULLY_REPARAMETERIZED, Distribution, same_floating
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import float32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.diagonals import matrix_diag
from tensorlab.ops.fills import zeros
from tensorlab.ops.random import random_normal
from tensorlab.ops.shaping import broadcast_dynamic_shape, broadcast_static_shape, expand_dims


class MultivariateNormalDiag(Distribution):
    """The normal distribution of vectors with a diagonal covariance matrix.

    Args:
        loc: the mean, floating point; the last axis is that of the vectors. None means zeros.
        scale_diag: the standard deviations of the entries. None means ones.
        scale_identity_multiplier: a number that is added to all of them, or the one for all without `scale_diag`.
        validate_args, allow_nan_stats: accepted as in TensorFlow.
        name: the name of the scope in which the nodes stand.

    Raises:
        ValueError: when nothing says how long the vectors are.

    Source: https://github.com/tensorflow/tensorflow/blob/v1.15.5/tensorflow/contrib/distributions/python/ops/mvn_diag.py

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     cloud = MultivariateNormalDiag(loc=[1.0, -1.0], scale_diag=[1.0, 2.0])
    ...     print(*sess.run([cloud.prob([1.0, -1.0]), cloud.covariance()]))
    0.0795775 [[1. 0.]
     [0. 4.]]
    """

    @checks_arguments
    def __init__(
        self,
        loc: Any = None,
        scale_diag: Any = None,
        scale_identity_multiplier: Any = None,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "MultivariateNormalDiag",
    ) -> None:
        parameters = dict(locals())
        if loc is None and scale_diag is None:
            raise ValueError(
                "Must specify at least one of loc, scale_diag: they say how long the vectors are."
            )
        with name_scope(name, values=[loc, scale_diag, scale_identity_multiplier]) as name:
            given = [
                None if value is None else convert_to_tensor(value, preferred_dtype=float32, name=what)
                for what, value in (("loc", loc), ("scale_diag", scale_diag))
            ]
            centre, spread = given
            more = scale_identity_multiplier
            if more is not None:
                more = convert_to_tensor(more, preferred_dtype=float32, name="scale_identity_multiplier")
                more = expand_dims(more, -1) if more.shape.ndims else more
            if spread is None:
                assert centre is not None
                spread = build("OnesLike", centre)
                spread = spread if more is None else spread * more
            elif more is not None:
                spread = spread + more
            self._loc = build("ZerosLike", spread) if centre is None else centre
            self._spread = spread
            dtype = same_floating(self._loc, spread)
        super().__init__(dtype, FULLY_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name)

    @property
    def loc(self) -> Tensor:
        """The mean."""
        return self._loc

    def _whole_shape(self) -> TensorShape:
        return broadcast_static_shape(self._loc.shape, self._spread.shape)

    def _whole_shape_tensor(self) -> Tensor:
        return broadcast_dynamic_shape(build("Shape", self._loc), build("Shape", self._spread))

    def _batch_shape(self) -> TensorShape:
        return self._whole_shape()[:-1]

    def _event_shape(self) -> TensorShape:
        return self._whole_shape()[-1:]

    def _batch_shape_tensor(self) -> Tensor:
        return self._whole_shape_tensor()[:-1]

    def _event_shape_tensor(self) -> Tensor:
        return self._whole_shape_tensor()[-1:]

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        shape = concat([self._times_batch(n), self.event_shape_tensor()], 0)
        return random_normal(shape, dtype=self.dtype, seed=seed) * self._spread + self._loc

    def _log_prob(self, x: Tensor) -> Tensor:
        length = build("Cast", self.event_shape_tensor()[0], self.dtype)
        squares = build("Sum", build("Square", (x - self._loc) / self._spread), [-1])
        return -0.5 * (squares + length * math.log(2.0 * math.pi)) - self._log_volume()

    def _log_volume(self) -> Tensor:
        return build("Sum", build("Log", build("Abs", self._spread)), [-1])

    def _entropy(self) -> Tensor:
        length = build("Cast", self.event_shape_tensor()[0], self.dtype)
        one = 0.5 * length * (1.0 + math.log(2.0 * math.pi)) + self._log_volume()
        return one + zeros(self.batch_shape_tensor(), dtype=self.dtype)

    def _mean(self) -> Tensor:
        return self._loc + build("ZerosLike", self._spread)

    _mode = _mean

    def _stddev(self) -> Tensor:
        return build("Abs", self._spread)

    def _covariance(self) -> Tensor:
        return matrix_diag(build("Square", self._stddev()))


@RegisterKL(MultivariateNormalDiag, MultivariateNormalDiag)
def _kl_diagonal(a: MultivariateNormalDiag, b: MultivariateNormalDiag, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_mvn", [a.loc, b.loc]):
        first, second = build("Square", a.stddev()), build("Square", b.stddev())
        ratio = first / second
        apart = build("SquaredDifference", a.mean(), b.mean()) / second
        return 0.5 * build("Sum", ratio + apart - 1.0 - build("Log", ratio), [-1])
