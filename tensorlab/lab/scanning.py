"""What to look for in a tape: `lab.when("MatMul", max=">1e4")`, and where it happens.

    tape.find("nan")                            # [(run, step), ...]
    tape.find(lab.when("MatMul", max=">1e4"))
    tape.show(stops=[lab.when(gradients=True, norm=">10")])

In the Tracer the same is called a stop: playing, and the keys `]` and `[`, halt there.

Read next: `tensorlab/record/scan.py`, which looks.
"""

import re
from collections.abc import Iterable
from typing import Any

from tensorlab.graph.operation import Operation
from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.scan import COMPARISONS, Condition, Scanner
from tensorlab.run.plan import is_view, variable_of

NAMED = {"nan": "nan", "inf": "inf", "not finite": "odd"}
COMPARED = re.compile(r"\s*(<=|>=|==|!=|<|>|)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf|-inf)\s*")
MEASURED = ("min", "max", "mean", "norm", "abs")


class When:
    """Something that may happen in a run; made by `when`.

    Attributes:
        subject: the tensor, operation or variable, or its name; None for all values.
        gradients: whether it is about gradients.
        measure, compare, number, shape: as in `tensorlab.record.scan.Condition`.
        on: whether the Tracer halts there.
    """

    def __init__(
        self,
        subject: Any = None,
        gradients: bool = False,
        measure: str = "reached",
        compare: str = "",
        number: float = 0.0,
        shape: tuple[int | None, ...] = (),
        on: bool = True,
    ) -> None:
        self.subject = subject
        self.gradients = gradients
        self.measure = measure
        self.compare = compare
        self.number = number
        self.shape = shape
        self.on = on

    def __repr__(self) -> str:
        name = getattr(self.subject, "name", self.subject)
        parts = [] if name is None else [repr(name)]
        if self.gradients:
            parts.append("gradients=True")
        if self.measure == "shape":
            parts.append(f"shape={'changes' if self.compare == 'changes' else list(self.shape)!r}")
        elif self.measure in MEASURED:
            parts.append(f"{self.measure}={f'{self.compare}{self.number:g}'!r}")
        elif self.measure != "reached":
            parts.append({"nan": "nan=True", "inf": "inf=True", "odd": "finite=False"}[self.measure])
        return f"lab.when({', '.join(parts)})"

    def condition(self, builder: BundleBuilder) -> Condition:
        """The condition in terms of a graph's boxes.

        Raises:
            LookupError: when no recorded run computes the subject.
        """
        box = None if self.subject is None else _box_of(self.subject, builder)
        of = "all" if box is None else "variable" if box.style == "variable" else "node"
        if self.gradients:
            of = "gradients"
        elif self.measure == "reached":
            of = "node"
        index = None if box is None else box.index
        return Condition(of, index, self.measure, self.compare, self.number, self.shape)


def when(
    subject: Any = None,
    *,
    gradients: bool = False,
    nan: bool = False,
    inf: bool = False,
    finite: bool = True,
    min: Any = None,  # named as what they measure
    max: Any = None,
    mean: Any = None,
    norm: Any = None,
    abs: Any = None,
    shape: Any = None,
) -> When:
    """Say what to look for in a tape, or where the Tracer shall stop.

    Args:
        subject: a tensor, an operation, a variable, or a name; by default all values. Alone it means: whenever
            it is computed.
        gradients: look at gradients: that of the subject, or all.
        nan, inf: there is a NaN, there is an infinity; `finite=False` is either.
        min, max, mean, norm, abs: a comparison such as `">1e4"`; `abs` is the largest magnitude.
        shape: a shape such as `[8, 3]` (None is any size), or `"changes"`: not what it was in the run before.

    >>> when("MatMul", max=">1e4")
    lab.when('MatMul', max='>10000')
    >>> when(gradients=True, norm=">10")
    lab.when(gradients=True, norm='>10')
    """
    asked: list[When] = []
    for wanted, measure in ((nan, "nan"), (inf, "inf"), (not finite, "odd")):
        if wanted:
            asked.append(When(subject, gradients, measure))
    for measure, told in zip(MEASURED, (min, max, mean, norm, abs), strict=True):
        if told is not None:
            asked.append(When(subject, gradients, measure, *_comparison(measure, told)))
    if shape is not None:
        changes = isinstance(shape, str)
        if changes and shape != "changes":
            raise ValueError(f'shape= is a list of sizes, or "changes", not {shape!r}.')
        sizes = () if changes else tuple(shape)
        asked.append(When(subject, gradients, "shape", "changes" if changes else "==", shape=sizes))
    if len(asked) > 1:
        raise ValueError("lab.when takes one condition; for several, make several.")
    if not asked and subject is None:
        raise ValueError('lab.when needs a node, or a condition such as max=">1e4".')
    return asked[0] if asked else When(subject, gradients)


