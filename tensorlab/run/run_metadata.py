"""Fills a `tf.RunMetadata` with when each node of a run began and ended, on which device, and its memory.

Read next: `hooks.py`, for those who want to know more about a run.
"""

from typing import Any

from tensorlab.devices.copies import Copy
from tensorlab.protos.config import RunOptions
from tensorlab.protos.metadata import AllocatorMemoryUsed, DeviceStepStats, NodeExecStats, RunMetadata
from tensorlab.run.hooks import RunFrame


def fill_metadata(metadata: RunMetadata, options: Any, frame: RunFrame) -> None:
    """Write what a watched run took, in time and in memory, into a `RunMetadata`, when its options ask for it."""
    if not frame.times or getattr(options, "trace_level", 0) == RunOptions.NO_TRACE:
        return
    start = frame.times[0]
    placements = frame.session._placer.placements
    by_device: dict[str, DeviceStepStats] = {}
    for step, begin, end in zip(frame.plan.steps, frame.times[:-1], frame.times[1:], strict=False):
        operation: Any = step[5]
        device = operation.target.name if isinstance(operation, Copy) else placements[operation].device
        duration = max((end - begin) // 1000, 1)
        inputs = ", ".join(tensor.name for tensor in operation.inputs)
        stats = by_device.setdefault(device, DeviceStepStats(device=device)).node_stats
        stats.append(
            NodeExecStats(
                node_name=operation.name,
                all_start_micros=(begin - start) // 1000,
                op_end_rel_micros=duration,
                all_end_rel_micros=duration,
                memory=[_memory(operation, device, frame)],
                timeline_label=f"{operation.name} = {operation.type}({inputs})",
            )
        )
    metadata.step_stats.dev_stats += by_device.values()


def _memory(operation: Any, device: str, frame: RunFrame) -> AllocatorMemoryUsed:
    """What a node's results take; a copy's result is booked where it goes."""
    tensors = [operation.tensor] if isinstance(operation, Copy) else operation.outputs
    slots = [frame.plan.slot_at_end(tensor) for tensor in tensors]
    size = sum(int(getattr(frame.values[slot], "nbytes", 0)) for slot in slots if slot is not None)
    name = device.rpartition(":")[0].rpartition(":")[2].lower()
    return AllocatorMemoryUsed(allocator_name=name, total_bytes=size, peak_bytes=size, live_bytes=size)
