"""Candidate samplers: probabilities, memory, files of weights; `parity/programs/sampling.py` compares the draws."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab import lab
from tensorlab.ops import candidate_draws
from tensorlab.record.replay import Replayer

WEIGHTS = [4.0, 1.0, 0.5, 2.5, 2.0]


def candidates(sampler: Any, runs: int = 1) -> np.ndarray:
    """What a sampler draws in some runs of one session."""
    with tf.Session() as session:
        return np.concatenate([session.run(sampler.sampled_candidates) for _ in range(runs)])


SAMPLERS: dict[str, tuple[Any, Any]] = {
    "uniform": (
        lambda: tf.nn.uniform_candidate_sampler([[0]], 1, 5000, False, 5, seed=1),
        np.ones(5),
    ),
    "log-uniform": (
        lambda: tf.nn.log_uniform_candidate_sampler([[0]], 1, 5000, False, 5, seed=1),
        np.log((np.arange(5) + 2) / (np.arange(5) + 1)),
    ),
    "fixed": (
        lambda: tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 5000, False, 5, unigrams=WEIGHTS, seed=1),
        np.array(WEIGHTS),
    ),
    "distorted": (
        lambda: tf.nn.fixed_unigram_candidate_sampler(
            [[0]], 1, 5000, False, 5, distortion=0.5, unigrams=WEIGHTS, seed=1
        ),
        np.sqrt(WEIGHTS),
    ),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_class_comes_as_often_as_it_says(name: str) -> None:
    """In 20,000 draws, and in the counts that the sampler itself expects."""
    make, weights = SAMPLERS[name]
    with tf.Graph().as_default(), tf.Session() as session:
        sampler = make()
        shares = weights / weights.sum()
        drawn, expected = session.run([sampler.sampled_candidates, sampler.sampled_expected_count])
        np.testing.assert_allclose(expected, 5000 * shares[drawn], rtol=1e-5)
        found = np.bincount(candidates(sampler, 4), minlength=5) / 20000
    np.testing.assert_allclose(found, shares, atol=0.015)


@pytest.mark.parametrize("name", SAMPLERS)
def test_distinct_candidates_are_the_first_different_ones(name: str) -> None:
    """Drawing distinct classes is drawing on until there are enough, from the same numbers."""
    make, _ = SAMPLERS[name]
    with tf.Graph().as_default() as graph:
        repeated = make()
    node = repeated.sampled_candidates.op
    settings = {p.name: node.attributes[p.name] for p in node.record.attributes}
    with graph.as_default():
        distinct = node.record([[0]], **{**settings, "num_sampled": 5, "unique": True})
        with tf.Session() as session:
            order, expected = session.run([distinct[0], distinct[2]])
            pool = session.run(repeated.sampled_candidates)
    _, firsts = np.unique(pool, return_index=True)
    np.testing.assert_array_equal(order, pool[np.sort(firsts)])
    tries = int(np.max(firsts)) + 1
    shares = SAMPLERS[name][1] / SAMPLERS[name][1].sum()
    np.testing.assert_allclose(expected, 1 - (1 - shares[order]) ** tries, rtol=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_an_alias_table_gives_every_class_its_share(seed: int) -> None:
    rng = np.random.RandomState(seed)
    weights = rng.rand(rng.randint(1, 60)).astype(np.float32) * (rng.rand() < 0.8 or 1e-6)
    weights[rng.randint(len(weights))] += np.float32(0.5)
    chances, others = candidate_draws.alias_table(weights)
    shares = chances.astype(np.float64)
    np.add.at(shares, others, 1.0 - chances)
    np.testing.assert_allclose(shares / len(weights), weights / weights.sum(), atol=2e-7)


def test_hits_are_those_of_a_search() -> None:
    rng = np.random.RandomState(3)
    for _ in range(20):
        true, sampled = rng.randint(0, 12, size=(4, 3)), rng.randint(0, 12, size=6)
        with tf.Graph().as_default(), tf.Session() as session:
            hits = session.run(
                tf.nn.compute_accidental_hits(true.astype(np.int64), sampled.astype(np.int64), 3)
            )
        last = {int(value): place for place, value in enumerate(sampled)}
        expected = [(row, last[int(c)]) for row in range(4) for c in true[row] if int(c) in last]
        assert list(zip(hits.indices.tolist(), hits.ids.tolist(), strict=True)) == expected
        assert (hits.weights == -np.finfo(np.float32).max).all()


# --- the sampler that learns ------------------------------------------------------------------------------


def learning() -> tuple[Any, Any]:
    labels = tf.placeholder(tf.int64, [None, 1])
    return labels, tf.nn.learned_unigram_candidate_sampler(labels, 1, 3, True, 8, seed=5)


def test_a_learning_sampler_counts_what_was_right() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        labels = tf.placeholder(tf.int64, [None, 1])
        sampler = tf.nn.learned_unigram_candidate_sampler(labels, 1, 4, False, 4)
        counts = np.ones(4)
        for batch in ([0, 0, 1], [3], [0, 3, 3]):
            expected = session.run(sampler.true_expected_count, {labels: np.reshape(batch, (-1, 1))})
            np.testing.assert_allclose(expected.ravel(), 4 * counts[batch] / counts.sum(), rtol=1e-6)
            counts += np.bincount(batch, minlength=4)


def test_two_sessions_learn_apart() -> None:
    with tf.Graph().as_default():
        labels, sampler = learning()
        with tf.Session() as one, tf.Session() as other:
            first = [one.run(list(sampler), {labels: [[7], [7]]}) for _ in range(4)]
            second = [other.run(list(sampler), {labels: [[7], [7]]}) for _ in range(4)]
    for a, b in zip(first, second, strict=True):
        for ours, theirs in zip(a, b, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert first[0][1][0] < first[3][1][0]


def test_what_was_learned_is_replayed() -> None:
    """The counts are part of the state of the node's stream."""
    with tf.Graph().as_default(), tf.Session() as session:
        labels, sampler = learning()
        with lab.trace() as tape:
            for number in range(6):
                session.run(list(sampler), {labels: [[number], [7]]})
        for number in (4, 1, 5, 0):
            kept, again = tape.runs[number].values, Replayer(tape.runs).again(number)
            for before, after in zip(kept, again, strict=True):
                if isinstance(before, np.ndarray):
                    np.testing.assert_array_equal(before, after)


