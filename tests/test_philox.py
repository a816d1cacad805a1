"""The random numbers against TensorFlow's own, recorded by `parity/record_random.py`."""

import json
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tensorlab.ops import distributions, random_recipes
from tensorlab.ops.distributions import filled
from tensorlab.ops.random_recipes import for_each
from tensorlab.philox import PhiloxStream, philox

FOLDER = Path(__file__).parent / "parity" / "random"
QUESTIONS = json.loads((FOLDER / "draws.json").read_text())
ANSWERS = np.load(FOLDER / "draws.npz")


def last_places(actual: np.ndarray, expected: np.ndarray) -> int:
    """The largest distance between two arrays, in units of the last place of the larger number's binade."""
    if actual.size == 0 or expected.dtype.kind == "i":
        return int(np.sum(actual != expected))
    if np.array_equal(actual, expected):
        return 0
    spacing = np.spacing(np.maximum(np.abs(expected), np.finfo(expected.dtype).tiny))
    return int(
        np.max(np.abs(actual.astype(np.float64) - expected.astype(np.float64)) / spacing.astype(np.float64))
    )


def draw(stream: PhiloxStream, question: dict) -> np.ndarray:
    """Ask our stream what TensorFlow was asked."""
    kind, shape, dtype = question["kind"], tuple(question["shape"]), np.dtype(question["dtype"])
    if kind == "truncated_normal":
        return distributions.truncated_normal(stream, shape, dtype)
    if kind in ("normal", "uniform"):
        return filled(stream, getattr(distributions, kind), shape, dtype)
    if kind == "integers":
        between = partial(distributions.integers, minval=question["minval"], maxval=question["maxval"])
        return filled(stream, lambda words, dtype: between(words, dtype=dtype), shape, dtype)
    if kind in ("gamma", "poisson"):
        return for_each(
            stream, getattr(random_recipes, kind), shape, np.array(question["parameter"], dtype)
        ).astype(dtype)
    if kind == "permutation":
        return distributions.permutation(stream, shape[0])
    logits = np.array(question["logits"], question["logits_dtype"])
    return random_recipes.categorical(stream, logits, question["num_samples"]).astype(dtype)


# In units of the last place; 0 for what is not listed. The random words are the same to the bit, but NumPy
# and TensorFlow may round the last bits of a float64 sine, logarithm or power differently.
TOLERANCE = {
    ("normal", "float64"): 4,
    ("truncated_normal", "float64"): 4,
    ("gamma", "float64"): 16,
    ("gamma", "float32"): 1,
}


@pytest.mark.parametrize(
    "number", range(len(QUESTIONS)), ids=lambda number: "{kind}-{dtype}".format(**QUESTIONS[number])
)
def test_draws_are_tensorflows(number: int) -> None:
    question = QUESTIONS[number]
    stream = PhiloxStream(*question["seeds"])
    for run in range(3):
        expected = ANSWERS[f"{number}/{run}"]
        actual = draw(stream, question)
        assert actual.dtype == expected.dtype
        if question["stride"] > 1:
            actual = actual.ravel()[:: question["stride"]]
        assert actual.shape == expected.shape
        tolerance = TOLERANCE.get((question["kind"], question["dtype"]), 0)
        assert last_places(actual, expected) <= tolerance, f"run {run}"


