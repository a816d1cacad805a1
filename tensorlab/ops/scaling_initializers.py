"""Initializers that look at the shape: they choose how large random weights should be.

A unit that adds up n inputs of size 1, each times a weight of size w, gives a signal of about the size
w·√n. If that is more than 1, signals grow from layer to layer until they overflow; if it is less, they
fade. So the weights' variance should be about 1 / n: that is the whole idea of "Glorot" (or "Xavier"), "He"
and "LeCun" initialization.

Read next: `variables.py`, where `get_variable` calls initializers.
"""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from tensorlab.graph.dtypes import FLOATING, float32
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shapes import TensorShape
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import random as random_ops
from tensorlab.ops.initializers import Initializer, floating, sizes_of


class UniformUnitScaling(Initializer):
    """Start from uniform numbers in ±factor·√(3 / n), where n inputs are added up in each unit.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(abs(sess.run(tf.uniform_unit_scaling_initializer(seed=1)([300, 5]))).max() < 0.1)
    True
    """

    settings = ("factor", "seed", "dtype")

    def __init__(self, factor: float = 1.0, seed: int | None = None, dtype: Any = float32) -> None:
        self.factor, self.seed = factor, seed
        self.dtype = floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Draw the numbers (see `Initializer.__call__`)."""
        inputs = max(1.0, float(math.prod(sizes_of(shape, partition_info)[:-1])))
        limit = math.sqrt(3 / inputs) * self.factor
        return random_ops.random_uniform(shape, -limit, limit, dtype or self.dtype, seed=self.seed)


def fans(sizes: Sequence[int]) -> tuple[int, int]:
    """Return how many inputs each unit adds up, and how many units each input feeds, for weights of this
    shape.

    The last two sizes of a kernel are its inputs and outputs; sizes before those are a convolution's window.

    >>> fans([784, 100]), fans([5, 5, 3, 32])
    ((784, 100), (75, 800))
    """
    if len(sizes) == 0:
        return 1, 1
    if len(sizes) == 1:
        return sizes[0], sizes[0]
    window = math.prod(sizes[:-2])
    return sizes[-2] * window, sizes[-1] * window


class VarianceScaling(Initializer):
    """Start from random numbers whose variance is scale / n, so that signals keep their size through a layer.

    Args:
        scale: a positive number.
        mode: what n is: "fan_in", the inputs of each unit; "fan_out", the units that each input feeds; or
            "fan_avg", the mean of both.
        distribution: "truncated_normal" (or "normal", which means the same), "untruncated_normal" or
        "uniform". seed, dtype: as for the others.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     weights = sess.run(tf.variance_scaling_initializer(2.0, seed=1)([1000, 50]))
    >>> print(f"{weights.std():.3f}")
    0.045
    """

    settings: ClassVar[tuple[str, ...]] = ("scale", "mode", "distribution", "seed", "dtype")

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        dtype: Any = float32,
    ) -> None:
        distribution = distribution.lower()
        if scale <= 0.0:
            raise ValueError(f"`scale` must be a positive number, not {scale}.")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ValueError(f"`mode` must be 'fan_in', 'fan_out' or 'fan_avg', not {mode!r}.")
        if distribution not in ("normal", "uniform", "truncated_normal", "untruncated_normal"):
            raise ValueError(
                "`distribution` must be 'truncated_normal', 'normal', 'untruncated_normal' or 'uniform', not "
                f"{distribution!r}."
            )
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed
        self.dtype = floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Draw the numbers (see `Initializer.__call__`)."""
        dtype = dtype or self.dtype
        fan_in, fan_out = fans(sizes_of(shape, partition_info))
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[self.mode]
        variance = self.scale / max(1.0, n)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random_ops.random_uniform(shape, -limit, limit, dtype, seed=self.seed)
        if self.distribution == "untruncated_normal":
            return random_ops.random_normal(shape, 0.0, math.sqrt(variance), dtype, seed=self.seed)
        # The cut at ±2 leaves a standard normal number with this standard deviation.
        stddev = math.sqrt(variance) / 0.87962566103423978
        return random_ops.truncated_normal(shape, 0.0, stddev, dtype, seed=self.seed)


class GlorotUniform(VarianceScaling):
    """Start from uniform numbers in ±√(6 / (fan_in + fan_out)): what `tf.get_variable` does by default.

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.glorot_uniform_initializer(seed=1)([2, 1])))
    [[-0.7381137]
     [ 1.1890694]]
    """

    settings = ("seed", "dtype")

    def __init__(self, seed: int | None = None, dtype: Any = float32) -> None:
        super().__init__(scale=1.0, mode="fan_avg", distribution="uniform", seed=seed, dtype=dtype)


