"""Explanations, as a student asks for them: `tape.derive("y:0", (3, 0))`, `tape.why("y")`, `tape.history("w1")`.

The same functions answer the Tracer's questions.

Read next: `tensorlab/record/derivation.py`, `tensorlab/record/explain.py`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tensorlab.graph.operation import Operation
from tensorlab.graph.tensor import Tensor
from tensorlab.record.blocks import works_outside
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.derivation import MOST_LINES, Derivation, figure
from tensorlab.record.explain import Explainer, Explanation, Explanations
from tensorlab.record.explain_gradient import explain_gradient, works_of
from tensorlab.record.formula import Depends, Entry
from tensorlab.record.history import History, Version, variable_named, versions_of
from tensorlab.record.made import origins_of
from tensorlab.record.mathml import mathml
from tensorlab.record.naming import Names
from tensorlab.record.recorder import RecordedRun
from tensorlab.record.words import message

if TYPE_CHECKING:
    from tensorlab.lab.desk import Desk
    from tensorlab.lab.tape import Tape

LINES_SHOWN = 60


class DerivedNumber(Derivation):
    """A number and where it comes from; it can be printed as a worksheet."""

    def worksheet(self, path: str | Path | None = None, language: str = "en") -> str:
        """The derivation as a page to be printed: with blanks for the numbers, and the solutions at the end.

        Args:
            path: where to write it; by default it is only returned.
            language: "en" or "zh".
        """
        from tensorlab.show.worksheet import worksheet

        page = worksheet(self, language)
        if path is not None:
            Path(path).write_text(page, encoding="utf-8")
        return page


# --- explain a number -------------------------------------------------------------------------------------


def derive(
    tape: "Tape", tensor: Any, index: Any, run: int, gradient: bool, depth: int | None, most_lines: int
) -> DerivedNumber:
    """See `Tape.derive`."""
    recorded = tape.runs[tape._index(run)]
    builder, position = tape._placed(recorded)
    element = element_of(builder, recorded, tensor)
    if isinstance(element, Operation):
        element = element.outputs[0]
    if gradient:
        element = gradient_of(recorded, element)
    slot = recorded.plan.slot_at_end(element)
    values = builder.replayer.values(position)
    if slot is None or values[slot] is None:
        raise LookupError(f"Run {recorded.number} did not compute {element.name}.")
    place = np.atleast_1d(np.asarray(index, dtype=int)).ravel() if np.size(index) else np.array([], int)
    return derivation_of(builder, recorded, values, slot, place.tolist(), depth, most_lines)


def element_of(builder: BundleBuilder, recorded: RecordedRun, named: Any) -> Any:
    """What somebody means: a tensor, an operation, a variable, a node's name, or her own name for it."""
    graph = recorded.session.graph
    if isinstance(named, (Tensor, Operation)):
        return named
    try:
        return graph.as_graph_element(named)
    except (KeyError, ValueError, TypeError):
        if isinstance(named, str):
            for box in builder.view.boxes:
                if named == box.label:
                    return box.operation.outputs[0] if box.operation.outputs else box.operation
            for operation in builder.view.operations:
                if named == builder.view.python_name(operation):
                    return operation
        raise


def gradient_of(recorded: RecordedRun, tensor: Tensor) -> Tensor:
    """The gradient of the loss with respect to a tensor, as this run computed it.

    Raises:
        LookupError: when the run computed none.
    """
    from tensorlab.record.backward import dense

    for work in works_outside(recorded.session.graph):
        total = dense(work.totals.get(tensor))
        if total is not None and total in recorded.plan.slot_of:
            found: Tensor = total
            return found
    raise LookupError(f"Run {recorded.number} did not compute a gradient with respect to {tensor.name}.")


