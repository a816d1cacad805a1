"""What every distribution can do: draw, and say how likely, how large and how spread its numbers are.

A distribution is made of tensors, and its methods add nodes. Three shapes belong to it: the *event shape* is that
of one draw (a number, a vector), the *batch shape* that of its parameters (many distributions side by side), and the
*sample shape* is how many draws `sample` is asked for. A draw has the shape sample + batch + event; `log_prob` of it
the shape sample + batch.

A subclass writes the methods that begin with an underscore; those that it leaves out follow from others where that
is possible (`prob` from `log_prob`, `stddev` from `variance`, ...).

Read next: `normal.py`.
"""

from collections.abc import Callable
from typing import Any

from tensorlab.distributions.divergence import kl_divergence
from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import DType, as_dtype, int32
from tensorlab.graph.registry import build
from tensorlab.graph.scopes import control_dependencies, name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.static_values import constant_value
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.array import concat
from tensorlab.ops.flow import identity
from tensorlab.ops.reduce_products import reduce_prod
from tensorlab.ops.shape_ops import reshape
from tensorlab.ops.shaping import broadcast_dynamic_shape, broadcast_static_shape


class ReparameterizationType:
    """Whether gradients flow through a draw to the parameters.

    >>> FULLY_REPARAMETERIZED
    <Reparameterization Type: FULLY_REPARAMETERIZED>
    """

    def __init__(self, rep_type: str) -> None:
        self._rep_type = rep_type

    def __repr__(self) -> str:
        return f"<Reparameterization Type: {self._rep_type}>"


FULLY_REPARAMETERIZED = ReparameterizationType("FULLY_REPARAMETERIZED")
NOT_REPARAMETERIZED = ReparameterizationType("NOT_REPARAMETERIZED")


