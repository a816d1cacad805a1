"""tf.layers: layers that make their own variables.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `base_layer.py`.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.layers.base_layer import (
    Layer,
)
from tensorlab.layers.convolutional_layers import (
    Conv1D,
    Conv2D,
    Conv3D,
    conv1d,
    conv2d,
    conv3d,
)
from tensorlab.layers.core_layers import (
    Dense,
    Dropout,
    Flatten,
    dense,
    dropout,
    flatten,
)
from tensorlab.layers.input_spec import (
    InputSpec,
)
from tensorlab.layers.normalization_layers import (
    BatchNormalization,
    batch_normalization,
)
from tensorlab.layers.pooling_layers import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    average_pooling1d,
    average_pooling2d,
    average_pooling3d,
    max_pooling1d,
    max_pooling2d,
    max_pooling3d,
)
from tensorlab.layers.separable_layers import (
    SeparableConv1D,
    SeparableConv2D,
    separable_conv1d,
    separable_conv2d,
)
from tensorlab.layers.transposed_layers import (
    Conv2DTranspose,
    Conv3DTranspose,
    conv2d_transpose,
    conv3d_transpose,
)

__getattr__ = _unknown_name(__name__, globals())
