"""What is said about devices: the reasons for a placement, and the bytes and times of copies, in words.

A sentence about a copy holds `["bytes", entry]` and `["time", step, modelled]` where others hold the number of a
value, because bytes and times differ from run to run.

Read next: `device_part.py`; `show/static/device_words.js` says the same in the browser.
"""

import re
from collections.abc import Callable
from math import isnan
from typing import Any

from tensorlab.device_names import DeviceSpec
from tensorlab.devices.device import Device
from tensorlab.devices.placement import Placement, short_name
from tensorlab.record.words import Message, Text, message, say

DESCRIPTIONS = (
    (re.compile(r"NumPy (?P<version>\S+) on this computer"), "devices.is_numpy"),
    (re.compile(r"simulated GPU \(modelled on (?P<card>.+)\)"), "devices.is_simulated"),
)


def reason_of(placement: Placement, operation_type: str) -> Message:
    """Why a node runs where it does, as a message.

    >>> from tensorlab.record.words import plain_text
    >>> moved = Placement("/device:CPU:0", "/device:GPU:0", "no_such_device", {"available": []})
    >>> plain_text(reason_of(moved, "MatMul"))
    'MatMul asked for GPU:0; moved to CPU:0: no GPU here.'
    """
    kind, details = placement.kind, placement.details
    holes: dict[str, Any] = {"type": ["c", operation_type]}
    if kind == "no_such_device":
        holes["kind"] = DeviceSpec.from_string(placement.requested).device_type or ""
        if details.get("available"):
            kind, holes["available"] = "only", ["list", [["c", name] for name in details["available"]]]
    holes |= {name: ["b", details[name]] for name in ("variable", "with") if name in details}
    if "on" in details:
        holes["on"] = ["c", details["on"]]
    why = message(f"devices.because_{kind}", **holes)
    device = ["c", short_name(placement.device)]
    if placement.moved:
        asked = ["c", short_name(placement.requested)]
        return message(
            "devices.asked_moved", type=["c", operation_type], asked=asked, device=device, why=["s", why]
        )
    return message("devices.runs_on", device=device, why=["s", why])


def description_of(device: Device) -> Text:
    """What a device is, as a message where the words for it are known.

    >>> from tensorlab.devices.simulated_gpu import SimulatedGpu
    >>> description_of(SimulatedGpu(0))
    {'say': 'devices.is_simulated', 'with': {'card': 'NVIDIA T4'}}
    """
    for pattern, key in DESCRIPTIONS:
        found = pattern.fullmatch(device.description)
        if found is not None:
            return message(key, **found.groupdict())
    return device.description


def figure_text(
    figure: list[Any],
    size: Callable[[int], int | None],
    spent: Callable[[int], float | None],
    language: str = "en",
) -> str:
    """The bytes or the time in a sentence about a copy.

    Args:
        figure: `["bytes", entry]` or `["time", step, modelled]`.
        size: gives the bytes of an entry, `spent` the nanoseconds of a step; None where that is not known.
        language: "en" or "zh".

    >>> figure_text(["bytes", 3], lambda entry: 96, lambda step: None)
    '96 bytes'
    >>> figure_text(["time", 7, True], lambda entry: None, lambda step: 11000.0)
    ', 11 µs (modelled)'
    """
    if figure[0] == "bytes":
        count = size(figure[1])
        return say("value.unknown", language) if count is None else bytes_text(count, language)
    nanoseconds = spent(figure[1])
    if nanoseconds is None or isnan(nanoseconds):
        return ""
    key = "devices.took_modelled" if figure[2] else "devices.took"
    return say(key, language, time=duration_text(nanoseconds))


def bytes_text(count: int, language: str = "en") -> str:
    """A number of bytes.

    >>> bytes_text(1), bytes_text(96), bytes_text(1_536), bytes_text(12 << 20)
    ('1 byte', '96 bytes', '1.5 kB', '12 MB')
    """
    if count < 1024:
        return say("devices.bytes", language, count=count)
    size, units = count / 1024, ["kB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:.1f} {units[0]}" if size < 10 else f"{size:.0f} {units[0]}"


def duration_text(nanoseconds: float) -> str:
    """A time with two or three digits.

    >>> duration_text(11_000), duration_text(253_600), duration_text(1.5e9), duration_text(40)
    ('11 µs', '254 µs', '1.5 s', '40 ns')
    """
    for unit, scale in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= scale:
            size = nanoseconds / scale
            return f"{size:.0f} {unit}" if size >= 9.95 else f"{size:.1f} {unit}"
    return f"{nanoseconds:.0f} ns"
