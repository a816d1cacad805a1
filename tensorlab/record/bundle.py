"""The bundle: everything about a recorded program in one JSON object and one run of bytes.

It drives the live Tracer, the static page, the exporters and the tests, and needs neither the kernel nor the
graph any more. Its format is written down in `bundle.schema.json`; the version number there is raised when an
old reader could misunderstand a new bundle.

Layouts (where each box stands) are added by `tensorlab/show/`, which knows about pictures.

Read next: `bundle.schema.json`, then `tensorlab/show/widget.py`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.record.blocks import blocks_of, frame_name, kind_of, with_insides
from tensorlab.record.device_part import DevicePart
from tensorlab.record.explain import draw_positions
from tensorlab.record.explain_gradient import reason_in_words, reasons_by_box
from tensorlab.record.failures import explained
from tensorlab.record.frames import Frames
from tensorlab.record.gradient_check import CHECKED_RUNS, checks_of_run, works_entry_by_entry
from tensorlab.record.history import unseen_before
from tensorlab.record.loss_series import loss_series
from tensorlab.record.mathml import mathml
from tensorlab.record.nested import InsideRun
from tensorlab.record.outside_part import OutsidePart
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.replay import Replayer
from tensorlab.record.story import Story
from tensorlab.record.twin import TwinView
from tensorlab.record.values import (
    as_array,
    encoding_of,
    extent_of,
    finite_or_none,
    picture_extent,
    smoothed,
    smoothing_for,
    stored_shape,
    summary,
    to_bytes,
    to_json,
)
from tensorlab.record.words import Text, message
from tensorlab.sources import SourceLine, display_name, source_text
from tensorlab.version import __version__

VERSION = 2
DEFAULT_BLOB_BUDGET = 4 * 1024 * 1024  # bytes of values that travel with a bundle


class BundleBuilder:
    """Builds a bundle from recorded runs, and single runs of it on demand.

    Args:
        runs: the recorded runs, all of one graph.
        replayer: gives values that were let go.
        operations: which operations to show; by default all that any run evaluated.
        title: what to call the program.
    """

    def __init__(
        self,
        runs: Sequence[RecordedRun],
        replayer: Replayer,
        operations: Sequence[Operation] = (),
        title: str = "",
    ) -> None:
        self.runs = runs
        self.replayer = replayer
        shown = dict.fromkeys(operations)
        for run in runs:
            shown.update(dict.fromkeys(run.plan.order))
            shown.update(dict.fromkeys(tensor.op for tensor in run.plan.feeds))
        self.view = TwinView(with_insides(shown))
        self.node_number = {operation: number for number, operation in enumerate(self.view.operations)}
        self.title = title
        self.device_part = DevicePart(runs)
        self.outside_part = OutsidePart(runs)
        self._stories: dict[Any, tuple[int, Story]] = {}
        self.frames = Frames()
        self._sources: dict[str, int] = {}
        self._places: dict[Any, list[Any]] = {}
        self._source_list: list[dict[str, Any]] = []
        self._versions: list[dict[str, int]] = []

    # --- the whole ----------------------------------------------------------------------------------------

    def build(self, blob_budget: int = DEFAULT_BLOB_BUDGET) -> tuple[dict[str, Any], bytes]:
        """The bundle, and the bytes of as many runs as fit the budget, evenly spread."""
        nodes = [self._node(operation) for operation in self.view.operations]
        boxes = [self._box(box) for box in self.view.boxes]
        self._count_versions()
        blob: list[bytes] = []
        offset = 0
        runs = []
        kept = self._runs_to_keep(blob_budget)
        for index in range(len(self.runs)):
            fields, data = self.run(index, with_values=index in kept)
            if data is not None:
                fields["values"] = [offset, len(data)]
                blob.append(data)
                offset += len(data)
            runs.append(fields)
        bundle: dict[str, Any] = {
            "format": "tensorlab.trace",
            "version": VERSION,
            "producer": f"tensorlab {__version__}",
            "title": self.title or (self._source_list[0]["name"] if self._source_list else "trace"),
            "nodes": nodes,
            "boxes": boxes,
            "edges": [
                {"from": e.source, "to": e.target, "kind": e.kind, "port": e.port} for e in self.view.edges
            ],
            "folded": self.view.folded_text(),
            "layouts": {},
            "programs": [self._program(story) for _, story in self._stories.values()],
            "frames": self.frames.listed,
            "runs": runs,
            "series": self._series(),
            "checks": self._checks(kept),
            "sources": self._source_list,
            "devices": self.device_part.to_json(),
            **self.outside_part.to_json(self.node_number),
        }
        return bundle, b"".join(blob)

    # --- one run ------------------------------------------------------------------------------------------

    def run(self, index: int, with_values: bool = True) -> tuple[dict[str, Any], bytes | None]:
        """The fields of one run and, if asked for, its bytes."""
        run = self.runs[index]
        if not with_values or not run.can_be_shown:
            return self._fields(run, index), None
        return self.describe(run, self.replayer.values(index), index)

    def _fields(self, run: RecordedRun, index: int) -> dict[str, Any]:
        number, story = self._story(run)
        return {
            "number": run.number,
            "program": number,
            "frame": None,
            "title": f"sess.run({story.goal()})",
            "source": self._place(run.caller),
            "loss": self.loss(run),
            "values": None,
            "summaries": {},
            "json": {},
            "versions": self._versions[index] if self._versions else {},
            "error": self._error(run, story),
            **self._noticed(run),
            **self.outside_part.fields(run, story.steps),
        }

    def describe(self, run: RecordedRun, values: Sequence[Any], index: int) -> tuple[dict[str, Any], bytes]:
        """The fields and the bytes of a run with these values, which stands where `runs[index]` does."""
        fields = self._fields(run, index)
        number, story = self._story(run)
        times = self._times(run, story, values)
        packed = self.frames.packed(number, story, values, times, self._spans(story))
        fields["frame"], data, fields["json"], fields["summaries"] = packed
        frame = self.frames.listed[fields["frame"]]
        if "spans" in frame:
            told, spans = self.device_part.fields(run, values)
            fields |= told
            spent = np.array([span.nanoseconds for span in spans], dtype="<f4").tobytes()
            data[frame["spans"] : frame["spans"] + len(spent)] = spent
        if not story.insides:
            return fields, bytes(data)
        inside = InsideRun(self._visit, lambda one: self._stories[one.plan][0], len(data))
        fields["visits"] = inside.visits(story, values)
        return fields, b"".join([data, *inside.parts])

    def _spans(self, story: Story) -> int:
        """For how many kernels a run of this program says how long they took on their devices."""
        return len(story.plan.steps) if self.device_part.has_lanes(story.plan) else 0

    def _visit(self, story: Story, visit: Any) -> Any:
        """The values of one passage through a block."""
        spent = {
            step[5]: end - begin
            for step, begin, end in zip(visit.plan.steps, visit.times, visit.times[1:], strict=False)
        }
        times = [_time_of(step, spent) for step in story.steps]
        number = self._stories[story.plan][0]
        frame, data, texts, summaries = self.frames.packed(number, story, visit.values, times)
        return frame, bytes(data), texts, summaries

    def _times(self, run: RecordedRun, story: Story, values: Sequence[Any] | None = None) -> list[float]:
        """Nanoseconds of each step's node; NaN where no node ran, or nobody looked at the clock.

        On a simulated device they are modelled, from the shapes of the run's values.
        """
        spent: dict[Any, float] = {}
        times = run.times or []
        for step, begin, end in zip(run.plan.steps, times[:-1], times[1:], strict=False):
            spent[step[5]] = float(end - begin)
        if run.plan.places is not None and values is not None:
            spans = self.device_part.spans(run, values)
            spent |= {span.operation: span.nanoseconds for span in spans if span.modelled}
        return [_time_of(step, spent) for step in story.steps]

    def _runs_to_keep(self, budget: int) -> set[int]:
        """Indices of the runs whose bytes fit the budget: all, or an even selection with both ends."""
        sizes: dict[Any, int] = {}
        estimate = []
        shown = [index for index, run in enumerate(self.runs) if run.can_be_shown]
        for index in shown:
            run = self.runs[index]
            key = (id(run.plan), *(getattr(v, "shape", ()) for v in run.feeds or ()))
            if key not in sizes:
                number, story = self._story(run)
                values = self.replayer.values(index)
                if story.insides:  # how often loops run, other runs may differ in
                    sizes[key] = len(self.describe(run, values, index)[1])
                else:
                    sizes[key] = self.frames.frame(number, story, values, self._spans(story))["bytes"]
            estimate.append(sizes[key])
        if sum(estimate) <= budget:
            return set(shown)
        share = max(1, int(len(shown) * budget / sum(estimate)))
        return {shown[round(i)] for i in np.linspace(0, len(shown) - 1, share)}

    # --- the loss -----------------------------------------------------------------------------------------

    def loss(self, run: RecordedRun) -> float | None:
        """The run's loss: the value that was differentiated or fetched; of several entries their mean."""
        if run.loss is None:
            return None
        array = np.asarray(run.loss[1])
        return finite_or_none(array.mean()) if array.size else None

    def _series(self) -> list[dict[str, Any]]:
        """The loss over the runs: one series for each kind of call, training first."""
        return loss_series(self)

    # --- parts --------------------------------------------------------------------------------------------

    def _story(self, run: RecordedRun) -> tuple[int, Story]:
        if run.plan not in self._stories:
            self._number(Story(run.plan, self.view))
        return self._stories[run.plan]

    def _number(self, story: Story) -> None:
        """Give a story its number among the programs, and the stories inside it theirs."""
        self._stories[story.plan] = (len(self._stories), story)
        for stories in story.insides.values():
            for inner in stories:
                self._number(inner)

    def _checks(self, kept: set[int]) -> dict[str, Any]:
        """Finite differences for the gradients of some runs, evenly spread: run -> step -> check."""
        trained = [index for index in sorted(kept) if self._story(self.runs[index])[1].has_gradients]
        places = np.linspace(0, len(trained) - 1, min(CHECKED_RUNS, len(trained)))
        found = {}
        for index in dict.fromkeys(trained[round(place)] for place in places):
            run = self.runs[index]
            _, story = self._story(run)
            found[str(index)] = checks_of_run(story.steps, run.plan, self.replayer.values(index))
        return {index: checks for index, checks in found.items() if checks}

    def _is_entrywise(self, story: Story, via: Operation) -> bool:
        """Whether an operation works entry by entry, tried on the values of the first run that has them."""
        index = next(
            (n for n, run in enumerate(self.runs) if run.plan is story.plan and run.can_be_shown), None
        )
        return index is not None and works_entry_by_entry(via, story.plan, self.replayer.values(index))

    def _program(self, story: Story) -> dict[str, Any]:
        plan = story.plan
        steps = []
        for step in story.steps:
            written = dict(step)
            node, source = written.pop("node"), written.pop("source")
            written["node"] = self.node_number.get(node)
            written["source"] = self._place(source._frames) if source is not None else None
            if "copy" in step:
                ends = {end: self.device_part.number(step["copy"][end]) for end in ("from", "to")}
                written["copy"] = {**step["copy"], **ends}
            written["mathml"] = mathml(written.pop("latex"))
            if step["nested"] is not None:
                written["nested"] = {k: v for k, v in step["nested"].items() if k != "stories"}
                written["nested"]["programs"] = [
                    self._stories[one.plan][0] for one in step["nested"]["stories"]
                ]
            else:
                del written["nested"]
            chain = step["chain"]
            if chain is not None:
                entrywise = self._is_entrywise(story, chain["via"])
                written["chain"] = {"upstream": chain["upstream"], "entrywise": entrywise}
            steps.append(written)
        described = {
            "title": f"sess.run({story.goal()})" if story.block is None else frame_name(story.block.owner),
            "fetches": [getattr(fetch, "name", str(fetch)) for fetch in plan.fetches],
            "feeds": [tensor.name for tensor in plan.feeds],
            "steps": steps,
            "evaluated": [self.node_number[o] for o in plan.order if o in self.node_number],
        }
        if story.block is not None:
            return {**described, "inside": story.block.kind, "no_gradient": {}, "pruned": []}
        pruned = [n for o, n in self.node_number.items() if o not in story.ran and o.block is None]
        return {
            **described,
            "no_gradient": self._no_gradient(story),
            "pruned": pruned,
            **self._schedule(story),
        }

    def _schedule(self, story: Story) -> dict[str, Any]:
        if not self.device_part.has_lanes(story.plan):
            return {}
        return {"schedule": self.device_part.schedule(story.plan, story.steps, self.node_number)}

    def _node(self, operation: Operation) -> dict[str, Any]:
        document = (operation.record.__doc__ or "").strip().split("\n")[0]
        return {
            "name": operation.name,
            "type": operation.type,
            "kind": operation.record.kind,
            "inputs": [[self.node_number.get(t.op), t.value_index] for t in operation.inputs],
            "control_inputs": [
                self.node_number[o] for o in operation.control_inputs if o in self.node_number
            ],
            "outputs": [
                {
                    "dtype": t.dtype.base_dtype.name,
                    "shape": None if t.shape.sizes is None else list(t.shape.sizes),
                }
                for t in operation.outputs
            ],
            "symbol": self.view.symbol(operation)
            if operation in self.view.box_of
            else operation.record.symbol,
            "mathml": mathml(self.view.formula(operation)),
            "summary": document,
            "attributes": {
                k: _short(v) for k, v in operation.attributes.items() if not isinstance(v, np.ndarray)
            },
            **self.device_part.placement(operation),
            "source": self._place(operation._frames),
            **({"inside": self._frame_of(operation)} if operation.block is not None else {}),
            "gradient_of": self.node_number.get(operation.gradient_of) if operation.gradient_of else None,
            "scope": operation.name.rpartition("/")[0],
        }

    def _frame_of(self, operation: Operation) -> int | None:
        """The node of the loop or branch that an operation is inside."""
        owner = operation.block.owner
        return None if owner is None else self.node_number.get(owner)

    def _box(self, box: Any) -> dict[str, Any]:
        return {
            "node": self.node_number[box.operation],
            "members": [self.node_number[o] for o in box.members],
            "title": box.title,
            "label": box.label,
            "symbol": box.symbol,
            "style": box.style,
            "tensor": [self.node_number[box.operation], 0] if box.operation.outputs else None,
            # A feed has a gradient only where the program asks for it: tf.gradients(y, x).
            **({"block": kind_of(box.operation)} if blocks_of(box.operation) else {}),
            **self._beside(box),
            **({"slot": True} if box.style == "feed" and box.operation in self.view.differentiated else {}),
        }

    def _beside(self, box: Any) -> dict[str, int]:
        """Of a moving average the box of the variable beside which it is drawn."""
        averaged = self.view.box_of.get(self.view.averages.get(box.operation, box.operation))
        return {} if averaged is None or averaged is box else {"beside": averaged.index}

    def _noticed(self, run: RecordedRun) -> dict[str, Any]:
        """What few runs have: random numbers, and variables that changed before without a recorded run."""
        places = {str(self.node_number[operation]): at for operation, at in draw_positions(run).items()}
        boxes = [box for box in self.view.boxes if box.style == "variable"] if run.segment.unseen else []
        unseen = [box.index for box in boxes if unseen_before(run, box.operation)]
        return ({"draws": places} if places else {}) | ({"unseen": unseen} if unseen else {})

    def _no_gradient(self, story: Story) -> dict[str, list[Any]]:
        """By box: why it has no gradient in this program, the node at fault, and that node's own reason."""
        return {
            str(box): [kind, None if at is None else self.node_number.get(at), reason_in_words(reason)]
            for box, (kind, at, reason) in reasons_by_box(self.view, story.plan).items()
        }

    def _count_versions(self) -> None:
        """For every run, how often its session had written each variable before, the initial value not counted."""
        of_sessions: dict[Any, dict[str, int]] = {}
        for run in self.runs:
            counts = of_sessions.setdefault(run.session, {})
            self._versions.append(dict(counts))
            if run.error is not None:
                continue
            for operation, targets in run.plan.writes_of.items():
                # An optimizer's slots, behind the first target, have no steps; what is written inside has.
                for cell, _ in targets if blocks_of(operation) else targets[:1]:
                    box = self.view.box_of.get(cell.operation)
                    if box is not None:
                        initial = operation in self.view.initialiser_of
                        counts[str(box.index)] = 0 if initial else counts.get(str(box.index), 0) + 1

    def _error(self, run: RecordedRun, story: Story) -> dict[str, Any] | None:
        return None if run.error is None else explained(run, story)

    def _place(self, frames: Any) -> list[Any] | None:
        """A place in the sources: [source, line, end line, column, end column]."""
        if not frames:
            return None
        if frames[0] not in self._places:  # a call in a loop makes thousands of operations
            line = SourceLine(*frames[0])
            if line.filename not in self._sources:
                self._sources[line.filename] = len(self._source_list)
                text = source_text(line.filename)
                self._source_list.append({"name": display_name(line.filename), "first_line": 1, "text": text})
            place = [self._sources[line.filename], line.line, line.end_line, line.column, line.end_column]
            self._places[frames[0]] = place
        return self._places[frames[0]]


def _time_of(step: dict[str, Any], spent: dict[Any, float]) -> float:
    """What a step's node took; a loop that also writes took it once."""
    if step["kind"] == "write" and blocks_of(step["node"]):
        return float("nan")
    return float(spent.get(step["node"], "nan"))


def _short(value: Any) -> str:
    text = getattr(value, "name", None) or str(value)
    return text if len(text) <= 80 else text[:77] + "..."
