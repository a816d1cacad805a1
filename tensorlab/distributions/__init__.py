"""tf.distributions: probability distributions whose densities, draws and moments are nodes of the graph.

This module only gathers names; each stands, explained, on the page it is imported from. TensorFlow moved this
namespace to a library of its own after 1.15; programs wrote `tf.distributions` or `tf.contrib.distributions`.

Read next: `distribution.py`, then `normal.py`.
"""

from tensorlab.distributions.bounded import Beta, Uniform
from tensorlab.distributions.categories import Bernoulli, Categorical
from tensorlab.distributions.counts import DirichletMultinomial, Multinomial
from tensorlab.distributions.distribution import (
    FULLY_REPARAMETERIZED,
    NOT_REPARAMETERIZED,
    Distribution,
    ReparameterizationType,
)
from tensorlab.distributions.divergence import RegisterKL, kl_divergence
from tensorlab.distributions.heavy_tails import Laplace, StudentT
from tensorlab.distributions.normal import Normal
from tensorlab.distributions.simplex import Dirichlet
from tensorlab.distributions.waiting import Exponential, Gamma
from tensorlab.errors import unknown_name as _unknown_name

__all__ = [
    "FULLY_REPARAMETERIZED",
    "NOT_REPARAMETERIZED",
    "Bernoulli",
    "Beta",
    "Categorical",
    "Dirichlet",
    "DirichletMultinomial",
    "Distribution",
    "Exponential",
    "Gamma",
    "Laplace",
    "Multinomial",
    "Normal",
    "RegisterKL",
    "ReparameterizationType",
    "StudentT",
    "Uniform",
    "kl_divergence",
]

__getattr__ = _unknown_name(__name__, globals())
