"""tf.layers: layers that make their own variables.

This module only gathers names; each stands, explained, on the page it is imported from.

Read next: `base_layer.py`.
"""

from tensorlab.errors import unknown_name as _unknown_name
from tensorlab.layers.base_layer import (
    Layer,
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

__getattr__ = _unknown_name(__name__, globals())
