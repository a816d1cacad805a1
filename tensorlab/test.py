"""tf.test: whether there is a GPU.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from tensorlab.devices.device_lib import (
    gpu_device_name,
    is_built_with_cuda,
    is_gpu_available,
)
from tensorlab.errors import unknown_name as _unknown_name

__getattr__ = _unknown_name(__name__, globals())
