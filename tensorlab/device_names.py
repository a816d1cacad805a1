"""Device names: `/job:worker/task:1/device:GPU:0`, and the short forms people write, such as `/gpu:0`.

Here names are only parsed, merged and written. Which devices exist is the business of `tensorlab/devices/`.

Read next: `tensorlab/graph/device_scopes.py`, which says what a new operation asks for.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

FIELDS = {"job": str, "replica": int, "task": int, "device_type": str, "device_index": int}


class DeviceSpec:
    """A device name taken apart; fields that are None were not said.

    Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/DeviceSpec

    >>> DeviceSpec(job="worker", device_type="gpu").to_string()
    '/job:worker/device:GPU:*'
    >>> DeviceSpec.from_string("/job:worker/task:1").make_merged_spec(DeviceSpec.from_string("/cpu:2"))
    <DeviceSpec(job=worker, replica=None, task=1, device_type=CPU, device_index=2)>
    """

    __slots__ = tuple(FIELDS)
    job: str | None
    replica: int | None
    task: int | None
    device_type: str | None
    device_index: int | None

    def __init__(
        self, job: Any = None, replica: Any = None, task: Any = None, device_type: Any = None, device_index: Any = None
    ) -> None:  # fmt: skip
        self._set((job, replica, task, device_type, device_index))

    def _set(self, values: Iterable[Any]) -> None:
        """Give every field a new value, in order."""
        for field, value in zip(FIELDS, values, strict=True):
            setattr(self, field, value)

    def __setattr__(self, field: str, value: Any) -> None:
        if field == "device_type" and value in ("cpu", "gpu"):
            value = value.upper()
        object.__setattr__(self, field, None if value is None else FIELDS.get(field, str)(value))

    @classmethod
    def from_string(cls, spec: str) -> "DeviceSpec":
        """Parse a device name.

        Raises:
            ValueError: when a part is not understood.
        """
        return cls(*_parsed(spec))

    def parse_from_string(self, spec: str) -> "DeviceSpec":
        """Take over the fields of a device name, forget all others, and return this same object."""
        self._set(_parsed(spec))
        return self

    def merge_from(self, dev: "DeviceSpec") -> None:
        """Take over the fields that another name says."""
        pairs = zip(self.values, dev.values, strict=True)
        self._set([mine if said is None else said for mine, said in pairs])

    def make_merged_spec(self, dev: "DeviceSpec") -> "DeviceSpec":
        """A new name: this one with the fields replaced that `dev` says, as nested `tf.device` scopes do."""
        merged = DeviceSpec(*self.values)
        merged.merge_from(dev)
        return merged

    def replace(self, **kwargs: Any) -> "DeviceSpec":
        """A new name with some fields replaced: `spec.replace(device_index=1)`."""
        return DeviceSpec(**dict(zip(FIELDS, self.values, strict=True)) | kwargs)

    @property
    def values(self) -> tuple[Any, ...]:
        """The fields in order: job, replica, task, device_type, device_index."""
        return tuple(getattr(self, field) for field in FIELDS)

    def to_string(self) -> str:
        """The canonical name."""
        parts = [
            f"/{field}:{said}"
            for field, said in zip(FIELDS, self.values[:3], strict=False)
            if said is not None
        ]
        if self.device_type is not None:
            parts.append(
                f"/device:{self.device_type}:{'*' if self.device_index is None else self.device_index}"
            )
        return "".join(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        said = ", ".join(f"{field}={value}" for field, value in zip(FIELDS, self.values, strict=True))
        return f"<DeviceSpec({said})>"


@lru_cache(1000)
def _parsed(text: str) -> tuple[Any, ...]:
    """The fields that a device name says."""
    found: dict[str, Any] = dict.fromkeys(FIELDS)
    for part in filter(None, text.split("/")):
        kind, *said = part.split(":")
        if kind in ("job", "replica", "task") and len(said) == 1:
            found[kind] = said[0]
            continue
        if kind.lower() in ("cpu", "gpu", "tpu") and len(said) <= 1:
            said = [kind.upper(), *said]
        elif kind != "device" or len(said) != 2:
            raise ValueError(_refusal(f"Unknown attribute {kind!r} is encountered", text))
        if found["device_type"] is not None:
            raise ValueError(_refusal("Multiple device types are not allowed", text))
        found["device_type"], found["device_index"] = said[0], None if said[1:] in ([], ["*"]) else said[1]
    try:
        return DeviceSpec(*found.values()).values
    except ValueError:
        raise ValueError(_refusal("A number is missing", text)) from None


def _refusal(what: str, text: str) -> str:
    return (
        f"{what} while parsing the device spec {text!r}; write it like '/cpu:0', '/gpu:0' or "
        "'/job:worker/task:0/device:GPU:1'."
    )


def merge(outer: str, inner: str | DeviceSpec) -> str:
    """The canonical name of a device name inside another one.

    >>> merge("/job:worker/gpu:1", "/cpu:0")
    '/job:worker/device:CPU:0'
    """
    spec = inner if isinstance(inner, DeviceSpec) else DeviceSpec.from_string(inner)
    return DeviceSpec.from_string(outer).make_merged_spec(spec).to_string()
