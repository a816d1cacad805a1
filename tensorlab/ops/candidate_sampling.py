"""Candidate samplers: a few classes to compare the right one with, where there are too many to take them all.

A softmax over fifty thousand words needs fifty thousand scores for every example. Sampled losses
(`sampled_losses.py`) take the score of the right word and of a few others, and so they must know two things:
which others, and how often each was to be expected. That is what every op here gives, as three tensors:

    sampled_candidates       the classes drawn
    true_expected_count      how often the right classes are expected among them
    sampled_expected_count   how often the drawn ones are

Source: "Candidate sampling algorithms reference", https://www.tensorflow.org/extras/candidate_sampling.pdf

Read next: `candidate_nodes.py` (the nodes that draw), `sampled_losses.py` (what for).
"""

from typing import Any, NamedTuple

from tensorlab.graph.dtypes import int32
from tensorlab.graph.tensor import Tensor
from tensorlab.ops import candidate_nodes
from tensorlab.ops.random import node_seeds


class Candidates(NamedTuple):
    """What a sampler gives."""

    sampled_candidates: Tensor
    true_expected_count: Tensor
    sampled_expected_count: Tensor


class AccidentalHits(NamedTuple):
    """Where a sampled class is a true one: the row of the batch, the place in the sample, and a very low score."""

    indices: Tensor
    ids: Tensor
    weights: Tensor


