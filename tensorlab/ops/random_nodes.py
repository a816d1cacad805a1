"""The nodes behind `tf.random_normal` and its family: one record for each way to draw.

Every kernel gets a `stream` first: the random numbers that the session keeps for just this node
(`PhiloxStream` in `tensorlab/philox.py`). A node's two seeds say where its stream begins; if both are 0,
the session begins it anywhere.

Programs do not call these: they call the functions in `random.py`, which scale and shift what is drawn here.

Read next: `distributions.py`, how words become numbers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import ALL, FLOATING, REAL, DType, float32, int64
from tensorlab.graph.registry import Array, HostInt, HostInts, HostValue, Sample, Stream, op
from tensorlab.graph.shape_rules import same
from tensorlab.graph.shapes import TensorShape
from tensorlab.ops import distributions, random_recipes
from tensorlab.ops.distributions import filled


def drawn(shape: Any, *others: Any) -> TensorShape:
    """Shape rule: the shape that was asked for."""
    return TensorShape(shape)


def drawn_for_each(shape: Any, parameter: TensorShape, *attributes: Any) -> TensorShape:
    """Shape rule: the shape that was asked for, once for every entry of the parameter."""
    return TensorShape(shape).concatenate(parameter)


def dtype_of(parameter: str) -> Callable[[Any, Any], DType]:
    """Make the rule "the result has the dtype of this input" (the first one, here, is a shape)."""
    return lambda dtypes, attributes: dtypes[parameter]


def checked(shape: tuple[int, ...] | None) -> tuple[int, ...]:
    """Return the shape; refuse a negative size, which may show only while the graph runs."""
    shape = shape or ()
    if min(shape, default=0) < 0:
        raise InvalidArgumentError(
            None, None, f"Dimension {min(shape)} must be >= 0, in the shape {list(shape)}."
        )
    return shape


@op(
    "RandomStandardNormal",
    shape=drawn,
    result="dtype",
    kind="random",
    symbol="N(0, 1)",
    latex=r"\mathcal{{N}}(0, 1)",
)
def random_standard_normal(
    stream: Stream, shape: HostInts, dtype: DType = float32, seed: int = 0, seed2: int = 0
):
    """Draw from the normal distribution with mean 0 and standard deviation 1.

    Args:
        shape: int32 or int64, rank 1.
        dtype: float16, float32 or float64.
        seed, seed2: the two seeds; 0 and 0 mean none.
    """
    return filled(stream, distributions.normal, checked(shape), dtype.as_numpy_dtype)


@op(
    "TruncatedNormal",
    shape=drawn,
    result="dtype",
    kind="random",
    symbol="N(0, 1) ±2",
    latex=r"\mathcal{{N}}(0, 1)\big|_{{(-2, 2)}}",
)
def standard_truncated_normal(
    stream: Stream, shape: HostInts, dtype: DType = float32, seed: int = 0, seed2: int = 0
):
    """Draw from the normal distribution with mean 0 and standard deviation 1, but only between -2 and 2.

    Args: as for `RandomStandardNormal`.
    """
    return distributions.truncated_normal(stream, checked(shape), dtype.as_numpy_dtype)


@op(
    "RandomUniform",
    shape=drawn,
    result="dtype",
    kind="random",
    symbol="U[0, 1)",
    latex=r"\mathcal{{U}}[0, 1)",
)
def random_standard_uniform(
    stream: Stream, shape: HostInts, dtype: DType = float32, seed: int = 0, seed2: int = 0
):
    """Draw numbers from 0 up to, and not including, 1, all equally likely.

    Args: as for `RandomStandardNormal`.
    """
    return filled(stream, distributions.uniform, checked(shape), dtype.as_numpy_dtype)


@op(
    "RandomUniformInt",
    shape=drawn,
    result=dtype_of("minval"),
    kind="random",
    symbol="U{{{minval}..{maxval})",
    latex=r"\mathcal{{U}}\{{{minval}, \ldots, {maxval} - 1\}}",
)
def random_uniform_int(
    stream: Stream, shape: HostInts, minval: HostValue, maxval: HostValue, seed: int = 0, seed2: int = 0
):
    """Draw whole numbers from minval up to, and not including, maxval.

    They are all equally likely only where maxval - minval is a power of two; otherwise the smaller ones come
    up a trifle more often, as in TensorFlow.

    Args:
        shape: int32 or int64, rank 1.
        minval, maxval: int32 or int64, rank 0; the result has their dtype.
        seed, seed2: the two seeds; 0 and 0 mean none.

    Raises:
        InvalidArgumentError: when minval >= maxval, if there is anything to draw.
    """
    shape, low, high = checked(shape), int(minval), int(maxval)
    if low >= high and 0 not in shape:
        raise InvalidArgumentError(None, None, f"Need minval < maxval, got {low} >= {high}.")

    def between(words: Any, dtype: Any) -> Any:
        return distributions.integers(words, low, max(high, low + 1), dtype)

    return filled(stream, between, shape, minval.dtype)


@op(
    "RandomGamma",
    shape=drawn_for_each,
    dtypes=FLOATING,
    result=dtype_of("alpha"),
    kind="random",
    symbol="Γ({alpha}, 1)",
    latex=r"\Gamma({alpha}, 1)",
)
def random_standard_gamma(stream: Stream, shape: HostInts, alpha: Array, seed: int = 0, seed2: int = 0):
    """Draw `shape` numbers from the gamma distribution of each entry of `alpha`: shape [*shape,
    *alpha.shape].

    Args:
        shape: int32 or int64, rank 1.
        alpha: float16, float32 or float64; the result has its dtype.
        seed, seed2: the two seeds; 0 and 0 mean none.
    """
    numbers = random_recipes.for_each(stream, random_recipes.gamma, checked(shape), alpha)
    # TensorFlow rounds float64 to float16 in two steps, which now and then gives another last bit.
    return numbers.astype(np.promote_types(alpha.dtype, np.float32)).astype(alpha.dtype, copy=False)


@op(
    "RandomPoissonV2",
    shape=drawn_for_each,
    dtypes=REAL,
    result="dtype",
    kind="random",
    symbol="Poisson({rate})",
    latex=r"\mathrm{{Poisson}}({rate})",
)
def random_poisson_counts(
    stream: Stream, shape: HostInts, rate: Array, dtype: DType = int64, seed: int = 0, seed2: int = 0
):
    """Draw `shape` numbers from the Poisson distribution of each entry of `rate`: shape [*shape,
    *rate.shape].

    Args:
        shape: int32 or int64, rank 1.
        rate: floating, int32 or int64.
        dtype: what the counts are given as.
        seed, seed2: the two seeds; 0 and 0 mean none.
    """
    return random_recipes.for_each(stream, random_recipes.poisson, checked(shape), rate).astype(
        dtype.as_numpy_dtype
    )


@op(
    "RandomShuffle",
    shape=same,
    dtypes=ALL,
    kind="random",
    symbol="shuffle",
    latex=r"\mathrm{{shuffle}}({value})",
)
def shuffled(stream: Stream, value: Array, seed: int = 0, seed2: int = 0):
    """Put the slices along the first dimension into random order.

    Args:
        value: any dtype and shape; a scalar stays as it is.
        seed, seed2: the two seeds; 0 and 0 mean none.
    """
    if value.size < 2 or value.shape[0] < 2:
        return value
    return value[distributions.permutation(stream, value.shape[0])]


def batch_by_samples(logits: TensorShape, num_samples: Any, *attributes: Any) -> TensorShape:
    """Shape rule: [batch, num_samples]."""
    batch = logits.with_rank(2)[0].value
    return TensorShape([batch, num_samples])


@op(
    "Multinomial",
    shape=batch_by_samples,
    dtypes=REAL,
    result="output_dtype",
    kind="random",
    symbol="categorical",
    latex=r"\mathrm{{categorical}}({logits})",
)
def categorical_classes(
    stream: Stream,
    logits: Array,
    num_samples: HostInt,
    seed: int = 0,
    seed2: int = 0,
    output_dtype: DType = int64,
):
    """Draw class numbers for each row of `logits`: class j with a probability proportional to exp(logits[j]).

    Args:
        logits: real, shape [batch, classes].
        num_samples: int32, rank 0: how many to draw for each row.
        seed, seed2: the two seeds; 0 and 0 mean none.
        output_dtype: int32 or int64.

    The numbers are those of a TensorFlow that works in one thread; for many rows it deals them out to several
    threads, and then its numbers depend on how many there are.
    """
    if num_samples < 0:
        raise InvalidArgumentError(None, None, f"num_samples should be nonnegative, got {num_samples}.")
    if logits.shape[1] == 0:
        raise InvalidArgumentError(None, None, "num_classes should be positive, got 0.")
    return random_recipes.categorical(stream, logits, num_samples).astype(output_dtype.as_numpy_dtype)


ONLY_HOST_INPUTS = "what is drawn depends on no tensor but a shape, and limits that are whole numbers"
random_standard_normal.not_differentiable(ONLY_HOST_INPUTS)
standard_truncated_normal.not_differentiable(ONLY_HOST_INPUTS)
random_standard_uniform.not_differentiable(ONLY_HOST_INPUTS)
random_uniform_int.not_differentiable(ONLY_HOST_INPUTS)
random_poisson_counts.not_differentiable(
    "a count is a whole number: it does not change smoothly with the rate"
)
shuffled.not_differentiable(
    "TensorFlow gives shuffling no gradient either; shuffle indices and use tf.gather"
)
categorical_classes.not_differentiable(
    "a class is a whole number: it does not change smoothly with the logits"
)


def samples_of_a_shape() -> list[Sample]:
    """Sample calls of the ops that take nothing but a shape."""
    return [Sample([2, 3], dtype=np.float64, seed=1, seed2=2), Sample([0, 3], seed=1), Sample([], seed=1)]


random_standard_normal.samples(samples_of_a_shape)
standard_truncated_normal.samples(samples_of_a_shape)
random_standard_uniform.samples(samples_of_a_shape)


@random_uniform_int.samples
def _():
    long = np.int64
    return [Sample([2, 3], 0, 10, seed=1), Sample([0], 0, 1, seed=1), Sample([4], long(-3), long(4), seed=1)]


@random_standard_gamma.gradient(latex=(r"\sum {g} \, \partial z / \partial {alpha}",))
def _(g, y, shape, alpha):
    from tensorlab.ops.random_gamma_gradient import random_gamma_gradient, sum_over_draws

    return None, sum_over_draws(g, random_gamma_gradient(alpha, y), shape, alpha)


@random_standard_gamma.samples
def _():
    return [
        Sample([2], np.array([0.5, 1.0, 4.0]), seed=1),
        Sample([], 2.0, seed=1),
        Sample([0], [2.0], seed=1),
    ]


@random_poisson_counts.samples
def _():
    return [Sample([2], np.array([0.5, 40.0]), seed=1), Sample([2], 3.0, dtype=np.float32, seed=1)]


@shuffled.samples
def _():
    return [
        Sample(np.arange(5), seed=1),
        Sample(np.eye(3), seed=1),
        Sample(2.0, seed=1),
        Sample([[]], seed=1),
    ]


@categorical_classes.samples
def _():
    return [Sample([[0.0, 1.0], [3.0, 0.0]], 4, seed=1), Sample([[0.0]], 0, seed=1, output_dtype=np.int32)]
