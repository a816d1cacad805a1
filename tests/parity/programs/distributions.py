"""tf.distributions: densities, draws, moments, divergences, names."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt, describe, run


def _made(tf: Any) -> dict[str, tuple[Any, Any]]:
    """Every distribution with values to ask it about."""
    kinds = tf.distributions
    points = tf.constant([0.1, 0.5, 0.9])
    return {
        "normal": (kinds.Normal([0.0, 1.0, -2.0], 1.5), points),
        "uniform": (kinds.Uniform([0.0, 0.2, -1.0], [1.0, 0.4, 3.0]), points),
        "laplace": (kinds.Laplace([0.0, 1.0, -2.0], 0.5), points),
        "student": (kinds.StudentT([3.0, 1.5, 0.5], 0.5, 2.0), points),
        "beta": (kinds.Beta([0.5, 2.0, 3.0], [1.5, 2.0, 0.75]), points),
        "gamma": (kinds.Gamma([0.5, 2.0, 3.0], [1.5, 2.0, 0.75]), points),
        "exponential": (kinds.Exponential([0.5, 2.0, 3.0]), points),
        "dirichlet": (kinds.Dirichlet([[2.0, 1.0, 3.0], [0.5, 4.0, 1.0]]), [0.25, 0.25, 0.5]),
        "bernoulli": (kinds.Bernoulli(probs=[0.25, 0.5, 0.9]), [0, 1, 1]),
        "bernoulli of logits": (kinds.Bernoulli([0.5, -2.0, 0.0], dtype=tf.float32), [1.0, 0.0, 0.5]),
        "categorical": (kinds.Categorical(probs=[[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]), [2, 0]),
        "categorical of logits": (kinds.Categorical([1.0, 0.0, -1.0, 0.5]), [[3, 0], [1, 2]]),
        "multinomial": (kinds.Multinomial(4.0, probs=[0.2, 0.3, 0.5]), [[1.0, 1.0, 2.0], [4.0, 0.0, 0.0]]),
        "dirichlet multinomial": (kinds.DirichletMultinomial(4.0, [2.0, 1.0, 3.0]), [1.0, 1.0, 2.0]),
    }


METHODS = ("log_prob", "prob", "log_cdf", "cdf", "survival_function", "log_survival_function", "quantile")
STATISTICS = ("mean", "variance", "stddev", "mode", "entropy", "covariance")


def shapes_and_names(tf: Any, np: Any) -> None:
    """What is known of each before anything runs."""
    for name, (distribution, values) in _made(tf).items():
        print(
            name,
            distribution.name,
            distribution.dtype.name,
            distribution.batch_shape,
            distribution.event_shape,
        )
        print(run(tf, [distribution.batch_shape_tensor(), distribution.event_shape_tensor()]))
        print(run(tf, [distribution.is_scalar_batch(), distribution.is_scalar_event()]))
        describe(
            distribution.log_prob(values),
            distribution.variance() if "cat" not in name else distribution.mode(),
        )
        print(distribution.sample().shape, distribution.sample(5).shape, distribution.sample([2, 1]).shape)
        print(distribution.reparameterization_type, distribution.allow_nan_stats, distribution.validate_args)


def densities(tf: Any, np: Any) -> None:
    """Densities, cumulative probabilities and quantiles, where they exist."""
    for name, (distribution, values) in _made(tf).items():
        for method in METHODS:
            try:
                result = getattr(distribution, method)(values)
            except NotImplementedError:
                print(name, method, "is not implemented")
            else:
                print(name, method, run(tf, result))


def statistics(tf: Any, np: Any) -> None:
    """Means, variances, modes, entropies."""
    for name, (distribution, _) in _made(tf).items():
        for method in STATISTICS:
            if (name, method) == ("dirichlet", "mode"):  # TensorFlow 2.21 fails for a batch
                continue
            try:
                result = getattr(distribution, method)()
            except NotImplementedError:
                print(name, method, "is not implemented")
            else:
                print(name, method, run(tf, result))


def draws(tf: Any, np: Any) -> None:
    """Draws with a seed of their own, and with that of the graph; twice in one session."""
    tf.set_random_seed(4)
    drawn = {}
    for name, (distribution, _) in _made(tf).items():
        drawn[name] = [distribution.sample(3, seed=7), distribution.sample()]
    config = tf.ConfigProto(intra_op_parallelism_threads=1)
    with tf.Session(config=config) as session:
        for _ in range(2):
            for name, values in session.run(drawn).items():
                print(name, *values)


def draws_of_unknown_number(tf: Any, np: Any) -> None:
    """The number of draws is fed; so are the parameters."""
    number, loc = tf.placeholder(tf.int32, []), tf.placeholder(tf.float32, [None])
    bell = tf.distributions.Normal(loc, 2.0, name="bell")
    coin = tf.distributions.Bernoulli(logits=loc)
    many, tosses = bell.sample(number, seed=1), coin.sample(number, seed=2)
    print(bell.name, many.shape, tosses.shape, bell.batch_shape)
    print(run(tf, [many, tosses, bell.batch_shape_tensor()], {number: 2, loc: [0.0, 5.0, -1.0]}))


def divergences(tf: Any, np: Any) -> None:
    """From each to another of its kind; cross entropies; pairs without a formula."""
    kinds = tf.distributions
    pairs = [
        (kinds.Normal(0.0, 1.0), kinds.Normal([1.0, -1.0], [2.0, 0.5])),
        (kinds.Bernoulli(probs=0.3), kinds.Bernoulli(logits=[0.5, -1.0])),
        (kinds.Categorical([1.0, 2.0, 0.0]), kinds.Categorical(probs=[0.2, 0.3, 0.5])),
        (kinds.Beta(2.0, 1.0), kinds.Beta(0.5, 3.0)),
        (kinds.Gamma(2.0, 1.0), kinds.Gamma(0.5, 3.0)),
        (kinds.Exponential(2.0), kinds.Gamma(0.5, 3.0)),
        (kinds.Dirichlet([1.0, 2.0]), kinds.Dirichlet([0.5, 0.75])),
    ]
    for first, second in pairs:
        print(
            type(first).__name__, run(tf, [kinds.kl_divergence(first, second), first.cross_entropy(second)])
        )
    attempt(tf, lambda: kinds.kl_divergence(pairs[0][0], pairs[1][0]), "No KL")

    class Point(kinds.Normal):
        """A distribution of the program's own."""

    print(run(tf, kinds.kl_divergence(Point(0.0, 1.0), Point(1.0, 1.0))))

    @kinds.RegisterKL(Point, kinds.Uniform)
    def _(first: Any, second: Any, name: Any = None) -> Any:
        return tf.constant(42.0)

    print(run(tf, kinds.kl_divergence(Point(0.0, 1.0), kinds.Uniform())))


