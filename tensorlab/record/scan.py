"""Scan: in which runs, at which steps, does something happen? A NaN, a large gradient, a shape that changes.

A condition is a subject ("of": all values, one node, the gradients, or a variable) and a measure of it. The
browser evaluates conditions on the runs whose values it has (`show/static/conditions.js` does what this file
does); all others are scanned here, run by run, replayed where their values were let go. A scan stops after a
while and says where it got to, so that whoever asked can show how far it is, go on, or leave it.

Read next: `replay.py`, then `tensorlab/lab/scanning.py`, where a student says what to look for.
"""

import math
import operator
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tensorlab.record.bundle import BundleBuilder
from tensorlab.record.story import Step

SUBJECTS = ("all", "node", "gradients", "variable")
COUNTED = {"odd": "~finite", "nan": "nan", "inf": "inf"}
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
BLOCK = 32  # runs that are replayed forwards from one checkpoint, when the scan goes backwards
REMEMBERED = 128  # runs whose shapes are known


@dataclass(frozen=True)
class Condition:
    """What to look for.

    Attributes:
        of: "all" values, one "node", the "gradients" (of one box, or of all), or a "variable".
        box: the box of the node or variable.
        measure: "reached" (the node has its value, or its gradient), "nan", "inf", "odd" (either), "min",
            "max", "mean", "norm", "abs" (the largest magnitude), or "shape".
        compare: how the measure is compared with `number`; of a shape "==" or "changes".
        shape: what a shape is compared with; None among its sizes is any size.
    """

    of: str = "all"
    box: int | None = None
    measure: str = "odd"
    compare: str = ""
    number: float = 0.0
    shape: tuple[int | None, ...] = ()

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Condition":
        """A condition that came from the browser.

        >>> Condition.from_json({"of": "all", "measure": "max", "compare": ">", "number": 10})
        Condition(of='all', box=None, measure='max', compare='>', number=10.0, shape=())
        """
        compare = str(told.get("compare") or "")
        condition = cls(
            str(told.get("of", "all")),
            told.get("box"),
            str(told.get("measure", "odd")),
            compare,
            float(told.get("number") or 0),
            tuple(told.get("shape") or ()),
        )
        known = (*COUNTED, *MEASURES, "reached", "shape")
        if condition.of not in SUBJECTS or condition.measure not in known:
            raise ValueError(f"There is no such condition: {told!r}.")
        if condition.measure in MEASURES and compare not in COMPARISONS:
            raise ValueError(f"A number is compared by one of {', '.join(COMPARISONS)}, not {compare!r}.")
        return condition

    def to_json(self) -> dict[str, Any]:
        """The condition for the browser.

        >>> Condition("node", 3, "reached").to_json()["box"]
        3
        """
        return {
            "of": self.of,
            "box": self.box,
            "measure": self.measure,
            "compare": self.compare,
            "number": self.number,
            "shape": list(self.shape),
        }

    def concerns(self, step: Step, own: bool) -> bool:
        """Whether the condition is about what a step computes; `own`: it is its box's own node that runs."""
        if step["kind"] == "copy":
            return False  # where the value was made, it was looked at already
        back = step["phase"] == "backward"
        if self.measure == "reached":
            return step["box"] == self.box and (step["slot"] if back else own)
        if step["output"] is None:
            return False
        if self.of == "node":
            return step["box"] == self.box and not back
        if self.of == "variable":
            return step["box"] == self.box and step["kind"] in ("read", "write")
        return self.of == "all" or (back and self.box in (None, step["box"]))

    def met_by(self, array: Any, before: Sequence[int] | None) -> Any:
        """What makes the condition true of a value: a number, or a shape; None where it is not true.

        Args:
            array: the value.
            before: the shape that the same tensor had when it was computed last, if that is known.

        >>> Condition(measure="max", compare=">", number=1).met_by(np.array([0.5, 3.0]), None)
        3.0
        >>> Condition(measure="nan").met_by(np.array([0.5, 3.0]), None) is None
        True
        """
        if self.measure == "shape":
            shape = list(array.shape)
            if self.compare == "changes":
                return shape if before is not None and list(before) != shape else None
            same = len(shape) == len(self.shape) and all(
                wanted in (None, size) for wanted, size in zip(self.shape, shape, strict=True)
            )
            return shape if same else None
        if array.dtype.kind in "OSU" or not array.size:
            return None
        if self.measure in COUNTED:
            count = 0 if array.dtype.kind not in "fc" else int(ODD[self.measure](array).sum())
            return count or None
        measured = measure_of(self.measure, array)
        met = measured is not None and COMPARISONS[self.compare](measured, self.number)
        return measured if met else None


ODD: dict[str, Any] = {"odd": lambda array: ~np.isfinite(array), "nan": np.isnan, "inf": np.isinf}
MEASURES: dict[str, Any] = {
    "min": np.min,
    "max": np.max,
    "mean": np.mean,
    "norm": lambda numbers: math.sqrt(float(np.dot(numbers, numbers))),
    "abs": lambda numbers: np.max(np.abs(numbers)),
}


def measure_of(measure: str, array: Any) -> float | None:
    """A measure over all entries but the NaNs; of complex numbers over their magnitudes.

    >>> measure_of("norm", np.array([3.0, np.nan, 4.0]))
    5.0
    """
    numbers = np.abs(array) if array.dtype.kind == "c" else array
    numbers = numbers.ravel().astype(np.float64, copy=False)
    with np.errstate(all="ignore"):
        measured = float(MEASURES[measure](numbers))
        if not math.isnan(measured):  # a NaN among the entries would show; most arrays have none
            return measured
        numbers = numbers[~np.isnan(numbers)]
        return float(MEASURES[measure](numbers)) if numbers.size else None


