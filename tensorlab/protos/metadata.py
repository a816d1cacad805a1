"""RunMetadata: what a run tells about itself, device by device and node by node.

Read next: `tensorlab/run/run_metadata.py`, which fills it.
"""

from typing import Any

from tensorlab.protos.settings import Settings


class AllocatorMemoryUsed(Settings):
    """How much memory a node took for its results, in bytes."""

    allocator_name: str = ""
    total_bytes: int = 0
    peak_bytes: int = 0
    live_bytes: int = 0


class NodeExecStats(Settings):
    """When a node ran, in microseconds, and what memory its results take."""

    node_name: str = ""
    all_start_micros: int = 0
    op_start_rel_micros: int = 0
    op_end_rel_micros: int = 0
    all_end_rel_micros: int = 0
    memory: list[Any]
    timeline_label: str = ""


class DeviceStepStats(Settings):
    """What ran on one device."""

    device: str = ""
    node_stats: list[Any]


class StepStats(Settings):
    """What ran, device by device."""

    dev_stats: list[Any]


class RunMetadata(Settings):
    """What a traced run leaves behind: `step_stats.dev_stats[0].node_stats`.

    Its bytes are those of TensorFlow's message; the formats are in the package `tensorboard`, see `wire.py`.

    >>> first = RunMetadata()
    >>> first.step_stats.dev_stats += [DeviceStepStats(device="/cpu:0", node_stats=[NodeExecStats(node_name="add")])]
    >>> print(first)
    step_stats {
      dev_stats {
        device: "/cpu:0"
        node_stats {
          node_name: "add"
        }
      }
    }
    <BLANKLINE>
    >>> RunMetadata.FromString(first.SerializeToString()) == first
    True
    """

    step_stats: StepStats
    partition_graphs: list[Any]

    def SerializeToString(self) -> bytes:
        """The bytes of the message."""
        from tensorlab.protos.wire import messages, to_message

        written: bytes = to_message(self, messages("config").RunMetadata()).SerializeToString()
        return written

    def ParseFromString(self, serialized: bytes) -> int:
        """Take over what stands in such bytes, and nothing else; returns how many bytes there were."""
        from tensorlab.protos.wire import from_message, messages

        self.CopyFrom(RunMetadata())
        from_message(messages("config").RunMetadata.FromString(serialized), self, ENTRIES)
        return len(serialized)

    @staticmethod
    def FromString(serialized: bytes) -> "RunMetadata":
        """The message that stands in such bytes."""
        found = RunMetadata()
        found.ParseFromString(serialized)
        return found


ENTRIES: dict[str, type[Settings]] = {
    "dev_stats": DeviceStepStats,
    "node_stats": NodeExecStats,
    "memory": AllocatorMemoryUsed,
}
"""Fields that hold several messages -> the class of each."""
