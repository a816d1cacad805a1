"""tf.losses: loss functions that also collect themselves.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.logistic_losses import (
    sigmoid_cross_entropy,
)
from tensorlab.ops.loss_functions import (
    absolute_difference,
    cosine_distance,
    hinge_loss,
    huber_loss,
    log_loss,
    mean_pairwise_squared_error,
    mean_squared_error,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from tensorlab.ops.loss_reduction import (
    Reduction,
    add_loss,
    compute_weighted_loss,
    get_losses,
    get_regularization_loss,
    get_regularization_losses,
    get_total_loss,
)

__getattr__ = _unknown_name(__name__, globals())
