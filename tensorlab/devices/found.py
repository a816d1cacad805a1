"""Which devices a session has: what the computer has, as far as its `ConfigProto` allows.

Read next: `placer.py`.
"""

from typing import Any

from tensorlab.devices.cpu import NumpyCpu
from tensorlab.devices.device import Device


def devices_for(config: Any) -> list[Device]:
    """The devices of a session with this `ConfigProto`, CPUs first."""
    count = int(config.device_count.get("CPU", 1)) or 1
    return [NumpyCpu(number) for number in range(count)]
