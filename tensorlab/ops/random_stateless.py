"""Random numbers that depend on nothing but a seed that is an input: `tf.random.stateless_normal` and others.

`tf.random_normal` draws on in every run. Its stateless relative gives the same numbers whenever the seed is the
same, in every run, every session, and on every machine; to draw others, pass another seed, for instance a counter.

The two numbers of a seed are first scrambled into a key and a place of the generator, as in TensorFlow
(`stateless_random_ops.cc`), so that neighbouring seeds give numbers that have nothing to do with each other.

Read next: `random.py`, `distributions.py` (how words become numbers).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import INDEX, REAL, DType, as_dtype, float32, int32, int64
from tensorlab.graph.registry import Array, HostInt, HostInts, HostValue, Sample, Stream, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import distributions, random_recipes
from tensorlab.ops.distributions import filled
from tensorlab.ops.random import floating_dtype, shape_tensor
from tensorlab.ops.random_nodes import checked

SCRAMBLING_KEY = 0x02461E29_3EC8F720
HALF = 0xFFFFFFFFFFFFFFFF


def seeded(stream: Any, seed: tuple[int, ...]) -> Any:
    """A stream that begins where this seed says; the node's own stream lends its generator, and is not moved."""
    if len(seed) != 2:
        raise InvalidArgumentError(
            None, None, f"seed must have shape [2], not [{len(seed)}]: two whole numbers."
        )
    fresh = type(stream)(1, 1)
    fresh.state = SCRAMBLING_KEY, (seed[0] & HALF) | (seed[1] & HALF) << 64
    words = [int(word) for word in fresh.bits(4)]
    fresh.state = words[0] | words[1] << 32, (words[2] | words[3] << 32) << 64
    return fresh


def _shape(shape: Any, seed: Any, *others: Any) -> TensorShape:
    if seed is not None and len(seed) != 2:
        raise ValueError(f"seed must have shape [2], not [{len(seed)}]: two whole numbers, such as [1, 2].")
    return TensorShape(shape)


@op("StatelessRandomNormal", shape=_shape, result="dtype", kind="random", symbol="N(0, 1)",
    latex=r"\mathcal{{N}}(0, 1)")  # fmt: skip
def stateless_standard_normal(stream: Stream, shape: HostInts, seed: HostInts, dtype: DType = float32):
    """Draw normal numbers of mean 0 and standard deviation 1 that depend on `seed` alone.

    Args:
        shape: int32 or int64, rank 1.
        seed: two whole numbers.
        dtype: float16, float32 or float64.
    """
    return filled(seeded(stream, seed or ()), distributions.normal, checked(shape), dtype.as_numpy_dtype)


@op("StatelessTruncatedNormal", shape=_shape, result="dtype", kind="random", symbol="N(0, 1) in ±2",
    latex=r"\mathcal{{N}}(0, 1) \text{{ in }} \pm 2")  # fmt: skip
def stateless_standard_truncated_normal(
    stream: Stream, shape: HostInts, seed: HostInts, dtype: DType = float32
):
    """Draw normal numbers between -2 and 2 that depend on `seed` alone.

    Args:
        shape, seed, dtype: as for `StatelessRandomNormal`.
    """
    return distributions.truncated_normal(seeded(stream, seed or ()), checked(shape), dtype.as_numpy_dtype)


@op("StatelessRandomUniform", shape=_shape, result="dtype", kind="random", symbol="U(0, 1)",
    latex=r"\mathcal{{U}}(0, 1)")  # fmt: skip
def stateless_standard_uniform(stream: Stream, shape: HostInts, seed: HostInts, dtype: DType = float32):
    """Draw numbers between 0 and 1 that depend on `seed` alone.

    Args:
        shape, seed, dtype: as for `StatelessRandomNormal`.
    """
    return filled(seeded(stream, seed or ()), distributions.uniform, checked(shape), dtype.as_numpy_dtype)


def _limit_dtype(dtypes: Any, attributes: Any) -> DType:
    return dtypes["minval"]


@op("StatelessRandomUniformInt", shape=_shape, dtypes={"minval": INDEX, "maxval": "minval"}, result=_limit_dtype,
    kind="random", symbol="U{{{minval}…}}", latex=r"\mathcal{{U}}\{{{minval}, \ldots, {maxval} - 1\}}")  # fmt: skip
