"""How candidate samplers draw: class numbers of some distribution, each of them once or as often as it comes.

A sampler here is a function from a number n to the first n class numbers it would draw, in order. Drawing
*distinct* classes then means: draw until there are enough different ones, and count the tries. The numbers are
those of TensorFlow's kernels (`candidate_sampler_ops.cc`, `range_sampler.cc`, `distribution_sampler.cc`,
`weighted_picker.cc`), which throw the words of a stream away in just these cases.

Read next: `candidate_sampling.py`, whose ops use these.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.ops.distributions import FLOAT32, FLOAT64, Draw, uniform

Draws = Callable[[int], np.ndarray]  # from a number to so many class numbers, or a few less
RESERVED_PER_CANDIDATE = 512  # a stream moves on by this many places, of four words each, for every candidate
ALL_WORDS = (1 << 32) - 1
ALL_DOUBLE_WORDS = (1 << 64) - 1


def first_words(draw: Draw, count: int) -> np.ndarray:
    """Return the first `count` words of a stretch of a stream."""
    return draw(np.arange(-(-count // 4), dtype=np.uint64)).ravel()[:count]


def unbiased(words: np.ndarray, span: int, largest: int) -> np.ndarray:
    """Return which words may be taken modulo `span`: the lowest few would make some remainders likelier.

    >>> unbiased(np.array([0, 3, 4, 15]), 6, 15)        # of 16 words the lowest 4 are left out
    array([False, False,  True,  True])
    """
    left_out = 0 if span & (span - 1) == 0 else largest % span + 1
    return np.greater_equal(words, words.dtype.type(left_out))


def uniform_classes(draw: Draw, classes: int) -> Draws:
    """Return the sampler that draws every class below `classes` equally often."""

    def draws(count: int) -> np.ndarray:
        words = first_words(draw, 2 * count)
        numbers = words[0::2] | words[1::2].astype(np.uint64) << np.uint64(32)
        kept = numbers[unbiased(numbers, classes, ALL_DOUBLE_WORDS)]
        return (kept % np.uint64(classes)).astype(np.int64)

    return draws


def log_uniform_classes(draw: Draw, classes: int) -> Draws:
    """Return the sampler that draws class k with probability ln((k + 2) / (k + 1)) / ln(classes + 1)."""
    span = math.log1p(classes)

    def draws(count: int) -> np.ndarray:
        points = uniform(first_words(draw, 2 * count), FLOAT64)
        return (np.exp(points * span).astype(np.int64) - 1) % classes

    return draws


def table_classes(draw: Draw, table: tuple[np.ndarray, np.ndarray]) -> Draws:
    """Return the sampler that looks classes up in a table made by `alias_table`."""
    chances, others = table
    classes = len(chances)

    def draws(count: int) -> np.ndarray:
        words = first_words(draw, 2 * count)
        # A draw takes two words, for the chance and for the place; a place that is refused takes one more.
        while not (fits := unbiased(words[1::2], classes, ALL_WORDS)).all():
            words = np.delete(words, 2 * int(np.argmin(fits)) + 1)
        words = words[: len(words) // 2 * 2]
        places = (words[1::2] % np.uint32(classes)).astype(np.int64)
        return np.where(uniform(words[0::2], FLOAT32) < chances[places], places, others[places])

    return draws


def counted_classes(draw: Draw, counts: np.ndarray) -> Draws:
    """Return the sampler that draws every class with a probability proportional to its count."""
    cumulative = np.cumsum(counts)
    total = int(cumulative[-1])

    def draws(count: int) -> np.ndarray:
        words = first_words(draw, count)
        places = words[unbiased(words, total, ALL_WORDS)] % np.uint32(total)
        return np.searchsorted(cumulative, places, side="right").astype(np.int64)

    return draws


def chosen(draws: Draws, count: int, distinct: bool) -> tuple[np.ndarray, int]:
    """Return `count` class numbers as they come, or the first `count` different ones; and the number of tries.

    >>> pool = np.array([3, 1, 3, 3, 0, 2])
    >>> chosen(lambda count: pool[:count], 3, True)
    (array([3, 1, 0]), 5)
    """
    tries = count + (count // 4 + 8 if distinct else 0)  # a few will be drawn twice
    while True:
        numbers = draws(tries)
        if not distinct:
            if len(numbers) >= count:
                return numbers[:count], count
        else:
            firsts = np.sort(np.unique(numbers, return_index=True)[1])[:count]
            if len(firsts) == count:
                return numbers[firsts], int(firsts[-1]) + 1 if count else 0
        tries = 2 * tries + 8


def expected_counts(chances: np.ndarray, count: int, tries: int) -> np.ndarray:
    """Return how often classes of these probabilities (float32) are expected among the candidates.

    When some draws were thrown away, that is the probability to come up at all in so many tries.

    >>> expected_counts(np.array([0.25, 0.5], np.float32), 2, 2)
    array([0.5, 1. ], dtype=float32)
    """
    if tries == count:
        return chances * np.float32(count)
    with np.errstate(divide="ignore"):
        return -np.expm1(np.float32(tries) * np.log1p(-chances))


@lru_cache(maxsize=4)
def unigram_weights(
    unigrams: tuple[float, ...], distortion: float, num_reserved_ids: int, num_shards: int, shard: int
) -> np.ndarray:
    """Return the weight of every class of this shard, as float32: its count to the power `distortion`."""
    counts = np.asarray(unigrams, np.float32)
    numbers = np.arange(num_reserved_ids + len(counts))
    # Words are numbered from the reserved ids *of this shard* on.
    reserved = int(np.count_nonzero(np.arange(num_reserved_ids) % num_shards == shard))
    mine = numbers[reserved : reserved + len(counts)] % num_shards == shard
    return np.concatenate(
        [np.zeros(reserved, np.float32), np.power(counts[mine], np.float32(distortion), dtype=np.float32)]
    )


def alias_table(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Walker's alias table: for every class the chance to stay there, and where to go otherwise.

    The classes stand for equal shares of a line. One that deserves less than its share gives the rest of it
    to one that deserves more, so two numbers decide a draw: a place, and whether to stay.

    Source: A. J. Walker, "An efficient method for generating discrete random variables with general
    distributions" (1977).

    >>> alias_table(np.array([3.0, 1.0], np.float32))
    (array([1. , 0.5], dtype=float32), array([0, 0]))
    """
    shares = (weights * np.float32(len(weights)) / np.float64(weights.sum(dtype=np.float64))).tolist()
    others = list(range(len(shares)))
    poor = [place for place, share in enumerate(shares) if share < 1.0]
    rich = [place for place, share in enumerate(shares) if share >= 1.0]
    while rich and poor:
        low, high = poor.pop(), rich.pop()
        others[low] = high
        shares[high] -= 1.0 - shares[low]
        (poor if shares[high] < 1.0 else rich).append(high)
    for place in rich + poor:  # what rounding has left
        shares[place], others[place] = 1.0, place
    return np.array(shares, np.float32), np.array(others, np.int64)