class Distribution:
    """The class that all distributions share; use one of its subclasses, or write one.

    Args:
        dtype: the dtype of what is drawn.
        reparameterization_type: whether gradients flow through a draw to the parameters.
        validate_args: whether parameters and values are checked in every run.
        allow_nan_stats: whether a statistic that does not exist is NaN; otherwise it is an error.
        parameters: what the distribution was made from, by name.
        graph_parents: not used here.
        name: the name of the scope in which its nodes stand.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/distributions/Distribution
    """

    def __init__(
        self,
        dtype: Any,
        reparameterization_type: ReparameterizationType,
        validate_args: bool,
        allow_nan_stats: bool,
        parameters: dict[str, Any] | None = None,
        graph_parents: Any = None,
        name: str | None = None,
    ) -> None:
        if not name or name[-1] != "/":
            with name_scope(name or type(self).__name__) as name:
                pass
        self._name = str(name)
        self._dtype = as_dtype(dtype)
        self._reparameterization_type = reparameterization_type
        self._validate_args, self._allow_nan_stats = validate_args, allow_nan_stats
        own = ("self", "__class__")
        self._parameters = {key: value for key, value in (parameters or {}).items() if key not in own}

    # --- what it is ---------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the scope in which its nodes stand, with a "/" at its end."""
        return self._name

    @property
    def dtype(self) -> DType:
        """The dtype of what is drawn."""
        return self._dtype

    @property
    def parameters(self) -> dict[str, Any]:
        """What the distribution was made from, by name."""
        return dict(self._parameters)

    @property
    def reparameterization_type(self) -> ReparameterizationType:
        """Whether gradients flow through a draw to the parameters."""
        return self._reparameterization_type

    @property
    def allow_nan_stats(self) -> bool:
        """Whether a statistic that does not exist is NaN."""
        return self._allow_nan_stats

    @property
    def validate_args(self) -> bool:
        """Whether parameters and values are checked in every run."""
        return self._validate_args

    def copy(self, **override_parameters_kwargs: Any) -> "Distribution":
        """Another distribution of this kind, made from the same parameters but for those given."""
        return type(self)(**{**self._parameters, **override_parameters_kwargs})

    @property
    def batch_shape(self) -> TensorShape:
        """The shape of the parameters, as far as it is known."""
        return self._batch_shape()

    @property
    def event_shape(self) -> TensorShape:
        """The shape of one draw, as far as it is known."""
        return self._event_shape()

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The shape of the parameters as a tensor."""
        with self._name_scope(name):
            known = self.batch_shape
            return _as_tensor(known) if known.is_fully_defined() else self._batch_shape_tensor()

    def event_shape_tensor(self, name: str = "event_shape_tensor") -> Tensor:
        """The shape of one draw as a tensor."""
        with self._name_scope(name):
            known = self.event_shape
            return _as_tensor(known) if known.is_fully_defined() else self._event_shape_tensor()

    def is_scalar_event(self, name: str = "is_scalar_event") -> Tensor:
        """Whether a draw is a single number, as a tensor."""
        with self._name_scope(name):
            return build("Equal", build("Size", self.event_shape_tensor()), 0)

    def is_scalar_batch(self, name: str = "is_scalar_batch") -> Tensor:
        """Whether there is one distribution only, as a tensor."""
        with self._name_scope(name):
            return build("Equal", build("Size", self.batch_shape_tensor()), 0)

    # --- what it does -------------------------------------------------------------------------------------

    @checks_arguments
    def sample(self, sample_shape: Any = (), seed: int | None = None, name: str = "sample") -> Tensor:
        """Draw numbers; a new run draws new ones.

        Args:
            sample_shape: how many: an int, a list of ints, or an int32 tensor of rank 0 or 1; () for one draw.
            seed: a Python int; with it, every new session draws the same numbers.
            name: the name of the scope.

        Returns:
            A tensor of the shape sample_shape + batch_shape + event_shape.
        """
        with self._name_scope(name, [sample_shape]):
            shape = convert_to_tensor(sample_shape, dtype=int32, name="sample_shape")
            if shape.shape.ndims == 0:
                shape = reshape(shape, [1])
            known = constant_value(shape)
            draws = self._sample_n(reduce_prod(shape), seed)
            result = reshape(draws, concat([shape, build("Shape", draws)[1:]], 0))
            sizes = TensorShape(None if known is None else [int(size) for size in known])
            result.set_shape(sizes.concatenate(self.batch_shape).concatenate(self.event_shape))
            return result

    def log_prob(self, value: Any, name: str = "log_prob") -> Tensor:
        """The logarithm of the density, or of the probability, of the value; shape sample + batch."""
        return self._of(value, name, ("_log_prob", None), ("_prob", "Log"))

    def prob(self, value: Any, name: str = "prob") -> Tensor:
        """The density, or the probability, of the value; shape sample + batch."""
        return self._of(value, name, ("_prob", None), ("_log_prob", "Exp"))

    def log_cdf(self, value: Any, name: str = "log_cdf") -> Tensor:
        """The logarithm of the probability of no more than the value."""
        return self._of(value, name, ("_log_cdf", None), ("_cdf", "Log"))

    def cdf(self, value: Any, name: str = "cdf") -> Tensor:
        """The probability of no more than the value."""
        return self._of(value, name, ("_cdf", None), ("_log_cdf", "Exp"))

    def survival_function(self, value: Any, name: str = "survival_function") -> Tensor:
        """The probability of more than the value."""
        if self._has("_survival_function"):
            return self._of(value, name, ("_survival_function", None))
        with self._name_scope(name, [value]):
            return 1.0 - self.cdf(value)

    def log_survival_function(self, value: Any, name: str = "log_survival_function") -> Tensor:
        """The logarithm of the probability of more than the value."""
        if self._has("_log_survival_function"):
            return self._of(value, name, ("_log_survival_function", None))
        with self._name_scope(name, [value]):
            return build("Log1p", -self.cdf(value))

    def quantile(self, value: Any, name: str = "quantile") -> Tensor:
        """The number below which this part of all draws falls."""
        return self._of(value, name, ("_quantile", None))

    def entropy(self, name: str = "entropy") -> Tensor:
        """How much there is to learn from a draw, in nats; shape batch."""
        return self._statistic(name, ("_entropy", None))

    def mean(self, name: str = "mean") -> Tensor:
        """The average of the draws; shape batch + event."""
        return self._statistic(name, ("_mean", None))

    def variance(self, name: str = "variance") -> Tensor:
        """The average of the squared distance from the mean."""
        return self._statistic(name, ("_variance", None), ("_stddev", "Square"))

    def stddev(self, name: str = "stddev") -> Tensor:
        """The root of the variance."""
        return self._statistic(name, ("_stddev", None), ("_variance", "Sqrt"))

    def covariance(self, name: str = "covariance") -> Tensor:
        """The covariance matrix of the entries of a draw; shape batch + [k, k]."""
        return self._statistic(name, ("_covariance", None))

    def mode(self, name: str = "mode") -> Tensor:
        """The likeliest draw."""
        return self._statistic(name, ("_mode", None))

    def cross_entropy(self, other: "Distribution", name: str = "cross_entropy") -> Tensor:
        """The average of -log_prob of the other distribution over draws of this one."""
        with self._name_scope(name):
            return self.entropy() + kl_divergence(self, other, self.allow_nan_stats)

    def kl_divergence(self, other: "Distribution", name: str = "kl_divergence") -> Tensor:
        """How far the other distribution is from this one: the average of the difference of their log_prob."""
        with self._name_scope(name):
            return kl_divergence(self, other, self.allow_nan_stats)

    def __str__(self) -> str:
        shapes = {"batch_shape": self.batch_shape, "event_shape": self.event_shape}
        known = "".join(f", {what}={shape}" for what, shape in shapes.items() if shape.ndims is not None)
        return f'tfp.distributions.{type(self).__name__}("{self.name}"{known}, dtype={self.dtype.name})'

    def __repr__(self) -> str:
        return (
            f"<tfp.distributions.{type(self).__name__} '{self.name}' batch_shape={self.batch_shape} "
            f"event_shape={self.event_shape} dtype={self.dtype.name}>"
        )

    # --- how the methods above find those of the subclass -------------------------------------------------

    def _has(self, method: str) -> bool:
        return getattr(type(self), method, None) is not None

    def _name_scope(self, name: str | None = None, values: Any = None) -> "_Scopes":
        return _Scopes(self._name, name, values)

    def _first_of(self, ways: Any, arguments: tuple[Any, ...], name: str) -> Tensor:
        for method, then in ways:
            if self._has(method):
                result = getattr(self, method)(*arguments)
                return result if then is None else build(then, result)
        raise NotImplementedError(f"{name} is not implemented: {type(self).__name__}")

    def _of(self, value: Any, name: str, *ways: tuple[str, str | None]) -> Tensor:
        with self._name_scope(name, [value]):
            tensor = convert_to_tensor(value, name="value", preferred_dtype=self.dtype)
            return self._first_of(ways, (tensor,), name)

    def _statistic(self, name: str, *ways: tuple[str, str | None]) -> Tensor:
        with self._name_scope(name):
            return self._first_of(ways, (), name)

    # --- what subclasses say ------------------------------------------------------------------------------

    def _batch_shape(self) -> TensorShape:
        return TensorShape(None)

    def _event_shape(self) -> TensorShape:
        return TensorShape([])

    def _batch_shape_tensor(self) -> Tensor:
        raise NotImplementedError("batch_shape_tensor is not implemented")

    def _event_shape_tensor(self) -> Tensor:
        raise NotImplementedError("event_shape_tensor is not implemented")

    def _sample_n(self, n: Tensor, seed: int | None) -> Tensor:
        """Draw `n` times: shape [n] + batch + event."""
        raise NotImplementedError(f"sample_n is not implemented: {type(self).__name__}")

    # --- for subclasses -----------------------------------------------------------------------------------

    def _times_batch(self, n: Tensor) -> Tensor:
        """The shape [n] + batch as a tensor."""
        return concat([reshape(n, [1]), self.batch_shape_tensor()], 0)

    def _checked(self, value: Tensor, *checks: Callable[[], Any]) -> Tensor:
        """The value, which in every run waits for the checks, if the arguments are to be checked."""
        return guarded(value, *checks) if self.validate_args else value


class ByParameters(Distribution):
    """A distribution of single numbers, whose batch shape is that of its parameters stretched to each other."""

    _stretched: tuple[Tensor, ...]

    def _batch_shape(self) -> TensorShape:
        shape = self._stretched[0].shape
        for tensor in self._stretched[1:]:
            shape = broadcast_static_shape(shape, tensor.shape)
        return shape

    def _batch_shape_tensor(self) -> Tensor:
        shape = build("Shape", self._stretched[0])
        for tensor in self._stretched[1:]:
            shape = broadcast_dynamic_shape(shape, build("Shape", tensor))
        return shape


class _Scopes:
    """The scope of a distribution, and inside that of one of its methods."""

    def __init__(self, outer: str, inner: str | None, values: Any) -> None:
        self._scopes = [name_scope(outer), name_scope(inner, values=values)] if inner else [name_scope(outer)]

    def __enter__(self) -> None:
        for scope in self._scopes:
            scope.__enter__()

    def __exit__(self, *error: Any) -> None:
        for scope in reversed(self._scopes):
            scope.__exit__(*error)


def guarded(value: Tensor, *checks: Callable[[], Any]) -> Tensor:
    """The value, which in every run waits for the assertions that the functions make."""
    with control_dependencies([check() for check in checks]):
        return identity(value)


def same_floating(*tensors: Tensor) -> DType:
    """The floating dtype that all tensors have.

    Raises:
        ValueError: when they have different ones, or whole numbers.
    """
    for tensor in tensors:
        dtype = tensor.dtype.base_dtype
        if not dtype.is_floating:
            raise ValueError(
                f"Expected floating point type, got {dtype.name} ({tensor.name}): write 1.0 for 1, or tf.cast the data."
            )
        if dtype is not tensors[0].dtype.base_dtype:
            raise ValueError(
                f"Tensor conversion requested dtype {tensors[0].dtype.name} for Tensor with dtype {dtype.name}: "
                f"the parameters {', '.join(one.name for one in tensors)} must share one."
            )
    return tensors[0].dtype.base_dtype


def _as_tensor(shape: TensorShape) -> Tensor:
    return convert_to_tensor(shape.as_list(), dtype=int32)
