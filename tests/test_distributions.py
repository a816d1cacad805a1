"""tf.distributions: densities add up, draws have the moments, divergences are averages; and what tf.contrib adds.

`parity/programs/distributions.py` compares the numbers with TensorFlow's.
"""

from typing import Any

import numpy as np
import pytest

import tensorlab as tf
from tensorlab.compat.contrib import distributions as contrib

KINDS = tf.distributions
CONTINUOUS: dict[str, Any] = {
    "normal": (lambda: KINDS.Normal(0.5, 2.0), (-30.0, 30.0)),
    "uniform": (lambda: KINDS.Uniform(-1.0, 3.0), (-2.0, 4.0)),
    "laplace": (lambda: KINDS.Laplace(0.5, 2.0), (-60.0, 60.0)),
    "student": (lambda: KINDS.StudentT(5.0, 0.5, 2.0), (-400.0, 400.0)),
    "beta": (lambda: KINDS.Beta(2.0, 3.5), (1e-6, 1.0 - 1e-6)),
    "gamma": (lambda: KINDS.Gamma(3.0, 0.5), (1e-6, 120.0)),
    "exponential": (lambda: KINDS.Exponential(0.5), (1e-6, 80.0)),
}
DISCRETE: dict[str, Any] = {
    "bernoulli": (lambda: KINDS.Bernoulli(probs=0.3), [0, 1]),
    "categorical": (lambda: KINDS.Categorical(probs=[0.2, 0.5, 0.3]), [0, 1, 2]),
}


def run(make: Any) -> Any:
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run(make())


def points(ends: tuple[float, float]) -> tuple[np.ndarray, float]:
    """The middles of many equal pieces, and how long a piece is."""
    edges = np.linspace(*ends, 200_001)
    return ((edges[1:] + edges[:-1]) / 2).astype("f"), float(edges[1] - edges[0])


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_density_adds_up_to_one_and_to_the_statistics(name: str) -> None:
    make, ends = CONTINUOUS[name]
    x, width = points(ends)

    def asked() -> Any:
        one = make()
        return [one.prob(x), one.mean(), one.variance(), one.cdf(x[::20_000])] + (
            [one.entropy()] if name != "student" else []
        )

    density, mean, variance, below, *entropy = run(asked)
    density = density.astype(np.float64)
    assert abs(density.sum() * width - 1) < 2e-3
    assert abs((x * density).sum() * width - mean) < 5e-3 * max(1, abs(mean))
    assert abs(((x - mean) ** 2 * density).sum() * width - variance) < 2e-2 * variance
    np.testing.assert_allclose(below, (np.cumsum(density) * width)[::20_000], atol=2e-3)
    for value in entropy:
        logs = np.log(np.maximum(density, 1e-300))
        assert abs(-(density * logs).sum() * width - value) < 5e-3


@pytest.mark.parametrize("name", DISCRETE)
def test_probabilities_add_up_to_one(name: str) -> None:
    make, values = DISCRETE[name]
    chances, entropy = run(lambda: [(one := make()).prob(values), one.entropy()])
    assert abs(chances.sum() - 1) < 1e-6
    assert abs(-(chances * np.log(chances)).sum() - entropy) < 1e-6


@pytest.mark.parametrize("name", [*CONTINUOUS, *DISCRETE])
def test_draws_have_the_mean_and_the_variance(name: str) -> None:
    make = {**CONTINUOUS, **DISCRETE}[name][0]

    def asked() -> Any:
        one = make()
        drawn = tf.cast(one.sample(40_000, seed=3), tf.float32)
        if name == "categorical":
            return drawn, tf.constant(1.1), tf.constant(0.49)
        return drawn, one.mean(), one.variance()

    drawn, mean, variance = run(asked)
    assert drawn.shape == (40_000,)
    assert abs(drawn.mean() - mean) < 4 * np.sqrt(variance / 40_000) * 1.3
    assert abs(drawn.var() - variance) < 0.08 * variance


