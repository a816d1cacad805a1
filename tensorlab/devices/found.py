"""Which devices a session has: what the computer has, as far as its `ConfigProto` allows.

GPUs are those that `lab.simulate_gpu()` announced or, when nothing is simulated, the real ones that CuPy finds. They
are looked for when the first session is made, and without a word where there are none.

Read next: `cupy_gpu.py`, which finds real GPUs; `simulation.py`, which knows the simulated ones; `placer.py`.
"""

from collections.abc import Sequence
from typing import Any

from tensorlab.devices.cpu import NumpyCpu
from tensorlab.devices.device import Device
from tensorlab.devices.simulation import announced
from tensorlab.errors import InvalidArgumentError, NotFoundError


def devices_for(config: Any) -> list[Device]:
    """The devices of a session, CPUs first.

    Args:
        config: its `tf.ConfigProto`. `device_count` says how many there are of each type at most (`{"GPU": 0}` hides
            the GPUs), `gpu_options.visible_device_list` which GPUs, in which order, `per_process_gpu_memory_fraction`
            and `allow_growth` how much of their memory is used.

    Raises:
        tf.errors.NotFoundError: when it shall have no CPU.
        tf.errors.InvalidArgumentError: when it lists GPUs that are not there, and for fractions above 1.

    Source: https://github.com/tensorflow/tensorflow/blob/r1.15/tensorflow/core/protobuf/config.proto

    >>> import tensorlab as tf
    >>> devices_for(tf.ConfigProto(device_count={"CPU": 2, "GPU": 0}))[1].name
    '/job:localhost/replica:0/task:0/device:CPU:1'
    """
    cpus = config.device_count.get("CPU", 1)
    if cpus < 1:
        raise NotFoundError(
            None, None, f"No CPU devices are available in this process: device_count says {cpus} for 'CPU'."
        )
    devices: list[Device] = [NumpyCpu(number) for number in range(cpus)]
    gpus = config.device_count.get("GPU")
    return devices if gpus is not None and gpus < 1 else devices + _gpus(gpus, config.gpu_options)


def existing_gpus() -> Sequence[Device]:
    """All GPUs of this computer: the simulated ones while there is a simulation, otherwise the real ones."""
    simulated = announced()
    if simulated is not None:
        return simulated
    from tensorlab.devices.cupy_gpu import find

    return find()


def why_no_gpu() -> str:
    """Why sessions find no GPU, and what helps; empty when there is one."""
    if existing_gpus():
        return ""
    from tensorlab.devices.cupy_gpu import why_none

    return why_none()


# The GPUs, by their numbers on this computer, of which `tf.config` said that their memory shall grow.
growing: set[int] = set()


def _gpus(count: int | None, options: Any) -> list[Device]:
    """The GPUs that a session sees, numbered as it sees them."""
    existing = existing_gpus()
    if not existing:
        return []  # TensorFlow does not look at the options either
    fraction, growth = options.per_process_gpu_memory_fraction, options.allow_growth
    if not 0 <= fraction <= 1:
        raise InvalidArgumentError(
            None,
            None,
            f"per_process_gpu_memory_fraction must lie between 0 and 1 (0 sets no limit), but is {fraction}.",
        )
    visible = _visible(options.visible_device_list, len(existing))[:count]
    return [
        existing[card].as_seen(number, fraction, growth or card in growing)
        for number, card in enumerate(visible)
    ]


def _visible(text: str, count: int) -> list[int]:
    """What `visible_device_list="1,0"` says: which of `count` GPUs the session's GPU:0, GPU:1, ... are.

    >>> _visible("1,0", 2), _visible("", 2)
    ([1, 0], [0, 1])
    """
    if not text:
        return list(range(count))
    cards: list[int] = []
    for entry in text.split(","):
        try:
            card = int(entry)
        except ValueError:
            raise InvalidArgumentError(
                None,
                None,
                f"Could not parse entry in 'visible_device_list': '{entry}'. visible_device_list = {text}. Write the "
                "numbers of the GPUs with commas between them, such as '1,0'.",
            ) from None
        if not 0 <= card < count:
            raise InvalidArgumentError(
                None,
                None,
                f"'visible_device_list' listed an invalid GPU id '{card}' but visible device count is {count}: "
                f"the GPUs are numbered from 0 to {count - 1}.",
            )
        cards.append(card)
    if len(set(cards)) != len(cards):
        raise InvalidArgumentError(
            None, None, f"visible_device_list contained a duplicate entry: {text}. Name each GPU once."
        )
    return cards