def stateless_uniform_int(
    stream: Stream, shape: HostInts, seed: HostInts, minval: HostValue, maxval: HostValue
):
    """Draw whole numbers from `minval` to below `maxval` that depend on `seed` alone.

    Args:
        shape, seed: as for `StatelessRandomNormal`.
        minval, maxval: int32 or int64, rank 0.
    """
    low, high = int(minval), int(maxval)
    if low >= high:
        raise InvalidArgumentError(None, None, f"Need minval < maxval, got {low} >= {high}.")
    recipe = partial(distributions.integers, minval=low, maxval=high)
    between: Callable[..., Any] = lambda words, dtype: recipe(words, dtype=dtype)  # noqa: E731
    return filled(seeded(stream, seed or ()), between, checked(shape), minval.dtype)


def _classes_shape(logits: TensorShape, num_samples: Any, seed: Any, *_: Any) -> TensorShape:
    _shape([], seed)
    return TensorShape([logits.with_rank(2)[0].value, num_samples])


@op("StatelessMultinomial", shape=_classes_shape, dtypes=REAL, result="output_dtype", kind="random",
    symbol="categorical", latex=r"\mathrm{{categorical}}({logits})")  # fmt: skip
def stateless_classes(
    stream: Stream, logits: Array, num_samples: HostInt, seed: HostInts, output_dtype: DType = int64
):
    """Draw class numbers for each row of `logits` that depend on `seed` alone.

    Args:
        logits: real, shape [batch, classes].
        num_samples: how many to draw for each row.
        seed: two whole numbers.
        output_dtype: int32 or int64.
    """
    if num_samples < 0:
        raise InvalidArgumentError(None, None, f"num_samples should be nonnegative, got {num_samples}.")
    drawn = random_recipes.categorical(seeded(stream, seed or ()), logits, num_samples)
    return drawn.astype(output_dtype.as_numpy_dtype)


for _record in (stateless_standard_normal, stateless_standard_truncated_normal, stateless_standard_uniform,
                stateless_uniform_int, stateless_classes):  # fmt: skip
    _record.not_differentiable("what is drawn does not change smoothly with the seed")


def _samples() -> list[Sample]:
    return [
        Sample([2, 3], [1, 2]),
        Sample([5], np.array([-7, 2**40]), dtype=np.float64),
        Sample([], [0, 0], dtype=np.float16),
        Sample([0, 3], [1, 2]),
    ]


stateless_standard_normal.samples(_samples)
stateless_standard_truncated_normal.samples(_samples)
stateless_standard_uniform.samples(_samples)


@stateless_uniform_int.samples
def _() -> list[Sample]:
    long = np.int64
    return [Sample([2, 3], [1, 2], 0, 10), Sample([4], [3, 4], long(-3), long(4))]


@stateless_classes.samples
def _() -> list[Sample]:
    return [
        Sample([[0.0, 1.0], [3.0, 0.0]], 4, [1, 2]),
        Sample([[0.0, 0.5]], 3, [5, 6], output_dtype=np.int32),
    ]


# --- what programs call -----------------------------------------------------------------------------------


def stateless_uniform(
    shape: Any, seed: Any, minval: Any = 0, maxval: Any = None, dtype: Any = float32, name: str | None = None
) -> Tensor:
    """Draw numbers from `minval` to below `maxval` that depend on `seed` alone.

    Args:
        shape: the shape of the result: a list of ints, or an integer tensor of rank 1.
        seed: two whole numbers: a list, or an integer tensor of shape [2].
        minval, maxval: the limits; for whole numbers `maxval` must be given, otherwise it is 1.
        dtype: float16, float32, float64, int32 or int64.
        name: the name of the result.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/stateless_uniform

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     numbers = tf.random.stateless_uniform([3], seed=[1, 2])
    ...     print(sess.run(numbers), (sess.run(numbers) == sess.run(numbers)).all())
    [0.8440604  0.19204533 0.9962232 ] True
    """
    dtype = as_dtype(dtype)
    if dtype.is_integer and maxval is None:
        raise ValueError(f"Must specify maxval for integer dtype {dtype!r}.")
    with name_scope(name, "stateless_random_uniform", [shape, seed, minval, maxval]) as scope:
        sizes = shape_tensor(shape)
        low = convert_to_tensor(minval, dtype=dtype, name="min")
        high = convert_to_tensor(1 if maxval is None else maxval, dtype=dtype, name="max")
        if dtype.is_integer:
            return stateless_uniform_int(sizes, seed, low, high, name=scope)
        standard = stateless_standard_uniform(sizes, seed, floating_dtype(dtype, "random.stateless_uniform"))
        return build("AddV2", standard * (high - low), low, name=scope)


