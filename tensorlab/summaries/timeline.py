"""`tensorflow.python.client.timeline`: what a traced run took, as a file that chrome://tracing opens.

Every device is a process there, with a lane for each node that ran beside others; a node is a bar. On request the
bytes of results are drawn as a curve, each result from its node to the last node that reads it.

Source of the format: "Trace Event Format", Google, 2016. Perfetto (https://ui.perfetto.dev) opens it, too.

Read next: `tensorlab/run/run_metadata.py`, which measures; `tensorlab/export/chrome_trace.py`, for many runs.
"""

import json
import re
from typing import Any, NamedTuple

LABEL = re.compile(r"(.*) = (.*)\((.*)\)")


class AllocationMaximum(NamedTuple):
    """When the results took most memory, how many bytes that were, and which results."""

    timestamp: int
    num_bytes: int
    tensors: set[str]


class StepStatsAnalysis(NamedTuple):
    """The file, and for every allocator its maximum."""

    chrome_trace: "ChromeTrace"
    allocator_maximums: dict[str, AllocationMaximum]


class ChromeTrace:
    """The events of a file."""

    def __init__(self) -> None:
        self.names: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def format_to_string(self, pretty: bool = False) -> str:
        """The file's text."""
        content = {"traceEvents": self.names + self.events}
        return json.dumps(content, indent=4) if pretty else json.dumps(content, separators=(",", ":"))


class Timeline:
    """The times of one run.

    Args:
        step_stats: the field `step_stats` of the `tf.RunMetadata` of a run.
        graph: accepted as in TensorFlow.

    >>> import json
    >>> import tensorlab as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     metadata = tf.RunMetadata()
    ...     options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    ...     x = tf.placeholder(tf.float32)
    ...     root = sess.run(tf.sqrt(x), {x: 4.0}, options, metadata)
    >>> events = json.loads(Timeline(metadata.step_stats).generate_chrome_trace_format())["traceEvents"]
    >>> [event["args"]["name"] for event in events if event["ph"] == "X"]
    ['Sqrt']
    """

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats

    def generate_chrome_trace_format(self, show_dataflow: bool = True, show_memory: bool = False) -> str:
        """The text of a file for chrome://tracing.

        Args:
            show_dataflow: draw an arrow from a node to each that reads its result on another lane.
            show_memory: draw the bytes of the results as a curve.
        """
        return self.analyze_step_stats(show_dataflow, show_memory).chrome_trace.format_to_string(pretty=True)

    def analyze_step_stats(self, show_dataflow: bool = True, show_memory: bool = True) -> StepStatsAnalysis:
        """The events, and the largest sums of memory."""
        trace = ChromeTrace()
        bars: list[dict[str, Any]] = []
        made: dict[str, dict[str, Any]] = {}
        lives: dict[str, list[Any]] = {}
        trace.names.append(_process("Allocators", 0))
        for process, device in enumerate(self._step_stats.dev_stats, start=1):
            trace.names.append(_process(f"{device.device} Compute", process))
            free_from: list[int] = []
            for stats in sorted(device.node_stats, key=lambda one: one.all_start_micros):
                begin, end = stats.all_start_micros, stats.all_start_micros + stats.all_end_rel_micros
                lane = next((n for n, free in enumerate(free_from) if free <= begin), len(free_from))
                free_from[lane : lane + 1] = [end]
                bar = _bar(stats, process, lane)
                bars.append(bar)
                made[stats.node_name] = bar
                for used in stats.memory:
                    lives[stats.node_name] = [used.allocator_name, begin, end, used.total_bytes]
        trace.events += bars
        arrows = 0
        for bar in bars:
            for name in _operands(bar):
                if name in lives:
                    lives[name][2] = max(lives[name][2], bar["ts"] + bar["dur"])
                source = made.get(name)
                apart = source and (source["pid"], source["tid"]) != (bar["pid"], bar["tid"])
                if source and apart and show_dataflow:
                    trace.events += _arrow(name, arrows, source, bar)
                    arrows += 1
        curves, maximums = _memory(lives)
        if show_memory:
            trace.events += curves
        return StepStatsAnalysis(trace, maximums)


def _process(name: str, number: int) -> dict[str, Any]:
    return {"name": "process_name", "ph": "M", "pid": number, "args": {"name": name}}


def _bar(stats: Any, process: int, lane: int) -> dict[str, Any]:
    """The bar of a node."""
    found = LABEL.match(stats.timeline_label)
    kind, operands = (found[2], [one for one in found[3].split(", ") if one]) if found else ("unknown", [])
    inputs = {f"input{place}": operand for place, operand in enumerate(operands)}
    return {
        "ph": "X",
        "cat": "Op",
        "name": kind,
        "pid": process,
        "tid": lane,
        "ts": stats.all_start_micros,
        "dur": stats.all_end_rel_micros,
        "args": {"name": stats.node_name, "op": kind, **inputs},
    }


def _operands(bar: dict[str, Any]) -> list[str]:
    """The nodes whose results a node reads."""
    return [value.partition(":")[0] for key, value in bar["args"].items() if key not in ("name", "op")]


def _arrow(name: str, number: int, source: dict[str, Any], target: dict[str, Any]) -> list[dict[str, Any]]:
    common = {"cat": "DataFlow", "name": name, "id": number}
    begin = {"ph": "s", "ts": source["ts"] + source["dur"], "pid": source["pid"], "tid": source["tid"]}
    end = {"ph": "t", "ts": target["ts"], "pid": target["pid"], "tid": target["tid"]}
    return [{**common, **begin}, {**common, **end}]


def _memory(lives: dict[str, list[Any]]) -> tuple[list[dict[str, Any]], dict[str, AllocationMaximum]]:
    """The curve of memory for each allocator, and its highest point."""
    events: list[dict[str, Any]] = []
    maximums: dict[str, AllocationMaximum] = {}
    for allocator in dict.fromkeys(life[0] for life in lives.values()):
        changes = [(life[1], life[3], name) for name, life in lives.items() if life[0] == allocator]
        changes += [(life[2], -life[3], name) for name, life in lives.items() if life[0] == allocator]
        total, held = 0, set[str]()
        maximums[allocator] = AllocationMaximum(0, 0, set())
        for moment, size, name in sorted(changes):
            total += size
            held = held - {name} if size < 0 else held | {name}
            if total > maximums[allocator].num_bytes:
                maximums[allocator] = AllocationMaximum(moment, total, held)
            events.append(
                {
                    "ph": "C",
                    "cat": "Memory",
                    "name": allocator,
                    "pid": 0,
                    "tid": 0,
                    "ts": moment,
                    "args": {allocator: total},
                }
            )
    return events, maximums
