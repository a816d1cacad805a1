"""tf.contrib.layers: layers with normalizers, collections and argument scopes; regularizers; optimize_loss.

This module only gathers names; each stands, explained, on the page it is imported from.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/layers

Read next: `layers_dense.py`.
"""

from tensorlab.compat.contrib.layers_dense import (
    bias_add,
    bow_encoder,
    dropout,
    elu,
    embed_sequence,
    flatten,
    fully_connected,
    legacy_fully_connected,
    legacy_linear,
    legacy_relu,
    linear,
    maxout,
    one_hot_encoding,
    poincare_normalize,
    relu,
    relu6,
    repeat,
    softmax,
    stack,
    unit_norm,
)
from tensorlab.compat.contrib.layers_initializers import (
    variance_scaling_initializer,
    xavier_initializer,
    xavier_initializer_conv2d,
)
from tensorlab.compat.contrib.layers_regularizers import (
    apply_regularization,
    l1_l2_regularizer,
    l1_regularizer,
    l2_regularizer,
    sum_regularizer,
)
from tensorlab.errors import unknown_name as _unknown_name

__getattr__ = _unknown_name(__name__, globals())