def stateless_normal(
    shape: Any, seed: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = float32, name: str | None = None
) -> Tensor:
    """Draw from a normal distribution numbers that depend on `seed` alone.

    Args:
        shape, seed, name: as for `tf.random.stateless_uniform`.
        mean, stddev: the centre and the standard deviation.
        dtype: float16, float32 or float64.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/stateless_normal

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random.stateless_normal([3], seed=[1, 2])))
    [0.5441101 0.2073803 0.07356432]
    """
    return _scaled(stateless_standard_normal, "random_normal", shape, seed, mean, stddev, dtype, name)


def stateless_truncated_normal(
    shape: Any, seed: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = float32, name: str | None = None
) -> Tensor:
    """Draw within two standard deviations of the mean numbers that depend on `seed` alone.

    Args are those of `tf.random.stateless_normal`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/stateless_truncated_normal

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random.stateless_truncated_normal([3], seed=[1, 2])))
    [0.5441101 0.2073803 0.07356432]
    """
    record = stateless_standard_truncated_normal
    return _scaled(record, "truncated_normal", shape, seed, mean, stddev, dtype, name)


def _scaled(
    record: Any, what: str, shape: Any, seed: Any, mean: Any, stddev: Any, dtype: Any, name: str | None
) -> Tensor:
    dtype = floating_dtype(dtype, f"random.stateless_{what}")
    with name_scope(name, f"stateless_{what}", [shape, seed, mean, stddev]) as scope:
        sizes = shape_tensor(shape)
        centre = convert_to_tensor(mean, dtype=dtype, name="mean")
        width = convert_to_tensor(stddev, dtype=dtype, name="stddev")
        return build("AddV2", record(sizes, seed, dtype) * width, centre, name=scope)


def stateless_multinomial(
    logits: Any, num_samples: Any, seed: Any, output_dtype: Any = int64, name: str | None = None
) -> Tensor:
    """Draw class numbers for each row of `logits` that depend on `seed` alone.

    Args:
        logits: shape [batch, classes]: the logarithms of the probabilities, up to a constant.
        num_samples: how many to draw for each row.
        seed: as for `tf.random.stateless_uniform`.
        output_dtype: int32 or int64.
        name: the name of the scope.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/stateless_multinomial

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.random.stateless_multinomial([[0.0, 0.0, 1.0]], 6, seed=[1, 2])))
    [[2 2 0 2 2 2]]
    """
    with name_scope(name, "stateless_multinomial", [logits, seed]):
        return _drawn_classes(logits, num_samples, seed, output_dtype)


def stateless_categorical(
    logits: Any, num_samples: Any, seed: Any, dtype: Any = int64, name: str | None = None
) -> Tensor:
    """The same as `tf.random.stateless_multinomial`, under its newer name.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/stateless_categorical

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default():
    ...     tf.random.stateless_categorical([[0.0, 1.0]], 5, seed=[1, 2])
    <tf.Tensor 'stateless_categorical/StatelessMultinomial:0' shape=(1, 5) dtype=int64>
    """
    with name_scope(name, "stateless_categorical", [logits, seed]):
        return _drawn_classes(logits, num_samples, seed, dtype)


def _drawn_classes(logits: Any, num_samples: Any, seed: Any, dtype: Any) -> Tensor:
    dtype = as_dtype(dtype or int64)
    if dtype not in (int32, int64):
        raise ValueError(f"Class numbers can be given as int32 or int64, not as {dtype.name}.")
    logits = convert_to_tensor(logits, name="logits")
    return stateless_classes(logits, num_samples, seed, output_dtype=dtype)
