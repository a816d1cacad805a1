"""Learning-rate schedules against TensorFlow's recorded values and names."""

import json
from pathlib import Path

import numpy as np
import pytest

import tensorlab as tf
from tests.parity.optimizer_programs import questions

ANSWERS = json.loads((Path(__file__).parent / "parity/optimizers/answers.json").read_text(encoding="utf-8"))
RATES = [name for name in ANSWERS if name.startswith("rate/")]


@pytest.mark.parametrize("asked", RATES)
def test_is_tensorflows_rate(asked: str) -> None:
    """Values at some steps, name, dtype and static shape; the counter may be int32 or int64."""
    actual, expected = questions(tf)[asked](), ANSWERS[asked]
    np.testing.assert_allclose(actual.pop("values"), expected["values"], rtol=1e-5, atol=2e-7)
    assert actual == {key: value for key, value in expected.items() if key != "values"}


def test_all_schedules_are_asked_for() -> None:
    """Twenty of them, each with two dtypes of the counter."""
    assert len(RATES) == 40


def test_the_counter_may_be_a_number_and_the_rate_a_tensor() -> None:
    """Whatever is no tensor becomes one, of the dtype of the first rate."""
    with tf.Session() as session:
        assert session.run(tf.train.exponential_decay(tf.constant(8.0, tf.float64), 2, 1, 0.5)) == 2.0
        assert session.run(tf.train.inverse_time_decay(8.0, tf.constant(3.0), 1, 1.0)) == 2.0
        assert session.run(tf.train.piecewise_constant(4, [3.5], [1, 2])) == 2


@pytest.mark.parametrize(
    "function",
    [
        "exponential_decay",
        "natural_exp_decay",
        "inverse_time_decay",
        "polynomial_decay",
        "cosine_decay",
        "cosine_decay_restarts",
        "linear_cosine_decay",
        "noisy_linear_cosine_decay",
    ],
)
def test_a_schedule_needs_a_counter(function: str) -> None:
    """The message names the schedule."""
    arguments = [0.1, None, 10, 0.5][: 4 if "exp" in function or "time" in function else 3]
    with pytest.raises(ValueError, match=f"global_step is required for {function}"):
        getattr(tf.train, function)(*arguments)


def test_values_and_boundaries_must_match() -> None:
    """There is one value more than boundaries."""
    with pytest.raises(ValueError, match="1 less"):
        tf.train.piecewise_constant(0, [1, 2], [1.0, 0.5])
