"""The recipes behind `tf.random_gamma`, `tf.random_poisson` and `tf.multinomial`.

Gamma and Poisson numbers are drawn by *rejection*: make a candidate that is easy to draw, then accept it with
just the probability that leaves the wanted distribution, or try again. Here all the numbers of an array try
at once, each in its own lane of random numbers (`Lanes`), and those that
were rejected go round again. The TensorFlow kernels followed, number for number, are `random_op.cc`,
`random_poisson_op.cc` and `multinomial_op.cc`.

Read next: `random.py`, whose ops use these.
"""

import math
from typing import Any

import numpy as np

from tensorlab.ops import distributions
from tensorlab.ops.distributions import RESERVED_PER_NUMBER, Recipe, Stream

FloatArray = np.ndarray[Any, np.dtype[np.floating[Any]]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
IntArray = np.ndarray[Any, np.dtype[np.integer[Any]]]


class Lanes:
    """Many independent supplies of random numbers side by side, for recipes that draw until they are content.

    Each lane reads its own stretch of the stream. Four words make a handful of numbers, which are used up
    from the last to the first (as TensorFlow does); when a lane's handful is empty it reads its next four
    words.
    """

    def __init__(self, stream: Stream, count: int) -> None:
        self.draw = stream.reserve(RESERVED_PER_NUMBER * count)
        self.positions = np.arange(count, dtype=np.uint64) * np.uint64(RESERVED_PER_NUMBER)
        self.handfuls: dict[Recipe, FloatArray] = {}
        self.remaining: dict[Recipe, IntArray] = {}

    def uniform(self, lanes: IntArray) -> FloatArray:
        """Return the next uniform number, a float64, of each of these lanes (an array of lane numbers)."""
        return self._take(distributions.uniform, lanes)

    def normal(self, lanes: IntArray) -> FloatArray:
        """Return the next normal number, a float64, of each of these lanes."""
        return self._take(distributions.normal, lanes)

    def _take(self, recipe: Recipe, lanes: IntArray) -> FloatArray:
        if recipe not in self.handfuls:
            self.handfuls[recipe] = np.empty((len(self.positions), 2))
            self.remaining[recipe] = np.zeros(len(self.positions), np.intp)
        handful, remaining = self.handfuls[recipe], self.remaining[recipe]
        empty = lanes[remaining[lanes] == 0]
        handful[empty] = recipe(self.draw(self.positions[empty]).ravel(), distributions.FLOAT64).reshape(
            -1, 2
        )
        self.positions[empty] += np.uint64(1)
        remaining[empty] = 2
        remaining[lanes] -= 1
        return handful[lanes, remaining[lanes]]


def for_each(stream: Stream, recipe: Any, shape: tuple[int, ...], parameter: FloatArray) -> FloatArray:
    """Draw `shape` numbers by `gamma` or `poisson` for every entry of `parameter`: shape [*shape,
    *parameter.shape].

    As in TensorFlow, all the numbers of one entry are drawn in a row.
    """
    parameter = np.asarray(parameter)
    samples = math.prod(shape)
    lanes = Lanes(stream, samples * parameter.size)
    numbers = recipe(lanes, np.repeat(parameter.ravel(), samples))
    return numbers.reshape(parameter.size, samples).T.reshape((*shape, *parameter.shape))


def gamma(lanes: Lanes, alpha: FloatArray) -> FloatArray:
    """Return one gamma number for each entry of `alpha` (rank 1), as float64.

    The method is Marsaglia and Tsang's (2000). A normal number x makes the candidate d·(1 + c·x)³, which a
    uniform number u accepts or rejects; 19 in 20 are accepted. Below alpha = 1 the candidate is made for
    alpha + 1 and then scaled down by another uniform number. At alpha = 1 the distribution is the exponential
    one, which takes a single logarithm.
    """
    alpha = alpha.astype(np.float64)
    results = np.empty(len(alpha))
    exponential = np.flatnonzero(alpha == 1)
    results[exponential] = -np.log(1 - lanes.uniform(exponential))
    d = alpha + np.where(alpha < 1, 2.0 / 3, -1.0 / 3)
    c = 1.0 / 3 / np.sqrt(d)
    pending = np.flatnonzero(alpha != 1)
    while len(pending):
        x = lanes.normal(pending)
        v = 1 + c[pending] * x
        tried = v > 0
        trying, x, v = pending[tried], x[tried], v[tried]
        v = v * v * v
        u = lanes.uniform(trying)
        with np.errstate(divide="ignore"):
            below_density = np.log(u) < 0.5 * x * x + d[trying] * (1 - v + np.log(v))
        accepted = (u < 1 - 0.0331 * (x * x) * (x * x)) | below_density
        done = trying[accepted]
        results[done] = d[done] * v[accepted]
        small = done[alpha[done] < 1]
        results[small] *= lanes.uniform(small) ** (1 / alpha[small])
        tried[tried] = accepted
        pending = pending[~tried]
    return results


def poisson(lanes: Lanes, rate: FloatArray) -> FloatArray:
    """Return one Poisson number for each entry of `rate` (rank 1), as float64.

    Below a rate of 10, uniform numbers are multiplied until their product falls to exp(-rate) (Knuth). From
    10 on, Hörmann's transformed rejection (1993) takes two uniform numbers for a try, and about nine tries in
    ten succeed.
    """
    rate = rate.astype(np.float64)
    results = np.zeros(len(rate))
    product = np.ones(len(rate))
    threshold = np.exp(-rate)
    pending = np.flatnonzero(rate < 10)
    while len(pending):
        product[pending] *= lanes.uniform(pending)
        pending = pending[product[pending] > threshold[pending]]
        results[pending] += 1
    pending = np.flatnonzero(rate >= 10)
    while len(pending):
        accepted, candidates = transformed_rejection(lanes, pending, rate[pending])
        results[pending[accepted]] = candidates[accepted]
        pending = pending[~accepted]
    results[np.isnan(rate)] = np.nan
    return results


def transformed_rejection(lanes: Lanes, pending: IntArray, rate: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Try Hörmann's method once in each pending lane: which lanes accept, and their candidates."""
    b = 0.931 + 2.53 * np.sqrt(rate)
    a = -0.059 + 0.02483 * b
    u = lanes.uniform(pending) - 0.5
    v = lanes.uniform(pending)
    distance = 0.5 - np.abs(u)  # from the end of the interval (-0.5, 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        candidate = np.floor((2 * a / distance + b) * u + rate + 0.43)
        certainly = (distance >= 0.07) & (v <= 0.9277 - 3.6224 / (b - 2))
        never = (candidate < 0) | ((distance < 0.013) & (v > distance))
        height = np.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / (distance * distance) + b))
        density = -rate + candidate * np.log(rate) - log_gamma(candidate + 1)
    return certainly | (~never & (height <= density)), candidate


