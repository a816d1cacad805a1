"""One draw out of two classes (Bernoulli) or out of several (categorical).

Both are described by probabilities, or by *logits*, the logarithms of the odds, which may be any numbers: a network
gives those.

Read next: `counts.py` (many draws, counted).
"""

from typing import Any

from tensorlab.distributions.distribution import NOT_REPARAMETERIZED, Distribution, guarded
from tensorlab.distributions.divergence import RegisterKL
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import as_dtype, int32, int64
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.activations import sigmoid, softplus
from tensorlab.ops.array import concat, transpose
from tensorlab.ops.asserts import assert_less_equal, assert_near, assert_non_negative
from tensorlab.ops.fills import ones
from tensorlab.ops.flow import identity
from tensorlab.ops.logistic_losses import sigmoid_cross_entropy_with_logits
from tensorlab.ops.losses import sparse_softmax_cross_entropy_with_logits
from tensorlab.ops.random import multinomial, random_uniform
from tensorlab.ops.selecting import where_v2
from tensorlab.ops.sequences import sequence_mask
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shaping import expand_dims
from tensorlab.ops.softmax_family import log_softmax, softmax


def logits_and_probs(
    logits: Any, probs: Any, several: bool, validate_args: bool, name: str
) -> tuple[Tensor, Tensor]:
    """Both descriptions of the classes, whichever was given.

    Args:
        logits, probs: one of them; the other is None.
        several: whether the last axis holds several classes; otherwise every entry is one of two.
        validate_args: check in every run that probabilities are ones.
        name: the name of the scope.

    Raises:
        ValueError: for both or none.
        TypeError: for whole numbers.
    """
    with name_scope(name, values=[probs, logits]):
        if (probs is None) == (logits is None):
            raise ValueError("Must pass probs or logits, but not both.")
        what = "logits" if probs is None else "probs"
        given = convert_to_tensor(logits if probs is None else probs, name=what)
        if not given.dtype.is_floating:
            raise TypeError(f"{what} must have a floating type, not {given.dtype.name}: write 1.0 for 1.")
        if probs is None:
            return given, softmax(given, name="probs") if several else sigmoid(given, name="probs")
        if validate_args:
            checks: list[Any] = [lambda: assert_non_negative(given)]
            if several:
                message = "probs does not sum to 1."
                checks.append(lambda: assert_near(build("Sum", given, [-1]), 1.0, message=message))
            else:
                checks.append(
                    lambda: assert_less_equal(given, 1.0, message="probs has components greater than 1.")
                )
            given = guarded(given, *checks)
        with name_scope("logits"):
            log = build("Log", given)
            return (log if several else log - build("Log1p", -1.0 * given)), given


class Bernoulli(Distribution):
    """The Bernoulli distribution: 1 with a probability, otherwise 0.

    Args:
        logits: the logarithms of the odds of 1; or None.
        probs: the probabilities of 1; or None. One of the two is given.
        dtype: the dtype of what is drawn.
        validate_args: check in every run that probabilities are ones.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Raises:
        ValueError: for both logits and probs, or none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Bernoulli

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     coin = tf.distributions.Bernoulli(probs=[0.25, 0.5])
    ...     print(*sess.run([coin.prob([1, 1]), coin.variance()]))
    [0.25 0.5 ] [0.1875 0.25  ]
    """

    @checks_arguments
    def __init__(
        self, logits: Any = None, probs: Any = None, dtype: Any = int32, validate_args: bool = False,
        allow_nan_stats: bool = True, name: str = "Bernoulli",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name) as name:
            self._logits, self._probs = logits_and_probs(logits, probs, False, validate_args, name)
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name)

    @property
    def logits(self) -> Tensor:
        """The logarithms of the odds of 1."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probabilities of 1."""
        return self._probs

    def _batch_shape(self) -> TensorShape:
        return self.logits.shape

    def _batch_shape_tensor(self) -> Tensor:
        return build("Shape", self.logits)

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        drawn = random_uniform(self._times_batch(n), seed=seed, dtype=self.probs.dtype.base_dtype)
        return build("Cast", drawn < self.probs, self.dtype)

    def _log_prob(self, event: Tensor) -> Tensor:
        logits = self.logits
        event = build("Cast", event, logits.dtype.base_dtype)
        if not (
            event.shape.is_fully_defined() and logits.shape.is_fully_defined() and event.shape == logits.shape
        ):
            logits, event = build("OnesLike", event) * logits, build("OnesLike", logits) * event
        return -sigmoid_cross_entropy_with_logits(labels=event, logits=logits)

    def _entropy(self) -> Tensor:
        return -self.logits * (sigmoid(self.logits) - 1.0) + softplus(-self.logits)

    def _mean(self) -> Tensor:
        return identity(self.probs)

    def _variance(self) -> Tensor:
        return self._mean() * (1.0 - self.probs)

    def _mode(self) -> Tensor:
        return build("Cast", self.probs > 0.5, self.dtype)


