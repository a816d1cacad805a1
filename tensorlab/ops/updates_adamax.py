"""What AdaMax writes: Adam with the largest gradient in place of the average squared one.

Read next: `updates.py` (Adam), `tensorlab/compat/contrib/opt.py`.
"""

from typing import Any

import numpy as np

from tensorlab.graph.dtypes import FLOATING
from tensorlab.graph.registry import Array, Ref, Sample, op
from tensorlab.ops.state import WRITES
from tensorlab.ops.updates import check_shape, dense_shapes


@op("ApplyAdaMax", shape=dense_shapes, dtypes=FLOATING, kind="update", symbol="w ← w − αm̂/v",
    latex=r"m \leftarrow \beta_1 \, m + (1 - \beta_1) \, g, \quad "
          r"v \leftarrow \max(\beta_2 \, v, |g|), \quad "
          r"{var} \leftarrow {var} - \frac{{\alpha}}{{1 - \beta_1^t}} \, \frac{{m}}{{v + \varepsilon}}",
    writes=("var", "m", "v"))  # fmt: skip
def apply_ada_max(
    var: Ref, m: Ref, v: Ref, beta1_power: Array, lr: Array, beta1: Array, beta2: Array, epsilon: Array,
    grad: Array, use_locking: bool = False,
):  # fmt: skip
    """Step by the average gradient, divided by the largest one of late.

    Args:
        var: the variable.
        m: the moving average of the gradients.
        v: the size of the largest gradient, which fades.
        beta1_power: `beta1` to the power of the number of this step.
        lr: the learning rate.
        beta1, beta2: how much of `m` and `v` is kept in a step.
        epsilon: a small number that keeps the divisor away from zero.
        grad: the gradient.
        use_locking: accepted as in TensorFlow; every write here is one indivisible step.

    Source: Kingma and Ba, "Adam: A method for stochastic optimization" (2015), section 7.1.
    """
    check_shape(var, grad)
    new_m = m + (grad - m) * (1 - beta1[()])
    new_v = np.maximum(v * beta2, np.abs(grad))
    return var - lr[()] / (1 - beta1_power[()]) * (new_m / (new_v + epsilon)), new_m, new_v


apply_ada_max.not_differentiable(WRITES)


@apply_ada_max.samples
def _() -> list[Any]:
    rates = (0.75, 0.5, 0.75, 0.875, 0.125)
    return [
        Sample([1.0, 2.0], [0.5, 0.25], [0.25, 0.5], *rates, [0.25, -4.0]),
        Sample(3.0, 1.0, 1.0, *rates, 1.0, use_locking=True),
        Sample(*(np.zeros((0, 3)),) * 3, *rates, np.zeros((0, 3))),
    ]