def log_gamma(x: FloatArray) -> FloatArray:
    """Return ln Γ(x) for x >= 1, as float64, by Stirling's series; NumPy has no such function.

    >>> np.round(np.exp(log_gamma(np.array([1.0, 5.0, 8.0]))), 9)
    array([1.00e+00, 2.40e+01, 5.04e+03])
    """
    x = np.maximum(x, 1.0)
    factor = np.ones_like(x)
    while (below := x < 16).any():  # from there on the series is exact to the last digit or two
        factor = np.where(below, factor * x, factor)
        x = np.where(below, x + 1, x)
    square = 1 / (x * x)
    series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x
    return (x - 0.5) * np.log(x) - x + 0.5 * np.log(2 * np.pi) + series - np.log(factor)


def categorical(stream: Stream, logits: FloatArray, samples: int) -> IntArray:
    """Draw `samples` class numbers for each row of `logits` ([batch, classes]), as int64 of shape [batch,
    samples]."""
    batch = len(logits)
    reserved = batch * (-(-samples // 4) * 4) * 2  # whole fours for each row, of two words each
    points = distributions.filled(stream, distributions.uniform, (batch, samples), np.float64, reserved)
    return classes_at(points, logits)


def classes_at(points: FloatArray, logits: FloatArray) -> IntArray:
    """Return, for each point of [0, 1), the class whose stretch of the cumulative probabilities holds it.

    `points` has shape [batch, samples] and `logits` [batch, classes]; the result is int64 and has the shape
    of `points`. A logit that is not finite stands for a class that is never drawn.

    >>> classes_at(np.array([[0.1, 0.9]]), np.log([[0.5, 0.5]]))
    array([[0, 1]])
    """
    logits = logits.astype(np.float64)
    finite = np.isfinite(logits)
    largest = np.max(logits, axis=1, keepdims=True, initial=np.finfo(np.float64).min, where=finite)
    weights = np.where(finite, np.exp(np.where(finite, logits, largest) - largest), 0.0)
    cumulative = np.cumsum(weights, axis=1)
    targets = points * cumulative[:, -1:]
    classes = np.empty(points.shape, np.int64)
    for row in range(len(points)):
        classes[row] = np.searchsorted(cumulative[row], targets[row], side="right")
    return classes
