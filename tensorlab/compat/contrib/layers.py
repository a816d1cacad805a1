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
from tensorlab.compat.contrib.left_out import name_or_reason as _name_or_reason

COLUMNS = ("feature columns are not here", "tf.placeholder, tf.one_hot and tf.concat")
NOT_HERE = {
    **dict.fromkeys(
        [
            "bucketized_column",
            "check_feature_columns",
            "create_feature_spec_for_parsing",
            "crossed_column",
            "embedding_column",
            "feature_column",
            "infer_real_valued_columns",
            "input_from_feature_columns",
            "joint_weighted_sum_from_feature_columns",
            "make_place_holder_tensors_for_base_features",
            "multi_class_target",
            "one_hot_column",
            "parse_feature_columns_from_examples",
            "parse_feature_columns_from_sequence_examples",
            "real_valued_column",
            "regression_target",
            "scattered_embedding_column",
            "sequence_input_from_feature_columns",
            "shared_embedding_columns",
            "sparse_column_with_hash_bucket",
            "sparse_column_with_integerized_feature",
            "sparse_column_with_keys",
            "sparse_column_with_vocabulary_file",
            "transform_features",
            "weighted_sparse_column",
            "weighted_sum_from_feature_columns",
        ],
        COLUMNS,
    ),
    **dict.fromkeys(("GDN", "gdn"), ("no book uses it", "tf.nn.lrn")),
    **dict.fromkeys(
        ("RevBlock", "rev_block", "recompute_grad"), ("it saves memory by computing twice", "the layers")
    ),
    **dict.fromkeys(
        ("images_to_sequence", "sequence_to_images"), ("no book uses it", "tf.transpose and tf.reshape")
    ),
    "dense_to_sparse": ("no book uses it", "tf.where, tf.gather_nd and tf.SparseTensor"),
    "embedding_lookup_unique": ("it saves look-ups only", "tf.nn.embedding_lookup"),
    "safe_embedding_lookup_sparse": ("no book uses it", "tf.nn.embedding_lookup_sparse"),
    "scale_gradient": ("no book uses it", "tf.custom_gradient"),
    "spatial_softmax": ("no book uses it", "tf.nn.softmax"),
}
"""Name -> (why it is not here, what to use)."""

__getattr__ = _name_or_reason("layers", globals(), NOT_HERE)
