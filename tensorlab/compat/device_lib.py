"""`tensorflow.python.client.device_lib`, as far as programs use it: the list of this computer's devices.

Programs write `from tensorflow.python.client import device_lib`; here it is `from tensorlab.compat import device_lib`.

Read next: `tensorlab/devices/device_lib.py`.
"""

from tensorlab.devices.device_lib import list_local_devices

__all__ = ["list_local_devices"]