def test_counts_add_up_and_have_the_covariance() -> None:
    for make in (
        lambda: KINDS.Multinomial(6.0, probs=[0.2, 0.3, 0.5]),
        lambda: KINDS.DirichletMultinomial(6.0, [2.0, 1.0, 3.0]),
        lambda: KINDS.Dirichlet([2.0, 1.0, 3.0]),
    ):
        drawn, mean, covariance = run(
            lambda make=make: [(one := make()).sample(20_000, seed=1), one.mean(), one.covariance()]
        )
        np.testing.assert_allclose(drawn.sum(axis=1), mean.sum(), rtol=1e-5)
        np.testing.assert_allclose(drawn.mean(axis=0), mean, rtol=0.05)
        np.testing.assert_allclose(np.cov(drawn.T), covariance, atol=0.06 * np.abs(covariance).max())


PAIRS: dict[str, Any] = {
    "normal": lambda: (KINDS.Normal(0.0, 1.0), KINDS.Normal(0.5, 2.0)),
    "beta": lambda: (KINDS.Beta(2.0, 3.0), KINDS.Beta(1.5, 1.0)),
    "gamma": lambda: (KINDS.Gamma(2.0, 1.0), KINDS.Gamma(3.0, 0.5)),
    "dirichlet": lambda: (KINDS.Dirichlet([2.0, 3.0, 1.0]), KINDS.Dirichlet([1.0, 1.0, 2.0])),
    "bernoulli": lambda: (KINDS.Bernoulli(probs=0.3), KINDS.Bernoulli(probs=0.6)),
    "categorical": lambda: (KINDS.Categorical([0.0, 1.0]), KINDS.Categorical([0.5, -0.5])),
    "diagonal": lambda: (
        contrib.MultivariateNormalDiag([0.0, 1.0], [1.0, 2.0]),
        contrib.MultivariateNormalDiag([0.5, 0.0], [2.0, 1.5]),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_divergence_is_the_average_difference_of_the_logarithms(name: str) -> None:
    def asked() -> Any:
        a, b = PAIRS[name]()
        x = a.sample(60_000, seed=2)
        return (
            tf.reduce_mean(a.log_prob(x) - b.log_prob(x)),
            KINDS.kl_divergence(a, b),
            KINDS.kl_divergence(a, a),
        )

    estimated, formula, zero = run(asked)
    assert abs(estimated - formula) < 0.03 and abs(zero) < 1e-6


# --- what tf.contrib.distributions adds -------------------------------------------------------------------


def test_a_diagonal_normal_is_independent_normals() -> None:
    rng = np.random.RandomState(0)
    loc, spread, x = (rng.rand(4, 3).astype("f") + 0.5 for _ in range(3))

    def asked() -> Any:
        whole, parts = contrib.MultivariateNormalDiag(loc, spread), KINDS.Normal(loc, spread)
        return [
            (whole.log_prob(x), tf.reduce_sum(parts.log_prob(x), -1)),
            (whole.entropy(), tf.reduce_sum(parts.entropy(), -1)),
            (whole.stddev(), parts.stddev()),
            (whole.mean(), parts.mean()),
            (whole.mode(), parts.mean()),
            (whole.sample(2, seed=5), parts.sample(2, seed=5)),
            (whole.covariance(), tf.matrix_diag(parts.variance())),
        ]

    for ours, theirs in run(asked):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_the_parts_of_a_diagonal_normal_may_be_left_out() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        plain = contrib.MultivariateNormalDiag(tf.zeros([2]))
        scaled = contrib.MultivariateNormalDiag(scale_diag=tf.ones([2]), scale_identity_multiplier=3.0)
        assert session.run(plain.stddev()).tolist() == [1.0, 1.0]
        assert session.run([scaled.mean(), scaled.stddev()])[1].tolist() == [4.0, 4.0]
        assert (scaled.event_shape, scaled.batch_shape) == ([2], [])
        assert session.run(scaled.event_shape_tensor()).tolist() == [2]
        with pytest.raises(ValueError, match="at least one"):
            contrib.MultivariateNormalDiag()


def test_softplus_scales() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        bell = contrib.NormalWithSoftplusScale(0.0, contrib.softplus_inverse([0.5, 2.0]))
        np.testing.assert_allclose(session.run(bell.stddev()), [0.5, 2.0], rtol=1e-6)
        assert session.run(bell.copy(loc=3.0).mean()).tolist() == [3.0, 3.0]
    assert tf.contrib.distributions.Normal is KINDS.Normal
    with pytest.raises(AttributeError):
        tf.contrib.distributions.Normel  # noqa: B018
