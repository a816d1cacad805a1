"""Connectionist temporal classification, against going through every way to spell a text."""

import itertools
from typing import Any

import numpy as np
import pytest

import tensorlab as tf

SCORES = np.sin(np.arange(4 * 2 * 3) * 1.7).reshape(4, 2, 3)
TEXTS = [[0, 1], [1]]
LENGTHS = [4, 3]


def spelt(way: tuple[int, ...], blank: int) -> list[int]:
    """The text that a way through the steps spells."""
    merged = [label for label, _ in itertools.groupby(way)]
    return [label for label in merged if label != blank]


def chance_of(scores: Any, text: list[int]) -> float:
    """The probability of a text, added up over all ways."""
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    steps, classes = scores.shape
    ways = itertools.product(range(classes), repeat=steps)
    return float(sum(np.prod(chances[range(steps), way]) for way in ways if spelt(way, classes - 1) == text))


def sparse_texts() -> tf.SparseTensor:
    places = [[row, column] for row, text in enumerate(TEXTS) for column in range(len(text))]
    return tf.SparseTensor(places, [label for text in TEXTS for label in text], [2, 2])


def test_the_loss_adds_up_all_ways() -> None:
    """Minus the logarithm of the probability, for each sequence up to its length."""
    loss = tf.nn.ctc_loss(sparse_texts(), tf.constant(SCORES), LENGTHS)
    with tf.Session() as session:
        found = session.run(loss)
    expected = [-np.log(chance_of(SCORES[:length, row], TEXTS[row])) for row, length in enumerate(LENGTHS)]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_the_gradient_is_the_finite_difference() -> None:
    """Entry by entry, also behind the end of a sequence, where it is 0."""
    scores = tf.placeholder(tf.float64, SCORES.shape)
    total = tf.reduce_sum(tf.nn.ctc_loss(sparse_texts(), scores, LENGTHS) * [1.0, 2.0])
    gradient = tf.gradients(total, scores)[0]
    with tf.Session() as session:
        found = session.run(gradient, {scores: SCORES})
        for place in np.ndindex(SCORES.shape):
            sides = []
            for sign in (1, -1):
                moved = SCORES.copy()
                moved[place] += sign * 1e-5
                sides.append(session.run(total, {scores: moved}))
            np.testing.assert_allclose(found[place], (sides[0] - sides[1]) / 2e-5, atol=1e-8)


def test_there_is_no_second_derivative() -> None:
    """It says so, as TensorFlow does, and gives no wrong one."""
    scores = tf.constant(SCORES)
    gradient = tf.gradients(tf.nn.ctc_loss(sparse_texts(), scores, LENGTHS), scores)[0]
    with pytest.raises(LookupError, match="second derivative"):
        tf.gradients(gradient, scores)


def test_the_beams_find_the_most_likely_texts() -> None:
    """With room for every beginning, exactly those with the largest probabilities."""
    texts, chances = tf.nn.ctc_beam_search_decoder(
        tf.constant(SCORES[:, :1]), [4], beam_width=500, top_paths=3, merge_repeated=False
    )
    with tf.Session() as session:
        found, logarithms = session.run([texts, chances])
    every = {
        text: chance_of(SCORES[:, 0], list(text))
        for length in range(5)
        for text in itertools.product(range(2), repeat=length)
    }
    best = sorted(every, key=lambda text: -every[text])[:3]
    assert [tuple(one.values.tolist()) for one in found] == best
    np.testing.assert_allclose(np.exp(logarithms[0]), [every[text] for text in best], rtol=1e-6)


def test_a_text_that_does_not_fit() -> None:
    """More letters than steps are refused, or count as 0; two equal letters without room for a blank have no way."""
    twice = tf.SparseTensor([[0, 0], [0, 1]], [1, 1], [1, 2])
    scores = tf.zeros([2, 1, 3])
    with tf.Session() as session:
        assert session.run(tf.nn.ctc_loss(twice, scores, [2])).tolist() == [np.inf]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Not enough time"):
            session.run(tf.nn.ctc_loss(twice, scores, [1]))
        forgiving = tf.nn.ctc_loss(twice, scores, [1], ignore_longer_outputs_than_inputs=True)
        assert session.run(forgiving).tolist() == [0.0]
    with pytest.raises(TypeError, match="SparseTensor"):
        tf.nn.ctc_loss([[1]], scores, [2])
