"""How random words become random numbers: TensorFlow's own recipes, over whole arrays at once.

A session's stream (`tensorlab/philox.py`) hands out random 32-bit words. Each function here turns them
into numbers of one distribution, in the order and with the rounding of TensorFlow's kernels
(`random_distributions.h`, `random_op.cc`, `random_shuffle_op.cc`).

There are two kinds of recipe. `uniform`, `integers`, `normal` and `shuffled` take a fixed number of words
for each number, so they are given the words. `truncated_normal`, and the recipes in `random_recipes.py`,
throw away what does not fit and draw again. Every number has a stretch of the stream to itself for that: so
its value does not depend on how often its neighbours were drawn anew.

Read next: `random_recipes.py`.
"""

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tensorlab.ops.float32_functions import logarithm, sine_and_cosine

Recipe = Callable[[np.ndarray, np.dtype], np.ndarray]  # from words to numbers of a dtype
Draw = Callable[[np.ndarray], np.ndarray]  # from places in a stream, four words each, to those words

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)
# A stream moves on by this many places, of four words each, for every number asked for: enough for one that
# is drawn anew again and again. TensorFlow reserves as much, even where each number takes a single word.
RESERVED_PER_NUMBER = 256
SMALLEST = 1.0e-7  # the logarithm is never given less than this


class Stream(Protocol):
    """What the recipes need of a stream (`PhiloxStream` has it)."""

    def bits(self, count: int) -> np.ndarray:
        """Return the next `count` words."""

    def reserve(self, places: int) -> Draw:
        """Move on by so many places, of four words each; return a function that reads them."""


def filled(
    stream: Stream, recipe: Recipe, shape: tuple[int, ...], dtype: Any, reserved: int | None = None
) -> np.ndarray:
    """Return an array filled by a recipe that takes a fixed number of words for each number.

    `reserved` says for how many numbers the stream moves on, where it is not for those of the array.
    """
    dtype, count = np.dtype(dtype), math.prod(shape)
    draw = stream.reserve(RESERVED_PER_NUMBER * (count if reserved is None else reserved))
    places = -(-count * words_per_number(dtype) // 4)
    return recipe(draw(np.arange(places, dtype=np.uint64)).ravel(), dtype)[:count].reshape(shape)


def words_per_number(dtype: np.dtype) -> int:
    """Return how many 32-bit words one number takes: two for 64 bits, else one."""
    return 2 if dtype.itemsize == 8 else 1


def uniform(words: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return numbers from [0, 1), with as many random bits as a fraction of this dtype has.

    >>> uniform(np.array([0, 2**22], np.uint32), FLOAT32)
    array([0. , 0.5], dtype=float32)
    """
    if dtype == FLOAT64:
        high, low = words[0::2].astype(np.uint64), words[1::2]
        return ((high & np.uint64(0xFFFFF)) << np.uint64(32) | low) * 2.0**-52
    fraction_bits = 10 if dtype == np.float16 else 23
    kept = words & np.uint32((1 << fraction_bits) - 1)
    return (kept.astype(np.float32) * np.float32(2.0**-fraction_bits)).astype(dtype, copy=False)


def integers(words: np.ndarray, minval: int, maxval: int, dtype: np.dtype) -> np.ndarray:
    """Return minval + word % (maxval - minval), in the wrapping arithmetic of `dtype` (int32 or int64).

    >>> integers(np.array([0, 7, 8], np.uint32), 10, 15, np.dtype(np.int32))
    array([10, 12, 13], dtype=int32)
    """
    unsigned = np.dtype(f"u{dtype.itemsize}")
    if dtype.itemsize == 8:
        words = words[0::2] | words[1::2].astype(np.uint64) << np.uint64(32)
    span = unsigned.type(int(maxval) - int(minval))
    start = np.array(int(minval), dtype).view(unsigned)
    return (words % span + start).view(dtype)


def normal(words: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return normal numbers by the method of Box and Muller: two uniform numbers make two normal ones.

    Think of a point in the plane whose two coordinates are independent normal numbers. Its angle and its
    distance from the origin are easy to draw; its coordinates are then the numbers wanted. `words` must hold
    whole pairs.
    """
    working = FLOAT64 if dtype == FLOAT64 else FLOAT32
    numbers = uniform(words, working)
    first, second = np.maximum(numbers[0::2], working.type(SMALLEST)), numbers[1::2]
    angle = (2 * np.pi * second.astype(np.float64)).astype(working, copy=False)
    if working == FLOAT64:
        height, sine, cosine = np.log(first), np.sin(angle), np.cos(angle)
    else:
        height, (sine, cosine) = logarithm(first), sine_and_cosine(angle)
    distance = np.sqrt(-2 * height)
    pairs = np.empty((len(first), 2), working)
    np.multiply(sine, distance, out=pairs[:, 0])
    np.multiply(cosine, distance, out=pairs[:, 1])
    return pairs.ravel().astype(dtype, copy=False)


def truncated_normal(stream: Stream, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """Return an array of normal numbers between -2 and 2.

    The numbers come in groups of four (float64: two), as many as four words make. A group takes the fitting
    ones out of its own words, four words after four, until it is full.
    """
    count = math.prod(shape)
    draw = stream.reserve(RESERVED_PER_NUMBER * count)
    working = FLOAT64 if dtype == FLOAT64 else FLOAT32
    group = 4 // words_per_number(working)
    groups = -(-count // group)
    starts = np.arange(groups, dtype=np.uint64) * np.uint64(group * RESERVED_PER_NUMBER // 4)
    results = np.empty((groups, group), working)
    filled = np.zeros(groups, np.intp)
    open_groups = np.arange(groups)
    turn = 0
    while len(open_groups):
        numbers = normal(draw(starts[open_groups] + np.uint64(turn)).ravel(), working).reshape(-1, group)
        fits = np.abs(numbers) < 2
        places = filled[open_groups, np.newaxis] + np.cumsum(fits, axis=1) - 1
        fits &= places < group
        rows = np.broadcast_to(open_groups[:, np.newaxis], fits.shape)
        results[rows[fits], places[fits]] = numbers[fits]
        filled[open_groups] += np.count_nonzero(fits, axis=1)
        open_groups = open_groups[filled[open_groups] < group]
        turn += 1
    return results.ravel()[:count].reshape(shape).astype(dtype, copy=False)


def permutation(stream: Stream, count: int) -> np.ndarray:
    """Return 0 ... count - 1 in random order, as int64; the stream moves on by just what that takes."""
    return shuffled(stream.bits(max(count - 1, 0)), count)


def shuffled(words: np.ndarray, count: int) -> np.ndarray:
    """Return 0 ... count - 1 shuffled as Fisher and Yates did: each place swaps with one from there on.

    >>> shuffled(np.array([2, 1], np.uint32), 3)
    array([2, 0, 1])
    """
    order = list(range(count))
    steps = words % np.arange(count, 1, -1, dtype=np.uint32)
    for place, step in enumerate(steps.tolist()):
        order[place], order[place + step] = order[place + step], order[place]
    return np.array(order, np.int64)
