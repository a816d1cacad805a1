"""tf.config: the devices of this computer.

This module only gathers names; each stands, explained, on the page it is imported from.
"""

from types import SimpleNamespace as _Namespace

from tensorlab.devices.device_lib import (
    get_memory_growth as _get_memory_growth,
)
from tensorlab.devices.device_lib import (
    list_physical_devices,
)
from tensorlab.devices.device_lib import (
    set_memory_growth as _set_memory_growth,
)
from tensorlab.errors import unknown_name as _unknown_name

experimental = _Namespace(
    get_memory_growth=_get_memory_growth,
    list_physical_devices=list_physical_devices,
    set_memory_growth=_set_memory_growth,
)

__getattr__ = _unknown_name(__name__, globals())
