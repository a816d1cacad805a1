"""The CPU: kernels are NumPy's, values are NumPy arrays.

A session may have several (`ConfigProto(device_count={"CPU": 2})`). They share the computer's memory, so nothing
is copied between them; they are there so that programs written for several devices run, and show it.

Read next: `simulated_gpu.py`, a device with a memory of its own.
"""

import numpy as np

from tensorlab.devices.device import Device, Memory

# What TensorFlow 1.x says of every CPU: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/
# common_runtime/threadpool_device_factory.cc gives 256 MiB, whatever the computer has.
MEMORY_LIMIT = 256 << 20


class NumpyCpu(Device):
    """A CPU.

    >>> NumpyCpu(1).name
    '/job:localhost/replica:0/task:0/device:CPU:1'
    """

    def __init__(self, number: int = 0) -> None:
        super().__init__("CPU", number, f"NumPy {np.__version__} on this computer")

    def memory(self) -> Memory:
        """The limit is a figure of form; nothing is counted."""
        return Memory(0, 0, 0, MEMORY_LIMIT)
