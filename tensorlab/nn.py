"""tf.nn: the parts of neural networks.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.ops.activations import (
    sigmoid,
    softplus,
    softsign,
    swish,
)
from tensorlab.ops.activations import (
    swish as silu,
)
from tensorlab.ops.blocks import (
    depth_to_space,
    space_to_depth,
)
from tensorlab.ops.hyperbolic import (
    tanh,
)
from tensorlab.ops.logistic_losses import (
    l2_loss,
    sigmoid_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from tensorlab.ops.losses import (
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from tensorlab.ops.nn_layers import (
    bias_add,
    dropout,
    relu_layer,
    xw_plus_b,
)
from tensorlab.ops.normalizing import (
    batch_normalization,
    l2_normalize,
    local_response_normalization,
    moments,
    weighted_moments,
    zero_fraction,
)
from tensorlab.ops.normalizing import (
    local_response_normalization as lrn,
)
from tensorlab.ops.ordering import (
    in_top_k,
    top_k,
)
from tensorlab.ops.partition import (
    embedding_lookup,
)
from tensorlab.ops.rectifiers import (
    crelu,
    elu,
    leaky_relu,
    relu,
    relu6,
    selu,
)
from tensorlab.ops.softmax_family import (
    log_softmax,
    softmax,
)

__getattr__ = _unknown_name(__name__, globals())
