"""tf.contrib.distributions: the names of `tf.distributions` under their older place, and a few more.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/distributions

Read next: `tensorlab/distributions/__init__.py`.
"""

from typing import Any

from tensorlab.distributions import (
    FULLY_REPARAMETERIZED,
    NOT_REPARAMETERIZED,
    Bernoulli,
    Beta,
    Categorical,
    Dirichlet,
    DirichletMultinomial,
    Distribution,
    Exponential,
    Gamma,
    Laplace,
    Multinomial,
    Normal,
    RegisterKL,
    ReparameterizationType,
    StudentT,
    Uniform,
    kl_divergence,
)
from tensorlab.distributions.multivariate import MultivariateNormalDiag
from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.activations import softplus

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
    "MultivariateNormalDiag",
    "Normal",
    "NormalWithSoftplusScale",
    "RegisterKL",
    "ReparameterizationType",
    "StudentT",
    "Uniform",
    "kl_divergence",
    "softplus_inverse",
]


class NormalWithSoftplusScale(Normal):
    """The normal distribution whose standard deviation is the softplus of `scale`, which may be any number."""

    def __init__(
        self,
        loc: Any,
        scale: Any,
        validate_args: bool = False,
        allow_nan_stats: bool = True,
        name: str = "NormalWithSoftplusScale",
    ) -> None:
        super().__init__(loc, softplus(scale, name="softplus_scale"), validate_args, allow_nan_stats, name)
        self._parameters = {
            "loc": loc,
            "scale": scale,
            "validate_args": validate_args,
            "allow_nan_stats": allow_nan_stats,
            "name": name,
        }


def softplus_inverse(x: Any, name: str | None = None) -> Any:
    """The number whose softplus is `x`, for positive `x`: x + ln(1 - e^-x).

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.softplus(softplus_inverse([0.5, 3.0]))))
    [0.5 3. ]
    """
    from tensorlab.graph.convert import convert_to_tensor
    from tensorlab.graph.registry import build
    from tensorlab.graph.scopes import name_scope

    with name_scope(name, "softplus_inverse", [x]):
        x = convert_to_tensor(x, name="x")
        return x + build("Log", -build("Expm1", -x))


__getattr__ = _unknown_name(__name__, globals())