class Categorical(Distribution):
    """The categorical distribution: one class number out of several.

    Args:
        logits: the logarithms of the probabilities, up to a constant; the last axis holds the classes. Or None.
        probs: the probabilities; or None. One of the two is given.
        dtype: the dtype of what is drawn.
        validate_args: check in every run that probabilities add up to 1.
        allow_nan_stats: not used: all statistics exist.
        name: the name of the scope in which the nodes stand.

    Raises:
        ValueError: for both logits and probs, or none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Categorical

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     die = tf.distributions.Categorical(probs=[0.5, 0.25, 0.25])
    ...     print(*sess.run([die.prob([0, 2]), die.entropy(), die.mode()]))
    [0.5  0.25] 1.0397208 0
    """

    @checks_arguments
    def __init__(
        self, logits: Any = None, probs: Any = None, dtype: Any = int32, validate_args: bool = False,
        allow_nan_stats: bool = True, name: str = "Categorical",
    ) -> None:  # fmt: skip
        parameters = dict(locals())
        with name_scope(name, values=[logits, probs]) as name:
            self._logits, self._probs = logits_and_probs(logits, probs, True, validate_args, name)
            self._logits.shape.with_rank_at_least(1)
        super().__init__(dtype, NOT_REPARAMETERIZED, validate_args, allow_nan_stats, parameters, name=name)

    @property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities, up to a constant."""
        return self._logits

    @property
    def probs(self) -> Tensor:
        """The probabilities."""
        return self._probs

    @property
    def event_size(self) -> Tensor:
        """The number of classes."""
        return build("Shape", self.logits)[-1]

    def _batch_shape(self) -> TensorShape:
        return self.logits.shape[:-1]

    def _batch_shape_tensor(self) -> Tensor:
        return build("Shape", self.logits)[:-1]

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        logits = self.logits
        if logits.shape.ndims != 2:
            logits = reshape(logits, concat([[-1], reshape(self.event_size, [1])], 0))
        wide = int64 if self.dtype.size > 4 else int32
        drawn = multinomial(logits, n, seed=seed, output_dtype=wide)
        return build("Cast", reshape(transpose(drawn), self._times_batch(n)), self.dtype)

    def _log_prob(self, k: Tensor) -> Tensor:
        k, logits = _stretched(k, self.logits, self.dtype)
        return -sparse_softmax_cross_entropy_with_logits(labels=k, logits=logits)

    def _cdf(self, k: Tensor) -> Tensor:
        k, probs = _stretched(k, self.probs, self.dtype)
        flat = reshape(probs, concat([[-1], reshape(self.event_size, [1])], 0))
        counted = sequence_mask(reshape(k, [-1]), self.event_size)
        summed = build("Sum", where_v2(counted, flat, build("ZerosLike", flat)), [-1])
        return reshape(summed, build("Shape", k))

    def _entropy(self) -> Tensor:
        return -build("Sum", log_softmax(self.logits) * self.probs, [-1])

    def _mode(self) -> Tensor:
        likeliest = build("Cast", build("ArgMax", self.logits, -1), self.dtype)
        likeliest.set_shape(self.batch_shape)
        return likeliest


def _stretched(event: Tensor, parameters: Tensor, dtype: Any) -> tuple[Tensor, Tensor]:
    """Class numbers and the parameters of their distributions, in shapes that belong together."""
    if event.dtype.is_floating:
        event = build("Cast", event, int32)
    elif not event.dtype.is_integer:
        raise TypeError(
            f"`value` should have integer dtype or that of the distribution, {as_dtype(dtype).name}."
        )
    known = parameters.shape.ndims is not None and parameters.shape[:-1].is_fully_defined()
    if known and event.shape.is_fully_defined() and parameters.shape[:-1] == event.shape:
        return event, parameters
    column = build("Cast", build("OnesLike", expand_dims(event, -1)), parameters.dtype.base_dtype)
    parameters = parameters * column
    event = event * ones(build("Shape", parameters)[:-1], dtype=event.dtype.base_dtype)
    if parameters.shape.ndims is not None:
        event.set_shape(parameters.shape[:-1])
    return event, parameters


@RegisterKL(Bernoulli, Bernoulli)
def _kl_bernoulli_bernoulli(a: Bernoulli, b: Bernoulli, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_bernoulli_bernoulli", [a.logits, b.logits]):
        zero = softplus(-b.logits) - softplus(-a.logits)
        one = softplus(b.logits) - softplus(a.logits)
        return sigmoid(a.logits) * zero + sigmoid(-a.logits) * one


@RegisterKL(Categorical, Categorical)
def _kl_categorical_categorical(a: Categorical, b: Categorical, name: str | None = None) -> Tensor:
    with name_scope(name, "kl_categorical_categorical", [a.logits, b.logits]):
        apart = log_softmax(a.logits) - log_softmax(b.logits)
        return build("Sum", softmax(a.logits) * apart, [-1])
