"""What programs are told about devices: `session.list_devices()` and `device_lib.list_local_devices()`.

Read next: `found.py`, which says which devices there are.
"""

import hashlib
import json
from typing import Any

from tensorlab.devices.device import Device
from tensorlab.devices.found import devices_for


class DeviceAttributes:
    """One device, as `session.list_devices()` tells of it.

    Attributes:
        name: the full name, such as `/job:localhost/replica:0/task:0/device:CPU:0`.
        device_type: "CPU" or "GPU".
        memory_limit_bytes: how much memory it may use, in bytes.
        incarnation: a number that only this device has.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Session#list_devices

    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session(config=tf.ConfigProto(device_count={"GPU": 0})) as sess:
    ...     [device.name for device in sess.list_devices()]
    ['/job:localhost/replica:0/task:0/device:CPU:0']
    """

    __slots__ = ("device_type", "incarnation", "memory_limit_bytes", "name")

    def __init__(
        self, name: str, device_type: str, memory_limit_bytes: int, incarnation: int | None = None
    ) -> None:
        self.name = name
        self.device_type = device_type
        self.memory_limit_bytes = memory_limit_bytes
        self.incarnation = incarnation_of(name) if incarnation is None else incarnation

    def __repr__(self) -> str:
        return f"_DeviceAttributes({self.name}, {self.device_type}, {self.memory_limit_bytes}, {self.incarnation})"


class LocalDevice:
    """One device, as `list_local_devices` tells of it; printed as TensorFlow's message is.

    Attributes:
        name: such as `/device:GPU:0`.
        device_type: "CPU" or "GPU".
        memory_limit: how much memory it may use, in bytes.
        incarnation: a number that only this device has.
        physical_device_desc: what it is; empty for a CPU.
    """

    def __init__(self, device: Device) -> None:
        self.name = f"/device:{device.short}"
        self.device_type = device.type
        self.memory_limit = device.memory().limit
        self.incarnation = incarnation_of(device.name)
        self.physical_device_desc = physical_description(device)

    def __repr__(self) -> str:
        lines = [
            f'name: "{self.name}"',
            f'device_type: "{self.device_type}"',
            f"memory_limit: {self.memory_limit}",
            "locality {",
            "}",
            f"incarnation: {self.incarnation}",
        ]
        if self.physical_device_desc:
            lines.append(f"physical_device_desc: {json.dumps(self.physical_device_desc, ensure_ascii=False)}")
        return "\n".join(lines) + "\n"


def list_local_devices(session_config: Any = None) -> list[LocalDevice]:
    """The devices that a session with this `tf.ConfigProto` would have.

    >>> import tensorlab as tf
    >>> print(list_local_devices(tf.ConfigProto(device_count={"CPU": 1, "GPU": 0}))[0].name)
    /device:CPU:0
    """
    if session_config is None:
        from tensorlab.protos.config import ConfigProto

        session_config = ConfigProto()
    return [LocalDevice(device) for device in devices_for(session_config)]


def incarnation_of(name: str) -> int:
    """A number for a device; drawn at random in TensorFlow, and always the same one here, so that lessons can be
    compared with what they printed before."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big")


def physical_description(device: Device) -> str:
    """How TensorFlow describes a GPU: its number, and its name. Empty for a CPU."""
    if device.type == "CPU":
        return ""
    return f"device: {device.number}, name: {device.description}"