@dataclass(frozen=True)
class Hit:
    """A condition that came true: `which` of those asked for, in which run (its index), at which step."""

    run: int
    step: int
    which: int
    value: Any


class Scanner:
    """Looks for conditions in the runs of one graph.

    Args:
        builder: the runs and their stories.
    """

    def __init__(self, builder: BundleBuilder) -> None:
        self.builder = builder
        self._shapes: dict[int, dict[str, tuple[int, ...]]] = {}
        self._names: dict[Any, set[str]] = {}

    def scan(
        self,
        conditions: Sequence[Condition],
        run: int,
        step: int,
        forward: bool = True,
        seconds: float = 0.2,
    ) -> dict[str, Any]:
        """Look on from a step, which is not looked at itself, for about so many seconds.

        Args:
            conditions: what to look for; the first that is true at a step counts.
            run, step: where to begin, as indices; -1 and any number beyond the last step are allowed.
            forward: in which direction.
            seconds: after how long to come back.

        Returns:
            "hit": None, or {"run", "step", "which", "value"}; "next": where to go on, None at the end;
            "scanned" and "lost": how many runs were looked at, and how many have no values any more.
        """
        deadline = time.perf_counter() + seconds
        scanned = lost = 0
        here: int | None = run
        while here is not None and 0 <= here < len(self.builder.runs):
            block = [here] if forward else self._block(here)
            last: Hit | None = None
            for index in block:
                hits = self.hits(index, conditions)
                scanned += 1
                if hits is None:
                    lost += 1
                    continue
                for hit in hits:
                    beyond = index != run or (hit.step > step if forward else hit.step < step)
                    if beyond:
                        last = hit
                        if forward:
                            break
            if last is not None:
                return {"hit": vars(last), "next": None, "scanned": scanned, "lost": lost}
            here = block[-1] + 1 if forward else block[0] - 1
            if time.perf_counter() > deadline:
                break
        inside = here is not None and 0 <= here < len(self.builder.runs)
        return {"hit": None, "next": here if inside else None, "scanned": scanned, "lost": lost}

    def hits(self, index: int, conditions: Sequence[Condition]) -> Iterator[Hit] | None:
        """Every step of a run at which a condition is true; None when its values are gone for good."""
        recorded = self.builder.runs[index]
        values: list[Any] | None = None
        if any(condition.measure != "reached" for condition in conditions):
            try:
                values = self.builder.replayer.values(index)
            except LookupError:
                return None
        elif not recorded.can_be_shown:
            return None
        if values is not None and any(condition.compare == "changes" for condition in conditions):
            self._note_shapes(index, values)  # the next run asks for them
        return self._hits(index, conditions, values)

    def everywhere(self, conditions: Sequence[Condition]) -> Iterator[Hit]:
        """Every hit in every run that can be looked at, in order."""
        for index in range(len(self.builder.runs)):
            yield from self.hits(index, conditions) or ()

    def _hits(self, index: int, conditions: Sequence[Condition], values: list[Any] | None) -> Iterator[Hit]:
        recorded = self.builder.runs[index]
        story = self.builder._story(recorded)[1]
        view = self.builder.view
        failed = None if recorded.error is None else self.builder._error(recorded, story)
        for number, step in enumerate(story.steps):
            if failed is not None and failed["step"] is not None and number >= failed["step"]:
                return
            box = step["box"]
            own = step["kind"] in ("feed", "read", "write") or (
                box is not None and view.boxes[box].operation is step["node"]
            )
            for which, condition in enumerate(conditions):
                if not condition.concerns(step, own):
                    continue
                if condition.measure == "reached":
                    yield Hit(index, number, which, None)
                    break
                entry = step["output"]["entry"]
                name, slot = (None, None) if entry is None else story.entries[entry]
                value = None if values is None or slot is None else values[slot]
                if value is None or name is None:
                    continue
                before = self._shape_before(index, name) if condition.compare == "changes" else None
                met = condition.met_by(np.asarray(value), before)
                if met is not None:
                    yield Hit(index, number, which, met)
                    break

    def _block(self, index: int) -> list[int]:
        """The runs to look at together on the way back; one is enough where its values are at hand."""
        if self.builder.runs[index].values is not None:
            return [index]
        return list(range(max(0, index - BLOCK + 1), index + 1))

    # --- shapes -------------------------------------------------------------------------------------------

    def _shape_before(self, index: int, name: str) -> tuple[int, ...] | None:
        """The shape that a tensor had in the last earlier run that computed it."""
        for earlier in range(index - 1, -1, -1):
            recorded = self.builder.runs[earlier]
            if name in self._names_in(recorded):
                shape = self._shapes_in(earlier).get(name)
                if shape is not None:
                    return shape
        return None

    def _names_in(self, recorded: Any) -> set[str]:
        if recorded.plan not in self._names:
            self._names[recorded.plan] = {name for name, _ in self.builder._story(recorded)[1].entries}
        return self._names[recorded.plan]

    def _shapes_in(self, index: int) -> dict[str, tuple[int, ...]]:
        if index not in self._shapes:
            try:
                values = self.builder.replayer.values(index)
            except LookupError:
                values = []
            self._note_shapes(index, values)
        return self._shapes[index]

    def _note_shapes(self, index: int, values: list[Any]) -> None:
        entries = self.builder._story(self.builder.runs[index])[1].entries if values else []
        if len(self._shapes) >= REMEMBERED:
            del self._shapes[next(iter(self._shapes))]
        self._shapes[index] = {
            name: np.shape(values[slot]) for name, slot in entries if values[slot] is not None
        }