def uniform_candidate_sampler(
    true_classes: Any, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Draw candidates below `range_max`, all equally likely.

    Args:
        true_classes: int64, shape [batch, num_true]: the right classes of every example.
        num_true: how many right classes every example has.
        num_sampled: how many candidates to draw, for the whole batch.
        unique: whether they must all be different.
        range_max: the number of classes.
        seed: a Python int; with it, every new session draws the same candidates.
        name: the name of the node.

    Returns:
        A named tuple: sampled_candidates (int64, [num_sampled]), true_expected_count (float32, [batch,
        num_true]), sampled_expected_count (float32, [num_sampled]).

    Raises:
        ValueError: when true_classes has not num_true columns.
        InvalidArgumentError: while running, for classes out of range, and when there are too few of them.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/uniform_candidate_sampler

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     drawn = tf.nn.uniform_candidate_sampler([[3], [1]], 1, 4, True, 100, seed=1)
    ...     print(sess.run(drawn.sampled_candidates), sess.run(drawn.true_expected_count).ravel())
    [91  5  1 54] [0.04 0.04]
    """
    return _sampled(
        candidate_nodes.uniform_candidates,
        true_classes,
        num_true,
        num_sampled,
        unique,
        range_max,
        seed=seed,
        name=name,
    )


def log_uniform_candidate_sampler(
    true_classes: Any, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Draw candidates below `range_max`, low numbers more often, as suits words sorted by how common they are.

    Class k has the probability (ln(k + 2) - ln(k + 1)) / ln(range_max + 1).

    Args, results and errors are those of `tf.nn.uniform_candidate_sampler`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/log_uniform_candidate_sampler

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     drawn = tf.nn.log_uniform_candidate_sampler([[3], [1]], 1, 4, True, 100, seed=1)
    ...     print(sess.run(drawn.sampled_candidates))
    [66  5 22 24]
    """
    return _sampled(
        candidate_nodes.log_uniform_candidates,
        true_classes,
        num_true,
        num_sampled,
        unique,
        range_max,
        seed=seed,
        name=name,
    )


def learned_unigram_candidate_sampler(
    true_classes: Any, num_true: int, num_sampled: int, unique: bool, range_max: int,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Draw candidates below `range_max` as often as they were right so far.

    A session counts, for this node, how often every class was among `true_classes`, beginning with one for
    each. Args, results and errors are those of `tf.nn.uniform_candidate_sampler`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/learned_unigram_candidate_sampler

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     drawn = tf.nn.learned_unigram_candidate_sampler([[3], [1]], 1, 2, True, 4, seed=1)
    ...     for _ in range(2):
    ...         print(sess.run(drawn.true_expected_count).ravel())
    [0.578125 0.578125]
    [0.6666667 0.6666667]
    """
    if range_max > int32.max:
        raise ValueError(f"Value of range_max:{range_max} is too large to handle")
    return _sampled(
        candidate_nodes.learned_unigram_candidates,
        true_classes,
        num_true,
        num_sampled,
        unique,
        range_max,
        seed=seed,
        name=name,
    )


def fixed_unigram_candidate_sampler(
    true_classes: Any, num_true: int, num_sampled: int, unique: bool, range_max: int,
    vocab_file: str = "", distortion: float = 1.0, num_reserved_ids: int = 0, num_shards: int = 1,
    shard: int = 0, unigrams: Any = (), seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Draw candidates below `range_max` with weights from a list or a file.

    Args:
        true_classes, num_true, num_sampled, unique, range_max, seed, name: see
            `tf.nn.uniform_candidate_sampler`.
        vocab_file: a file with one class per line, whose last field (after a comma) is its weight.
        distortion: the weights are taken to this power; word2vec took 0.75.
        num_reserved_ids: so many classes come before those with weights, and are never drawn.
        num_shards, shard: of a vocabulary dealt out to several samplers, how many there are and which this is.
        unigrams: the weights, instead of a file.

    Raises:
        InvalidArgumentError: while running, without weights, or when there is not one for every class.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/fixed_unigram_candidate_sampler

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     drawn = tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 6, False, 3, unigrams=[8, 1, 1], seed=1)
    ...     print(sess.run(drawn.sampled_candidates))
    [2 1 0 2 0 0]
    """
    return _sampled(
        candidate_nodes.fixed_unigram_candidates, true_classes, num_true, num_sampled, unique, range_max, vocab_file,
        float(distortion), num_reserved_ids, num_shards, shard, tuple(map(float, unigrams)), seed=seed, name=name,
    )  # fmt: skip


def all_candidate_sampler(
    true_classes: Any, num_true: int, num_sampled: int, unique: bool,
    seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """Take every class as a candidate, once: to compare a sampled loss with the full one.

    Args:
        num_sampled: the number of classes.
        true_classes, num_true, unique, seed, name: see `tf.nn.uniform_candidate_sampler`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/random/all_candidate_sampler

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.all_candidate_sampler([[3], [1]], 1, 4, True).sampled_candidates))
    [0 1 2 3]
    """
    return _sampled(
        candidate_nodes.all_candidates, true_classes, num_true, num_sampled, unique, seed=seed, name=name
    )


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: int | None = None,
    name: str | None = None,
) -> AccidentalHits:
    """Find the sampled candidates that happen to be right classes of some example.

    Args:
        true_classes: int64, shape [batch, num_true].
        sampled_candidates: int64, rank 1, as a sampler gives them.
        num_true: how many right classes every example has.
        seed: not used.

    Returns:
        A named tuple of three vectors, with an entry for every hit: indices (int32, the example), ids (int64, the
        place in sampled_candidates) and weights (float32, the lowest number there is). Added to the scores of
        the candidates they make sure that nobody takes a right answer for a wrong one.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/nn/compute_accidental_hits

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     hits = tf.nn.compute_accidental_hits([[1], [4], [2]], [4, 3, 1], num_true=1)
    ...     print(sess.run(hits.indices), sess.run(hits.ids))
    [0 1] [2 0]
    """
    hits = candidate_nodes.accidental_hits(
        true_classes, sampled_candidates, num_true, name=name, **node_seeds(seed)
    )
    return AccidentalHits(*hits)


def _sampled(
    record: Any, true_classes: Any, *settings: Any, seed: int | None, name: str | None
) -> Candidates:
    return Candidates(*record(true_classes, *settings, name=name, **node_seeds(seed)))
