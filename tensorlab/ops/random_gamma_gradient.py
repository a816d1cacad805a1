"""How a gamma number changes with the shape of its distribution, for gradients that flow through `tf.random_gamma`.

A number z that was drawn from a distribution with the cumulative probability P(alpha, z) stands for the same part
of all draws whatever alpha is: when alpha grows a little, z moves so that P stays. That fixes its slope,

    dz/dalpha = -(dP/dalpha) / (dP/dz),

and dP/dz is the density. Source: Figurnov, Mohamed and Mnih, "Implicit reparameterization gradients" (2018).

Read next: `incomplete_gamma.py` (P itself), `random_nodes.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Sample, build, op
from tensorlab.graph.shape_rules import broadcast
from tensorlab.ops import incomplete_gamma

RELATIVE_STEP = 1e-3  # of the central difference, whose error is of its fourth power


@op("RandomGammaGrad", shape=broadcast, dtypes=FLOATING, kind="gradient", symbol="∂z/∂α",
    devices=incomplete_gamma.HOST_ONLY,
    latex=r"-\frac{{\partial P({alpha}, {sample}) / \partial {alpha}}}"
          r"{{\partial P({alpha}, {sample}) / \partial {sample}}}")  # fmt: skip
def random_gamma_gradient(alpha: Array, sample: Array):
    """Take the slope of a gamma number with respect to the shape of its distribution.

    Args:
        alpha: the shape of the distribution.
        sample: the number that was drawn.

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(random_gamma_gradient(2., [0.5, 2., 5.])))
    [0.49802673 1.0862086  1.6580688 ]
    """
    shape, drawn = np.asarray(alpha, np.float64), np.asarray(sample, np.float64)
    step = RELATIVE_STEP * shape
    sides = [incomplete_gamma._both(shape + times * step, drawn) for times in (-2.0, -1.0, 1.0, 2.0)]
    weights = (1.0, -8.0, 8.0, -1.0)
    below, above = (
        sum(weight * side[part] for weight, side in zip(weights, sides, strict=True)) / (12.0 * step)
        for part in (0, 1)
    )
    # Each of the two parts is exact where it is small.
    slope = np.where(drawn < shape, below, -above)
    with np.errstate(divide="ignore", invalid="ignore"):
        density = incomplete_gamma._density(shape, drawn) / drawn
        return np.asarray(-slope / density).astype(sample.dtype)


random_gamma_gradient.not_differentiable("TensorFlow has no second derivative of a draw either")


@random_gamma_gradient.samples
def _() -> list[Sample]:
    wide: dict[str, Any] = {"dtypes": ("float32", "float64")}
    return [
        Sample(2.0, 1.5, **wide),
        Sample([0.5, 1.0, 4.0, 30.0], [0.25, 3.0, 4.5, 20.0], **wide),
        Sample([[0.25], [3.0]], [[0.5, 9.0]], **wide),
        Sample(np.zeros((0, 2)), [1.0, 2.0], **wide),
    ]


def sum_over_draws(gradient: Any, slope: Any, shape: Any, alpha: Any) -> Any:
    """The gradient of alpha: what all the numbers drawn from each of its entries contribute."""
    product = build("Mul", gradient, slope)
    ranks = product.shape.ndims, alpha.shape.ndims
    if None not in ranks:
        return build("Sum", product, list(range(ranks[0] - ranks[1])))
    return build("Sum", product, build("Range", 0, build("Size", shape), 1))
