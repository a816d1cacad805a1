"""The nodes behind the candidate samplers: one record for each distribution, and one for accidental hits.

Every sampler gives three arrays: the classes drawn, how often the right classes were to be expected among them,
and how often the drawn ones were. Programs do not call these: they call the functions in `candidate_sampling.py`.

Read next: `candidate_draws.py`, how words become candidates.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from tensorlab.errors import InvalidArgumentError
from tensorlab.graph.dtypes import DType, float32, int32, int64
from tensorlab.graph.registry import Array, Sample, Stream, op
from tensorlab.graph.shapes import TensorShape, shape_of
from tensorlab.ops import candidate_draws
from tensorlab.ops.candidate_draws import RESERVED_PER_CANDIDATE, Draws, chosen, expected_counts

HOST_ONLY = {"CPU": "candidates are few, and the host draws them"}
CLASSES = {"true_classes": frozenset([int64]), "sampled_candidates": "true_classes"}
NO_GRADIENT = "class numbers do not change smoothly with anything"


def _dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [int64, float32, float32]


def _matrix(true_classes: TensorShape) -> TensorShape:
    """The shape as one of rank 2."""
    if true_classes.ndims not in (None, 2):
        raise ValueError(
            f"Shape must be rank 2 but is rank {true_classes.ndims}: true_classes has the shape {true_classes}. "
            "Labels for sampled losses are a matrix with a row for every example: reshape them to [batch, 1]."
        )
    return true_classes.with_rank(2)


def _shapes(true_classes: TensorShape, num_true: int, num_sampled: int, *_: Any) -> list[TensorShape]:
    if num_true < 1 or num_sampled < 1:
        raise ValueError(
            f"num_true and num_sampled must be at least 1, but they are {num_true} and {num_sampled}."
        )
    batch, columns = _matrix(true_classes).as_list()
    if columns not in (None, num_true):
        raise ValueError(
            f"true_classes must have num_true = {num_true} columns, but its shape is {true_classes}. For one true "
            "class per example reshape the labels to [batch, 1]."
        )
    return [shape_of((num_sampled,)), shape_of((batch, num_true)), shape_of((num_sampled,))]


def _check(true_classes: Any, num_true: int, num_sampled: int, unique: bool, classes: int) -> None:
    """Refuse what TensorFlow refuses while running."""
    if true_classes.ndim != 2 or true_classes.shape[1] != num_true:
        raise InvalidArgumentError(
            None,
            None,
            f"true_classes must have the shape [batch, {num_true}], not {list(true_classes.shape)}.",
        )
    if unique and num_sampled > classes:
        raise InvalidArgumentError(
            None,
            None,
            f"Sampler's range is too small: there are no {num_sampled} different classes below {classes}.",
        )
    outside = (true_classes < 0) | (true_classes >= classes)
    if outside.any():
        raise InvalidArgumentError(
            None, None, f"`true_candidate` out of range [0, {classes}), received {true_classes[outside][0]}"
        )


def _answer(draws: Draws, chances: Any, true_classes: Any, num_sampled: int, unique: bool) -> Any:
    """The three results, given a sampler and the probability (float32) of every class number."""
    sampled, tries = chosen(draws, num_sampled, unique)
    return (
        sampled,
        expected_counts(chances(true_classes), num_sampled, tries),
        expected_counts(chances(sampled), num_sampled, tries),
    )


@op("UniformCandidateSampler", shape=_shapes, dtypes=CLASSES, result=_dtypes, outputs=3, kind="random",
    devices=HOST_ONLY, symbol="candidates", latex=r"P(k) = 1 / {range_max}")  # fmt: skip
def uniform_candidates(
    stream: Stream, true_classes: Array, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int = 0, seed2: int = 0,
):  # fmt: skip
    """Draw candidates below `range_max`, all equally likely.

    Args:
        true_classes: int64, shape [batch, num_true].
        num_true: how many right classes every example has.
        num_sampled: how many candidates to draw.
        unique: whether they must all be different.
        range_max: the number of classes.
        seed, seed2: the two seeds; 0 and 0 mean none.
    """
    _check(true_classes, num_true, num_sampled, unique, range_max)
    draw = stream.reserve(RESERVED_PER_CANDIDATE * num_sampled)
    draws = candidate_draws.uniform_classes(draw, range_max)
    chance = np.float32(1.0 / range_max)
    return _answer(draws, lambda k: np.full(k.shape, chance), true_classes, num_sampled, unique)


@op("LogUniformCandidateSampler", shape=_shapes, dtypes=CLASSES, result=_dtypes, outputs=3, kind="random",
    devices=HOST_ONLY, symbol="candidates",
    latex=r"P(k) = \ln \frac{{k + 2}}{{k + 1}} / \ln ({range_max} + 1)")  # fmt: skip
def log_uniform_candidates(
    stream: Stream, true_classes: Array, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int = 0, seed2: int = 0,
):  # fmt: skip
    """Draw candidates below `range_max`, low numbers more often: as words, counted from the commonest on.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, seed2: see `UniformCandidateSampler`.

    Source: Zipf's law: the k-th commonest word is about k times as rare as the first.
    """
    _check(true_classes, num_true, num_sampled, unique, range_max)
    draw = stream.reserve(RESERVED_PER_CANDIDATE * num_sampled)
    draws = candidate_draws.log_uniform_classes(draw, range_max)
    span = np.log1p(range_max)

    def chances(classes: Any) -> Any:
        return (np.log((classes + 2.0) / (classes + 1.0)) / span).astype(np.float32)

    return _answer(draws, chances, true_classes, num_sampled, unique)


@op("LearnedUnigramCandidateSampler", shape=_shapes, dtypes=CLASSES, result=_dtypes, outputs=3, kind="random",
    devices=HOST_ONLY, symbol="candidates", latex=r"P(k) \propto 1 + \text{{times seen}}")  # fmt: skip
def learned_unigram_candidates(
    stream: Stream, true_classes: Array, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int = 0, seed2: int = 0,
):  # fmt: skip
    """Draw candidates below `range_max` as often as they were right so far; every run counts its right classes.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, seed2: see `UniformCandidateSampler`.
    """
    _check(true_classes, num_true, num_sampled, unique, range_max)
    counts = candidate_draws.counts_at(stream, range_max)
    draw = stream.reserve(RESERVED_PER_CANDIDATE * num_sampled)
    draws = candidate_draws.counted_classes(draw, counts)
    weights = counts.astype(np.float32)
    total = np.float32(counts.sum())
    answer = _answer(draws, lambda k: weights[k] / total, true_classes, num_sampled, unique)
    candidate_draws.learn(stream, counts, true_classes)
    return answer


@op("FixedUnigramCandidateSampler", shape=_shapes, dtypes=CLASSES, result=_dtypes, outputs=3, kind="random",
    devices=HOST_ONLY, symbol="candidates",
    latex=r"P(k) \propto {unigrams}_k^{{{distortion}}}")  # fmt: skip
def fixed_unigram_candidates(
    stream: Stream, true_classes: Array, num_true: int, num_sampled: int, unique: bool, range_max: int,
    vocab_file: str = "", distortion: float = 1.0, num_reserved_ids: int = 0, num_shards: int = 1,
    shard: int = 0, unigrams: tuple = (), seed: int = 0, seed2: int = 0,
):  # fmt: skip
    """Draw candidates below `range_max` with given weights.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, seed2: see `UniformCandidateSampler`.
        vocab_file: a file with one class per line, whose last field (after a comma) is the weight.
        distortion: the weights are taken to this power; 0.75 is common for words.
        num_reserved_ids: so many classes come before those with weights, and are never drawn.
        num_shards, shard: of a vocabulary dealt out to several samplers, how many there are and which this is.
        unigrams: the weights, instead of a file.
    """
    if bool(vocab_file) == bool(unigrams):
        raise InvalidArgumentError(
            None,
            None,
            "Must provide either vocab_file or unigrams, and not both: the weights of the classes.",
        )
    given = candidate_draws.weights_in_file(vocab_file) if vocab_file else unigrams
    weights = candidate_draws.unigram_weights(tuple(given), distortion, num_reserved_ids, num_shards, shard)
    if len(weights) != range_max:
        raise InvalidArgumentError(
            None, None, f"range is {range_max}, must be equal to weights size {len(weights)}"
        )
    _check(true_classes, num_true, num_sampled, unique, range_max)
    draw = stream.reserve(RESERVED_PER_CANDIDATE * num_sampled)
    draws = candidate_draws.table_classes(draw, _table(weights.tobytes()))
    shares = weights / np.cumsum(weights)[-1]  # in float32, added up one by one
    return _answer(draws, lambda k: shares[k], true_classes, num_sampled, unique)


@lru_cache(maxsize=4)
def _table(weights: bytes) -> Any:
    """The alias table of some weights, which every run of a node asks for again."""
    return candidate_draws.alias_table(np.frombuffer(weights, np.float32))


def _all_shapes(true_classes: TensorShape, num_true: int, num_sampled: int, *_: Any) -> list[TensorShape]:
    return _shapes(true_classes, num_true, num_sampled)


@op("AllCandidateSampler", shape=_all_shapes, dtypes=CLASSES, result=_dtypes, outputs=3, kind="random",
    devices=HOST_ONLY, symbol="all classes", latex=r"0, \ldots, {num_sampled} - 1")  # fmt: skip
def all_candidates(
    true_classes: Array, num_true: int, num_sampled: int, unique: bool, seed: int = 0, seed2: int = 0
):
    """Take every class below `num_sampled` once: to compare a sampled loss with the full one.

    Args:
        true_classes, num_true, num_sampled, unique, seed, seed2: see `UniformCandidateSampler`; nothing is drawn.
    """
    _check(true_classes, num_true, num_sampled, unique, num_sampled)
    ones = np.ones(num_sampled, np.float32)
    return np.arange(num_sampled), np.ones(true_classes.shape, np.float32), ones


def _hit_shapes(
    true_classes: TensorShape, sampled_candidates: TensorShape, num_true: int, *_: Any
) -> list[TensorShape]:
    batch = _matrix(true_classes)
    if batch.as_list()[1] not in (None, num_true):
        raise ValueError(f"true_classes must have num_true = {num_true} columns, but its shape is {batch}.")
    return [shape_of((None,))] * 3


def _hit_dtypes(dtypes: Any, attributes: Any) -> list[DType]:
    return [int32, int64, float32]


@op("ComputeAccidentalHits", shape=_hit_shapes, dtypes=CLASSES, result=_hit_dtypes, outputs=3, kind="array",
    devices=HOST_ONLY, symbol="hits", latex=r"{sampled_candidates} \cap {true_classes}")  # fmt: skip
def accidental_hits(
    true_classes: Array, sampled_candidates: Array, num_true: int, seed: int = 0, seed2: int = 0
):
    """Find the sampled candidates that are right classes of some example.

    Args:
        true_classes: int64, shape [batch, num_true].
        sampled_candidates: int64, rank 1.
        num_true: how many right classes every example has.
        seed, seed2: not used, as in TensorFlow.
    """
    classes, places = np.unique(sampled_candidates[::-1], return_index=True)  # the last place of each counts
    if not len(classes):
        return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.float32)
    flat = true_classes.ravel()
    found = np.minimum(np.searchsorted(classes, flat), len(classes) - 1)
    hits = np.flatnonzero(classes[found] == flat)
    ids = len(sampled_candidates) - 1 - places[found[hits]]
    weights = np.full(len(hits), -np.finfo(np.float32).max, np.float32)
    return (hits // num_true).astype(np.int32), ids.astype(np.int64), weights


for _record in (uniform_candidates, log_uniform_candidates, learned_unigram_candidates, fixed_unigram_candidates,
                all_candidates, accidental_hits):  # fmt: skip
    _record.not_differentiable(NO_GRADIENT)


def _samples() -> list[Sample]:
    true = [[1], [4], [2]]
    return [
        Sample(true, 1, 4, True, 6, seed=1),
        Sample(true, 1, 9, False, 6, seed=3, seed2=4),
        Sample([[0, 7], [99, 1000]], 2, 30, True, 5000, seed=5),
        Sample([[0]], 1, 5, True, 5, seed=6),
        Sample(np.zeros((0, 1), np.int64), 1, 2, False, 8, seed=7),
    ]


uniform_candidates.samples(_samples)
log_uniform_candidates.samples(_samples)
learned_unigram_candidates.samples(_samples)


@fixed_unigram_candidates.samples
def _() -> list[Sample]:
    weights = (5.0, 1.0, 0.5, 2.0, 0.25, 3.0)
    return [
        Sample([[1], [4]], 1, 3, True, 6, unigrams=weights, seed=1),
        Sample([[1], [4]], 1, 20, False, 6, distortion=0.75, unigrams=weights, seed=2),
        Sample([[1, 2]], 2, 4, True, 7, num_reserved_ids=1, unigrams=weights, seed=3),
        Sample([[1]], 1, 2, False, 3, num_shards=2, shard=1, unigrams=weights, seed=4),
        Sample([[1]], 1, 50, False, 60, unigrams=tuple(1.0 / (k + 1) for k in range(60)), seed=5),
    ]


@all_candidates.samples
def _() -> list[Sample]:
    return [Sample([[1], [4]], 1, 6, True, seed=1), Sample([[1, 0]], 2, 2, False, seed=1)]


@accidental_hits.samples
def _() -> list[Sample]:
    return [
        Sample([[1], [4], [2]], [4, 3, 1, 4], 1),
        Sample([[1, 2], [2, 1], [5, 5]], [2, 7, 5], 2),
        Sample([[1]], [2], 1),
        Sample(np.zeros((0, 1), np.int64), [2], 1),
    ]
