"""Many draws out of several classes, counted: with known probabilities, and with uncertain ones.

Read next: `categories.py` (one draw), `simplex.py` (uncertain probabilities).
"""

from typing import Any

from tensorlab.control_flow.functional import map_fn
from tensorlab.distributions.categories import logits_and_probs
from tensorlab.distributions.distribution import NOT_REPARAMETERIZED, Distribution
from tensorlab.distributions.seeds import salted
from tensorlab.distributions.simplex import ByConcentration
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat, transpose
from tensorlab.ops.asserts import assert_equal, assert_non_negative
from tensorlab.ops.diagonals import matrix_set_diag
from tensorlab.ops.fills import ones_like
from tensorlab.ops.flow import identity
from tensorlab.ops.linalg import matmul
from tensorlab.ops.random import multinomial, random_gamma
from tensorlab.ops.sequences import one_hot
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.softmax_family import log_softmax
from tensorlab.ops.special import lbeta


def log_combinations(total: Tensor, counts: Tensor) -> Tensor:
    """The logarithm of the number of orders in which the counts may have come about."""
    with name_scope("log_combinations", values=[total, counts]):
        each = build("Sum", build("Lgamma", counts + 1.0), [-1])
        return build("Lgamma", total + 1.0) - each


class _Counting(Distribution):
    """What both have in common: a number of draws, and a check of the counts."""

    _total_count: Tensor

    @property
    def total_count(self) -> Tensor:
        """How many draws are counted."""
        return self._total_count

    def _valid(self, counts: Tensor) -> Tensor:
        message = "counts last-dimension must sum to `self.total_count`"
        return self._checked(
            counts,
            lambda: assert_non_negative(counts),
            lambda: assert_equal(self.total_count, build("Sum", counts, [-1]), message=message),
        )


class Multinomial(_Counting):
    """The multinomial distribution: how often each class comes up in `total_count` draws.

    Args:
        total_count: the number of draws, floating point.
        logits, probs: the classes, as for `Categorical`; one of the two is given.
        validate_args: check in every run that probabilities and counts add up.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Multinomial

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     urn = tf.distributions.Multinomial(total_count=4.0, probs=[0.5, 0.25, 0.25])
    ...     print(*sess.run([urn.mean(), urn.prob([2.0, 1.0, 1.0])]))
    [2. 1. 1.] 0.1875
    """

    @checks_arguments
    def __init__(
        self, total_count: Any, logits: Any = None, probs: Any = None, validate_args: bool = False,
        allow_nan_stats: bool = True, name: str = "Multinomial",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[total_count, logits, probs]) as name:
            self._total_count = convert_to_tensor(total_count, name="total_count")
            self._logits, self._probs = logits_and_probs(logits, probs, True, validate_args, name)
            self._mean_val = expand_dims(self._total_count, -1) * self._probs
        dtype = self._probs.dtype.base_dtype
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name)

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities, up to a constant."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._probs

    def _batch_shape(self) -> TensorShape:
        return self._mean_val.shape.with_rank_at_least(1)[:-1]

    def _batch_shape_tensor(self) -> Tensor:
        return build("Shape", self._mean_val)[:-1]

    def _event_shape(self) -> TensorShape:
        return self._mean_val.shape.with_rank_at_least(1)[-1:]

    def _event_shape_tensor(self) -> Tensor:
        return build("Shape", self._mean_val)[-1:]

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        classes = self.event_shape_tensor()[0]
        draws = build("Cast", self.total_count, int32) * ones_like(self.logits[..., 0], dtype=int32)
        logits = self.logits * ones_like(expand_dims(draws, -1), dtype=self.logits.dtype.base_dtype)
        rows = reshape(logits, concat([[-1], reshape(classes, [1])], 0))

        def one(arguments: Any) -> Tensor:
            row, number = arguments
            drawn = reshape(
                multinomial(expand_dims(row, 0), number, seed), concat([reshape(n, [1]), [-1]], 0)
            )
            return build("Sum", one_hot(drawn, depth=classes, dtype=self.dtype), [-2])

        counted = map_fn(one, [rows, n * reshape(draws, [-1])], dtype=self.dtype)
        shape = concat([reshape(n, [1]), self.batch_shape_tensor(), reshape(classes, [1])], 0)
        return reshape(transpose(counted, perm=[1, 0, 2]), shape)

    def _log_prob(self, counts: Tensor) -> Tensor:
        counts = self._valid(counts)
        likely = build("Sum", counts * log_softmax(self.logits), [-1])
        return likely - -log_combinations(self.total_count, counts)

    def _mean(self) -> Tensor:
        return identity(self._mean_val)

    def _chances(self) -> Tensor:
        return self.probs * expand_dims(build("OnesLike", self.total_count), -1)

    def _variance(self) -> Tensor:
        return self._mean_val - self._mean_val * self._chances()

    def _covariance(self) -> Tensor:
        product = matmul(expand_dims(self._mean_val, -1), expand_dims(self._chances(), -2))
        return matrix_set_diag(-product, self._variance())


class DirichletMultinomial(_Counting, ByConcentration):
    """The Dirichlet-multinomial distribution: counts whose probabilities are uncertain themselves.

    Args:
        total_count: the number of draws, floating point.
        concentration: how often each class was counted before, positive; the last axis holds the classes.
        validate_args: check in every run that these are positive, and that counts add up.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/DirichletMultinomial

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     urn = tf.distributions.DirichletMultinomial(4.0, [2.0, 1.0, 1.0])
    ...     print(sess.run(urn.mean()))
    [2. 1. 1.]
    """

    @checks_arguments
    def __init__(
        self, total_count: Any, concentration: Any, validate_args: bool = False, allow_nan_stats: bool = True,
        name: str = "DirichletMultinomial",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[total_count, concentration]) as name:
            self._total_count = convert_to_tensor(total_count, name="total_count")
            self._set_concentration(concentration, validate_args)
        dtype = self._concentration.dtype.base_dtype
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name)

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        classes = reshape(self.event_shape_tensor()[0], [1])
        shares = random_gamma(reshape(n, [1]), self.concentration, dtype=self.dtype, seed=seed)
        logits = reshape(build("Log", shares), concat([[-1], classes], 0))
        draws = build("Cast", self.total_count, int32)
        drawn = multinomial(logits, draws, seed=salted(seed, "dirichlet_multinomial"))
        counted = build("Sum", one_hot(drawn, depth=classes[0], dtype=self.dtype), [-2])
        return reshape(counted, concat([reshape(n, [1]), self.batch_shape_tensor(), classes], 0))

    def _log_prob(self, counts: Tensor) -> Tensor:
        counts = self._valid(counts)
        ordered = lbeta(self.concentration + counts) - lbeta(self.concentration)
        return ordered + log_combinations(self.total_count, counts)

    def _mean(self) -> Tensor:
        return self.total_count * (self.concentration / self._column(self.total_concentration))

    def _scale(self) -> Tensor:
        total = self._column(self.total_concentration)
        return build("Sqrt", (1.0 + total / self.total_count) / (1.0 + total))

    def _variance(self) -> Tensor:
        part = self._scale() * self._mean()
        return part * (self.total_count * self._scale() - part)

    def _covariance(self) -> Tensor:
        part = self._scale() * self._mean()
        return matrix_set_diag(-matmul(expand_dims(part, -1), expand_dims(part, -2)), self._variance())
