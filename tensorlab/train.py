"""tf.train: optimizers, learning rates, steps.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.optimizers.adagrad import (
    AdagradOptimizer,
)
from tensorlab.optimizers.adam import (
    AdamOptimizer,
)
from tensorlab.optimizers.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from tensorlab.optimizers.gradient_descent import (
    GradientDescentOptimizer,
)
from tensorlab.optimizers.learning_rates import (
    cosine_decay,
    cosine_decay_restarts,
    exponential_decay,
    inverse_time_decay,
    linear_cosine_decay,
    natural_exp_decay,
    noisy_linear_cosine_decay,
    piecewise_constant,
    polynomial_decay,
)
from tensorlab.optimizers.momentum import (
    MomentumOptimizer,
)
from tensorlab.optimizers.moving_averages import (
    ExponentialMovingAverage,
)
from tensorlab.optimizers.optimizer import (
    Optimizer,
)
from tensorlab.optimizers.rmsprop import (
    RMSPropOptimizer,
)

__getattr__ = _unknown_name(__name__, globals())