def derivation_of(
    builder: BundleBuilder,
    recorded: RecordedRun,
    values: Sequence[Any],
    slot: int,
    place: Sequence[int],
    depth: int | None = None,
    most_lines: int = MOST_LINES,
) -> DerivedNumber:
    """The derivation of one entry of the value in a slot.

    Raises:
        IndexError: when there is no such entry.
    """
    origins = origins_of(recorded.plan)
    names = Names(recorded.plan, builder.view, origins)
    shape = np.asarray(values[slot]).shape
    if len(place) != len(shape):
        what = "a single number" if not shape else f"{len(shape)} dimensions"
        raise IndexError(
            f"{''.join(names.text(slot))} has {what} (shape {list(shape)}), but the place is {list(place)}."
        )
    found = []
    for at, size in zip(place, shape, strict=True):
        if not -size <= at < size:
            raise IndexError(
                f"There is no place {list(place)} in {''.join(names.text(slot))}: {at} in a size {size}."
            )
        found.append(at % size)
    target = Entry(slot, tuple(found))
    return DerivedNumber(values, origins, names, target, recorded.number, recorded.plan, depth, most_lines)


def answer_derive(
    desk: "Desk", content: dict[str, Any], buffers: list[Any]
) -> tuple[dict[str, Any], list[bytes]]:
    """Answer "derive": {"run", "entry", "index", "depth", "worksheet"} gets the equations as MathML and LaTeX."""
    position = int(content["run"])
    recorded = desk.runs[position]
    story = desk.builder._story(recorded)[1]
    values = desk.builder.replayer.values(position)
    slot = story.entries[int(content["entry"])][1]
    depth = content.get("depth")
    found = derivation_of(
        desk.builder, recorded, values, slot, [int(i) for i in content["index"]], depth, LINES_SHOWN
    )
    if content.get("worksheet"):
        return {"worksheet": found.worksheet(language=str(content.get("language", "en")))}, []
    shown = {slot: number for number, (_, slot) in enumerate(story.entries)}
    step_of = {
        step["output"]["entry"]: number
        for number, step in enumerate(story.steps)
        if step["output"] is not None
    }

    def link(entry: Entry) -> dict[str, Any]:
        return {
            "name": found.name(entry),
            "value": figure(found.look(entry)) if entry.index is not None else "",
            "step": step_of.get(shown.get(entry.slot, -1)),
            "entry": shown.get(entry.slot),
            "index": None if entry.index is None else list(entry.index),
        }

    lines = []
    for line in found.lines:
        lines.append(
            {
                **link(line.target),
                "level": line.level,
                "operation": line.origin.operation.type,
                "depends": isinstance(line.formula, Depends),
                "mathml": [[mathml(piece) for piece in row] for row in found.in_pieces(line)],
                "text": [
                    f"{found.name(line.target) if not n else ''} = {s}"
                    for n, s in enumerate(found.steps(line))
                ],
                "needs": [link(entry) for entry in dict.fromkeys(line.formula.entries())],
            }
        )
    given = [
        {**link(entry), "kind": kind} for entry, kind in found.given.items() if not found.is_number(entry)
    ]
    return {
        "name": found.name(found.target),
        "value": figure(found.value),
        "lines": lines,
        "given": given,
        "open": [link(entry) for entry in found.open],
        "latex": found.latex,
        "checked": not found.check(),
    }, []


# --- why, who, which --------------------------------------------------------------------------------------


def explainer_for(tape: "Tape", recorded: RecordedRun) -> Explainer:
    """What answers questions about a run."""
    builder, _ = tape._placed(recorded)
    return Explainer(recorded, builder.view, builder.runs, lambda run: builder._story(run)[1])


def values_or_none(builder: BundleBuilder, position: int) -> Sequence[Any] | None:
    """The values of a run by slot; None when the tape let them go."""
    try:
        return builder.replayer.values(position)
    except LookupError:
        return None


def operation_of(builder: BundleBuilder, recorded: RecordedRun, named: Any) -> Operation:
    """The operation that somebody means."""
    element = element_of(builder, recorded, named)
    operation = getattr(element, "op", element)
    assert isinstance(operation, Operation)
    return operation


