"""Statistics of tensors: variances, standard deviations, sums from which they follow; lengths; polynomials.

Most functions here are made of several nodes, under one name scope.

Read next: `normalizing.py` (`tf.nn.moments`, batch normalization).
"""

import math
from typing import Any

import numpy as np

from tensorlab.errors import checks_arguments
from tensorlab.graph.convert import convert_to_tensor
from tensorlab.graph.dtypes import NUMERIC
from tensorlab.graph.registry import Array, HostInts, Sample, build, op
from tensorlab.graph.scopes import name_scope
from tensorlab.graph.tensor import Tensor
from tensorlab.ops.normalizing import batch_normalization
from tensorlab.ops.reduce import OPDEF, add_up, reduced_shape, reduction_samples, spread, with_axes

# --- reductions -------------------------------------------------------------------------------------------


def reduce_variance(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Average the squared distances from the mean along `axis`, or over all entries.

    Args:
        input_tensor: floating point or complex numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.
        name: the name of the scope.

    Returns:
        The variance (of the population: divided by the number of entries); real for complex numbers.

    Raises:
        TypeError: for whole numbers.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/reduce_variance

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.reduce_variance([[1., 3.], [5., 5.]], 1)))
    [1. 0.]
    """
    with name_scope(name or "reduce_variance"):
        input_tensor = convert_to_tensor(input_tensor)
        if input_tensor.dtype.is_integer:
            raise TypeError(
                f"Input must be either real or complex, not {input_tensor.dtype.name}: a mean of whole numbers is "
                "none. Write tf.cast(x, tf.float32)."
            )
        distance = input_tensor - build("Mean", *with_axes(input_tensor, axis, True))
        if distance.dtype.is_complex:
            squared = build("Real", build("Mul", build("Conj", distance), distance))
        else:
            squared = build("Square", distance)
        return build("Mean", *with_axes(squared, axis, keepdims))


def reduce_std(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Take the standard deviation along `axis`, or over all entries: the root of the variance.

    Args, result and errors are those of `tf.math.reduce_variance`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/reduce_std

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.reduce_std([[1., 3.], [5., 9.]], 1)))
    [1. 2.]
    """
    with name_scope(name or "reduce_std"):
        return build("Sqrt", reduce_variance(input_tensor, axis, keepdims))


@op(
    "EuclideanNorm",
    shape=reduced_shape,
    dtypes=NUMERIC,
    kind="reduction",
    symbol="‖x‖",
    latex=r"\sqrt{{\sum_{{{axis}}} |{input_tensor}|^2}}",
    opdef=OPDEF,
)
def reduce_euclidean_norm(input_tensor: Array, axis: HostInts = None, keepdims: bool = False):
    """Take the length of the vectors along `axis`, or of all entries together.

    Args:
        input_tensor: numbers of any shape.
        axis: one axis or several, also negative; None means all.
        keepdims: leave the axes in place with size 1.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.reduce_euclidean_norm([[3., 4.], [6., 8.]], 1)))
    [ 5. 10.]
    """
    square = input_tensor * np.conj(input_tensor)
    summed = add_up(square, axis, input_tensor.dtype, None, keepdims)
    return np.sqrt(summed).astype(input_tensor.dtype)


reduce_euclidean_norm.build(with_axes)


@reduce_euclidean_norm.gradient(latex=(r"{g} \, {input_tensor} / y",))
def _(g, y, input_tensor, axis, keepdims):
    return input_tensor * spread(build("DivNoNan", g, y), input_tensor, axis, keepdims)


@reduce_euclidean_norm.samples
def _() -> list[Sample]:
    real = ("float16", "float32", "float64")
    return [
        *reduction_samples(dtypes=real),
        Sample([[3, 4], [6, 8]], axis=1, dtypes=("int32", "int64"), differentiable=False),
        Sample([3.0 + 4.0j, 1.0], dtypes=("complex64", "complex128"), differentiable=False),
        Sample(np.zeros((0, 3)), axis=0, dtypes=real, differentiable=False),
    ]


# --- from sums to mean and variance -----------------------------------------------------------------------


