"""tf.contrib.distributions: what it has beyond tf.distributions."""

from __future__ import annotations

from typing import Any

from tests.parity.attempt import attempt


def diagonal_normals(tf: Any, np: Any) -> None:
    """Normal vectors with independent entries."""
    kind = tf.contrib.distributions.MultivariateNormalDiag
    made = [
        kind([1.0, -1.0], [1.0, 2.0]),
        kind(loc=[[1.0, -1.0], [0.0, 3.0]], scale_diag=[0.5, 2.0], name="two"),
        kind([0.5, 1.5, 2.5], scale_identity_multiplier=2.0),
        kind(scale_diag=[1.0, 2.0], scale_identity_multiplier=3.0),
        kind(tf.constant([0.5, 1.0], tf.float64), tf.constant([1.0, 0.25], tf.float64)),
    ]
    with tf.Session() as session:
        for one in made:
            print(one.batch_shape, one.event_shape, one.dtype.name)
            print(*session.run([one.mean(), one.stddev(), one.variance(), one.covariance(), one.mode()]))
            drawn = one.sample(3, seed=2)
            print(drawn.shape, session.run(drawn))
            at = np.linspace(-1.0, 2.0, int(one.event_shape[0])).astype(one.dtype.as_numpy_dtype)
            print(*session.run([one.log_prob(at), one.prob(at), one.entropy()]))
        print(session.run(tf.contrib.distributions.kl_divergence(made[0], made[1])))
        print(session.run(tf.distributions.kl_divergence(made[3], made[0])))
    attempt(tf, lambda: kind())


def softplus_scales(tf: Any, np: Any) -> None:
    """A scale that may be any number."""
    contrib = tf.contrib.distributions
    bell = contrib.NormalWithSoftplusScale([0.0, 1.0], [-1.0, 2.0])
    with tf.Session() as session:
        print(*session.run([bell.stddev(), bell.log_prob([0.5, 0.5]), contrib.softplus_inverse([0.5, 3.0])]))


def a_gaussian_policy(tf: Any, np: Any) -> None:
    """Actions drawn from a network's normal distribution, and the gradient of their log-probability."""
    states = tf.constant([[0.5, -1.0], [1.0, 2.0], [0.0, 0.25]])
    with tf.variable_scope("policy"):
        w = tf.get_variable("w", initializer=[[0.5], [-0.25]])
        mu = 2.0 * tf.nn.tanh(tf.matmul(states, w))
        sigma = tf.nn.softplus(tf.get_variable("s", initializer=[0.1]))
    bell = tf.contrib.distributions.Normal(loc=mu, scale=sigma)
    action = tf.clip_by_value(tf.squeeze(bell.sample(1, seed=4), 0), -2.0, 2.0)
    advantage = tf.constant([[1.0], [-0.5], [2.0]])
    loss = -tf.reduce_mean(bell.log_prob(tf.stop_gradient(action)) * advantage + 0.01 * bell.entropy())
    step = tf.train.AdamOptimizer(0.01).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for _ in range(5):
            print(*session.run([action, loss, step])[:2])
        print(*session.run(tf.trainable_variables()))
