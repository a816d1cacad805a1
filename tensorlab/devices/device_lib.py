"""What programs are told about devices: `session.list_devices()`, `device_lib`, `tf.test`, `tf.config`.

Read next: `found.py`, which says which devices there are.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from tensorlab.devices.device import Device
from tensorlab.devices.found import devices_for, existing_gpus, growing


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
            from json import dumps  # only for those who ask; `import tensorlab` stays light

            lines.append(f"physical_device_desc: {dumps(self.physical_device_desc, ensure_ascii=False)}")
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


# --- what old programs ask before they use a GPU ------------------------------------------------------------


def is_gpu_available(
    cuda_only: bool = False, min_cuda_compute_capability: tuple[int, int] | None = None
) -> bool:
    """Whether sessions find a GPU now; a simulated one counts, unless a program asks for CUDA.

    Args:
        cuda_only: whether it has to be a CUDA GPU, a real one.
        min_cuda_compute_capability: the least that a real one must be capable of, such as `(7, 0)`.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/test/is_gpu_available

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with lab.simulate_gpu():
    ...     tf.test.is_gpu_available(), tf.test.is_gpu_available(cuda_only=True)
    (True, False)
    """
    gpus: Sequence[Any] = existing_gpus()
    if cuda_only or min_cuda_compute_capability is not None:
        gpus = [gpu for gpu in gpus if not gpu.simulated]
    least = tuple(min_cuda_compute_capability or ())
    return any(not least or gpu.compute_capability >= least for gpu in gpus)


def gpu_device_name() -> str:
    """The name of the first GPU, `/device:GPU:0`, or an empty string when there is none.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/test/gpu_device_name

    >>> import tensorlab as tf
    >>> from tensorlab import lab
    >>> with lab.simulate_gpu():
    ...     tf.test.gpu_device_name()
    '/device:GPU:0'
    """
    gpus = existing_gpus()
    return f"/device:{gpus[0].short}" if gpus else ""


def is_built_with_cuda() -> bool:
    """Whether a real GPU can be used here. CuPy, which drives it, is not built in but found."""
    return any(not gpu.simulated for gpu in existing_gpus())


# --- tf.config --------------------------------------------------------------------------------------------------


class PhysicalDevice(NamedTuple):
    """A device of this computer, whatever sessions see of it.

    Attributes:
        name: such as `/physical_device:GPU:0`.
        device_type: "CPU" or "GPU".
    """

    name: str
    device_type: str


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this computer; simulated GPUs count.

    Args:
        device_type: "CPU" or "GPU", for only these.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/config/experimental/list_physical_devices

    >>> import tensorlab as tf
    >>> tf.config.list_physical_devices("CPU")
    [PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]
    """
    found = [PhysicalDevice("/physical_device:CPU:0", "CPU")]
    if device_type != "CPU":
        found += [PhysicalDevice(f"/physical_device:{gpu.short}", "GPU") for gpu in existing_gpus()]
    return [device for device in found if device_type in (None, device.device_type)]


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Let sessions that are made from now on take the memory of a GPU as they need it, as `allow_growth` does.

    Raises:
        ValueError: when it is no GPU of this computer.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/config/experimental/set_memory_growth

    >>> import tensorlab as tf
    >>> for gpu in tf.config.list_physical_devices("GPU"):
    ...     tf.config.experimental.set_memory_growth(gpu, True)
    """
    (growing.add if enable else growing.discard)(_card(device))


def get_memory_growth(device: PhysicalDevice) -> bool:
    """Whether `set_memory_growth` was said of a GPU.

    Raises:
        ValueError: when it is no GPU of this computer.
    """
    return _card(device) in growing


def _card(device: PhysicalDevice) -> int:
    gpus = list_physical_devices("GPU")
    if device not in gpus:
        what = (
            "non-GPU devices" if getattr(device, "device_type", "") == "CPU" else f"unknown device {device!r}"
        )
        raise ValueError(f"Cannot set memory growth on {what}; the GPUs here are {gpus}.")
    return gpus.index(device)


# --- particulars ----------------------------------------------------------------------------------------------


def incarnation_of(name: str) -> int:
    """A number for a device; drawn at random in TensorFlow, and always the same one here, so that lessons can be
    compared with what they printed before."""
    from hashlib import blake2b  # loads a library of several megabytes

    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def physical_description(device: Device) -> str:
    """How TensorFlow describes a GPU: its number, and its name. Empty for a CPU."""
    if device.type == "CPU":
        return ""
    return f"device: {device.number}, name: {device.description}"