def weights_in_file(path: str) -> tuple[float, ...]:
    """Return the last field of every line of a vocabulary file, in which commas separate the fields."""
    weights = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                weights.append(float(line.rstrip("\n").rpartition(",")[2]))
            except ValueError:
                raise InvalidArgumentError(
                    None, None, f"Wrong vocabulary format at line: {line!r}: the last field must be a number."
                ) from None
    return tuple(weights)


class CountedPlace(int):
    """The place of a stream whose sampler learns: a counter that brings along how often it saw each class.

    What a random op remembers is the state of its stream. Kept in it, the counts are noted and set back
    together with the place, so a run that is replayed draws again what it drew.
    """

    counts: np.ndarray[Any, Any]

    def __new__(cls, place: int, counts: np.ndarray[Any, Any]) -> "CountedPlace":
        self = super().__new__(cls, place)
        self.counts = counts
        return self


def counts_at(stream: Any, classes: int) -> np.ndarray:
    """Return how often a stream's sampler has seen each class, plus one."""
    place = stream.state[1]
    return place.counts if isinstance(place, CountedPlace) else np.ones(classes, np.int64)


def learn(stream: Any, counts: np.ndarray, seen: np.ndarray) -> None:
    """Count the classes that a run has seen."""
    key, place = stream.state
    stream.state = key, CountedPlace(place, counts + np.bincount(seen.ravel(), minlength=len(counts)))
