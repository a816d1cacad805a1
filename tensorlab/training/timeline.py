"""What a `tf.RunMetadata` says about times, as a file for chrome://tracing or https://ui.perfetto.dev.

    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    metadata = tf.RunMetadata()
    sess.run(train, options=options, run_metadata=metadata)
    text = timeline.Timeline(metadata.step_stats).generate_chrome_trace_format()

Source of the format: "Trace Event Format", Google, 2016 (the document that Perfetto's pages link to).

Read next: `tensorlab/export/chrome_trace.py`, which does so for all runs of a trace.
"""

import json
from typing import Any


class Timeline:
    """The times of one run.

    Args:
        step_stats: the `step_stats` of a `tf.RunMetadata`.
        graph: accepted; the nodes' names are in the times already.
    """

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats

    def generate_chrome_trace_format(self, show_dataflow: bool = True, show_memory: bool = False) -> str:
        """The JSON text: a process for each device, a bar for each node, an arrow for each edge.

        Args:
            show_dataflow: with the arrows from the nodes that make values to those that take them.
            show_memory: accepted; sizes of values are in `lab.trace()`.
        """
        events: list[dict[str, Any]] = []
        made: dict[str, tuple[int, int]] = {}
        for process, device in enumerate(self._step_stats.dev_stats, start=1):
            about = {"name": f"{device.device} Compute"}
            events.append({"name": "process_name", "ph": "M", "pid": process, "args": about})
            for stats in device.node_stats:
                kind, inputs = _kind_and_inputs(stats.timeline_label)
                event = {"ph": "X", "cat": "Op", "name": kind or stats.node_name, "pid": process, "tid": 0}
                about = {"name": stats.node_name, "op": kind}
                about |= {f"input{place}": name for place, name in enumerate(inputs)}
                times = {"ts": stats.all_start_micros, "dur": stats.all_end_rel_micros}
                events.append(event | times | {"args": about})
                if show_dataflow:
                    events += _arrows(inputs, made, process, stats.all_start_micros)
                made[stats.node_name] = (process, stats.all_start_micros + stats.all_end_rel_micros)
        return json.dumps({"traceEvents": events}, indent=4, separators=(",", ": "))


def _arrows(
    inputs: list[str], made: dict[str, tuple[int, int]], process: int, when: int
) -> list[dict[str, Any]]:
    """A pair of events for each input that another node of the run has made."""
    events: list[dict[str, Any]] = []
    for name in inputs:
        if name not in made:
            continue
        maker, end = made[name]
        number = len(events) + when * 16
        arrow = {"cat": "DataFlow", "name": name, "id": number, "tid": 0}
        events.append(arrow | {"ph": "s", "pid": maker, "ts": end})
        events.append(arrow | {"ph": "t", "pid": process, "ts": max(when, end)})
    return events


def _kind_and_inputs(label: str) -> tuple[str, list[str]]:
    """The type of a node and the nodes it takes values from, out of a label such as `y = Add(x:0, b:0)`."""
    _, _, call = label.partition(" = ")
    kind, _, inside = call.partition("(")
    names = [name.partition(":")[0].strip() for name in inside.rstrip(")").split(",")]
    return kind, [name for name in names if name]