@checks_arguments
def sufficient_statistics(
    x: Any, axes: Any, shift: Any = None, name: str | None = None, keepdims: bool = False
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """Add up what mean and variance follow from: entries, their sum, the sum of their squares.

    Such sums may be added over several batches; `tf.nn.normalize_moments` then gives mean and variance.

    Args:
        x: floating point numbers.
        axes: the dimensions to add up over, a list of Python ints.
        shift: a tensor that is subtracted before: a guess of the mean, against rounding; or None.
        keepdims: keep these dimensions, with size 1.
        name: the name of the scope.

    Returns:
        Four: the number of entries that went into each sum, the sum, the sum of squares, and the shift.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/sufficient_statistics

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.nn.sufficient_statistics(tf.constant([[1., 2.], [3., 6.]]), [0])[:3]))
    2.0 [4. 8.] [10. 40.]
    """
    axes = sorted(set(axes))
    with name_scope(name, "sufficient_statistics", [x, shift]):
        x = convert_to_tensor(x, name="x")
        sizes = None if x.shape.ndims is None else [x.shape.as_list()[axis] for axis in axes]
        if sizes is not None and None not in sizes:
            counts = convert_to_tensor(math.prod(sizes), x.dtype.base_dtype, name="Const")
        else:
            rank = build("Rank", x)
            positive = [axis + rank if axis < 0 else axis for axis in axes]
            lengths = build("Cast", build("Shape", x), x.dtype.base_dtype)
            picked = build("GatherV2", lengths, positive, 0)
            counts = build("Prod", *with_axes(picked), name="count")
        if shift is None:
            first, second = x, build("Square", x)
        else:
            shift = convert_to_tensor(shift, name="shift")
            first, second = build("Sub", x, shift), build("SquaredDifference", x, shift)
        total = build("Sum", first, axes, bool(keepdims), name="mean_ss")
        squares = build("Sum", second, axes, bool(keepdims), name="var_ss")
    return counts, total, squares, shift


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Compute mean and variance from the sums of `tf.nn.sufficient_statistics`.

    Args:
        counts: the number of entries.
        mean_ss: their sum.
        variance_ss: the sum of their squares.
        shift: what was subtracted from the entries before, or None.
        name: the name of the scope.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/normalize_moments

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(*sess.run(tf.nn.normalize_moments(2.0, [4.0, 8.0], [10.0, 40.0], None)))
    [2. 4.] [1. 4.]
    """
    with name_scope(name, "normalize", [counts, mean_ss, variance_ss, shift]):
        divisor = build("Reciprocal", counts, name="divisor")
        if shift is None:
            mean = shifted = build("Mul", mean_ss, divisor, name="mean")
        else:
            shifted = build("Mul", mean_ss, divisor, name="shifted_mean")
            mean = build("AddV2", shifted, shift, name="mean")
        variance = build("Sub", build("Mul", variance_ss, divisor), build("Square", shifted), name="variance")
    return mean, variance


@checks_arguments
def batch_norm_with_global_normalization(
    input: Any = None,
    mean: Any = None,
    variance: Any = None,
    beta: Any = None,
    gamma: Any = None,
    variance_epsilon: Any = None,
    scale_after_normalization: bool | None = None,
    name: str | None = None,
) -> Tensor:
    """Normalize by a mean and a variance that are given: an older form of `tf.nn.batch_normalization`.

    Args:
        input: the numbers, usually of shape [batch, height, width, channels].
        mean, variance: one number for every channel, as `tf.nn.moments` gives them.
        beta: what is added after.
        gamma: what is multiplied with, if `scale_after_normalization` says so.
        variance_epsilon: a small number that keeps the division from failing.
        scale_after_normalization: whether `gamma` counts.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/batch_norm_with_global_normalization

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.batch_norm_with_global_normalization(
    ...         tf.constant([1., 5.]), 3., 4., 0., 10., 0., True)))
    [-10.  10.]
    """
    scale = gamma if scale_after_normalization else None
    return batch_normalization(input, mean, variance, beta, scale, variance_epsilon, name)


# --- other functions of several nodes ---------------------------------------------------------------------


@checks_arguments
def log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None
) -> Tensor:
    """Compute the loss of a count that was predicted as the logarithm of its mean: e^log_input - log_input·targets.

    Args:
        targets: the counts, floating point.
        log_input: the predicted logarithms, of the same shape and dtype.
        compute_full_loss: add ln(targets!), which does not depend on the prediction, by Stirling's formula.
        name: the name of the scope.

    Returns:
        The loss of every entry: how unlikely a Poisson distribution of that mean finds the count.

    Raises:
        ValueError: when the shapes differ.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/log_poisson_loss

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.log_poisson_loss([1., 2.], [0., 0.5])))
    [1. 0.6487213]
    """
    with name_scope(name, "log_poisson_loss", [log_input, targets]):
        log_input = convert_to_tensor(log_input, name="log_input")
        targets = convert_to_tensor(targets, name="targets")
        if not targets.shape.is_compatible_with(log_input.shape):
            raise ValueError(
                f"log_input and targets must have the same shape ({log_input.shape} vs {targets.shape})"
            )
        loss = build("Exp", log_input) - log_input * targets
        if compute_full_loss:
            stirling = targets * build("Log", targets) - targets + 0.5 * build("Log", 2 * math.pi * targets)
            zeros = build("ZerosLike", targets)
            small = build("LogicalAnd", targets >= zeros, targets <= build("OnesLike", targets))
            loss += build("Select", small, zeros, stirling)
        return loss


def polyval(coeffs: list[Any], x: Any, name: str | None = None) -> Tensor:
    """Evaluate a polynomial by Horner's rule: x is multiplied and the next coefficient added, again and again.

    Args:
        coeffs: a list of numbers or tensors, that of the highest power first.
        x: where.
        name: the name of the scope.

    Raises:
        ValueError: when `coeffs` is no list.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/math/polyval

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.math.polyval([1., 0., -2.], [0., 3.])))
    [-2.  7.]
    """
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type, found {type(coeffs)}.")
    with name_scope(name, "polyval", [*coeffs, x]) as scope:
        x = convert_to_tensor(x, name="x")
        if not coeffs:
            return build("ZerosLike", x, name=scope)
        terms = [convert_to_tensor(term, name=f"coeff_{number}") for number, term in enumerate(coeffs)]
        value = terms[0]
        for term in terms[1:]:
            value = term + value * x
        return value


__all__ = [
    "batch_norm_with_global_normalization",
    "log_poisson_loss",
    "normalize_moments",
    "polyval",
    "reduce_euclidean_norm",
    "reduce_std",
    "reduce_variance",
    "sufficient_statistics",
]