def gradients_through_draws(tf: Any, np: Any) -> None:
    """The reparameterization trick, and the score of draws that have none."""
    loc, scale = tf.constant([0.5, -1.0]), tf.constant([1.0, 2.0])
    for kind in (tf.distributions.Normal, tf.distributions.Laplace):
        drawn = kind(loc, scale).sample(4, seed=3)
        print(run(tf, tf.gradients(tf.reduce_sum(tf.square(drawn)), [loc, scale])))
    counts, rates = tf.constant([[0.5, 2.0], [3.0, 9.0]]), tf.constant([1.0, 0.5])
    for drawn, sources in (
        (tf.distributions.Gamma(counts, rates).sample(3, seed=2), [counts, rates]),
        (tf.distributions.Beta(counts, rates).sample(3, seed=2), [counts, rates]),
        (tf.distributions.Dirichlet(counts).sample(3, seed=2), [counts]),
        (tf.distributions.StudentT(counts, 1.0, 2.0).sample(3, seed=2), [counts]),
        (tf.random_gamma([4], tf.placeholder_with_default([1.5, 0.75], None), seed=3), [rates]),
    ):
        print(run(tf, [slope for slope in tf.gradients(tf.square(drawn), sources) if slope is not None]))
    logits = tf.constant([[0.5, -1.0, 0.25]])
    classes = tf.distributions.Categorical(logits)
    action = classes.sample(seed=5)
    loss = tf.reduce_mean(-classes.log_prob(tf.stop_gradient(action)) * 2.0 - 0.01 * classes.entropy())
    print(run(tf, [action, tf.gradients(loss, logits)[0]]))


def mistakes(tf: Any, np: Any) -> None:
    """Whole numbers, both or no description, parameters that are refused while running."""
    kinds = tf.distributions
    attempt(tf, lambda: kinds.Normal(0, 1))
    attempt(tf, lambda: kinds.Normal(tf.constant(0.0, tf.float64), tf.constant(1.0)))
    attempt(tf, lambda: kinds.Bernoulli())
    attempt(tf, lambda: kinds.Categorical([1.0], [1.0]), "both")
    attempt(tf, lambda: kinds.Categorical([1, 2]))
    for made in (
        lambda: kinds.Normal(0.0, -1.0, validate_args=True).mean(),
        lambda: kinds.Uniform(1.0, 0.0, validate_args=True).mean(),
        lambda: kinds.Bernoulli(probs=1.5, validate_args=True).probs,
        lambda: kinds.Categorical(probs=[0.5, 0.75], validate_args=True).entropy(),
        lambda: kinds.Gamma(-1.0, 1.0, validate_args=True).mean(),
        lambda: kinds.Beta(0.5, 1.0, allow_nan_stats=False).mode(),
    ):
        attempt(tf, lambda made=made: run(tf, made()))


def copies(tf: Any, np: Any) -> None:
    """A copy with another parameter; how a distribution is printed."""
    bell = tf.distributions.Normal(1.0, 2.0)
    narrow = bell.copy(scale=0.5)
    print(narrow.name, run(tf, [narrow.loc, narrow.scale]), sorted(bell.parameters))
    print(bell)
    print(repr(tf.distributions.Categorical([[1.0, 2.0]])))
