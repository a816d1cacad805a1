"""tf.train: optimizers, learning rates, steps.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name
from tensorlab.optimizers.adagrad import (
    AdagradOptimizer,
)
from tensorlab.optimizers.adam import (
    AdamOptimizer,
)
from tensorlab.optimizers.gradient_descent import (
    GradientDescentOptimizer,
)
from tensorlab.optimizers.momentum import (
    MomentumOptimizer,
)
from tensorlab.optimizers.optimizer import (
    Optimizer,
)
from tensorlab.optimizers.rmsprop import (
    RMSPropOptimizer,
)

__getattr__ = unknown_name(__name__, globals())