KNOWN = [  # the known-answer vectors that come with the Random123 library: zeros, ones, and digits of pi
    (0, 0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    (2**64 - 1, 2**128 - 1, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (0x299F31D0A4093822, 0x0370734413198A2E85A308D3243F6A88, "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


@pytest.mark.parametrize("places", [1, 20], ids=["one by one", "all at once"])
@pytest.mark.parametrize("key, counter, words", KNOWN)
def test_known_answers(key: int, counter: int, words: str, places: int) -> None:
    drawn = philox(key, counter, np.zeros(places, np.uint64))
    assert [f"{word:08x}" for word in drawn[-1]] == words.split()


@pytest.mark.parametrize("counter", [0, 2**64 - 3, 2**128 - 3])
def test_few_places_and_many_give_the_same_words(counter: int) -> None:
    offsets = np.arange(12, dtype=np.uint64)
    one_by_one = np.concatenate([philox(7, counter, offsets[:6]), philox(7, counter, offsets[6:])])
    assert np.array_equal(philox(7, counter, offsets), one_by_one)


def test_a_large_draw_is_the_same_as_its_pieces() -> None:
    offsets = np.arange(20000, dtype=np.uint64)
    whole = philox(3, 4, offsets)
    assert np.array_equal(whole[12345], philox(3, 4, offsets[12345:12346])[0])


def test_state_replays_a_draw() -> None:
    stream = PhiloxStream(1, 2)
    filled(stream, distributions.normal, (5,), np.float32)
    before = stream.state
    first = distributions.truncated_normal(stream, (100,), np.float32)
    stream.state = before
    assert np.array_equal(distributions.truncated_normal(stream, (100,), np.float32), first)
    assert not np.array_equal(distributions.truncated_normal(stream, (100,), np.float32), first)


def test_threads_share_a_stream_without_drawing_twice() -> None:
    stream, drawn = PhiloxStream(1, 2), []
    threads = [
        threading.Thread(target=lambda: drawn.extend(stream.bits(4).tobytes() for _ in range(100)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 400


def test_streams_without_a_seed_differ() -> None:
    assert PhiloxStream().state != PhiloxStream().state
    assert PhiloxStream(0, 1).state == PhiloxStream(0, 1).state


def test_negative_and_large_seeds_are_taken_as_64_bit_words() -> None:
    assert PhiloxStream(-1, -2).state == (2**64 - 1, (2**64 - 2) << 64)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_moments(dtype: str) -> None:
    stream = PhiloxStream(11, 12)
    normals = filled(stream, distributions.normal, (200_000,), np.dtype(dtype)).astype(np.float64)
    assert abs(normals.mean()) < 0.01 and abs(normals.std() - 1) < 0.01
    truncated = distributions.truncated_normal(stream, (200_000,), np.dtype(dtype)).astype(np.float64)
    assert np.abs(truncated).max() <= 2 and abs(truncated.std() - 0.87962566) < 0.01
    uniforms = filled(stream, distributions.uniform, (200_000,), np.dtype(dtype))
    assert uniforms.min() >= 0 and uniforms.max() < 1 and abs(uniforms.astype(np.float64).mean() - 0.5) < 0.01


def test_moments_of_gamma_and_poisson() -> None:
    stream = PhiloxStream(13, 14)
    alpha = np.array([0.3, 1.0, 6.0])
    gammas = for_each(stream, random_recipes.gamma, (100_000,), alpha)
    assert np.allclose(gammas.mean(axis=0), alpha, rtol=0.03) and np.allclose(
        gammas.var(axis=0), alpha, rtol=0.06
    )
    rate = np.array([0.3, 6.0, 40.0])
    counts = for_each(stream, random_recipes.poisson, (100_000,), rate)
    assert np.allclose(counts.mean(axis=0), rate, rtol=0.03) and np.allclose(
        counts.var(axis=0), rate, rtol=0.06
    )


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 2)])
def test_empty_draws(shape: tuple[int, ...]) -> None:
    stream = PhiloxStream(1, 2)
    before = stream.state
    for numbers in (
        filled(stream, distributions.normal, shape, np.float32),
        filled(stream, distributions.uniform, shape, np.float64),
        distributions.truncated_normal(stream, shape, np.float16),
        for_each(stream, random_recipes.gamma, shape, np.array(2.0)),
        for_each(stream, random_recipes.poisson, shape, np.array(2.0)),
    ):
        assert numbers.shape == shape
    assert stream.state == before