def why(tape: "Tape", thing: Any, run: int) -> Explanation:
    """See `Tape.why`."""
    recorded = tape.runs[tape._index(run)]
    builder, _ = tape._placed(recorded)
    return explainer_for(tape, recorded).why(operation_of(builder, recorded, thing))


def explain(tape: "Tape", thing: Any, run: int) -> Explanations:
    """See `Tape.explain`."""
    recorded = tape.runs[tape._index(run)]
    builder, position = tape._placed(recorded)
    explainer = explainer_for(tape, recorded)
    operation = operation_of(builder, recorded, thing)
    answers = [explainer.why(operation), wrote(tape, operation, recorded)]
    draws = explainer.draws(operation)
    if draws is not None:
        answers.append(draws)
    if works_of(recorded.plan) and operation not in builder.view.gradient_operations:
        answers.append(explain_gradient(explainer, operation, values_or_none(builder, position)))
    return Explanations(answers)


def gradient(tape: "Tape", thing: Any, run: int) -> Explanation:
    """See `Tape.why_gradient`."""
    recorded = tape.runs[tape._index(run)]
    builder, position = tape._placed(recorded)
    operation = operation_of(builder, recorded, thing)
    return explain_gradient(explainer_for(tape, recorded), operation, values_or_none(builder, position))


def writers(tape: "Tape", thing: Any, run: int) -> Explanation:
    """See `Tape.writers`."""
    recorded = tape.runs[tape._index(run)]
    builder, _ = tape._placed(recorded)
    return wrote(tape, operation_of(builder, recorded, thing), recorded)


def wrote(tape: "Tape", operation: Operation, recorded: RecordedRun) -> Explanation:
    """Who wrote a value: for a variable its newest version after a run, else the operation that makes it."""
    builder, _ = tape._placed(recorded)
    explainer = explainer_for(tape, recorded)
    try:
        variable = variable_named(operation)
    except LookupError:
        return explainer.maker(operation)
    version = None
    for one in versions_of(builder.runs, variable, builder.view):
        if one.run <= recorded.number:
            version = one
    name = explainer.name(variable)
    if version is None:
        return Explanation(name, "unset", (message("explain.unset", name=["b", name]),), (variable,), (name,))
    return written(name, variable, version)


def written(name: str, variable: Operation, version: Version) -> Explanation:
    """The sentence about one version of a variable."""
    if version.operation is None:
        holes: dict[str, Any] = {"name": ["b", name], "run": version.run}
        text = message(f"explain.{version.kind}", **holes)
        return Explanation(name, version.kind, (text,), (variable,), (name,))
    holes = {
        "name": ["b", name],
        "run": version.run,
        "version": version.number,
        "operation": ["b", version.operation.name if version.kind == "hand" else version.operation.type],
    }
    key = "explain.initial" if version.kind == "initial" else "explain.written"
    if version.line:
        key, holes["place"] = f"{key}_at", ["c", version.line]
    return Explanation(name, version.kind, (message(key, **holes),), (version.operation, variable), (name,))


def history(tape: "Tape", variable: Any) -> History:
    """See `Tape.history`."""
    recorded = tape.runs[-1]
    for run in reversed(tape.runs):
        if getattr(variable, "graph", None) in (None, run.session.graph):
            recorded = run
            break
    builder, _ = tape._placed(recorded)
    operation = variable_named(operation_of(builder, recorded, variable))
    places = {run.number: place for place, run in enumerate(builder.runs)}

    def value(version: Version) -> Any:
        values = values_or_none(builder, places[version.run])
        found = None if values is None or version.slot is None else values[version.slot]
        return None if found is None else np.array(found)

    name = explainer_for(tape, recorded).name(operation)
    versions = versions_of(builder.runs, operation, builder.view)
    return History(name, operation.outputs[0].shape, versions, value)