class GlorotNormal(VarianceScaling):
    """Start from truncated normal numbers with the variance 2 / (fan_in + fan_out).

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(f"{sess.run(tf.glorot_normal_initializer(seed=1)([300, 500])).std():.3f}")
    0.050
    """

    settings = ("seed", "dtype")

    def __init__(self, seed: int | None = None, dtype: Any = float32) -> None:
        super().__init__(scale=1.0, mode="fan_avg", distribution="truncated_normal", seed=seed, dtype=dtype)


def lecun_normal(seed: int | None = None) -> VarianceScaling:
    """Truncated normal numbers with the variance 1 / fan_in (LeCun and others, "Efficient BackProp", 1998).

    >>> lecun_normal(seed=1)
    VarianceScaling(scale=1.0, mode='fan_in', distribution='truncated_normal', seed=1, dtype='float32')
    """
    return VarianceScaling(1.0, "fan_in", "truncated_normal", seed)


def lecun_uniform(seed: int | None = None) -> VarianceScaling:
    """Uniform numbers with the variance 1 / fan_in (LeCun and others, "Efficient BackProp", 1998).

    >>> lecun_uniform().distribution
    'uniform'
    """
    return VarianceScaling(1.0, "fan_in", "uniform", seed)


def he_normal(seed: int | None = None) -> VarianceScaling:
    """Truncated normal numbers with the variance 2 / fan_in, for layers with ReLU.

    He and others, "Delving deep into rectifiers", 2015.

    >>> he_normal().scale
    2.0
    """
    return VarianceScaling(2.0, "fan_in", "truncated_normal", seed)


def he_uniform(seed: int | None = None) -> VarianceScaling:
    """Uniform numbers with the variance 2 / fan_in, for layers with ReLU.

    He and others, "Delving deep into rectifiers", 2015.

    >>> he_uniform().mode
    'fan_in'
    """
    return VarianceScaling(2.0, "fan_in", "uniform", seed)


# --- orthogonal matrices ----------------------------------------------------------------------------------


def orthogonal_shape(a: TensorShape, transposed: bool) -> TensorShape:
    """Shape rule: that of `a`, or its transpose."""
    a = a.with_rank(2)
    return TensorShape(a.as_list()[::-1]) if transposed else a


@op("OrthogonalFactor", shape=orthogonal_shape, dtypes=FLOATING, kind="linalg", symbol="Q", latex=r"Q({a})")
def orthogonal_factor(a: Array, transposed: bool = False):
    """Return the orthogonal matrix Q of a = QR, with the signs that make R's diagonal positive.

    With these signs there is one Q only for each `a`; and if `a` holds normal numbers, every orthogonal
    matrix is equally likely.

    Args:
        a: floating, shape [m, n] with m >= n.
        transposed: whether to return Q transposed.
    """
    wide = a.astype(np.promote_types(a.dtype, np.float32))
    q, r = np.linalg.qr(wide)
    q = q * np.sign(np.diagonal(r))
    return (q.T if transposed else q).astype(a.dtype)


orthogonal_factor.not_differentiable("it only makes starting values, which no gradient reaches")


@orthogonal_factor.samples
def _():
    return [Sample([[3.0, 0.0], [4.0, 5.0]]), Sample([[3.0], [4.0]], transposed=True)]


class Orthogonal(Initializer):
    """Start from an orthogonal matrix: it turns signals, and leaves their length as it is.

    A shape of more than two dimensions is taken as a matrix whose rows are all but the last one. If the
    matrix has more columns than rows, its rows are orthogonal, else its columns.

    Args:
        gain: a factor for the whole matrix.
        seed, dtype: as for the others.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     matrix = sess.run(tf.orthogonal_initializer(seed=1)([4, 4]))
    >>> bool(abs(matrix @ matrix.T - np.eye(4)).max() < 1e-6)
    True
    """

    settings = ("gain", "seed", "dtype")

    def __init__(self, gain: float = 1.0, seed: int | None = None, dtype: Any = float32) -> None:
        self.gain, self.seed = gain, seed
        self.dtype = floating(dtype)

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        """Make the matrix (see `Initializer.__call__`); raises ValueError for fewer than two dimensions."""
        sizes = sizes_of(shape)
        if len(sizes) < 2:
            raise ValueError(
                f"An orthogonal matrix has two dimensions or more; the shape {sizes} has {len(sizes)}."
            )
        rows, columns = math.prod(sizes[:-1]), sizes[-1]
        tall = [max(rows, columns), min(rows, columns)]
        numbers = random_ops.random_normal(tall, dtype=dtype or self.dtype, seed=self.seed)
        matrix = orthogonal_factor(numbers, transposed=rows < columns)
        return self.gain * build("Reshape", matrix, sizes)


uniform_unit_scaling_initializer = UniformUnitScaling
variance_scaling_initializer = VarianceScaling
glorot_uniform_initializer = GlorotUniform
glorot_normal_initializer = GlorotNormal
orthogonal_initializer = Orthogonal