def as_when(wanted: Any) -> When:
    """What was meant: a condition, one of the words "nan", "inf", "not finite", or a node.

    >>> as_when("nan"), as_when("MatMul")
    (lab.when(nan=True), lab.when('MatMul'))
    """
    if isinstance(wanted, When):
        return wanted
    if isinstance(wanted, str) and wanted in NAMED:
        return When(measure=NAMED[wanted])
    return When(wanted)


def find(tape: Any, wanted: Any) -> list[tuple[int, int]]:
    """All places on a tape at which something happens; see `Tape.find`."""
    if not tape.runs:
        return []
    one = as_when(wanted)
    return found(tape._builder(tape._graph(getattr(one.subject, "graph", None))), one)


def found(builder: BundleBuilder, wanted: Any) -> list[tuple[int, int]]:
    """All places, (number of the run, step from 1), at which something happens."""
    hits = Scanner(builder).everywhere([as_when(wanted).condition(builder)])
    return [(builder.runs[hit.run].number, hit.step + 1) for hit in hits]


def stops_for_view(builder: BundleBuilder, stops: Iterable[Any]) -> list[dict[str, Any]]:
    """Stops as the Tracer takes them; without those on nodes of another graph."""
    told = []
    for one in map(as_when, stops):
        if getattr(one.subject, "graph", builder.runs[0].session.graph) is builder.runs[0].session.graph:
            told.append({**one.condition(builder).to_json(), "on": one.on})
    return told


def stops_from_view(builder: BundleBuilder, told: Iterable[dict[str, Any]]) -> list[When]:
    """Stops as a student has them."""
    stops = []
    for one in told:
        condition = Condition.from_json(one)
        subject = None if condition.box is None else builder.view.boxes[condition.box].operation.name
        stops.append(
            When(
                subject,
                condition.of == "gradients",
                condition.measure,
                condition.compare,
                condition.number,
                condition.shape,
                bool(one.get("on", True)),
            )
        )
    return stops


# --- questions of the Tracer --------------------------------------------------------------------------------


def answer(desk: Any, content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Look on for a while: see `Scanner.scan`."""
    conditions = [Condition.from_json(told) for told in content["conditions"]]
    scanner = Scanner(desk.builder)
    reply = scanner.scan(conditions, int(content["run"]), int(content["step"]), bool(content["forward"]))
    return reply, []


def remember(desk: Any, content: dict[str, Any], buffers: list[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The Tracer's stops have changed: `tape.stops` follows."""
    desk.tape.stops = stops_from_view(desk.builder, content["stops"])
    return {}, []


# --- details ------------------------------------------------------------------------------------------------


def _comparison(measure: str, told: Any) -> tuple[str, float]:
    """`">1e4"` taken apart; a number alone means equality."""
    matched = COMPARED.fullmatch(str(told))
    if matched is None:
        raise ValueError(
            f"{measure}={told!r} is no comparison: write one of {' '.join(COMPARISONS)} and a number."
        )
    return matched[1] or "==", float(matched[2])


def _box_of(subject: Any, builder: BundleBuilder) -> Any:
    view = builder.view
    graph = builder.runs[0].session.graph
    if isinstance(subject, str):
        try:
            element = graph.as_graph_element(subject)
        except (KeyError, ValueError):
            element = next((box.operation for box in view.boxes if box.label == subject), None)
            if element is None:
                raise
    else:
        element = graph.as_graph_element(subject)
    operation: Operation = getattr(element, "op", element)
    if is_view(operation):
        operation = variable_of(operation.outputs[0])
    box = view.box_of.get(operation)
    if box is None:
        raise LookupError(f"{operation.name!r} has no box in the graph: no recorded run computes it.")
    return box
