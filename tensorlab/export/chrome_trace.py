"""A timeline in the Trace Event Format, which Perfetto (https://ui.perfetto.dev) and chrome://tracing open.

Every run that was timed is a bar, with its nodes as bars on the lane of the device that ran them, copies between
devices on a lane of their own, and the loss as a curve. Where several threads ran one session, each thread is a
process of its own there; how full the queues were is a curve, too. The clock is not read in every run (that would
slow training down): the first run of each kind is timed, and about every sixteenth after it. Runs that were not are
missing here, and the file says how many.

Source of the format: "Trace Event Format", Google, 2016 (the document that Perfetto's pages link to). Read next:
`events_table.py`, which has all runs.
"""

from typing import Any

import numpy as np

from tensorlab.devices.copies import Copy
from tensorlab.graph.operation import Operation
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.device_part import Span
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.words import plain_text

PROCESS = 1
RUNS_LANE = 0
MICROSECOND = 1000  # nanoseconds


def chrome_trace(builder: BundleBuilder) -> dict[str, Any]:
    """The timed runs of a trace as one JSON object.

    Times are in microseconds from the first timed run on. A node's `args` hold its type, phase, dtype, shape (as
    it was in the run) and the line that made it.
    """
    timed = [(index, run) for index, run in enumerate(builder.runs) if run.times]
    start = min((run.times[0] for _, run in timed if run.times), default=0)
    threads = list(dict.fromkeys(run.thread for _, run in timed))
    lanes: dict[str, dict[str, int]] = {thread: {} for thread in threads}
    ends = dict.fromkeys(threads, 0)
    events: list[dict[str, Any]] = []
    for index, run in timed:
        # What is modelled may take longer than its simulation: then what follows is that much later.
        begin = max((run.times or [start])[0] - start, ends[run.thread])
        bars, ends[run.thread] = _run_events(builder, index, run, begin, lanes[run.thread])
        process = PROCESS + threads.index(run.thread)
        events += [{**bar, "pid": process if bar["ph"] != "C" else PROCESS} for bar in bars]
    names = []
    for number, thread in enumerate(threads or [""]):
        process = PROCESS + number
        title = "tensorlab" if len(threads) < 2 else f"tensorlab, {thread}"
        names += [
            _name("process_name", title, None, process),
            _name("thread_name", "session.run", RUNS_LANE, process),
        ]
        names += [
            _name("thread_name", device, lane, process) for device, lane in lanes.get(thread, {}).items()
        ]
    return {
        "displayTimeUnit": "ns",
        "otherData": {
            "producer": "tensorlab",
            "runs": len(builder.runs),
            "runs timed": len(timed),
            "note": "The clock is read in the first run of each kind, and in about every sixteenth after it. "
            "Times on a simulated GPU are modelled, not measured; their lanes say so.",
        },
        "traceEvents": names + events,
    }


def _run_events(
    builder: BundleBuilder, index: int, run: RecordedRun, start: int, lanes: dict[str, int]
) -> tuple[list[dict[str, Any]], int]:
    """The bars of one run: the call, every node and every copy in it; a point of the loss curve. And its end."""
    _, story = builder._story(run)
    phases = {step["node"]: step["phase"] for step in reversed(story.steps) if step["node"] is not None}
    values = builder.replayer.values(index) if run.can_be_shown else []
    bars = []
    for span, begin, end in _placed(builder, run, values, start):
        operation: Any = span.operation
        phase = phases.get(operation) or (
            "backward" if operation in builder.view.gradient_operations else "forward"
        )
        modelled = {"modelled": True} if span.modelled else {}
        if isinstance(operation, Copy):
            source, target = operation.source.short, operation.target.short
            details = {"tensor": operation.tensor.name, "from": source, "to": target, "bytes": span.bytes}
            name, lane = f"{operation.tensor.name}: {source} → {target}", "copies"
        else:
            details = {"type": operation.type, "phase": phase, **_result(run, operation, values)}
            if operation.source is not None:
                details["line"] = operation.source.line
            name, lane = operation.name, span.device.short
        number = lanes.setdefault(lane + " (modelled)" * span.modelled, len(lanes) + 1)
        bars.append(_bar(name, phase, number, begin, end, {**details, **modelled}))
    last = max((bar["ts"] + bar["dur"] for bar in bars), default=start / MICROSECOND)
    call = _bar(
        f"run {run.number}: sess.run({plain_text(story.goal())})",
        "run",
        RUNS_LANE,
        start,
        round(last * MICROSECOND),
        {},
    )
    loss = builder.loss(run)
    if loss is not None:
        bars.append(
            {"name": "loss", "ph": "C", "pid": PROCESS, "ts": start / MICROSECOND, "args": {"loss": loss}}
        )
    sizes = builder.outside_part.sizes_after(run)
    bars += [
        {"name": name, "ph": "C", "pid": PROCESS, "ts": last, "args": {"elements": size}}
        for name, size in sizes.items()
    ]
    return [call, *bars], round(last * MICROSECOND)


def _placed(
    builder: BundleBuilder, run: RecordedRun, values: list[Any], start: int
) -> list[tuple[Span, int, int]]:
    """What ran, each with its beginning and its end: one after the other, with modelled times among the others."""
    spans = builder.device_part.spans(run, values or [None] * len(run.plan.template))
    begin, found = start, []
    for span in spans[: max(0, len(run.times or []) - 1)]:
        spent = 0 if np.isnan(span.nanoseconds) else round(span.nanoseconds)
        found.append((span, begin, begin + spent))
        begin += spent
    return found


def _bar(
    name: str, category: str, lane: int, begin: int, end: int, details: dict[str, Any]
) -> dict[str, Any]:
    """A complete event: it has a beginning and a duration."""
    return {
        "name": name,
        "cat": category,
        "ph": "X",
        "pid": PROCESS,
        "tid": lane,
        "ts": begin / MICROSECOND,
        "dur": (end - begin) / MICROSECOND,
        "args": details,
    }


def _name(what: str, name: str, lane: int | None, process: int) -> dict[str, Any]:
    event: dict[str, Any] = {"name": what, "ph": "M", "pid": process, "args": {"name": name}}
    if lane is not None:
        event["tid"] = lane
    return event


def _result(run: RecordedRun, operation: Operation, values: list[Any]) -> dict[str, Any]:
    """Dtype and shape of what an operation gave."""
    slot = run.plan.slot_of.get(operation.outputs[0]) if operation.outputs else None
    value = values[slot] if slot is not None and slot < len(values) else None
    if value is None:
        return {}
    return {"dtype": str(getattr(value, "dtype", "")), "shape": str(list(getattr(value, "shape", ())))}
