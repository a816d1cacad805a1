"""tf.nn: the parts of neural networks.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.late_names import late_names as _late_names
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

# These pages are loaded when a program first uses one of their names.
__getattr__, __dir__ = _late_names(
    __name__,
    globals(),
    {
        "ops.pooling_forms": "avg_pool1d max_pool1d pool",
        "ops.pooling_average": "avg_pool avg_pool2d=avg_pool",
        "ops.sparse_embeddings": "embedding_lookup_sparse safe_embedding_lookup_sparse",
        "ops.fused_batch_norm": "fused_batch_norm",
        "ops.pooling_argmax": "max_pool_with_argmax",
        "ops.pooling_volumes": "avg_pool3d max_pool3d",
        "ops.convolution_morphology": "dilation2d erosion2d",
        "ops.convolution_forms": "atrous_conv2d atrous_conv2d_transpose conv1d_transpose conv2d_transpose "
        "conv3d_transpose conv_transpose convolution",
        "ops.convolution_separable": "depthwise_conv2d separable_conv2d",
        "ops.convolution_depthwise": "depthwise_conv2d_native "
        "depthwise_conv2d_backprop_filter=depthwise_conv2d_native_backprop_filter "
        "depthwise_conv2d_backprop_input=depthwise_conv2d_native_backprop_input "
        "depthwise_conv2d_native_backprop_filter depthwise_conv2d_native_backprop_input",
        "ops.pooling": "max_pool max_pool2d",
        "ops.convolution_volumes": "conv1d conv3d",
        "ops.convolution": "conv2d conv2d_backprop_filter conv2d_backprop_input",
        "ops.candidate_sampling": "all_candidate_sampler compute_accidental_hits fixed_unigram_candidate_sampler "
        "learned_unigram_candidate_sampler log_uniform_candidate_sampler uniform_candidate_sampler",
        "ops.statistics": "batch_norm_with_global_normalization log_poisson_loss normalize_moments "
        "sufficient_statistics",
        "ops.ctc": "collapse_repeated ctc_beam_search_decoder ctc_greedy_decoder ctc_loss",
        "ops.sampled_losses": "nce_loss sampled_softmax_loss",
        "recurrent": "rnn_cell",
        "recurrent.bidirectional": "bidirectional_dynamic_rnn",
        "recurrent.dynamic_rnn": "dynamic_rnn",
        "recurrent.raw_rnn": "raw_rnn",
        "recurrent.static_rnn": "static_bidirectional_rnn static_rnn static_state_saving_rnn",
    },
)