# --- weights from a file ----------------------------------------------------------------------------------


def test_a_file_of_weights_is_a_list_of_weights(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("".join(f"word{number},some,{weight}\n" for number, weight in enumerate(WEIGHTS)))
    with tf.Graph().as_default():
        by_file = tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 9, False, 5, vocab_file=str(path), seed=2)
        by_list = tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 9, False, 5, unigrams=WEIGHTS, seed=2)
        np.testing.assert_array_equal(candidates(by_file), candidates(by_list))


def test_a_line_without_a_weight_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("the,5\nof,many\n")
    with tf.Graph().as_default():
        sampler = tf.nn.fixed_unigram_candidate_sampler([[0]], 1, 9, False, 2, vocab_file=str(path))
        with pytest.raises(tf.errors.InvalidArgumentError, match="of,many"):
            candidates(sampler)


def test_labels_of_the_wrong_rank_are_told_what_to_do() -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match=r"reshape them to \[batch, 1\]"):
        tf.nn.nce_loss(tf.ones([9, 2]), tf.zeros([9]), tf.constant([1, 2]), tf.ones([2, 2]), 3, 9)


def test_the_sampled_softmax_over_all_classes_is_the_softmax() -> None:
    """With every class as a candidate, none twice, and accidental hits removed."""
    rng = np.random.RandomState(0)
    weights, biases, inputs = (rng.randn(*shape).astype("f") for shape in ((6, 3), (6,), (4, 3)))
    labels = np.array([[0], [5], [2], [2]])
    with tf.Graph().as_default(), tf.Session() as session:
        every = tf.nn.all_candidate_sampler(labels, 1, 6, True)
        sampled = tf.nn.sampled_softmax_loss(weights, biases, labels, inputs, 6, 6, sampled_values=every)
        full = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels[:, 0], logits=tf.matmul(inputs, weights, transpose_b=True) + biases
        )
        np.testing.assert_allclose(*session.run([sampled, full]), rtol=1e-5)
