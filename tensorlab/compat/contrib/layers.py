"""tf.contrib.layers: layers with normalizers, collections and argument scopes; regularizers; optimize_loss.

This module only gathers names; each stands, explained, on the page it is imported from.

Source: https://github.com/tensorflow/tensorflow/tree/v1.15.5/tensorflow/contrib/layers

Read next: `layers_dense.py`.
"""

from tensorlab.compat.contrib.layers_convolution import (
    avg_pool2d,
    avg_pool3d,
    conv1d,
    conv2d,
    conv2d_in_plane,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    convolution,
    convolution1d,
    convolution2d,
    convolution2d_in_plane,
    convolution2d_transpose,
    convolution3d,
    convolution3d_transpose,
    max_pool2d,
    max_pool3d,
    separable_conv2d,
    separable_convolution2d,
)
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
from tensorlab.compat.contrib.layers_normalization import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
)
from tensorlab.compat.contrib.layers_optimizers import (
    OPTIMIZER_CLS_NAMES,
    OPTIMIZER_SUMMARIES,
    optimize_loss,
    summarize_activation,
    summarize_activations,
    summarize_biases,
    summarize_collection,
    summarize_tensor,
    summarize_tensors,
    summarize_variables,
    summarize_weights,
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
