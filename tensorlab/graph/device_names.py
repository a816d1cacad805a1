"""Device names: `/job:worker/task:1/device:GPU:0`, and the short forms people write, such as `/gpu:0`.

Here names are only parsed, merged and written. Which devices exist is the business of `tensorlab/devices/`.

Read next: `graph.py`, whose `device` scopes merge these names.
"""

from typing import Any


class DeviceSpec:
    """A device name taken apart; fields that are None were not said.

    >>> DeviceSpec.from_string("/gpu:0").to_string()
    '/device:GPU:0'
    >>> DeviceSpec.from_string("/job:worker/task:1").merged("/cpu:2").to_string()
    '/job:worker/task:1/device:CPU:2'
    """

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ) -> None:
        self.job = job
        self.replica = replica
        self.task = task
        self.device_type = device_type.upper() if device_type in ("cpu", "gpu") else device_type
        self.device_index = device_index

    @classmethod
    def from_string(cls, text: str) -> "DeviceSpec":
        """Parse a device name.

        Raises:
            ValueError: when a part is not understood.
        """
        spec = cls()
        for part in filter(None, text.split("/")):
            pieces = part.split(":")
            kind = pieces[0].lower()
            try:
                if kind == "job" and len(pieces) == 2:
                    spec.job = pieces[1]
                elif kind in ("replica", "task") and len(pieces) == 2:
                    setattr(spec, kind, int(pieces[1]))
                elif kind in ("cpu", "gpu") and len(pieces) <= 2:
                    spec.device_type = kind.upper()
                    spec.device_index = _index(pieces[1]) if len(pieces) == 2 else None
                elif kind == "device" and 2 <= len(pieces) <= 3:
                    spec.device_type = pieces[1].upper() if pieces[1] != "*" else None
                    spec.device_index = _index(pieces[2]) if len(pieces) == 3 else None
                else:
                    raise ValueError
            except ValueError:
                raise ValueError(
                    f"Unknown attribute {part!r} is encountered while parsing the device spec {text!r}; "
                    "write it like '/cpu:0', '/gpu:0' or '/job:worker/task:0/device:GPU:1'."
                ) from None
        return spec

    def merged(self, inner: "str | DeviceSpec") -> "DeviceSpec":
        """This name with the fields that `inner` says replaced, as nested `tf.device` scopes do."""
        spec = DeviceSpec.from_string(inner) if isinstance(inner, str) else inner
        fields = ("job", "replica", "task", "device_type", "device_index")
        chosen = {f: getattr(spec, f) if getattr(spec, f) is not None else getattr(self, f) for f in fields}
        return DeviceSpec(**chosen)

    def to_string(self) -> str:
        """The canonical name."""
        text = "".join(
            f"/{field}:{getattr(self, field)}"
            for field in ("job", "replica", "task")
            if getattr(self, field) is not None
        )
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            text += f"/device:{self.device_type}:{index}"
        return text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        return f"<DeviceSpec {self.to_string()!r}>"


def _index(text: str) -> int | None:
    return None if text == "*" else int(text)


def merge(outer: str, inner: Any) -> str:
    """The device name inside a nested scope; a scope of None forgets the outer ones."""
    if inner is None:
        return ""
    if isinstance(inner, DeviceSpec):
        inner = inner.to_string()
    return DeviceSpec.from_string(outer).merged(inner).to_string()
